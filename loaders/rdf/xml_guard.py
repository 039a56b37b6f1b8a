"""Look at RDF/XML on its way to the parser, with expat, which knows where it is: what is not well-formed gets its line
and column, nesting is bounded, and entities are written out within bounds.

A document type may declare entities made of entities: some hundred bytes become a gigabyte. Declarations are written
anew, each with its whole text and quoted as the parser wants it; nothing outside the file is ever read.
"""

import re
from typing import IO, Final
from xml.parsers import expat

from graph.limits import LIMITS, MB
from loaders.rdf.nesting import TooMuch
from loaders.rdf.streams import BLOCK, BlockStream

_REFERENCE: Final = re.compile(r"&([^;&\s]+);")
_PREDEFINED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_QUOTED: Final = re.compile(r"[&<>\"'%\x00-\x1f]")
_FREE: Final = MB
_OUTSIDE: Final = (
    "an entity that lies outside the document, and nothing outside it is read; write its text where it is "
    "meant"
)
# expat knows the letters of names that XML 1.0 had up to its fourth edition. From a newer one on, tags are counted,
# and the parser, which knows them all, is left to say what is well-formed.
_NEWER_NAME: Final = re.compile(rb"<[^<>]*[\x80-\xff]\Z")
_TAG: Final = re.compile(rb"""<(?:[^<>"']|"[^"]*+"|'[^']*+')*+""")
_WITHOUT_TAGS: Final = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_LONGEST_TAG: Final = 2 * LIMITS.rdf_literal_bytes


