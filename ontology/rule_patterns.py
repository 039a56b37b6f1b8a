"""The patterns of the entailment rules, by which a changed statement leads to those that a rule joins it with.

A rule's text is read once: each way in which all of its patterns can match at once is a `Body`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ontology.entailment import Pattern, Rule, rules
from ontology.prefixes import expand
from ontology.terms import hn, rdf, rdfs, skos

ANY: Final = "?"
"""In place of a predicate: a pattern of which any statement can match."""
_TOKEN: Final = re.compile(r'<[^>]*>|"[^"]*"|\?\w+|[a-z]+:[\w-]+|[{}().;]|[^\s{}().;]+')
_OF_TERMS: Final = frozenset(
    (
        hn.participationProperty,
        hn.typeConcept,
        rdfs.isDefinedBy,
        rdfs.subClassOf,
        rdfs.subPropertyOf,
        skos.broader,
    )
)
_CLOSING: Final = {"(": ")", "{": "}"}


@dataclass(frozen=True)
class Body:
    """One way in which a rule's patterns can match, and the patterns of what it then concludes.

    `asked` are the patterns of its filters (EXISTS, NOT EXISTS), which ask about what the others bind.
    """

    rule: str
    patterns: tuple[Pattern, ...]
    asked: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]


Place = tuple[Body, Pattern]
"""A pattern and the body that it stands in."""


@cache
def bodies() -> tuple[Body, ...]:
    """Return the bodies of all rules.

    >>> [body.patterns[0][1].rpartition("#")[2] for body in bodies() if body.rule == "citations"]
    ['cited']
    """
    return tuple(body for rule in rules() for body in bodies_of(rule))


@cache
def reading() -> dict[str, tuple[Place, ...]]:
    """Return predicate (or `ANY`) -> the patterns that statements with it can match, filters' among them."""
    return _by_predicate((one, pattern) for one in bodies() for pattern in (*one.patterns, *one.asked))


@cache
def concluding() -> dict[str, tuple[Place, ...]]:
    """Return predicate (or `ANY`) -> the patterns of conclusions that statements with it can be."""
    return _by_predicate((one, head) for one in bodies() for head in one.heads)


@cache
def elsewhere() -> dict[str, tuple[Place, ...]]:
    """Return those of `concluding` that state of a thing what rules read, by statements of other things than it."""
    found = ((one, head) for one in bodies() for head in one.heads if head[1] in reading())
    return _by_predicate((one, head) for one, head in found if _subjects(one) - {head[0]})


def _subjects(body: Body) -> set[str]:
    """The variables of which statements are read, terms of the vocabulary apart."""
    return {subject for subject, predicate, _ in body.patterns if predicate not in _OF_TERMS}


def _by_predicate(found: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    several: dict[str, list[Place]] = defaultdict(list)
    for body, pattern in found:
        several[ANY if is_variable(pattern[1]) else pattern[1]].append((body, pattern))
    return {predicate: tuple(some) for predicate, some in several.items()}


def is_variable(term: str) -> bool:
    """Whether a term of a pattern is a variable."""
    return term.startswith("?")


def bodies_of(rule: Rule) -> Iterator[Body]:
    """Yield the bodies of a rule: one for each choice among its alternatives (UNION)."""
    text = re.sub(r"^(?:#|PREFIX ).*$", "", rule.text, flags=re.MULTILINE)
    tokens = _TOKEN.findall(text)
    template, where = (tokens.index(word) for word in ("CONSTRUCT", "WHERE"))
    ((heads, _),) = _group(iter(tokens[template + 2 : where]))
    for patterns, asked in _group(iter(tokens[where + 2 :])):
        yield Body(rule.name, tuple(dict.fromkeys(patterns)), tuple(dict.fromkeys(asked)), heads)


_Way = tuple[tuple[Pattern, ...], tuple[Pattern, ...]]
"""The patterns of one way in which a group can match, and those that its filters ask."""


def _group(tokens: Iterator[str]) -> list[_Way]:
    """Read a group up to its closing brace: each way in which it can match."""
    ways: list[_Way] = [((), ())]
    several: list[_Way] = []
    asked: list[Pattern] = []
    own: list[str] = []
    union = False
    for part in tokens:
        if part == "}":
            break
        if part == "{":
            if not union:
                ways, several = _each(ways, several), []
            several += _group(tokens)
        elif part == "FILTER":
            asked += _filter(tokens)
        elif part in ("BIND", "VALUES"):
            _skip(tokens, "{" if part == "VALUES" else "(")
        elif part != "UNION":
            own.append(part)
        union = part == "UNION"
    return _each(_each(ways, several), [(tuple(_patterns(own)), tuple(asked))])


def _each(ways: list[_Way], several: list[_Way]) -> list[_Way]:
    return [(a + c, b + d) for a, b in ways for c, d in several] if several else ways


def _filter(tokens: Iterator[str]) -> Iterator[Pattern]:
    """Read a filter to its end; yield the patterns that it asks."""
    depth = 0
    for part in tokens:
        depth += (part == "(") - (part == ")")
        if part == "{":
            yield from (pattern for way in _group(tokens) for pattern in way[0])
        if not depth and part in (")", "{"):
            return


def _skip(tokens: Iterator[str], opening: str) -> None:
    """Pass over what follows BIND or VALUES, up to what closes it."""
    depth = 0
    for part in tokens:
        depth += (part == opening) - (part == _CLOSING[opening])
        if not depth and part == _CLOSING[opening]:
            return


def _patterns(words: list[str]) -> Iterator[Pattern]:
    """Read the patterns of a group, of which `;` goes on with the same subject."""
    subject = ""
    own: list[str] = []
    for word in (*words, "."):
        if word not in (".", ";"):
            own.append(_term(word))
        elif own:
            *new, predicate, value = own
            (subject,) = new or (subject,)
            yield subject, predicate, value
            own = []


def _term(word: str) -> str:
    if word == "a":
        return rdf.type
    if is_variable(word):
        return word
    return word[1:-1] if word.startswith("<") else expand(word)
