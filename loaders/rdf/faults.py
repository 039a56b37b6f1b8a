"""Find every fault of a text of RDF, once its parser has refused it: statement by statement, each with its place.

This is the slow look, in which each statement is parsed alone where a batch of them does not parse. What is wrong can
then be left out (`huunghi load --lenient`) where that is honest: a statement ends where its syntax says so, whatever is
in it. A wrong declaration (`@prefix`, `@base`) ends the look, for all that follows would mean something else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final
from xml.parsers import expat

from pyoxigraph import RdfFormat, parse

from loaders.rdf.encoding import place_of_bad_utf_8
from loaders.rdf.json_ld import Fault
from loaders.rdf.statements import Statement, statements_of_turtle, statements_of_xml, unclosed_in

NOT_UTF_8: Final = "is not UTF-8"
RELATIVE: Final = "is a relative IRI, and nothing says what it is relative to"

_LINES_AT_ONCE: Final = 2000
_BATCH: Final = 500
_SHOWN: Final = 200
_WHERE: Final = re.compile(r"\AParser error (?:at|between) [^:]*: |(?<!\s)\s*+\(line \d+\)\Z")
_IRI_OF: Final = re.compile(r"error while parsing IRI '(.*)': (.*)", re.DOTALL)
_LANGUAGE: Final = re.compile(r"error while parsing language tag '(.*)': (.*)", re.DOTALL)
_ID: Final = re.compile(r"#([^#>]*+)> has already been used as rdf:ID")
_NAME_THERE: Final = re.compile(rb"[<&]?[\w:.-]+;?")
_ENTITY: Final = re.compile(r"unrecognized entity `([^`]*)`")
_NOT_CLOSED: Final = re.compile(r"Unexpected end of file|Line jumps are not allowed")
_SIGN: Final = re.compile(r"Invalid IRI (?:code point|character) '(.*)'", re.DOTALL)


@dataclass(frozen=True)
class Wrong:
    """A fault, and the part of the text that holds it: from and to which byte.

    `ends` says that nothing after it is sure.
    """

    fault: Fault
    start: int
    end: int
    ends: bool = False


def wrong_statements(text: bytes, syntax: RdfFormat, base: str | None) -> Iterator[Wrong]:
    """Yield what is wrong in a text of Turtle, TriG, N3 or RDF/XML, in order."""
    try:
        found = statements_of_xml(text) if syntax == RdfFormat.RDF_XML else statements_of_turtle(text)
    except expat.ExpatError as error:
        if "invalid token" in expat.ErrorString(error.code):
            return  # a name with letters that expat does not know (`xml_guard`): the parser's own fault is told
        # The text is well-formed, so it is a prefix or an entity that it does not declare, or that lies outside it.
        name = _NAME_THERE.match(text.split(b"\n")[error.lineno - 1], error.offset)
        piece = f"{name[0].decode('utf-8', 'replace')}: " if name else ""
        what = f"{piece}{expat.ErrorString(error.code)}"
        message = f"{what}; declare it in the document, for nothing outside it is read, or write out what it stands for"
        yield Wrong(Fault(message, error.lineno, error.offset + 1), 0, len(text), ends=True)
        return
    look = _Look(text, syntax, base)
    batch: list[Statement] = []
    for one in found:
        if one.before or one.is_directive or len(batch) >= _BATCH:
            yield from look.among(batch)
            batch = []
        if one.before:
            yield from look.at(one)
        elif one.is_directive:
            for wrong in look.at(one):
                yield Wrong(wrong.fault, wrong.start, wrong.end, ends=True)
                return
            look.declare(one)
        else:
            batch.append(one)
    yield from look.among(batch)


class _Look:
    def __init__(self, text: bytes, syntax: RdfFormat, base: str | None) -> None:
        self._text, self._syntax, self._base = text, syntax, base
        self._declared = b""

    def declare(self, one: Statement) -> None:
        self._declared += self._text[one.start : one.end] + b"\n"

    def among(self, batch: list[Statement]) -> Iterator[Wrong]:
        if not batch or self._error(self._declared + self._text[batch[0].start : batch[-1].end]) is None:
            return
        for one in batch:
            yield from self.at(one)

    def at(self, one: Statement) -> Iterator[Wrong]:
        before = self._declared + one.before + b"\n"
        alone = self._text[one.start : one.end]
        error = self._error(before + b" " * (one.column - 1) + alone + one.after)
        if error is not None:
            shift = one.line - before.count(b"\n") - 1
            yield Wrong(_fault(error, alone, one, shift), one.start, one.end)

    def _error(self, text: bytes) -> SyntaxError | None:
        return error_of(text, self._syntax, self._base)


def error_of(text: bytes, syntax: RdfFormat, base: str | None) -> SyntaxError | None:
    """Return why a text does not parse, None where it does."""
    try:
        for _ in parse(text, format=syntax, base_iri=base):
            pass
    except SyntaxError as error:
        return error
    except (ValueError, MemoryError) as error:
        return SyntaxError(str(error))
    return None


def _fault(error: SyntaxError, alone: bytes, one: Statement, shift: int) -> Fault:
    message = error.msg
    if (bad := place_of_bad_utf_8(alone)) is not None:
        down, column, what = bad
        return Fault(not_utf_8(what), one.line + down - 1, column + (one.column - 1 if down == 1 else 0))
    if error.lineno is None:
        return _found_again(message, alone, one)
    line = error.lineno + shift
    at = error.offset
    rows = alone.decode("utf-8", "replace").split("\n")
    row = rows[line - one.line] if 0 <= line - one.line < len(rows) else ""
    lead = one.column - 1 if line == one.line else 0
    if _NOT_CLOSED.search(message) and (opening := _opening(alone, one)) is not None:
        return opening
    piece = ""
    if at is not None and error.end_offset is not None and error.end_lineno == error.lineno:
        piece = row[at - 1 - lead : error.end_offset - 1 - lead]
    return Fault(said(message, piece or row.strip()), line, at)


def _opening(alone: bytes, one: Statement) -> Fault | None:
    """Return the fault of a statement whose string or IRI is not closed, at the place where it opens."""
    at = unclosed_in(alone)
    if at is None:
        return None
    what = "IRI" if alone[at : at + 1] == b"<" else "string"
    line, start = one.line + alone.count(b"\n", 0, at), alone.rfind(b"\n", 0, at) + 1
    column = len(alone[start:at].decode("utf-8", "replace")) + (one.column if not start else 1)
    shown = alone[at:].split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    return Fault(said(f"the {what} that opens here is not closed", shown), line, column)


def piece_at(error: SyntaxError, text: bytes) -> str:
    """Return the piece of a text that an error is about, '' where that is not within one line of it."""
    if (
        error.lineno is None
        or error.offset is None
        or error.end_lineno != error.lineno
        or not error.end_offset
    ):
        return ""
    *_, row = text.split(b"\n", error.lineno)[: error.lineno]
    return row.decode("utf-8", "replace")[error.offset - 1 : error.end_offset - 1]


def not_utf_8(what: str) -> str:
    """Return in words that a byte is not UTF-8."""
    return f"{what} {NOT_UTF_8}"


def found_in(message: str, text: bytes) -> Fault:
    """Return a fault that no statement alone has, at the place of the text that it names, if it does."""
    fault = _found_again(message, text, Statement(0, len(text), 1, 1))
    return fault if (fault.line, fault.column) != (1, 1) else Fault(fault.message)


def _found_again(message: str, alone: bytes, one: Statement) -> Fault:
    """Return a fault whose place the parser does not tell, at the first place of the text that it names."""
    named = _IRI_OF.search(message) or _ENTITY.search(message) or _LANGUAGE.search(message)
    at = -1
    if named is not None:
        wanted = (f"&{named[1]};" if named.re is _ENTITY else named[1]).encode()
        found = re.search(re.escape(wanted), alone, re.IGNORECASE)
        at = found.start() if found else -1
    elif twice := _ID.search(message):
        uses = list(re.finditer(rb"""rdf:ID\s*=\s*["']%b["']""" % re.escape(twice[1].encode()), alone))
        at = uses[1].start() if len(uses) > 1 else -1
    if at < 0:
        return Fault(said(message, ""), one.line, one.column)
    line = one.line + alone.count(b"\n", 0, at)
    start = alone.rfind(b"\n", 0, at) + 1
    column = len(alone[start:at].decode("utf-8", "replace")) + 1 + (one.column - 1 if not start else 0)
    return Fault(said(message, ""), line, column)


def said(message: str, piece: str) -> str:
    """Return a parser's message in words, with the piece of text that it is about."""
    message = _WHERE.sub("", _WHERE.sub("", message)).strip()
    if named := _IRI_OF.search(message):
        piece, message = f"<{named[1]}>", named[2]
    if named := _LANGUAGE.search(message):
        return f"{named[1][:_SHOWN]!r} is no language tag: {named[2]}"
    shown = piece if len(piece) <= _SHOWN else f"{piece[:_SHOWN]}..."
    if sign := _SIGN.search(message):
        what = "a blank" if sign[1] == " " else repr(sign[1])
        return f"{shown or 'what stands there'} is no IRI: {what} is not allowed in one"
    if "No scheme found" in message:
        return f"{shown or 'what stands there'} {RELATIVE}"
    return f"{shown}: {message}" if shown else message


@dataclass
class LineFilter:
    """Passes on the lines of N-Triples or N-Quads that parse, and tells of the others; their line ends stay."""

    syntax: RdfFormat
    tell: Callable[[Fault], None]

    def passed(self, stream: IO[bytes]) -> Iterator[bytes]:
        """Yield blocks of whole lines."""
        number = 0
        while lines := _some(stream):
            if error_of(b"".join(lines), self.syntax, None) is None:
                yield b"".join(lines)
            else:
                yield b"".join(self._good(line, number + n) for n, line in enumerate(lines, 1))
            number += len(lines)

    def _good(self, line: bytes, number: int) -> bytes:
        error = error_of(line, self.syntax, None)
        if error is None:
            return line
        one = Statement(0, len(line), number, 1)
        self.tell(_fault(error, line, one, number - 1))
        return line[len(line.rstrip(b"\r\n")) :]


def _some(stream: IO[bytes]) -> list[bytes]:
    lines: list[bytes] = []
    for line in stream:
        lines += line.splitlines(keepends=True) if b"\r" in line else (line,)
        if len(lines) >= _LINES_AT_ONCE:
            break
    return lines


def without(text: bytes, wrong: Iterable[Wrong]) -> bytes:
    """Return a text with blanks in place of what is wrong; every other statement keeps its line and column."""
    parts: list[bytes] = []
    at = 0
    for one in wrong:
        parts += (text[at : one.start], re.sub(rb"[^\r\n]", b" ", text[one.start : one.end]))
        at = one.end
    return b"".join([*parts, text[at:]])
