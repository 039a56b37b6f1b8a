"""Typing errors in a question: a word that nothing knows is taken for the nearest word that something knows.

Known are the words of the catalogue's phrases and titles, of the lists, and of the names in the graph. One letter may
be wrong in a word of five, two in one of nine.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from graph.search.normalise import Word
from graph.search.spans import is_word_of_names, names_in_text, near_words
from queries.ask.intents import known_words
from queries.ask.lexicon import lexicon
from queries.ask.words import Question, Token, stem

_ONE: Final = 5
_TWO: Final = 9
_BESIDE: Final = 4


def mended(index: Path, question: Question) -> tuple[Question, dict[str, str]]:
    """Return the question with typing errors taken out, and what was taken for what."""
    doubtful = [token for token in question.tokens if _doubtful(token)]
    if not doubtful:
        return question, {}
    named = is_word_of_names(index, [word for token in doubtful for word in (token.folded, token.marked)])
    joined = {span.start for span in names_in_text(index, [token.word for token in doubtful])}
    named |= {token.folded for at, token in enumerate(doubtful) if at in joined}
    changed: dict[int, str] = {}
    words = [token.word for token in question.tokens]
    for token in doubtful:
        if token.folded in named or token.marked in named:
            continue
        near = _in_a_name(index, words, token) or _nearest(index, token)
        if near:
            changed[token.at] = near
    tokens = tuple(
        replace(token, folded=new, marked=new, stem=stem(new), mended=True)
        if (new := changed.get(token.at))
        else token
        for token in question.tokens
    )
    return replace(question, tokens=tokens), {question.tokens[at].text: new for at, new in changed.items()}


def _doubtful(token: Token) -> bool:
    return (
        len(token.folded) >= _ONE
        and token.folded.isalpha()
        and not lexicon().is_light(token)
        and token.stem not in lexicon().known
        and token.stem not in known_words()
    )


def _in_a_name(index: Path, words: list[Word], token: Token) -> str:
    """Return the near word that makes a name together with the words beside it, or an empty text."""
    low, high = max(token.at - _BESIDE, 0), token.at + _BESIDE + 1
    for other in near_words(index, token.folded):
        if not other.isascii() or not other.isalpha():
            continue
        tried = [
            *words[low : token.at],
            Word(other, other, token.start, token.end),
            *words[token.at + 1 : high],
        ]
        at = token.at - low
        if any(
            span.start <= at < span.end and span.end - span.start > 1 for span in names_in_text(index, tried)
        ):
            return other
    return ""


def _nearest(index: Path, token: Token) -> str:
    """Return the word that is meant by a misspelt one, or an empty text."""
    most = 2 if len(token.folded) >= _TWO else 1
    in_names = [word for word in near_words(index, token.folded) if word.isascii() and word.isalpha()]
    if in_names and OSA.distance(token.folded, in_names[0]) == 1:
        return in_names[0]
    known = [
        (distance, word)
        for word in known_words() | lexicon().known
        if abs(len(word) - len(token.stem)) <= most
        and word[:1] == token.stem[:1]
        and len(word) >= _ONE - 1
        and (distance := OSA.distance(token.stem, word, score_cutoff=most)) <= most
    ]
    if known:
        return min(known)[1]
    return ""
