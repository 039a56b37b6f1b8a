"""Which format a file of articles is in, told by what it holds before its name, and the reader of each.

A reader is a function of a file's name, for messages, and its bytes; it yields what it finds (`found.py`), or raises
`InputError` with one line where the file is nothing of the kind. Those of files with files within are given a function
that reads these, and counts what it reads.
"""

import importlib
import io
import re
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.articles.input.formats.found import Found, Results, TooMuch
from loaders.articles.input.formats.zips import DAMAGED

__all__ = ["Found", "Results", "format_of", "is_article_file", "is_article_name", "read_content"]

_SUFFIXES: Final = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "doc",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".jsonl": "scraped",
    ".ndjson": "scraped",
    ".jsonlines": "scraped",
    ".rss": "feed",
    ".atom": "feed",
    ".mht": "mail",
    ".mhtml": "mail",
    ".eml": "mail",
}
_MAYBE: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "scraped",
    ".xml": "feed",
    ".zip": "archive",
}
"""Names that other files have as well: notes about data, RDF, tables."""
_OTHERS: Final = {
    ".csv": "sheet", ".tsv": "sheet", ".ttl": "rdf", ".nt": "rdf", ".nq": "rdf", ".trig": "rdf", ".n3": "rdf",
    ".rdf": "rdf", ".owl": "rdf", ".jsonld": "rdf",
}  # fmt: skip
READ: Final = ".txt, .html, .pdf, .docx, .odt, .rtf, .epub, .md, .json, .jsonl, .rss, .mht, .eml or .zip"
_NOT_READ: Final = {
    "doc": "a document of Word 97-2003; open it and save it as .docx",
    "sheet": "a table and no article; it is loaded by itself (README, Load)",
    "slides": "slides are not read; save them as .pdf",
    "password": "the document is protected by a password; save it without one",
    "picture": "a picture; run text recognition on it and save the text",
    "archived": "this kind of archive is not read; unpack it, or pack it as .zip",
    "rdf": "RDF and no article; it is loaded by itself (README, Load)",
    "xml": "XML that is no feed; RDF is loaded by itself (README, Load)",
}
_MANY: Final = frozenset({"archive", "scraped", "feed"})
"""Formats that hold many articles, and may be larger than one."""
_WITH_FILES: Final = frozenset({"archive", "mail"})
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final = {
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"Rar!": "archived",
    b"7z\xbc\xaf": "archived",
    b"\x1f\x8b": "archived",
    b"BZh": "archived",
    b"\xfd7zXZ": "archived",
    b"\x28\xb5\x2f\xfd": "archived",
}
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_HEAD: Final = 8192


def is_article_name(name: str) -> bool:
    """Whether a file's name is one that only an article has.

    >>> is_article_name("Báo cáo.DOCX"), is_article_name("people.ttl"), is_article_name("data.json")
    (True, False, False)
    """
    return PurePosixPath(name.lower()).suffix in _SUFFIXES


def is_article_file(path: Path) -> bool:
    """Whether a file is one of articles by its name, or by what it holds where others have such names too."""
    if is_article_name(path.name):
        return True
    if (
        PurePosixPath(path.name.lower()).suffix not in _MAYBE
        or path.stat().st_size > LIMITS.articles_packed_bytes
    ):
        return False
    content = path.read_bytes()
    found = format_of(path.name, content)
    if found == "archive":
        return _holds_articles(content)
    if found == "scraped":
        from loaders.articles.input.formats.scraped import is_scraped  # noqa: PLC0415

        return is_scraped(content)
    return found is not None and found not in _NOT_READ


def format_of(name: str, content: bytes) -> str | None:
    """Return the format of a file: the one that its bytes show, or else the one that its name says; None for neither.

    >>> format_of("report.txt", b"%PDF-1.7 ..."), format_of("report.txt", b"Hanoi"), format_of("a.xyz", b"...")
    ('pdf', 'text', None)
    """
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(_OLE):
        return "password" if "EncryptedPackage".encode("utf-16-le") in content else "doc"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    told = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    suffix = PurePosixPath(name.lower()).suffix
    named = told or _SUFFIXES.get(suffix) or _MAYBE.get(suffix) or _OTHERS.get(suffix)
    if named in ("text", "feed", "scraped") and _PAGE.match(content):
        return "page"
    if suffix in (".xml", ".html", ".txt"):
        from loaders.articles.input.formats.feed import ROOT  # noqa: PLC0415

        is_feed = ROOT.match(content[:_HEAD])
        return "feed" if is_feed else ("xml" if suffix == ".xml" else named)
    return named


