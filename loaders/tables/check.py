"""Find what is wrong in a folder of curated tables, each problem with its file, line, column and remedy.

Nothing is loaded here and nothing is corrected. Types and required cells are checked by the `csvw` package against the
metadata; this module adds what CSVW cannot say: evidence, references across tables, concepts, names, and, when the
sources' texts are given, that each passage stands where its row says.
"""

import csv
import hashlib
import logging
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from csvw.metadata import Column, Table, TableGroup

from graph.claims.claim import AsOf, date_literal
from graph.errors import InputError, Problem
from graph.limits import LIMITS
from loaders.tables.reader import EVIDENCE, METADATA, open_tables
from ontology.iris import CONCEPT, HN, ID, name_of
from ontology.vocabulary import vocabulary

PRINTED_LIMIT: Final = LIMITS.printed_length
STATUSES: Final = ("explicit", "inferred")
NAMED_BY_RULE: Final = ("membership", "tenure", "participation", "citation")
"""Kinds whose labels a rule makes of the names of their ends; no row needs to name them."""

_MESSAGE: Final = re.compile(r"(?P<file>.*?):(?P<line>\d+)(?::(?P<number>\d+))? ?(?P<rest>.*)", re.DOTALL)
_VARIABLE: Final = re.compile(r"\{\+?(\w+)\}")


@dataclass(frozen=True)
class Line:
    """One row as written: where it stands, and its cells by column, empty ones left out."""

    file: str
    number: int
    cells: dict[str, str]

    def problem(self, column: str | None, message: str) -> Problem:
        return Problem(self.file, message, self.number, column)


@dataclass
class Content:
    """All rows of all tables; `first` holds what they define, each IRI with the first row of its own."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    first: dict[str, Line] = field(default_factory=dict)
    sources: dict[str, Line] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    ragged: list[Problem] = field(default_factory=list)
    known: frozenset[str] = frozenset()


def check_tables(
    folder: Path, *, texts: Path | None = None, known: frozenset[str] = frozenset()
) -> tuple[Problem, ...]:
    """Return the problems of a folder of tables, in the order of tables and lines; none means it can be loaded.

    `known` are IRIs that need no row here: things the store knows from elsewhere. With `texts`, a folder, also compare
    each source's text with its recorded hash and length, and each passage with the text that stands there.
    """
    try:
        group = open_tables(folder)
    except InputError as error:
        return error.problems
    problems = list(_shape_problems(group, folder))
    if problems:  # rows cannot be told apart by column while headers are wrong
        return tuple(problems)
    problems += _csvw_problems(group, folder)
    content = _read(group, folder)
    content.known = known
    problems += content.ragged
    if texts is not None:
        problems += _text_problems(content, texts)
    for table in group.tables:
        for line in content.lines[table.local_name]:
            problems += _evidence_problems(line, content)
            problems += _cell_problems(line, table, content)
    problems += _name_problems(content)
    order = {str(folder / table.local_name): n for n, table in enumerate(group.tables)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (order.get(p.file, -1), p.line or 0)))


def _shape_problems(group: TableGroup, folder: Path) -> Iterator[Problem]:
    for table in group.tables:
        path = folder / table.local_name
        columns = [c.header for c in table.tableSchema.columns if not c.virtual]
        if tuple(columns[-len(EVIDENCE) :]) != EVIDENCE:
            yield Problem(
                str(folder / METADATA),
                f"{table.local_name} must end with the evidence columns {', '.join(EVIDENCE)}, in this order",
            )
        if not path.is_file():
            yield Problem(
                str(path), f"is missing; {METADATA} names it: put it back or take its entry out of {METADATA}"
            )
            continue
        try:
            with path.open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file), [])
                rest = file.read()
        except UnicodeDecodeError as error:
            yield Problem(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8")
            continue
        if header and header[0].startswith("\ufeff"):
            yield Problem(str(path), "begins with a byte order mark; save it as UTF-8 without one", 1)
            continue
        if "\r" in rest or "\0" in rest:
            yield Problem(str(path), "has carriage returns or null characters; save it with line feeds only")
        for name in header:
            if name not in columns:
                yield Problem(
                    str(path),
                    f"unknown column {name!r}; the columns are {', '.join(columns)}",
                    1,
                    name,
                )
        for name in columns:
            if name not in header:
                yield Problem(str(path), f"column {name!r} is missing; add it to the header", 1, name)
        for name in sorted({n for n in header if header.count(n) > 1}):
            yield Problem(str(path), f"column {name!r} stands twice in the header; keep one", 1, name)


class _Collected(logging.Handler):
    """Keeps what the csvw package says about rows."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _csvw_problems(group: TableGroup, folder: Path) -> list[Problem]:
    handler = _Collected()
    log = logging.Logger("csvw rows")
    log.addHandler(handler)
    problems = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for table in group.tables:
            for _ in table.iterdicts(log=log):
                pass
            problems += [_from_csvw(said, folder, table) for said in handler.said]
            handler.said.clear()
            table.check_primary_key(log=log)
            problems += [_from_csvw(said, folder, table) for said in handler.said if "primary key" in said]
            handler.said.clear()
    problems += [Problem(str(folder / METADATA), f"{w.message}") for w in warned]
    return problems


