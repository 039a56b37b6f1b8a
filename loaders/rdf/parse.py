"""Read the statements of files and request bodies: open and unpack, decode, check, parse, and tell what is wrong.

The parser runs first, strictly and fast. Only what it refuses is looked at again, statement by statement
(`loaders/rdf/faults.py`), so that all faults are told in one go, or left out and counted where that was asked for.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.rdf.batch import Batch, in_batches
from loaders.rdf.encoding import place_of_bad_utf_8
from loaders.rdf.faults import (
    LineFilter,
    Wrong,
    error_of,
    found_in,
    not_utf_8,
    piece_at,
    said,
    without,
    wrong_statements,
)
from loaders.rdf.files import NOTHING, Part, RdfFile, Text, opened
from loaders.rdf.findings import NO_JSON_LD, Findings, Options
from loaders.rdf.json_ld import Fault, prepare
from loaders.rdf.nesting import Checked, TooMuch
from loaders.rdf.packing import Advance
from loaders.rdf.streams import BlockStream, buffered
from loaders.rdf.syntax import BY_LINES
from loaders.rdf.values import LARGE, NO_BASE, relative_iri, too_large
from loaders.rdf.xml_guard import NotWellFormed, XmlChecked


def read_quads(
    file: RdfFile,
    advance: Advance | None = None,
    *,
    options: Options | None = None,
    findings: Findings | None = None,
    rename_blank_nodes: bool = True,
) -> Iterator[Quad]:
    """Yield the statements of a file; its blank nodes get names that are nobody else's, the same in all statements.

    `advance` is called with the bytes read; `findings` gets what was found. Raises InputError with every fault, each
    with file, line and column.
    """
    found = read_batches(
        file, advance, options=options, findings=findings, rename_blank_nodes=rename_blank_nodes
    )
    return (quad for batch in found for quad in batch.quads)


def read_batches(
    file: RdfFile,
    advance: Advance | None = None,
    *,
    options: Options | None = None,
    findings: Findings | None = None,
    rename_blank_nodes: bool = True,
) -> Iterator[Batch]:
    """Yield the statements of a file as `read_quads` does, many at once."""
    options = options or Options()
    findings = findings if findings is not None else Findings()
    for number, part in enumerate(file.parts):
        yield from _Reading(part, options, findings, rename_blank_nodes).batches(advance)
        if part.member is not None and advance is not None:
            share = file.size // len(file.parts)
            advance(share if number else file.size - share * (len(file.parts) - 1))


def read_body(body: bytes, syntax: RdfFormat, *, base: str, encoding: str = "") -> Iterator[Quad]:
    """Yield the statements of a request's body; raise InputError with its faults, at least the first.

    An `encoding` that the request names goes before what the body says, but for a byte order mark.
    """
    part = Part(Path(), "", syntax, body=body)
    findings = Findings()
    options = Options(base=base, encoding=encoding or None, of_request=True)
    reading = _Reading(part, options, findings, rename=True)
    for batch in reading.batches(None):
        yield from batch.quads
    if findings.without_context and not findings.statements:
        raise reading.refused(Fault(NO_JSON_LD))


@dataclass
class _Reading:
    part: Part
    options: Options
    findings: Findings
    rename: bool

    def batches(self, advance: Advance | None) -> Iterator[Batch]:
        try:
            with opened(self.part, advance, encoding=self.options.encoding) as text:
                yield from self._checked(self._parsed(text), text.format)
        except SyntaxError as error:
            raise self._refusal(error) from error
        except NotWellFormed as error:
            raise self.refused(self._not_utf_8() or Fault(str(error), error.line, error.column)) from error
        except TooMuch as error:
            raise self.refused(Fault(str(error), error.line)) from error
        except (ValueError, MemoryError) as error:
            raise self.refused(_of_the_engine(error)) from error

    def _parsed(self, text: Text) -> Iterator[list[Quad]]:
        syntax = text.format
        base = self.options.base
        # The parser looks at a long value anew for each block of a stream: what is in memory is given whole.
        stream: IO[bytes] | bytes
        if syntax == RdfFormat.JSON_LD:
            stream = self._json(text.stream)
            base = base or NO_BASE
        elif self.options.lenient:
            stream = self._mended(text)
        else:
            stream = guarded(text.stream, syntax)
            if self.part.body is not None:
                stream = stream.read()
        return in_batches(parse(stream, format=syntax, base_iri=base, rename_blank_nodes=self.rename))

    def _json(self, stream: IO[bytes]) -> bytes:
        data = stream.read(LIMITS.json_bytes + 1)
        if len(data) > LIMITS.json_bytes:
            raise TooMuch(
                f"has more than {LIMITS.json_bytes:,} bytes, and JSON-LD is read whole; "
                "divide it, or make N-Quads of it"
            )
        prepared = prepare(data, self.options.contexts)
        if prepared.unknown:
            for address, place in prepared.unknown:
                said_ = f"the context {address} is not known here, and nothing is fetched"
                self.findings.add(self.part.name, Fault(said_, place.line, place.column))
            raise InputError(
                NOTHING,
                problems=self.findings.problems(),
                hint="Write the context into the document."
                if self.options.of_request
                else "Get the context and load with --context ADDRESS=FILE, or write it into the file.",
            )
        self.findings.without_context |= prepared.has_words and not prepared.has_context
        for fault in prepared.faults:
            self.findings.add(self.part.name, fault)
        if prepared.faults and not self.options.lenient:
            raise self._all_faults()
        return prepared.text

    def _checked(self, found: Iterator[list[Quad]], syntax: RdfFormat) -> Iterator[Batch]:
        """Yield what can be taken. What cannot is a fault; with the first one nothing more is given, all are told."""
        marks_base = self.options.base is None and syntax == RdfFormat.JSON_LD
        is_n3 = syntax == RdfFormat.N3
        wrong: list[tuple[str, bytes]] = []
        for quads in found:
            batch = Batch.of(quads)
            if is_n3 and any(isinstance(quad.graph_name, BlankNode) for quad in quads):
                raise self.refused(Fault("holds formulas or rules of N3, which are no RDF; take them out"))
            faults = dict(self._too_large(batch))
            if marks_base:
                faults |= {
                    n: (said("No scheme found", f"<{relative}>"), json.dumps(relative).encode())
                    for n, quad in enumerate(quads)
                    if n not in faults and (relative := relative_iri(quad)) is not None
                }
            wrong += (fault for _, fault in sorted(faults.items()))
            batch = batch.but(faults)
            if batch.quads and (not wrong or self.options.lenient):
                self.findings.statements += len(batch.quads)
                yield batch
        if wrong:
            for fault in self._places(wrong):
                self.findings.add(self.part.name, fault)
            if not self.options.lenient:
                raise self._all_faults()

    def _too_large(self, batch: Batch) -> Iterator[tuple[int, tuple[str, bytes]]]:
        """Yield the places of statements that have too large a value, and what is to be said of each."""
        if not self.options.of_dump and max(map(len, batch.lines)) > LARGE:
            for n, (quad, line) in enumerate(zip(batch.quads, batch.lines, strict=True)):
                if len(line) > LARGE and (large := too_large(quad)) is not None:
                    yield n, large

    def _places(self, wrong: list[tuple[str, bytes]]) -> Iterator[Fault]:
        """Yield faults with the place where each one's piece of the text stands first after the one before."""
        data = self._unchecked() or b""
        at = 0
        for message, piece in wrong:
            found = data.find(piece, at)
            at = found if found >= 0 else at
            yield Fault(message, *(_line_and_column(data, found) if found >= 0 else ()))

    def _mended(self, text: Text) -> IO[bytes] | bytes:
        """Return the text without what is wrong in it, which `findings` gets."""
        if text.format in BY_LINES:
            lines = LineFilter(text.format, lambda fault: self.findings.add(self.part.name, fault))
            return cast("IO[bytes]", _Blocks(lines.passed(text.stream)))
        data = _whole(guarded(text.stream, text.format), self.options.largest_looked_at)
        if data is None:
            raise self.refused(
                Fault(f"has more than {LIMITS.faulty_bytes:,} bytes; make N-Triples or N-Quads of it")
            )
        if error_of(data, text.format, self.options.base) is None:
            return data
        wrong = self._told(wrong_statements(data, text.format, self.options.base), self.findings)
        if wrong and wrong[-1].ends:
            raise self._all_faults("A declaration is wrong, and what follows it would mean something else.")
        return without(data, wrong)

    def _told(self, found: Iterator[Wrong], findings: Findings) -> list[Wrong]:
        wrong = []
        for one in found:
            findings.add(self.part.name, one.fault)
            wrong.append(one)
        return wrong

    def _refusal(self, error: SyntaxError) -> InputError:
        """Return the error for a text that its parser refused: with every fault that the slow look finds."""
        first = Fault(said(error.msg, piece_at(error, self.part.body or b"")), error.lineno, error.offset)
        found = Findings()
        mendable = True
        if not self._is_large_body():
            with opened(self.part, encoding=self.options.encoding) as text:
                if text.format in BY_LINES:
                    lines = LineFilter(text.format, lambda fault: found.add(self.part.name, fault))
                    for _ in lines.passed(text.stream):
                        pass
                elif text.format != RdfFormat.JSON_LD:
                    data = None
                    with suppress(NotWellFormed, TooMuch):  # behind the first fault, told alone
                        data = _whole(guarded(text.stream, text.format), self.options.largest_looked_at)
                    if data is not None and (bad := _bad_utf_8(data)) is not None:
                        found.add(self.part.name, bad)
                    elif data is not None:
                        wrong = self._told(wrong_statements(data, text.format, self.options.base), found)
                        mendable = not (wrong and wrong[-1].ends)
                    if not found.fault_count and first.line is None:
                        first = found_in(error.msg, (self._unchecked() if data is None else data) or b"")
        if not found.fault_count:
            mendable = False
            found.add(self.part.name, first)
        self.findings.faults, self.findings.fault_count = found.faults, found.fault_count
        return self._all_faults(mendable=mendable)

    def _is_large_body(self) -> bool:
        return self.part.body is not None and len(self.part.body) > self.options.largest_looked_at

    def _not_utf_8(self) -> Fault | None:
        data = self._unchecked()
        return None if data is None else _bad_utf_8(data)

    def _unchecked(self) -> bytes | None:
        """Return the whole text as it stands, None where it is too large to be looked at."""
        with opened(self.part, encoding=self.options.encoding) as text:
            return _whole(text.stream, self.options.largest_looked_at)

    def refused(self, fault: Fault) -> InputError:
        """Return the error for a fault that ends everything."""
        self.findings.faults, self.findings.fault_count = [], 0
        self.findings.add(self.part.name, fault)
        return self._all_faults(mendable=False)

    def _all_faults(self, why: str = "", *, mendable: bool = True) -> InputError:
        advice = self.findings.advice(self.options, mendable=mendable)
        return InputError(NOTHING, problems=self.findings.problems(), hint=f"{why} {advice}".lstrip())


