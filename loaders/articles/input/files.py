"""Find the files of articles that a path names, and make articles of what their formats give (`formats`).

The text of an article is what offsets count in, so a plain text is kept as it stands, to the last space. What cannot
be read is one InputError of one line.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError
from graph.folders import refuse_outside
from graph.limits import LIMITS
from loaders.articles.input.bilingual import other_texts
from loaders.articles.input.formats import Found, read_content
from loaders.articles.input.languages import language_of
from loaders.articles.input.mended import mended
from loaders.articles.input.origins import Origin, Origins, origins_of
from loaders.articles.input.particulars import sound
from loaders.articles.input.side_car import BESIDE, SAID, SAID_OF_ALL, SIDE_CAR, Row, is_of_a_page, rows_of
from loaders.articles.input.stretches import Stretch, stretch_of

LARGEST: Final = LIMITS.articles_packed_bytes
"""Bytes of a file that is read: many articles may be in it. Formats of one article are bounded by `article_bytes`."""
LONGEST: Final = LIMITS.article_length
"""Characters of a text that is read: more is no article."""
_ORIGINAL = re.compile(
    r"(?im)(?:source|nguồn|источник)[^\S\n]*:[^\S\n]*(https?://[^\n<>\"]{4,500}?)[^\S\n]*$"
)

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Article:
    """An article's text with what is known of it, and from where (`origins`). `dateline` is where it was written,
    `address` where its publisher is; `note` says what had to be guessed to read it."""

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
    dateline: str | None = None
    address: str | None = None
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

    >>> slug_of_file("nghe-an-2024-04.en.txt", ""), slug_of_file("news/feed.xml#3", "")
    ('nghe-an-2024-04-en', 'news-feed-xml-3')
    """
    stem = re.sub(r"\.[^.#!/]*$", "", name).lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or sha256[:12]


@dataclass(frozen=True)
class File:
    """A file to read and what its side-car says of it, at which line; `name` is its path in the folder that is
    loaded."""

    path: Path
    said: Mapping[str, str]
    told_at: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """What the file is called in messages, and its article in the graph."""
        return self.name or self.path.name


def files_in(path: Path, *, store: Path | None = None) -> tuple[File, ...]:
    """Return the files of a folder and of those within it, by name, or the one file given.

    `reports.csv` in a folder says of its files: language, title, publisher, url, published, original_url. A `store`
    within the folder is passed over, with the texts that it keeps. Files of other kinds are left to `articles_of` to
    tell. Raises InputError where such a table cannot be read or names a file that is missing, and where a file or
    folder lies elsewhere (a symbolic link).
    """
    if path.is_file():
        return (_file(path, path.name, _side_car(path.parent / SIDE_CAR)),)
    return tuple(_files_below(path, path, store and store.resolve()))


def _files_below(root: Path, folder: Path, store: Path | None) -> Iterator[File]:
    if folder.resolve() == store:
        return
    here = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    refuse_outside(root, [*here, folder / SIDE_CAR])
    said = _side_car(folder / SIDE_CAR)
    missing = sorted(set(said) - {p.name for p in here if p.is_file()})
    if missing:
        raise InputError(f"{folder / SIDE_CAR} names {missing[0]}, which is not in the folder.")
    pages = {p.stem for p in here if p.suffix.lower() in _PAGES}
    for path in here:
        if path.is_file() and not _is_beside(path):
            yield _file(path, path.relative_to(root).as_posix(), said)
        # A link to a folder of this one is no second folder; `page_files` is what a browser saves beside page.html.
        elif path.is_dir() and not path.is_symlink() and not is_of_a_page(path.name, pages):
            yield from _files_below(root, path, store)


_PAGES: Final = (".html", ".htm", ".xhtml")


def _file(path: Path, name: str, said: Mapping[str, Row]) -> File:
    row = said.get(path.name)
    return File(path, row.said, f"{SIDE_CAR}:{row.line}", name) if row else File(path, {}, name, name)


def _is_beside(path: Path) -> bool:
    return path.name == SIDE_CAR or path.name.startswith(".") or path.stem.upper() in BESIDE


def _side_car(path: Path) -> dict[str, Row]:
    return rows_of(path.read_bytes(), path) if path.is_file() else {}


