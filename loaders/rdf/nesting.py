"""Bound how deep Turtle, TriG and N3 are nested, before a parser sees them.

A parser holds every level that is open: a text that only opens takes it a minute and all memory. What is looked for is
brackets, `<<` and `>>` among them; what stands in texts, IRIs and comments is passed over.
"""

import re
from typing import IO, Final

from graph.limits import LIMITS
from loaders.rdf.streams import BLOCK, BlockStream

_PLAIN: Final = rb"""
    [^\[\](){}<>"'\#\\]++
  | <[^<>"{}|^`\\\x00-\x20]*+(?:\\[uU][^<>"{}|^`\\\x00-\x20]*+)*+>
  | \"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*\"\"\"
  | "(?!"")[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"
  | ""(?=[^"])
  | \#[^\r\n]*+(?=[\r\n])
  | \'\'\'[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*\'\'\'
  | '(?!'')[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+'
  | ''(?=[^'])
  | \\.
"""
_RUN: Final = re.compile(rb"(?:" + _PLAIN + rb")+", re.VERBOSE | re.DOTALL)
_ONE: Final = re.compile(_PLAIN, re.VERBOSE | re.DOTALL)
_NO_IRI: Final = re.compile(rb"<[^<>\"{}|^`\x00-\x20]*[<\"{}|^`\x00-\x20]")
_OPENING: Final = frozenset(b"[({")
_CLOSING: Final = frozenset(b"])}")
_PAIRS: Final = frozenset({b"<<", b">>"})
_STARTS_A_TOKEN: Final = frozenset(b"\"'<#\\")


class TooMuch(Exception):
    """Something in a text is larger than the limits allow; `line` is where, 1-based."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Nesting:
    """Counts the brackets that are open, over the blocks of a text.

    >>> Nesting().see(b'<urn:a> <urn:p> [ <urn:q> "[[[" ] .', last=True)
    """

    def __init__(self) -> None:
        self._depth = 0
        self._lines = 1
        self._left = b""

    def see(self, block: bytes, *, last: bool = False) -> None:
        """Take the next block; raise TooMuch where more than the limit is open."""
        text = self._left + block
        at, end = 0, len(text)
        while at < end:
            if run := _RUN.match(text, at):
                at = run.end()
                if at == end:
                    break
            byte = text[at]
            if (pair := text[at : at + 2]) in _PAIRS:
                self._count(text, at, 1 if pair == b"<<" else -1)
                at += 1
            elif byte in _STARTS_A_TOKEN:
                if not last and _may_go_on(text, at):
                    if end - at > 2 * LIMITS.rdf_literal_bytes:
                        line = self._lines + text.count(b"\n", 0, at)
                        raise TooMuch(f"a value here is larger than {LIMITS.rdf_literal_bytes:,} bytes", line)
                    break  # the rest of it is in the next block
            elif byte in _OPENING:
                self._count(text, at, 1)
            elif byte in _CLOSING:
                self._count(text, at, -1)
            elif pair == b">" and not last:
                break  # a second one may follow
            at += 1
        self._lines += text.count(b"\n", 0, at)
        self._left = text[at:]

    def _count(self, text: bytes, at: int, change: int) -> None:
        self._depth = max(self._depth + change, 0)
        if self._depth > LIMITS.rdf_nesting:
            line = self._lines + text.count(b"\n", 0, at)
            raise TooMuch(
                f"more than {LIMITS.rdf_nesting} brackets are open here; "
                "give nodes names of their own (<...> or _:name) instead of nesting them",
                line,
            )


def _may_go_on(text: bytes, at: int) -> bool:
    """Whether what begins here, and does not end, can end in what follows; else its first sign stands for itself."""
    sign = text[at : at + 1]
    if sign in b"\"'" and text[at : at + 3] != 3 * sign and len(text) - at > 2:
        return text.find(b"\n", at) < 0 and text.find(b"\r", at) < 0
    if sign == b"<":
        return _NO_IRI.match(text, at) is None
    return True


def refuse_too_much(text: bytes) -> None:
    """Raise TooMuch where a SPARQL text, whose tokens are Turtle's, is nested too deeply or has too large a value.

    >>> refuse_too_much(b"INSERT DATA { <urn:a> <urn:p> ( 1 2 ) }")
    """
    Nesting().see(text, last=True)
    if len(text) <= LIMITS.rdf_literal_bytes:
        return
    for found in _ONE.finditer(text):
        if text[found.start()] in b"\"'" and found.end() - found.start() > LIMITS.rdf_literal_bytes:
            line = text.count(b"\n", 0, found.start()) + 1
            raise TooMuch(
                f"a value here is larger than {LIMITS.rdf_literal_bytes:,} bytes; keep it in a file of its own",
                line,
            )


class Checked(BlockStream):
    """A stream of Turtle, TriG or N3 that ends with TooMuch where it is nested too deeply."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream, self._nesting = stream, Nesting()

    def next_block(self) -> bytes:
        block = self._stream.read(BLOCK)
        self._nesting.see(block, last=not block)
        return block
