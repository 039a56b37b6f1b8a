"""Write a list of the things of a kind, with the columns of that kind, as JSON or CSV."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.claims.as_of import date_of
from ontology.kinds import OTHER, kind_of
from queries.export.csv import write_sheet
from queries.read.columns import Column, Columns
from queries.read.labels import Labels
from queries.read.lists import days_of, things_in


@dataclass(frozen=True)
class ListDocument:
    """All things of a list in its order: the columns, and for each thing its IRI, name, kind and a list of texts for
    each column. Days are ISO days; things stand by their names. `more`: there are more than the list holds.
    """

    kind: str
    sort: str
    more: bool
    columns: tuple[str, ...]
    found: tuple[dict[str, object], ...]


def list_document(
    kind: str,
    sort: str,
    things: Sequence[str],
    shown: Sequence[Column],
    columns: Columns,
    labels: Labels,
    languages: Sequence[str],
    *,
    more: bool,
) -> ListDocument:
    """Return the document of these things with these columns, named in the first of these languages that has a name."""
    told = [one for one in shown if one is not Column.NAME]
    rows: list[dict[str, object]] = []
    for iri in things:
        row: dict[str, object] = {
            "iri": iri,
            "name": labels.name(iri, languages).text,
            "kind": kind_of(iri) or OTHER,
        }
        row |= {column.value: list(_texts(iri, column, columns, labels, languages)) for column in told}
        rows.append(row)
    return ListDocument(kind, sort, more, tuple(one.value for one in told), tuple(rows))


def _texts(
    iri: str, column: Column, columns: Columns, labels: Labels, languages: Sequence[str]
) -> Iterator[str]:
    match column:
        case Column.DAYS:
            yield from sorted({date_of(one) for one in days_of(iri, columns)})
        case Column.CITED_BY:
            for kind, count in sorted(columns.citing.get(iri, {}).items()):
                yield f"{count.number}{'+' if count.capped else ''} {kind}".strip()
        case Column.CITES:
            yield str(len(columns.of(iri, column)))
        case Column.CLAIMS:
            if iri in columns.claims:
                yield f"{columns.claims[iri].number}{'+' if columns.claims[iri].capped else ''}"
        case Column.IN_FORCE:
            record = columns.replaced.get(iri)
            for day in columns.texts_of(iri, Column.FROM):
                yield f"{date_of(day)}/.."
            if record is not None:
                yield from (
                    f"../{one}" for one in (record.last_day, *(r.since for r in record.replacements)) if one
                )
        case _:
            yield from (labels.name(one, languages).text for one in things_in(iri, column, columns))
            yield from columns.texts_of(iri, column)


def to_json(document: ListDocument) -> bytes:
    """Return a list as JSON, UTF-8."""
    return json.dumps(vars(document), ensure_ascii=False, separators=(",", ":")).encode()


def to_csv(document: ListDocument) -> str:
    """Return a list as CSV with a header, the texts of a cell with a semicolon between two; lines end in CRLF."""
    heads = ["iri", "name", "kind", *document.columns]
    return write_sheet(heads, ([_cell(row[head]) for head in heads] for row in document.found))


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
