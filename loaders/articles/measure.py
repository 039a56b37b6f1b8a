"""Measure each kind of claim on a gold folder: texts that the rules were not written from, and tables of what they say.

A claim is right only with its subject: that an event cites a document is right where the text tells of that event, on
that day, and the document is the one; the date, the place or the organiser of an event that is none is wrong. The texts
that the rules were written with are refused, for what is right there says nothing of others.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from graph.errors import InputError
from loaders.articles.claims.article_iris import main_event
from loaders.articles.claims.trust import Measured
from loaders.articles.evaluate import PLACED, Fact, agree, curated, extract, facts, names, rows_of
from loaders.articles.extract import Extractor
from loaders.articles.input.files import Article, read_all
from loaders.articles.lexicons import read_csv
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import CitationRecord, Event, Participation, Record

SEEN: Final = "seen.csv"
PROPERTIES: Final = {
    "cited": "hn:cited",
    "citing": "hn:citing",
    "tenure": "hn:post",
    "membership": "org:organization",
    "participation": "hn:agent",
    "event kind": "dct:type",
    "event date": "schema:startDate",
    "event place": "schema:location",
    "event organiser": "schema:organizer",
    "congress organiser": "schema:organizer",
    "congress ordinal": "hn:ordinal",
    "programme": "dct:type",
    "task": "schema:position",
    "recommendation": "schema:position",
    "name": "skos:altLabel",
}
"""The kinds that a gold folder measures, each with the property whose values are counted."""

_OF_CONGRESS: Final = {"congress": "congress ordinal", "event organiser": "congress organiser"}


@dataclass
class Found:
    """How many claims of each kind were found and how many were right; the texts that were not measured and why."""

    cases: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    left_out: list[str] = field(default_factory=list)

    def rows(self, *, name: str, date: str) -> tuple[Measured, ...]:
        """The rows of the table of trust, for the set of texts so named and the date of the measurement."""
        return tuple(
            Measured(kind, prop, name, date, self.cases[kind], self.right[kind])
            for kind, prop in PROPERTIES.items()
            if self.cases[kind]
        )


def measure(gold: Path, texts: Path, extractor: Extractor) -> Found:
    """Read the texts of a gold folder and count what is right; raise InputError where they are texts that the rules
    were written with, or where there is nothing to measure."""
    sources = rows_of(gold, "sources.csv")
    of_file = {r["file"]: r["id"] for r in sources if r.get("file")}
    of_hash = {r["text_sha256"]: r["id"] for r in sources if r.get("text_sha256")}
    gazetteer = Gazetteer.of(names(gold))
    wanted = Gold.of(gold)
    found = Found()
    for article in read_all(texts):
        if isinstance(article, InputError):
            found.left_out.append(str(article))
            continue
        refuse_seen(article)
        source = of_hash.get(article.sha256) or of_file.get(article.name)
        if source is None:
            found.left_out.append(f"{article.name}: the tables of {gold} know no source of this text")
            continue
        found.texts += 1
        for kind, right in _judged(source, extract(article, extractor, gazetteer), wanted):
            found.cases[kind] += 1
            found.right[kind] += right
    if not found.texts:
        raise InputError(
            f"{texts} has no text that the tables of {gold} describe.",
            hint="Name each text in the columns file or text_sha256 of sources.csv.",
        )
    return found


def refuse_seen(article: Article) -> None:
    """Raise InputError for one of the texts that the rules were written with, however it is spaced or encoded."""
    if letters_of(article.text) in _seen():
        raise InputError(
            f"{article.name}: the rules were written with this text, so what is right in it says nothing of others.",
            hint="Measure on texts that nobody has looked at while changing the rules.",
        )


@cache
def _seen() -> frozenset[str]:
    return frozenset(row["letters_sha256"] for row in read_csv(SEEN))


def letters_of(text: str) -> str:
    """Return the hash of the letters and digits of a text, without case, marks and everything between them."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return hashlib.sha256("".join(c for c in folded if c.isalnum()).encode()).hexdigest()


