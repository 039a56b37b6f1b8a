"""Read one article from a file: plain text, HTML saved from the web, or PDF with a text layer.

The text of an article is what offsets count in, so a plain text is kept as it stands, to the last space. From
HTML the main text is taken and menus, teasers and comments are left out. What cannot be read is one
InputError of one line.
"""

import csv
import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError
from graph.folders import refuse_outside
from graph.limits import LIMITS
from loaders.articles.input.decoding import decode, decode_page
from loaders.articles.input.origins import Origin, Origins, of_page, origins_of
from loaders.articles.input.particulars import sound
from loaders.articles.input.stretches import Stretch, stretch_of

LANGUAGES: Final = ("vi", "en", "ru", "fr")
LARGEST: Final = LIMITS.article_bytes
"""Bytes of a file that is read; an article of a few kilobytes may come in a PDF of some megabytes."""
LONGEST: Final = LIMITS.article_length
"""Characters of a text that is read: more is no article."""
_SIDE_CAR: Final = "reports.csv"
_SUFFIXES: Final = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf"}
_ORIGINAL = re.compile(
    r"(?im)(?:source|nguồn|источник)[^\S\n]*:[^\S\n]*(https?://[^\n<>\"]{4,500}?)[^\S\n]*$"
)
_SAMPLE: Final = 1500


@dataclass(frozen=True)
class Article:
    """An article's text with what is known of it, and from where (`origins`). `note` says what had to be guessed to
    read it."""

    name: str
    text: str
    language: str
    kind: str = "text"
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    original_url: str | None = None
    note: str | None = None
    origins: Origins = ()

    @property
    def sha256(self) -> str:
        """The hash of the text's UTF-8 bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def slug(self) -> str:
        """A name for the source made of the file's: `nghe-an-2024-04.en.txt` is `nghe-an-2024-04-en`."""
        return slug_of_file(self.name, self.sha256)

    @property
    def length(self) -> int:
        """The code points of the text."""
        return len(self.text)

    def stretch(self, start: int, end: int) -> Stretch:
        """Return what may be kept of the words at a place."""
        return stretch_of(self.text, start, end)

    @property
    def original(self) -> str:
        """What makes two articles one witness: the address of the original, or of this one, or the text
        itself."""
        return self.original_url or self.url or self.sha256


