"""Write what reviewers accepted as rows of the curated tables, so that a reviewed folder becomes curated data.

The inverse of `loaders.tables.reader`: claims of one thing from one place in one source become one row of the table of
its kind, by the same CSVW metadata; what has no column there becomes a row of `statements.csv`. Loading the folder
gives the same statements.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, CONTEXT_NAME, INFERRED, Claim
from graph.claims.inference import DERIVED_RUNS
from graph.claims.materialise import ALTERNATIVE, HAS_TARGET, LABELS, PREFERRED, claim_graphs
from graph.claims.standing import merges, verdicts
from graph.errors import InputError
from loaders.tables.schema import METADATA, WORDED
from ontology.iris import ID, mint, name_of, source_of_graph
from ontology.terms import xsd

MODEL: Final = Path(__file__).resolve().parents[2] / "data" / METADATA
IDENTIFIER: Final = "huunghi-reviewed-tables"
"""Names the run of an exported folder, so that loading it does not replace the curated tables."""

_TABLES_RUN: Final = mint("run", "tables-0").removesuffix("0")
_DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear))
_LANGUAGE: Final = re.compile("[a-z]{2}")
_PLACEHOLDER: Final = re.compile(r"\{\+?\w+\}$")
_NAMES, _STATEMENTS, _SOURCES = "names.csv", "statements.csv", "sources.csv"

Cells = dict[str, str]


@dataclass
class Exported:
    """What was written: rows by table, and the claims that no table has a place for, each with its reason."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Column:
    name: str
    property: str
    prefix: str | None
    base: str
    format: str
    required: bool

    def cell(self, triple: Triple) -> str | None:
        """Return what this column holds where a row is to say the triple, or None where it cannot."""
        value = triple.object
        if self.property != triple.predicate.value:
            return None
        if self.prefix is not None:
            if not isinstance(value, NamedNode) or not value.value.startswith(self.prefix):
                return None
            return self._fitting(value.value[len(self.prefix) :])
        if not isinstance(value, Literal):
            return None
        datatype = value.datatype.value
        dated = self.name.endswith("date") or self.name in ("published", "ended_by")
        if self.base == "integer":
            return value.value if datatype == xsd.integer else None
        if dated != (datatype in _DATES) or (value.language and self.name not in WORDED):
            return None
        if not dated and not value.language and datatype != xsd.string:
            return None
        return self._fitting(value.value)

    def _fitting(self, text: str) -> str | None:
        return text if not self.format or re.fullmatch(self.format, text) else None


@dataclass(frozen=True)
class _Table:
    url: str
    about: str
    header: tuple[str, ...]
    columns: tuple[_Column, ...]
    constants: frozenset[tuple[str, str]]
    """Properties and values that each row of the table says by itself."""

    @cached_property
    def required(self) -> tuple[_Column, ...]:
        return tuple(column for column in self.columns if column.required)


