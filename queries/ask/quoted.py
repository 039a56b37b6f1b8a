"""Words that are asked about as words: what stands in quotation marks, and runs in Cyrillic letters."""

import re
from collections.abc import Iterator
from typing import Final

from queries.ask.model import Mention
from queries.ask.words import Question

_QUOTED: Final = re.compile(r"[\"“„«‘']([^\"“”„«»‘’']{2,120})[\"”“»’']")


def words_quoted(question: Question) -> Iterator[Mention]:
    """Give the words that a question quotes, as they are written."""
    yield from (Mention("words", text, places, 0.6) for text, places in _words(question))


def _words(question: Question) -> Iterator[tuple[str, frozenset[int]]]:
    """Give what stands in quotation marks, and runs of words in Cyrillic letters."""
    for match in _QUOTED.finditer(question.text):
        places = frozenset(t.at for t in question.tokens if match.start() <= t.start < match.end())
        if places:
            yield match[1].strip(), places
    run: list[int] = []
    for token in (*question.tokens, None):
        if token is not None and any("\u0400" <= c <= "\u04ff" for c in token.text):
            run.append(token.at)
        elif run:
            first, last = question.tokens[run[0]], question.tokens[run[-1]]
            yield question.text[first.start : last.end], frozenset(run)
            run = []
