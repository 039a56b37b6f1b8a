"""Read who is given a post: appointed, elected or re-elected to it, the verb before or after the person's name."""

import re
from collections.abc import Iterator
from functools import cache

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import Title

_REACH = 260
"""How far before a post the name of who is given it may stand, in code points: titles held before stand between."""


def appointed(document: Document, known: tuple[Title, ...]) -> Iterator[tuple[Mention, Title]]:
    """Yield the people who are given a post, each with it; no plans."""
    for title in known:
        sentence = document.sentence_at(title.start)
        start = max(sentence.start, title.start - _REACH)
        into = _pattern(document.language, "into", r"(?:^|(?<!\w))%s$").search(
            document.folded, start, title.start
        )
        if into is None:
            continue
        before = list(document.within(document.persons, start, into.start()))
        if before and _is_given(document, before[-1], sentence.start, title.start):
            yield before[-1], title


def _is_given(document: Document, person: Mention, start: int, end: int) -> bool:
    """Whether a verb of appointment stands between a person and the post, or right before the person."""
    if is_planned(document, start, end):
        return False
    verbs = _pattern(document.language, "verbs", r"(?<![\w-])%s(?!\w)")
    if verbs.search(document.folded, person.end, end):
        return True
    lead = max(start, person.start - 60)
    before = verbs.search(document.folded, lead, person.start)
    return before is not None and not re.search(r"[,;:]", document.folded[before.end() : person.start])


@cache
def _pattern(language: str, name: str, form: str) -> re.Pattern[str]:
    return re.compile(form.replace("%s", f"(?:{read_yaml('appointments.yaml')[language][name]})"))