def export_tables(store: Store, folder: Path) -> Exported:
    """Write the accepted claims that are not in the curated tables to a folder, new or empty.

    Raises InputError where the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty.", hint="Name a new folder; nothing is written over.")
    metadata = json.loads(MODEL.read_text("utf-8"))
    tables = [_table_of(one) for one in metadata["tables"]]
    wanted = list(_to_export(store))
    writer = _Writer(store, tables)
    writer.take(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    metadata["dc:identifier"] = IDENTIFIER
    metadata["dc:title"] = "Hữu Nghị: reviewed claims"
    (folder / METADATA).write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for table in tables:
        rows = writer.rows[table.url]
        with (folder / table.url).open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, table.header, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        if rows:
            writer.done.rows[table.url] = len(rows)
    return writer.done


def _table_of(said: dict[str, Any]) -> _Table:
    columns, header = [], []
    for column in said["tableSchema"]["columns"]:
        if column.get("virtual"):
            continue
        header.append(column["name"])
        if "propertyUrl" not in column or "{" in column["propertyUrl"]:
            continue
        value = column.get("valueUrl")
        datatype = column.get("datatype", "string")
        base, pattern = (
            (datatype["base"], datatype.get("format", "")) if isinstance(datatype, dict) else (datatype, "")
        )
        prefix = _PLACEHOLDER.sub("", value) if value else None
        columns.append(
            _Column(
                column["name"], column["propertyUrl"], prefix, base, pattern, bool(column.get("required"))
            )
        )
    about = _PLACEHOLDER.sub("", said["tableSchema"]["aboutUrl"])
    constants = frozenset(
        (column["propertyUrl"], column["valueUrl"])
        for column in said["tableSchema"]["columns"]
        if column.get("virtual") and "{" not in column.get("valueUrl", "{")
    )
    return _Table(said["url"], about, tuple(header), tuple(columns), constants)


def _to_export(store: Store) -> Iterator[Claim]:
    """The accepted claims that no curated table holds, as decisions left them."""
    decided, merged = verdicts(store), merges(store)
    for graph in claim_graphs(store):
        source = mint("source", source_of_graph(graph.value) or "")
        for claim in claims.read(store, source=source):
            node = NamedNode(claim.iri)
            status = decided.get(node, claim.status)
            made = [q.object for q in store.quads_for_pattern(node, claims.GENERATED, None, graph)]
            curated = any(isinstance(m, NamedNode) and m.value.startswith(_TABLES_RUN) for m in made)
            derived = all(isinstance(m, NamedNode) and m.value in DERIVED_RUNS for m in made) and bool(made)
            if (
                status in ACCEPTED and not curated and not derived
            ):  # what is derived is made anew by every load
                triple = _as_accepted(store, claim.triple, merged)
                if triple is not None and triple.predicate != HAS_TARGET:  # a row of citations makes its own
                    yield replace(claim, triple=triple, status=status)


def _as_accepted(store: Store, triple: Triple, merged: dict[NamedNode, NamedNode]) -> Triple | None:
    """A claim's triple with merged things by the names they go by now; None where nothing is left of it, as of a name
    of a thing of which nothing else is accepted."""
    subject = merged.get(triple.subject, triple.subject)  # type: ignore[arg-type]
    value = merged.get(triple.object, triple.object)  # type: ignore[arg-type]
    if triple.predicate == CONTEXT_NAME:  # accepted of its source, and never stated
        return Triple(subject, CONTEXT_NAME, value)
    for predicate in (triple.predicate, *([ALTERNATIVE] if triple.predicate == PREFERRED else [])):
        if Quad(subject, predicate, value, DefaultGraph()) in store:
            return Triple(subject, predicate, value)
    return None


class _Writer:
    """Sorts claims into rows."""

    def __init__(self, store: Store, tables: list[_Table]) -> None:
        self.rows: dict[str, list[Cells]] = {table.url: [] for table in tables}
        self.done = Exported()
        self._store = store
        self._tables = {table.about: table for table in tables if table.header[0] == "id"}
        self._held: dict[str, set[Triple]] = defaultdict(set)

    def take(self, wanted: list[Claim]) -> None:
        groups: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
        for claim in sorted(wanted, key=lambda c: (str(c.triple), c.source)):
            groups[claim.triple.subject, *_place_of(claim)].append(claim)
            self._held[str(claim.triple.subject.value)].add(claim.triple)  # type: ignore[union-attr]
        defined: set[str] = set()
        for key, group in groups.items():
            about = str(key[0].value)
            for rest in self._row(about, group, defined):
                self._other(rest)
        self._define(groups, defined)
        self._sources({claim.source: claim for claim in wanted})

    def _row(self, about: str, group: list[Claim], defined: set[str]) -> list[Claim]:
        """Make rows of the table of a thing's kind; return the claims that have no column there."""
        table = self._table(about)
        if table is None:
            return group
        said = [c for c in group if _pair(c.triple) not in table.constants]
        rows, rest = _fill(table, said)
        left: list[Claim] = list(rest)
        for cells, used in rows:
            complete = all(column.name in cells for column in table.required)
            if complete:
                self.rows[table.url].append({**_evidence(used[0]), **cells, "id": _slug(about)})
                defined.add(about)
            else:
                left += used
        return left

    def _table(self, about: str) -> _Table | None:
        name = name_of(about)
        return self._tables.get(f"{ID}{name.kind}/") if name else None

    def _other(self, claim: Claim) -> None:
        """Put a claim into the table of names or of statements, or say that it has no place."""
        triple, value = claim.triple, claim.triple.object
        name = name_of(str(triple.subject.value))  # type: ignore[union-attr]
        row: Cells | None = None
        if name is None:
            row = None
        elif triple.predicate in (*LABELS, CONTEXT_NAME) and isinstance(value, Literal):
            if value.language and _LANGUAGE.fullmatch(value.language):
                label = re.split("[#/]", triple.predicate.value)[-1]
                row = {"entity": str(name), "label": label, "name": value.value, "language": value.language}
                self.rows[_NAMES].append({**_evidence(claim), **row})
                return
        else:
            row = _statement(str(name), triple)
        if row is None:
            self.done.left_out.append(f"{triple}: no table has a column for it")
        else:
            self.rows[_STATEMENTS].append({**_evidence(claim), **row})

    def _define(self, groups: dict[tuple[Any, ...], list[Claim]], defined: set[str]) -> None:
        """Give each thing spoken of a row of its own, from what its claims say together."""
        first: dict[str, Claim] = {}
        for group in groups.values():
            first.setdefault(str(group[0].triple.subject.value), group[0])  # type: ignore[union-attr]
        for about, claim in first.items():
            table = self._table(about)
            if about in defined or table is None or table.url == _SOURCES:
                continue
            whole = [replace(claim, triple=triple) for triple in sorted(self._held[about], key=str)]
            rows, _ = _fill(table, whole)
            needed = {column.name for column in table.required}
            cells = {k: v for k, v in (rows[0][0] if rows else {}).items() if k in needed}
            if needed <= cells.keys():
                self.rows[table.url].append({**_evidence(claim), **cells, "id": _slug(about)})

    def _sources(self, cited: dict[str, Claim]) -> None:
        """Give each source its row, from what is accepted of it; its text is looked for by the source's name."""
        table = self._tables[f"{ID}source/"]
        have = {row["id"]: row for row in self.rows[_SOURCES]}
        for source in sorted(cited):
            slug = _slug(source)
            if slug not in have:
                cells = self._described(table, source)
                have[slug] = {**_evidence(Claim(cited[source].triple, source)), **cells, "id": slug}
                self.rows[_SOURCES].append(have[slug])
            have[slug]["file"] = f"{slug}.txt".replace("_", "-")
        for row in list(self.rows[_SOURCES]):
            for original in filter(None, (row.get("original"), row.get("derived_from"))):
                if original not in have:
                    cells = self._described(table, mint("source", original))
                    have[original] = {"source": row["id"], "status": row["status"], **cells, "id": original}
                    self.rows[_SOURCES].append(have[original])

    def _described(self, table: _Table, source: str) -> Cells:
        """Return the cells of a source from what the graph holds of it."""
        said = [
            Claim(q.triple, source)
            for q in self._store.quads_for_pattern(NamedNode(source), None, None, DefaultGraph())
        ]
        rows, _ = _fill(table, sorted(said, key=lambda c: str(c.triple)))
        return rows[0][0] if rows else {}


