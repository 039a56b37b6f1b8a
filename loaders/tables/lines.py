"""The rows of a dataset as they are worked on: where each stands, its table, its cells; and what they define.

Everything after the reading of files speaks of these: completing, checking, making claims.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from loaders.tables.dataset import Dataset, Part
from loaders.tables.schema import Schema
from ontology.iris import ID


@dataclass(slots=True)
class Line:
    """One row: its table, the file and line it stands on, and its cells by column, empty ones left out.

    `minted` says that a person gave no id; `unmade` are the columns that were to follow from other cells of the row and
    could not, because one of those is wrong. That one is told, and not what follows from it.
    """

    schema: Schema
    file: str
    number: int
    cells: dict[str, str]
    minted: bool = False
    unmade: set[str] = field(default_factory=set)

    def problem(self, column: str | None, message: str) -> Problem:
        return Problem(self.file, message, self.number, column)

    @property
    def about(self) -> str:
        """The IRI of what the row is about."""
        return self.schema.about.expand(self.cells)


@dataclass
class Content:
    """All rows by table; `first` holds what they define, each IRI with the first row of its own; `new` says of each
    thing that was made for want of an id where, and what it is called."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    first: dict[str, Line] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    new: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def all(self) -> Iterator[Line]:
        """Yield every row, table by table."""
        for lines in self.lines.values():
            yield from lines

    def tell_new(self, line: Line, iri: str, name: str = "") -> None:
        """Keep that a thing is made for a row."""
        thing = iri.removeprefix(ID)
        called = f" ({name})" if name else ""
        said = f"{line.file}:{line.number}: new {thing.partition('/')[0]} {thing}{called}"
        self.new.setdefault(iri, said)

    def add(self, schema: Schema, origin: Line, cells: Mapping[str, str]) -> Line:
        """Add a row that follows from another one, and stands where that stands."""
        line = Line(schema, origin.file, origin.number, dict(cells), minted=True)
        self.lines.setdefault(schema.name, []).append(line)
        return line


def read_lines(dataset: Dataset) -> Content:
    """Go through the rows of all tables of a dataset."""
    content = Content()
    for part in dataset.parts:
        content.lines.setdefault(part.schema.name, []).extend(_lines(part))
        content.problems += part.sheet.problems
        if part.sheet.comments:
            content.notes.append(
                f"{part.sheet.label}: {part.sheet.comments} rows that begin with # are comments and not loaded"
                if part.sheet.comments > 1
                else f"{part.sheet.label}: 1 row that begins with # is a comment and not loaded"
            )
    return content


def _lines(part: Part) -> Iterator[Line]:
    header, file = part.sheet.header, part.sheet.label
    for number, row in part.sheet.rows:
        cells = {}
        for name, cell in zip(header, row, strict=False):
            if cell and (text := _tidy(name, cell)):
                cells[name] = text
        if cells:
            yield Line(part.schema, file, number, cells)


def _tidy(name: str, cell: str) -> str:
    """A cell as it counts: letters and their marks as one character, no space around. What is printed stays as it
    is."""
    if name == "printed":
        return cell if cell.strip() else ""
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell).replace("\u00a0", " ")
    return cell.strip()
