"""Show the words that a curator chose in a text, and ask of what they speak: the way to the form of a record."""

from dataclasses import dataclass
from typing import Final

from graph.review.choosing import short_of
from graph.review.chosen_place import ChosenPlace
from graph.review.new_records import MADE_FROM_WORDS
from ontology.iris import name_of
from queries.read.chosen_words import ReadableSource, passage_name
from queries.read.stretches import Span
from web.page_context import Frame
from web.views.record_form import ChoiceView
from web.views.terms import RenderedTerm, TermRenderer, kind_word

_AROUND: Final = 60
"""Characters of the text that are shown on either side of words found."""


@dataclass(frozen=True)
class MatchView:
    """A place where words stand that were typed, with what is around them."""

    before: str
    words: str
    after: str
    href: str


@dataclass(frozen=True)
class ChosenWordsPage:
    """What the page of chosen words shows. `around` is the paragraph in three pieces, with the words in the middle;
    without a place, `matches` are those that may be meant. `things` may be meant by the name that was typed.
    """

    source: RenderedTerm
    source_name: str
    language: str
    around: tuple[str, str, str] | None
    start: int
    end: int
    known: str
    words: str
    matches: tuple[MatchView, ...]
    thing: str
    things: tuple[ChoiceView, ...]
    kinds: tuple[tuple[str, str], ...]
    reader: str
    problem: str
    hint: str


@dataclass(frozen=True)
class Choice:
    """What was chosen so far: the words that were typed, the place that is meant or those that may be (`matches`); the
    passage (IRI) of which something is claimed already; the name typed, and the things (IRIs) that it may mean.
    """

    words: str = ""
    place: ChosenPlace | None = None
    matches: tuple[Span, ...] = ()
    known: str = ""
    thing: str = ""
    things: tuple[str, ...] = ()


def chosen_words_page(
    source: ReadableSource, choice: Choice, terms: TermRenderer, frame: Frame, problem: tuple[str, str]
) -> ChosenWordsPage:
    """Return the page of the words at a place, or of where they may stand."""
    name, place = name_of(source.source.iri), choice.place
    slug = name.slug if name else ""
    passage = passage_name(place) if place else ""
    return ChosenWordsPage(
        source=terms.link(source.source.iri),
        source_name=slug,
        language=source.source.language,
        around=_around(source.text, (place.start, place.end)) if place else None,
        start=place.start if place else 0,
        end=place.end if place else 0,
        known=frame.links.entity(choice.known) if choice.known else "",
        words=choice.words,
        matches=tuple(_match(source.text, span, slug, frame) for span in choice.matches),
        thing=choice.thing,
        things=tuple(
            ChoiceView(
                frame.links.page("/review/record", thing=iri, passage=passage),
                terms.name(iri).text,
                short_of(iri),
                False,
            )
            for iri in choice.things
        ),
        kinds=tuple((kind, kind_word(kind, frame.words)) for kind in MADE_FROM_WORDS),
        reader=frame.links.entity(source.source.iri, place=f"{place.start}-{place.end}" if place else None),
        problem=problem[0],
        hint=problem[1],
    )


def _around(text: str, span: Span) -> tuple[str, str, str]:
    start, end = span
    first, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if stop < 0 else stop
    return text[max(first, start - 400) : start], text[start:end], text[end : min(last, end + 400)]


def _match(text: str, span: Span, slug: str, frame: Frame) -> MatchView:
    start, end = span
    return MatchView(
        text[max(0, start - _AROUND) : start],
        text[start:end],
        text[end : end + _AROUND],
        frame.links.page("/review/passage", source=slug, start=start, end=end),
    )
