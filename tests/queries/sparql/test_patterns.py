"""A query is taken apart into statements, and what cannot be shown of it is named."""

import pytest
from pyoxigraph import Store

from graph.errors import QueryError
from ontology.prefixes import PREFIXES
from queries.sparql.patterns import Unsaid, explaining_query
from queries.sparql.triple_patterns import TriplePattern

QUERIES = (
    "SELECT ?x { ?x a hn:Citation ; hn:cited ?d , [ hn:number ?n ] . OPTIONAL { ?x hn:wording ?w FILTER(BOUND(?x)) } }",
    "SELECT ?x (COUNT(DISTINCT ?y) AS ?n) { { ?x a ?y } UNION { ?y a ?x } MINUS { ?x a ?z } }"
    " GROUP BY ?x HAVING (?n > 1)",
    "SELECT ?x (STR(?y) AS ?s) { ?x (hn:cited|^hn:citing)/rdfs:label+ ?y . ?y !(a|^rdf:first) ?z }",
    "SELECT * { GRAPH ?g { ?x rdf:subject ( 1 -2 true 'a'@en '''b'''^^xsd:date ) } VALUES ?x { UNDEF }"
    " BIND(STR(?g) AS ?k) }",
    "SELECT ?x { { SELECT ?x (MAX(?d) AS ?m) { ?x hn:cited ?d } GROUP BY ?x }"
    " { SELECT ?x { ?x a ?y } LIMIT 3 } ?x a ?y }",
    "SELECT ?x { ?x a ?y FILTER EXISTS { ?x hn:cited ?d } FILTER(NOT EXISTS { ?x hn:number ?n } && ?x != ?y) } LIMIT 1",
    "SELECT ?r { << ?x hn:cited ?y ~ ?r >> hn:status ?s . ?x hn:number ?n {| hn:status ?t |} . _:b a ?x }",
    "SELECT ?x FROM <urn:g> { ?x a ?y } VALUES ?y { hn:Term }",
    "CONSTRUCT WHERE { ?x a ?y }",
    "DESCRIBE ?x { ?x a hn:Term }",
    "PREFIX e: <urn:e#> ASK { e:a e:b [] }",
)


@pytest.mark.parametrize("query", QUERIES)
def test_the_query_that_explains_a_row_is_one_that_the_engine_takes(query: str) -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"x": "<urn:x>", "n": '"1"'}, {"y": "<urn:y>", "g": "<urn:g>"})
    for row in rows:
        explaining = explaining_query(query, row, most=5)
        assert explaining.patterns
        list(Store().query(explaining.query, prefixes=PREFIXES))  # type: ignore[arg-type]


def test_what_was_hidden_has_a_variable() -> None:
    found = explaining_query("SELECT ?s { ?s <urn:p>/<urn:q> ( <urn:o> ) }", {}, most=1).patterns
    assert found[2:] == (
        TriplePattern("?s", "<urn:p>", "?hidden_2"),
        TriplePattern("?hidden_2", "<urn:q>", "?hidden_1"),
    )


def test_variables_of_a_subquery_are_its_own() -> None:
    query = "SELECT * { ?x <urn:p> ?y { SELECT ?x { ?x <urn:q> ?y } } }"
    assert [one.object for one in explaining_query(query, {}, most=1).patterns] == ["?y", "?y_of_1"]


@pytest.mark.parametrize(
    ("query", "unsaid"),
    [
        (QUERIES[1], {Unsaid.ABSENCE, Unsaid.AGGREGATE}),
        (QUERIES[4], {Unsaid.AGGREGATE, Unsaid.SUBQUERY}),
        (QUERIES[5], {Unsaid.ABSENCE}),
        ("ASK { SERVICE <urn:s> { ?s ?p ?o } }", {Unsaid.SERVICE}),
        (QUERIES[0], set()),
    ],
)
def test_what_no_statement_can_show_is_named(query: str, unsaid: set[Unsaid]) -> None:
    assert set(explaining_query(query, {}, most=1).unsaid) == unsaid


@pytest.mark.parametrize("query", ["SELECT", "SELECT ?x { ?x ?y", "", "INSERT DATA { <urn:a> a <urn:b> }"])
def test_a_text_that_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        explaining_query(query, {}, most=1)
