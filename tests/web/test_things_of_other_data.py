"""Whatever a file brought can be opened: counts are exact, names in any form and graph, odd IRIs, dates of any year."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import html

from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]

BASE, EX, XSD = "https://w3id.org/huunghi/", "http://example.org/", "http://www.w3.org/2001/XMLSchema#"
SKOS, RDFS = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA, XL = "https://schema.org/", "http://www.w3.org/2008/05/skos-xl#"
CONCEPTS, LINKED, LANGUAGES = 6500, 120, 250


def things() -> Iterator[str]:
    """N-Triples of a scheme of many concepts, of things with many labels, and of things with odd names."""
    yield f'<{EX}scheme> <{SKOS}prefLabel> "A thesaurus"@en .'
    for number in range(CONCEPTS):
        yield f"<{EX}scheme> <{SKOS}hasTopConcept> <{EX}concept{number}> ."
    yield f'<{EX}many> <{RDFS}label> "One with many"@en-US .'
    for number in range(LINKED):
        yield f"<{EX}many> <{EX}links> <{EX}linked{number}> ."
        yield from (
            f'<{EX}linked{number}> <{RDFS}label> "Linked {number} in {tag}"@x-l{tag} .'
            for tag in range(LANGUAGES)
        )
        yield f'<{EX}linked{number}> <{RDFS}label> "Linked {number}"@en .'
    yield f'<{EX}one> <{RDFS}label> "British"@en-GB .'
    yield f'<{EX}one> <{RDFS}label> "Chose"@fr .'
    yield f"<{EX}one> <{RDFS}isDefinedBy> <{EX}scheme> ."
    yield f"<{EX}one> <{SKOS}topConceptOf> <{EX}scheme> ."
    yield f'<{EX}one> <{SCHEMA}birthDate> "-0044-03-15"^^<{XSD}date> .'
    yield f'<{EX}one> <{SCHEMA}deathDate> "12024-01-01"^^<{XSD}date> .'
    yield f'<{EX}one> <{SCHEMA}dateCreated> "2024-04-01T10:30:00+07:00"^^<{XSD}dateTime> .'
    yield f"<{EX}one> <{EX}knows> <{BASE}id/committee/x1> ."
    yield f"<{EX}one> <{EX}knows> <{BASE}id/person/a/b> ."
    yield f'<{BASE}id/committee/x1> <{RDFS}label> "Committee X1"@en .'
    yield f'<{BASE}id/person/a/b> <{RDFS}label> "A of B"@en .'
    yield f'<{EX}one> <{EX}text> "{"word " * 1000}end of it" .'
    yield f"<{EX}xl> <{XL}prefLabel> <{EX}xl-label> ."
    yield f'<{EX}xl-label> <{XL}literalForm> "Named by a label"@en .'


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pages_of(things(), tmp_path_factory.mktemp("other-data")) as inside:
        yield inside


def described(pages: Inside, name: str, **parameters: str) -> str:
    """The words of the page of a thing."""
    further = "".join(f"&{key}={quote(value)}" for key, value in parameters.items())
    answer = pages.get(f"/describe?iri={quote(EX + name, safe='')}{further}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return " ".join(html.fromstring(answer.text).find(".//main").text_content().split())


def document(pages: Inside, name: str, suffix: str = "nt", **parameters: str) -> str:
    further = "".join(f"&{key}={quote(value)}" for key, value in parameters.items())
    answer = pages.get(f"/describe?iri={quote(EX + name, safe='')}&format={suffix}{further}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_thing_with_very_many_values_is_counted_to_the_last_and_keeps_its_name(pages: Inside) -> None:
    said = described(pages, "scheme")
    assert "A thesaurus" in said
    assert "6,500" in said
    seen: set[str] = set()
    asked = (1, 20, 21, 120, 121, CONCEPTS // 50)
    for page in asked:
        found = document(pages, "scheme", group="skos:hasTopConcept", page=str(page))
        seen |= {line.split()[2] for line in found.splitlines() if f"<{SKOS}hasTopConcept>" in line[:120]}
    assert len(seen) == 50 * len(asked)
    after = pages.get(
        f"/describe?iri={quote(EX + 'scheme', safe='')}&format=nt&group=skos:hasTopConcept&page={CONCEPTS // 50 + 1}"
    )
    assert after.status_code == 404


def test_no_label_is_cut_where_things_have_very_many(pages: Inside) -> None:
    for page in ("1", "2", "3"):
        assert "http://example.org/linked" not in described(pages, "many", group=f"{EX}links", page=page)


def test_an_rdfs_label_is_a_name_in_every_format_and_language(pages: Inside) -> None:
    said = described(pages, "one")
    assert said.startswith("thing British")
    assert "Chose" in said
    assert "defined by" in said
    found = document(pages, "one")
    for value in ('"British"@en-gb', '"Chose"@fr'):
        assert f"<{EX}one> <{RDFS}label> {value} ." in found
    assert f"<{EX}one> <{RDFS}isDefinedBy> <{EX}scheme> ." in found
    assert f"<{EX}one> <{SKOS}topConceptOf> <{EX}scheme> ." in found


def test_labels_of_skos_xl_name_a_thing(pages: Inside) -> None:
    assert "Named by a label" in described(pages, "xl")


def test_dates_of_any_year_and_times_are_whole(pages: Inside) -> None:
    said = described(pages, "one")
    assert "-0044-03-15" in said
    assert "12024-01-01" in said
    assert "1 April 2024, 10:30" in said


@pytest.mark.parametrize(("path", "name"), [("committee/x1", "Committee X1"), ("person/a/b", "A of B")])
def test_a_thing_under_our_address_with_another_form_can_be_opened(
    pages: Inside, path: str, name: str
) -> None:
    assert (
        f"/describe?iri={quote(f'{BASE}id/{path}', safe='')}"
        in pages.get(f"/describe?iri={quote(EX + 'one', safe='')}", headers={"Accept": "text/html"}).text
    )
    leads = pages.get(f"/id/{path}", headers={"Accept": "text/html"})
    assert leads.status_code == 303
    assert name in pages.get(leads.headers["Location"], headers={"Accept": "text/html"}).text


def test_what_is_not_known_under_our_address_stays_unknown(pages: Inside) -> None:
    assert pages.get("/id/committee/x2").status_code == 404
    assert pages.get("/id/person/a/c").status_code == 404


def test_the_address_of_a_thing_of_others_leads_out_and_its_description_stays_here(pages: Inside) -> None:
    page = html.fromstring(pages.get(f"/describe?iri={quote(EX + 'many', safe='')}").text)
    (out,) = page.xpath("//a[contains(@rel, 'external')][@href='http://example.org/many']")
    assert out.text_content() == "its own address"
    inside = page.xpath("//main//a[starts-with(@href, '/describe?iri=http%3A%2F%2Fexample.org%2Flinked')]")
    assert len({link.get("href") for link in inside}) >= 10


def test_a_very_long_text_is_folded_and_whole(pages: Inside) -> None:
    page = html.fromstring(pages.get(f"/describe?iri={quote(EX + 'one', safe='')}").text)
    (long,) = page.xpath("//details[@class='long']")
    assert "all 5,009 characters" in long.find("summary").text_content()
    assert long.find("bdi").text_content().endswith("end of it")
    assert len(long.find("summary").text_content()) < 400


def test_a_name_in_a_variety_of_the_reader_s_language_is_no_makeshift(pages: Inside) -> None:
    page = pages.get(f"/describe?iri={quote(EX + 'scheme', safe='')}").text
    one = pages.get(f"/describe?iri={quote(EX + 'many', safe='')}").text
    assert "for want of a name in yours" not in page + one
