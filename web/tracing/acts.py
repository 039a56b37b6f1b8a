"""What is traced, how far, and what it did: whatever of a body, a person, a term or some years can cite.

A person's words are traced to the body for which they spoke: where a source says so, or where they held a post there on
that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from queries.read.rows import ask, text_of
from web.things import kind_of
from web.tracing.facts import Known, Speakers

BYS: Final = (
    "itself",
    "made",
    "issued",
    "said",
    "signed",
    "held",
    "spoke for it",
    "held a post",
    "took part",
)
"""How what cites belongs to what is traced, the closest first; others are farther."""


@dataclass(frozen=True)
class Scope:
    """What is traced: a thing by its IRI, or a period from one year to another (both included; either may be empty)."""

    thing: str = ""
    begin: str = ""
    finish: str = ""


@dataclass(frozen=True)
class Reach:
    """How far one part of a trace goes: up to `whole` links of each way in one part, or, where there are more, `links`
    a part; and so many `acts` of each sort are followed.
    """

    whole: int
    links: int
    acts: int


NEAR: Final = Reach(LIMITS.trace_first_citations, LIMITS.trace_part, LIMITS.trace_activities)
"""What a page reads of itself: as much as is looked up in a few hundredths of a second."""
FAR: Final = Reach(LIMITS.trace_far_part, LIMITS.trace_far_part, LIMITS.trace_far_activities)
"""What it reads when asked to, and what the formats for machines hold."""
_DATED: Final = LIMITS.trace_dated_activities
"""So many acts of some years are followed then."""


class Acts:
    """What cites -> how it belongs to what is traced, and by whose mouth; the closest way of several.

    `cut`: so many of a sort were followed, where there are more; else 0.
    """

    def __init__(self, reader: Reader, reach: Reach, known: Known, speakers: Speakers) -> None:
        self._reader = reader
        self._reach = reach
        self._known = known
        self._speakers = speakers
        self.cut = 0

    def of(self, scope: Scope) -> dict[str, tuple[str, str]]:
        """Return the acts of a thing or of some years."""
        if not scope.thing:
            return dict.fromkeys(self._dated(scope), ("", ""))
        thing, kind = scope.thing, kind_of(scope.thing)
        found: list[tuple[str, str, str]] = [(thing, "itself", "")]
        query = {"organisation": "acts-of-body", "person": "acts-of-person"}.get(kind)
        query = query or ("citing-in-term" if kind in ("term", "period") else None)
        if query:
            found += [(text_of(r["citing"]), text_of(r["by"]), "") for r in self._ask(query, thing)]
            counts = ask(self._reader, "acts-counted", 0, self._reach.acts + 1, thing=thing)
            if any(int(text_of(r["count"])) > self._reach.acts for r in counts):
                self.cut = self._reach.acts
        if kind == "organisation":
            found += self._spoken_for(thing)
        acts: dict[str, tuple[str, str]] = {}
        for citing, by, speaker in sorted(found, key=lambda one: (_nearness(one[1]), one)):
            acts.setdefault(citing, (by, speaker))
        return acts

    def _ask(self, query: str, thing: str) -> list[dict[str, Term | None]]:
        rows = ask(self._reader, query, 0, self._reach.acts, thing=thing)
        if len(rows) >= self._reach.acts:
            self.cut = self._reach.acts
        return rows

    def _spoken_for(self, body: str) -> Iterator[tuple[str, str, str]]:
        rows = self._ask("speeches-for-body", body)
        speeches = {(text_of(row["citing"]), text_of(row["person"])) for row in rows}
        facts = self._known.of({speech for speech, _ in speeches})
        self._speakers.read({person for _, person in speeches})
        for speech, person in speeches:
            for spoke_for, by in self._speakers.bodies(person, facts[speech]).items():
                if spoke_for == body:
                    yield speech, by, person

    def _dated(self, scope: Scope) -> list[str]:
        # A day of the last year comes before that year with a tilde, however precise it is.
        begin, finish = Literal(scope.begin), Literal(f"{scope.finish}~")
        most = self._reach.acts if self._reach is not FAR else _DATED
        rows = ask(self._reader, "citing-dated", 0, most + 1, begin=begin, finish=finish)
        if len(rows) > most:
            self.cut = most
        return sorted(text_of(row["citing"]) for row in rows[:most])


def _nearness(by: str) -> int:
    return BYS.index(by) if by in BYS else len(BYS)
