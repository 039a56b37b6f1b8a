"""Documents about things whose texts hold what XML cannot: refused with the reason, or written so that they are XML."""

from collections.abc import Iterator

import pytest
from lxml import etree

from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]

NOTE = "http://ex.test/note"
LINES = (
    f'<urn:feed> <{NOTE}> "a\\fb" .',
    f'<urn:nameless> <{NOTE}> "nameless" .',
    '<urn:nameless> <http://ex.test/123> "x" .',
    '<urn:reserved> <http://www.w3.org/2000/xmlns/foo> "x" .',
    f'<urn:return> <{NOTE}> "a\\rb" .',
    "<urn:return> <http://ex.test/p> <urn:feed> .",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pages_of(LINES, tmp_path_factory.mktemp("rough")) as inside:
        yield inside


@pytest.mark.parametrize(
    ("iri", "reason"),
    [
        ("urn:feed", "U+000C"),
        ("urn:nameless", "ends in no name"),
        ("urn:reserved", "whose namespace XML reserves"),
    ],
)
def test_what_rdf_xml_cannot_hold_is_a_406_with_the_reason(pages: Inside, iri: str, reason: str) -> None:
    answer = pages.get(f"/describe?iri={iri}&format=rdf")
    assert answer.status_code == 406
    assert reason in answer.text
    for other in ("ttl", "nt", "jsonld", "html"):
        assert pages.get(f"/describe?iri={iri}&format={other}").status_code == 200


def test_a_carriage_return_in_a_name_comes_back(pages: Inside) -> None:
    answer = pages.get("/describe?iri=urn:return&format=rdf")
    assert answer.status_code == 200
    assert "a\rb" in etree.fromstring(answer.content).xpath("//*[local-name() = 'note']/text()")


def test_feeds_and_site_map_are_xml(pages: Inside) -> None:
    for address in ("/changes.atom", "/sitemap.xml"):
        assert etree.fromstring(pages.get(address).content) is not None
