"""Write the queries of FTS5 that find names and passages by words.

Every word is quoted, so that no character of a search is an operator.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from graph.limits import LIMITS
from graph.search.normalise import TONES, Word, without_number_words, words_of

MOST_WORDS: Final = LIMITS.search_words
"""Words of a search that count."""


def asked_words(text: str) -> list[Word]:
    """Return the words of a search that count: not those that only say that a number follows, and not too many."""
    words = words_of(text[:1000])
    return (without_number_words(words) or words)[:MOST_WORDS]


def quoted(word: str) -> str:
    """Return a word as FTS5 takes it literally."""
    return '"' + word.replace('"', '""') + '"'


def all_of(parts: Iterable[str]) -> str:
    """Return the query for what all parts find."""
    return " AND ".join(parts)


def any_of(parts: Iterable[str]) -> str:
    """Return the query for what any part finds."""
    several = list(dict.fromkeys(parts))
    return several[0] if len(several) == 1 else "(" + " OR ".join(several) + ")"


def runs(words: list[Word]) -> list[list[Word]]:
    """Put letters of scripts without spaces that stand together into one run; any other word is a run of its own."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.end - word.start == 1 and word.folded > "\u0e00":
            last = runs[-1][-1]
            if last.end == word.start and last.end - last.start == 1 and last.folded > "\u0e00":
                runs[-1].append(word)
                continue
        runs.append([word])
    return runs


def whole(run: list[Word]) -> str:
    """Return what finds the whole words of a run, next to each other."""
    if len(run) > 1:
        return "(" + " + ".join(quoted(word.folded) for word in run) + ")"
    return marked(run[0], "")


def marked(word: Word, star: str, *, typing: bool = False) -> str:
    """Return what finds one word, with its marks where it has any."""
    if not word.has_marks:
        return quoted(word.folded) + star
    forms = [quoted(word.marked) + star]
    if typing and word.marked[0] not in TONES:
        forms += [quoted(tone + word.marked) + star for tone in TONES]
    return any_of(forms)


def beginning(words: list[Word], *, typing: bool = False) -> str:
    """All words, the last of them perhaps unfinished."""
    *before, last = runs(words)
    if len(last) > 1:
        return all_of(map(whole, [*before, last]))
    star = "" if last[0].is_number and not typing else " *"
    return all_of([*map(whole, before), marked(last[0], star, typing=typing)])


def fulltext_queries(text: str) -> Iterator[str]:
    """Give the queries of FTS5 for the passages that hold all words of a text, the strictest first."""
    words = asked_words(text)
    if words:
        yield all_of(map(whole, runs(words)))
        yield all_of(marked(word, "" if word.is_number or len(word.folded) < 4 else " *") for word in words)


def initial(words: list[Word]) -> str:
    """A name that begins with these words in this order, and where they have marks has them."""
    phrase = "^ " + " + ".join(quoted(word.folded) for word in words) + " *"
    if not any(word.has_marks for word in words):
        return phrase
    return f"({phrase}) AND {beginning(words, typing=True)}"