def _packed(content: bytes) -> str:
    """Tell the kinds of documents that are zips apart by what is in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = frozenset(packed.namelist())
            kind = b""
            if "mimetype" in names:
                with packed.open("mimetype") as told:
                    kind = told.read(100)
    except DAMAGED:
        return "archive"  # its reader says that it is damaged
    if "word/document.xml" in names:
        return "docx"
    if kind.startswith(b"application/epub+zip") or "META-INF/container.xml" in names:
        return "epub"
    if kind.startswith(b"application/vnd.oasis.opendocument."):
        rest = kind.removeprefix(b"application/vnd.oasis.opendocument.")
        return "odt" if rest.startswith(b"text") else ("sheet" if rest.startswith(b"spread") else "slides")
    if any(name.startswith("xl/") for name in names):
        return "sheet"
    return "slides" if any(name.startswith("ppt/") for name in names) else "archive"


def _holds_articles(content: bytes) -> bool:
    """Whether a zip holds articles and no RDF; what only may be either is told when it is read."""
    from loaders.rdf.syntax import format_named  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [name for name in packed.namelist() if not name.endswith("/")]
            maybe = [name for name in names if PurePosixPath(name.lower()).suffix in _MAYBE]
            if any(format_named(name) and name not in maybe for name in names):
                return False
            if any(is_article_name(name) or name.lower().endswith((".md", ".zip")) for name in names):
                return True
            for name in maybe[:20]:
                if packed.getinfo(name).file_size <= LIMITS.article_bytes:
                    from loaders.articles.input.formats.scraped import is_scraped  # noqa: PLC0415

                    inside = packed.read(name)
                    found = format_of(name, inside)
                    if found == "feed" or (found == "scraped" and is_scraped(inside)):
                        return True
    except DAMAGED:
        return False
    return False


@dataclass
class _Bounds:
    """What was read of files within one file, and how deep they lie."""

    files: int = 0
    size: int = 0


def read_content(name: str, content: bytes) -> Results:
    """Yield the articles of a file; raise InputError with one line where it has none."""
    yield from _read(name, content, _Bounds(), 0)


def _read(name: str, content: bytes, bounds: _Bounds, depth: int) -> Results:
    found = format_of(name, content)
    if found is None:
        raise InputError(f"{name}: not a kind of file that is read; save it as {READ}")
    if found in _NOT_READ:
        raise InputError(f"{name}: {_NOT_READ[found]}")
    if len(content) > LIMITS.article_bytes and found not in _MANY:
        raise InputError(
            f"{name}: {len(content) / 1e6:.0f} MB is too large for an article; "
            f"{LIMITS.article_bytes // 10**6} MB are read"
        )
    reader = importlib.import_module(f"{__name__}.{found}")
    if found not in _WITH_FILES:
        yield from reader.read(name, content)
        return
    if depth >= LIMITS.articles_nesting:
        raise TooMuch(f"{name}: files lie in files more than {LIMITS.articles_nesting} deep; unpack it first")
    yield from reader.read(name, content, partial(_read_within, bounds=bounds, depth=depth + 1))


def _read_within(name: str, content: bytes, *, bounds: _Bounds, depth: int) -> Results:
    """Read a file within a file, as long as all of them together keep to the limits."""
    bounds.files += 1
    bounds.size += len(content)
    if bounds.files > LIMITS.zip_members or bounds.size > LIMITS.articles_unpacked_bytes:
        raise TooMuch(
            f"{name}: here the files within files are more than {LIMITS.zip_members:,}, or than "
            f"{LIMITS.articles_unpacked_bytes / 1e6:,.0f} MB; the rest is not read: unpack it and load it in parts"
        )
    yield from _read(name, content, bounds, depth)
