"""Passages found in the sources' texts, with the words marked that were searched for."""

from collections.abc import Iterable
from dataclasses import dataclass

from queries.read.snippets import Snippet
from web.urls import with_text_fragment
from web.views.terms import RenderedTerm, TermRenderer


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage, marked where it is a word that was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Quotation:
    """A passage found: its source, language and date, its words, and where it stands (code points)."""

    source: RenderedTerm
    language: str
    published: str
    pieces: tuple[Piece, ...]
    start: int
    end: int
    original: str
    cut_before: bool
    cut_after: bool


def quotations(snippets: Iterable[Snippet], terms: TermRenderer) -> tuple[Quotation, ...]:
    """Return passages as they are shown."""
    return tuple(
        Quotation(
            source=terms.link(one.source),
            language=one.language,
            published=one.published,
            pieces=pieces_of(one.text, one.marks),
            start=one.start,
            end=one.end,
            original=with_text_fragment(one.url, one.printed),
            cut_before=one.cut_before,
            cut_after=one.cut_after,
        )
        for one in snippets
    )


def pieces_of(text: str, marks: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text at its marks; the pieces together are the text.

    >>> [(p.text, p.marked) for p in pieces_of("Tỉnh Nghệ An", [(5, 9)])]
    [('Tỉnh ', False), ('Nghệ', True), (' An', False)]
    """
    pieces, at = [], 0
    for start, end in marks:
        if start > at:
            pieces.append(Piece(text[at:start], marked=False))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], marked=False))
    return tuple(pieces)
