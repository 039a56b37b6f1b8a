"""What a claim, an identification or a run is, for the sentence at the head of its page: who says what, where, and when
it was recorded; and of a run how many claims it made, and the first of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import kind_of
from queries.read.evidence import ClaimRecord, SourceRecord, claims_named, read_sources
from queries.read.rows import select

SHOWN: Final = 10
"""Claims of a run that its page names."""


@dataclass(frozen=True)
class ProvenanceRecord:
    """A claim with its source, or (`claim` is None) a run: `run` (IRI) ended at `ended` (xsd:dateTime, empty where
    unknown) and made `count` claims (`capped`: at least so many), of which `claims` are the first.
    """

    run: str
    ended: str = ""
    claim: ClaimRecord | None = None
    source: SourceRecord | None = None
    count: int = 0
    capped: bool = False
    claims: tuple[ClaimRecord, ...] = ()

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield from filter(None, (self.run,))
        for one in filter(None, (self.claim, *self.claims)):
            yield from (one.subject, one.source)
            if isinstance(one.value, NamedNode):
                yield one.value.value
        if self.source is not None and isinstance(self.source.publisher, NamedNode):
            yield self.source.publisher.value


class _ClaimRow(NamedTuple):
    claim: str


class _EndRow(NamedTuple):
    when: str


def read_provenance(reader: Reader, iri: str) -> ProvenanceRecord | None:
    """Return what a claim, an identification or a run is; None for any other thing."""
    kind = kind_of(iri)
    if kind == "run":
        found = [row.claim for row in select(reader, _ClaimRow, "claims-of-run", run=iri)]
        return ProvenanceRecord(
            iri,
            _ended(reader, iri),
            count=min(len(found), LIMITS.claims_counted),
            capped=len(found) > LIMITS.claims_counted,
            claims=tuple(claims_named(reader, found[:SHOWN])),
        )
    if kind not in ("claim", "identification"):
        return None
    claim = next(iter(claims_named(reader, [iri])), None)
    if claim is None:
        return None
    source = read_sources(reader, [claim.source])[claim.source]
    return ProvenanceRecord(claim.run, _ended(reader, claim.run) if claim.run else "", claim, source)


def _ended(reader: Reader, run: str) -> str:
    return next((row.when for row in select(reader, _EndRow, "run-ended", run=run)), "")
