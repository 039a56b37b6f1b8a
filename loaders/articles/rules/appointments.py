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
            if (named := _right_before(document, title)) and not is_planned(
                document, sentence.start, title.start
            ):
                yield named, title
            continue
        before = list(document.within(document.persons, start, into.start()))
        if before and _is_given(document, before[-1], sentence.start, title.start):
            yield before[-1], title


def _right_before(document: Document, title: Title) -> Mention | None:
    """Return the person that stands right before a post and right after a verb of appointment: "elected Mr. A Chairman
    of the Union"."""
    near = [
        p
        for p in document.within(document.persons, max(0, title.start - 60), title.start)
        if p.end < title.start
    ]
    if not near or near[-1].end + 1 != title.start:
        return None
    verbs = _pattern(document.language, "verbs", r"(?<![\w-])%s (?:[^\W\d]{1,12}\.? ){0,2}$")
    start = near[-1].start
    return near[-1] if verbs.search(document.folded, max(0, start - 40), start) else None


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
