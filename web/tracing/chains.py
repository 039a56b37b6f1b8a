"""The chain of a document: what it implements, follows, replaces or is based on, step by step, and what rests on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.rows import ask, text_of
from web.things import Names, Value, reading

DEEPEST: Final = LIMITS.chain_depth
STEPS: Final = LIMITS.chain_links
"""Steps that are followed each way; `more` says that there are others."""
READ: Final = 2 * STEPS
"""Rows that are read of a step: a relation is often told twice, narrowly and as `eli:based_on`."""


@dataclass(frozen=True)
class Step:
    """A document some steps above or below, by which relation to which other one."""

    depth: int
    relation: str
    document: Value
    other: Value


@dataclass(frozen=True)
class Chains:
    """The steps above and below, the nearest first; each relation once, at its least depth."""

    above: tuple[Step, ...] = ()
    below: tuple[Step, ...] = ()
    more: bool = False

    @staticmethod
    def by_depth(steps: Iterable[Step]) -> list[tuple[int, list[Step]]]:
        """Return the steps of each depth."""
        return [(depth, list(some)) for depth, some in groupby(steps, key=lambda step: step.depth)]


def chains_of(reader: Reader, up_from: Sequence[str], down_from: Sequence[str], names: Names) -> Chains:
    """Walk up from some documents and down from some."""
    above, more_above = _walk(reader, "chain-above", up_from)
    below, more_below = _walk(reader, "chain-below", down_from)
    names.fetch(reader, (one for step in (*above[:STEPS], *below[:STEPS]) for one in (step[2], step[3])))
    return Chains(
        tuple(_step(one, names) for one in above[:STEPS]),
        tuple(_step(one, names) for one in below[:STEPS]),
        more_above or more_below,
    )


_Step = tuple[int, str, str, str]


def _walk(reader: Reader, query: str, starts: Sequence[str]) -> tuple[list[_Step], bool]:
    """Return the steps and whether there are more; of a step that many relations tell, each counts among those read."""
    found: dict[tuple[str, str], _Step] = {}
    cut = False
    level, seen = list(dict.fromkeys(starts)), set(starts)
    for depth in range(1, DEEPEST + 1):
        if not level or len(found) > STEPS:
            break
        following = []
        rows = ask(reader, query, 0, READ, things=level)
        cut = cut or len(rows) >= READ
        # eli:based_on follows from the narrower relations: shown only where it is all that is said.
        rows.sort(key=lambda row: text_of(row["relation"]).endswith("based_on"))
        for row in rows:
            origin, relation, document = (text_of(row[v]) for v in ("from", "relation", "document"))
            found.setdefault((origin, document), (depth, relation, document, origin))
            if document not in seen:
                seen.add(document)
                following.append(document)
        level = following
    return sorted(found.values())[: STEPS + 1], cut or len(found) > STEPS


def _step(step: _Step, names: Names) -> Step:
    depth, relation, document, origin = step
    return Step(depth, reading(relation, names.words).text, names.link(document), names.link(origin))
