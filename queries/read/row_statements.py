"""The statements of the data that a row of an answer rests on.

They are the patterns of its query (`queries.sparql.patterns`) with the values of its solutions. Each is looked up
before it is shown: another branch of a UNION may have given the row, and an OPTIONAL may have found nothing. A path is
followed from node to node.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.errors import HuuNghiError
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from queries.read.evidence import Triple as Said
from queries.read.rows import text_of
from queries.sparql.patterns import Explaining, Unsaid
from queries.sparql.triple_patterns import Step, TriplePattern

Solution = Mapping[str, Term]
Constants = Mapping[str, Term]
"""What the texts of terms in a pattern stand for."""


@dataclass(frozen=True)
class FoundStatement:
    """A statement of the data; `graph` is '' for the default graph."""

    subject: Term
    predicate: NamedNode
    object: Term
    graph: str = ""

    @property
    def said(self) -> Said:
        """The statement as claims are looked up by."""
        return (text_of(self.subject), self.predicate.value, self.object)


def constants_of(explaining: Explaining) -> tuple[str, ...]:
    """Return the texts of the terms in the patterns of a query, which its prefixes resolve."""
    found: dict[str, None] = {}
    for one in explaining.patterns:
        texts = (one.subject, one.object, one.graph, *(_texts_in(one.path) if one.path else (one.predicate,)))
        found.update(dict.fromkeys(text for text in texts if text and not text.startswith("?")))
    return tuple(found)


def _texts_in(path: Step) -> Iterator[str]:
    if path.kind == "iri":
        yield path.text
    for part in path.parts:
        yield from _texts_in(part)


def constants_query(explaining: Explaining, texts: Sequence[str]) -> str:
    """Return the query that says what terms of the patterns stand for: `?place` in the texts, and `?term`."""
    rows = " ".join(f"({place} {text})" for place, text in enumerate(texts))
    return f"{explaining.prologue}SELECT ?place ?term {{ VALUES (?place ?term) {{ {rows} }} }}"


@dataclass(frozen=True)
class RowStatements:
    """The statements that a row rests on. `unsaid` names the parts of its query for which no statement can be shown;
    `more` says that there are more statements than these.
    """

    statements: tuple[FoundStatement, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class _Data:
    """The data that a query was asked of, and what the terms in its patterns stand for."""

    reader: Reader
    prologue: str = ""
    dataset: str = ""
    constants: Constants = field(default_factory=dict)

    def value(self, text: str, solution: Solution) -> Term | None:
        """Return what a variable or a term of a pattern stands for in a solution."""
        return solution.get(text[1:]) if text.startswith("?") else self.constants.get(text)


class _FilledPattern(NamedTuple):
    """A pattern with the values of a solution; `by` is a property or a path."""

    subject: Term
    by: NamedNode | Step
    object: Term
    graph: str


def find_statements(
    reader: Reader, explaining: Explaining, constants: Constants, solutions: Iterable[Solution]
) -> RowStatements:
    """Return the statements of the solutions that are in the data, in the order of the query."""
    data = _Data(reader, explaining.prologue, explaining.dataset, constants)
    most = LIMITS.evidence_statements
    found: dict[FoundStatement, None] = {}
    unsaid = dict.fromkeys(explaining.unsaid)
    tried: set[_FilledPattern] = set()
    for solution, pattern in product(solutions, explaining.patterns):
        if len(found) > most:
            break
        filled = _filled(data, pattern, solution)
        if filled is None or filled in tried:
            continue
        tried.add(filled)
        statements = _statements(data, filled)
        if statements is None:
            unsaid[Unsaid.PATH] = None
        found.update(dict.fromkeys(statements or ()))
    return RowStatements(tuple(found)[:most], tuple(unsaid), len(found) > most)


def is_in_data(reader: Reader, one: FoundStatement) -> bool:
    """Whether a statement is in its graph."""
    return _exists(_Data(reader), one)


def _filled(data: _Data, pattern: TriplePattern, solution: Solution) -> _FilledPattern | None:
    """Return a pattern with the values of a solution; None where one is missing, or cannot stand in its place."""
    subject, value = data.value(pattern.subject, solution), data.value(pattern.object, solution)
    graph = data.value(pattern.graph, solution) if pattern.graph else None
    if subject is None or value is None or (pattern.graph and graph is None):
        return None
    within = graph.value if isinstance(graph, NamedNode) else ""
    if pattern.path is not None:
        return _FilledPattern(subject, pattern.path, value, within)
    predicate = data.value(pattern.predicate, solution)
    if not isinstance(predicate, NamedNode) or not _is_node(subject):
        return None
    return _FilledPattern(subject, predicate, value, within)


def _statements(data: _Data, filled: _FilledPattern) -> tuple[FoundStatement, ...] | None:
    """Return the statements of a pattern that are in the data; None for a path that cannot be followed."""
    if isinstance(filled.by, Step):
        return _Walk(data, filled.graph).between(filled.by, filled.subject, filled.object)
    one = FoundStatement(filled.subject, filled.by, filled.object, filled.graph)
    return (one,) if _exists(data, one) else ()


def _exists(data: _Data, one: FoundStatement) -> bool:
    return bool(_select(data, "", (one.subject, one.predicate, one.object), one.graph, 1))


def _select(
    data: _Data, wanted: str, triple: tuple[Term | str, Term | str, Term | str], graph: str, most: int
) -> tuple[tuple[Term | None, ...], ...]:
    """Return rows of the variables `wanted` for a triple of terms and variables (`?name`)."""
    nodes: dict[str, BlankNode] = {}
    texts = []
    for place, term in enumerate(triple):
        if isinstance(term, BlankNode):
            nodes[f"node{place}"] = term
            texts.append(f"?node{place}")
        else:
            texts.append(f"<<( {term} )>>" if isinstance(term, Triple) else str(term))
    pattern = " ".join(texts)
    if graph:
        pattern = f"GRAPH <{graph}> {{ {pattern} }}"
    shown = " ".join([wanted, *(f"?{name}" for name in nodes)]).strip() or "(1 AS ?found)"
    prologue = data.prologue if data.dataset else ""
    query = f"{prologue}SELECT {shown} {data.dataset} {{ {pattern} }} LIMIT {most}"
    with suppress(HuuNghiError):
        return data.reader.select(query, nodes).rows
    return ()


class _Walk:
    """Follows property paths from node to node, to show the statements of which one consists."""

    def __init__(self, data: _Data, graph: str) -> None:
        self._data = data
        self._graph = graph
        self._left = LIMITS.evidence_path_reads

    def between(self, path: Step, start: Term, end: Term) -> tuple[FoundStatement, ...] | None:
        """Return the statements of a shortest path, None where none is found within the limits."""
        for reached, steps in self._from(path, start, end):
            if reached == end:
                return steps
        return None

    def _from(
        self, path: Step, start: Term, end: Term | None
    ) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        """Yield what a path leads to, with the statements that lead there. With an `end` only that is looked for."""
        if path.kind == "choice":
            for part in path.parts:
                yield from self._from(part, start, end)
        elif path.kind == "sequence":
            yield from self._in_turn(path.parts, start, end)
        elif path.kind == "repeated":
            yield from self._repeated(path, start)
        elif path.kind == "inverse" and path.parts[0].kind != "iri":
            yield from self._from(_reversed(path.parts[0]), start, end)
        elif path.kind == "not":
            yield from self._passing(path, start, end)
        else:
            inverse = path.kind == "inverse"
            text = path.parts[0].text if inverse else path.text
            predicate = self._data.constants.get(text)
            if isinstance(predicate, NamedNode):
                yield from self._step(predicate, start, end, inverse=inverse)

    def _in_turn(
        self, parts: Sequence[Step], start: Term, end: Term | None
    ) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        first, rest = parts[0], parts[1:]
        for reached, steps in self._from(first, start, None if rest else end):
            if not rest:
                yield reached, steps
                continue
            for last, further in self._in_turn(rest, reached, end):
                yield last, (*steps, *further)

    def _repeated(self, path: Step, start: Term) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        if path.text in ("*", "?"):
            yield start, ()
        seen = {start} if path.text != "+" else set()
        waiting: list[tuple[Term, tuple[FoundStatement, ...]]] = [(start, ())]
        while waiting:
            node, before = waiting.pop(0)
            for reached, steps in self._from(path.parts[0], node, None):
                if reached in seen:
                    continue
                seen.add(reached)
                yield reached, (*before, *steps)
                if path.text != "?":
                    waiting.append((reached, (*before, *steps)))

    def _step(
        self, predicate: NamedNode, start: Term, end: Term | None, *, inverse: bool
    ) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        ends: Iterable[Term]
        if end is not None:
            ends = (end,)
        elif self._left <= 0 or (not inverse and not _is_node(start)):
            return
        else:
            self._left -= 1
            triple = ("?other", predicate, start) if inverse else (start, predicate, "?other")
            rows = _select(self._data, "?other", triple, self._graph, LIMITS.evidence_path_links)
            ends = [row[0] for row in rows if row[0] is not None]
        for other in ends:
            subject, value = (other, start) if inverse else (start, other)
            one = FoundStatement(subject, predicate, value, self._graph)
            if _is_node(subject) and (end is None or _exists(self._data, one)):
                yield other, (one,)

    def _passing(
        self, path: Step, start: Term, end: Term | None
    ) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        """Follow any property but some, forwards and, where one of them is inverse, backwards."""
        ahead = {self._data.constants.get(part.text) for part in path.parts if part.kind == "iri"}
        back = {self._data.constants.get(part.parts[0].text) for part in path.parts if part.kind == "inverse"}
        for inverse, others in ((False, ahead), (True, back)):
            if (inverse and not back) or (not inverse and back and not ahead) or self._left <= 0:
                continue
            self._left -= 1
            other: Term | str = "?other" if end is None else end
            triple = (other, "?by", start) if inverse else (start, "?by", other)
            wanted = "?by" if end is not None else "?by ?other"
            for row in _select(self._data, wanted, triple, self._graph, LIMITS.evidence_path_links):
                predicate, reached = row[0], end if end is not None else row[1]
                if isinstance(predicate, NamedNode) and predicate not in others and reached is not None:
                    ends = (reached, start) if inverse else (start, reached)
                    yield reached, (FoundStatement(ends[0], predicate, ends[1], self._graph),)


def _is_node(term: Term) -> bool:
    return isinstance(term, NamedNode | BlankNode)


def _reversed(path: Step) -> Step:
    """Return a path that leads the other way."""
    if path.kind == "inverse":
        return path.parts[0]
    if path.kind == "iri":
        return Step("inverse", parts=(path,))
    parts = tuple(map(_reversed, path.parts))
    return replace(path, parts=parts[::-1] if path.kind == "sequence" else parts)
