"""A path of length zero reaches its own beginning, whether the data name it or not."""

import pytest
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from queries.sparql.paths import with_paths_of_length_zero

A, B, P = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:p")


def found(query: str) -> list[str]:
    store = Store()
    store.add(Quad(A, P, B))

    def is_absent(ask: str) -> bool:
        answer = store.query(ask)
        assert isinstance(answer, QueryBoolean)
        return not answer

    answer = store.query(with_paths_of_length_zero(query, is_absent))
    if isinstance(answer, QueryBoolean):
        return [str(bool(answer))]
    assert isinstance(answer, QuerySolutions)
    return sorted(str(row[0]) for row in answer)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT ?y { <urn:x> <urn:p>* ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:x> <urn:p>? ?y }", ["<urn:x>"]),
        ("SELECT ?y { ?y <urn:p>* <urn:x> }", ["<urn:x>"]),
        ("SELECT ?y { ?y ^(<urn:p>|<urn:q>)? <urn:x> . }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT ?y WHERE { x:x x:p* ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT ?y { x:x x:p * ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT ?y { x:x x:p\n? ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:p> SELECT ?y { <urn:x> x:* ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT DISTINCT * { x:x x:SELECT * ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT ?y { x:x x:a-* ?y }", ["<urn:x>"]),
        ("PREFIX x: <urn:> SELECT ?y { x:x x:%41? ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:x> a? ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:a> <urn:p>* ?y }", ["<urn:a>", "<urn:b>"]),
        ("SELECT ?y { ?y <urn:p>* <urn:b> }", ["<urn:a>", "<urn:b>"]),
        ("SELECT ?y { VALUES ?y { <urn:x> <urn:a> } <urn:x> <urn:p>* ?y }", ["<urn:x>"]),
        ("SELECT ?y { VALUES ?x { <urn:x> } ?x <urn:p>* ?y }", []),
        ("SELECT ?y { <urn:a> <urn:p>* ?y . FILTER(2*3 > 5) }", ["<urn:a>", "<urn:b>"]),
        ("SELECT ?y { <urn:x> ((<urn:p>*)) ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:x> <urn:p>*|<urn:q> ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:x> <urn:p>*|^<urn:q>? ?y }", ["<urn:x>", "<urn:x>"]),
        ("SELECT ?y { <urn:x> <urn:p>*/(<urn:q>?)+ ?y }", ["<urn:x>"]),
        ("SELECT ?y { <urn:x> !(<urn:p>|^a)* ?y }", ["<urn:x>"]),
        ("SELECT ?y { FILTER(1 = 1) <urn:x> !<urn:p> * ?y }", ["<urn:x>"]),
        ("SELECT ?y { 'x' <urn:p>* ?y }", ['"x"']),
        ("SELECT ?y { 'x'@en <urn:p>? ?y }", ['"x"@en']),
        ("SELECT ?y { ?y <urn:p>? 'zz'^^<urn:t> }", ['"zz"^^<urn:t>']),
        ("ASK { <urn:x> <urn:p>* <urn:x> }", ["True"]),
        ("PREFIX x: <urn:> ASK { <urn:x> <urn:p>? x:x }", ["True"]),
        ("ASK { <urn:x> <urn:p>* <urn:z> }", ["False"]),
        ("ASK { <urn:x> <urn:p>*/<urn:q> <urn:x> }", ["False"]),
        ("ASK { <urn:a> <urn:p>* <urn:b> }", ["True"]),
        ("ASK { <urn:a> <urn:p>* <urn:x> }", ["False"]),
        ("ASK { _:x <urn:p>* <urn:zz> }", ["True"]),
        ("ASK { [] <urn:p>* <urn:zz> . <urn:x> <urn:p>? [ ] }", ["True"]),
        ("ASK { [] <urn:p>* <urn:zz> ; <urn:q> 1 }", ["False"]),
        ("ASK { _:x <urn:p>* <urn:zz> . _:x <urn:q> ?y }", ["False"]),
    ],
)
def test_a_constant_reaches_itself(query: str, wanted: list[str]) -> None:
    assert found(query) == wanted


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?x <urn:p>* ?y }",
        "SELECT * { <urn:x> <urn:p>+ ?y }",
        "SELECT * { GRAPH ?g { <urn:x> <urn:p>* ?y } }",
        "SELECT * { FILTER NOTEXISTS{ <urn:x> <urn:p>* ?y } }",
        "PREFIX x: <urn:> SELECT * { GRAPHx:g { <urn:x> <urn:p>* ?y } }",
        "SELECT * FROM<urn:g> { <urn:x> <urn:p>* ?y }",
        "PREFIX x: <urn:> SELECT * FROMx:g { <urn:x> <urn:p>* ?y }",
        "SELECT * { FILTER NOT EXISTS { <urn:x> <urn:p>* ?y } }",
        "SELECT * FROM <urn:g> { <urn:x> <urn:p>* ?y }",
        "SELECT * { <urn:x> <urn:p>* ?y ; <urn:q> ?z }",
        "SELECT * { <urn:x> <urn:q>/<urn:p>* ?y }",
        "INSERT { <urn:x> <urn:p> ?y } WHERE { <urn:x> <urn:p>* ?y }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b 2 FILTER(?a* 2 > 3) }",
        "?s* ",
    ],
)
def test_anything_else_stays_as_it_is(query: str) -> None:
    assert with_paths_of_length_zero(query, lambda _: True) == query


def test_lines_stay_what_they_are() -> None:
    query = "SELECT * {\n <urn:x>\n <urn:p>*\n ?y }"
    assert with_paths_of_length_zero(query, lambda _: True).count("\n") == query.count("\n")
