"""Read tasks told in running prose: "agreed on the programme, focusing on ...", "They will ..., ... and ..."."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import Item, Passage

_FEWEST: Final = 3
_SHORTEST: Final = 15
_AFTER_A_WORD: Final = frozenset({"then", "in_a_row"})
"""Patterns that begin with the comma or blank after a word."""


@cache
def _words(name: str, language: str) -> re.Pattern[str] | None:
    words = read_yaml("ordered.yaml")[name].get(language)
    before = "" if name in _AFTER_A_WORD else r"(?<![^\W_])"
    return re.compile(rf"{before}(?:{words})(?![^\W_])") if words else None


def running_tasks(document: Document, used: set[int]) -> Iterator[Item]:
    """Yield the tasks of a programme: from the sentence that opens them through those that go on with the same
    subject.

    One sentence between that does not is passed over. Fewer than three tasks are none.
    """
    opens, goes_on = _words("opens", document.language), _words("goes_on", document.language)
    if opens is None or goes_on is None:
        return
    taken = [line for line in document.parts.lines if line.start in used]
    found: list[tuple[TextSpan, int, int]] = []
    passed = 0
    for sentence in document.sentences:
        told = sentence.part == "body" and not any(line.start <= sentence.start < line.end for line in taken)
        opening = told and opens.search(document.folded, sentence.start, sentence.end)
        further = told and found and goes_on.match(document.folded, sentence.start, sentence.end)
        if opening and found:  # another list
            yield from _given(found, used)
            found = []
        if trigger := opening or further:
            passed = 0
            found += [(sentence, *span) for span in _divided(document, trigger.end() + 1, sentence.end)]
        elif found and (passed := passed + 1) > 1:
            yield from _given(found, used)
            found = []
    yield from _given(found, used)


def _given(found: list[tuple[TextSpan, int, int]], used: set[int]) -> Iterator[Item]:
    """Yield what was gathered as items, if it is a list at all."""
    if len(found) < _FEWEST:
        return
    for position, (sentence, start, end) in enumerate(found, 1):
        used.add(sentence.start)
        yield Item("task", position, Passage(start, end, sentence.part))


def _divided(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide what is to be done before each further verb after a comma or "and"."""
    joined = _words("then", document.language)
    end = start + len(document.text[start:end].rstrip(" .…\n"))
    marks = list(joined.finditer(document.folded, start, end)) if joined else []
    begins = [start, *(m.start("verb") for m in marks)]
    stops = [*(m.start() for m in marks), end]
    yield from ((a, b) for a, b in zip(begins, stops, strict=True) if b - a >= _SHORTEST)


def begins_task(document: Document, at: int) -> bool:
    """Whether a task can begin at a place: in Russian with a verb or a noun of doing among its first words."""
    begins = _words("begins", document.language)
    return begins is None or begins.match(document.folded, at) is not None


def within_item(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide one item further where nouns of doing stand in a row; a noun that comes again goes on with the
    first."""
    nouns = _words("in_a_row", document.language)
    doing = _words("doing", document.language)
    if nouns is None or doing is None or not doing.match(document.folded, start):
        yield start, end
        return
    first = re.compile(r"\w+").match(document.folded, start)
    seen = {first[0][:-1]} if first else set()
    places = [start]
    for noun in nouns.finditer(document.folded, start, end):
        if noun["noun"] not in seen:
            seen.add(noun["noun"])
            places.append(noun.start("noun"))
    for a, b in pairwise([*places, end]):
        yield a, a + len(re.sub(r"(?:,| и)? *$", "", document.text[a:b]))