def slug_of_file(name: str, sha256: str) -> str:
    """Return a slug made of a file's name, or of the hash of its text where the name has none.

    >>> slug_of_file("nghe-an-2024-04.en.txt", "")
    'nghe-an-2024-04-en'
    """
    stem = name.rsplit(".", 1)[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or sha256[:12]


@dataclass(frozen=True)
class File:
    """A file to read and what its side-car says of it, at which line."""

    path: Path
    said: Mapping[str, str]
    told_at: str = ""


def files_in(path: Path) -> tuple[File, ...]:
    """Return the articles of a folder, by name, or the one file given; files of other kinds are left to
    `read`.

    `reports.csv` in a folder says of its files: language, title, publisher, url, published, original_url.
    Raises InputError where that table cannot be read or names a file that is missing.
    """
    folder = path if path.is_dir() else path.parent
    said = _side_car(folder / _SIDE_CAR)
    if path.is_file():
        return (_file(path, said),)
    paths = sorted(p for p in path.iterdir() if p.is_file() and not _is_beside(p))
    refuse_outside(path, [*paths, path / _SIDE_CAR])
    missing = sorted(set(said) - {p.name for p in paths})
    if missing:
        raise InputError(f"{folder / _SIDE_CAR} names {missing[0]}, which is not in the folder.")
    return tuple(_file(p, said) for p in paths)


def _file(path: Path, said: Mapping[str, tuple[int, Mapping[str, str]]]) -> File:
    line, row = said.get(path.name, (0, {}))
    return File(path, row, f"{_SIDE_CAR}:{line}" if line else path.name)


def _is_beside(path: Path) -> bool:
    return path.name == _SIDE_CAR or path.name.startswith(".") or path.stem.upper() in ("README", "LICENSE")


def _side_car(path: Path) -> dict[str, tuple[int, Mapping[str, str]]]:
    """Return file name -> the line that tells of it, and what that says."""
    if not path.is_file():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        told = [(rows.line_num, row) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if told and "file" not in told[0][1]:
        raise InputError(f"{path} has no column 'file'.")
    return {
        row["file"]: (line, {k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str) and v})
        for line, row in told
        if row["file"]
    }


def read(file: File) -> Article:
    """Read one file; raise InputError with one line where there is no article of a known language in it."""
    path = file.path
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise InputError(f"{path.name}: not a kind of file that is read; save it as .txt, .html or .pdf")
    size = path.stat().st_size
    if size > LARGEST:
        raise InputError(
            f"{path.name}: {size / 1e6:.0f} MB is too large for an article; {LARGEST // 10**6} MB are read"
        )
    content = path.read_bytes()
    if not content.strip():
        raise InputError(f"{path.name}: the file is empty")
    found: dict[str, Any]
    origins: dict[str, Origin] = {}
    if kind == "pdf":
        found = _pdf(path.name, content)
        origins["title"] = Origin.FILE
    elif kind == "html":
        found, origins = _html(path.name, content)
    else:
        text, note = decode(path.name, content)
        found = {"text": text, "note": note}
    said = {k: v for k, v in file.said.items() if k in _SAID}
    origins |= {
        "original_url": Origin.LAST_LINE,
        "language": Origin.WORDS,
        **dict.fromkeys(said, Origin.LIST),
    }
    original = _ORIGINAL.search(found["text"], max(0, len(found["text"]) - 5000))
    found = {
        "original_url": original[1] if original else None,
        **{k: v for k, v in found.items() if v},
        **said,
    }
    if not found.get("text", "").strip():
        raise InputError(f"{path.name}: no text of an article was found in it")
    if len(found["text"]) > LONGEST:
        raise InputError(
            f"{path.name}: {len(found['text']):,} characters are too many for an article; {LONGEST:,} are read"
        )
    found["language"] = _language(path.name, found["text"], said.get("language"))
    where = {name: file.told_at if name in said else path.name for name in found}
    found, notes = sound(found, where)
    found["note"] = "; ".join(filter(None, (found.get("note"), *notes))) or None
    if found["original_url"] and found["original_url"] == found.get("url"):
        found["original_url"] = None
    known = [(field, origin) for field, origin in origins.items() if found.get(field)]
    return Article(name=path.name, kind=kind, **found, origins=origins_of(known))


_SAID: Final = ("language", "title", "publisher", "url", "published", "original_url")


def _html(name: str, content: bytes) -> tuple[dict[str, Any], dict[str, Origin]]:
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415

    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text, note = decode_page(name, content)
    if text.count("<") > 400_000 or re.search(r"(?:<[a-z]{1,10}>\s*){400}", text, re.IGNORECASE):
        raise InputError(f"{name}: the HTML is nested or repeated beyond what a page needs")
    try:
        page = bare_extraction(
            text, include_comments=False, include_tables=False, with_metadata=True, config=config
        )
    except (ValueError, RecursionError, AssertionError) as error:
        raise InputError(f"{name}: the HTML cannot be read ({error})") from error
    if page is None:
        raise InputError(f"{name}: no text of an article was found in the page")
    values = page if isinstance(page, dict) else page.as_dict()
    body, title = values.get("text") or "", values.get("title")
    if title and not body.startswith(title):
        body = f"{title}\n\n{body}"
    known = {
        "title": title,
        "author": values.get("author"),
        "publisher": values.get("sitename"),
        "url": values.get("url"),
        "published": values.get("date"),
    }
    return {"text": body, **known, "note": note}, of_page(text, known)


def _pdf(name: str, content: bytes) -> dict[str, Any]:
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise InputError(f"{name}: the PDF is protected by a password; save it without one")
        pages = [page.extract_text() for page in reader.pages[:200]]
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, NotImplementedError) as error:
        raise InputError(f"{name}: the PDF cannot be read ({error})") from error
    text = "\n\n".join(_joined(page) for page in pages).strip()
    if not text:
        raise InputError(f"{name}: the PDF has no text layer; run text recognition on it first")
    return {"text": text, "title": title}


def _joined(page: str) -> str:
    """Join the lines of a PDF's paragraph: a line that does not end a sentence goes on in the next."""
    return re.sub(r"(?<=[^.!?:;»”\"\n])\n(?=[^\W\d_A-ZĐÀ-ỸА-Я])", " ", page.replace("\u00ad\n", ""))


def detect(text: str) -> str:
    """Return the ISO code of the language a text is most likely in, as py3langid finds it."""
    import py3langid  # noqa: PLC0415 - its model takes seconds to load

    sample = text if len(text) <= _SAMPLE else text[len(text) // 8 : len(text) // 8 + _SAMPLE]
    return str(py3langid.classify(sample)[0])


def _language(name: str, text: str, said: str | None) -> str:
    if said:
        if said not in LANGUAGES:
            raise InputError(f"{name}: language {said!r} is not read; {', '.join(LANGUAGES)} are")
        return said
    letters = sum(c.isalpha() for c in text[:5000])
    if letters < 20:
        raise InputError(f"{name}: too few letters to tell a language")
    found = detect(text)
    if found == "zxx":  # ISO 639 for what is in no language
        raise InputError(f"{name}: it seems to be in no language: a list or a table, no article")
    if found not in LANGUAGES:
        raise InputError(
            f"{name}: the language seems to be {found!r}, which is not read; {', '.join(LANGUAGES)} are"
        )
    return found


def read_all(path: Path) -> Iterator[Article | InputError]:
    """Yield each article of a folder, or the error that says why there is none; one bad file stops no
    other."""
    for file in files_in(path):
        try:
            yield read(file)
        except InputError as error:
            yield error
        except OSError as error:
            yield InputError(f"{file.path.name}: {error.strerror or error}")