class NotWellFormed(Exception):
    """XML that is none: what, and where (1-based)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class XmlChecked(BlockStream):
    """A stream of RDF/XML in UTF-8 that is checked while it is read.

    Reading raises NotWellFormed or TooMuch.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EndDoctypeDeclHandler = self._doctype_ends
        self._parser.EntityDeclHandler = self._entity
        self._parser.ExternalEntityRefHandler = self._outside
        self._depth = 0
        self._declared: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._span = [-1, -1]
        self._name = ""
        self._head: bytes | None = b""
        self._read = self._written = 0
        self._over = self._by_tags = False
        self._open_tag = b""

    def next_block(self) -> bytes:
        ready, block = b"", b" "
        while block and not ready:
            block = self._stream.read(BLOCK)
            ready = self._see(block)
        return ready

    def _see(self, block: bytes) -> bytes:
        """Take a block; return what of the text may go on to the parser."""
        if self._over:
            return b""
        self._over = not block
        if self._by_tags:
            self._count_tags(block)
        else:
            self._parse(block)
        self._bound(block)
        if self._head is None:
            return block
        self._head += block
        if not self._depth and block:
            if len(self._head) > LIMITS.xml_head_bytes:
                raise TooMuch(f"has more than {LIMITS.xml_head_bytes:,} bytes before its first element")
            return b""
        head, self._head = self._head, None
        return self._rewritten(head)

    def _parse(self, block: bytes) -> None:
        try:
            self._parser.Parse(block, self._over)
        except expat.ExpatError as error:
            message = expat.ErrorString(error.code)
            if "amplification" in message:
                raise self._too_long() from error
            text = self._open_tag + block
            at = max(self._parser.ErrorByteIndex - self._read + len(self._open_tag), 0)
            start = max(text.rfind(b"<", 0, at), 0)
            if self._depth and _NEWER_NAME.match(text[start : at + 1]):
                self._by_tags, self._open_tag = True, b""
                self._count_tags(text[start:])
                return
            if "external entity" in message:
                raise NotWellFormed(f"this is {_OUTSIDE}", error.lineno, error.offset + 1) from error
            raise NotWellFormed(
                f"is no well-formed XML: {message}", error.lineno, error.offset + 1
            ) from error
        text = self._open_tag + block
        start = text.rfind(b"<")
        is_open = 0 <= start > text.rfind(b">") and len(text) - start <= BLOCK
        self._open_tag = text[start:] if is_open else b""

    def _count_tags(self, block: bytes) -> None:
        """Count the tags of a block; what it has the beginning of only is kept for the next."""
        text = self._open_tag + block
        at = text.find(b"<")
        while at >= 0:
            end = self._end_of_tag(text, at)
            if end < 0:
                break
            at = text.find(b"<", end)
        self._open_tag = text[at:] if at >= 0 else b""
        if len(self._open_tag) > _LONGEST_TAG:
            raise TooMuch(f"a tag here is longer than {_LONGEST_TAG:,} bytes", self._parser.CurrentLineNumber)

    def _end_of_tag(self, text: bytes, at: int) -> int:
        """Count what begins here, and return where it ends; -1 where that is not to be seen yet."""
        for opening, closing in _WITHOUT_TAGS:
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                return end + len(closing) if end >= 0 else -1
            if opening.startswith(text[at : at + len(opening)]):
                return -1
        found = _TAG.match(text, at)
        end = found.end() if found else at + 1
        after = text[end : end + 1]
        if after == b"<":
            return end  # none; the parser says so
        if after != b">":
            return -1
        if text.startswith(b"</", at):
            self._end("")
        elif not text.startswith(b"<!", at):
            self._start("", None)
            if text[end - 1 : end] == b"/":
                self._end("")
        return end + 1

    def _bound(self, block: bytes) -> None:
        self._read += len(block)
        for name, text in self._texts.items():
            self._written += block.count(b"&%b;" % name.encode()) * len(text)
        if self._written > _FREE + LIMITS.entity_ratio * self._read:
            raise self._too_long()

    def _too_long(self) -> TooMuch:
        return TooMuch(
            f"with its entities written out it has more than {LIMITS.entity_ratio} times its size; "
            "write their texts where they are meant, or declare shorter ones",
            self._parser.CurrentLineNumber,
        )

    def _start(self, _name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > 2 * LIMITS.rdf_nesting:
            raise TooMuch(
                f"more than {LIMITS.rdf_nesting} nodes are nested in one another here; "
                "give nodes rdf:about or rdf:nodeID instead",
                self._parser.CurrentLineNumber,
            )

    def _end(self, _name: str) -> None:
        # What was open once stays counted as such for the head.
        self._depth = max(self._depth - 1, 1)

    def _doctype(self, name: str, *_: object) -> None:
        self._name, self._span[0] = name, self._parser.CurrentByteIndex

    def _doctype_ends(self) -> None:
        self._span[1] = self._parser.CurrentByteIndex
        for name in self._declared:
            self._texts[name] = self._written_out(name, ())

    def _entity(self, name: str, is_parameter: int, value: str | None, *_: object) -> None:
        if is_parameter or value is None:
            return  # what lies outside the file is not read, and what is undeclared the parser refuses by name
        if len(self._declared) >= LIMITS.entities:
            raise TooMuch(f"declares more than {LIMITS.entities} entities", self._parser.CurrentLineNumber)
        self._declared.setdefault(name, value)

    def _outside(self, name: str, *_: object) -> int:
        raise NotWellFormed(
            f"&{name}; is {_OUTSIDE}", self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        )

    def _written_out(self, name: str, within: tuple[str, ...]) -> str:
        """Return the whole text of an entity, each entity in it written out."""
        if name in self._texts:
            return self._texts[name]
        if name in within:
            raise TooMuch(f"the entity &{name}; is made of itself")
        parts: list[str] = []
        length = at = 0
        value = self._declared[name]
        for found in [*_REFERENCE.finditer(value), None]:
            parts.append(value[at : found.start()] if found else value[at:])
            if found:
                parts.append(self._referred(found[1], (*within, name)))
                at = found.end()
            length += sum(map(len, parts[-2:]))
            if length > LIMITS.entity_length:
                raise TooMuch(
                    f"the entity &{name}; has more than {LIMITS.entity_length:,} characters when what is in it is "
                    "written out; write the text itself where it is meant"
                )
        text = self._texts[name] = "".join(parts)
        return text

    def _referred(self, name: str, within: tuple[str, ...]) -> str:
        if name in _PREDEFINED:
            return _PREDEFINED[name]
        if name.startswith("#"):
            return chr(int(name[2:], 16) if name[1:2] in "xX" else int(name[1:]))
        return self._written_out(name, within) if name in self._declared else f"&{name};"

    def _rewritten(self, head: bytes) -> bytes:
        """Return the head with its document type made of nothing but entities, on as many lines."""
        start, end = self._span
        if start < 0 or end < 0:
            return head
        start = head.rindex(b"<!DOCTYPE", 0, start + 1)  # expat tells of it when it has read the name
        end = head.index(b">", end) + 1
        declared = "".join(
            f'<!ENTITY {name} "{_QUOTED.sub(lambda sign: f"&#{ord(sign[0])};", text)}">'
            for name, text in self._texts.items()
        )
        lines = "\n" * head.count(b"\n", start, end)
        return head[:start] + f"<!DOCTYPE {self._name} [{declared}{lines}]>".encode() + head[end:]
