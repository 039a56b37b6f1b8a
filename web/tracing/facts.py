"""When, where and whose things that cite are, and for whom people spoke: each read once for a trace."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.claims.as_of import TimeSpan, as_of
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import expand
from queries.read.rows import ask, text_of
from queries.read.time_spans import time_spans
from web.things import kind_of

TOGETHER: Final = LIMITS.things_a_query
"""Things that one query asks about."""


@dataclass
class Facts:
    """What is known of something that cites."""

    days: list[str] = field(default_factory=list)
    days_of_event: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        """The earliest day; of two that begin alike the more exact."""
        days = sorted(self.days or self.days_of_event)
        return next((d for d in reversed(days) if d.startswith(days[0])), "") if days else ""


_FACTS: Final = {
    expand(name): fact
    for fact, names in {
        "days": ("schema:startDate", "schema:legislationDate"),
        "events": ("hn:givenAt", "hn:signedAt", "hn:adoptedAt"),
        "whose": ("schema:creator", "schema:organizer", "hn:signatory", "schema:legislationPassedBy"),
        "wholes": ("schema:isPartOf",),
    }.items()
    for name in names
}
"""Which fact of something that cites each property gives (facts-of-citing.rq)."""


class Known:
    """The facts of things that cite."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._told: dict[str, Facts] = {}

    def of(self, things: Iterable[str]) -> dict[str, Facts]:
        """Return the facts of each; a part of something (a task) is its whole's where it says nothing."""
        wanted = sorted(set(things))
        self._tell(wanted)
        wholes = {whole for thing in wanted for whole in self._told[thing].wholes}
        self._tell(wholes)
        self._tell({event for one in (*wanted, *wholes) for event in self._told[one].events})
        return {thing: self._whole(thing) for thing in wanted}

    def _whole(self, thing: str) -> Facts:
        told = self._told[thing]
        found = Facts(told.days, self._days_of(told.events), told.events, told.whose, told.wholes)
        for one in told.wholes:
            whole = self._told[one]
            found.days = found.days or whole.days
            found.days_of_event = found.days_of_event or self._days_of(whole.events)
            found.events = found.events or whole.events
            found.whose = found.whose or whole.whose
        return found

    def _days_of(self, events: Iterable[str]) -> list[str]:
        return sorted({day for event in events for day in self._told[event].days})

    def _tell(self, things: Iterable[str]) -> None:
        fresh = [thing for thing in things if thing not in self._told]
        self._told.update((thing, Facts()) for thing in fresh)
        for some in batches(fresh):
            for row in ask(self._reader, "facts-of-citing", things=some):
                place: list[str] = getattr(
                    self._told[text_of(row["thing"])], _FACTS[text_of(row["property"])]
                )
                value = text_of(row["value"])
                if value not in place:
                    place.append(value)


class Speakers:
    """For whom people speak, on a day or at an event."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: set[str] = set()
        self._at_events: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._posts: dict[str, list[tuple[str, TimeSpan]]] = defaultdict(list)

    def read(self, things: Iterable[str]) -> None:
        """Look up the people among these things."""
        wanted = {one for one in things if kind_of(one) == "person"} - self._read
        self._read |= wanted
        rows = [
            row for some in batches(wanted) for row in ask(self._reader, "bodies-of-speakers", things=some)
        ]
        delegations = {text_of(row["body"]) for row in rows if row["event"] is not None} - self._read
        self._read |= delegations
        for some in batches(delegations):  # a delegation speaks for the body that sent it
            rows += ask(self._reader, "bodies-of-speakers", things=some)
        spans = time_spans(self._reader, (text_of(r["tenure"]) for r in rows if r["tenure"] is not None))
        for row in rows:
            person, body, event = (text_of(row[v]) for v in ("person", "body", "event"))
            if event:
                self._at_events[person, event].add(body)
            else:
                self._posts[person].append((body, spans[text_of(row["tenure"])]))

    def bodies(self, person: str, fact: Facts) -> dict[str, str]:
        """Return body -> why a person spoke for it: a source says so, or they held a post there on that day."""
        found: dict[str, str] = {}
        for event in fact.events:
            behalf = [person]
            for one in behalf:
                for body in sorted(self._at_events.get((one, event), ())):
                    if body not in behalf:
                        behalf.append(body)
                        found[body] = "spoke for it"
        if fact.day:
            for body, span in self._posts.get(person, ()):
                if as_of(span, fact.day).holds:
                    found.setdefault(body, "held a post")
        return found


def batches(things: Iterable[str]) -> Iterator[list[str]]:
    """Give things in order, each once, so many at a time as one query asks about."""
    wanted = sorted(set(things))
    for at in range(0, len(wanted), TOGETHER):
        yield wanted[at : at + TOGETHER]
