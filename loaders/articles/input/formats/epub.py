"""Read the texts of a book (.epub) in the order of its spine, each an article; covers and contents are none."""

import posixpath
from typing import Any, Final
from urllib.parse import unquote

from graph.errors import InputError
from loaders.articles.input.decoding import decode
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.fields import fields_of
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.formats.odt import parsed
from loaders.articles.input.formats.zips import members_of, open_zip, read_member
from loaders.articles.input.origins import Origin

_CONTAINER: Final = "META-INF/container.xml"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_SHORTEST: Final = 200
"""Characters that an article of a book has; titles, covers and imprints have fewer."""


def read(name: str, content: bytes) -> Results:
    """Yield an article for each text of the book."""
    packed = open_zip(name, content)
    members = members_of(packed)
    if "META-INF/rights.xml" in members:
        raise InputError(f"{name}: the book is protected; get it without copy protection")
    if _CONTAINER not in members:
        raise InputError(f"{name}: this is no book: it has no {_CONTAINER}")
    root = parsed(name, read_member(name, packed, _CONTAINER)).find(".//{*}rootfile")
    place = "" if root is None else root.get("full-path", "")
    if place not in members:
        raise InputError(f"{name}: the book does not say where its texts are; save it again")
    book = parsed(name, read_member(name, packed, place))
    texts = []
    for item in _spine(book):
        member = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item)))
        if member not in members:
            yield InputError(f"{name}!{member}: the book names this text and does not have it")
            continue
        try:
            page, note = decode(f"{name}!{member}", read_member(f"{name}!{member}", packed, member))
        except InputError as error:
            yield error
            continue
        tree = tree_of(page)
        if tree is not None and len(text := text_of(tree)) >= _SHORTEST:
            texts.append((member, text, _headline(tree), note))
    fields = fields_of(
        {
            "publisher": book.findtext(f".//{_DC}publisher"),
            "author": [creator.text for creator in book.iter(f"{_DC}creator")],
            "date": book.findtext(f".//{_DC}date"),
            "language": book.findtext(f".//{_DC}language"),
        }
    )
    if not texts:
        raise InputError(f"{name}: no text of an article was found in the book")
    for member, text, title, note in texts:
        own = {**fields, "title": title} if title else fields
        part = f"!{member}" if len(texts) > 1 else ""
        yield Found(text, "epub", part, own, dict.fromkeys(own, Origin.FILE), note)


def _spine(book: Any) -> list[str]:
    """Return the addresses of the texts of a book in their order, each once, without its table of contents."""
    items = {item.get("id"): item for item in book.iter("{*}item")}
    chosen = (items.get(ref.get("idref")) for ref in book.iter("{*}itemref"))
    addresses = (
        str(item.get("href"))
        for item in chosen
        if item is not None and item.get("href") and "nav" not in (item.get("properties") or "").split()
    )
    return list(dict.fromkeys(addresses))


def _headline(tree: Any) -> str | None:
    for name in ("h1", "h2", "h3"):
        if (found := tree.find(f".//{name}")) is not None and (
            said := " ".join(found.text_content().split())
        ):
            return said
    return None
