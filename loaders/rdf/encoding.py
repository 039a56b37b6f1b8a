"""Decode what RDF files hold to UTF-8, the one encoding that the parsers know.

An encoding is told by the mark at the beginning (BOM), by whoever loads, by the zeros that UTF-16 and UTF-32 leave
between letters, or by an XML declaration: in this order. Everything else is UTF-8; that it is, the parsers see.
"""

import codecs
import io
import re
from typing import IO, Final

from loaders.rdf.streams import BLOCK, BlockStream, buffered

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: Final[dict[tuple[bool, ...], str]] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_DECLARED: Final = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_DECLARATION: Final = re.compile(r"""(\A\s*<\?xml[^>]*?)\sencoding\s*=\s*["'][^"']*["']""")
_HEAD: Final = 1024
_UTF_8: Final = frozenset({"utf-8", "ascii"})
_NO_TEXT: Final = frozenset(
    {"charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)
"""Codecs of Python that turn bytes to text, and that no file is written in."""


class NotDecodable(Exception):
    """Bytes are not what their encoding says, or it is none that we know; `line` is where, 1-based, if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def known_encoding(name: str) -> str:
    """Return the common name of an encoding; raise NotDecodable where there is none.

    >>> known_encoding("Latin1"), known_encoding("utf8")
    ('iso8859-1', 'utf-8')
    """
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
        if found.name in _NO_TEXT:
            raise LookupError(name)
    except (LookupError, ValueError) as error:
        raise NotDecodable(f"its encoding {name!r} is not known; save it as UTF-8") from error
    return found.name


def decoded(stream: io.BufferedReader, encoding: str | None = None) -> io.BufferedReader:
    """Return a stream of the same text in UTF-8, without a mark; `encoding` goes before all but the mark.

    Reading from it raises NotDecodable where the text is not in its encoding.
    """
    head = stream.peek(_HEAD)[:_HEAD]
    mark, name = next(((m, n) for m, n in _MARKS if head.startswith(m)), (b"", ""))
    zeros = _ZEROS.get(tuple(not byte for byte in head[:4]), "")
    if encoding and not mark:
        given = known_encoding(encoding)
        name = zeros if zeros.startswith(given) else given  # UTF-16 says in which order by its bytes
    elif not name:
        declared = _DECLARED.match(head)
        name = zeros or "utf-8"
        if declared:
            name = known_encoding(declared[1].decode("ascii"))
            if name.startswith(("utf-16", "utf-32")):
                name = "utf-8"  # the declaration could be read as it is, so it is not in what it names
    stream.read(len(mark))
    if name in _UTF_8 and not _declares_another(stream.peek(_HEAD)[:_HEAD]):
        return stream
    return buffered(_Transcoded(stream, name))


def _declares_another(head: bytes) -> bool:
    declared = _DECLARED.match(head)
    return declared is not None and declared[1].lower() != b"utf-8"


class _Transcoded(BlockStream):
    """UTF-8 of a text in another encoding; an XML declaration no longer names the other one."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__()
        self._stream, self._name = stream, name
        self._decoder = codecs.getincrementaldecoder(name)("strict")
        self._lines = 0
        self._first = True

    def next_block(self) -> bytes:
        text, block = "", b" "
        while block and not text:
            block = self._stream.read(BLOCK)
            text = self._decode(block)
        if self._first and text:
            text = _DECLARATION.sub(r"\1", text.lstrip("\ufeff"), count=1)
            self._first = False
        return text.encode("utf-8", "surrogatepass")

    def _decode(self, block: bytes) -> str:
        try:
            text = self._decoder.decode(block, final=not block)
        except UnicodeError as error:
            at = getattr(error, "start", 0)
            before = block[:at].decode(self._name, "replace")
            raise NotDecodable(
                f"is not {self._name} all through: {getattr(error, 'reason', error)}; save it as UTF-8",
                self._lines + before.count("\n") + 1,
            ) from error
        self._lines += text.count("\n")
        return text


def place_of_bad_utf_8(data: bytes) -> tuple[int, int, str] | None:
    """Return line, column and what is there for the first byte that is not UTF-8; None where all are.

    >>> place_of_bad_utf_8(b"a\\nb\\xe9")
    (2, 2, 'byte 0xE9')
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return before.count("\n") + 1, len(before) - before.rfind("\n"), f"byte 0x{data[error.start]:02X}"
    return None