def guarded(stream: IO[bytes], syntax: RdfFormat) -> IO[bytes]:
    """Return a stream that is bounded as it is read: nesting, entities; of RDF/XML also that it is XML."""
    if syntax == RdfFormat.RDF_XML:
        return buffered(XmlChecked(stream))
    if syntax in BY_LINES:
        return stream
    return buffered(Checked(stream))


def _bad_utf_8(data: bytes) -> Fault | None:
    bad = place_of_bad_utf_8(data)
    return None if bad is None else Fault(not_utf_8(bad[2]), bad[0], bad[1])


def _whole(stream: IO[bytes], most: int) -> bytes | None:
    """Return what a stream holds, None where that is more than `most` bytes."""
    data = stream.read(most + 1)
    return data if len(data) <= most else None


def _line_and_column(data: bytes, at: int) -> tuple[int, int]:
    start = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8", "replace")) + 1


def _of_the_engine(error: Exception) -> Fault:
    if isinstance(error, MemoryError):
        return Fault(
            f"a value is larger than {LIMITS.rdf_literal_bytes:,} bytes; keep it in a file of its own"
        )
    return Fault(said(str(error), ""))


class _Blocks(BlockStream):
    """A stream of blocks that are made as it is read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__()
        self._blocks = blocks

    def next_block(self) -> bytes:
        return next((block for block in self._blocks if block), b"")
