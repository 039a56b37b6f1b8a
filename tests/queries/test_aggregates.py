"""No query aggregates over what only an OPTIONAL binds.

By the standard one unbound value is an error for the whole group, in GROUP_CONCAT, MIN, MAX, SAMPLE and SUM alike:
engines differ in what they then answer, and a group loses what the others of it say. A sub-select inside the OPTIONAL
says the same plainly. What is bound is read off the parsed query (rdflib's algebra); where it cannot be decided, as
after a UNION of which one part binds it, the value counts as unbound.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from rdflib import Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ontology.prefixes import PREFIXES
from queries.collection import catalogue, reader_queries
from queries.header import NamedQuery
from tests.queries.test_catalogue import bindings

Names = frozenset[str]
NOTHING: Names = frozenset()
_NEVER_FAIL = frozenset({"Builtin_COALESCE", "Builtin_BOUND", "Builtin_EXISTS", "Builtin_NOTEXISTS"})


def needed(expression: Any) -> Names:
    """Return the variables without which an expression has no value."""
    if isinstance(expression, Variable):
        return frozenset({str(expression)})
    if isinstance(expression, CompValue):
        if expression.name in _NEVER_FAIL:
            return NOTHING
        if expression.name == "Builtin_IF":
            return needed(expression.arg1) | (needed(expression.arg2) & needed(expression.arg3))
        if expression.name == "ConditionalOrExpression":
            return NOTHING
        if expression.name == "ConditionalAndExpression":
            every = [expression.expr, *expression.other]
            guarded = [needed(one.arg) for one in every if getattr(one, "name", "") == "Builtin_BOUND"]
            return needed(every).difference(*guarded)
        return needed([value for name, value in expression.items() if name != "_vars"])
    if isinstance(expression, list | tuple):
        return frozenset().union(*map(needed, expression))
    return NOTHING


def proven(condition: Any) -> Names:
    """Return the variables that are bound wherever a filter lets through."""
    if isinstance(condition, CompValue):
        if condition.name == "Builtin_BOUND":
            return needed(condition.arg)
        if condition.name == "ConditionalAndExpression":
            return frozenset().union(*map(proven, [condition.expr, *condition.other]))
    return needed(condition)


def bound(part: Any) -> Names:  # noqa: PLR0911 - one answer a kind of pattern
    """Return the variables that a pattern binds in every solution."""
    match part.name:
        case "BGP":
            return frozenset(str(t) for triple in part.triples for t in triple if isinstance(t, Variable))
        case "Join":
            return bound(part.p1) | bound(part.p2)
        case "LeftJoin" | "Minus":
            return bound(part.p1)
        case "Union":
            return bound(part.p1) & bound(part.p2)
        case "Filter":
            return bound(part.p) | proven(part.expr)
        case "Graph":
            return bound(part.p) | needed(part.term)
        case "Extend":
            held = bound(part.p)
            return held | ({str(part.var)} if needed(part.expr) <= held else NOTHING)
        case "Project":
            return bound(part.p) & frozenset(map(str, part.PV))
        case "AggregateJoin":
            held = bound(part.p)
            return frozenset(str(one.res) for one in part.A if needed(one.vars) <= held)
        case "values":
            rows = [
                frozenset(str(name) for name, value in row.items() if value != "UNDEF") for row in part.res
            ]
            return frozenset.intersection(*rows) if rows else NOTHING
        case "ToMultiSet" | "Distinct" | "Reduced" | "Slice" | "OrderBy" | "Group" | "SelectQuery":
            return bound(part.p)
        case other:
            raise AssertionError(f"nobody has said yet what {other} binds")


def parts(node: Any) -> Iterator[CompValue]:
    """Yield all parts of a query's algebra."""
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from parts(value)


def aggregated_though_optional(text: str) -> set[str]:
    """Return the variables that a query aggregates though they may be unbound."""
    found: set[str] = set()
    for part in parts(prepareQuery(text, initNs=PREFIXES).algebra):
        if part.name == "AggregateJoin":
            held = bound(part.p)
            grouped = frozenset(map(str, part.p.expr or ()))  # rdflib takes a SAMPLE of what is grouped by
            for one in part.A:
                if one.name != "Aggregate_Count" and not (
                    one.name == "Aggregate_Sample" and needed(one.vars) <= grouped
                ):
                    found |= needed(one.vars) - held
    return found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("?x <urn:p> ?v", set()),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?v }", {"v"}),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?v } FILTER(BOUND(?v))", set()),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?v } FILTER(?v > 1)", set()),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?w } BIND(STR(?w) AS ?v)", {"v"}),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?w } BIND(IF(BOUND(?w) && ?w = 1, 0, 1) AS ?v)", set()),
        ("?x a <urn:C> OPTIONAL { ?x <urn:p> ?w } BIND(IF(?w = 1, 0, 1) AS ?v)", {"v"}),
        ('?x a <urn:C> OPTIONAL { ?x <urn:p> ?w } BIND(COALESCE(?w, "") AS ?v)', set()),
        ("{ ?x <urn:p> ?v } UNION { ?x a <urn:C> }", {"v"}),
        ("{ ?x <urn:p> ?v } UNION { ?x <urn:q> ?v }", set()),
        ("GRAPH ?g { ?x a <urn:C> } VALUES ?v { 1 2 }", set()),
        ("?x a <urn:C> VALUES (?x ?v) { (<urn:a> UNDEF) }", {"v"}),
        ("?x a <urn:C> { SELECT ?x (MIN(?w) AS ?v) { ?x <urn:p> ?w } GROUP BY ?x }", set()),
    ],
)
def test_what_may_be_unbound_is_told_from_what_is_bound(pattern: str, found: set[str]) -> None:
    text = f"SELECT ?x (GROUP_CONCAT(STR(?v)) AS ?all) (COUNT(?v) AS ?n) {{ {pattern} }} GROUP BY ?x"
    assert aggregated_though_optional(text) == found


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, id=name)
        for queries in (catalogue(), reader_queries())
        for name, query in queries.items()
    ],
)
def test_no_query_aggregates_what_only_an_optional_binds(query: NamedQuery) -> None:
    for text in bindings(query):
        assert aggregated_though_optional(text) == set()
