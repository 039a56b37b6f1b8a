"""Who says what a row of an answer rests on: the statements that its query found it by, each with its claims.

The statements are those of `queries.sparql.patterns`, with the values of its solutions. Each is looked up before it is
shown, for a branch of a UNION may have been another's, and an OPTIONAL may have found nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import HuuNghiError
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import ENTAILED_GRAPH, ONTOLOGY_GRAPH, skolem_iri, source_of_graph
from ontology.kinds import kind_of
from queries.read.evidence import (
    ClaimRecord,
    Evidence,
    claims_about,
    claims_from,
    claims_named,
    evidence_of,
)
from queries.read.evidence import Triple as Said
from queries.read.files import files_saying
from queries.read.rows import select
from queries.sparql.patterns import Explaining, Step, TriplePattern, Unsaid

Solution = Mapping[str, Term]
Constants = Mapping[str, Term]
"""What the texts of terms in a pattern stand for."""

_CLAIMS: Final = frozenset({"claim", "identification"})


class Basis(StrEnum):
    """What a statement behind a row rests on."""

    CLAIMS = "claims"
    """Sources say it."""
    RULE = "rule"
    """It follows from other statements by a rule; its claims are those it rests on."""
    RECORD = "record"
    """It is part of the record of claims, or of what stands beside them."""
    VOCABULARY = "vocabulary"
    """The vocabulary or one of its schemes says it."""
    FILE = "file"
    """A loaded file says it."""
    DIRECT = "direct"
    """It was put in as it is."""
    GRAPH = "graph"
    """A named graph that is none of claims says it."""
    MADE = "made"
    """It is not in the data: the query made it."""


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
        return (_name(self.subject), self.predicate.value, self.object)


@dataclass(frozen=True)
class StatementEvidence:
    """A statement behind a row, with what it rests on; `claims` are IRIs."""

    statement: FoundStatement
    basis: Basis
    claims: tuple[ClaimRecord, ...] = ()


@dataclass(frozen=True)
class RowEvidence:
    """What a row rests on. `unsaid` is what of its query no statement can be shown for, `more` that there are more
    statements than are shown.
    """

    statements: tuple[StatementEvidence, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    unsaid: tuple[Unsaid, ...] = ()
    more: bool = False

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for one in self.statements:
            for term in (one.statement.subject, one.statement.predicate, one.statement.object):
                yield from _named_in(term)
            if one.statement.graph:
                yield one.statement.graph
        yield from self.evidence.iris()


def _named_in(term: Term) -> Iterator[str]:
    if isinstance(term, NamedNode):
        yield term.value
    elif isinstance(term, Triple):
        for part in (term.subject, term.predicate, term.object):
            yield from _named_in(part)


def _name(term: Term) -> str:
    if isinstance(term, BlankNode):
        return skolem_iri(term.value)
    return term.value if isinstance(term, NamedNode) else str(term)


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


# -- finding the statements ----------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    reader: Reader
    explaining: Explaining
    constants: Constants


def find_statements(
    reader: Reader, explaining: Explaining, constants: Constants, solutions: Iterable[Solution]
) -> RowEvidence:
    """Return the statements of the solutions that are in the data, without their claims, in the order of the query."""
    asked = _Asked(reader, explaining, constants)
    found: dict[FoundStatement, None] = {}
    unsaid = dict.fromkeys(explaining.unsaid)
    tried: set[FoundStatement] = set()
    walked: set[tuple[TriplePattern, Term, Term]] = set()
    for solution in solutions:
        for pattern in explaining.patterns:
            if len(found) > LIMITS.evidence_statements:
                break
            subject, value = _value(asked, pattern.subject, solution), _value(asked, pattern.object, solution)
            graph = _value(asked, pattern.graph, solution) if pattern.graph else None
            if subject is None or value is None or (pattern.graph and graph is None):
                continue
            within = graph.value if isinstance(graph, NamedNode) else ""
            if pattern.path is not None:
                if (pattern, subject, value) in walked:
                    continue
                walked.add((pattern, subject, value))
                steps = _Walk(asked, within).between(pattern.path, subject, value)
                if steps is None:
                    unsaid[Unsaid.PATH] = None
                found.update(dict.fromkeys(steps or ()))
                continue
            predicate = _value(asked, pattern.predicate, solution)
            if not isinstance(predicate, NamedNode) or isinstance(subject, Literal | Triple):
                continue
            one = FoundStatement(subject, predicate, value, within)
            if one not in tried:
                tried.add(one)
                if _exists(asked, one):
                    found[one] = None
    statements = tuple(StatementEvidence(one, Basis.DIRECT) for one in found)
    return RowEvidence(
        statements[: LIMITS.evidence_statements],
        unsaid=tuple(unsaid),
        more=len(statements) > LIMITS.evidence_statements,
    )


def _value(asked: _Asked, text: str, solution: Solution) -> Term | None:
    return solution.get(text[1:]) if text.startswith("?") else asked.constants.get(text)


def _exists(asked: _Asked, one: FoundStatement) -> bool:
    return bool(_select(asked, "", (one.subject, one.predicate, one.object), one.graph, 1))


def _select(
    asked: _Asked, wanted: str, triple: tuple[Term | str, Term | str, Term | str], graph: str, most: int
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
    dataset = asked.explaining.dataset
    prologue = asked.explaining.prologue if dataset else ""
    query = f"{prologue}SELECT {shown} {dataset} {{ {pattern} }} LIMIT {most}"
    with suppress(HuuNghiError):
        return asked.reader.select(query, nodes).rows
    return ()


class _Walk:
    """Follows property paths from node to node, to show the statements of which one consists."""

    def __init__(self, asked: _Asked, graph: str) -> None:
        self._asked = asked
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
            predicate = self._asked.constants.get(text)
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
            rows = _select(self._asked, "?other", triple, self._graph, LIMITS.evidence_path_links)
            ends = [row[0] for row in rows if row[0] is not None]
        for other in ends:
            subject, value = (other, start) if inverse else (start, other)
            one = FoundStatement(subject, predicate, value, self._graph)
            if _is_node(subject) and (end is None or _exists(self._asked, one)):
                yield other, (one,)

    def _passing(
        self, path: Step, start: Term, end: Term | None
    ) -> Iterator[tuple[Term, tuple[FoundStatement, ...]]]:
        """Follow any property but some, forwards and, where one of them is inverse, backwards."""
        ahead = {self._asked.constants.get(part.text) for part in path.parts if part.kind == "iri"}
        back = {
            self._asked.constants.get(part.parts[0].text) for part in path.parts if part.kind == "inverse"
        }
        for inverse, others in ((False, ahead), (True, back)):
            if (inverse and not back) or (not inverse and back and not ahead) or self._left <= 0:
                continue
            self._left -= 1
            other: Term | str = "?other" if end is None else end
            triple = (other, "?by", start) if inverse else (start, "?by", other)
            wanted = "?by" if end is not None else "?by ?other"
            for row in _select(self._asked, wanted, triple, self._graph, LIMITS.evidence_path_links):
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


# -- their claims --------------------------------------------------------------------------------------------------


def read_row_evidence(reader: Reader, found: RowEvidence) -> RowEvidence:
    """Return statements with what each rests on: claims, rules, files, the vocabulary, or nothing that is recorded."""
    statements = [one.statement for one in found.statements]
    by_property: dict[str, list[FoundStatement]] = defaultdict(list)
    for one in statements:
        if not one.graph:
            by_property[one.predicate.value].append(one)
    claims: dict[Said, list[ClaimRecord]] = defaultdict(list)
    for predicate, of_property in by_property.items():
        for claim in claims_about(reader, {one.said[0] for one in of_property}, predicate):
            claims[claim.triple].append(claim)
    files = files_saying(reader, (one.said for one in statements if not one.graph))
    told = tuple(
        _told(reader, one, tuple(claims[one.said][: LIMITS.evidence_claims]), files) for one in statements
    )
    read = [claim for one in told for claim in one.claims]
    evidence = evidence_of(reader, dict.fromkeys(read))
    return replace(found, statements=told, evidence=replace(evidence, files=files))


def _told(
    reader: Reader, one: FoundStatement, claims: tuple[ClaimRecord, ...], files: Mapping[Said, object]
) -> StatementEvidence:
    if one.graph:
        return _told_in_graph(reader, one)
    if claims:
        return StatementEvidence(one, Basis.CLAIMS, claims)
    if _in_graph(reader, one, ENTAILED_GRAPH):
        return StatementEvidence(one, Basis.RULE, _grounds(reader, one))
    if one.said in files:
        return StatementEvidence(one, Basis.FILE)
    if _in_graph(reader, one, ONTOLOGY_GRAPH):
        return StatementEvidence(one, Basis.VOCABULARY)
    if not _in_graph(reader, one, ""):
        return StatementEvidence(one, Basis.MADE)
    return StatementEvidence(one, Basis.DIRECT)


def _in_graph(reader: Reader, one: FoundStatement, graph: str) -> bool:
    return _exists(_Asked(reader, Explaining("", "", "", (), ()), {}), replace(one, graph=graph))


class _ClaimRow(NamedTuple):
    claim: str


def _grounds(reader: Reader, one: FoundStatement) -> tuple[ClaimRecord, ...]:
    if not (isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode)):
        return ()
    rows = select(
        reader,
        _ClaimRow,
        "grounds-of",
        subject=one.subject.value,
        property=one.predicate.value,
        value=one.object.value,
    )
    return tuple(claims_named(reader, (row.claim for row in rows))) if rows else ()


def _told_in_graph(reader: Reader, one: FoundStatement) -> StatementEvidence:
    """Return what a statement in a named graph rests on: one about a claim on that claim."""
    subject = one.said[0]
    kind = kind_of(subject)
    claims: Sequence[ClaimRecord] = ()
    if kind in _CLAIMS:
        claims = claims_named(reader, [subject])
    elif kind == "entailment":
        rows = select(reader, _ClaimRow, "grounds-named", things=[subject])
        claims = claims_named(reader, (row.claim for row in rows)) if rows else ()
    elif kind == "passage":
        claims = claims_from(reader, [subject])[: LIMITS.evidence_claims]
    record = bool(claims) or source_of_graph(one.graph) is not None
    basis = Basis.VOCABULARY if one.graph == ONTOLOGY_GRAPH else Basis.RECORD if record else Basis.GRAPH
    return StatementEvidence(one, basis, tuple(claims))
