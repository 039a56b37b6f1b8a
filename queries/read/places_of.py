"""Where things are: the places that are told of them, or of what they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from graph.store.reader import Reader
from queries.read.rows import select_whole


class _PlaceRow(NamedTuple):
    thing: str
    place: str


def read_places_of(reader: Reader, things: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return thing -> its places, without the things that have none; a place is its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in select_whole(reader, _PlaceRow, "places-of-things", things):
        found[row.thing].add(row.place)
    return {thing: tuple(sorted(places)) for thing, places in found.items()}