@dataclass(frozen=True)
class Citing:
    """That something cites a document at a place of a source: the document's number and date, and the kind and first
    day of the event that cites it, as far as they are told."""

    source: str
    span: tuple[int, int]
    identifier: str
    date: str = ""
    event: str = ""
    when: str = ""

    def same_document(self, other: "Citing") -> bool:
        """Whether both are one citation of one document."""
        place = Fact(self.source, "citation", (), self.span), Fact(other.source, "citation", (), other.span)
        return agree(*place) and self.identifier == other.identifier and _same_day(self.date, other.date)

    def same_event(self, other: "Citing") -> bool:
        """Whether one event cites in both."""
        return self.event == other.event and _same_day(self.when, other.when)


def _same_day(one: str, other: str) -> bool:
    """Whether two dates can be one: one is not told, or is the vaguer form of the other."""
    return one.startswith(other) or other.startswith(one)


@dataclass(frozen=True)
class Gold:
    """What the tables of a gold folder say of its texts."""

    facts: tuple[Fact, ...]
    citings: tuple[Citing, ...]

    @classmethod
    def of(cls, tables: Path) -> "Gold":
        """Read the tables."""
        return cls(tuple(curated(tables)), tuple(_citings(tables)))

    def tells(self, fact: Fact) -> bool:
        """Whether the tables say the same."""
        return any(agree(fact, other) for other in self.facts)


def _citings(tables: Path) -> Iterator[Citing]:
    documents, events = _whole(tables, "documents.csv"), _whole(tables, "events.csv")
    congresses, citations = _whole(tables, "congresses.csv"), _whole(tables, "citations.csv")
    for row in rows_of(tables, "citations.csv"):
        document = documents.get(row["cited"] or citations[row["id"]].get("cited", ""), {})
        if not row["start"] or not document.get("identifier"):
            continue
        kind, _, slug = row["citing"].partition("/")
        event = events.get(slug, {}) if kind == "event" else congresses.get(slug, {})
        yield Citing(
            row["source"],
            (int(row["start"]), int(row["end"])),
            document["identifier"],
            document.get("date", ""),
            "congress" if kind == "congress" else event.get("kind", ""),
            event.get("start_date", ""),
        )


def _whole(tables: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of a table by id, what several rows say of one thing together; of two dates the more precise one."""
    whole: dict[str, dict[str, str]] = {}
    for row in rows_of(tables, name):
        said = whole.setdefault(row["id"], {})
        for column, value in row.items():
            if value and (column not in said or value.startswith(said[column])):
                said[column] = value
    return whole


def _judged(source: str, records: tuple[Record, ...], gold: Gold) -> Iterator[tuple[str, bool]]:
    """Yield the kind of each thing that records say, once, and whether it is right with its subject."""
    done: set[object] = set()
    main = main_event(records)
    events = {
        event.kind: _event_is_told(event, source, gold) for event in records if isinstance(event, Event)
    }
    for record in records:
        if isinstance(record, CitationRecord):
            yield from _judged_citation(source, record, main, gold)
            continue
        for fact in facts(source, (record,)):
            once = (fact.kind, fact.key, fact.span if fact.kind in PLACED else None)
            if once in done:
                continue
            done.add(once)
            kind, right = fact.kind, gold.tells(fact)
            if isinstance(record, Event):
                kind = _OF_CONGRESS.get(kind, kind) if record.kind == "congress" else kind
                right = right and events[record.kind]
            elif isinstance(record, Participation):
                right = right and events.get(record.event, False)
            if kind in PROPERTIES:
                yield kind, right


def _judged_citation(
    source: str, record: CitationRecord, main: Event | None, gold: Gold
) -> Iterator[tuple[str, bool]]:
    citation, passage = record.citation, record.passage
    if not citation.identifier:
        return
    own = Citing(
        source,
        (passage.start, passage.end),
        citation.identifier,
        citation.date.value if citation.date and not citation.date.value.startswith("--") else "",
        main.kind if main else "",
        main.when.start if main and main.when else "",
    )
    same = [other for other in gold.citings if own.same_document(other)]
    yield "cited", bool(same)
    if main is not None:
        yield "citing", any(own.same_event(other) for other in same)


def _event_is_told(event: Event, source: str, gold: Gold) -> bool:
    """Whether the text tells of this event: a congress by its number, another by its kind, and by its day if it has
    one."""
    own = [f for f in facts(source, (event,)) if f.kind in ("congress", "event kind", "event date")]
    return bool(own) and all(gold.tells(f) for f in own)
