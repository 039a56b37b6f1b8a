"""Read articles that a scraper wrote as JSON: one object, a list of them, a list within an object, or one a line.

JSON-LD is RDF and no article, except objects whose type is an article of schema.org and that have their text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.articles.input.decoding import decode
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.fields import fields_of, table, text_in
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.origins import Origin

_MARKUP: Final = ("</p>", "<br", "</div>", "<p>", "</li>")
_HEAD: Final = 4096
_LINES: Final = (".jsonl", ".ndjson", ".jsonlines")


def read(name: str, content: bytes) -> Results:
    """Yield the articles of a file; each that is not the only one is called by its number in it."""
    text, note = decode(name, content)
    if name.lower().endswith(_LINES):
        yield from _of_lines(name, text, note)
        return
    try:
        records = list(records_in(_loaded(text)))
    except ValueError as error:
        if not _begins_with_line(text):
            raise InputError(f"{name}: the JSON cannot be read ({error})") from error
        yield from _of_lines(name, text, note)
        return
    if not records:
        raise InputError(
            f"{name}: no articles are in this JSON: objects with a title, a text, an address and a date"
        )
    several = len(records) > 1
    for number, record in enumerate(records, 1):
        if isinstance(record, dict) and "@type" in record and not _is_article(record):
            continue  # a person or a page of the same graph
        yield _article(name, record, f"#{number}" if several else "", note)


def _begins_with_line(text: str) -> bool:
    """Whether the first line is an object of its own, as in JSON lines, whatever the file is called."""
    try:
        return isinstance(_loaded(text.lstrip().partition("\n")[0]), dict)
    except ValueError:
        return False


def _of_lines(name: str, text: str, note: str | None) -> Results:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = _loaded(line)
        except ValueError as error:
            yield InputError(f"{name}#{number}: the JSON of this line cannot be read ({error})")
            continue
        yield _article(name, record, f"#{number}", note)


def is_scraped(content: bytes) -> bool:
    """Whether a file of JSON holds articles: it is small enough to be looked at, and at least one object is one."""
    if len(content) > LIMITS.articles_packed_bytes:
        return False
    # JSON-LD is large at times, and need not be parsed to see that it names no article.
    if b'"@context"' in content[:_HEAD] and not any(kind.encode() in content for kind in table()["types"]):
        return False
    try:
        text, _ = decode("", content)
        value = _loaded(text)
    except (ValueError, InputError):
        try:
            value = _loaded(content.partition(b"\n")[0].decode("utf-8"))
        except ValueError:
            return False
    return any(_is_article(record) for record in records_in(value))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested beyond what a record needs") from error


def records_in(value: Any) -> Iterator[Any]:
    """Yield the records of a file: those of the list that it is or has, or the one that it is."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and not text_in(value):
        known = {str(key).lower(): inner for key, inner in value.items()}
        for name in table()["lists"]:
            inner = known.get(name)
            if isinstance(inner, dict):  # {"hits": {"hits": [...]}}
                inner = inner.get(name)
            if isinstance(inner, list) and any(isinstance(one, dict) for one in inner):
                # The hit of a search engine has its document within.
                yield from (one.get("_source", one) if isinstance(one, dict) else one for one in inner)
                return
    elif isinstance(value, dict):
        yield value


def _is_article(record: Any) -> bool:
    if not isinstance(record, dict) or not text_in(record):
        return False
    if "@type" in record or "@context" in record:
        kinds = record.get("@type")
        return bool(_names(kinds) & set(table()["types"]))
    return bool(fields_of(record)) or len(text_in(record)) > 200


def _names(kinds: Any) -> set[str]:
    listed: Iterable[Any] = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rpartition("/")[2].rpartition(":")[2] for kind in listed}


def _article(name: str, record: Any, part: str, note: str | None) -> Found | InputError:
    if not isinstance(record, Mapping):
        return InputError(f"{name}{part}: this is no object with the fields of an article")
    text = text_in(record)
    if not text:
        keys = ", ".join(list(map(str, record))[:6])
        return InputError(f"{name}{part}: no field of this object is a text; its fields are {keys or 'none'}")
    if any(mark in text for mark in _MARKUP):
        tree = tree_of(text)
        text = "" if tree is None else text_of(tree)
    fields = fields_of(record)
    if (title := fields.get("title")) and not text.startswith(title):
        text = f"{title}\n\n{text}"
    return Found(text, "json", part, fields, dict.fromkeys(fields, Origin.RECORD), note)
