"""Claims as they stand in their graphs, statement by statement, for documents that rest on them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.kinds import kind_of
from ontology.terms import prov
from queries.read.rows import batches, select, text_of


class _ClaimRow(NamedTuple):
    claim: Term
    property: Term
    value: Term


class _PassageRow(NamedTuple):
    node: Term
    property: Term
    value: Term


def read_claim_triples(reader: Reader, claims: Sequence[str]) -> tuple[Triple, ...]:
    """Return all that is said of claims (IRIs), and of the passages that they rest on."""
    found: dict[Triple, None] = {}
    passages = set()
    for some in batches(claims, LIMITS.claims_a_query):
        rows = select(reader, _ClaimRow, "claims-in-full", claims=some)
        for triple in _triples(rows):
            found[triple] = None
            quoted = text_of(triple.object) if triple.predicate.value == prov.wasDerivedFrom else ""
            if kind_of(quoted) == "passage":
                passages.add(quoted)
    if passages:
        rows_of_passages = select(reader, _PassageRow, "passages-described", passages=sorted(passages))
        found.update(dict.fromkeys(_triples(rows_of_passages)))
    return tuple(found)


def _triples(rows: Iterable[tuple[Term, Term, Term]]) -> Iterator[Triple]:
    for subject, predicate, value in rows:
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode):
            yield Triple(subject, predicate, value)
