"""What is read of a rule by itself is what a parser of SPARQL reads of its query."""

from typing import Any

import pytest
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from ontology.entailment import Rule, rules
from ontology.rule_patterns import bodies_of
from tests.ontology.test_rules import patterns_in

Ways = list[frozenset[tuple[str, ...]]]


def _written(term: Any) -> str:
    return f"?{term}" if isinstance(term, Variable) else str(term)


def _ways(node: Any) -> Ways:
    """The patterns of each way in which a group can match, as SPARQL's algebra has them; filters apart."""
    if not isinstance(node, CompValue):
        return [frozenset()]
    if node.name == "BGP":
        return [frozenset(tuple(map(_written, pattern)) for pattern in node.triples)]
    if node.name == "Union":
        return _ways(node.p1) + _ways(node.p2)
    if node.name == "Join":
        return [one | other for one in _ways(node.p1) for other in _ways(node.p2)]
    return _ways(node.p) if "p" in node else [frozenset()]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_bodies_of_a_rule_are_the_ways_in_which_its_patterns_match(rule: Rule) -> None:
    query = translateQuery(parseQuery(rule.text))
    read = list(bodies_of(rule))
    assert sorted(map(sorted, (body.patterns for body in read))) == sorted(map(sorted, _ways(query.algebra)))
    every = {tuple(map(_written, pattern)) for pattern in patterns_in(query.algebra.p)}
    assert {p for body in read for p in (*body.patterns, *body.asked)} == every
    template = {tuple(map(_written, pattern)) for pattern in query.algebra.template}
    assert all(set(body.heads) == template for body in read)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_what_a_filter_asks_is_about_what_the_patterns_bind(rule: Rule) -> None:
    """Else a statement could match a filter and lead nowhere."""
    for body in bodies_of(rule):
        bound = {term for pattern in body.patterns for term in pattern}
        alone = [subject for subject, _, _ in body.asked if subject not in bound]
        assert all(any(one in p for b in bodies_of(rule) for p in b.patterns) for one in alone)
