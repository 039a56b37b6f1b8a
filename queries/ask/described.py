"""Events, congresses, programmes, speeches and sources by a description: "the cluster's conference last year".

A thing is described by words of its names and by what the graph says of it: days, places, bodies, people, kind and
language. The words that few of the compared things have count most. What contradicts a day or language that is named is
not meant.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal

from graph.limits import LIMITS
from graph.search.normalise import words_of
from graph.search.spans import names_of, names_with_any
from graph.store.reader import Reader
from queries.ask.lexicon import lexicon
from queries.ask.model import Mention
from queries.ask.things import FactRow, SourceRow
from queries.ask.words import Question, Token, stem
from queries.read.rows import select

KINDS: Final = ("event", "congress", "programme", "speech", "source")
_MARGIN: Final = 0.25
_WHOLE: Final = 0.8
"""What a name counts that stands in the question as a whole; a part of it counts as much less."""
_AROUND: Final = 0.35
"""What a word counts that stands in the name of another thing, such as the place of an event."""
_CONTRADICTED: Final = 2.0
_KEPT: Final = 3
_ONLY: Final = 0.85
"""How sure the only source in a language is meant where a word for a source stands beside it."""
_ONLY_UNSAID: Final = 0.55
"""The same where none does."""
_WHOLE_NAMES: Final = ("organisation", "person", "place")
_LEAST_WORDS: Final = {"source": 2, "programme": 1, "event": 1}
"""Words that describe a thing at least, beside those that name its kind."""


@dataclass(frozen=True)
class _Thing:
    iri: str
    words: frozenset[str]
    label_words: frozenset[str]
    labels: tuple[frozenset[str], ...]
    days: tuple[str, ...]
    languages: frozenset[str]


def described_in(
    reader: Reader, index: Path, question: Question, mentions: Iterable[Mention], kinds: Iterable[str] = KINDS
) -> list[Mention]:
    """Return the things that a question describes, of each kind the nearest three at most, the nearest first."""
    given = list(mentions)
    heads = {
        kind: frozenset(
            at for places, some in lexicon().kinds.named_in(question) if kind in some for at in places
        )
        for kind in KINDS
    }
    every = frozenset(at for some in heads.values() for at in some)
    found: list[Mention] = []
    words = [t for t in question.tokens if not lexicon().is_light(t) or t.is_number]
    for kind in kinds:
        candidates = names_with_any(
            index, (token.word for token in words), kind, limit=LIMITS.described_things
        )
        if not candidates:
            continue
        things = _things(reader, index, candidates)
        found += _nearest(question, words, things, given, kind, heads[kind], every)
    if not any(one.kind == "source" for one in found):
        found += _only_sources(reader, given, heads["source"])
    return found


def _only_sources(reader: Reader, given: list[Mention], heads: frozenset[int]) -> list[Mention]:
    """Return the source in each language that is named, where there is only one in it: "the French article"."""
    found = []
    for one in given:
        if one.kind != "language":
            continue
        for row in select(reader, SourceRow, "source-in-language", language=Literal(one.value)):
            certainty = _ONLY if heads else _ONLY_UNSAID
            found.append(Mention("source", row.source, one.places, certainty, explains=heads))
    return found


def _things(reader: Reader, index: Path, candidates: Mapping[str, list[str]]) -> list[_Thing]:
    facts: dict[str, list[str]] = {}
    for row in select(reader, FactRow, "describing-facts", things=sorted(candidates)):
        facts.setdefault(row.thing, []).append(row.fact)
    others = sorted({fact for some in facts.values() for fact in some if "://" in fact})
    called = names_of(index, [*candidates, *others])
    things = []
    for iri in candidates:
        labels = {word for label in called[iri] for word in _stems(label)}
        own = facts.get(iri, [])
        around = {word for fact in own if "://" in fact for label in called[fact] for word in _stems(label)}
        days = tuple(fact for fact in own if fact[:4].isdigit())
        dated = {str(int(part)) for day in days for part in day.split("-") if part.isdigit()}
        languages = frozenset(fact for fact in own if fact.isalpha() and len(fact) == 2)
        things.append(
            _Thing(
                iri,
                frozenset(labels | around | dated),
                frozenset(labels),
                tuple(map(_stems, called[iri])),
                days,
                languages,
            )
        )
    return things


@lru_cache(maxsize=1 << 14)
def _stems(label: str) -> frozenset[str]:
    return frozenset(stem(word.folded) for word in words_of(label))


def _nearest(
    question: Question,
    words: list[Token],
    things: list[_Thing],
    given: list[Mention],
    kind: str,
    heads: frozenset[int],
    every_head: frozenset[int],
) -> list[Mention]:
    rare = {
        token.stem: math.log(1 + len(things) / sum(token.stem in thing.words for thing in things))
        for token in words
        if any(token.stem in thing.words for thing in things)
    }
    languages = [one for one in given if one.kind == "language"] if kind == "source" else []
    scored: list[tuple[float, str, frozenset[int], bool]] = []
    for thing in things:
        places = {token.at for token in words if token.stem in thing.words}
        score = sum(
            {
                token.stem: rare[token.stem] * (1.0 if token.stem in thing.label_words else _AROUND)
                for token in words
                if token.at in places
            }.values()
        )
        tags = {one.value for one in languages}
        if tags and not tags & thing.languages:
            continue
        for one in languages:
            if one.value in thing.languages:
                places |= one.places
                score += 0.7
        contradicted = False
        for one in given:
            if one.period is None or one.period.exact in ("now", "range") or not thing.days:
                continue
            first, last = one.period.start.isoformat(), one.period.end.isoformat()
            if any(first[: len(day)] <= day <= last for day in thing.days):
                places |= one.places
                score += 0.5
            else:
                score -= _CONTRADICTED
                contradicted = True
        named = {token.stem for token in words if token.at in places}
        score += _WHOLE * max(len(named & label) / len(label) for label in thing.labels if label)
        if contradicted and one_day(given):
            continue
        scored.append((score, thing.iri, frozenset(places), contradicted))
    scored.sort(key=lambda one: (-one[0], one[1]))
    if not scored:
        return []
    best = scored[0]
    no_content = heads if kind == "source" else every_head
    content = {token.at for token in words if token.at in best[2] and token.at not in no_content}
    content |= {at for one in given if one.kind in _WHOLE_NAMES and one.places & content for at in one.places}
    if len(content) < _LEAST_WORDS.get(kind, 1) or (not heads and (len(content) < _KEPT or kind == "source")):
        return []
    tied = len(scored) > 1 and scored[1][0] > best[0] - _MARGIN
    certainty = 0.5 if tied else 0.85 if heads else 0.55 if every_head else 0.7
    if len(languages) > 1:
        return _one_of_each_language(things, scored, languages, heads)
    found = [Mention(kind, best[1], best[2], certainty, explains=heads)]
    found += [
        Mention(kind, iri, places, 0.5 if tied and at == 0 else 0.3, explains=heads)
        for at, (_, iri, places, _) in enumerate(scored[1:_KEPT])
    ]
    return found


def one_day(given: list[Mention]) -> bool:
    """Whether a day or month is named, which whatever has another one contradicts."""
    return any(one.period is not None and one.period.exact in ("day", "month") for one in given)


def _one_of_each_language(
    things: list[_Thing],
    scored: list[tuple[float, str, frozenset[int], bool]],
    languages: list[Mention],
    heads: frozenset[int],
) -> list[Mention]:
    """Return the nearest source in each language that is named: two texts are compared."""
    tags = {thing.iri: thing.languages for thing in things}
    found = []
    for language in languages:
        for _, iri, places, _ in scored:
            if language.value in tags[iri]:
                found.append(Mention("source", iri, language.places, 0.85, explains=heads | places))
                break
    return found
