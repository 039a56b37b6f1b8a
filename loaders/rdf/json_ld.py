"""Make JSON-LD ready for its parser, in one pass over its tokens.

Contexts that it names by address are put in from files (`loaders/rdf/contexts.py`), so that nothing leaves the machine;
nesting is bounded, for the parser takes cubic time in it; and IRIs and languages that are none, which the parser
leaves out without a word as the standard wants it, are told.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.limits import LIMITS
from loaders.rdf.contexts import address_of
from loaders.rdf.nesting import TooMuch

_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(\\?\Z))|[\[\]{}:,]', re.DOTALL)
_NO_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_WORDS: Final = frozenset({"@id", "@type", "@language", "@context", "@import"})


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place of a text: line and column are 1-based, None where nobody can say."""

    message: str
    line: int | None = None
    column: int | None = None


@dataclass
class Prepared:
    """A text of JSON-LD ready to be parsed: its contexts in it; what in it says nothing that could be stored."""

    text: bytes
    faults: list[Fault] = field(default_factory=list)
    has_context: bool = False
    has_words: bool = False
    """Whether it has a key that only a context can give a meaning, or an IRI."""
    unknown: list[tuple[str, Fault]] = field(default_factory=list)


@dataclass
class _Level:
    is_object: bool
    key: str = ""
    has_key: bool = False
    in_context: bool = False


class _Pass:
    """The pass over the tokens of one text."""

    def __init__(self, text: bytes, contexts: Mapping[str, bytes]) -> None:
        self._text = text
        self._contexts = contexts
        self._levels: list[_Level] = []
        self._ids = {"@id"}
        self._links: set[str] = set()
        self._changes: list[tuple[int, int, bytes]] = []
        self._line, self._counted = 1, 0
        self.prepared = Prepared(text)

    def run(self) -> Prepared:
        for found in _TOKEN.finditer(self._text):
            sign = found[0]
            if sign in b"{[":
                self._open(sign == b"{", found.start())
            elif sign in b"}]":
                if self._levels:
                    self._levels.pop()
            elif sign == b":":
                if self._levels:
                    self._levels[-1].has_key = True
            elif sign == b",":
                if self._levels and self._levels[-1].is_object:
                    self._levels[-1].has_key = False
            elif found[1] is None:
                self._string(found)
            # else it is a string that is not closed, of which the parser says what is wrong
        if self._changes:
            self.prepared.text = self._changed()
        return self.prepared

    def _open(self, is_object: bool, at: int) -> None:
        if len(self._levels) >= LIMITS.json_nesting:
            place = self._place(at, "")
            raise TooMuch(
                f"more than {LIMITS.json_nesting} objects and lists are nested in one another here; "
                "give nodes an @id, and name that instead",
                place.line,
            )
        above = self._levels[-1] if self._levels else None
        within = above is not None and (above.in_context or above.key == "@context")
        if above is not None and not above.is_object and not is_object:
            within = above.in_context
        level = _Level(is_object, in_context=within and is_object)
        if (
            not is_object
            and above is not None
            and (above.key in {"@context", "@type"} or above.key in self._ids or above.key in self._links)
        ):
            level.key = above.key  # the members of the list are what the key is about
        if within and above is not None and above.key == "@context":
            self.prepared.has_context = True
        self._levels.append(level)

    def _string(self, found: "re.Match[bytes]") -> None:
        level = self._levels[-1] if self._levels else None
        if level is None:
            return
        if _HALF.search(found[0]) and any("\ud800" <= sign <= "\udfff" for sign in _string_of(found[0])):
            place = self._place(found.start(), "")
            raise TooMuch("a text here has half of a letter (a surrogate that stands alone)", place.line)
        if level.is_object and not level.has_key:
            level.key = _string_of(found[0])
            self.prepared.has_words |= not level.key.startswith("@")
            return
        if level.key == "@context" and not (level.is_object and level.in_context):
            self._context(_string_of(found[0]), found)
            return
        if level.in_context:
            self._in_context(level, found)
        elif level.key in self._ids or level.key in self._links or level.key in _WORDS:
            self._check(level.key, _string_of(found[0]), found.start())

    def _context(self, address: str, found: "re.Match[bytes]") -> None:
        self.prepared.has_context = True
        text = self._contexts.get(address_of(address))
        if text is None:
            self.prepared.unknown.append((address, self._place(found.start(), address)))
            return
        self._ids.update(aliases_of_id(text))
        self._links.update(links_of(text))
        self._changes.append((found.start(), found.end(), text))

    def _in_context(self, level: _Level, found: "re.Match[bytes]") -> None:
        if found[0] == b'"@id"' and level.key != "@type":
            # `"id": "@id"`, and `"id": {"@id": "@id"}`
            self._ids.add(self._levels[-2].key if level.key == "@id" else level.key)
        elif level.key == "@type" and found[0] in {b'"@id"', b'"@vocab"'}:
            self._links.add(self._levels[-2].key)
        elif level.key == "@import":
            address = _string_of(found[0])
            self.prepared.unknown.append((address, self._place(found.start(), address)))

    def _check(self, key: str, value: str, at: int) -> None:
        if key == "@language":
            if value and not _LANGUAGE.fullmatch(value):
                self.prepared.faults.append(self._place(at, f"{value[:200]!r} is no language tag"))
        elif bad := _NO_IRI.search(value):
            what = "a blank" if bad[0] == " " else repr(bad[0])
            self.prepared.faults.append(
                self._place(at, f"<{value[:200]}> is no IRI: {what} is not allowed in one")
            )

    def _place(self, at: int, message: str) -> Fault:
        self._line += self._text.count(b"\n", self._counted, at)
        self._counted = at
        start = self._text.rfind(b"\n", 0, at) + 1
        return Fault(message, self._line, len(self._text[start:at].decode("utf-8", "replace")) + 1)

    def _changed(self) -> bytes:
        parts: list[bytes] = []
        at = 0
        for start, end, text in self._changes:
            parts += (self._text[at:start], text)
            at = end
        return b"".join([*parts, self._text[at:]])


def prepare(text: bytes, contexts: Mapping[str, bytes]) -> Prepared:
    """Return JSON-LD with its contexts in it; raise TooMuch where it is nested too deeply.

    `contexts` are JSON texts by their addresses (`contexts.address_of`).

    >>> prepare(b'{"@context": "urn:c", "@id": "a b"}', {"urn:c": b'{"n": "urn:n"}'}).text
    b'{"@context": {"n": "urn:n"}, "@id": "a b"}'
    """
    return _Pass(text, contexts).run()


def aliases_of_id(context: bytes) -> set[str]:
    """Return the words that a context lets stand for `@id`."""
    return {_string_of(key) for key in re.findall(rb'("[^"\\]*")\s*:\s*"@id"', context)} - {"@id"}


def links_of(context: bytes) -> set[str]:
    """Return the words of a context whose values are IRIs."""
    found = json.loads(context)
    terms = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    return {
        word
        for one in terms
        for word, means in one.items()
        if isinstance(means, dict) and means.get("@type") in {"@id", "@vocab"}
    }


def _string_of(token: bytes) -> str:
    try:
        found = json.loads(token)
    except ValueError:
        return token[1:-1].decode("utf-8", "replace")
    return str(found)
