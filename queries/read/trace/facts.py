"""When, where and whose things that cite are, and for whom people spoke: each read once for a trace.

A person's words are traced to the body for which they spoke: where a source says so, or where they held a post there
on that day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from graph.claims.as_of import TimeSpan, as_of
from graph.store.reader import Reader
from ontology.kinds import kind_of
from ontology.terms import hn, schema
from queries.read.rows import select_batched
from queries.read.time_spans import time_spans


class Relation(StrEnum):
    """How what cites belongs to what is traced, the closest first. The values stand in exports."""

    ITSELF = "itself"
    MADE = "made"
    ISSUED = "issued"
    SAID = "said"
    SIGNED = "signed"
    HELD = "held"
    SPOKE_FOR = "spoke for it"
    HELD_POST = "held a post"
    TOOK_PART = "took part"
    ADOPTED_THERE = "adopted there"
    SIGNED_THERE = "signed there"
    SAID_THERE = "said there"
    PART_OF_IT = "part of it"
    AT_ITS_EVENT = "at its event"
    AT_A_PART = "at a part of it"
    PART = "part"
    OF_THE_TERM = "of the term"


class _FactRow(NamedTuple):
    thing: str
    property: str
    value: str


class _SpeakerRow(NamedTuple):
    person: str
    body: str
    tenure: str
    event: str


@dataclass(frozen=True)
class ActivityFacts:
    """What is known of something that cites: days (ISO 8601 of any precision), and IRIs in the order of the store."""

    days: tuple[str, ...] = ()
    days_of_events: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The earliest day; of two that begin alike the more exact one; empty where none is known.

        >>> ActivityFacts(days=("2024-04", "2024-04-01", "2025")).day
        '2024-04-01'
        """
        days = sorted(self.days or self.days_of_events)
        return next((day for day in reversed(days) if day.startswith(days[0])), "") if days else ""


_FIELDS: Final = {
    schema.startDate: "days",
    schema.legislationDate: "days",
    hn.givenAt: "events",
    hn.signedAt: "events",
    hn.adoptedAt: "events",
    schema.creator: "agents",
    schema.organizer: "agents",
    hn.signatory: "agents",
    schema.legislationPassedBy: "agents",
    schema.isPartOf: "wholes",
}
"""Property -> field of the facts that it gives (facts-of-citing.rq)."""


class FactReader:
    """Reads the facts of things that cite, each once for one trace."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._own: dict[str, ActivityFacts] = {}

    def of(self, things: Iterable[str]) -> dict[str, ActivityFacts]:
        """Return the facts of each; a part of something (a task) has those of its whole where it says nothing."""
        wanted = sorted(set(things))
        self._read(wanted)
        wholes = {whole for thing in wanted for whole in self._own[thing].wholes}
        self._read(wholes)
        self._read({event for one in (*wanted, *wholes) for event in self._own[one].events})
        return {thing: self._with_wholes(thing) for thing in wanted}

    def _with_wholes(self, thing: str) -> ActivityFacts:
        own = self._own[thing]
        wholes = [self._own[whole] for whole in own.wholes]
        return ActivityFacts(
            days=next((one.days for one in (own, *wholes) if one.days), ()),
            days_of_events=next((days for one in (own, *wholes) if (days := self._days_of(one.events))), ()),
            events=next((one.events for one in (own, *wholes) if one.events), ()),
            agents=next((one.agents for one in (own, *wholes) if one.agents), ()),
            wholes=own.wholes,
        )

    def _days_of(self, events: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({day for event in events for day in self._own[event].days}))

    def _read(self, things: Iterable[str]) -> None:
        fresh = [thing for thing in things if thing not in self._own]
        found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for row in select_batched(self._reader, _FactRow, "facts-of-citing", fresh):
            found[row.thing][_FIELDS[row.property]].setdefault(row.value)
        for thing in fresh:
            self._own[thing] = ActivityFacts(**{name: tuple(values) for name, values in found[thing].items()})


class Affiliations:
    """For whom people speak, on a day or at an event; each person is read once for one trace."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: set[str] = set()
        self._at_events: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._posts: dict[str, dict[tuple[str, str], TimeSpan]] = defaultdict(dict)

    def read(self, things: Iterable[str]) -> None:
        """Look up the people among these things."""
        wanted = {one for one in things if kind_of(one) == "person"} - self._read
        rows = self._rows(wanted)
        delegations = {row.body for row in rows if row.event} - self._read
        rows += self._rows(delegations)  # a delegation speaks for the body that sent it
        spans = time_spans(self._reader, (row.tenure for row in rows if row.tenure))
        for row in rows:
            if row.event:
                self._at_events[row.person, row.event].add(row.body)
            else:
                self._posts[row.person][row.body, row.tenure] = spans[row.tenure]

    def _rows(self, people: set[str]) -> list[_SpeakerRow]:
        self._read |= people
        return list(select_batched(self._reader, _SpeakerRow, "bodies-of-speakers", people))

    def of(self, person: str, facts: ActivityFacts) -> dict[str, Relation]:
        """Return body -> why a person spoke for it: a source says so, or they held a post there on that day."""
        found: dict[str, Relation] = {}
        for event in facts.events:
            speakers = [person]
            for one in speakers:  # it grows by the bodies they speak for
                for body in sorted(self._at_events.get((one, event), ())):
                    if body not in speakers:
                        speakers.append(body)
                        found[body] = Relation.SPOKE_FOR
        if facts.day:
            for (body, _), span in self._posts.get(person, {}).items():
                if as_of(span, facts.day).holds:
                    found.setdefault(body, Relation.HELD_POST)
        return found
