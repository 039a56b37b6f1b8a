"""Choose the query that a question asks for: the reading that explains most of its words.

A reading is a query with its values. For it speak the phrases that chose the query and the things and days that fill
it; against it each word that it leaves unexplained. No answer is given where a reading leaves too much unexplained,
where another one is as good, where the question names something that the graph does not have, or where its words ask
for what no query computes. The numbers here were set on `tests/gold/questions/learn.json`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from graph.errors import BadParameter
from graph.store.reader import Reader
from ontology.iris import name_of
from queries.ask.bodies import ADMINISTRATIVE
from queries.ask.described import KINDS, described_in
from queries.ask.filling import Fill, fills_of
from queries.ask.intents import Intent, intents_in, known_words
from queries.ask.lexicon import lexicon
from queries.ask.mentions import mentions_in
from queries.ask.model import Mention, Mentions, Reading, Understood, Unknown, Why
from queries.ask.phrases import Phrase, longest_matches
from queries.ask.typos import mended
from queries.ask.words import Question, Token, question_of, stem
from queries.collection import catalogue
from queries.header import NamedQuery
from queries.runner import run

_NUMBER_LEFT: Final = 0.5
_KNOWN_LEFT: Final = 0.6
_UNKNOWN_LEFT: Final = 0.8
"""What a word that is left unexplained takes away: a number, a word of other questions, one that nothing knows."""
_LEAST: Final = 1.0
"""The least score of an answer: a thing and a word that asks for something of it."""
_LEAST_BARE: Final = 0.45
"""The same of a query without values: its words alone."""
_MOST_UNREAD: Final = 0.4
"""The share of the words with meaning that an answer may leave unexplained."""
_MARGIN: Final = 0.12
"""How much better than the next an answer must be; two readings nearer to each other are both offered."""
_OFFERED: Final = -1.0
"""The least score of a reading that is offered beside an answer or in place of one."""
_MARGIN_WITHIN: Final = 0.06
"""The same between two values for one query."""
_NEAREST: Final = 3
_OF_ANOTHER_KIND: Final = 0.8
"""How much better a reading without rows may be than one of the same query, about a thing of another kind, that has
some.
"""
_TRIED: Final = 6
"""Readings that are run to see which of those that are about as good has an answer."""
_ALONE: Final = {
    "person": "roles-of-person",
    "number": "documents-by-number",
    "document": "document-record",
    "concept/document": "documents",
    "organisation": "timeline-of-body",
    "post": "history-of-post",
    "event": "event-dates-and-places",
    "congress": "event-dates-and-places",
    "programme": "tasks-of-programme",
}
"""What a thing is asked for where nothing else is said of it."""
_ALONE_WEIGHT: Final = 0.3
_DOCUMENTS: Final = "documents"
_ORDINAL: Final = "congresses-by-ordinal"
_SURE: Final = 0.8
_OF_ONE_BODY: Final = 0.8
"""What the query for an ordinal loses where the question tells of which body the congress is."""
_ON_A_DAY: Final = "holders-of-post"
_IN_TIME: Final = "history-of-post"
"""Who held a post in a whole year may be several people: that is asked of its history."""
_NOT_ASKED: Final = 1.5
"""What a query loses for which no phrase speaks, unless it is what a thing alone is asked for."""
_GENERAL: Final = (
    "people person persons "
    "report reports event events document documents programme plan source sources article articles press union unions "
    "body bodies organisation organisations official officials paper papers place places congress statement statements "
    "claim van ban su kien nguon bao bai to chuc co quan chuong trinh don vi lanh dao can bo"
)
_NO_THINGS: Final = ("property", "concept/role", "concept/body", "language")
_NAMED: Final = ("organisation", "person", "place", "document", "number", "post")
_NAMED_SURELY: Final = 0.74
_THING_LEFT: Final = 1.1
"""What a thing takes away that is named and not asked about."""
_SLOT_FILLED: Final = 0.25
"""What a value adds that stands where a phrase has its kind."""
_WITHIN_A_NAME: Final = 0.5
"""The share that a word of a phrase loses where it stands in the description of the thing that is asked about."""
_SURE_DESCRIPTION: Final = 0.45
_NEAR_QUERIES: Final = tuple(
    frozenset(pair.split())
    for pair in (
        "document-record documents-by-number",
        "holders-of-post history-of-post",
        "source-disagreements conflicts",
        "citations-of-thing documents-above-programme",
        "citations-of-thing documents-in-reporting",
    )
)
"""Queries whose answers are nearly the same: one that is as good does not stand in the other's way."""
_WEAK_CUE: Final = 0.2
_MENTION_LEFT: Final = 0.7
_KIND_WORDS: Final = 0.25


