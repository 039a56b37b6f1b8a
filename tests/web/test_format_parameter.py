"""`?format=` at the address of a page gives the document beside it."""

import pytest
from pyoxigraph import RdfFormat, parse

from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

PLACE = "/id/place/nghe-an"
TRACE = "/trace/programme/cluster-1-2024"
QUERY = "/queries/unresolved-citations"


@pytest.mark.parametrize(
    ("address", "media_type", "document"),
    [
        (f"{PLACE}.html?format=ttl", "text/turtle", f"{PLACE}.ttl"),
        (f"{PLACE}.html?format=Turtle", "text/turtle", f"{PLACE}.ttl"),
        (f"{PLACE}.html?format=application/rdf%2Bxml", "application/rdf+xml", f"{PLACE}.rdf"),
        (f"{PLACE}.html?format=rdf+xml", "application/rdf+xml", f"{PLACE}.rdf"),
        (f"{PLACE}.html?format=json", "application/ld+json", f"{PLACE}.jsonld"),
        (f"{PLACE}.ttl?format=n-triples", "application/n-triples", f"{PLACE}.nt"),
        (f"{PLACE}.ttl?format=html", "text/html", f"{PLACE}.html"),
        (f"{PLACE}.html?format=bib", "application/x-bibtex", f"{PLACE}.bib"),
        (f"{PLACE}?format=bib", "application/x-bibtex", f"{PLACE}.bib"),
        (f"{PLACE}.html?format=csv&format=&format=nt", "application/n-triples", f"{PLACE}.nt"),
        (
            f"{PLACE}.html?at=2024-10-01&format=ttl&lang=vi",
            "text/turtle",
            f"{PLACE}.ttl?at=2024-10-01&lang=vi",
        ),
        ("/concept/body/cluster.html?format=ttl", "text/turtle", "/concept/body/cluster.ttl"),
        ("/ontology.html?format=jsonld", "application/ld+json", "/ontology.jsonld"),
        ("/ontology/shapes.html?format=turtle", "text/turtle", "/ontology/shapes.ttl"),
        (f"{QUERY}?format=csv", "text/csv", f"{QUERY}.csv"),
        (f"{QUERY}?format=JSON", "application/sparql-results+json", f"{QUERY}.json"),
        (f"{QUERY}.csv?format=rq", "application/sparql-query", f"{QUERY}.rq"),
        (f"{TRACE}?format=graphml", "application/graphml+xml", f"{TRACE}.graphml"),
        (f"{TRACE}.csv?format=html", "text/html", TRACE),
        ("/trace?from=2024&format=csv&to=2025", "text/csv", "/trace.csv?from=2024&to=2025"),
        ("/trace/matrix?format=csv", "text/csv", "/trace/matrix.csv"),
        ("/trace/documents?format=json", "application/json", "/trace/documents.json"),
        ("/changes?format=atom", "application/atom+xml", "/changes.atom"),
    ],
)
def test_a_page_asked_for_in_a_format_answers_with_its_document(
    inside: Inside, address: str, media_type: str, document: str
) -> None:
    answer = inside.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-location"] == document
    assert answer.content == inside.get(document).content
    again = inside.get(address, {"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "document"),
    [
        (f"{PLACE}?format=ttl", f"{PLACE}.ttl"),
        (f"{PLACE}?format=RDFXML", f"{PLACE}.rdf"),
        (f"{PLACE}?format=html", f"{PLACE}.html"),
        ("/concept/body/cluster?format=nt", "/concept/body/cluster.nt"),
        ("/ontology?format=ttl", "/ontology.ttl"),
    ],
)
def test_an_iri_asked_for_in_a_format_leads_to_that_document(
    inside: Inside, address: str, document: str
) -> None:
    answer = inside.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, document)


def test_a_format_that_is_not_there_is_refused_with_those_that_are(inside: Inside) -> None:
    for address in (f"{PLACE}.html?format=docx", f"{PLACE}?format=csv", f"{QUERY}?format=ttl"):
        answer = inside.get(address, {"Accept": "application/json"})
        assert answer.status_code == 406
        assert "There is: " in answer.text
    assert inside.get(f"{PLACE}.html?format=").status_code == 200
    assert inside.get("/id/place/nobody?format=ttl").status_code == 404
    assert inside.get("/id/place/nobody.html?format=ttl").status_code == 404


def test_addresses_with_a_parameter_of_their_own_take_the_usual_names(inside: Inside) -> None:
    organisation = "iri=http://www.w3.org/ns/org%23Organization"
    answer = inside.get(f"/describe?{organisation}&format=N-Triples")
    assert answer.headers["content-type"].startswith("application/n-triples")
    assert list(parse(answer.content, format=RdfFormat.N_TRIPLES))
    assert inside.get("/search?q=nghe+an&format=JSON").headers["content-type"] == "application/json"
    assert inside.get("/graph?focus=organisation/vufo&format=GraphML").status_code == 200


def test_the_formats_are_described(inside: Inside) -> None:
    paths = inside.get("/openapi.json").json()["paths"]

    def formats(path: str) -> list[str]:
        (one,) = (p for p in paths[path]["get"]["parameters"] if p["name"] == "format")
        return list(one["schema"]["enum"])

    assert formats("/id/{kind}/{slug}") == ["html", "ttl", "jsonld", "nt", "rdf", "bib", "ris", "csl"]
    assert formats("/id/{kind}/{slug}.{suffix}") == formats("/id/{kind}/{slug}")
    assert formats("/queries/unresolved-citations.{suffix}") == ["csv", "tsv", "json", "xml", "xlsx", "rq"]
    assert formats("/trace/{kind}/{slug}.{suffix}") == ["csv", "json", "graphml"]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/json", "jsonld"),
        ("application/xml", "rdf"),
        ("text/plain", "nt"),
        ("application/x-turtle", "ttl"),
        ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1", "rdf"),  # rdflib
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),  # a browser
        ("*/*", "html"),
    ],
)
def test_an_iri_leads_to_the_document_that_is_liked_by_whatever_name(
    inside: Inside, accept: str, suffix: str
) -> None:
    for iri, document in ((PLACE, f"{PLACE}.{suffix}"), ("/ontology", f"/ontology.{suffix}")):
        assert inside.get(iri, {"Accept": accept}).headers["location"] == document
