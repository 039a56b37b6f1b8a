"""How a question in plain language was understood, in words: the query with its values, or why there is no answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.iris import BASE, ID
from queries.ask.model import Filled, Reading, Understood, Why
from queries.header import ParameterType
from queries.read.answer_evidence import PrintedPassage
from web.languages import N_
from web.views.terms import RenderedTerm, TermRenderer

_WHY: Final = {
    Why.NOTHING_ASKED: N_("Nothing is asked for that could be looked up."),
    Why.OUTSIDE: N_("This is about something else than the public record that is kept here."),
    Why.MONEY: N_("Money, prices and pay are not in the graph."),
    Why.ADDRESSES: N_("Addresses, telephone numbers and websites are not in the graph."),
    Why.PRIVATE_LIFE: N_(
        "The private life of people is not in the graph: no births, ages, families or schools."
    ),
    Why.FIGURES: N_("Figures of places and bodies, such as population or staff, are not in the graph."),
    Why.REASONS: N_(
        "Why something happened is not in the graph; it has who, what, when, where and who says so."
    ),
    Why.FORECAST: N_("The graph holds what sources have said, and nothing of what is to come."),
    Why.JUDGEMENT: N_(
        "This asks for a judgement. The graph has statements and who makes them, and no opinions."
    ),
    Why.ARITHMETIC: N_("No prepared query calculates means, shares or differences; SPARQL can."),
    Why.ORDER: N_("This is an order. Only questions are answered here, and nothing is changed by them."),
    Why.UNKNOWN_THING: N_("The graph knows nothing of that name or kind."),
    Why.WORDS_NOT_UNDERSTOOD: N_("Too many of the words were not understood."),
    Why.NO_QUERY: N_("No prepared query was asked for clearly enough."),
    Why.VALUE_MISSING: N_(
        "What it is about was not found in the question: a person, body, place, document or day."
    ),
    Why.AMBIGUOUS: N_("It can be understood in more than one way, and none of them is clearly meant."),
}

EXAMPLES: Final = {
    "en": (
        "Who chaired the Nghe An union on 2 April 2024?",
        "Which documents does the 2024 programme of Cluster 1 cite?",
        "Who cites Directive 12-CT/TW of 2022?",
        "Members of Cluster 1 on 25 April 2025",
        "What became of Hai Duong province?",
        "What happened between April and September 2024?",
    ),
    "vi": (
        "Ai là Chủ tịch Liên hiệp hữu nghị tỉnh Nghệ An ngày 2/4/2024?",
        "Chương trình năm 2024 của Cụm số 1 viện dẫn những văn bản nào?",
        "Ai trích dẫn Chỉ thị 12-CT/TW năm 2022?",
        "Thành viên của Cụm số 1 ngày 25/4/2025",
        "Tỉnh Hải Dương nay thành gì?",
        "Từ tháng 4 đến tháng 9 năm 2024 có những sự kiện nào?",
    ),
}
"""Questions that are answered, for who does not know what can be asked; a test asks them all."""


@dataclass(frozen=True)
class Part:
    """A value of the query: the parameter's label, the value, and the words it was taken from (empty: assumed)."""

    label: str
    value: RenderedTerm
    words: str


@dataclass(frozen=True)
class Meaning:
    """A query with its values, and where it is answered."""

    title: str
    parts: tuple[Part, ...]
    href: str


@dataclass(frozen=True)
class Passage:
    """What a source prints of a thing."""

    thing: RenderedTerm
    words: str
    lang: str
    source: RenderedTerm
    start: int | None
    end: int | None


def iris_understood(understood: Understood) -> Iterator[str]:
    """Yield what the view of a question needs labels of."""
    for reading in (understood.reading, *understood.nearest):
        for one in reading.filled if reading else ():
            if "://" in one.value:
                yield one.value


def meaning(reading: Reading, terms: TermRenderer) -> Meaning:
    """Return a reading in words."""
    labels = {p.name: p.label.in_language(terms.words.code) for p in reading.query.parameters}
    return Meaning(
        reading.query.title.in_language(terms.words.code),
        tuple(Part(labels[one.name], _value(one, reading, terms), one.words) for one in reading.filled),
        terms.links.query(reading.query.name, **short_values(reading)),
    )


def short_values(reading: Reading) -> dict[str, str]:
    """Return the values of a reading as addresses have them."""
    return {name: value.removeprefix(ID).removeprefix(BASE) for name, value in reading.values.items()}


def why(understood: Understood, terms: TermRenderer) -> str:
    """Return in words why a question is not answered; empty where it is."""
    return "" if understood.why is None else terms.words(_WHY[understood.why])


def passages(found: tuple[PrintedPassage, ...], terms: TermRenderer) -> tuple[Passage, ...]:
    """Return the passages behind an answer."""
    return tuple(
        Passage(terms.link(one.thing), one.words, one.language, terms.link(one.source), one.start, one.end)
        for one in found
    )


def _value(one: Filled, reading: Reading, terms: TermRenderer) -> RenderedTerm:
    if "://" in one.value:
        return terms.link(one.value)
    type_ = next(p.type for p in reading.query.parameters if p.name == one.name)
    if type_ is ParameterType.DATE:
        return RenderedTerm(terms.words.date(one.value), sort=one.value)
    if type_ is ParameterType.LANGUAGE:
        return RenderedTerm(terms.words.language(one.value), sort=one.value)
    return RenderedTerm(one.value, sort=one.value)
