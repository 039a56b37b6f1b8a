"""Documents that a question names: by number, by type and number, by its title; told apart by type, day and issuer.

Numbers begin again with each term of office, so a number alone often names several documents. Then the number is what
is mentioned, and each document only as one that may be meant.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import Literal

from graph.search.normalise import words_of
from graph.search.spans import Span, names_of
from graph.store.reader import Reader
from queries.ask.dates import Period
from queries.ask.lexicon import lexicon
from queries.ask.model import Mention
from queries.ask.numbers import Number
from queries.ask.things import DocumentRow, NumberedRow
from queries.ask.words import Question
from queries.read.rows import select

_Beside = tuple[list[tuple[frozenset[int], tuple[str, ...]]], list[Period], dict[str, frozenset[int]]]
"""What may tell documents of one number apart: types and periods that are named, and bodies (IRI -> places)."""
_BETWEEN: Final = frozenset({"so", "no", "number", "nr"})


def documents_in(
    reader: Reader,
    index: Path,
    question: Question,
    numbers: list[Number],
    spans: Iterable[Span],
    periods: list[Period],
) -> list[Mention]:
    """Return the documents and the numbers of documents that a question names."""
    types = lexicon().documents.named_in(question)
    spans = list(spans)
    issuers = {
        span.iri: frozenset(range(span.start, span.end)) for span in spans if span.kind == "organisation"
    }
    named: dict[frozenset[int], set[str]] = {}
    for span in spans:
        if span.kind == "document":
            named.setdefault(frozenset(range(span.start, span.end)), set()).add(span.iri)
    found: list[Mention] = []
    for number in numbers:
        near = {iri for places, iris in named.items() if places & number.places for iri in iris}
        found += _numbered(reader, index, question, number, near, (types, periods, issuers))
    coded = {at for number in numbers for at in number.places}
    for places, some in types:
        at = max(places) + 1
        while at < len(question.tokens) and question.tokens[at].folded in _BETWEEN:
            at += 1
        if at in coded or at >= len(question.tokens) or not question.tokens[at].is_number:
            continue
        if len(question.tokens[at].folded) > 3:
            continue
        found += _of_type_and_number(
            reader, index, question, places | {at}, some, question.tokens[at].folded, periods, issuers
        )
    for places, iris in named.items():
        if not places & coded and len(places) > 2:
            found += [Mention("document", iri, places, 0.9 if len(iris) == 1 else 0.6) for iri in iris]
    return found


def _numbered(
    reader: Reader,
    index: Path,
    question: Question,
    number: Number,
    near: set[str],
    beside: "_Beside",
) -> list[Mention]:
    rows = _bearing(reader, index, number, near)
    if not rows:
        return [Mention("number", number.written, number.places, 0.9)] if number.joined else []
    identifiers = sorted({row.identifier for row in rows})
    found = [Mention("number", identifiers[0], number.places)]
    rows, places = _told_apart(question, rows, number.places, beside)
    documents = {row.document for row in rows}
    titles = names_of(index, documents) if len(documents) <= 5 else {}
    for document in sorted(documents):
        certainty = 1.0 if len(documents) == 1 else 0.5
        title = _title_words(question, titles.get(document, ()))
        found.append(Mention("document", document, number.places, certainty, explains=places | title))
    return found


def _bearing(reader: Reader, index: Path, number: Number, near: set[str]) -> list[DocumentRow]:
    """Return the documents whose number has the parts that are asked for."""
    from graph.search.names import find  # noqa: PLC0415

    hits = find(index, " ".join(number.parts), limit=40, kind="document").hits
    candidates = near | {hit.iri for hit in hits if not hit.approximate}
    rows = list(select(reader, DocumentRow, "documents-in-full", things=candidates)) if candidates else []
    return [row for row in rows if _parts(row.identifier) == list(number.parts)]


def _parts(identifier: str) -> list[str]:
    return [word.folded for word in words_of(identifier)]


def _told_apart(
    question: Question,
    rows: list[DocumentRow],
    number: frozenset[int],
    beside: "_Beside",
) -> tuple[list[DocumentRow], frozenset[int]]:
    """Return the documents that the words beside the number leave, and those words."""
    types, periods, issuers = beside
    used: frozenset[int] = frozenset()
    for issuer, places in issuers.items():
        mine = [row for row in rows if row.issuer == issuer]
        if mine:
            rows, used = mine, used | places
    for places, some in types:
        if min(number) - 4 <= max(places) < min(number):
            mine = [row for row in rows if row.type in some]
            rows = mine or rows
            used |= places
    for period in periods:
        if not 0 <= min(period.places) - max(number) <= 6:
            continue
        first, last = period.start.isoformat(), period.end.isoformat()
        mine = [row for row in rows if row.day and first <= row.day <= last]
        if mine:
            rows = mine
            used |= period.places
    used |= frozenset(
        at for at in range(max(min(number) - 1, 0), min(number)) if question.tokens[at].folded in _BETWEEN
    )
    return rows, used


def _of_type_and_number(
    reader: Reader,
    index: Path,
    question: Question,
    places: frozenset[int],
    types: tuple[str, ...],
    number: str,
    periods: list[Period],
    issuers: dict[str, frozenset[int]],
) -> list[Mention]:
    rows = [
        row
        for type_ in types
        for row in select(reader, NumberedRow, "documents-of-number", type=type_, number=Literal(number))
    ]
    if not rows:
        return []
    used = places
    for period in periods:
        mine = [
            row for row in rows if row.day and period.start.isoformat() <= row.day <= period.end.isoformat()
        ]
        if mine and 0 <= min(period.places) - max(places) <= 4:
            rows, used = mine, used | period.places
    for issuer, where in issuers.items():
        mine = [row for row in rows if row.issuer == issuer]
        if mine:
            rows, used = mine, used | where
    identifiers = {row.identifier for row in rows}
    documents = sorted({row.document for row in rows})
    certainty = 1.0 if len(documents) == 1 else 0.5
    titles = names_of(index, documents) if len(documents) <= 5 else {}
    found = [
        Mention(
            "document", one, places, certainty, explains=used | _title_words(question, titles.get(one, ()))
        )
        for one in documents
    ]
    if len(identifiers) == 1:
        found.append(Mention("number", identifiers.pop(), places, 0.9))
    return found


def _title_words(question: Question, names: Iterable[str]) -> frozenset[int]:
    """Return the words of a question that stand in a title, where there are two of them or more."""
    titled = {word.folded for name in names for word in words_of(name)}
    places = {
        token.at
        for token in question.tokens
        if token.folded in titled and not lexicon().is_light(token) and not token.is_number
    }
    return frozenset(places) if len(places) > 1 else frozenset()
