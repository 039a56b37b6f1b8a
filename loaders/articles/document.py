"""An article made ready for the extractors: folded, divided, with its mentions, sentences and clock."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from loaders.articles.citations import Citation
from loaders.articles.citations.dates import dates_in
from loaders.articles.citations.find import citations_in
from loaders.articles.citations.normalise import Folded, fold, folded_view
from loaders.articles.input.parts import Parts, TextSpan, parts, sentences, unwrapped
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.find import mentions_in
from loaders.articles.mentions.gazetteer import Gazetteer, Mention, listed_places
from loaders.articles.mentions.page_place import place_of_dateline, place_of_page
from loaders.articles.records import When
from loaders.articles.rules.dating import whens
from loaders.articles.rules.pattern_matcher import pattern_matcher
from loaders.articles.rules.reference_time import FIRST_LINES, Clock, term_of
from loaders.articles.truecase import reading_view
from loaders.articles.view import View

_GLUED: Final = re.compile(
    r"(?<=[^\W\d_])-(?=(?:chu tich|pho chu|bi thu|pho bi|uy vien|giam doc|tong thu ky) )"
)
"""The hyphen of "Lâm Thế Tổng-Chủ tịch": a comma with its blank lost."""


_DOTTED: Final = re.compile(
    r"((?<![^\W_])(?:ngay|sang|chieu|toi) (?:\d{1,2}(?:\.\d{1,2})? (?:va|den) )?\d{1,2})"
    r"\.(?=(?:0?[1-9]|1[0-2])(?!\d|\.\d))"
)
"""The full stop of "ngày 19.1", which is written 19/1 as well."""
_VISIT: Final = re.compile(
    r"(?:визит\w*|visit|trip|visite|tham(?: va lam viec)?) (?:to|in|at|a|en|tai|o|в) $"
)
_SPEECH: Final = re.compile(r"«[^«»\n]{80,1200}»|“[^“”\n]{80,1200}”|(?<![\w”])\"[^\"\n]{80,1200}\"(?!\w)")
_HEADLINE: Final = 220
"""Letters of a first line that may be a headline."""
_RANKS: Final = ("province", "municipality")
_SIGNED: Final = frozenset({"programme", "plan", "regulation", "rules", "project", "scheme"})
"""Types of documents that parties sign with each other, and whose number is seldom printed."""
_VENUE: Final = re.compile(r"(?<![^\W_])(?:in|at|tai|o|a|в|во) $")


@dataclass(frozen=True)
class Document:
    """What an extractor may look at: the view of a text. `folded` has the length of `text`, so offsets hold in both."""

    text: str
    language: str
    title: str | None
    published: str | None
    gazetteer: Gazetteer
    url: str | None = None
    publisher: str | None = None

    @cached_property
    def page(self) -> Folded:
        """The text with the line ends within its sentences undone, and its folding."""
        return folded_view(self.text)

    @cached_property
    def folded(self) -> str:
        folded = self.page.folded
        return _DOTTED.sub(r"\1/", _GLUED.sub(",", folded)) if self.language == "vi" else folded

    @cached_property
    def parts(self) -> Parts:
        return parts(self.text, self.title)

    @cached_property
    def clock(self) -> Clock:
        """What days without a year are counted from; `days` asks it for a stretch."""
        lines = [self.folded[line.start : line.end] for line in self.parts.lines[:FIRST_LINES]]
        return Clock.of(self.published, url=self.url, lines=lines, newest=self._newest)

    @cached_property
    def _newest(self) -> str:
        """The date of the newest document that is cited, ISO; empty where none has one."""
        dates = [c.date.value for c in self.citations if c.date and not c.date.value.startswith("--")]
        return max([*dates, *(str(c.year) for c in self.citations if c.year)], default="")

    @cached_property
    def headline(self) -> str:
        """The headline and the title of the page, folded; a short first line is one, even with a full stop."""
        lines = [line for line in self.parts.lines if line.part == "headline"]
        first = self.parts.lines[:1]
        lines += [line for line in first if line not in lines and line.end - line.start < _HEADLINE]
        return " ".join([fold(self.title or ""), *(self.told[line.start : line.end] for line in lines)])

    @cached_property
    def term(self) -> int | None:
        """The first year of the term that a congress opens, where the article tells one."""
        return term_of(self.headline) or term_of(self.told[: self.parts.end])

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions within the article itself."""
        return tuple(
            m
            for m in mentions_in(self.page, self.language, self.gazetteer)
            if m.end <= self.parts.end and self.parts.holds(m.start)
        )

    @cached_property
    def persons(self) -> tuple[Mention, ...]:
        return tuple(m for m in self.mentions if m.kind == "person")

    @cached_property
    def bodies(self) -> tuple[Mention, ...]:
        """The bodies that the article tells of: none that stands in a citation, as an issuer or in a title."""
        return tuple(m for m in self.mentions if m.kind == "body" and not self.cited_at(m.start))

    @cached_property
    def places(self) -> tuple[Mention, ...]:
        """The places that the article tells of: none that stands in a citation."""
        return tuple(m for m in self.mentions if m.kind == "place" and not self.cited_at(m.start))

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citations within the article, in order."""
        end = self.parts.end
        return citations_in(Folded(self.page.text[:end], self.page.folded[:end]), self.language)

    @cached_property
    def told(self) -> str:
        """`folded` with blanks for the citations: number, title, date and issuer of a document tell of no event.

        A title that names people is that of an appointment and stays from there on; agreements, which have no number,
        stay whole, for they are signed at events.
        """
        kept: list[str] = []
        last = 0
        for start, end in self._cited:
            kept += [self.folded[last:start], " " * (end - start)]
            last = end
        return "".join([*kept, self.folded[last:]])

    def cited_at(self, offset: int) -> bool:
        """Whether a place lies in a citation."""
        at = bisect_right(self._cited, (offset, len(self.text))) - 1
        return at >= 0 and self._cited[at][0] <= offset < self._cited[at][1]

    @cached_property
    def _cited(self) -> list[tuple[int, int]]:
        """The stretches of citations, in order; none overlaps another."""
        found: list[tuple[int, int]] = []
        for first, end in sorted(stretch for one in self.citations for stretch in self._stretches(one)):
            start = max(first, found[-1][1] if found else 0)
            if start < end:
                found.append((start, end))
        return found

    def _stretches(self, citation: Citation) -> Iterator[tuple[int, int]]:
        """Yield where a document is named, and where what is told of it stands apart from its name."""
        if citation.kind == "title" and not citation.issuer and set(citation.types) & _SIGNED:
            return
        start, end = citation.span
        if citation.title and citation.title.span.start >= start:
            day = next(iter(dates_in(self.folded[slice(*citation.title.span)])), None)
            title = citation.title.span.start + day.start if day else citation.title.span.end
            end = max(end, title)
        people = next(self.within(self.persons, start, end), None)
        yield start, people.start if people else end
        for part in (citation.date, citation.issuer):
            if part and not start <= part.span.start < end:
                yield part.span

    @cached_property
    def sentences(self) -> tuple[TextSpan, ...]:
        """The sentences of headline, captions and body."""
        return tuple(
            s for line in self.parts.lines if line.part != "byline" for s in sentences(self.text, line)
        )

    @cached_property
    def home(self) -> str | None:
        """The place whose local bodies the article speaks of: that of most bodies named, or else the province named
        most, if one is named more than others; where the text leaves it open, that of the page's publisher."""
        named = self._named_home
        return named if named else self.page_place or self._venue

    @cached_property
    def page_place(self) -> str | None:
        """The province or city whose newspaper or authority publishes the page."""
        return place_of_page(self.url, self.publisher) or place_of_dateline(self.folded)

    @cached_property
    def home_of_page(self) -> bool:
        """Whether `home` is told by the page alone, and not by the text."""
        return self._named_home is None and self.page_place is not None

    @cached_property
    def _venue(self) -> str | None:
        """The one province that is named, if only as where something was held."""
        named = {m.slug for m in self.places if listed_places().get(m.slug, {}).get("kind") in _RANKS}
        return next(iter(named)) if len(named) == 1 else None

    @cached_property
    def _named_home(self) -> str | None:
        local = [(m.place, m.start) for m in self.bodies if m.place and m.place != "viet-nam"]
        named = [
            (m.slug, m.start)
            for m in self.places
            if listed_places().get(m.slug, {}).get("kind") in _RANKS and not self._is_venue(m)
        ]
        for told in (local, named):
            first, *rest = Counter(place for place, _ in told).most_common(2) or [("", 0)]
            early = any(place == first[0] and start < max(400, self.parts.end // 3) for place, start in told)
            if told and ((rest and rest[0][1] == first[1]) or not (first[1] > 1 or early)):
                return None
            if told:
                return first[0]
        return None

    def _is_venue(self, place: Mention) -> bool:
        """Whether a place is only where something was held, and not one that was visited."""
        if _VISIT.search(self.folded, max(0, place.start - 30), place.start):
            return False
        return _VENUE.search(self.folded, max(0, place.start - 8), place.start) is not None

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_at(self, offset: int) -> TextSpan:
        """Return the sentence a place stands in."""
        at = bisect_right(self._sentence_starts, offset) - 1
        if at >= 0 and offset < self.sentences[at].end:
            return self.sentences[at]
        return TextSpan(offset, offset)

    def within(self, found: tuple[Mention, ...], start: int, end: int) -> Iterator[Mention]:
        """Yield the mentions (in their order in the text) that lie in a stretch."""
        for at in range(bisect_left(found, start, key=lambda m: m.start), len(found)):
            if found[at].start > end:
                return
            if found[at].end <= end:
                yield found[at]

    def days(self, start: int, end: int) -> list[When]:
        """Return the days that a stretch names, each with its year, read once."""

        def read() -> list[When]:
            told = self.told[start:end]
            congress = pattern_matcher(read_yaml("happenings.yaml")["kinds"]["congress"][self.language])
            opened = next(congress.finditer(self.told, start, end), None)
            term = term_of(told) or self.term if opened else None
            return whens(self.told, self.clock.within(told, self.headline, term), start, end)

        found: list[When] = self.once(f"days {start} {end}", read)
        return found

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Make something once for this article."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _speeches(self) -> tuple[tuple[int, int], ...]:
        return tuple(m.span() for m in _SPEECH.finditer(self.text, 0, self.parts.end))

    def quoted(self, offset: int) -> bool:
        """Whether a place lies in a quotation of a sentence or more: what is told there is the speaker's."""
        return any(start < offset < end for start, end in self._speeches)

    def word(self, name: str) -> "Word":
        """Return where a word of `happenings.yaml` stands in the article."""
        return self._words[name]

    @cached_property
    def _words(self) -> "dict[str, Word]":
        return _Words(self)


class TextRead(NamedTuple):
    """A text made ready to be read: its view as a document, and the way back to its code points."""

    document: Document
    view: View


def as_document(
    text: str,
    language: str,
    title: str | None,
    published: str | None,
    gazetteer: Gazetteer,
    url: str | None = None,
    publisher: str | None = None,
) -> TextRead:
    """Make a text ready to be read by any extractor: its view, with what is said of it in the same form."""
    view = reading_view(text, gazetteer)
    title, publisher = (reading_view(said, gazetteer).text if said else said for said in (title, publisher))
    return TextRead(
        Document(unwrapped(view.text), language, title, published, gazetteer, url, publisher), view
    )


@dataclass(frozen=True)
class Word:
    """The places of a word in an article, found once."""

    hits: tuple[re.Match[str], ...]

    def search(self, start: int, end: int) -> re.Match[str] | None:
        """Return the first that begins and ends in a stretch."""
        return next(iter(self.within(start, end)), None)

    def within(self, start: int, end: int) -> list[re.Match[str]]:
        """Return all that begin and end in a stretch."""
        first = bisect_left(self.hits, start, key=lambda m: m.start())
        last = bisect_right(self.hits, end, key=lambda m: m.start())
        return [m for m in self.hits[first:last] if m.end() <= end]


class _Words(dict[str, Word]):
    def __init__(self, document: Document) -> None:
        self._document = document

    def __missing__(self, name: str) -> Word:
        pattern = read_yaml("happenings.yaml")[name].get(self._document.language)
        hits = (
            pattern_matcher(pattern).finditer(self._document.told, 0, self._document.parts.end)
            if pattern
            else ()
        )
        holds = self._document.parts.holds
        found = self[name] = Word(tuple(match for _, match in hits if holds(match.start())))
        return found
