"""How much the words of a question speak for each query of the catalogue.

A query is asked for by the phrases of its header (`asked`) and by the words of its title; the words of its description
and of its parameters' labels may stand in a question for it and say little. A word that many queries are asked for by
counts little.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from graph.search.normalise import words_of
from queries.ask.lexicon import lexicon
from queries.ask.phrases import Ends, Match, Phrase, PhraseBook, phrase_of
from queries.ask.words import Question, stem
from queries.collection import Collection, catalogue
from queries.header import NamedQuery

_COLLECTIONS: Final = 4
"""Catalogues of which it is kept what they are asked by: one a store, and the one before a change."""
_PHRASE_BONUS: Final = 0.2
"""What each further word of a phrase adds to its weight: "put together from" says more than its words do."""
_SLOT: Final = 0.25
_TITLE: Final = 0.3
_LIGHT: Final = 0.25
_MOST_A_WORD: Final = 1.2


@dataclass(frozen=True)
class Intent:
    """What speaks for a query in a question: how much, in which phrases, at which places; `weak` are places of words
    that only do not speak against it."""

    weight: float
    cues: tuple[str, ...]
    places: frozenset[int]
    weak: frozenset[int]
    mentioned: frozenset[int] = frozenset()
    """Places of the mentions within the phrases."""
    slots: frozenset[str] = frozenset()
    """Kinds of these mentions."""
    by_place: Mapping[int, float] = field(default_factory=dict)
    """What each word adds to the weight."""


@dataclass(frozen=True)
class _Cues:
    weights: dict[str, float]
    title: frozenset[str]
    words: frozenset[str]


def rarity() -> dict[str, float]:
    """Return how much a word says of which query is asked for: 1 where one query has it, 0 where all have."""
    return _rarity(catalogue())


@lru_cache(maxsize=_COLLECTIONS)
def _rarity(known: Collection) -> dict[str, float]:
    queries = list(known.values())
    counts: dict[str, int] = {}
    for query in queries:
        for word in {word for text in query.asked for word in phrase_of(text).words} | _title(query):
            counts[word] = counts.get(word, 0) + 1
    return {word: 1 - math.log(count) / math.log(len(queries) + 1) for word, count in counts.items()}


def known_words() -> frozenset[str]:
    """Return all words by which queries are asked for, and those of their titles and descriptions."""
    return _known_words(catalogue())


@lru_cache(maxsize=_COLLECTIONS)
def _known_words(known: Collection) -> frozenset[str]:
    described = {
        stem(word.folded)
        for query in known.values()
        for text in (query.description.en, query.description.vi)
        for word in words_of(text)
    }
    return frozenset(_rarity(known)) | described


def _title(query: NamedQuery) -> set[str]:
    return {
        stem(word.folded)
        for text in (query.title.en, query.title.vi)
        for word in words_of(text)
        if word.folded not in lexicon().light
    }


@lru_cache(maxsize=4096)
def _cues(known: Collection, name: str) -> _Cues:
    query = known[name]
    shared = _asked_by(known)
    phrases = [phrase_of(text) for text in query.asked]
    texts = [
        query.description.en,
        query.description.vi,
        *(text for p in query.parameters for text in (p.label.en, p.label.vi)),
    ]
    return _Cues(
        {phrase.text: _weight(phrase) / math.sqrt(len(shared[phrase.text])) for phrase in phrases},
        frozenset(_title(query)),
        frozenset(stem(word.folded) for text in texts for word in words_of(text)),
    )


def _weight(phrase: Phrase) -> float:
    words = [rarity().get(word, 1.0) * (_LIGHT if word in lexicon().light else 1.0) for word in phrase.words]
    slots = sum(bool(piece.kind) for piece in phrase.pieces)
    return sum(words) * (1 + _PHRASE_BONUS * (len(words) + slots - 1)) + _SLOT * slots


def intents_in(question: Question, ends: Ends) -> dict[str, Intent]:
    """Return what speaks for each query; one that nothing speaks for is left out."""
    matches: dict[str, list[Match]] = {}
    for match in _book(catalogue()).matches(question, ends):
        for name in _asked_by(catalogue())[match.phrase.text]:
            matches.setdefault(name, []).append(match)
    found = {}
    for name in catalogue():
        intent = _intent(question, matches.get(name, []), _cues(catalogue(), name))
        if intent.weight > 0:
            found[name] = intent
    return found


@lru_cache(maxsize=_COLLECTIONS)
def _asked_by(known: Collection) -> dict[str, tuple[str, ...]]:
    """Return the queries of each phrase."""
    found: dict[str, tuple[str, ...]] = {}
    for name, query in known.items():
        for text in dict.fromkeys(query.asked):
            found[text] = (*found.get(text, ()), name)
    return found


@lru_cache(maxsize=_COLLECTIONS)
def _book(known: Collection) -> PhraseBook:
    return PhraseBook(phrase_of(text) for text in _asked_by(known))


def _intent(question: Question, matches: list[Match], cues: _Cues) -> Intent:
    weights: dict[int, float] = {}
    said: dict[str, None] = {}
    mentioned: set[int] = set()
    slots: set[str] = set()
    for match in sorted(matches, key=lambda one: -cues.weights[one.phrase.text]):
        own = match.places or match.mentioned
        if not own:
            continue
        share = cues.weights[match.phrase.text] / len(own)
        gained = False
        for at in own:
            if share > weights.get(at, 0.0):
                gained = gained or at not in weights
                weights[at] = min(share, _MOST_A_WORD)
        mentioned |= match.mentioned
        slots |= {piece.kind for piece in match.phrase.pieces if piece.kind}
        if gained:
            said[match.phrase.text] = None
    for token in question.tokens:
        if token.at not in weights and token.stem in cues.title and not lexicon().is_light(token):
            weights[token.at] = _TITLE * rarity().get(token.stem, 0.0)
    weak = frozenset(token.at for token in question.tokens if token.stem in cues.words)
    return Intent(
        sum(weights.values()),
        tuple(said),
        frozenset(weights),
        weak,
        frozenset(mentioned),
        frozenset(slots),
        weights,
    )
