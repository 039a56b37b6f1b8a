"""Keep what is written as XML well-formed: characters that XML 1.0 cannot hold, carriage returns, names without a name.

The engine writes a literal's form feed, U+FFFE or carriage return as it is, and an IRI without a local name as a tag
that ends in a colon. What stands for terms is refused, for another character would be another term; what is only for
reading (GraphML, feeds) has U+FFFD in its place.
"""

import re
from typing import Final, Protocol
from xml.sax.saxutils import escape, quoteattr

from graph.errors import UnwritableFormat

_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_CHARACTER_BYTES: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NO_NAME: Final = re.compile(
    rb"""<(?:[^<>:\s"'=/]*:(?![A-Za-z_\x80-\xff])[^<>\s"'/]*(?:\s+xmlns:\w+="([^"]*)")?|xmlns:[^\s/>]*)"""
)
"""A tag whose name has nothing after its colon, or begins with what is no letter; its IRI where it says one."""

_RESERVED: Final = b"<xmlns:"
_XMLNS: Final = "http://www.w3.org/2000/xmlns/"


class _File(Protocol):
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


def content(text: str) -> str:
    """Return a text as the content of an element.

    >>> content("a < b\\f")
    'a &lt; b\ufffd'
    """
    return escape(_NO_CHARACTER.sub("\ufffd", text), {"\r": "&#13;"})


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, with its quotation marks."""
    return quoteattr(_NO_CHARACTER.sub("\ufffd", text))


class CheckedXml:
    """A file for a serialiser to write to: passes XML on to `file` tag by tag, and refuses what would be none."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self._kept: list[bytes] = []
        self._refusal: UnwritableFormat | None = None

    def write(self, data: bytes) -> int:
        """Take bytes; raise UnwritableFormat where they cannot stand in XML."""
        at = data.rfind(b">") + 1  # `>` ends a tag and stands nowhere else, so no tag is cut
        if at:
            self._pass(b"".join((*self._kept, data[:at])))
            self._kept = [data[at:]]
        else:
            self._kept.append(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was kept back waits for the end of its tag."""

    def finish(self) -> None:
        """Pass on what is left."""
        self._pass(b"".join(self._kept))
        self._kept = []

    def _pass(self, data: bytes) -> None:
        if self._refusal is not None:
            raise self._refusal  # the engine's buffer tries once more when it is thrown away
        self._refusal = _refusal_of(data)
        if self._refusal is not None:
            raise self._refusal
        if data:
            self._file.write(data.replace(b"\r", b"&#13;"))


def _refusal_of(data: bytes) -> UnwritableFormat | None:
    if (found := _NO_CHARACTER_BYTES.search(data)) is not None:
        return UnwritableFormat(
            "The answer has the character U+%(code)s, which XML cannot hold.",
            hint="Ask for another format, such as JSON or Turtle.",
            values={"code": f"{ord(found[0].decode()):04X}"},
        )
    if (found := _NO_NAME.search(data)) is not None:
        if found[0].startswith(_RESERVED):
            return UnwritableFormat(
                "RDF/XML cannot name the property or class %(iri)s, whose namespace XML reserves for itself.",
                hint="Ask for another format, such as Turtle.",
                values={"iri": f"<{_XMLNS}{found[0].removeprefix(_RESERVED).decode()}>"},
            )
        return UnwritableFormat(
            "RDF/XML cannot name the property or class %(iri)s, whose IRI ends in no name.",
            hint="Ask for another format, such as Turtle.",
            values={"iri": f"<{(found[1] or b'').decode()}>" if found[1] else found[0].decode()[1:]},
        )
    return None


def unwritable(error: OSError) -> UnwritableFormat:
    """Return the refusal that an error of the engine's serialisers stands for: RDF/XML or JSON-LD has no such form."""
    return UnwritableFormat(
        "The answer cannot be written in this format: %(reason)s.", values={"reason": str(error).rstrip(".")}
    )
