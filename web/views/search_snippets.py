"""Show passages of the sources' texts that hold the words searched for, with the words marked.

Only texts of sources that the graph has now are shown: one that was withdrawn is not found.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from graph.limits import LIMITS
from graph.search.passages import Passage, TextIndex, marks_in
from graph.store.reader import EmbeddedReader
from queries.read.rows import ask, text_of
from queries.read.texts import Texts
from web.things import Names, Value

MOST: Final = LIMITS.passages_found
SECONDS: Final = LIMITS.passage_index_seconds
"""How long one search may take to index texts that are new."""
AROUND: Final = LIMITS.snippet_context
"""Code points shown on either side of the first and last word found, at most."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage, marked where it is a word that was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Quotation:
    """A passage found: its source, language and date, its words, and where it stands (code points)."""

    source: Value
    language: str
    published: str
    pieces: tuple[Piece, ...]
    start: int
    end: int
    original: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True)
class _Source:
    iri: str
    language: str
    published: str
    url: str


def quotations(
    reader: EmbeddedReader, asked: str, texts: Texts, names: Names
) -> tuple[list[Quotation], bool, int]:
    """Return the passages that hold the words, whether there are more, and how many texts are not indexed yet."""
    sources = _sources(reader)
    index = TextIndex(reader.opened.version.path.parent.parent)
    hashes = texts.hashes & sources.keys()
    to_index = index.add(hashes, texts.read, seconds=SECONDS)
    found = index.find(asked, among=hashes, limit=MOST)
    names.fetch(reader, (sources[passage.sha256].iri for passage in found.passages))
    shown = [_quotation(passage, asked, texts, sources[passage.sha256], names) for passage in found.passages]
    return shown, found.more, to_index


_kept: dict[tuple[str, int], dict[str, _Source]] = {}


def _sources(reader: EmbeddedReader) -> dict[str, _Source]:
    """The sources of a version by the hash of their text, read once per version."""
    key = (str(reader.opened.version.path), reader.version.number)
    if key not in _kept:
        _kept.clear()
        _kept[key] = {
            text_of(row["sha256"]): _Source(
                text_of(row["source"]),
                text_of(row["language"]),
                text_of(row["published"]),
                text_of(row["url"]),
            )
            for row in ask(reader, "sources-with-text")
        }
    return _kept[key]


def _quotation(passage: Passage, asked: str, texts: Texts, source: _Source, names: Names) -> Quotation:
    text = texts.read(passage.sha256) or ""
    body = text[passage.start : passage.end]
    marks = marks_in(body, asked)
    first, last = (marks[0][0], marks[-1][1]) if marks else (0, 0)
    begin = 0 if first <= AROUND else body.find(" ", first - AROUND) + 1
    finish = len(body) if last + AROUND >= len(body) else body.rfind(" ", last, last + AROUND)
    finish = finish if finish > last else len(body)
    printed = body[marks[0][0] : marks[0][1]] if marks else ""
    return Quotation(
        names.link(source.iri),
        source.language,
        source.published,
        pieces_of(body, marks, begin, finish),
        passage.start + begin,
        passage.start + finish,
        f"{source.url}#:~:text={quote(printed, safe='').replace('-', '%2D')}"
        if source.url and printed
        else source.url,
        begin > 0,
        finish < len(body),
    )


def pieces_of(body: str, marks: list[tuple[int, int]], begin: int, finish: int) -> tuple[Piece, ...]:
    """Cut a passage at its marks, from `begin` to `finish`; the pieces together are that stretch.

    >>> [(p.text, p.marked) for p in pieces_of("Tỉnh Nghệ An", [(5, 9)], 0, 12)]
    [('Tỉnh ', False), ('Nghệ', True), (' An', False)]
    """
    pieces, at = [], begin
    for start, end in marks:
        if not begin <= start < end <= finish:
            continue
        if start > at:
            pieces.append(Piece(body[at:start], marked=False))
        pieces.append(Piece(body[start:end], marked=True))
        at = end
    if at < finish:
        pieces.append(Piece(body[at:finish], marked=False))
    return tuple(pieces)
