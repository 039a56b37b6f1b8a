"""Write what a search found as JSON or CSV."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from graph.search.names import Hit
from queries.export.csv import write_sheet
from queries.read.facets import Details
from queries.read.labels import Labels


@dataclass(frozen=True)
class FoundRow:
    """A thing found: the name it is called by, the name that matched with its language, and its first and last date.

    `source` is the one in which the name that matched means the thing; empty where it does everywhere.
    """

    iri: str
    name: str
    matched: str
    language: str
    kind: str
    first: str
    last: str
    exact: bool
    approximate: bool
    source: str


@dataclass(frozen=True)
class SearchDocument:
    """What a search found: the text that was searched for, and whether more things have such names."""

    q: str
    more: bool
    found: tuple[FoundRow, ...]


def found_rows(
    hits: Iterable[Hit], details: Details, labels: Labels, languages: Sequence[str]
) -> tuple[FoundRow, ...]:
    """Return a row for each thing, called by its name in the first of these languages that has one."""
    return tuple(
        FoundRow(
            hit.iri,
            labels.name(hit.iri, languages).text,
            hit.label,
            hit.language,
            hit.kind,
            *details.dates(hit.iri),
            hit.exact,
            hit.approximate,
            hit.source,
        )
        for hit in hits
    )


def to_json(document: SearchDocument) -> bytes:
    """Return what was found as JSON, UTF-8."""
    members = {**vars(document), "found": [vars(row) for row in document.found]}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


def to_csv(document: SearchDocument) -> str:
    """Return what was found as CSV with a header, lines ending in CRLF."""
    columns = [column.name for column in fields(FoundRow)]
    return write_sheet(columns, (vars(row).values() for row in document.found))
