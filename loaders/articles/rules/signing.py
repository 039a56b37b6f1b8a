"""Read who signed: the people named before a verb of signing that has a programme or an agreement as its object, or
else the bodies that are its parties."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import titles
from loaders.articles.records import OF_EVENT, Participation, Passage, Programme
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


def signing_bodies(
    document: Document, main: MainEvent | None, found: Iterable[Programme]
) -> Iterator[Participation]:
    """Yield the parties of what was signed at the article's event, where nobody is said to have signed for them."""
    if main is None or any(signatories(document, main)):
        return
    for programme in found:
        sentence = document.sentence_at(programme.passage.start)
        if is_planned(document, sentence.start, programme.passage.start):
            continue
        signed = document.word("signing").search(sentence.start, sentence.end)
        if signed is None or any(of_other_year(document, main, s) for s in _with_before(document, sentence)):
            continue
        for party in programme.parties:
            if party.inferred != OF_EVENT:
                yield Participation(
                    main.kind, party.body, "signatory", party.named.passage, named=party.named
                )


def _with_before(document: Document, sentence: TextSpan) -> Iterator[TextSpan]:
    """Yield a sentence and the one before, whose year goes on in it where it names none."""
    yield sentence
    if not document.days(sentence.start, sentence.end):
        before = [s for s in document.sentences if s.end <= sentence.start and s.part == sentence.part]
        yield from before[-1:]


def _subject(document: Document, last: Mention, at: int) -> bool:
    """Whether nothing but titles stands between the last person and the verb."""
    between = document.folded[last.end : at]
    for title in titles(document):
        if last.end <= title.start and title.end <= at:
            between = between.replace(document.folded[title.start : title.end], "")
    return not _BREAK.search(between) and len(between) < 60
