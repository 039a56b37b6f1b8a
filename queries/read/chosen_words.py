"""Find the words that a reviewer chose in a source's text: at a place, or wherever they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import InputError, NotFound
from graph.limits import LIMITS
from graph.review.chosen_place import ChosenPlace
from graph.store.reader import Reader
from ontology.iris import mint, name_of
from queries.read.evidence import SourceRecord, place_of, read_sources
from queries.read.stretches import Span
from queries.read.texts import Texts


@dataclass(frozen=True)
class ReadableSource:
    """A source with its text."""

    source: SourceRecord
    text: str

    def place(self, start: int, end: int) -> ChosenPlace:
        """Return the words at a place, without blanks at their ends.

        Raises InputError for a place that is none of the text, holds no words, or too many.
        """
        words = self.text[start:end] if 0 <= start < end <= len(self.text) else ""
        if not words.strip():
            raise InputError(
                "At characters %(start)s to %(end)s stands no word of this text.",
                hint="Choose words in the reader of the source, or type them.",
                values={"start": start, "end": end},
            )
        if len(words.strip()) > LIMITS.chosen_words_length:
            raise InputError(
                "%(count)s characters are too many for one claim.",
                hint="Choose at most %(most)s.",
                values={"count": len(words.strip()), "most": LIMITS.chosen_words_length},
            )
        begin = start + len(words) - len(words.lstrip())
        said = words.strip()
        return ChosenPlace(self.source.iri, begin, begin + len(said), said, self.source.language or "und")

    def find(self, words: str) -> tuple[Span, ...]:
        """Return where words stand in the text, whatever blanks and line ends lie between them, in order.

        >>> ReadableSource(SourceRecord("x"), "Ha  Noi, Ha\\nNoi").find("Ha Noi")
        ((0, 7), (9, 15))
        """
        parts = words.split()
        if not parts:
            return ()
        pattern = re.compile(r"\s+".join(map(re.escape, parts)))
        found = []
        for match in pattern.finditer(self.text):
            found.append(match.span())
            if len(found) == LIMITS.word_matches:
                break
        return tuple(found)


def readable(reader: Reader, source: str, texts: Sequence[Texts]) -> ReadableSource:
    """Return a source (slug) with its text. Raises NotFound where the text that was read is not here."""
    try:
        iri = mint("source", source)
    except ValueError:
        iri = ""
    record = read_sources(reader, [iri])[iri] if iri else SourceRecord("")
    for one in texts:
        text = one.read(record.sha256) if record.sha256 else None
        if text is not None:
            return ReadableSource(record, text)
    raise NotFound(
        "The text of the source %(source)s is not here.",
        hint="Serve it with its text (--texts), the one that was read.",
        values={"source": source[:80]},
    )


def chosen_passage(reader: Reader, passage: str, texts: Sequence[Texts]) -> ChosenPlace:
    """Return the words at a place that is named as a passage is (`nghe-an-2024-04-en-1780-1827`).

    Raises InputError for a name that is none, NotFound where the text is not here.
    """
    place = place_of(mint("passage", passage)) if re.fullmatch(r"[a-z0-9][a-z0-9._-]*", passage) else None
    if place is None:
        raise InputError(
            "%(passage)r names no passage.",
            hint="Choose words in the reader of a source.",
            values={"passage": passage[:80]},
        )
    slug, start, end = place
    return readable(reader, slug, texts).place(start, end)


def passage_name(place: ChosenPlace) -> str:
    """Return how a place is named: as its passage is."""
    name = name_of(place.source)
    return f"{name.slug if name else ''}-{place.start}-{place.end}"