@dataclass(frozen=True)
class _Scored:
    reading: Reading
    cued: frozenset[int]
    places: frozenset[int]
    unread: frozenset[int]
    left: int
    cue: float
    missing: tuple[str, ...]


def understand(reader: Reader, index: Path, text: str, today: date) -> Understood:
    """Return how a question is understood, asked on a day."""
    question, corrected = mended(index, question_of(text))
    mentions = mentions_in(reader, index, question, today)
    mentions.found += described_in(reader, index, question, mentions.found, KINDS)
    mentions.found += [
        Mention("property", value, places)
        for places, values in lexicon().properties.named_in(question)
        for value in values
    ]
    scored = sorted(
        _scored(question, mentions, today), key=lambda one: (-one.reading.score, one.reading.query.name)
    )
    scored = _with_rows_first(reader, scored)
    best = scored[0] if scored else None
    nearest = _distinct(scored)
    why, words = _refusal(reader, question, mentions, best, scored)
    if why is not None or best is None:
        return Understood(text, None, nearest[:_NEAREST], why or Why.NO_QUERY, words, corrected)
    return Understood(text, best.reading, nearest[1 : _NEAREST + 1], None, (), corrected)


def _with_rows_first(reader: Reader, scored: list[_Scored]) -> list[_Scored]:
    """Where several readings are about as good, put aside those without an answer, if another has one."""
    best = scored[0] if scored else None
    if best is None:
        return scored
    close = [
        one
        for one in scored
        if not one.missing
        and best.reading.score - one.reading.score
        < (_OF_ANOTHER_KIND if _is_of_another_kind(one.reading, best.reading) else _MARGIN)
    ]
    if len(close) < 2 or best.missing:
        return scored
    having = [one for one in close[:_TRIED] if _has_rows(reader, one.reading)]
    if not having or len(having) == len(close):
        return scored
    return [*having, *(one for one in scored if one not in close)]


def _is_of_another_kind(one: Reading, other: Reading) -> bool:
    kinds = [sorted(_kind(value) for value in reading.values.values()) for reading in (one, other)]
    return one.query is other.query and kinds[0] != kinds[1]


def _has_rows(reader: Reader, reading: Reading) -> bool:
    try:
        return bool(run(reader, reading.query.name, reading.values).rows)
    except BadParameter:
        return False


def _distinct(scored: list[_Scored]) -> tuple[Reading, ...]:
    """Return the best readings that can be run, one a query."""
    seen: dict[str, Reading] = {}
    for one in scored:
        if not one.missing and _is_offered(one) and one.reading.query.name not in seen:
            seen[one.reading.query.name] = one.reading
    return tuple(seen.values())[: _NEAREST + 1]


def _is_offered(one: _Scored) -> bool:
    """Whether a reading may be meant: a phrase speaks for it, or it is what such a thing is asked for most."""
    asked = bool(one.reading.cues) or one.reading.query.name in _ALONE.values()
    return asked and one.reading.score > _OFFERED


def _scored(question: Question, mentions: Mentions, today: date) -> Iterator[_Scored]:
    intents = intents_in(question, mentions.ends())
    if any(one.period is not None and one.period.exact in ("year", "range") for one in mentions.found):
        holders = intents.get(_ON_A_DAY)
        history = intents.get(_IN_TIME)
        if holders is not None and (history is None or history.weight < holders.weight):
            intents[_IN_TIME] = holders
    nothing = Intent(0.0, (), frozenset(), frozenset())
    polite = frozenset(
        at for match in longest_matches(lexicon().fillers, question, {}) for at in match.places
    )
    light = frozenset(token.at for token in question.tokens if _is_light(token))
    whole = [one for one in mentions.found if one.places]
    heads = lexicon().kinds.named_in(question)
    silent = max((one.weight for one in intents.values()), default=0.0) < _WEAK_CUE
    for name, query in catalogue().items():
        intent = intents.get(name, nothing)
        for fill in fills_of(query, question, mentions, today):
            yield _score(question, query, intent, fill, polite | light, whole, silent, heads)


