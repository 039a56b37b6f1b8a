"""Take a text of RDF apart into statements, each with its place, so that one wrong one can be told from its neighbours.

N-Triples and N-Quads: a statement is a line. Turtle, TriG and N3: what ends with a dot; directives (`@prefix`) are
statements too, and hold for what follows. RDF/XML: an element below the root with what is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

_TOKEN: Final = re.compile(
    rb"""
    (?P<space>[\s]++|\#[^\r\n]*+)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*+>|<[^<>\r\n]*+>)
  | (?P<long>\"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*\"\"\"|\'\'\'[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*\'\'\')
  | (?P<text>"(?!"")[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"|'(?!\'\')[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+')
  | (?P<broken>\"\"\".*|\'\'\'.*|["'][^\r\n]*+)
  | (?P<open><<|[\[({]) | (?P<close>>>|[\])}])
  | (?P<word>(?:[^\s<>"'\[\](){};,.\#\\]|\\.)++(?:\.++(?:[^\s<>"'\[\](){};,.\#\\]|\\.)++)*+)
  | (?P<dot>\.)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES: Final = frozenset(
    {b"@prefix", b"@base", b"@version", b"prefix", b"base", b"version", b"@forall", b"@forsome"}
)
_SPARQL: Final = {b"prefix": 2, b"base": 1, b"version": 1}
"""Directives without a dot, and how many tokens follow each."""


@dataclass(frozen=True)
class Statement:
    """A part of a text: where it begins (offset, and line and column, 1-based) and what it is.

    `before` and `after` are what has to stand around it where it is parsed alone: the head of the graph or document it
    stands in. A directive holds for all that follows.
    """

    start: int
    end: int
    line: int
    column: int
    before: bytes = b""
    after: bytes = b""
    is_directive: bool = False


def statements_of_turtle(text: bytes) -> Iterator[Statement]:
    """Yield the statements of Turtle, TriG or N3; what follows the last dot is one too."""
    place = _Place(text)
    header: bytes = b""
    depth = 0
    inside = False  # within the braces of a graph
    start, first, count = -1, b"", 0
    for found in _TOKEN.finditer(text):
        kind, token = found.lastgroup, found[0]
        if kind == "space":
            continue
        if start < 0:
            if token == b"}" and inside:
                inside, header = False, b""
                continue
            start, first, count = found.start(), token.lower(), 0
        count += 1
        ends = False
        if token == b"{" and depth == 0 and not inside:
            inside, header = True, text[start : found.end()]
            start = -1
            continue
        if kind == "open":
            depth += 1
        elif token == b"}" and depth == 0 and inside:
            yield place.statement(start, found.start(), header, b"}")
            inside, header, start = False, b"", -1
            continue
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif depth == 0:
            ends = kind == "dot" or count == _SPARQL.get(first, -1) + 1
        if ends:
            is_directive = first in _DIRECTIVES and not inside
            yield place.statement(
                start, found.end(), header, b"}" if inside else b"", is_directive=is_directive
            )
            start = -1
    if start >= 0:
        yield place.statement(start, len(text), header, b"}" if inside else b"")


def unclosed_in(text: bytes) -> int | None:
    """Return where the first string or IRI begins that does not end, in a statement of Turtle or N-Triples.

    >>> unclosed_in(b'<urn:a> <urn:p> "open .'), unclosed_in(b'<urn:a> <urn:p> "closed" .')
    (16, None)
    """
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "broken" or (found.lastgroup == "other" and found[0] == b"<"):
            return found.start()
    return None


class _Place:
    """Knows lines and columns of offsets that only grow."""

    def __init__(self, text: bytes) -> None:
        self._text, self._line, self._counted = text, 1, 0

    def statement(
        self, start: int, end: int, before: bytes = b"", after: bytes = b"", *, is_directive: bool = False
    ) -> Statement:
        self._line += self._text.count(b"\n", self._counted, start)
        self._counted = start
        first = self._text.rfind(b"\n", 0, start) + 1
        column = len(self._text[first:start].decode("utf-8", "replace")) + 1
        return Statement(start, end, self._line, column, before, after, is_directive)


def statements_of_xml(text: bytes) -> Iterator[Statement]:
    """Return the elements below the root of well-formed RDF/XML in UTF-8; a root that is no rdf:RDF is one itself."""
    parser = expat.ParserCreate("utf-8", " ")
    depth = 0
    starts: list[int] = []
    root_end = 0
    root_is_rdf = False
    found: list[tuple[int, int]] = []

    def start(name: str, _attributes: object) -> None:
        nonlocal depth, root_is_rdf, root_end
        depth += 1
        if depth == 1:
            root_is_rdf = name == "http://www.w3.org/1999/02/22-rdf-syntax-ns# RDF"
            root_end = _tag_end(text, parser.CurrentByteIndex)
        if depth == (2 if root_is_rdf else 1):
            starts.append(parser.CurrentByteIndex)

    def end(_name: str) -> None:
        nonlocal depth
        if depth == (2 if root_is_rdf else 1):
            first, at = starts.pop(), parser.CurrentByteIndex
            tag = _tag_end(text, first)
            # Of an element without content expat tells where its one tag ends.
            empty = at == tag and text[tag - 2 : tag] == b"/>"
            found.append((first, tag if empty else text.index(b">", at) + 1))
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(text, True)
    head, tail = (text[:root_end], b"</" + _root_name(text[:root_end]) + b">") if root_is_rdf else (b"", b"")
    place = _Place(text)
    return (place.statement(at, to, head, tail) for at, to in found)


_TAG_END: Final = re.compile(rb"""<[^\s/>]+(?:\s+|[^\s"'/>]+|"[^"]*"|'[^']*'|/(?!>))*/?""")


def _tag_end(text: bytes, start: int) -> int:
    """Return where the tag that begins at an offset ends."""
    found = _TAG_END.match(text, start)
    return text.index(b">", found.end() if found else start) + 1


def _root_name(head: bytes) -> bytes:
    found = re.search(rb"<([^\s/>!?]+)[^<]*\Z", head)
    return found[1] if found else b""
