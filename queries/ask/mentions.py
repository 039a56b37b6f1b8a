"""What a question mentions: numbers, days, things by name, bodies by kind and place, posts by role and body, and so on.

The order matters: a number of a document is no year, and a day within a name is still a day. What is read of the graph
goes through the index of names and the readers' queries, so that one question asks a handful of them.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from graph.search.normalise import words_of
from graph.search.spans import Span, names_in_text
from graph.store.reader import Reader
from ontology.iris import CONCEPT
from queries.ask.bodies import add_bodies, add_unions_of_places, body_nouns, within_noun
from queries.ask.dates import periods_in
from queries.ask.documents import documents_in
from queries.ask.lexicon import lexicon
from queries.ask.model import Mention, Mentions
from queries.ask.numbers import numbers_in
from queries.ask.people import people_in
from queries.ask.posts import add_posts
from queries.ask.quoted import words_quoted
from queries.ask.words import Question

UNION: Final = f"{CONCEPT}body/friendship-union"
UNION_OF_PLACE: Final = "union of a place"
NAMED_KINDS: Final = frozenset(
    (
        "organisation",
        "person",
        "place",
        "document",
        "programme",
        "event",
        "congress",
        "speech",
        "source",
        "post",
    )
)
_NEAR: Final = 5
_SHORTEST: Final = 3
_ORDINALS: Final = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
]
_VI_NUMBERS: Final = {
    "nhat": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_ROMAN: Final = re.compile(r"(?=[ivx])(x{0,2})(ix|iv|v?i{0,3})")


def mentions_in(reader: Reader, index: Path, question: Question, today: date) -> Mentions:
    """Return what a question mentions. `today` is the day it is asked on."""
    mentions = Mentions()
    numbers = numbers_in(question)
    coded = frozenset(at for number in numbers for at in number.places)
    periods = periods_in(question, coded, today)
    mentions.found += [Mention("date", "", p.places, period=p) for p in periods]
    spans = _widest(
        [
            span
            for span in names_in_text(index, [token.word for token in question.tokens])
            if span.kind in NAMED_KINDS and not _only_light(question, span)
        ]
    )
    nouns = body_nouns(question)
    spans = [span for span in spans if not within_noun(span, nouns)]
    mentions.found += documents_in(reader, index, question, numbers, spans, periods)
    taken = {at for one in mentions.of("document", "number") for at in one.places}
    _add_names(
        mentions,
        [span for span in spans if span.kind != "document" and not taken & set(range(span.start, span.end))],
    )
    _add_aliases(mentions, index, question)
    _add_ordinals(mentions, question)
    _add_languages(mentions, question)
    _add_concepts(mentions, question)
    add_bodies(mentions, reader, question, nouns)
    _add_people(mentions, index, question)
    add_posts(mentions, reader, question)
    add_unions_of_places(mentions, reader)
    mentions.found += words_quoted(question)
    return mentions


def _only_light(question: Question, span: Span) -> bool:
    """Whether a name is made of words that mean something else in a question ("Party", "hai")."""
    words = question.tokens[span.start : span.end]
    if span.kind == "place":
        return len(words) == 1 and (lexicon().is_light(words[0]) or len(words[0].folded) < _SHORTEST)
    return (
        all(lexicon().is_light(token) or len(token.folded) < _SHORTEST for token in words) and len(words) < 3
    )


def _widest(spans: list[Span]) -> list[Span]:
    """Leave out names that stand within longer ones."""
    return [
        span
        for span in spans
        if not any(
            other.start <= span.start
            and span.end <= other.end
            and other.end - other.start > span.end - span.start
            for other in spans
        )
    ]


def _add_names(mentions: Mentions, spans: Iterable[Span]) -> None:
    """Add the things that are named; a name of several things is each of them, with less certainty."""
    groups: dict[tuple[int, int], dict[str, Span]] = {}
    for span in spans:
        held = groups.setdefault((span.start, span.end), {})
        if span.iri not in held or held[span.iri].source:
            held[span.iri] = span
    for (start, end), things in groups.items():
        everywhere = [span for span in things.values() if not span.source]
        meant = everywhere or list(things.values())
        for span in meant:
            certainty = 1.0 if len(meant) == 1 else 0.8
            if span.source:
                certainty -= 0.15
            mentions.found.append(Mention(span.kind, span.iri, frozenset(range(start, end)), certainty))


def _add_ordinals(mentions: Mentions, question: Question) -> None:
    tokens = question.tokens
    congress = any(t.folded in ("congress", "congresses") for t in tokens) or any(
        tokens[i].folded == "dai" and tokens[i + 1].folded == "hoi" for i in range(len(tokens) - 1)
    )
    if not congress:
        return
    for at, token in enumerate(tokens):
        after = tokens[at + 1].folded if at + 1 < len(tokens) else ""
        before = tokens[at - 1].folded if at else ""
        number, places = 0, {at}
        if token.folded in _ORDINALS:
            number = _ORDINALS.index(token.folded) + 1
        elif token.is_number and after in ("st", "nd", "rd", "th"):
            number, places = int(token.folded[:4]), {at, at + 1}
        elif before in ("thu", "lan", "hoi", "khoa", "congress", "number", "no", "ky", "ki"):
            if token.is_number and len(token.folded) < 3:
                number = int(token.folded)
            elif before in ("thu", "lan") and token.folded in _VI_NUMBERS:
                number = _VI_NUMBERS[token.folded]
            else:
                number = _roman(token.folded)
        elif after == "congress" or token.text.isupper():
            number = _roman(token.folded)
        if number:
            places |= {
                i for i in (at - 1, at - 2) if i >= 0 and tokens[i].folded in ("thu", "lan", "number", "no")
            }
            mentions.found.append(Mention("ordinal", str(number), frozenset(places)))


def _roman(text: str) -> int:
    """Return the number of a Roman numeral up to 29, or 0.

    >>> _roman("vi"), _roman("xiii"), _roman("xin")
    (6, 13, 0)
    """
    match = _ROMAN.fullmatch(text)
    if not match:
        return 0
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(match[1]) + ones[match[2]]


def _add_languages(mentions: Mentions, question: Question) -> None:
    for match, tags in lexicon().languages.named_in(question):
        mentions.found += [Mention("language", tag, match) for tag in tags]


def _add_concepts(mentions: Mentions, question: Question) -> None:
    """Add types of documents; kinds of bodies and roles come with the bodies and posts."""
    for match, types in lexicon().documents.named_in(question):
        mentions.found += [Mention("concept/document", one, match) for one in types]


def _add_aliases(mentions: Mentions, index: Path, question: Question) -> None:
    """Add what short names mean that no source prints."""
    named = {at for one in mentions.found if one.kind in NAMED_KINDS for at in one.places}
    for places, names in lexicon().aliases.named_in(question):
        if places <= named:
            continue
        for name in names:
            words = words_of(name)
            mentions.found += [
                Mention(span.kind, span.iri, places, 0.95)
                for span in names_in_text(index, words)
                if span.end - span.start == len(words) and span.kind in NAMED_KINDS and not span.source
            ]


def _add_people(mentions: Mentions, index: Path, question: Question) -> None:
    taken = frozenset(at for one in mentions.found if one.kind != "concept/document" for at in one.places)
    mentions.found += people_in(index, question, taken)
