"""The evidence of a row: the statements that its query found it by, each with what it rests on."""

import html
import json
from itertools import pairwise
from typing import Any

import httpx
import pytest

HN = "https://w3id.org/huunghi/ontology#"
CITED = "SELECT ?citing ?document { ?c hn:citing ?citing ; hn:cited ?document } ORDER BY ?document ?citing"
PROGRAMME = {"type": "uri", "value": "https://w3id.org/huunghi/id/programme/cluster-1-2024"}
DIRECTIVE = {"type": "uri", "value": "https://w3id.org/huunghi/id/document/12-ct-tw-2022-01-05"}
CHAIR = "https://w3id.org/huunghi/id/person/nguyen-ngoc-hung"


def evidence(client: httpx.Client, query: str, row: dict[str, Any], **more: str) -> dict[str, Any]:
    asked = {"query": query, "row": json.dumps(row), "format": "json", **more}
    answer = client.get("/sparql/evidence", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def first_row(client: httpx.Client, query: str) -> dict[str, Any]:
    found = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    row: dict[str, Any] = found[0]
    return row


def bases(found: dict[str, Any]) -> dict[str, str]:
    return {one["predicate"]["value"].rpartition("#")[2]: one["basis"] for one in found["statements"]}


def test_the_statements_behind_a_row_have_their_claims_and_places(client: httpx.Client) -> None:
    found = evidence(client, CITED, {"citing": PROGRAMME, "document": DIRECTIVE})
    assert bases(found) == {"citing": "claims", "cited": "claims"}
    by_iri = {one["iri"]: one for one in found["claims"]}
    cited = next(one for one in found["statements"] if one["predicate"]["value"] == HN + "cited")
    assert {by_iri[one]["language"] for one in cited["claims"]} == {"ru"}
    assert all(one["start"] is not None and one["source"] for one in found["claims"])
    assert found["limits"] == []
    inferred = [one for one in found["claims"] if one["reason"]]
    assert inferred


def test_the_note_says_source_language_place_words_and_why(client: httpx.Client) -> None:
    row = json.dumps({"citing": PROGRAMME, "document": DIRECTIVE})
    asked = {"query": CITED, "row": row, "part": "note"}
    note = client.get("/sparql/evidence", params=asked).text
    assert note.lstrip().startswith("<div")
    said = html.unescape(note)
    for words in (
        "Russian",
        "characters",
        "<mark>",
        "Read it in the report",
        "The original",
        "inferred",
    ):
        assert words in said
    sent = client.post("/sparql/evidence?part=note", data={"query": CITED, "row": row})
    assert "Read it in the report" in sent.text
    page = client.get("/sparql/evidence", params={**asked, "part": "", "lang": "vi"})
    assert "Bằng chứng của một dòng" in page.text


@pytest.mark.parametrize(
    ("query", "expected", "limits"),
    [
        ("SELECT ?x ?d { ?x schema:citation ?d } ORDER BY ?x", {"citation": "rule"}, 0),
        ("SELECT ?l { hn:Merger rdfs:label ?l }", {"label": "vocabulary"}, 0),
        ("SELECT ?o (COUNT(*) AS ?n) { ?t org:member ?o } GROUP BY ?o ORDER BY ?o", {"member": "claims"}, 1),
        ("SELECT ?p { ?p hn:post ?x FILTER NOT EXISTS { ?p a hn:X } }", {"post": "claims"}, 1),
        ("SELECT ?c { GRAPH ?g { ?c rdf:predicate hn:cited } }", {"predicate": "record"}, 0),
        ("SELECT ?b { { ?b hn:number ?n } UNION { ?b a hn:No } OPTIONAL { ?b hn:no ?x } }", {"number": "claims"}, 0),
        ("SELECT ?p (STR(?l) AS ?s) { ?t org:member/skos:prefLabel ?l ; hn:post ?p }", None, 0),
    ],
)  # fmt: skip
def test_what_each_statement_rests_on_is_said(
    client: httpx.Client, query: str, expected: dict[str, str] | None, limits: int
) -> None:
    found = evidence(client, query, first_row(client, query))
    if expected is not None:
        assert {name.rpartition("/")[2]: basis for name, basis in bases(found).items()} == expected
    assert found["statements"]
    assert len(found["limits"]) == limits


def test_a_path_is_shown_statement_by_statement(client: httpx.Client) -> None:
    query = "SELECT ?a ?b { ?a (schema:containedInPlace|hn:territory)+ ?b } ORDER BY DESC(?a) ?b"
    found = evidence(client, query, first_row(client, query))
    chain = [(one["subject"]["value"], one["object"]["value"]) for one in found["statements"]]
    assert all(before[1] == after[0] for before, after in pairwise(chain))
    assert chain[0][0] == first_row(client, query)["a"]["value"]


def test_a_statement_of_a_graph_is_looked_up_itself(client: httpx.Client) -> None:
    row = {"subject": PROGRAMME, "predicate": {"type": "uri", "value": "urn:p"}, "object": DIRECTIVE}
    assert bases(evidence(client, "CONSTRUCT WHERE { ?s ?p ?o }", row, statement="1")) == {"urn:p": "made"}


def test_a_yes_has_evidence_too(client: httpx.Client) -> None:
    found = evidence(client, f"ASK {{ ?t org:member <{CHAIR}> ; hn:post ?p }}", {})
    assert set(bases(found).values()) == {"claims"}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"query": ""}, 400),
        ({"query": "SELECT ?x {", "row": "{}"}, 400),
        ({"query": CITED, "row": "{"}, 400),
        ({"query": CITED, "row": "[1]"}, 400),
        ({"query": CITED, "row": '{"x y": {"type": "uri", "value": "urn:x"}}'}, 400),
        ({"query": CITED, "row": '{"x": {"type": "uri", "value": "a b"}}'}, 400),
        ({"query": CITED, "row": '{"x": {"type": "literal", "value": "a", "xml:lang": "?"}}'}, 400),
        ({"query": CITED, "row": "{}", "statement": "1"}, 400),
        ({"query": CITED, "row": "[" * 100_000}, 400),
        ({"query": CITED, "format": "pdf"}, 400),
        ({"query": CITED, "part": "all"}, 400),
        ({"query": CITED, "version": "99"}, 404),
        ({"query": "INSERT DATA { <urn:a> a <urn:b> }"}, 400),
        ({"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}, 403),
    ],
)
def test_what_is_wrong_is_said(client: httpx.Client, asked: dict[str, str], status: int) -> None:
    answer = client.post(
        "/sparql/evidence",
        params={name: value for name, value in asked.items() if name in ("format", "part", "version")},
        data={name: value for name, value in asked.items() if name in ("query", "row", "statement")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["hint"]


@pytest.mark.parametrize("part", ["OPTIONAL { ?s <urn:none> ?o ", "{ SELECT * { "])
def test_a_query_nested_too_deeply_is_not_taken_apart(client: httpx.Client, part: str) -> None:
    query = f"SELECT * {{ ?s <urn:none> ?o {part * 700} {'} ' * 700 * part.count('{')} }}"
    answer = client.post("/sparql/evidence?format=json", data={"query": query, "row": "{}"})
    assert answer.status_code in (200, 400), answer.text
    assert answer.headers["content-type"].startswith("application/")
