"""The columns of `SELECT *` stand in the order of the query's text, and are those that the engine has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from graph.limits import LIMITS
from queries.sparql.columns import with_columns_in_order

EMPTY = Store()


def columns(text: str) -> list[str]:
    results = EMPTY.query(text)
    assert isinstance(results, QuerySolutions)
    return [one.value for one in results.variables]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("select distinct * where { ?z ?b ?a }", "z b a"),
        ("SELECT*{?b ?a $c}", "b a c"),
        ("SELECT REDUCED # a\n*\n{ ?b ?a ?b }", "b a"),
        ("PREFIX e: <urn:e> BASE <urn:b> SELECT * { ?y e:p*/e:q ?x }", "y x"),
        ("SELECT * FROM <urn:g> { ?z ?y ?x } VALUES (?q ?a) { (1 2) }", "z y x q a"),
        ("SELECT * { { SELECT * { ?z ?y ?x } } }", "z y x"),
        ("SELECT * { { SELECT ?z (COUNT(*) AS ?a) { ?z ?q ?x } GROUP BY ?z } }", "z a"),
        ("SELECT * { ?z ?y 1 MINUS { ?a ?b ?c } FILTER NOT EXISTS { ?z ?y ?d } }", "z y"),
        ("SELECT * { OPTIONAL { ?z ?y ?x } { ?b ?a ?z } UNION { ?c ?b ?a } }", "z y x b a c"),
        ("SELECT * { GRAPH ?g { ?z ?y ?x BIND(1 AS ?one) } }", "g z y x one"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?z ?y ?x } }", "z y x"),
        ('SELECT * { ?z ?y "?a }" . # ?b }\n ?x ?y ?z } ORDER BY ?x LIMIT 3', "z y x"),
        ("SELECT * { ?z ?p <<( ?y ?q ?x )>> }", "z p y q x"),
    ],
)
def test_the_columns_of_a_star_stand_in_the_order_of_the_text(text: str, expected: str) -> None:
    written = with_columns_in_order(text, columns)
    assert columns(written) == expected.split()
    assert sorted(columns(text)) == sorted(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?z ?a { ?z ?p ?a }",
        "SELECT (COUNT(*) AS ?n) { ?z ?p ?a }",
        "ASK { { SELECT * { ?z ?p ?a } } }",
        "CONSTRUCT { ?z ?p ?a } { SELECT * { ?z ?p ?a } }",
        "DESCRIBE * { ?z ?p ?a }",
        "SELECT * { ?a ?b ?c }",
        "SELECT ?z { { SELECT * { ?z ?p ?a } } }",
        "SELECT * {}",
        "SELECT * { ?b ?a",
        "SELECT * { ?b ?a } }",
        "SELECT * { ?b ?a ?c } GROUP BY ?b",
        "*",
        "",
    ],
)
def test_what_has_no_star_of_its_own_or_is_no_query_stays_as_it_is(text: str) -> None:
    assert with_columns_in_order(text, columns) == text


def test_the_engine_is_asked_without_evaluating_anything() -> None:
    asked: list[str] = []

    def scope(text: str) -> list[str]:
        asked.append(text)
        return columns(text)

    values = " ".join(f"VALUES ?v{9 - n} {{ {' '.join(map(str, range(20)))} }}" for n in range(8))
    with_columns_in_order(f"SELECT * {{ {values} }} ORDER BY ?v9", scope)  # 20^8 rows, sorted
    assert len(asked) == 1
    assert "FILTER(false)" in asked[0]


def test_a_text_that_is_too_long_to_be_looked_at_stays_as_it_is() -> None:
    text = f"SELECT * {{ ?b ?a {chr(34)}{'x' * LIMITS.columns_ordered}{chr(34)} }}"
    assert with_columns_in_order(text, columns) == text


VARIABLES = st.sampled_from([f"?{letter}" for letter in "abcdefg"])
TRIPLES = st.tuples(VARIABLES, VARIABLES, VARIABLES).map(" ".join)
PATTERNS: Any = st.recursive(
    TRIPLES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"OPTIONAL {{ {one} }}"),
        inner.map(lambda one: f"MINUS {{ {one} }}"),
        inner.map(lambda one: f"FILTER NOT EXISTS {{ {one} }}"),
        inner.map(lambda one: f"{{ SELECT ?a ?c {{ {one} }} }}"),
        st.tuples(inner, inner).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        st.tuples(inner, inner).map(" . ".join).filter(lambda text: "} ." not in text),
    ),
    max_leaves=5,
)


@given(PATTERNS)
def test_whatever_the_pattern_the_variables_are_those_that_the_engine_has(pattern: str) -> None:
    text = f"SELECT * {{ {pattern} }}"
    written = columns(with_columns_in_order(text, columns))
    assert sorted(written) == sorted(columns(text))
    places = [pattern.find(f"?{name}") for name in written]
    assert places == sorted(places)
