"""How much a version holds, for one line: the reports that were read whole, the other sources, languages and claims."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.rows import CountRow, select
from queries.read.things import count_kinds
from queries.read.trace.readings import read_whole


@dataclass(frozen=True)
class Coverage:
    """Counts of reports read whole, of other sources (`editors`: what these say themselves is one), of languages and
    claims; `more_sources`, `more_claims`: there are at least so many. `latest_event` is an IRI, empty where none is
    known or there are too many to compare.
    """

    read: int
    other: int
    languages: int
    claims: int
    editors: bool = False
    more_sources: bool = False
    more_claims: bool = False
    latest_event: str = ""


class _LanguageRow(NamedTuple):
    language: str


class _SourceRow(NamedTuple):
    source: str


class _EventRow(NamedTuple):
    event: str


def read_coverage(reader: Reader) -> Coverage:
    """Return how much a version holds."""
    read = len(read_whole(reader))
    counts = {one.kind: one for one in count_kinds(reader, ("source", "event"))}
    sources, events = counts.get("source"), counts.get("event")
    (claims,) = select(reader, CountRow, "claims-counted")
    latest = select(reader, _EventRow, "latest-event") if events and not events.capped else []
    return Coverage(
        read,
        max(0, sources.number - read) if sources else 0,
        len({row.language for row in select(reader, _LanguageRow, "languages-of-sources")}),
        min(claims.count_, LIMITS.all_claims_counted),
        editors=bool(select(reader, _SourceRow, "editorial-source")),
        more_sources=bool(sources and sources.capped),
        more_claims=claims.count_ > LIMITS.all_claims_counted,
        latest_event=latest[0].event if latest else "",
    )