def _from_csvw(said: str, folder: Path, table: Table) -> Problem:
    path = folder / table.local_name
    match = _MESSAGE.fullmatch(said)
    if match is None:
        return Problem(str(path), said)
    column, _, message = match["rest"].partition(": ")
    names = [c.header for c in table.tableSchema.columns]
    if column not in names:
        return Problem(str(path), f"{match['rest']}; one row for each key", int(match["line"]))
    if "required" in message:
        return Problem(str(path), "the cell is empty; this column must be filled", int(match["line"]), column)
    datatype = table.tableSchema.columndict[column].datatype
    wanted = f"{datatype.base} {datatype.format}" if datatype.format else str(datatype.base)
    return Problem(str(path), f"{message}; write a value of type {wanted}", int(match["line"]), column)


def _read(group: TableGroup, folder: Path) -> Content:
    content = Content()
    for table in group.tables:
        path = folder / table.local_name
        lines = content.lines[table.local_name] = []
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            number = reader.line_num + 1
            for row in reader:
                cells = {k: v for k, v in zip(header, row, strict=False) if v != ""}
                lines.append(Line(str(path), number, cells))
                if len(row) != len(header):
                    message = f"the row has {len(row)} cells, the header {len(header)}; quote cells that hold a comma"
                    content.ragged.append(Problem(str(path), message, number))
                number = reader.line_num + 1
        if table.tableSchema.columns[0].header == "id":
            about = table.tableSchema.inherit("aboutUrl")
            for line in lines:
                if "id" in line.cells:
                    content.first.setdefault(about.expand(**line.cells), line)
    for line in content.lines.get("sources.csv", ()):
        content.sources.setdefault(line.cells.get("id", ""), line)
    return content


def _text_problems(content: Content, texts: Path) -> Iterator[Problem]:
    for slug, line in content.sources.items():
        if "file" not in line.cells:
            continue
        path = texts / line.cells["file"]
        try:
            # newline="" keeps what is there: positions count the code points of the file itself.
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            yield line.problem(
                "file", f"the text {path} cannot be read ({error}); give the folder that holds it"
            )
            continue
        if str(len(text)) != line.cells.get("text_length"):
            yield line.problem(
                "text_length", f"the text has {len(text)} code points; write that, or mend the text"
            )
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest != line.cells.get("text_sha256"):
            yield line.problem("text_sha256", f"the text's SHA-256 is {digest}; write that, or mend the text")
        content.texts[slug] = text


def _evidence_problems(line: Line, content: Content) -> Iterator[Problem]:
    cells = line.cells
    source = cells.get("source")
    if source is not None and source not in content.sources:
        yield line.problem(
            "source", f"source {source!r} is not in sources.csv; add it there, or correct the name"
        )
    status, reason = cells.get("status"), cells.get("reason")
    if status is not None and status not in STATUSES:
        yield line.problem("status", f"status {status!r} is unknown; write {' or '.join(STATUSES)}")
    if status == "inferred" and reason is None:
        yield line.problem(
            "reason", "an inferred row needs a reason; say why it follows from what is printed"
        )
    if status == "explicit" and reason is not None:
        yield line.problem(
            "reason", "only an inferred row has a reason; move it to note, or make the row inferred"
        )
    if "as_of" in cells:
        try:
            AsOf.parse(cells["as_of"])
        except ValueError as error:
            yield line.problem("as_of", f"{error}; write YYYY, YYYY-MM, YYYY-MM-DD, or two of them as A/B")
    part = cells.get("part")
    if part is not None and f"{CONCEPT}part/{part}" not in vocabulary().terms:
        yield line.problem("part", f"there is no concept {part!r} in the scheme part; {_known('part')}")
    yield from _passage_problems(line, content)


