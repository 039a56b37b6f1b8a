"""Whether a source was withdrawn."""

from typing import NamedTuple

from graph.store.reader import Reader
from queries.read.rows import select


class _Withdrawn(NamedTuple):
    when: str


def read_withdrawal(reader: Reader, source: str) -> str:
    """Return the ISO day on which a source was withdrawn; empty where it was not, or something of it is left."""
    rows = select(reader, _Withdrawn, "withdrawn", source=source)
    return rows[0].when[:10] if rows else ""
