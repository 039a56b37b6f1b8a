"""Which format a file of articles is in, told by what it holds before its name, and the reader of each.

A reader is a function of a file's name, for messages, and its bytes; it yields what it finds (`found.py`), or raises
`InputError` with one line where the file is nothing of the kind.
"""

import importlib
import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

from graph.errors import InputError
from loaders.articles.input.formats.found import Found, Results

__all__ = ["Found", "Results", "format_of", "is_article_name", "read_content"]

_SUFFIXES: Final = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "doc",
}
READ: Final = ".txt, .html, .pdf and .docx"
_NOT_READ: Final = {
    "doc": "a document of Word 97-2003; open it and save it as .docx",
    "sheet": "a workbook and no article; tables are loaded as such (README, Tables)",
    "slides": "slides are not read; save them as .pdf",
    "password": "the document is protected by a password; save it without one",
    "zip": "what is in this zip is none of a kind that is read",
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)


def is_article_name(name: str) -> bool:
    """Whether a file's name is one that an article may have.

    >>> is_article_name("Báo cáo.DOCX"), is_article_name("people.ttl")
    (True, False)
    """
    return PurePosixPath(name.lower()).suffix in _SUFFIXES


def format_of(name: str, content: bytes) -> str | None:
    """Return the format of a file: the one that its bytes show, or else the one that its name says; None for neither.

    >>> format_of("report.txt", b"%PDF-1.7 ..."), format_of("report.txt", b"Hanoi"), format_of("a.png", b"...")
    ('pdf', 'text', None)
    """
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(_OLE):
        return "password" if "EncryptedPackage".encode("utf-16-le") in content else "doc"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    named = _SUFFIXES.get(PurePosixPath(name.lower()).suffix)
    if named is not None and _PAGE.match(content):
        return "page"
    return named


def _packed(content: bytes) -> str:
    """Tell the kinds of documents that are zips apart by what is in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = frozenset(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "docx"  # its reader says that it is damaged
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "sheet"
    return "slides" if any(name.startswith("ppt/") for name in names) else "zip"


def read_content(name: str, content: bytes) -> Results:
    """Yield the articles of a file; raise InputError with one line where it has none."""
    found = format_of(name, content)
    if found is None:
        raise InputError(f"{name}: not a kind of file that is read; save it as {READ}")
    if found in _NOT_READ:
        raise InputError(f"{name}: {_NOT_READ[found]}")
    reader = importlib.import_module(f"{__name__}.{found}")
    yield from reader.read(name, content)
