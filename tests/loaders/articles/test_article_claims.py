"""Records become claims: proposed, with passage and confidence, and naming what the graph already has."""

import unicodedata
from decimal import Decimal

from pyoxigraph import Literal

from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, Claim
from loaders.articles.citations import KnownDocument
from loaders.articles.claims.article_iris import Known
from loaders.articles.claims.build import claims
from loaders.articles.claims.trust import confidence_of, trusted_kinds
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article
from loaders.articles.mentions.find import Gazetteer
from ontology.iris import HN, mint
from ontology.prefixes import expand

TEXT = """Union meets

On July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue. Mr. Vo Quoc Anh, vice president of
VUFO, quoted Directive No. 12-CT/TW dated January 5, 2022 and Directive 25-CT/TW.
"""
ARTICLE = Article(name="hue-2023.en.txt", text=TEXT, language="en", url="https://example.org/hue")
RUN = mint("run", "test")


def made(
    article: Article = ARTICLE, *, known: Known | None = None, accepted: frozenset[str] = frozenset()
) -> list[Claim]:
    """Extract an article and make its claims."""
    records = Rules()(
        article.text,
        language=article.language,
        title=article.title,
        published=article.published,
        gazetteer=Gazetteer.of(),
    )
    return list(claims(article, records, run=RUN, known=known, accepted=accepted))


def objects(found: list[Claim], predicate: str) -> list[str]:
    """Return the objects of a predicate."""
    return [c.triple.object.value for c in found if c.triple.predicate.value == predicate]


def test_what_articles_say_is_proposed_and_what_is_known_of_the_article_itself_is_not() -> None:
    statuses = {c.triple.subject.value.rsplit("/", 2)[1]: c.status for c in made()}
    assert statuses["source"] == EXPLICIT
    assert {kind: s for kind, s in statuses.items() if kind != "source"} == dict.fromkeys(
        set(statuses) - {"source"}, PROPOSED
    )


def test_kinds_that_policy_accepts_are_explicit_or_inferred() -> None:
    accepted = [c for c in made(accepted=frozenset({"tenure"})) if "/tenure/" in c.triple.subject.value]
    assert {c.status for c in accepted} == {EXPLICIT}
    hue = Article(
        name="a.txt",
        text=TEXT.replace("vice president of\nVUFO", "Chairman of the People's Committee"),
        language="en",
    )
    inferred = [c for c in made(hue, accepted=frozenset({"tenure"})) if "/tenure/" in c.triple.subject.value]
    assert {c.status for c in inferred} == {INFERRED}
    assert all(c.reason for c in inferred)


def test_every_claim_of_the_text_has_a_passage_and_a_confidence() -> None:
    for claim in made():
        if "/source/" in claim.triple.subject.value:
            continue
        assert claim.passage is not None
        assert claim.passage.exact == TEXT[claim.passage.start : claim.passage.end]
        assert claim.confidence is not None
        assert Decimal(0) < claim.confidence < Decimal(1)


def test_literals_are_as_they_look_whatever_form_the_text_has() -> None:
    """Names, wordings and titles have one blank and composed letters; passages keep what is printed."""
    title = "Hội nghị tổng kết"
    text = (
        f"{title}\n\nNgày 1/7/2023, Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai tổ chức hội nghị. Ông Võ Quốc Anh, Phó "
        "Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai, nhắc đến Chỉ thị số 12-CT/TW ngày 05/01/2022."
    )

    def literals(form: str, title: str) -> set[tuple[str, str]]:
        found = made(Article(name="lao-cai.vi.txt", text=form, language="vi", title=title))
        assert all(
            c.passage.exact in (None, form[c.passage.start : c.passage.end]) for c in found if c.passage
        )
        apart = (HN + "sha256", HN + "length")
        pairs = ((c.triple.predicate.value, c.triple.object) for c in found)
        return {(p, o.value) for p, o in pairs if isinstance(o, Literal) and p not in apart}

    form = (
        unicodedata.normalize("NFD", text)
        .replace(" ", "\xa0 ")
        .replace("ch", "c\u00adh")
        .replace("\n", "\r\n")
    )
    assert literals(form, unicodedata.normalize("NFD", title).replace(" ", "\xa0")) == literals(text, title)


def test_a_known_document_is_cited_and_an_unknown_one_proposed_only_with_a_date() -> None:
    known = Known(
        documents=(
            KnownDocument(
                iri="https://example.org/d",
                type="directive",
                code="CT",
                number=25,
                body="TW",
                date="2018-08-08",
            ),
        )
    )
    found = made(known=known)
    assert objects(found, HN + "cited") == [mint("document", "12-ct-tw-2022-01-05"), "https://example.org/d"]
    assert objects(found, expand("schema:legislationIdentifier")) == ["12-CT/TW"]
    assert objects(made(), HN + "cited") == [mint("document", "12-ct-tw-2022-01-05")]


def test_a_source_the_graph_has_keeps_its_name() -> None:
    by_text, by_address = (
        Known(sources={ARTICLE.sha256: "one"}),
        Known(sources={"https://example.org/hue": "two"}),
    )
    assert {c.source for c in made(known=by_text)} == {mint("source", "one")}
    assert {c.source for c in made(known=by_address)} == {mint("source", "two")}
    assert {c.source for c in made()} == {mint("source", "hue-2023-en")}


