"""Files of RDF: which there are, and their statements one after the other, unpacked on the way."""

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import zstandard
from pyoxigraph import Quad, RdfFormat, parse

from graph.claims.managed import is_managed
from graph.errors import InputError, Problem

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
PACKED: Final = (".gz", ".zst")
HOLD_QUADS: Final = (RdfFormat.N_QUADS, RdfFormat.TRIG)
_BLOCK: Final = 1 << 20

Advance = Callable[[int], None]


@dataclass(frozen=True)
class RdfFile:
    """A file of RDF: its path, syntax, packing (`.gz`, `.zst` or empty) and size in bytes."""

    path: Path
    format: RdfFormat
    packing: str
    size: int

    @classmethod
    def of(cls, path: Path) -> "RdfFile | None":
        """Describe a file by its name, or return None where the name is of no syntax we read."""
        packing = path.suffix if path.suffix in PACKED else ""
        syntax = Path(path.stem).suffix if packing else path.suffix
        found = FORMATS.get(syntax.lower())
        return None if found is None else cls(path, found, packing, path.stat().st_size)


def rdf_files(path: Path) -> list[RdfFile]:
    """Return the RDF files a path names: itself, or those below it in order; raise InputError where there are none."""
    candidates = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    try:
        files = [f for f in map(RdfFile.of, candidates) if f is not None]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if not files:
        known = ", ".join(FORMATS)
        raise InputError(
            f"{path} holds no RDF.",
            hint=f"RDF files end in {known}, each also with {' or '.join(PACKED)}; tables have a metadata.json.",
        )
    return files


def read_quads(
    file: RdfFile, advance: Advance | None = None, *, rename_blank_nodes: bool = True
) -> Iterator[Quad]:
    """Yield the statements of a file; its blank nodes get names that are nobody else's, the same in all statements.

    `advance` is called with the bytes read. Raises InputError with file, line and column.
    """
    try:
        with _opened(file, advance) as stream:
            base = file.path.resolve().as_uri()
            yield from parse(stream, format=file.format, base_iri=base, rename_blank_nodes=rename_blank_nodes)
    except SyntaxError as error:
        raise InputError(
            "Nothing was loaded.",
            problems=(Problem(str(file.path), error.msg, error.lineno, error.offset),),
            hint="Correct the file and load again.",
        ) from error
    except (ValueError, EOFError, gzip.BadGzipFile, zstandard.ZstdError) as error:
        problem = Problem(str(file.path), f"cannot be read as {file.path.suffix}: {error}")
        raise InputError("Nothing was loaded.", problems=(problem,)) from error


def line_of_managed(file: RdfFile) -> int | None:
    """Return the line of a file at which the first statement of a managed graph is complete; None where nobody can say.

    The file is given to the parser line by line, which is slow: ask when there is one.
    """
    if file.format not in HOLD_QUADS:
        return None
    with _opened(file, None) as stream:
        lines = _Lines(stream)
        for quad in parse(
            cast("IO[bytes]", lines), format=file.format, base_iri=file.path.resolve().as_uri()
        ):
            if is_managed(getattr(quad.graph_name, "value", "")):
                return lines.count
    return None


class _Lines(io.RawIOBase):
    """A stream that gives one line at a time, and counts them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
        self._left = b""
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._stream.readline()
            self.count += 1
        block, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def _opened(file: RdfFile, advance: Advance | None) -> Iterator[IO[bytes]]:
    with file.path.open("rb") as raw:
        counted = io.BufferedReader(_Counted(raw, advance), _BLOCK)
        if file.packing == ".gz":
            with gzip.open(counted) as stream:
                yield stream  # type: ignore[misc]
        elif file.packing == ".zst":
            with zstandard.ZstdDecompressor().stream_reader(counted, read_across_frames=True) as stream:
                yield io.BufferedReader(stream, _BLOCK)
        else:
            yield counted


class _Counted(io.RawIOBase):
    """A raw stream that reports how many bytes went through it."""

    def __init__(self, raw: IO[bytes], advance: Advance | None) -> None:
        self._raw, self._advance = raw, advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        block = self._raw.read(len(buffer))
        buffer[: len(block)] = block
        if self._advance:
            self._advance(len(block))
        return len(block)
