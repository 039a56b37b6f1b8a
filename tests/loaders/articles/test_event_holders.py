"""Who held an event, and which bodies signed at it, is told by the bodies as they are printed, known or not."""

import pytest

from loaders.articles.claims.build import claims
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Event, Participation, Record
from ontology.iris import concept, mint
from ontology.terms import hn, schema, skos

EMPTY = Gazetteer.of()


def read(text: str, language: str) -> tuple[Record, ...]:
    return Rules()(text, language=language, gazetteer=EMPTY)


def held(text: str, language: str) -> list[str]:
    """Return who held the event of a text: slugs of known bodies, then the names of others."""
    event = next(r for r in read(text, language) if isinstance(r, Event))
    known = [slug for slug in (event.organiser, *(slug for slug, _ in event.others)) if slug]
    return [*known, *(name.name for name in event.named)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Sáng 12/6/2024, Viện Nghiên cứu Biên giới phối hợp với Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ "
            "chức hội nghị.",
            "vi",
            ["lai-chau-union", "Viện Nghiên cứu Biên giới"],
        ),
        (
            "On June 12, 2024, the Border Studies Institute held a conference in Lai Chau.",
            "en",
            ["Border Studies Institute"],
        ),
        (
            "A conference organised by the Border Studies Institute took place in Lai Chau on June 12, 2024.",
            "en",
            ["Border Studies Institute"],
        ),
        (
            "Le 12 juin 2024, l'Institut d'études des frontières a organisé une conférence à Lai Châu.",
            "fr",
            ["Institut d'études des frontières"],
        ),
        (
            "12 июня 2024 года Институт изучения границ провёл конференцию в Лайтяу.",
            "ru",
            ["Институт изучения границ"],
        ),
        ("LAI CHAU (VNA) - The Lai Chau Union of Friendship Organizations held a conference on June 12, 2024.", "en",
         ["lai-chau-union"]),
        (
            "Mr. Tran Van Binh, Director of the Border Studies Institute, spoke at a conference held on June 12, 2024 "
            "in Lai Chau.",
            "en",
            [],
        ),
    ],
)  # fmt: skip
def test_the_bodies_printed_before_the_verb_or_after_by_held_the_event(
    text: str, language: str, expected: list[str]
) -> None:
    assert held(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Sáng 12/6/2024, Viện Nghiên cứu Biên giới và Trường Cao đẳng Lai Châu ký kết chương trình phối hợp giai "
            "đoạn 2024-2029.",
            "vi",
        ),
        (
            "On June 12, 2024, the Border Studies Institute and the Lai Chau College signed a cooperation programme.",
            "en",
        ),
    ],
)
def test_the_parties_of_what_is_signed_at_an_event_sign_there(text: str, language: str) -> None:
    found = [r for r in read(text, language) if isinstance(r, Participation) and r.role == "signatory"]
    assert len(found) == 2
    assert all(one.named for one in found)


def test_what_was_signed_in_another_year_was_not_signed_at_the_event() -> None:
    text = (
        "On June 12, 2024, the Lai Chau Union of Friendship Organizations held a conference. In 2019, the Border "
        "Studies Institute and the Lai Chau College signed a cooperation programme."
    )
    assert not [r for r in read(text, "en") if isinstance(r, Participation) and r.role == "signatory"]


def test_a_body_that_only_the_text_names_is_claimed_as_an_organisation_under_its_name() -> None:
    text = "On June 12, 2024, the Border Studies Institute and the Mekong College signed a cooperation programme.\n"
    article = Article("a.txt", text, "en")
    made = list(claims(article, read(text, "en"), run=mint("run", "test")))
    said = {(c.triple.subject.value, c.triple.predicate.value, c.triple.object.value) for c in made}  # type: ignore[union-attr]
    body = mint("organisation", "border-studies-institute-in-a")
    event = mint("event", "a-signing-2024-06-12")
    (node,) = {subject for subject, predicate, value in said if (predicate, value) == (hn.agent, body)}
    assert (body, skos.prefLabel, "Border Studies Institute") in said
    assert {(node, hn.event, event), (node, hn.participationRole, concept("role", "signatory"))} <= said


def test_a_body_that_only_the_text_names_is_claimed_to_have_held_the_event() -> None:
    text = "On June 12, 2024, the Border Studies Institute held a conference in Lai Chau.\n"
    made = list(claims(Article("a.txt", text, "en"), read(text, "en"), run=mint("run", "test")))
    said = {(c.triple.predicate.value, c.triple.object.value) for c in made}  # type: ignore[union-attr]
    assert (schema.organizer, mint("organisation", "border-studies-institute-in-a")) in said
    assert (skos.prefLabel, "Border Studies Institute") in said
