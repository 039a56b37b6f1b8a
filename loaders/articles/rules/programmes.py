"""Read the programmes, plans and agreements an article tells of, with their period."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import Passage, Programme
from loaders.articles.rules.pattern_matcher import PatternMatcher

_NO_PERIOD: Final = frozenset({"conference-tasks", "coordination-regulation", "key-tasks"})
"""Kinds that are told of without the years they are for."""
_YEARS: Final = re.compile(r"(?<!\d)(20\d\d)(?: ?[-–] ?(20\d\d))?(?!\d)")


_TO_SIGN: Final = re.compile(
    r"(?:(?:will|would|to|se|du kien) (?:be )?(?:sign|ink|ky)|signera\w*|signer|подпиш\w+)[^.;]{0,40}$"
)
"""What is still to be signed is none yet."""


@cache
def _kinds(language: str) -> PatternMatcher:
    return PatternMatcher(
        {kind: words[language] for kind, words in read_yaml("programmes.yaml").items() if language in words}
    )


def programmes(document: Document) -> Iterator[Programme]:
    """Yield the programmes and agreements named, each kind once, where its period stands if one does."""
    best: dict[str, Programme] = {}
    for kind, match in _kinds(document.language).finditer(document.folded, 0, document.parts.end):
        sentence = document.sentence_at(match.start())
        if not document.parts.holds(match.start()) or _TO_SIGN.search(
            document.folded, max(sentence.start, match.start() - 60), match.start()
        ):
            continue
        after = document.within(document.bodies, match.end(), sentence.end)
        body = next((b.slug for b in after if b.type == "cluster"), None)
        part = document.parts.part_at(match.start())
        found = Programme(
            kind, Passage(match.start(), match.end(), part), _period(document, match, sentence), body
        )
        if kind not in best or (found.period and not best[kind].period):
            best[kind] = found
    for kind, programme in best.items():
        if programme.period or kind in _NO_PERIOD:
            yield programme


def _period(document: Document, match: re.Match[str], sentence: TextSpan) -> str | None:
    found = _YEARS.search(document.text, match.start(), min(sentence.end, match.end() + 300))
    found = found or _YEARS.search(document.text, sentence.start, match.start())
    if found is None:
        return None
    return f"{found[1]}-{found[2]}" if found[2] else found[1]
