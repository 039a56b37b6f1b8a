"""What is traced, how far, and its activities: whatever of a body, a person, a term or some years can cite."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import Literal

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import kind_of
from queries.read.rows import CountRow, select
from queries.read.trace.facts import Affiliations, FactReader, Relation


class _ActivityRow(NamedTuple):
    citing: str
    by: str


class _ViaRow(NamedTuple):
    citing: str
    by: str
    via: str


class _SpeechRow(NamedTuple):
    citing: str
    person: str


class _DatedRow(NamedTuple):
    citing: str


@dataclass(frozen=True)
class Scope:
    """What is traced: a thing by its IRI, a period from one year to another (both included; either may be empty), or
    a thing in a period.
    """

    thing: str = ""
    begin: str = ""
    finish: str = ""

    @property
    def dated(self) -> bool:
        """Whether it is of some years alone."""
        return bool(self.begin or self.finish)

    def holds(self, day: str) -> bool:
        """Whether a day, month or year lies in the period; what has no date lies in none.

        >>> Scope(begin="2024", finish="2024").holds("2024-04-01"), Scope(begin="2024").holds(""), Scope().holds("")
        (True, False, True)
        """
        return not self.dated or (bool(day) and self.begin <= day[:4] <= (self.finish or "~"))


@dataclass(frozen=True)
class TraceLimits:
    """How far one part of a trace goes: up to `whole` citations of each way in one part, or, where there are more,
    `links` a part; `activities` of each sort are followed, of some years `dated`.
    """

    whole: int
    links: int
    activities: int
    dated: int


NEAR: Final = TraceLimits(
    LIMITS.trace_first_citations, LIMITS.trace_part, LIMITS.trace_activities, LIMITS.trace_activities
)
"""What a page reads of itself: as much as is looked up in a few hundredths of a second."""
FAR: Final = TraceLimits(
    LIMITS.trace_far_part,
    LIMITS.trace_far_part,
    LIMITS.trace_far_activities,
    LIMITS.trace_dated_activities,
)
"""What a page reads when asked to, and what exports hold."""

_QUERIES: Final = {
    "organisation": "activities-of-body",
    "person": "activities-of-person",
    "term": "citing-in-term",
    "period": "citing-in-term",
    "event": "activities-of-event",
    "congress": "activities-of-event",
    "programme": "activities-of-whole",
    "speech": "activities-of-whole",
}
"""Kind of thing -> the query for its activities."""
_THROUGH_OTHERS: Final = frozenset({"organisation", "event", "congress"})
"""Kinds whose activities may belong to them through something else: their event, a whole, an appearance."""


class Belonging(NamedTuple):
    """How an activity belongs to what is traced, who spoke, and what it belongs through: an event, a whole, an
    appearance. Of some years nothing is known.
    """

    relation: Relation | None = None
    speaker: str = ""
    via: str = ""


@dataclass(frozen=True)
class Activities:
    """What cites -> the closest way in which it belongs to what is traced.

    `cut`: so many of a sort were followed, where there are more; else 0.
    """

    belonging: Mapping[str, Belonging]
    cut: int = 0


def read_activities(
    reader: Reader, scope: Scope, limits: TraceLimits, facts: FactReader, affiliations: Affiliations
) -> Activities:
    """Return the activities of a thing or of some years."""
    if not scope.thing:
        return _dated(reader, scope, limits.dated)
    thing, kind = scope.thing, kind_of(scope.thing)
    found = [(thing, Belonging(Relation.ITSELF))]
    cut = False
    if query := _QUERIES.get(kind):
        rows = _of_thing(reader, kind, query, thing, limits.activities)
        found += [(row.citing, Belonging(Relation(row.by), via=row.via)) for row in rows]
        counts = select(reader, CountRow, "activities-counted", most=limits.activities + 1, thing=thing)
        cut = len(rows) >= limits.activities or any(row.count_ > limits.activities for row in counts)
    if kind == "organisation":
        speeches = select(reader, _SpeechRow, "speeches-for-body", most=limits.activities, thing=thing)
        found += _spoken_for(thing, speeches, facts, affiliations)
        cut = cut or len(speeches) >= limits.activities
    nearness = {relation: place for place, relation in enumerate(Relation)}
    belonging: dict[str, Belonging] = {}
    for citing, one in sorted(found, key=lambda pair: (nearness[pair[1].relation or Relation.ITSELF], pair)):
        belonging.setdefault(citing, one)
    return Activities(belonging, limits.activities if cut else 0)


def _of_thing(reader: Reader, kind: str, query: str, thing: str, most: int) -> list[_ViaRow]:
    if kind in _THROUGH_OTHERS:
        return select(reader, _ViaRow, query, most=most, thing=thing)
    rows = select(reader, _ActivityRow, query, most=most, thing=thing)
    return [_ViaRow(row.citing, row.by, "") for row in rows]


def _spoken_for(
    body: str, speeches: list[_SpeechRow], facts: FactReader, affiliations: Affiliations
) -> list[tuple[str, Belonging]]:
    """Return the speeches that were held for a body."""
    of_speech = facts.of({row.citing for row in speeches})
    affiliations.read({row.person for row in speeches})
    return [
        (row.citing, Belonging(relation, row.person))
        for row in dict.fromkeys(speeches)
        for spoke_for, relation in affiliations.of(row.person, of_speech[row.citing]).items()
        if spoke_for == body
    ]


def _dated(reader: Reader, scope: Scope, most: int) -> Activities:
    # A day of the last year comes before that year with a tilde, however precise it is.
    begin, finish = Literal(scope.begin), Literal(f"{scope.finish}~")
    rows = select(reader, _DatedRow, "citing-dated", most=most + 1, begin=begin, finish=finish)
    citing = sorted(row.citing for row in rows[:most])
    return Activities(dict.fromkeys(citing, Belonging()), most if len(rows) > most else 0)
