"""Which files of RDF there are: those that a path names, those below a folder, and those in a zip."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat

from graph.errors import InputError, Problem
from graph.folders import refuse_outside
from loaders.rdf.encoding import NotDecodable, decoded
from loaders.rdf.packing import (
    SUFFIXES,
    Advance,
    Unpackable,
    cannot_read,
    is_zip,
    members_of,
    unpacked,
)
from loaders.rdf.streams import buffered
from loaders.rdf.syntax import FORMATS, HEAD, HOLD_QUADS, format_named, format_told, is_web_page

NOTHING: Final = "Nothing was loaded."


@dataclass(frozen=True)
class Part:
    """A text of RDF in a file: the file's own, or one of the members of a zip. `name` is how messages call it.

    Of a request it is the `body`, whose syntax is the one that the request says.
    """

    path: Path
    name: str
    format: RdfFormat
    member: str | None = None
    body: bytes | None = None


@dataclass(frozen=True)
class RdfFile:
    """A file of RDF: its path, its size in bytes, and the texts in it: one, or those of a zip."""

    path: Path
    size: int
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, path: Path) -> "RdfFile | None":
        """Describe a file by its name, or return None where the name is of no syntax we read."""
        found = format_named(path.name)
        if (found is not None or path.suffix.lower() == ".zip") and is_zip(path):
            parts = _in_zip(path, found)
        else:
            parts = () if found is None else (Part(path, str(path), found),)
        return cls(path, path.stat().st_size, parts) if parts else None

    @property
    def holds_graphs(self) -> bool:
        """Whether a syntax of the file is one whose statements name their graphs."""
        return any(part.format in HOLD_QUADS for part in self.parts)


def _in_zip(path: Path, outer: RdfFormat | None) -> tuple[Part, ...]:
    try:
        members = members_of(path)
    except Unpackable as error:
        raise InputError(NOTHING, problems=(Problem(str(path), str(error)),)) from error
    named = [(member, format_named(member)) for member in members]
    parts = tuple(Part(path, f"{path}/{m}", f, m) for m, f in named if f is not None)
    if not parts and outer is not None and len(members) == 1:
        return (Part(path, f"{path}/{members[0]}", outer, members[0]),)
    return parts


def rdf_files(path: Path) -> list[RdfFile]:
    """Return the RDF files a path names: itself, or those below it in order; raise InputError where there are none."""
    candidates = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    try:
        files = [f for f in map(RdfFile.of, candidates) if f is not None]
        if path.is_dir():
            refuse_outside(path, (file.path for file in files))
    except OSError as error:
        raise cannot_read(path, error) from error
    if not files:
        raise InputError(
            f"{path} holds no RDF.",
            hint=f"RDF files end in {', '.join(FORMATS)}, each also with {', '.join(SUFFIXES[:-1])} or in a "
            f"{SUFFIXES[-1]}; tables have a metadata.json.",
        )
    return files


@dataclass(frozen=True)
class Text:
    """The text of a part while it is open: in UTF-8, without a mark, and the syntax that it is in."""

    stream: io.BufferedReader
    format: RdfFormat


@contextmanager
def opened(part: Part, advance: Advance | None = None, *, encoding: str | None = None) -> Iterator[Text]:
    """Open a part: unpack it, decode it, and look what syntax it is in. `advance` is called with the bytes read.

    Raises InputError with the reason where a part cannot be read so far, now or while the stream is read.
    """
    try:
        if part.body is not None:
            stream = decoded(buffered(io.BytesIO(part.body)), encoding)
            _refuse_web_page(part, stream.peek(HEAD)[:HEAD])
            yield Text(stream, part.format)
            return
        with unpacked(part.path, part.member, advance) as packed:
            stream = decoded(packed, encoding)
            head = stream.peek(HEAD)[:HEAD]
            _refuse_web_page(part, head)
            yield Text(stream, format_told(head, part.format))
    except Unpackable as error:
        raise InputError(NOTHING, problems=(Problem(part.name, str(error)),)) from error
    except NotDecodable as error:
        raise InputError(NOTHING, problems=(Problem(part.name, str(error), error.line),)) from error
    except OSError as error:
        raise cannot_read(part.path, error) from error


def _refuse_web_page(part: Part, head: bytes) -> None:
    if is_web_page(head):
        raise InputError(
            NOTHING,
            problems=(Problem(part.name, "is a web page (HTML), and no RDF"),),
            hint="Fetch the data itself: its page often links to a download, or gives it for 'Accept: text/turtle'.",
        )
