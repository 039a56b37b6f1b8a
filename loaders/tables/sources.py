"""The sources that rows name: by id, by address, by title. One that is new is made, so that a small table needs no
other.

An address that a source of the graph has is that source; two rows with one address have one source.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from pyoxigraph import NamedNode

from loaders.articles.claims.minted_labels import REASON
from loaders.articles.mentions.vietnamese_names import slug
from loaders.tables.known import Known, listed
from loaders.tables.lines import Content, Line
from loaders.tables.resolve import Resolver
from loaders.tables.schema import EXTRA, Schema
from ontology.iris import ID

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_VIETNAMESE: Final = re.compile("[\u1ea0-\u1ef9ăâđêôơưĂÂĐÊÔƠƯ]")
_LENGTH: Final = 60


class Sources:
    """The sources of one dataset."""

    def __init__(
        self, content: Content, known: Known, resolver: Resolver, schemas: Mapping[str, Schema]
    ) -> None:
        self._content = content
        self._known = known
        self._resolver = resolver
        self._schemas = schemas
        self._by_address: dict[str, str] = {}
        self._done: dict[str, str] = {}

    def define(self) -> None:
        """Give each row of the table of sources its id, and learn the addresses and languages of all."""
        for line in self._content.lines.get("sources", ()):
            cells = line.cells
            name = cells.pop("name", None) or cells.get("title")
            if "id" not in cells and (name or "url" in cells):
                there = self._known.source_at(cells["url"]) if "url" in cells else None
                cells["id"] = (
                    there.rpartition("/")[2] if there else self._slug(cells.get("url", ""), name or "")
                )
                cells.setdefault("kind", "web-page" if "url" in cells else "reference-work")
                cells.setdefault("class", "WebPage" if "url" in cells else "CreativeWork")
                cells.setdefault("source", cells["id"])
                line.minted = True
                if not there and not self._known.is_own(line.about):
                    self._content.tell_new(line, line.about, name or "")
                self._name(line, name or cells.get("url", ""))
            if "id" in cells:
                self._content.first.setdefault(line.about, line)
                if "url" in cells:
                    self._by_address.setdefault(cells["url"], cells["id"])
                if "file" in cells:
                    self._content.files.setdefault(cells["id"], cells["file"])
                if "language" in cells:
                    self._content.languages.setdefault(cells["id"], cells["language"])
                if cells.get("title"):
                    self._resolver.learn(line.about, cells["title"])

    def fill(self, line: Line) -> None:
        """Put the id of the source into a row that names it in another way."""
        cells = line.cells
        text = cells.get("source")
        if text is not None:
            cells["source"] = self._done.get(text) or self._find(line, text)
        if line.schema.name != "sources":
            for name in EXTRA:
                cells.pop(name, None)

    def _find(self, line: Line, text: str) -> str:
        if ID + "source/" + text in self._content.first:
            self._done[text] = text
            return text
        if _ADDRESS.fullmatch(text):
            address = text if text.lower().startswith("http") else f"https://{text}"
            found = self._resolver.thing(text, ("source",)).name if "/source/" in text else None
            if found is not None:
                self._done[text] = found.slug
            elif (iri := self._at(line, address)) is not None:
                self._done[text] = iri.rpartition("/")[2]
            return self._done.get(text, text)
        found_ = self._resolver.thing(text, ("source",))
        if found_.new:
            self._done[text] = self.make(line, found_.new).rpartition("/")[2]
        elif found_.name is not None:
            self._done[text] = found_.name.slug
        else:
            near = listed(self._known.near(text, ("source",)), 3)
            message = (
                f"source {text!r} is not in sources.csv, nor in the graph{f' (near it: {near})' if near else ''}; "
                f"write its address (https://...), its id, or `new: TITLE` for one without an address"
            )
            if "may mean" in found_.problem:
                message = found_.problem
            self._content.problems.append(line.problem("source", message))
        return self._done.get(text, text)

    def _at(self, line: Line, address: str) -> str | None:
        """The source at an address: one of the tables, one of the graph, or a new one."""
        try:
            NamedNode(address)
            parts = urlsplit(address)
            if not parts.hostname:
                raise ValueError("it names no host")
        except ValueError as error:
            message = f"{address!r} is no address ({error}); write it as a browser shows it"
            self._content.problems.append(line.problem("source", message))
            return None
        if address in self._by_address:
            return f"{ID}source/{self._by_address[address]}"
        there = self._known.source_at(address)
        if there is None:
            there = self._made(line, address, line.cells.get("source_title", ""))
        self._by_address[address] = there.rpartition("/")[2]
        return there

    def make(self, line: Line, title: str) -> str:
        """Make a source that has no address, once for each title."""
        return self._resolver.here(title, "source") or self._made(line, "", title)

    def _made(self, line: Line, address: str, title: str) -> str:
        identity = self._slug(address, title)
        cells = {
            "id": identity,
            "kind": "web-page" if address else "reference-work",
            "class": "WebPage" if address else "CreativeWork",
            "source": identity,
            "status": "explicit",
        }
        language = line.cells.get("source_language") or ("vi" if _VIETNAMESE.search(title) else "")
        optional = {
            "url": address,
            "title": title,
            "language": language,
            "published": line.cells.get("source_date", ""),
        }
        made = self._content.add(
            self._schemas["sources"], line, cells | {k: v for k, v in optional.items() if v}
        )
        self._content.first.setdefault(made.about, made)
        if language:
            self._content.languages.setdefault(identity, language)
        self._name(made, title or _shown(address))
        if not self._known.is_own(made.about):
            self._content.tell_new(line, made.about, title)
        return made.about

    def _name(self, line: Line, name: str) -> None:
        """Name a source after its title, or its address."""
        title = line.cells.get("title")
        language = line.cells.get("language") or ("vi" if _VIETNAMESE.search(name) else "en")
        cells = {
            "entity": f"source/{line.cells['id']}",
            "label": "prefLabel",
            "name": name,
            "language": language,
            "source": line.cells["id"],
            "status": "explicit" if title else "inferred",
        }
        if not title:
            cells["reason"] = REASON
        self._resolver.learn(line.about, name)
        if language not in self._known.named_elsewhere(line.about):
            self._content.add(self._schemas["names"], line, cells)

    def _slug(self, address: str, title: str) -> str:
        """A slug that an address always gives: its host, the words of its path, and a hash of the whole."""
        if not address:
            return slug(title)[:_LENGTH].strip("-") or "unnamed"
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
        words = unquote(parts.path).rstrip("/").rpartition("/")[2].partition(".")[0]
        digest = hashlib.sha256(address.encode()).hexdigest()[:6]
        return f"{slug(f'{host} {words}')[:_LENGTH].strip('-')}-{digest}".lstrip("-")


def _shown(address: str) -> str:
    parts = urlsplit(address)
    words = unquote(parts.path).rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ")
    return f"{(parts.hostname or '').removeprefix('www.')}: {words}" if words else address
