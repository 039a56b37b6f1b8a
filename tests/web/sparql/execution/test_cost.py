"""The guess that decides who waits behind whom."""

import pytest

from web.sparql.execution.cost import looks_heavy

LIGHT = [
    "SELECT (1 AS ?x) {}",
    "ASK {}",
    "SELECT ?p ?o { <http://e/a> ?p ?o }",
    "SELECT * { ?s ?p ?o } LIMIT 10",
    "PREFIX e: <http://e/> SELECT ?n { ?s a e:Person ; e:name ?n . FILTER(?n > 3) }",
    "SELECT ?x { VALUES ?s { <urn:a> } ?s <urn:p> ?x OPTIONAL { ?x <urn:q> ?y } }",
]
HEAVY = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?s <urn:p> ?o . ?x <urn:q> ?y }",
    "SELECT * { ?s ?p ?o } ORDER BY ?o",
    "SELECT * { ?s <urn:p>* ?o }",
    "SELECT * { ?s (<urn:p>|<urn:q>)+ ?o }",
    "SELECT * { ?s <urn:p> 'x' } #" + "x" * 20_000,
]


@pytest.mark.parametrize("query", LIGHT)
def test_a_query_that_starts_from_something_looks_light(query: str) -> None:
    assert not looks_heavy(query)


@pytest.mark.parametrize("query", HEAVY)
def test_a_query_that_joins_the_unconnected_or_scans_all_looks_heavy(query: str) -> None:
    assert looks_heavy(query)