def test_two_articles_on_one_event_speak_of_one_event() -> None:
    other = Article(
        name="hue-2023.ru.txt", language="ru",
        text="Конференция в Хюэ\n\n1 июля 2023 года в Хюэ Союз организаций дружбы Хюэ провёл конференцию о работе.\n",
    )  # fmt: skip
    named = [
        {c.triple.subject.value for c in made(a) if c.triple.predicate.value == expand("schema:startDate")}
        for a in (ARTICLE, other)
    ]
    assert named[0] == named[1] == {mint("event", "thua-thien-hue-union-conference-2023-07-01")}


def test_what_a_body_does_on_two_days_or_on_no_day_that_is_told_is_no_one_event() -> None:
    """A union holds more than one ceremony in a month; an article that does not date its own may mean any."""
    text = "The Hue Union of Friendship Organizations {} held a conference in Hue about its work with partners.\n"
    told = {
        name: {
            c.triple.subject.value
            for c in made(Article(name=f"{name}.txt", language="en", text=text.format(when)))
            if c.triple.predicate.value == expand("schema:location")
        }
        for name, when in (
            ("a", "on 3 July 2023"),
            ("b", "on 5 July 2023"),
            ("c", "recently"),
            ("d", "recently"),
        )
    }
    assert len(set.union(*told.values())) == 4


def test_a_congress_is_named_by_its_body_and_number_though_its_day_is_not_told() -> None:
    text = "The Hue Union of Friendship Organizations has held its 6th Congress.\n"
    undated = made(Article(name="a.txt", text=text, language="en"))
    congress = mint("congress", "thua-thien-hue-union-6")
    assert {c.triple.subject.value for c in undated if c.triple.predicate.value == HN + "ordinal"} == {
        congress
    }
    assert objects(undated, HN + "ordinal") == ["6"]


def test_what_contradicts_the_graph_says_so_and_is_not_accepted() -> None:
    def values(_subject: str, predicate: str) -> frozenset[str]:
        return frozenset({"2023-06-30"} if predicate == expand("schema:startDate") else set())

    found = made(known=Known(values=values), accepted=frozenset({"event date"}))
    (start,) = [c for c in found if c.triple.predicate.value == expand("schema:startDate")]
    assert start.status == PROPOSED
    assert start.reason is not None
    assert "2023-06-30" in start.reason


def test_a_coarser_date_of_the_same_day_is_no_contradiction() -> None:
    found = made(known=Known(values=lambda _s, _p: frozenset({"2023-07"})))
    assert not [
        c for c in found if c.reason and "Contradicts" in c.reason and "2023" in c.triple.object.value
    ]


def test_claims_are_the_same_each_time() -> None:
    assert [c.iri for c in made()] == [c.iri for c in made()]


def test_confidence_is_what_was_measured_and_less_where_something_is_inferred() -> None:
    assert confidence_of("citing") == Decimal("0.10")  # (5 + 1) / (61 + 2)
    assert confidence_of("cited") == Decimal("0.98")
    assert confidence_of("tenure", inferred=True) < confidence_of("tenure")
    assert confidence_of("unheard of") == Decimal("0.50")


def test_what_is_cited_is_accepted_and_who_cites_is_proposed() -> None:
    statuses: dict[str, set[str]] = {}
    for claim in made(accepted=trusted_kinds()):
        if "/id/citation/" in claim.triple.subject.value:
            statuses.setdefault(claim.triple.predicate.value, set()).add(claim.status)
    assert statuses.pop(HN + "citing") == {PROPOSED}
    assert {HN + "cited", HN + "wording"} <= statuses.keys()
    assert set.union(*statuses.values()) == {EXPLICIT}


def names_of(found: list[Claim], thing: str) -> set[tuple[str, str]]:
    """Return the names that claims give a thing: property and text."""
    named = (expand("skos:altLabel"), expand("skos:prefLabel"))
    return {
        (c.triple.predicate.value.rsplit("#")[-1], c.triple.object.value)  # type: ignore[union-attr]
        for c in found
        if c.triple.subject.value == thing and c.triple.predicate.value in named  # type: ignore[union-attr]
    }


def test_bodies_people_and_places_are_named_as_printed() -> None:
    found = made()
    assert names_of(found, mint("organisation", "thua-thien-hue-union")) == {
        ("altLabel", "Hue Union of Friendship Organizations")
    }
    assert names_of(found, mint("person", "vo-quoc-anh-vufo")) == {("prefLabel", "Vo Quoc Anh")}
    assert names_of(found, mint("place", "thua-thien-hue")) == {("altLabel", "Hue")}
    kinds = {
        c.triple.object.value.rsplit("/", 1)[1]
        for c in found
        if c.triple.predicate.value == expand("org:classification")
    }
    assert kinds == {"friendship-union", "vietnam-union"}


def test_a_name_the_graph_prefers_gets_a_further_witness_and_no_second_form() -> None:
    union = mint("organisation", "thua-thien-hue-union")
    preferred = {union: frozenset({("Hue Union of Friendship Organizations", "en")})}
    assert names_of(made(known=Known(preferred=preferred)), union) == {
        ("prefLabel", "Hue Union of Friendship Organizations")
    }
    other = {union: frozenset({("Union of Hue", "en")})}
    assert names_of(made(known=Known(preferred=other)), union) == {
        ("altLabel", "Hue Union of Friendship Organizations")
    }