def _passage_problems(line: Line, content: Content) -> Iterator[Problem]:
    cells = line.cells
    start, end, printed, digest = (cells.get(x) for x in ("start", "end", "printed", "sha256"))
    if start is None and end is None:
        for name in ("printed", "sha256", "part"):
            if name in cells:
                yield line.problem(name, f"{name} needs the place in the text; fill start and end")
        return
    if start is None or end is None or not start.isdigit() or not end.isdigit():
        yield line.problem("start", "start and end go together, as whole numbers; fill both or neither")
        return
    if int(start) >= int(end):
        yield line.problem(
            "end", f"end {end} is not after start {start}; end is the code point after the last one"
        )
        return
    if (printed is None) == (digest is None):
        yield line.problem(
            "printed", "give printed for a short form or sha256 for a longer passage, and not both"
        )
        return
    if printed is not None and len(printed) > PRINTED_LIMIT:
        yield line.problem(
            "printed", f"printed has {len(printed)} characters, {PRINTED_LIMIT} at most; give sha256 instead"
        )
    source = content.sources.get(cells.get("source", ""))
    if source is not None and "file" not in source.cells:
        yield line.problem(
            "start", f"source {cells['source']!r} has no text; leave start, end and printed empty"
        )
    text = content.texts.get(cells.get("source", ""))
    if text is None:
        return
    passage = text[int(start) : int(end)]
    if int(end) > len(text):
        yield line.problem("end", f"the text of {cells['source']} ends at {len(text)}; correct the position")
    elif printed is not None and passage != printed:
        yield line.problem(
            "printed", f"at {start}-{end} the text has {passage[:60]!r}; correct the position or printed"
        )
    elif digest is not None and hashlib.sha256(passage.encode()).hexdigest() != digest:
        yield line.problem(
            "sha256", f"the passage at {start}-{end} has another SHA-256; correct the position or sha256"
        )


def _cell_problems(line: Line, table: Table, content: Content) -> Iterator[Problem]:
    name = table.tableSchema.columns[0].header
    about = table.tableSchema.inherit("aboutUrl").expand(**line.cells)
    if name in line.cells and about not in content.first and about not in content.known:
        yield line.problem(name, f"no table defines {_short(about)}; add a row for it, or correct the name")
    for column in table.tableSchema.columns:
        cell = None if column.virtual else line.cells.get(column.header)
        if cell is None:
            continue
        if unicodedata.normalize("NFC", cell) != cell and column.header != "printed":
            yield line.problem(column.header, f"{cell!r} is not in normal form NFC; normalise it")
        if cell != cell.strip() and column.header != "printed":
            yield line.problem(column.header, f"{cell!r} begins or ends with a space; take it away")
        yield from _date_problems(line, column, cell)
        if column.header not in EVIDENCE:
            yield from _reference_problems(line, column, cell, content)


def _date_problems(line: Line, column: Column, cell: str) -> Iterator[Problem]:
    if column.inherit("valueUrl") is None and (
        column.header.endswith("date") or column.header in ("published", "ended_by")
    ):
        try:
            date_literal(cell)
        except ValueError as error:
            yield line.problem(column.header, str(error))


def _reference_problems(line: Line, column: Column, cell: str, content: Content) -> Iterator[Problem]:
    value, prop = column.inherit("valueUrl"), column.inherit("propertyUrl")
    if prop is not None:
        iri = prop.expand(**line.cells)
        if iri.startswith(HN) and iri not in vocabulary().terms:
            where = next((v for v in _VARIABLE.findall(str(prop)) if v in line.cells), column.header)
            yield line.problem(where, f"the vocabulary has no property {iri}; see ontology/huunghi.ttl")
    if value is None:
        return
    for element in cell.split(column.separator) if column.separator else [cell]:
        iri = value.expand(**{**line.cells, column.header: element})
        if iri.startswith(ID) and iri not in content.first and iri not in content.known:
            yield line.problem(
                column.header, f"no table defines {_short(iri)}; add a row for it, or correct the name"
            )
        elif iri.startswith(CONCEPT) and iri not in vocabulary().terms:
            scheme = iri.removeprefix(CONCEPT).partition("/")[0]
            yield line.problem(
                column.header, f"there is no concept {element!r} in the scheme {scheme}; {_known(scheme)}"
            )
        elif iri.startswith(HN) and iri not in vocabulary().terms:
            yield line.problem(
                column.header, f"the vocabulary has no class {element!r}; see ontology/huunghi.ttl"
            )


def _name_problems(content: Content) -> Iterator[Problem]:
    preferred: dict[tuple[str, str], Line] = {}
    named: set[str] = set()
    for line in content.lines.get("names.csv", ()):
        cells = line.cells
        entity = cells.get("entity", "")
        named.add(ID + entity)
        if cells.get("label") != "prefLabel":
            continue
        key = (entity, cells.get("language", ""))
        first = preferred.setdefault(key, line)
        if first.cells.get("name") != cells.get("name"):
            yield line.problem(
                "name",
                f"{entity} has another prefLabel in {key[1]!r} on line {first.number}; make one of them an altLabel",
            )
    for iri, line in content.first.items():
        name = name_of(iri)
        if iri not in named and iri not in content.known and (name is None or name.kind not in NAMED_BY_RULE):
            yield line.problem("id", f"{_short(iri)} has no name; add a row for it to names.csv")


def _short(iri: str) -> str:
    name = name_of(iri)
    return str(name) if name else iri


def _known(scheme: str) -> str:
    slugs = ", ".join(term.name for term in vocabulary().concepts(CONCEPT + scheme))
    return f"it has {slugs}; or add it to ontology/schemes.ttl" if slugs else "add it to ontology/schemes.ttl"
