"""What the columns of a table mean, made from its CSVW description: how a cell becomes a triple, and what it may hold.

The tables we know are those of `data/metadata.json`. A template is taken apart once and not for every row: a table may
have a hundred thousand.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from csvw.metadata import Column as Described
from csvw.metadata import Table, TableGroup

from loaders.tables.sheet import plain
from ontology.iris import CONCEPT, HN, ID

METADATA: Final = "metadata.json"
MODEL: Final = Path(__file__).resolve().parents[2] / "data" / METADATA
EVIDENCE: Final = ("source", "start", "end", "printed", "sha256", "part", "as_of", "status", "reason", "note")
"""The columns that say where a row stands; every curated table ends with them, in this order."""

EXTRA: Final = ("source_title", "source_date", "source_language")
"""Columns that describe a source which a row names by its address or as a new one."""

NAMING: Final = ("name", "language")
"""Columns that any table of things may have beside its own: what the thing is called, and in which language."""

WORDED: Final = ("name", "title", "text", "wording")
"""Columns whose text is in the language that the row's column `language` names; other text has no language."""

UNNAMED: Final = ("membership", "tenure", "participation", "citation", "run")
"""Kinds whose labels a rule makes of the names of their ends, or their own table gives; no row needs to name them."""

NEEDS: Final = {
    "organisation": "kind",
    "document": "kind",
    "event": "kind",
    "programme": "kind",
    "place": "kind",
}
"""The column without which a thing of a kind says too little, so that a row of its own must make it."""

_SAFE: Final = "!#$%&'()*+,/:;=?@[]~-._"
_PLACE: Final = re.compile(r"\{(\+?)(\w+)\}")
_ANY: Final[Mapping[str, tuple[str, ...]]] = {
    "event": ("event", "congress"),
    "given_at": ("event", "congress"),
    "signed_at": ("event", "congress"),
    "adopted_at": ("event", "congress"),
    "super_event": ("event", "congress"),
    "generated_by": ("event", "congress"),
    "agent": ("person", "organisation"),
    "creator": ("person", "organisation"),
    "signatory": ("organisation", "person"),
    "on_behalf_of": ("organisation", "person"),
    "temporal": ("period", "term"),
}
"""What a column that takes `kind/id` may name, where it is less than everything."""


def new_one(kinds: Sequence[str], name: str) -> str:
    """Return how a cell that takes things of some kinds names a new one; the first kind is the one that it makes.

    >>> new_one(("person", "organisation"), "NAME")
    '`new: NAME` for a new person'
    >>> new_one(("document",), "NAME")
    'a row in documents (huunghi new-table documents) for a new document'
    """
    kind = kinds[0]
    if kind in NEEDS:
        return f"a row in {kind}s (huunghi new-table {kind}s) for a new {kind}"
    return f"`new: {name}` for a new {kind}"


@dataclass(frozen=True)
class Template:
    """A URI template of the two simple forms, `{x}` and `{+x}`, in parts."""

    text: str
    parts: tuple[tuple[str, str, bool], ...]
    """Text, then the variable after it ("" at the end) and whether it is put in as it is."""

    @classmethod
    def of(cls, text: str) -> "Template":
        parts, at = [], 0
        for match in _PLACE.finditer(text):
            parts.append((text[at : match.start()], match[2], bool(match[1])))
            at = match.end()
        return cls(text, (*parts, (text[at:], "", False)))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        return tuple(name for _, name, _ in self.parts if name)

    def expand(self, cells: Mapping[str, str], own: tuple[str, str] | None = None) -> str:
        """Fill the template with cells; `own` is a column and the value that it has here."""
        done = []
        for text, name, whole in self.parts:
            done.append(text)
            if name:
                value = own[1] if own and own[0] == name else cells.get(name, "")
                done.append(_quoted(value, whole))
        return "".join(done)


def _quoted(value: str, whole: bool) -> str:
    if value.isascii() and value.replace("-", "").isalnum():
        return value
    return quote(value, safe=_SAFE if whole else "-._~")


