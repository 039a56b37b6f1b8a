"""Who says what a row of an answer rests on: its statements (`queries.read.row_statements`), each with its claims."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import ENTAILED_GRAPH, ONTOLOGY_GRAPH, source_of_graph
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
from queries.read.nested import iris_in
from queries.read.row_statements import FoundStatement, RowStatements, is_in_data
from queries.read.rows import select
from queries.sparql.patterns import Unsaid

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
    """A named graph that holds no claims says it."""
    MADE = "made"
    """It is not in the data: the query made it."""


@dataclass(frozen=True)
class StatementEvidence:
    """A statement behind a row, with what it rests on."""

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
                yield from iris_in(term)
            if one.statement.graph:
                yield one.statement.graph
        yield from self.evidence.iris()


def read_row_evidence(reader: Reader, found: RowStatements) -> RowEvidence:
    """Return statements with what each rests on: claims, rules, files, the vocabulary, or nothing that is recorded."""
    statements = found.statements
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
    return RowEvidence(told, replace(evidence, files=files), found.unsaid, found.more)


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
    return is_in_data(reader, replace(one, graph=graph))


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
