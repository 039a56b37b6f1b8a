"""Read a PDF that has a text layer, by PDFium, column by column; one of pictures needs text recognition first."""

import re
from collections.abc import Iterator
from typing import Any, Final

from graph.errors import InputError
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.formats.pdf_layout import Piece, flowing, paragraphs_of
from loaders.articles.input.origins import Origin

_MOST_PAGES: Final = 200
_MOST_PIECES: Final = 100_000
"""Pieces of text of one page; a page of a newspaper has some thousand."""
_HYPHEN: Final = str.maketrans({"\ufffe": "-", "\x02": "-", "\x00": None, "\r": " ", "\n": " "})
"""How PDFium writes a hyphen at the end of a line, and what it puts between lines."""
_PAGE_NUMBER: Final = re.compile(r"[-–—]? ?\d{1,4} ?[-–—]?")


def read(name: str, content: bytes) -> Results:
    """Yield the article of a PDF."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{name}: the PDF is protected by a password; save it without one") from error
        raise InputError(f"{name}: the PDF cannot be read ({error}); save or download it again") from error
    try:
        count = len(document)
        pages = [_page(document, number) for number in range(min(count, _MOST_PAGES))]
        title = document.get_metadata_value("Title")
    except (PdfiumError, ValueError) as error:
        raise InputError(f"{name}: the PDF cannot be read ({error}); save or download it again") from error
    finally:
        document.close()
    text = "\n\n".join(flowing(paragraph for page in pages for paragraph in page))
    if not text:
        raise InputError(f"{name}: the PDF has no text layer; run text recognition on it first")
    without = [str(number) for number, page in enumerate(pages, 1) if not page]
    notes = []
    if without:
        some = ", ".join(without[:10]) + (" and others" if len(without) > 10 else "")
        pages_are = f"page {some} has" if len(without) == 1 else f"pages {some} have"
        notes.append(
            f"{name}: {pages_are} no text layer and {'was' if len(without) == 1 else 'were'} not read"
        )
    if count > _MOST_PAGES:
        notes.append(f"{name}: only its first {_MOST_PAGES} of {count:,} pages were read; divide it")
    fields = {"title": title} if title else {}
    yield Found(
        text, "pdf", fields=fields, origins=dict.fromkeys(fields, Origin.FILE), note="; ".join(notes) or None
    )


def _page(document: Any, number: int) -> list[str]:
    page = document[number]
    try:
        paragraphs = paragraphs_of(_pieces(page))
    finally:
        page.close()
    for place in (0, -1):
        if paragraphs and _PAGE_NUMBER.fullmatch(paragraphs[place]):
            del paragraphs[place]
    return paragraphs


def _pieces(page: Any) -> Iterator[Piece]:
    """Yield the pieces of text of a page: words of one line and one font, with the place of each."""
    text = page.get_textpage()
    try:
        for number in range(min(text.count_rects(), _MOST_PIECES)):
            left, bottom, right, top = text.get_rect(number)
            if words := text.get_text_bounded(left, bottom, right, top).translate(_HYPHEN).strip(" "):
                yield Piece(left, bottom, right, top, words)
    finally:
        text.close()
