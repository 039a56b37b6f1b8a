"""What the summary at the head of a page says beyond the groups below it: where and when a programme was signed, who
leads a body, which numbers and titles the documents have that are named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.claims.as_of import TimeSpan, as_of, last_day
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import kind_of
from ontology.terms import dct, hn, org, schema
from queries.read.entity_record import GroupRecord
from queries.read.evidence import Triple
from queries.read.rows import select, select_batched
from queries.read.statements import Description
from queries.read.time_spans import time_spans

_DATED: Final = (schema.startDate, schema.endDate, schema.location)
_DESCRIBING: Final = (
    *(schema.legislationIdentifier, dct.type, dct.title, schema.legislationPassedBy, schema.legislationDate),
)
HEADS: Final = (
    *(
        "chair",
        "party-general-secretary",
        "state-president",
        "prime-minister",
        "minister",
        "governor",
        "mayor",
    ),
    *("director", "head", "editor-in-chief", "political-commissar", "general-secretary", "secretary"),
)
"""Roles of those who lead a body, before any other role that one person has at a time."""
_MOST: Final = LIMITS.values_counted


LINK: Final = {"organisation": org.organization, "post": hn.post}
"""Kind of what is led or held -> the property by which tenures point to it."""


class _TenureRow(NamedTuple):
    tenure: str
    role: str


def events_of(groups: Iterable[GroupRecord]) -> tuple[str, ...]:
    """Return the events at which a programme was signed."""
    return tuple(
        one.value.value
        for group in groups
        if group.predicate == hn.signedAt and not group.inverse
        for one in group.statements
        if isinstance(one.value, NamedNode)
    )


def documents_of(groups: Iterable[GroupRecord]) -> tuple[str, ...]:
    """Return the documents that the citations of a thing name, or may mean."""
    found = [
        value.value
        for group in groups
        if group.predicate == hn.citing and group.inverse
        for one in group.statements
        for value in (one.value, *(v for name, values in one.details for v in values if name == hn.candidate))
        if isinstance(value, NamedNode) and kind_of(value.value) == "document"
    ]
    return tuple(dict.fromkeys(found))


def narrowed(description: Description, *, event: bool) -> Description:
    """Return what a summary needs of what is said of an event, or of a document."""
    wanted = _DATED if event else _DESCRIBING
    return {name: description[name] for name in wanted if name in description}


def triples_of(events: Mapping[str, Description]) -> tuple[Triple, ...]:
    """Return the triples by which events have their days and places."""
    return tuple(
        (iri, name, value)
        for iri, description in events.items()
        for name in _DATED
        for value in description.get(name, ())
    )


def read_leaders(reader: Reader, iri: str, day: str) -> tuple[str, ...]:
    """Return the tenures by which a body was led, or a post of one seat held, on a day; without a day those that held
    last, by the latest day that is known of each. Of several roles the one that heads a body counts.
    """
    rows = select(reader, _TenureRow, "leading-tenures", thing=iri)
    if not rows or len(rows) > _MOST:
        return ()
    first = min(_rank(row.role) for row in rows)
    spans = time_spans(reader, (row.tenure for row in rows if _rank(row.role) == first))
    if day:
        return tuple(tenure for tenure, span in spans.items() if as_of(span, day).holds)
    last = max(map(_last_day, spans.values()))
    return tuple(tenure for tenure, span in spans.items() if _last_day(span) == last) if last else ()


class _PartRow(NamedTuple):
    thing: str
    value: str


def read_recommendations(reader: Reader, groups: Iterable[GroupRecord]) -> dict[str, tuple[str, ...]]:
    """Return speech -> its recommendations in their order, of the speeches that a person's page shows."""
    speeches = [
        one.subject
        for group in groups
        if group.predicate == schema.creator and group.inverse
        for one in group.statements
        if kind_of(one.subject) == "speech"
    ]
    found: dict[str, list[str]] = defaultdict(list)
    for row in select_batched(reader, _PartRow, "recommendations-of", speeches):
        if row.value not in found[row.thing]:
            found[row.thing].append(row.value)
    return {speech: tuple(parts) for speech, parts in found.items()}


def _rank(role: str) -> int:
    slug = role.rpartition("/")[2]
    return HEADS.index(slug) if slug in HEADS else len(HEADS)


def _last_day(span: TimeSpan) -> str:
    """Return the last date on which something is known to have held; empty where none is."""
    dates = (span.start, span.end, *(last for _, last in span.intervals))
    return max((last_day(date) for date in dates if date), default="")
