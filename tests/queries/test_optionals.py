"""No OPTIONAL is matched by what an earlier one may have left unbound: it would match everything there is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Variable

from ontology.prefixes import PREFIXES

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))


class Scope(NamedTuple):
    """The variables of a pattern: those that each of its solutions binds, and those that one may bind."""

    certain: frozenset[str]
    possible: frozenset[str]


def variables(node: Any) -> Iterator[str]:
    if isinstance(node, Variable):
        yield str(node)
    elif isinstance(node, dict):
        for one in node.values():
            yield from variables(one)
    elif isinstance(node, list | tuple | set):
        for one in node:
            yield from variables(one)


def scope(node: Any, found: list[set[str]]) -> Scope:
    """The scope of a node of rdflib's algebra; what an OPTIONAL takes of what may be unbound is added to `found`."""
    name = node.name
    if name in ("Join", "LeftJoin", "Union"):
        left, right = scope(node.p1, found), scope(node.p2, found)
        possible = left.possible | right.possible
        if name == "LeftJoin":
            found.append(set((left.possible - left.certain) & right.possible))
            return Scope(left.certain, possible)
        either = left.certain & right.certain if name == "Union" else left.certain | right.certain
        return Scope(either, possible)
    values = dict.get(node, "res")
    if name == "BGP" or values is not None:
        bound = frozenset(
            variables(node.triples) if values is None else (str(one) for row in values for one in row)
        )
        return Scope(bound, bound)
    if name == "Minus":
        scope(node.p2, found)
        return scope(node.p1, found)
    inner = dict.get(node, "p")
    below = scope(inner, found) if isinstance(inner, dict) else Scope(frozenset(), frozenset())
    if name in ("Graph", "Extend"):
        more = frozenset(variables(node.term if name == "Graph" else node.var))
        return Scope(below.certain | more, below.possible | more)
    if name == "Project":
        kept = frozenset(variables(node.PV))
        return Scope(below.certain & kept, below.possible & kept)
    return below


def taken_unbound(text: str) -> set[str]:
    text = re.sub(r"\{ \$\w+ \}", "{ <urn:x> }", text)  # a list of values
    declared = set(re.findall(r"^PREFIX\s+(\S*?):", text, re.MULTILINE))
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name not in declared)
    found: list[set[str]] = []
    scope(translateQuery(parseQuery(head + text)).algebra, found)
    return set().union(*found) - set(re.findall(r"\$(\w+)", text))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_no_optional_is_matched_by_what_may_be_unbound(path: Path) -> None:
    assert taken_unbound(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("?s ?p ?o OPTIONAL { ?c ?d ?s } OPTIONAL { ?c ?e ?f }", {"c"}),
        ("?s ?p ?o OPTIONAL { ?c ?d ?s OPTIONAL { ?c ?e ?f } }", set()),
        ("{ ?s ?p ?o } UNION { ?s ?c ?d } OPTIONAL { ?d ?e ?f }", {"d"}),
    ],
)
def test_an_optional_that_is_would_be_found(pattern: str, taken: set[str]) -> None:
    assert taken_unbound(f"SELECT * {{ {pattern} }}") == taken


LISTED_OUTSIDE = re.compile(r"VALUES \?\w+ \{ \$\w+ \}\s*GRAPH \?\w+ \{[^}]*?\bOPTIONAL")
"""A list of things before the pattern of a graph that has OPTIONALs."""


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_things_are_listed_inside_the_graph_whose_pattern_has_optionals(path: Path) -> None:
    """Outside it the engine may match the whole pattern, for every thing of the store, before it reads the list."""
    assert LISTED_OUTSIDE.search(path.read_text(encoding="utf-8")) is None