def _score(
    question: Question,
    query: NamedQuery,
    intent: Intent,
    fill: Fill,
    polite: frozenset[int],
    mentioned: list[Mention],
    silent: bool,
    kind_words: list[tuple[frozenset[int], tuple[str, ...]]],
) -> _Scored:
    kinds = {_kind(one.value) for one in fill.filled} | {k for p in query.parameters for k in p.kinds}
    heads = {at for places, some in kind_words if kinds & set(some) for at in places}
    explained = intent.places | intent.mentioned | fill.places | polite | heads
    if query.group == _DOCUMENTS and query.parameters and fill.filled:
        # Their answers list documents with their types: "which resolutions" leaves nothing out.
        explained |= {at for one in mentioned if one.kind == "concept/document" for at in one.places}
    unread = frozenset(
        token.at
        for token in question.tokens
        if token.at not in explained
        and not (token.at in intent.weak and not token.is_number)
        and not (kinds & {"place", "organisation", "post"} and token.folded in ADMINISTRATIVE)
    )
    against = _left(question, unread, mentioned)
    # A word that only does not speak against a query is no reason for it either.
    against += sum(0.1 for at in intent.weak - explained if not _is_light(question.tokens[at]))
    alone = {_ALONE.get(one.kind) for one in mentioned}
    if _ALONE["post"] in alone and any(one.period is not None for one in fill.filled):
        alone.add(_ON_A_DAY)
    # "The seven key tasks" names a programme; that its tasks are asked for has to be said beside it.
    named = _described(mentioned)
    cue = intent.weight - _WITHIN_A_NAME * sum(intent.by_place.get(at, 0.0) for at in named)
    # "Điện Biên" without marks is a province, and no "diễn biến".
    whole = {at for one in mentioned if one.kind in ("place", "person") for at in one.places} - named
    whole -= intent.mentioned
    cue -= sum(intent.by_place.get(at, 0.0) for at in whole)
    if _fills_a_slot(intent, fill):
        cue += _SLOT_FILLED
    if query.name in alone and silent and not fill.missing:
        cue += _ALONE_WEIGHT
    elif not intent.cues:
        cue -= _NOT_ASKED
    if query.name == _ORDINAL and any(one.kind == "congress" and one.certainty > _SURE for one in mentioned):
        cue -= _OF_ONE_BODY
    score = cue + fill.weight - against - 1.0 * len(fill.missing)
    reading = Reading(
        query, fill.filled, intent.cues, tuple(question.tokens[at].text for at in sorted(unread)), score
    )
    telling = frozenset(at for at in unread if question.tokens[at].stem not in _general_words())
    left = len(_groups(question, telling, mentioned))
    return _Scored(reading, intent.places, explained, unread, left, cue, fill.missing)


def _described(mentioned: list[Mention]) -> frozenset[int]:
    """Return the words of the surest description of a thing of each kind."""
    found: dict[str, Mention] = {}
    for one in mentioned:
        if one.kind in KINDS and (one.kind not in found or one.certainty > found[one.kind].certainty):
            found[one.kind] = one
    return frozenset(at for one in found.values() if one.certainty > _SURE_DESCRIPTION for at in one.places)


def _fills_a_slot(intent: Intent, fill: Fill) -> bool:
    """Whether a value stands where a phrase has one of its kind: of two bodies that which "belongs" is about."""
    return any(
        (one.name if one.name == "words" else _kind(one.value)) in intent.slots
        and (not one.places or bool(one.places & intent.mentioned))
        for one in fill.filled
    )


def _left(question: Question, unread: frozenset[int], mentioned: list[Mention]) -> float:
    """Return what the words that are left unexplained take away; a thing that is named counts once, however long."""
    weight = 0.0
    things = {
        one.places & unread for one in mentioned if one.kind in _NAMED and one.certainty > _NAMED_SURELY
    }
    for places in _groups(question, unread, mentioned):
        most = sum(_weight_left(question.tokens[at]) for at in places)
        weight += _THING_LEFT if places in things else min(_MENTION_LEFT, most) if len(places) > 1 else most
    return weight


