"""When records held: the dates that sources give for tenures and memberships, for graph/claims/as_of.py to judge."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from graph.claims.as_of import TimeSpan
from graph.store.reader import Reader
from ontology.terms import hn, schema
from queries.read.decisions import decided
from queries.read.rows import batches, select


class _AttestedRow(NamedTuple):
    thing: str
    as_of: str
    as_of_end: str


class _DateRow(NamedTuple):
    thing: str
    property: str
    value: str


def time_spans(reader: Reader, records: Iterable[str]) -> dict[str, TimeSpan]:
    """Return record -> its dates, by whatever name sources speak of it; a record without dates has an empty span."""
    wanted = sorted(set(records))
    known = decided(reader)
    attested: dict[str, set[str]] = defaultdict(set)
    dates: dict[tuple[str, str], set[str]] = defaultdict(set)
    for some in batches(wanted):
        for date in select(reader, _DateRow, "dates-of-records", things=some):
            dates[date.thing, date.property].add(date.value)
        if not known.claims:
            continue
        for day in select(reader, _AttestedRow, "attested-days", things=known.names_of(some)):
            as_of = f"{day.as_of}/{day.as_of_end}" if day.as_of_end else day.as_of
            attested[known.into.get(day.thing, day.thing)].add(as_of)
    return {
        record: TimeSpan(
            starts=tuple(sorted(dates[record, schema.startDate])),
            ends=tuple(sorted(dates[record, schema.endDate])),
            ended_by=tuple(sorted(dates[record, hn.endedBy])),
            attested=tuple(sorted(attested[record])),
        )
        for record in wanted
    }