def _fill(table: _Table, group: Iterable[Claim]) -> tuple[list[tuple[Cells, list[Claim]]], list[Claim]]:
    """Put claims into as few rows of a table as hold them, a cell each; return the rows and what has no column."""
    rows: list[tuple[Cells, list[Claim]]] = []
    rest: list[Claim] = []
    for claim in group:
        found = next(
            ((c, cell) for c in table.columns if (cell := c.cell(claim.triple)) is not None), (None, "")
        )
        column, cell = found
        language = claim.triple.object.language if isinstance(claim.triple.object, Literal) else None
        if column is None or (language and not _LANGUAGE.fullmatch(language)):
            rest.append(claim)
            continue
        said = {column.name: cell}
        if column.name in WORDED and "language" in table.header:
            said["language"] = (
                language or ""
            )  # an empty cell: the text has no language, so the row must have none
        elif language:
            rest.append(claim)
            continue
        for cells, used in rows:
            if column.name not in cells and all(cells.get(k, v) == v for k, v in said.items()):
                cells.update(said)
                used.append(claim)
                break
        else:
            rows.append((dict(said), [claim]))
    return rows, rest


def _pair(triple: Triple) -> tuple[str, str]:
    value = triple.object
    return triple.predicate.value, value.value if isinstance(value, NamedNode) else ""


def _statement(subject: str, triple: Triple) -> Cells | None:
    row = {"subject": subject, "property": triple.predicate.value}
    value = triple.object
    if isinstance(value, NamedNode):
        name = name_of(value.value)
        return {**row, "object": str(name)} if name else None
    if not isinstance(value, Literal):
        return None
    if value.language:
        fits = _LANGUAGE.fullmatch(value.language)
        return {**row, "text": value.value, "language": value.language} if fits else None
    if value.datatype.value in _DATES:
        return {**row, "date": value.value}
    return {**row, "text": value.value} if value.datatype.value == xsd.string else None


def _place_of(claim: Claim) -> tuple[Any, ...]:
    return (claim.source, claim.passage, claim.as_of, claim.status, claim.reason)


def _evidence(claim: Claim) -> Cells:
    cells = {"source": _slug(claim.source), "status": claim.status.rpartition("/")[2]}
    if claim.passage is not None:
        passage = claim.passage
        if passage.span:
            cells |= {"start": str(passage.start), "end": str(passage.end)}
        if passage.exact is not None and len(passage.exact) <= 200:
            cells["printed"] = passage.exact
        elif passage.sha256 is not None:
            cells["sha256"] = passage.sha256
        if passage.part:
            cells["part"] = passage.part.rpartition("/")[2]
    if claim.as_of is not None:
        cells["as_of"] = claim.as_of.start + (f"/{claim.as_of.end}" if claim.as_of.end else "")
    if claim.status == INFERRED and claim.reason:
        cells["reason"] = claim.reason
    return cells


def _slug(iri: str) -> str:
    name = name_of(iri)
    return name.slug if name else iri
