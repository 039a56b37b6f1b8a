"""Find what is wrong in the rows of a dataset, each problem with its file, line, column and remedy.

Nothing is loaded here and nothing is corrected. Types and required cells are checked as CSVW says, by the `csvw`
package; this module adds what CSVW cannot say: evidence, references across tables and to the graph, concepts, names,
days that run backward, and, when the sources' texts are given, that each passage stands where its row says.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from graph.claims.claim import AsOf, date_literal
from graph.errors import InputError, Problem
from graph.folders import leads_out
from graph.limits import LIMITS
from loaders.tables.check_things import choices_of, runs_backward, short, thing_problems, word_of
from loaders.tables.complete import complete
from loaders.tables.dataset import Dataset, open_dataset
from loaders.tables.known import Known
from loaders.tables.lines import Content, Line
from loaders.tables.resolve import Resolver
from loaders.tables.schema import EVIDENCE, METADATA, Column, Schema
from ontology.iris import CONCEPT, HN, ID
from ontology.vocabulary import vocabulary

WITHOUT_PLACE: Final = "catalogue-entry"
"""The part that has no place in a text."""
PRINTED_LIMIT: Final = LIMITS.printed_length
_MISSING_APART: Final = 3
_UNDEFINED: Final = re.compile(r"no table defines ([a-z]+)/")
"""What is said of an id that nothing defines, with its kind."""
_NO_DATE: Final = "{!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD, such as 2025-04-02"
"""Missing tables that are each told apart; more are told together."""
STATUSES: Final = ("explicit", "inferred")

Cell = Callable[[Line, str], Iterator[tuple[str, str]]]
"""What checks a cell: gives columns and messages."""


def check_tables(
    path: Path, *, texts: Path | None = None, known: Known | None = None, name: str | None = None
) -> tuple[Problem, ...]:
    """Return the problems of the rows of a dataset, in the order of tables and lines.

    `known` is the graph that the tables are to be loaded into. With `texts`, a folder, also compare each source's text
    with its recorded hash and length, and each passage with the text that stands there.
    """
    try:
        dataset = open_dataset(path, name)
    except InputError as error:
        return error.problems or (Problem(str(path), error.message),)
    return checked(dataset, known or Known(), texts=texts)[1]


def checked(
    dataset: Dataset, known: Known, *, texts: Path | None = None
) -> tuple[Content, tuple[Problem, ...]]:
    """Return the rows of a dataset, completed, and what is wrong with them; none means their claims can be made."""
    headers = [*dataset.problems, *(p for part in dataset.parts for p in part.sheet.problems)]
    headers += _header_problems(dataset)
    if headers:  # rows cannot be told apart by column while headers are wrong
        return Content(), tuple(dict.fromkeys(headers))
    content = complete(dataset, known, texts=texts)
    problems = list(content.problems)
    if texts is not None:
        problems += _text_problems(content, texts)
    check = _Check(content, known)
    for line in content.all():
        problems += check.line(line)
    problems += thing_problems(content, known)
    problems += _missing_tables(dataset, known, problems)
    order = {part.sheet.label: n for n, part in enumerate(dataset.parts)}
    unique = dict.fromkeys(problems)
    return content, tuple(sorted(unique, key=lambda p: (order.get(p.file, -1), p.line or 0)))


def _header_problems(dataset: Dataset) -> Iterator[Problem]:
    for part in dataset.parts:
        sheet, schema = part.sheet, part.schema
        if not sheet.header or sheet.problems:
            continue
        named = schema.defines and "name" in sheet.header
        for column in schema.columns:
            # What a simple sheet may leave out: the status follows from the reason, an id from what the row says.
            open_ = column.name == "status" or (column.name == "id" and (named or schema.defines))
            if schema.name == "sources" and column.name in ("kind", "class", "source"):
                open_ = True
            if column.required and column.name not in sheet.header and not open_:
                yield sheet.problem(
                    f"column {column.name!r} is missing; add it to the header", sheet.line, column.name
                )


def _missing_tables(dataset: Dataset, known: Known, problems: list[Problem]) -> Iterator[Problem]:
    """A table that the metadata name and that is not there may be one that was lost, or never there.

    It was lost where its claims would go, or where rows name by id what nothing but it can define.
    """
    if not dataset.missing:
        return
    names, claims = ", ".join(dataset.missing), known.dataset_claims()
    undefined = {found[1] for problem in problems if (found := _UNDEFINED.search(problem.message))}
    schemas = (dataset.schemas.get(Path(name).stem) for name in dataset.missing)
    failed = known.is_empty and any(schema and schema.defines in undefined for schema in schemas)
    if len(dataset.missing) > _MISSING_APART and (failed or claims):
        there = (
            f"dataset {dataset.name!r} has {claims:,} claims in the graph, which these tables would replace: "
        )
        yield Problem(
            str(dataset.path / METADATA),
            f"{len(dataset.missing)} tables that it names are missing: {names}; {there if claims else ''}"
            "put them back, or, if this is another dataset, give it another dc:identifier and take their entries out "
            f"(or take {METADATA} away: tables in a folder are known by their names)",
        )
    elif failed or claims:
        for name in dataset.missing:
            yield Problem(
                str(dataset.path / name),
                f"is missing; {METADATA} names it: put it back or take its entry out of {METADATA}",
            )
    else:
        dataset.notes.append(f"{METADATA} names tables that are not there: {names}; the others are loaded")


def _text_problems(content: Content, texts: Path) -> Iterator[Problem]:
    for line in content.lines.get("sources", ()):
        if "file" not in line.cells or "id" not in line.cells:
            continue
        path = texts / line.cells["file"]
        if leads_out(texts, path):
            yield line.problem("file", f"the text {line.cells['file']} leads out of the folder of texts")
            continue
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
        content.texts[line.cells["id"]] = text


class _Check:
    """Checks rows. What a cell says by itself is checked once for each text, for tables repeat themselves."""

    def __init__(self, content: Content, known: Known) -> None:
        self._content = content
        self._known = known
        self._resolver = Resolver(content, known)
        self._cells: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._columns: dict[str, list[Column]] = {}
        self._reported = {(p.file, p.line, p.column) for p in content.problems}
        self._abouts: dict[str, bool] = {}

    def line(self, line: Line) -> Iterator[Problem]:
        schema, cells = line.schema, line.cells
        columns = self._columns.get(schema.name)
        if columns is None:
            columns = self._columns[schema.name] = [c for c in schema.columns if not c.virtual]
        for column in columns:
            cell = cells.get(column.name)
            if cell is None:
                unmade = column.name in line.unmade or self._is_reported(line, column.name)
                if column.required and not unmade:
                    yield line.problem(column.name, "the cell is empty; this column must be filled")
                continue
            key = (schema.name, column.name, cell)
            said = self._cells.get(key)
            if said is None:
                said = self._cells[key] = tuple(self._cell(schema, column, cell))
            for message in said:
                if not self._is_reported(line, column.name):
                    yield line.problem(column.name, message)
            if column.property is not None and column.property.variables:
                yield from self._property(line, column)
        yield from self._evidence(line)
        if not schema.defines and schema.columns[0].name in cells:
            yield from self._about(line, schema)
        yield from self._days(line)

    def _is_reported(self, line: Line, column: str) -> bool:
        return bool(self._reported) and (line.file, line.number, column) in self._reported

    def _about(self, line: Line, schema: Schema) -> Iterator[Problem]:
        about = line.about
        there = self._abouts.get(about)
        if there is None:
            there = self._abouts[about] = self._resolver.is_there(about)
        name = schema.columns[0].name
        if not there and not self._is_reported(line, name):
            yield line.problem(
                name, f"no table defines {short(about)}; add a row for it, or correct the name"
            )

    def _cell(self, schema: Schema, column: Column, cell: str) -> Iterator[str]:
        """Yield what is wrong with a cell whatever row it stands in."""
        if column.name == "status" and cell not in STATUSES:
            yield f"status {cell!r} is unknown; write {' or '.join(STATUSES)}"
            return
        if column.name == "source" and not self._resolver.is_there(f"{ID}source/{cell}"):
            yield f"source {cell!r} is not in sources.csv; add it there, or correct the name"
            return
        if column.name == "printed" and len(cell) > PRINTED_LIMIT:
            yield f"printed has {len(cell)} characters, {PRINTED_LIMIT} at most; give sha256 instead"
            return
        if column.name == "as_of":
            try:
                AsOf.parse(cell)
            except ValueError as error:
                yield f"{error}; write YYYY, YYYY-MM, YYYY-MM-DD, or two of them as A/B"
                return
        try:
            column.read(cell)
        except ValueError as error:
            if not column.scheme:  # it has words of its own below
                wanted = f"a value of type {column.wanted}"
                yield _NO_DATE.format(cell) if column.dated else f"{error}; write {wanted}"
                return
        if column.dated:
            try:
                date_literal(cell)
            except ValueError as error:
                yield str(error)
        if column.name == "part" and f"{CONCEPT}part/{cell}" not in vocabulary().terms:
            yield f"{cell!r} is no {word_of('part')}; {choices_of('part')}"
        if column.name == "url" and not cell.startswith(("http://", "https://")):
            yield f"{cell!r} is no address of a page; write it as a browser shows it, from https:// on"
        if column.name not in EVIDENCE and column.value is not None:
            yield from self._reference(column, cell)
        del schema

    def _reference(self, column: Column, cell: str) -> Iterator[str]:
        assert column.value is not None
        for element in cell.split(column.separator) if column.separator else [cell]:
            iri = column.value.expand({}, (column.name, element))
            if iri.startswith(ID) and not self._resolver.is_there(iri):
                yield f"no table defines {short(iri)}; add a row for it, or correct the name"
            elif iri.startswith(CONCEPT) and iri not in vocabulary().terms:
                scheme = iri.removeprefix(CONCEPT).partition("/")[0]
                near = self._resolver.near_concepts(element, scheme)
                meant = f"did you mean {' or '.join(near)}? " if near else ""
                choices = choices_of(scheme)
                choices = choices[:1].upper() + choices[1:] if near else choices
                yield f"{element!r} is no {word_of(scheme)}; {meant}{choices}"
            elif iri.startswith(HN) and iri not in vocabulary().terms:
                yield f"the vocabulary has no class {element!r}; see ontology/huunghi.ttl"

    def _property(self, line: Line, column: Column) -> Iterator[Problem]:
        assert column.property is not None
        iri = column.property.expand(line.cells)
        if iri.startswith(HN) and iri not in vocabulary().terms:
            where = next((v for v in column.property.variables if v in line.cells), column.name)
            yield line.problem(where, f"the vocabulary has no property {iri}; see ontology/huunghi.ttl")

    def _evidence(self, line: Line) -> Iterator[Problem]:
        cells = line.cells
        status, reason = cells.get("status"), cells.get("reason")
        if status == "inferred" and reason is None:
            yield line.problem(
                "reason", "an inferred row needs a reason; say why it follows from what is printed"
            )
        if status == "explicit" and reason is not None:
            yield line.problem(
                "reason", "only an inferred row has a reason; move it to note, or make the row inferred"
            )
        if "start" in cells or "end" in cells or "printed" in cells or "sha256" in cells or "part" in cells:
            yield from _passage_problems(line, self._content)

    def _days(self, line: Line) -> Iterator[Problem]:
        start, end = line.cells.get("start_date"), line.cells.get("end_date")
        if start is not None and end is not None and runs_backward(start, end):
            yield line.problem(
                "end_date", f"the end {end} is before the start {start}; correct one of the two"
            )


def _passage_problems(line: Line, content: Content) -> Iterator[Problem]:
    cells = line.cells
    start, end, printed, digest = (cells.get(x) for x in ("start", "end", "printed", "sha256"))
    if start is None and end is None:
        for name in ("sha256", "part"):
            if name in cells and not (
                name == "part" and (printed is not None or cells[name] == WITHOUT_PLACE)
            ):
                yield line.problem(name, f"{name} needs the place in the text; fill start and end")
        return
    if start is None or end is None or not start.isdecimal() or not end.isdecimal():
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
    source = content.first.get(f"{ID}source/{cells.get('source', '')}")
    if source is not None and cells["source"] not in content.files and not line.minted:
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
