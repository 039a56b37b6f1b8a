"""Write what is told of each province as a table (CSV) and as JSON."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from queries.export.csv import write_sheet
from queries.export.json import write_json
from queries.read.labels import Labels
from queries.read.map_record import MapRecord


class MapRow(NamedTuple):
    """A thing told of a place: `province` is what the place is, lies in or became on the day; empty where it is none.

    A province of which nothing is told has a row without a thing; a thing without a place has one without a place.
    """

    province: str
    province_name: str
    place: str
    place_name: str
    thing: str
    name: str


def rows_of(record: MapRecord, labels: Labels, languages: Sequence[str]) -> Iterator[MapRow]:
    """Give a row for each thing and each province without one, then what lies in none, then what has no place."""

    def name(iri: str) -> str:
        return labels.name(iri, languages).text if iri else ""

    for province in record.provinces:
        told = province.told or ((("", ""),))
        for thing, place in told:
            yield MapRow(province.place, name(province.place), place, name(place), thing, name(thing))
    for other in record.elsewhere:
        for thing, place in other.told:
            yield MapRow("", "", place, name(place), thing, name(thing))
    for thing in record.nowhere:
        yield MapRow("", "", "", "", thing, name(thing))


def to_csv(record: MapRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the rows as CSV."""
    return write_sheet(MapRow._fields, rows_of(record, labels, languages))


def to_json(record: MapRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the rows as JSON."""
    return write_json([row._asdict() for row in rows_of(record, labels, languages)])
