"""Read who signed: the people named before a verb of signing that has a programme or an agreement as its object."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import titles
from loaders.articles.records import Participation, Passage
from loaders.articles.rules.events import MainEvent, of_other_year, signing

_BREAK: Final = re.compile(r"[.;:](?! )|[;:]")


def signatories(document: Document, main: MainEvent | None) -> Iterator[Participation]:
    """Yield the people who are said to have signed a programme, plan or agreement at the article's event."""
    if main is None:
        return
    for sentence in document.sentences:
        if sentence.part == "headline" or is_planned(document, sentence.start, sentence.end):
            continue
        if of_other_year(document, main, sentence):
            continue
        verb = signing(document, sentence)
        if verb is None:
            continue
        people = list(document.within(document.persons, sentence.start, verb.start()))
        if not people or not _subject(document, people[-1], verb.start()):
            continue
        for person in people:
            yield Participation(
                main.kind, person.slug, "signatory", Passage(person.start, person.end, sentence.part)
            )


def _subject(document: Document, last: Mention, at: int) -> bool:
    """Whether nothing but titles stands between the last person and the verb."""
    between = document.folded[last.end : at]
    for title in titles(document):
        if last.end <= title.start and title.end <= at:
            between = between.replace(document.folded[title.start : title.end], "")
    return not _BREAK.search(between) and len(between) < 60
