"""Find the terms that the patterns of a query ask for: properties, classes and things, by their IRIs.

Only what is written is read: prefixes are resolved, nothing is looked up. Templates, datasets and functions are no
patterns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.limits import LIMITS
from ontology.prefixes import PREFIXES
from ontology.terms import rdf
from queries.sparql.grammar import Tree, read
from queries.sparql.lexer import Kind, Token, significant_tokens

_ESCAPED: Final = re.compile(r"\\(.)")


class Use(StrEnum):
    """As what a pattern asks for a term."""

    PROPERTY = "property"
    CLASS = "class"
    THING = "thing"


@dataclass(frozen=True)
class AskedTerm:
    """A term as the query has it, at the offset of its first mention; `in_graph` that this is inside GRAPH, `optional`
    that it is inside OPTIONAL.
    """

    iri: str
    written: str
    use: Use
    offset: int
    in_graph: bool
    optional: bool = False


def asked_terms(text: str) -> tuple[AskedTerm, ...]:
    """Return the terms that the patterns of a query ask for, each once by use; none for a text too long to be read.

    >>> [(term.written, str(term.use)) for term in asked_terms("ASK { ?x a hn:Task ; hn:signatory id:vufo }")]
    [('hn:Task', 'class'), ('hn:signatory', 'property'), ('id:vufo', 'thing')]
    """
    if len(text) > LIMITS.query_explained:
        return ()
    tokens = list(significant_tokens(text))
    reading = read(tokens)
    if reading.stuck is not None:
        return ()
    prefixes = _declared(tokens)
    found: dict[tuple[str, Use], AskedTerm] = {}
    for place, use, inside in _places(tokens, reading.tree, prefixes):
        token = tokens[place]
        iri = _iri(token, prefixes)
        if iri:
            term = AskedTerm(iri, token.text, use, token.start, "Graph" in inside, "Optional" in inside)
            found.setdefault((iri, use), term)
    return tuple(sorted(found.values(), key=lambda term: term.offset))


def _declared(tokens: list[Token]) -> dict[str, str]:
    declared = {
        tokens[place + 1].text[:-1]: tokens[place + 2].text[1:-1]
        for place in range(len(tokens) - 2)
        if tokens[place].word == "PREFIX"
    }
    return {**PREFIXES, **declared}


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    """Return the IRI that a token is; '' for a relative one and for any other token."""
    if token.kind is Kind.IRI:
        return token.text[1:-1] if ":" in token.text else ""
    if token.kind is Kind.NAME:
        prefix, _, local = token.text.partition(":")
        return prefixes.get(prefix, "") and prefixes[prefix] + _ESCAPED.sub(r"\1", local)
    return ""


def _places(
    tokens: list[Token], top: Tree, prefixes: dict[str, str]
) -> Iterator[tuple[int, Use, frozenset[str]]]:
    """Yield the places of terms, as what each is asked for, and inside which of GRAPH and OPTIONAL."""
    left: list[tuple[Tree, frozenset[str]]] = [(top, frozenset())]
    while left:
        tree, inside = left.pop()
        if tree.rule in ("Template", "Prologue", "Dataset"):
            continue
        inside |= {tree.rule} & {"Graph", "Optional"}
        if tree.rule == "Property":
            yield from ((place, Use.PROPERTY, inside) for place in range(tree.start, tree.end))
            continue
        if tree.rule == "Statement":
            yield from ((place, use, inside) for place, use in _named(tokens, tree, prefixes))
        elif tree.rule == "DataValue":
            yield tree.start, Use.THING, inside
        left += [(part, inside) for part in tree.parts]


def _named(tokens: list[Token], statement: Tree, prefixes: dict[str, str]) -> Iterator[tuple[int, Use]]:
    """Yield the subject and the objects of a statement that stand alone; an object of rdf:type is a class."""
    if not statement.parts or statement.parts[0].start > statement.start:
        yield statement.start, Use.THING
    left = [(statement, False)]
    while left:
        tree, typed = left.pop()
        for part in tree.parts:
            if part.rule == "Property":
                token = tokens[part.start]
                typed = part.end - part.start == 1 and (
                    token.text == "a" or _iri(token, prefixes) == rdf.type
                )
            elif part.rule == "Object" and part.end - part.start == 1:
                yield part.start, Use.CLASS if typed else Use.THING
            left.append((part, typed))
