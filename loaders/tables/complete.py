"""Fill in what a person leaves out of a row: ids, the meaning of names, posts, the place of a printed form.

A row in which everything is said stays as it is. What is made here is told: each new thing, each post, stands in a
row of its own that has the evidence of the row that needed it.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from loaders.articles.claims.minted_labels import REASON, made_label
from loaders.articles.mentions.vietnamese_names import slug
from loaders.tables.dataset import Dataset
from loaders.tables.known import Known, listed
from loaders.tables.lines import Content, Line, read_lines
from loaders.tables.places import find_places
from loaders.tables.posts import Posts
from loaders.tables.resolve import NEW, Resolver
from loaders.tables.schema import EVIDENCE, NEEDS, UNNAMED, Column, Schema, table_of_kind
from loaders.tables.sources import Sources
from ontology.iris import ID, mint, name_of

ORDER: Final = (
    "sources",
    "places",
    "organisations",
    "people",
    "periods",
    "terms",
    "documents",
    "congresses",
    "events",
    "programmes",
    "posts",
)
"""Tables whose rows others name, each before those that name it; the rest follow as they are."""

_MADE_OF: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "tenures": (("person", "post"),),
    "memberships": (("member", "organisation"),),
    "participation": (("agent", "event", "role"),),
    "terms": (("body", "ordinal"), ("body", "start_date", "end_date")),
    "periods": (("start_date", "end_date"), ("start_date",)),
    "posts": (("organisation", "role"),),
    "congresses": (("organizer", "ordinal"), ("organizer", "start_date")),
    "documents": (("identifier", "date"), ("identifier", "passed_by"), ("identifier",), ("title",)),
    "events": (
        ("organizer", "kind", "start_date"),
        ("kind", "location", "start_date"),
        ("kind", "start_date"),
    ),
    "programmes": (("kind", "creator", "temporal"), ("kind", "creator", "signed_at")),
    "tasks": (("programme", "position"),),
    "recommendations": (("speech", "position"),),
    "speeches": (("creator", "given_at"),),
    "citations": (
        ("source", "citing", "cited"),
        ("source", "citing", "refers_to"),
        ("source", "citing", "wording"),
    ),
}
"""What an id is made of where a row gives none: the first of these of which it has all cells."""

_ENDS: Final = {
    "tenures": ("person", "post"),
    "memberships": ("member", "organisation"),
    "participation": ("agent", "event"),
}
"""The ends of the relations that a rule names after both."""

_UNMARKED_REASON: Final = "The Vietnamese name without its marks, as texts in English print names."
_JOIN: Final = {"memberships": "-in-", "participation": "-at-"}


def complete(dataset: Dataset, known: Known, *, texts: Path | None = None) -> Content:
    """Return the rows of a dataset with everything filled in; what cannot be is a problem of the content."""
    content = read_lines(dataset)
    work = _Work(dataset, content, known)
    work.define()
    work.sources.define()
    for name in sorted(content.lines, key=lambda n: ORDER.index(n) if n in ORDER else len(ORDER)):
        for line in list(content.lines[name]):
            work.fill(line)
    work.name_relations()
    find_places(content, known, texts)
    return content


def without_marks(name: str) -> str:
    """Return a Vietnamese name as texts in English print it.

    >>> without_marks("Đặng Thị Ánh")
    'Dang Thi Anh'
    """
    apart = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


class _Work:
    """One dataset being completed."""

    def __init__(self, dataset: Dataset, content: Content, known: Known) -> None:
        self.content = content
        self.known = known
        self.schemas = dataset.schemas
        self.resolver = Resolver(content, known)
        self.sources = Sources(content, known, self.resolver, self.schemas)
        self.posts = Posts(content, known, self.resolver, self.schemas, self.call)
        self._named: set[tuple[str, str]] = set()
        self._read: dict[str, list[tuple[str, Callable[[Line, str], None]]]] = {}

    # -- what the tables define ------------------------------------------------------------------------------

    def define(self) -> None:
        """Take in the ids and names that the tables give their things, before anything refers to them."""
        for line in self.content.lines.get("names", ()):
            cells = line.cells
            if cells.get("label") == "prefLabel":
                self._named.add((ID + cells.get("entity", ""), cells.get("language", "")))
        for lines in list(self.content.lines.values()):
            for line in lines:
                schema = line.schema
                if schema.name == "tenures" and "id" in line.cells:
                    self.posts.define(line)
                if schema.defines is None:
                    continue
                if line.cells.get("id", "new").casefold() == "new":
                    self._name_new(line)
                if "id" in line.cells and schema.defines:
                    self.content.first.setdefault(line.about, line)
        for line in self.content.lines.get("names", ()):
            if "entity" in line.cells and "name" in line.cells:
                self.resolver.learn(ID + line.cells["entity"], line.cells["name"])
        for lines in list(self.content.lines.values()):
            for line in list(lines):
                if line.schema.defines and line.schema.defines not in UNNAMED and "name" in line.cells:
                    self._take_name(line)

    def _name_new(self, line: Line) -> None:
        """Give a row without an id one made of its name, the same for each row of that name."""
        kind, name = line.schema.defines or "", line.cells.get("name")
        stated = line.cells.pop("id", None)
        if name is None or line.schema.name == "sources":
            return
        if new := NEW.fullmatch(name):
            stated, name = "new", new["name"]
            line.cells["name"] = name
        there = [] if stated else self.known.named(name, (kind,))
        if len(there) == 1 and kind not in ("person", "document"):
            line.cells["id"] = there[0].iri.rpartition("/")[2]
            return
        if there:
            line.cells["id"] = slug(name) or "unnamed"
            message = f"the graph has {name!r}: {listed(there)}; write its id in a column id, or new for another one"
            self.content.problems.append(line.problem("name", message))
            return
        line.minted = True
        line.cells["id"] = self._free(kind, slug(name) or "unnamed", line)
        if not self.known.is_own(line.about):
            self.content.tell_new(line, line.about, name)

    def _free(self, kind: str, wanted: str, line: Line) -> str:
        """A slug that no other thing of the graph has; what a row gives beside the name tells two of one name apart."""
        beside = [
            v for k in ("organisation", "body", "territory", "start_date", "date") if (v := line.cells.get(k))
        ]
        tries = [wanted, *(f"{wanted}-{slug(b)}" for b in beside), *(f"{wanted}-{n}" for n in range(2, 1000))]
        return next(one for one in tries if self._is_free(mint(kind, one)))

    def _is_free(self, iri: str) -> bool:
        """Whether a thing is this dataset's to make: what it made before stays what it is called."""
        return self.known.is_own(iri) or not self.known.has(iri)

    def _take_name(self, line: Line) -> None:
        """Make a row of names of the column `name` of a table of things."""
        name = line.cells.pop("name")
        language = line.cells.get("language") or self._language(name, line)
        if "language" not in line.schema.by_name:
            line.cells.pop("language", None)
        if "id" in line.cells:
            self.call(line, line.about, name, language)

    def call(self, line: Line, iri: str, name: str, language: str, reason: str = "") -> None:
        """Add a name of a thing; it is the preferred one where the thing has none in the language."""
        first = (iri, language) not in self._named and language not in self.known.named_elsewhere(iri)
        self._named.add((iri, language))
        self.resolver.learn(iri, name)
        label = "prefLabel" if first else "altLabel"
        cells = {"entity": iri.removeprefix(ID), "label": label, "name": name, "language": language}
        evidence = {
            k: line.cells[k]
            for k in ("source", "printed", "part", "as_of", "status", "reason")
            if k in line.cells
        }
        if "printed" in evidence and evidence["printed"] != name:
            evidence.pop("printed")
            evidence.pop("part", None)
        if reason:
            evidence |= {"status": "inferred", "reason": reason}
            evidence.pop("printed", None)
        self.content.add(self.schemas["names"], line, cells | evidence)
        if first and language == "vi" and iri.startswith(f"{ID}person/"):
            self.call(line, iri, without_marks(name), "en", _UNMARKED_REASON)

    def _language(self, name: str, line: Line) -> str:
        if any("\u1ea0" <= c <= "\u1ef9" or c in "ăâđêôơưĂÂĐÊÔƠƯ" for c in name):
            return "vi"
        if any("\u0400" <= c <= "\u04ff" for c in name):
            return "ru"
        return line.cells.get("source_language") or "en"

    # -- one row ---------------------------------------------------------------------------------------------

    def fill(self, line: Line) -> None:
        """Fill in one row: its source and status, what its cells mean, its id."""
        cells = line.cells
        self.sources.fill(line)
        if "status" not in cells:
            cells["status"] = "inferred" if "reason" in cells else "explicit"
        if "wording" in cells and "language" not in cells and "language" in line.schema.by_name:
            source = self.content.languages.get(cells.get("source", ""))
            cells["language"] = source or self._language(cells["wording"], line)
        for name, meaning in self._meanings(line.schema):
            if name in cells:
                meaning(line, name)
        if line.schema.name == "tenures":
            self.posts.fill(line)
        if line.schema.defines and "id" not in cells:
            self._fill_id(line)
        if line.schema.name == "posts" and "id" in cells:
            self.posts.learn(line)

    def _meanings(self, schema: Schema) -> list[tuple[str, Callable[[Line, str], None]]]:
        """The columns of a table whose cells mean things or concepts, each with how it is filled in."""
        found = self._read.get(schema.name)
        if found is None:
            found = self._read[schema.name] = [
                (c.name, self._thing_of(c) if c.kinds else self._concept_of(c))
                for c in schema.columns
                if not c.virtual and c.name not in EVIDENCE and (c.kinds or c.scheme)
            ]
        return found

    def _concept_of(self, column: Column) -> Callable[[Line, str], None]:
        scheme = column.scheme or ""

        def fill(line: Line, name: str) -> None:
            line.cells[name] = self.resolver.concept(line.cells[name], scheme)

        return fill

    def _thing_of(self, column: Column) -> Callable[[Line, str], None]:
        def fill(line: Line, name: str) -> None:
            text = line.cells[name]
            parts = text.split(column.separator) if column.separator else [text]
            told = [self._one_thing(line, column, part.strip()) for part in parts]
            line.cells[name] = (column.separator or "").join(told)

        return fill

    def _one_thing(self, line: Line, column: Column, text: str) -> str:
        found = self.resolver.thing(text, column.kinds)
        if found.new:
            iri = self._make(line, column, found.new)
            found = found._replace(name=name_of(iri) if iri else None)
        if found.problem:
            self.content.problems.append(line.problem(column.name, found.problem))
        if found.name is None:
            return text
        return str(found.name) if column.whole else found.name.slug

    def _make(self, line: Line, column: Column, name: str) -> str | None:
        """Make the new thing that a cell asks for, once for each name."""
        kind = column.kinds[0]
        schema = table_of_kind(kind, self.schemas.values())
        if kind == "source":
            return self.sources.make(line, name)
        if schema is None or kind in UNNAMED:
            message = f"a new {kind or 'thing'} needs a row of its own; add it to a table of its kind"
            self.content.problems.append(line.problem(column.name, message))
            return None
        if ours := self.resolver.here(name, kind):
            return ours
        if kind in NEEDS:
            message = (
                f"a new {kind} needs a {NEEDS[kind]}; add a row for it to {schema.name} with name and {NEEDS[kind]} "
                f"(huunghi new-table {schema.name}), and write only {name!r} here"
            )
            self.content.problems.append(line.problem(column.name, message))
            return None
        cells: dict[str, str] = {
            k: line.cells[k] for k in ("source", "printed", "as_of", "status", "reason") if k in line.cells
        }
        made = self.content.add(schema, line, cells)
        made.cells["id"] = self._free(kind, slug(name) or "unnamed", line)
        self.content.first.setdefault(made.about, made)
        self.call(made, made.about, name, self._language(name, line))
        if not self.known.is_own(made.about):
            self.content.tell_new(line, made.about, name)
        return made.about

    def _fill_id(self, line: Line) -> None:
        """Give a row an id made of what it says."""
        cells, schema = line.cells, line.schema
        ways = _MADE_OF.get(schema.name, ())
        way = next((way for way in ways if all(name in cells for name in way)), None)
        if way is None:
            line.unmade |= {"id", "source"} if schema.name == "sources" else {"id"}
            if ways and all(name in cells or name in line.unmade for name in ways[0]):
                return  # it would follow from a cell that is a problem itself
            called = "title" if schema.name == "sources" else "name"
            needs = " or ".join(", ".join(way) for way in ways) or called
            missing = (
                name for name in (ways[0] if ways else ()) if name not in cells and name not in line.unmade
            )
            message = f"the cell is empty; a row needs an id, or {needs}"
            self.content.problems.append(line.problem(next(missing, called), message))
            return
        text = _JOIN.get(schema.name, "-").join(
            slug(cells[name].partition("/")[2] or cells[name]) for name in way
        )
        cells["id"], line.minted = slug(text)[:120].strip("-") or "unnamed", True
        iri = line.about
        new = iri not in self.content.first
        self.content.first.setdefault(iri, line)
        if new and schema.defines not in UNNAMED and not self.known.is_own(iri) and not self.known.has(iri):
            self.content.tell_new(line, iri)
        language = (
            {n[1] for n in self._named if n[0] == iri} if new and schema.defines not in UNNAMED else {"en"}
        )
        if not language and not self.known.named_elsewhere(iri):
            self.call(line, iri, made_label(cells["id"]), "en", REASON)

    def name_relations(self) -> None:
        """Name the relations whose ends have no name in one language: the rule that names the others finds none."""
        names: dict[str, dict[str, str]] | None = None
        for table, ends in _ENDS.items():
            for line in list(self.content.lines.get(table, ())):
                if not line.minted or not all(end in line.cells for end in ends):
                    continue
                if names is None:
                    names = self._preferred()
                iris = [line.schema.by_name[end].value.expand(line.cells) for end in ends]  # type: ignore[union-attr]
                one, other = ({**self.known.labels(iri), **names.get(iri, {})} for iri in iris)
                if one and other and not one.keys() & other.keys():
                    language = next(iter(other))
                    self.call(
                        line, line.about, f"{next(iter(one.values()))} · {other[language]}", language, REASON
                    )

    def _preferred(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for line in self.content.lines.get("names", ()):
            cells = line.cells
            if cells.get("label") == "prefLabel":
                found[ID + cells.get("entity", "")].setdefault(
                    cells.get("language", ""), cells.get("name", "")
                )
        return found
