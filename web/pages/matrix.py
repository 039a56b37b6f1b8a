"""The matrix of citations: what cites down the side, documents along the top, unresolved words in a column."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import expand
from queries.export.graphml import Edge, Node, graphml
from queries.read.rows import Row, ask, text_of
from web.dependencies import reader_of
from web.errors import told
from web.evidence import INFERRED, REJECTED
from web.languages import N_
from web.page_context import Frame, firm, frame_of, render
from web.things import Names, Value
from web.tracing.export import EXPORTS
from web.tracing.facts import batches
from web.tracing.links import alternates, trace_of
from web.tracing.page import Line
from web.tracing.view import drawn
from web.views.charts import Web

COUNTED: Final = LIMITS.matrix_counted
"""Citations that the page counts."""
ALL: Final = LIMITS.matrix_exported
"""Citations that the tables for machines hold."""
WIDEST: Final = LIMITS.matrix_columns
"""Columns shown; the most cited documents come first."""
LONGEST: Final = LIMITS.matrix_rows
"""Rows shown; what cites most documents comes first. The tables for machines have them all."""


@dataclass(frozen=True)
class Cell:
    """How often one thing cites one document; `inferred` when no source says so."""

    count: int
    inferred: bool


@dataclass(frozen=True)
class MatrixRow:
    """What cites, its cells in the order of the columns, and how often its words name no single document."""

    link: Value
    href: str
    cells: tuple[Cell | None, ...]
    unresolved: int


@dataclass(frozen=True)
class MatrixColumn:
    """A document: its short number, its name, and the link to its trace."""

    number: str
    name: str
    href: str
    iri: str


@dataclass(frozen=True)
class MatrixPage:
    """What the matrix shows; `counted`: among the first so many citations, where there are more, else 0."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    left_out: int
    rows_left_out: int
    counted: int
    web: Web | None
    lines: tuple[Line, ...]
    downloads: tuple[tuple[str, str], ...]


def matrix_page(reader: Reader, frame: Frame, *, whole: bool = False) -> MatrixPage:
    """Fill the matrix: what a page shows of it, or the `whole`."""
    cited: dict[tuple[str, str], dict[str, bool]] = {}
    unresolved: dict[str, set[str]] = {}
    things: dict[str, None] = {}
    most = ALL if whole else COUNTED
    found = ask(reader, "citings", 0, most + 1)
    statuses = _statuses(reader, found[:most])
    for row in found[:most]:
        citing, document, citation = (text_of(row[v]) for v in ("citing", "cited", "citation"))
        said = statuses.get((citation, citing), {""})
        if said == {REJECTED}:
            continue
        things.setdefault(citing)
        if not document:
            unresolved.setdefault(citing, set()).add(citation)
            continue
        cited.setdefault((citing, document), {})[citation] = said <= {INFERRED, REJECTED}
    documents: dict[str, int] = {}
    for _, document in cited:
        documents[document] = documents.get(document, 0) + 1
    order = sorted(documents, key=lambda d: (-documents[d], d))
    names = Names(frame.words, frame.links)
    counts = Counter(citing for citing, _ in cited)
    listed = sorted(things, key=lambda thing: (-counts[thing], thing))
    wide, long = (len(order), len(listed)) if whole else (WIDEST, LONGEST)
    names.fetch(reader, [*listed[:long], *order[:wide]])
    numbers = _numbers(reader, order[:wide])
    rows = []
    for thing in listed[:long]:
        cells = tuple(_cell(cited.get((thing, document))) for document in order[:wide])
        link = names.link(thing)
        rows.append(
            MatrixRow(link, trace_of(thing, frame) or link.href, cells, len(unresolved.get(thing, ())))
        )
    rows.sort(key=lambda r: (-sum(1 for c in r.cells if c), r.link.sort))
    columns = tuple(
        MatrixColumn(
            firm(numbers.get(d) or names.name(d).text), firm(names.name(d).text), trace_of(d, frame), d
        )
        for d in order[:wide]
    )
    lines = tuple(
        Line(row.link, frame.words("cites"), names.link(column.iri), cell.inferred)
        for row in rows
        for column, cell in zip(columns, row.cells, strict=True)
        if cell
    )
    return MatrixPage(
        columns,
        tuple(rows),
        max(0, len(order) - wide),
        max(0, len(listed) - long),
        most if len(found) > most else 0,
        drawn(reader, lines),
        lines[:LONGEST],
        tuple((suffix, frame.links.data(f"/trace/matrix.{suffix}")) for suffix in EXPORTS),
    )


def _statuses(reader: Reader, citings: Iterable[Row]) -> dict[tuple[str, str], set[str]]:
    """Return citation and what makes it -> the statuses of the claims that say so; without those of which none does."""
    statuses: dict[tuple[str, str], set[str]] = {}
    for some in batches(text_of(row["citation"]) for row in citings):
        for row in ask(reader, "statuses-of-citings", things=some):
            statuses.setdefault((text_of(row["citation"]), text_of(row["citing"])), set()).add(
                text_of(row["status"])
            )
    return statuses


def _cell(citations: dict[str, bool] | None) -> Cell | None:
    return Cell(len(citations), all(citations.values())) if citations else None


def _numbers(reader: Reader, documents: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = expand("schema:legislationIdentifier")
    for row in ask(reader, "statements-of", things=documents) if documents else ():
        if text_of(row["property"]) == wanted:
            found.setdefault(text_of(row["thing"]), text_of(row["value"]))
    return found


def _edges(page: MatrixPage) -> list[Edge]:
    return [
        Edge(row.link.iri, column.iri, "cites", "inferred" if cell.inferred else "explicit")
        for row in page.rows
        for column, cell in zip(page.columns, row.cells, strict=True)
        if cell
    ]


def matrix(request: Request) -> Response:
    """Answer `/trace/matrix`, `.csv`, `.json` and `.graphml`."""
    suffix = request.path_params.get("suffix", "")
    page = matrix_page(reader_of(request), frame_of(request), whole=bool(suffix))
    if not suffix:
        return render(request, "matrix.html", page, alternates=alternates(page.downloads))
    # A file is read without its header fields: that it is not the whole stands in both.
    cut = {"truncated": f"citations={page.counted}"} if page.counted else {}
    if suffix == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["citing", "document", "relation", "status"])
        if cut:
            writer.writerow(["", "", "truncated", cut["truncated"]])
        writer.writerows((e.source, e.target, e.relation, e.status) for e in _edges(page))
        writer.writerows((r.link.iri, "", "unresolved", str(r.unresolved)) for r in page.rows if r.unresolved)
        return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=cut)
    if suffix == "json":
        body = [dict(cut)] if cut else []
        body += [{"citing": e.source, "document": e.target, "status": e.status} for e in _edges(page)]
        body += [{"citing": r.link.iri, "unresolved": str(r.unresolved)} for r in page.rows if r.unresolved]
        text = json.dumps(body, ensure_ascii=False, indent=1)
        return Response(text, media_type="application/json", headers=cut)
    if suffix == "graphml":
        nodes = [Node(r.link.iri, r.link.text, r.link.kind) for r in page.rows]
        nodes += [Node(c.iri, c.name, "document") for c in page.columns]
        text = graphml(nodes, _edges(page), note=f"Truncated: {cut['truncated']}" if cut else "")
        return Response(text, media_type="application/graphml+xml", headers=cut)
    raise told(
        NotFound,
        N_("There is no answer as %(suffix)s."),
        N_("The formats: csv, json, graphml."),
        suffix=suffix[:20],
    )


ROUTES = (Route("/trace/matrix", matrix), Route("/trace/matrix.{suffix}", matrix))
