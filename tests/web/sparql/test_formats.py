"""What `/sparql` and `/graphs` write in each format is of that format, whatever stands in the data."""

import csv
import http.client
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree

TURTLE = {"Content-Type": "text/turtle"}
ROUGH = """
<http://dbpedia.org/resource/Paris,_Texas> <urn:p> "a, \\"b\\"\\r\\nc", "tab\\there" .
"""


@pytest.fixture(scope="module")
def rough(shared: Any) -> Any:
    """A server whose data has what formats have to write with care, each in a graph of its own."""
    for name, text in {
        "cells": ROUGH,
        "feed": '<urn:s> <urn:p> "a\\fb" .',
        "noncharacter": '<urn:s> <urn:p> "\\uFFFE" .',
        "return": '<urn:s> <urn:p> "a\\rb" .',
        "nameless": '<urn:s> <http://ex.test/123> "x" .',
        "reserved": '<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> "x" .',
        "class": "<urn:s> a <http://ex.test/123> .",
        "term": "<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .",
    }.items():
        answer = shared.request("PUT", f"/graphs?graph=urn:rough:{name}", body=text, headers=TURTLE)
        assert answer.status == 201, answer.text
    return shared


def rows(server: Any, graph: str, accept: str) -> Any:
    return server.query(f"SELECT ?s ?o {{ GRAPH <urn:rough:{graph}> {{ ?s ?p ?o }} }}", accept=accept)


def test_csv_quotes_iris_as_it_quotes_literals(rough: Any) -> None:
    answer = rows(rough, "cells", "text/csv")
    head, *found = csv.reader(io.StringIO(answer.body.decode(), newline=""))
    assert head == ["s", "o"]
    paris = "http://dbpedia.org/resource/Paris,_Texas"
    assert sorted(found) == [[paris, 'a, "b"\r\nc'], [paris, "tab\there"]]


def test_csv_is_cut_between_rows_and_not_in_a_cell(rough: Any) -> None:
    text = 'SELECT * { VALUES ?x { "a\\nb" <urn:c,d> "e" } }'
    answer = rough.query(text, accept="text/csv", max_rows="2")
    assert answer.headers["truncated"] == "rows=2"
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [["x"], ["a\nb"], ["urn:c,d"]]


def test_tsv_has_a_line_a_row_and_escapes_what_would_break_one(rough: Any) -> None:
    lines = rows(rough, "cells", "text/tab-separated-values").text.removesuffix("\n").split("\n")
    paris = "<http://dbpedia.org/resource/Paris,_Texas>"
    assert lines[0] == "?s\t?o"
    assert sorted(lines[1:]) == [f'{paris}\t"a, \\"b\\"\\r\\nc"', f'{paris}\t"tab\\there"']


@pytest.mark.parametrize(("graph", "code"), [("feed", "U+000C"), ("noncharacter", "U+FFFE")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_character_that_xml_cannot_hold_is_a_406_that_names_it(
    rough: Any, graph: str, code: str, method: str
) -> None:
    for text, accept in (
        (f"SELECT * {{ GRAPH <urn:rough:{graph}> {{ ?s ?p ?o }} }}", "application/sparql-results+xml"),
        (f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <urn:rough:{graph}> {{ ?s ?p ?o }} }}", "application/rdf+xml"),
    ):
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        if method == "GET":
            answer = rough.get(f"/sparql?query={quote(text)}", Accept=accept)
        else:
            answer = rough.request("POST", "/sparql", body=text, headers=headers)
        assert answer.status == 406
        assert code in answer.json["detail"]
        assert "JSON" in answer.json["hint"]
    assert rows(rough, graph, "application/json").status == 200


def test_a_carriage_return_comes_back_from_xml(rough: Any) -> None:
    found = etree.fromstring(rows(rough, "return", "application/sparql-results+xml").body)
    assert found.findtext(".//{*}literal") == "a\rb"
    graph = rough.get("/graphs?graph=urn:rough:return", Accept="application/rdf+xml")
    assert etree.fromstring(graph.body).findtext(".//{*}p") == "a\rb"


@pytest.mark.parametrize("graph", ["feed", "noncharacter", "nameless", "reserved", "class"])
def test_a_graph_that_rdf_xml_cannot_hold_is_a_406(rough: Any, graph: str) -> None:
    answer = rough.get(f"/graphs?graph=urn:rough:{graph}", Accept="application/rdf+xml")
    assert answer.status == 406
    assert "Turtle" in answer.json["hint"]
    head = rough.request(
        "HEAD", f"/graphs?graph=urn:rough:{graph}", headers={"Accept": "application/rdf+xml"}
    )
    assert (head.status, head.body) == (406, b"")
    assert rough.get(f"/graphs?graph=urn:rough:{graph}", Accept="text/turtle").status == 200


def test_a_triple_term_that_json_ld_cannot_hold_is_a_406(rough: Any) -> None:
    answer = rough.get("/graphs?graph=urn:rough:term", Accept="application/ld+json")
    assert answer.status == 406
    assert "RDF 1.2" in answer.json["detail"]
    assert json.loads(rows(rough, "term", "application/json").body)["results"]["bindings"]


def test_a_long_answer_that_turns_out_to_be_no_xml_is_refused_before_its_first_byte(rough: Any) -> None:
    """Up to four megabytes; a longer one breaks off, and its client sees that it did."""
    text = 'SELECT ?x { VALUES ?a { %s } VALUES ?b { %s } BIND(IF(?a = 99 && ?b = 99, "\\f", "x") AS ?x) }'
    numbers = " ".join(map(str, range(100)))
    answer = rough.query(text % (numbers, numbers), accept="application/sparql-results+xml")
    assert answer.status == 406


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+xml", "text/csv"])
def test_the_columns_of_a_star_stand_in_the_order_of_the_query(server: Any, accept: str) -> None:
    text = "SELECT * { ?thing <http://example.org/in> ?place . ?place <http://example.org/name> ?a }"
    body = server.query(text, accept=accept).body
    if accept == "text/csv":
        names = body.decode().split("\r\n")[0].split(",")
    elif accept == "application/json":
        names = json.loads(body)["head"]["vars"]
    else:
        names = etree.fromstring(body).xpath("//@name")[:3]
    assert names == ["thing", "place", "a"]


def test_a_syntax_error_after_a_star_keeps_its_place(server: Any) -> None:
    for text in ("SELECT *\n{ ?s ?p ?o . ?a ?b }", "SELECT ?s\n{ ?s ?p ?o . ?a ?b }"):
        answer = server.query(text)
        assert (answer.status, answer.json["line"], answer.json["column"]) == (400, 2, 20)


def test_a_longer_one_breaks_off_and_its_client_sees_that(rough: Any) -> None:
    text = 'SELECT ?x { VALUES ?a { %s } VALUES ?b { %s } BIND(IF(?a = 249 && ?b = 249, "\\f", ?a) AS ?x) }'
    numbers = " ".join(map(str, range(250)))
    with pytest.raises(http.client.IncompleteRead):
        rough.query(text % (numbers, numbers), accept="application/sparql-results+xml")
    assert rough.query("ASK {}").json["boolean"] is True
