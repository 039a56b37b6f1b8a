"""The chain of a document: what it implements, follows, replaces or is based on, step by step, and what rests on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.terms import eli
from queries.read.rows import select

STEPS: Final = LIMITS.chain_links
"""Steps that are followed each way; `more` says that there are others."""
READ: Final = 2 * STEPS
"""Rows that are read of a step: a relation is often stated twice, narrowly and as `eli:based_on`."""


class Step(NamedTuple):
    """A document some steps above or below, by which property it is tied to which other one (`origin`)."""

    depth: int
    relation: str
    document: str
    origin: str


@dataclass(frozen=True)
class Chains:
    """The steps above and below, the nearest first; each relation once, at its least depth. `more`: there are more."""

    above: tuple[Step, ...] = ()
    below: tuple[Step, ...] = ()
    more: bool = False

    def iris(self) -> Iterator[str]:
        """Yield the documents of the chains."""
        for step in (*self.above, *self.below):
            yield from (step.document, step.origin)


class _StepRow(NamedTuple):
    from_: str
    relation: str
    document: str


def read_chains(reader: Reader, up_from: Sequence[str], down_from: Sequence[str]) -> Chains:
    """Return the chains up from some documents and down from some."""
    above, more_above = _walk(reader, "chain-above", up_from)
    below, more_below = _walk(reader, "chain-below", down_from)
    return Chains(above, below, more_above or more_below)


def _walk(reader: Reader, query: str, starts: Sequence[str]) -> tuple[tuple[Step, ...], bool]:
    """Return the steps and whether there are more; every relation of two documents counts among the rows read."""
    found: dict[tuple[str, str], Step] = {}
    cut = False
    level, seen = list(dict.fromkeys(starts)), set(starts)
    for depth in range(1, LIMITS.chain_depth + 1):
        if not level or len(found) > STEPS:
            break
        following = []
        rows = select(reader, _StepRow, query, most=READ, things=level)
        cut = cut or len(rows) >= READ
        # eli:based_on follows from the narrower relations: shown only where it is all that is said.
        rows.sort(key=lambda row: row.relation == eli.based_on)
        for row in rows:
            found.setdefault((row.from_, row.document), Step(depth, row.relation, row.document, row.from_))
            if row.document not in seen:
                seen.add(row.document)
                following.append(row.document)
        level = following
    return tuple(sorted(found.values())[:STEPS]), cut or len(found) > STEPS
