"""Whatever data says, a page has no link but to web pages and no markup but ours, and documents stay well-formed."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import etree, html

from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]

MARKUP = "</title></script><script>alert(1)</script>\\\"'><img src=x onerror=alert(1)>{{7*7}}%(x)s"
BASE = "https://w3id.org/huunghi/"
SKOS, SCHEMA = "http://www.w3.org/2004/02/skos/core#", "https://schema.org/"
SCRIPTS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "\\tjavascript:x",
)
LINKS = re.compile(r"(https?://|mailto:|/(?!/)|#|\?|$)")
RUNS = ("href", "src", "action", "formaction", "poster", "data", "xlink:href", "srcdoc")


def things() -> Iterator[str]:
    """N-Triples of things that say markup and scripts wherever a text or an address may stand."""
    kinds = {
        "source": f"{SCHEMA}NewsArticle",
        "person": "http://xmlns.com/foaf/0.1/Person",
        "organisation": "http://www.w3.org/ns/org#Organization",
        "event": f"{SCHEMA}Event",
        "document": f"{BASE}ontology#Directive",
        "citation": f"{BASE}ontology#Citation",
        "place": f"{SCHEMA}Place",
    }
    for kind, type_ in kinds.items():
        one = f"<{BASE}id/{kind}/hostile>"
        yield f"{one} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{type_}> ."
        for language in ("en", "vi"):
            yield f'{one} <{SKOS}prefLabel> "{MARKUP}"@{language} .'
        yield f'{one} <{SKOS}altLabel> "=cmd|calc {MARKUP}" .'
        for name in (
            "url",
            "description",
            "startDate",
            "legislationDate",
            "datePublished",
            "inLanguage",
            "sameAs",
        ):
            yield f'{one} <{SCHEMA}{name}> "{MARKUP}" .'
            for number, script in enumerate(SCRIPTS):
                yield f'{one} <{SCHEMA}{name}> "{script}"^^<http://www.w3.org/2001/XMLSchema#anyURI> .'
                if number < 4:
                    yield f"{one} <{SCHEMA}{name}> <{script}> ."
        yield f'{one} <{SCHEMA}startDate> "²⁰²⁴"^^<http://www.w3.org/2001/XMLSchema#gYear> .'
        yield f'{one} <{SCHEMA}startDate> "٢٠٢٤-٠٤-٠١"^^<http://www.w3.org/2001/XMLSchema#date> .'
        yield f"{one} <{SCHEMA}about> <{BASE}id/person/hostile> ."
        yield f"{one} <javascript:alert(1)> <data:text/html,x> ."
    citation = f"<{BASE}id/citation/hostile>"
    yield f"{citation} <{BASE}ontology#citing> <{BASE}id/event/hostile> ."
    yield f"{citation} <{BASE}ontology#cited> <{BASE}id/document/hostile> ."
    yield f'{citation} <{BASE}ontology#wording> "{MARKUP}"@en .'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pages_of(things(), tmp_path_factory.mktemp("hostile")) as pages:
        yield pages


THINGS = tuple(dict.fromkeys(line.split("/hostile>")[0].split("/id/")[1] for line in things()))
PAGES = [
    *(f"/id/{kind}/hostile.html" for kind in THINGS),
    *(f"/trace/{kind}/hostile" for kind in ("document", "event", "person")),
    *(f"/identity/{kind}/hostile" for kind in ("person", "organisation")),
    *(f"/describe?iri={quote(one, safe='')}" for one in ("javascript:alert(1)", "data:text/html,x")),
    "/search?q=alert",
    f"/search?q={quote(MARKUP)}",
    "/graph?focus=event/hostile",
    "/trace",
    "/trace/first-citations",
    "/trace/matrix",
    "/sources",
    "/changes",
    "/",
    f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 500')}",
    f"/sparql?query={quote('SELECT ' + MARKUP)}",
    "/queries/documents",
    "/queries/names-of-thing?thing=" + quote(f"{BASE}id/person/hostile", safe=""),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_link_and_no_markup_that_data_made(hostile: Inside, address: str) -> None:
    answer = hostile.get(address, {"Accept-Language": "vi"})
    # Queries are answered where the application's lifespan runs; the page says so, with what was asked.
    assert answer.status_code < 500 or address.startswith("/sparql"), answer.text[:2000]
    page = html.fromstring(answer.text)
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name, value)
            is_link = name in RUNS and not (element.tag == "link" and element.get("property"))
            assert not is_link or element.get("rel") == "canonical" or LINKS.match(value), (
                element.tag,
                name,
                value,
            )
        assert element.get("src") != "x"
        if element.tag == "script" and element.get("type") in ("application/ld+json", "application/json"):
            json.loads(element.text or "")
        elif element.tag == "script":
            assert (element.get("src") or "").startswith("/static/") and not element.text


@pytest.mark.parametrize("suffix", ["rdf", "ttl", "nt", "jsonld", "bib", "ris", "csl"])
def test_documents_of_such_things_are_whole(hostile: Inside, suffix: str) -> None:
    for kind in THINGS:
        answer = hostile.get(f"/id/{kind}/hostile.{suffix}", {"Accept": "*/*"})
        assert answer.status_code < 500, (kind, answer.text[:500])
        if answer.status_code == 200 and suffix == "rdf":
            etree.fromstring(answer.content)
        if answer.status_code == 200 and suffix in ("jsonld", "csl"):
            json.loads(answer.text)


@pytest.mark.parametrize(
    "address",
    [
        "/graph?focus=event/hostile&format=graphml",
        "/trace/document/hostile.graphml",
        "/changes.atom",
        "/sitemap.xml",
    ],
)
def test_drawings_and_feeds_are_well_formed(hostile: Inside, address: str) -> None:
    answer = hostile.get(address, {"Accept": "*/*"})
    assert answer.status_code == 200, answer.text[:500]
    etree.fromstring(answer.content)
