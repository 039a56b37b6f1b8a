"""The catalogue and its answers in every format, by suffix, by `format` and by Accept."""

import io

import openpyxl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from queries.collection import catalogue
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

POST = "/queries/holders-of-post"
ASKED = "post=post/nghe-an-union-chair&day=2024-04-02"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "xlsx": WORKBOOK,
    "rq": "application/sparql-query",
}


@pytest.mark.parametrize(("suffix", "media_type"), TYPES.items())
def test_an_answer_is_the_same_by_suffix_by_format_and_by_accept(
    client: Inside, suffix: str, media_type: str
) -> None:
    """Each way gives the media type that was asked for, and the same document."""
    by_suffix = client.get(f"{POST}.{suffix}?{ASKED}")
    by_format = client.get(f"{POST}?{ASKED}&format={suffix}")
    by_accept = client.get(f"{POST}?{ASKED}", headers={"Accept": media_type})
    for answer in (by_suffix, by_format, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in by_accept.headers["vary"]
    if suffix != "xlsx":  # a zip holds the time at which it was made
        assert by_suffix.content == by_format.content == by_accept.content


def test_a_workbook_has_the_rows_of_the_table(client: Inside) -> None:
    """The same people hold the post in Excel as in JSON."""
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{POST}.xlsx?{ASKED}").content)).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    answer = client.get(f"{POST}.json?{ASKED}").json()
    assert list(heads) == answer["head"]["vars"]
    people = [row["person"]["value"] for row in answer["results"]["bindings"]]
    assert [row[heads.index("person")] for row in rows] == people


@pytest.mark.parametrize("address", ["/queries.ttl", "/queries?format=turtle", "/queries"])
def test_the_catalogue_is_rdf_that_says_where_each_query_is_asked(client: Inside, address: str) -> None:
    """Programs that learn from examples find every query and the endpoint."""
    answer = client.get(address, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert len(set(graph.subjects(RDF.type, SH.SPARQLExecutable))) == len(catalogue())
    targets = set(graph.objects(None, rdflib.URIRef("https://schema.org/target")))
    assert {str(one).endswith("/sparql") for one in targets} == {True}


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/queries.pdf", 404, "There is: ttl, jsonld, nt, rdf."),
        ("/queries?format=pdf", 406, "There is: html, ttl"),
        (f"{POST}.pdf?{ASKED}", 404, "xlsx"),
        (f"{POST}.xlsx", 400, "post is missing"),
        (f"{POST}.xml?{ASKED}&colour=red", 400, "Its fields: post, day, language."),
        ("/queries/none.xlsx", 404, "/queries"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(client: Inside, address: str, status: int, told: str) -> None:
    """In JSON for a program."""
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert told.lower() in answer.text.lower()
