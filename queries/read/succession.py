"""What places and bodies became: their changes, told from the side of the thing that is asked about, as of a day.

A change is said of a thing; whether it had come on a day is asked of graph/claims/as_of.py. A body does not follow its
place: what its place became is reported as such, and nothing is said of the body by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from graph.claims.as_of import TimeSpan, as_of, earliest, first_day
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.terms import hn, org, schema
from queries.read.rows import select_batched


class Turn(StrEnum):
    """What a change was for one thing. The values stand in exports."""

    BECAME_PART = "became-part"
    """It ended; the other had been there before, and goes on with it."""
    BECAME = "became"
    """It ended; what it became is new."""
    TAKES_IN = "takes-in"
    """It goes on under its name, with others that ended."""
    CAME_OF = "came-of"
    """It began, of others."""
    CHANGED = "changed"
    """It goes on under its name, and no other is named."""


@dataclass(frozen=True)
class ChangeRecord:
    """A change: what was there before it, what after it, the first day of the new state, and the documents it rests on.

    `day` is empty where no source dates the change: nobody knows then that it came.
    """

    change: str
    originals: tuple[str, ...]
    results: tuple[str, ...]
    day: str
    legal_basis: tuple[str, ...] = ()

    @property
    def ended(self) -> tuple[str, ...]:
        """What was there before the change and is not among its results."""
        return tuple(one for one in self.originals if one not in self.results) if self.day else ()

    def turn_for(self, thing: str) -> tuple[Turn, tuple[str, ...]]:
        """Return what the change was for one of its things, and the others that one names then."""
        if thing not in self.results:
            goes_on = any(one in self.originals for one in self.results)
            return (Turn.BECAME_PART if goes_on else Turn.BECAME), self.results
        others = tuple(one for one in self.originals if one != thing)
        if thing not in self.originals:
            return Turn.CAME_OF, others
        return (Turn.TAKES_IN if others else Turn.CHANGED), others

    def came_by(self, day: str) -> bool:
        """Return whether the new state was there on a day, by the rule of time.

        >>> one = ChangeRecord("urn:c", ("urn:a",), ("urn:b",), "2025-07-01")
        >>> one.came_by("2025-06-30"), one.came_by("2025-07-01")
        (False, True)
        """
        # What the change ended was over by its day; that it had begun is not in question here.
        before = TimeSpan(starts=(first_day(day),), ended_by=(self.day,)) if self.day else None
        return before is not None and not as_of(before, day).holds


@dataclass(frozen=True)
class TurnRecord:
    """What one change was for one thing; `came` whether it had come on the day asked for (None: for no day)."""

    thing: str
    turn: Turn
    others: tuple[str, ...]
    change: ChangeRecord
    came: bool | None = None

    @property
    def day(self) -> str:
        """The first day of the new state; empty where no source dates it."""
        return self.change.day

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that a view names."""
        yield from (self.thing, *self.others, self.change.change, *self.change.legal_basis)


class _ChangeRow(NamedTuple):
    of: str
    change: str
    property: str
    value: str


def read_changes_of(reader: Reader, things: Iterable[str]) -> dict[str, tuple[ChangeRecord, ...]]:
    """Return thing -> the changes that it went through, the earliest first; a thing without changes is not there."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    of: dict[str, dict[str, None]] = defaultdict(dict)
    for row in select_batched(reader, _ChangeRow, "changes-of", things):
        of[row.of].setdefault(row.change)
        if row.value not in said[row.change][row.property]:
            said[row.change][row.property].append(row.value)
    records = {change: _record(change, values) for change, values in said.items()}
    return {
        thing: tuple(sorted((records[one] for one in changes), key=lambda one: (one.day or "~", one.change)))
        for thing, changes in of.items()
    }


def _record(change: str, said: Mapping[str, list[str]]) -> ChangeRecord:
    originals = {*said.get(hn.originalPlace, ()), *said.get(org.originalOrganization, ())}
    results = {*said.get(hn.resultingPlace, ()), *said.get(org.resultingOrganization, ())}
    return ChangeRecord(
        change,
        tuple(sorted(originals)),
        tuple(sorted(results)),
        earliest(said.get(schema.endDate, ())),
        tuple(sorted(said.get(hn.legalBasis, ()))),
    )


def read_turns(reader: Reader, thing: str, day: str = "") -> tuple[TurnRecord, ...]:
    """Return what became of a thing and what it was made of, step by step, the earliest first.

    What it became is followed on: where that ended in its turn, so that the last step leads to what is there now.
    """
    found: dict[tuple[str, str], TurnRecord] = {}
    wanted, seen = [thing], {thing}
    for _ in range(LIMITS.succession_steps):
        following: list[str] = []
        for of, changes in sorted(read_changes_of(reader, wanted).items()):
            for change in changes:
                if of != thing and of not in change.ended:
                    continue
                turn, others = change.turn_for(of)
                came = change.came_by(day) if day else None
                found.setdefault((of, change.change), TurnRecord(of, turn, others, change, came))
                if of in change.ended:
                    following += [one for one in change.results if one not in seen]
        seen.update(following)
        if not following:
            break
        wanted = following
    return tuple(
        sorted(found.values(), key=lambda one: (one.day or "~", one.thing != thing, one.change.change))
    )


class SuccessionStep(NamedTuple):
    """What a change ended, and what came of it."""

    before: str
    after: str
    change: ChangeRecord


def read_successors(
    reader: Reader, things: Iterable[str], *, back: bool = False
) -> dict[str, tuple[SuccessionStep, ...]]:
    """Return what took the place of these things, each with the steps that lead to it; `back`: what they took the place
    of.

    A change counts for what it ended: what goes on under its name has no successor by it, and what was taken into it is
    a predecessor.
    """
    ways: dict[str, tuple[SuccessionStep, ...]] = dict.fromkeys(things, ())
    wanted, starts = list(ways), set(ways)
    for _ in range(LIMITS.succession_steps):
        following: list[str] = []
        for of, changes in sorted(read_changes_of(reader, wanted).items()):
            for change in changes:
                for step in _steps(change, of, back=back):
                    end = step.before if back else step.after
                    if end not in ways:
                        ways[end] = (*ways[of], step)
                        following.append(end)
        if not following:
            break
        wanted = following
    return {thing: steps for thing, steps in ways.items() if thing not in starts}


def _steps(change: ChangeRecord, thing: str, *, back: bool) -> Iterator[SuccessionStep]:
    if back and thing in change.results:
        yield from (SuccessionStep(one, thing, change) for one in change.ended)
    if not back and thing in change.ended:
        yield from (SuccessionStep(thing, one, change) for one in change.results)