def _groups(question: Question, unread: frozenset[int], mentioned: list[Mention]) -> list[frozenset[int]]:
    """Return the words that are left, those of one mention together."""
    groups: list[frozenset[int]] = []
    rest = unread
    for one in sorted(mentioned, key=lambda one: -len(one.places)):
        mine = one.places & rest
        if one.kind in _NO_THINGS or not mine:
            continue
        if all(_is_light(question.tokens[at]) for at in one.places - mine):
            groups.append(mine)
            rest -= mine
    return [*groups, *(frozenset({at}) for at in rest)]


def _kind(value: str) -> str:
    name = name_of(value)
    return name.kind if name else ""


def _is_light(token: Token) -> bool:
    return lexicon().is_light(token) and not token.is_number


def _weight_left(token: Token) -> float:
    if token.is_number:
        return _NUMBER_LEFT
    if token.stem in _general_words():
        return _KIND_WORDS
    known = token.stem in lexicon().known or token.stem in known_words()
    return _KNOWN_LEFT if known else _UNKNOWN_LEFT


@cache
def _general_words() -> frozenset[str]:
    """Words that only say of what kind a thing is: report, event, document, văn bản."""
    return frozenset(stem(word) for word in _GENERAL.split()) | lexicon().common


def _refusal(
    reader: Reader, question: Question, mentions: Mentions, best: _Scored | None, scored: list[_Scored]
) -> tuple[Why | None, tuple[str, ...]]:
    """Return why a question is not answered, and the words that the reason is about; None where it is."""
    if best is None or (best.cue < _WEAK_CUE and all(map(_is_light, question.tokens))):
        return Why.NOTHING_ASKED, ()
    refused = _refused(question, best)
    if refused is not None:
        return refused
    unknown = _unknown(reader, mentions.unknown, best)
    if unknown is not None:
        return Why.UNKNOWN_THING, (question.said(unknown),)
    content = [token for token in question.tokens if not _is_light(token)]
    left = tuple(question.tokens[at].text for at in sorted(best.unread))
    if best.missing:
        return Why.VALUE_MISSING, left
    if best.left > _MOST_UNREAD * len(content) or (best.left and not best.reading.cues):
        return Why.WORDS_NOT_UNDERSTOOD, left
    if best.reading.score < (_LEAST if best.reading.filled else _LEAST_BARE):
        return Why.NO_QUERY, left
    second = next(
        (
            one
            for one in scored[1:]
            if not one.missing
            and frozenset((one.reading.query.name, best.reading.query.name)) not in _NEAR_QUERIES
            and (one.reading.query.name, one.reading.values) != (best.reading.query.name, best.reading.values)
        ),
        None,
    )
    if second is not None and best.reading.score - second.reading.score < (
        _MARGIN if second.reading.query is not best.reading.query else _MARGIN_WITHIN
    ):
        return Why.AMBIGUOUS, ()
    return None, ()


def _refused(question: Question, best: _Scored) -> tuple[Why, tuple[str, ...]] | None:
    """Return the reason of the first phrase that asks for what no query computes, unless it chose the query."""
    named = frozenset(at for one in best.reading.filled for at in one.places)
    own = best.cued | named
    for match in longest_matches(lexicon().refusals.book, question, {}):
        whys = lexicon().refusals.of[match.phrase.text]
        token = question.tokens[min(match.places)]
        if len(match.places) == 1 and _could_be_another(match.phrase, token):
            continue
        if Why(whys[0]) is Why.NOTHING_ASKED and any(
            token.at not in match.places and not _is_light(token) for token in question.tokens
        ):
            continue
        if match.places <= own and (best.cue > 1 or Why(whys[0]) is Why.NOTHING_ASKED):
            continue
        return Why(whys[0]), (question.said(match.places),)
    return None


def _could_be_another(phrase: Phrase, token: Token) -> bool:
    """Whether a syllable without marks may be another word: "ve" is "về" more often than "vé"."""
    word = phrase.pieces[0].word
    return word is not None and word.has_marks and not token.has_marks


def _unknown(reader: Reader, unknown: list[Unknown], best: _Scored) -> frozenset[int] | None:
    """Return the words for what is named, not in the graph, and not what the answer is about."""
    filled = best.reading.filled
    if (
        best.reading.query.name == _ALONE["number"]
        and not best.missing
        and not _has_rows(reader, best.reading)
    ):
        return filled[0].places
    used = {one.words for one in filled}
    for one in unknown:
        if not one.places <= best.places or not used:
            return one.places
    return None
