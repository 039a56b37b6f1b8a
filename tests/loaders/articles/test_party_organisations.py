"""The Party's organisation in a union is not the union, and a city that is named after somebody is not a person."""

import pytest

from loaders.articles.extract import Rules
from loaders.articles.mentions.find import mentions
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.records import Event


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Ngày 12/5/2025, Đảng bộ Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức Đại hội lần thứ IX.",
            "vi",
        ),
        (
            "Ngày 12/5/2025, Đại hội Đảng bộ cơ quan Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu lần thứ IX diễn ra.",
            "vi",
        ),
        (
            "On May 12 the Party organisation of the Lai Chau Union of Friendship Organizations held its 9th congress.",
            "en",
        ),
        (
            "Le 12 mai, l'organisation du Parti de l'Union des organisations d'amitié de Huê a tenu son 9e congrès.",
            "fr",
        ),
        ("12 мая 2025 года состоялся IX съезд парторганизации Союза организаций дружбы Вьетнама.", "ru"),
    ],
)
def test_a_congress_of_a_party_organisation_is_none_of_the_union(text: str, language: str) -> None:
    read = Rules()(text, language=language, published="2025-05-13", gazetteer=Gazetteer.of())
    congresses = [e for e in read if isinstance(e, Event) and e.kind == "congress"]
    assert [(e.organiser, e.about, e.others) for e in congresses] == [(None, None, ())]


def test_a_city_that_is_named_after_somebody_is_not_this_person() -> None:
    known = Gazetteer.of([Name("person/ho-chi-minh", "Hồ Chí Minh", "person", "vi")])
    text = "Dự có các chi hội tại Thành phố Hồ Chí Minh. Các đại biểu tưởng nhớ Chủ tịch Hồ Chí Minh."
    found = [(m.kind, m.text) for m in mentions(text, "vi", known) if "Hồ" in m.text]
    assert found == [("place", "Thành phố Hồ Chí Minh"), ("person", "Hồ Chí Minh")]