@dataclass(frozen=True)
class Column:
    """One column. `kinds` are the kinds of things that its cells name, `scheme` the scheme of concepts; `whole` says
    that a cell is `kind/id` and not an id alone."""

    name: str
    titles: tuple[str, ...]
    required: bool
    virtual: bool
    dated: bool
    separator: str | None
    language: str | None
    base: str
    wanted: str
    about: Template | None
    property: Template | None
    value: Template | None
    kinds: tuple[str, ...]
    whole: bool
    scheme: str | None
    classes: str | None
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Schema:
    """One table: its columns, and the template of what a row is about. `defines` is the kind of its things, if it is
    the table in which these have their rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    about: Template
    defines: str | None
    keyed: bool

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def own(self) -> tuple[Column, ...]:
        """The columns whose cells become triples."""
        return tuple(c for c in self.columns if c.name not in EVIDENCE and c.property is not None)

    @cached_property
    def subject(self) -> Column | None:
        """The first column, where it names the thing that the row is about."""
        first = self.columns[0]
        return first if first.name in self.about.variables and first.name != "id" else None

    def header_names(self) -> dict[str, str]:
        """Return what each column may be called in a file, in the form of `plain`, with its name."""
        known: dict[str, str] = {}
        for column in self.columns:
            if not column.virtual:
                for title in column.titles:
                    known.setdefault(plain(title), column.name)
        extra = EXTRA + (NAMING if self.defines and self.defines not in UNNAMED else ())
        return (
            known | {c.name: c.name for c in self.columns if not c.virtual} | {name: name for name in extra}
        )


def schema_of(table: Table) -> Schema:
    """Return what a table's description says. Raises ValueError where it says less than is needed."""
    about = table.tableSchema.inherit("aboutUrl")
    columns = tuple(_column(c) for c in table.tableSchema.columns)
    if about is None or not columns:
        raise ValueError(f"{table.local_name} has no aboutUrl or no columns")
    template = Template.of(str(about))
    first = columns[0].name
    kind = template.text.removeprefix(ID).partition("/")[0] if template.text.startswith(ID) else ""
    return Schema(
        name=Path(table.local_name or "").stem,
        title=str(table.common_props.get("dc:title") or ""),
        columns=columns,
        about=template,
        defines=kind if first == "id" and kind and "{" not in kind else None,
        keyed=bool(table.tableSchema.primaryKey),
    )


def _column(said: Described) -> Column:
    about, prop, value = (
        Template.of(str(t)) if (t := said.inherit(x)) is not None else None
        for x in ("aboutUrl", "propertyUrl", "valueUrl")
    )
    name = said.header
    target = (
        value.text if value else about.text if about and f"{name}}}" in about.text and name != "id" else ""
    )
    path = target.removeprefix(ID) if target.startswith(ID) else ""
    whole = path.startswith("{+")
    kind = "" if whole else path.partition("/")[0]
    datatype = said.inherit("datatype")
    base = str(datatype.base) if datatype else "string"
    titles = [t for titles in (said.titles or {}).values() for t in titles]
    return Column(
        name=name,
        titles=(name, *titles),
        required=bool(said.inherit("required")),
        virtual=bool(said.virtual),
        dated=value is None and is_dated(name),
        separator=said.inherit("separator"),
        language=None if said.lang == "und" else said.lang,
        base=base,
        wanted=f"{base} {datatype.format}" if datatype and datatype.format else base,
        about=about,
        property=prop,
        value=value,
        kinds=() if not path or said.virtual else _ANY.get(name, ("",)) if whole else (kind,),
        whole=whole,
        scheme=target.removeprefix(CONCEPT).partition("/")[0] if target.startswith(CONCEPT) else None,
        classes=HN if target.startswith(HN + "{") else None,
        read=said.read,
    )


def is_dated(name: str) -> bool:
    """Whether a column of this name holds dates as precise as the source has them."""
    return name.endswith("date") or name in ("published", "ended_by")


@cache
def model() -> Mapping[str, Schema]:
    """Return the tables that we know, by name, in the order of `data/metadata.json`."""
    group = TableGroup.from_file(MODEL)
    return {schema.name: schema for schema in map(schema_of, group.tables)}


@cache
def described() -> Mapping[str, Mapping[str, Any]]:
    """Return the descriptions of the tables that we know, as they stand in `data/metadata.json`."""
    said = json.loads(MODEL.read_text("utf-8"))
    return {Path(table["url"]).stem: table for table in said["tables"]}


def table_of_kind(kind: str, schemas: Iterable[Schema]) -> Schema | None:
    """Return the table in which things of a kind have their rows."""
    return next((s for s in schemas if s.defines == kind), None)