def articles_of(file: File) -> Iterator[Article | InputError]:
    """Yield the articles of one file; where one cannot be read, the error that says why in one line.

    Raises InputError where nothing of the file can be read.
    """
    size = file.path.stat().st_size
    if size > LARGEST:
        raise InputError(
            f"{file.called}: {size / 1e6:.0f} MB is too large for articles; {LARGEST // 10**6} MB are read: divide it"
        )
    content = file.path.read_bytes()
    if not content.strip():
        raise InputError(f"{file.called}: the file is empty")
    for found in read_content(file.called, content):
        if isinstance(found, InputError):
            yield found
            continue
        try:
            yield from _by_language(_article(file, found))
        except InputError as error:
            yield error


def read(file: File) -> Article:
    """Return the article of a file that has one; raise InputError with one line where there is none."""
    first = next(articles_of(file))
    if isinstance(first, InputError):
        raise first
    return first


def _article(file: File, found: Found) -> Article:
    """Make an article of what a format gives, what is said of it beside, and what its last line says."""
    name = file.called + found.part
    if not found.text.strip():
        raise InputError(f"{name}: no text of an article was found in it")
    if len(found.text) > LONGEST:
        raise InputError(
            f"{name}: {len(found.text):,} characters are too many for an article; {LONGEST:,} are read"
        )
    text, mend = mended(name, _without_surrogates(found.text))
    given = {key: mended(name, _without_surrogates(value))[0] for key, value in found.fields.items()}
    told = SAID_OF_ALL if found.part else SAID
    said = {k: v for k, v in file.said.items() if k in told}
    original = _ORIGINAL.search(text, max(0, len(text) - 5000))
    last = {"original_url": original[1]} if original else {}
    fields: dict[str, Any] = {**last, **given, **said}
    origins = {
        **dict.fromkeys(last, Origin.LAST_LINE),
        "language": Origin.WORDS,
        **found.origins,
        **dict.fromkeys(said, Origin.LIST),
    }
    fields["language"] = language_of(name, text, fields.get("language"))
    where = {key: file.told_at if key in said else name for key in fields}
    fields, notes = sound(fields, where)
    note = "; ".join(filter(None, (found.note, mend, *notes))) or None
    if fields.get("original_url") and fields["original_url"] == fields.get("url"):
        fields["original_url"] = None
    known = [(key, origin) for key, origin in origins.items() if fields.get(key)]
    return Article(name, text, kind=found.kind, note=note, **fields, origins=origins_of(known))


def _without_surrogates(text: str) -> str:
    """Join halves of letters beyond U+FFFF, as RTF and JSON write them; a half alone, which no text has, is U+FFFD."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _by_language(article: Article) -> Iterator[Article]:
    """Yield an article, and after it each text in another language that stands in it.

    The address is that of the Vietnamese text, or else of the first: the others come from it.
    """
    others = other_texts(article.text, article.language)
    if not others:
        yield article
        return
    told = ", ".join(f"{article.name}#{code}" for code in others)
    note = f"{article.name}: it is in {len(others) + 1} languages; what is not in {article.language} is read as {told}"
    url, origins = article.url, {key: Origin(value) for key, value in article.origins}
    known = {"url", "original_url", "language", "title"} & origins.keys()
    of_other = {**{key: origins[key] for key in origins.keys() - known}, "language": Origin.WORDS}
    derived = {"original_url": Origin.BESIDE} if url else {}
    first = "vi" if "vi" in others and not article.original_url else article.language
    main = replace(article, note="; ".join(filter(None, (article.note, note))))
    if first != article.language:
        main = replace(
            main,
            url=None,
            original_url=url,
            origins=origins_of({**origins, **derived}.items() - {("url", origins.get("url"))}),
        )
    yield main
    for code, text in others.items():
        title = article.title if article.title and article.title in text else None
        here = {**of_other, **({"url": origins["url"]} if code == first and "url" in origins else derived)}
        yield replace(
            article,
            name=f"{article.name}#{code}",
            text=text,
            language=code,
            title=title,
            url=url if code == first else None,
            original_url=None if code == first else url,
            note=None,
            origins=origins_of(here.items()),
        )


def read_all(path: Path) -> Iterator[Article | InputError]:
    """Yield each article of a folder, or the error that says why there is none; one bad file stops no
    other."""
    for file in files_in(path):
        try:
            yield from articles_of(file)
        except InputError as error:
            yield error
        except OSError as error:
            yield InputError(f"{file.called}: {error.strerror or error}")
