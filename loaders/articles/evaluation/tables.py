"""Measure an extractor against the curated tables: precision and recall for each kind of record and each
language.

The unit is a fact as one source says it. A fact is found when the extractor names the same things; citations,
tasks and recommendations must also stand at the same place (half of both stretches in common).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import InputError
from loaders.articles.claims.proposed_bodies import proposed_body
from loaders.articles.extract import Extractor
from loaders.articles.input.files import Article, read_all
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.records import (
    CitationRecord,
    Election,
    Event,
    Item,
    Membership,
    Participation,
    PrintedName,
    Programme,
    Record,
    Role,
    Speech,
)

PLACED: Final = frozenset({"citation", "task", "recommendation"})
KINDS: Final = (
    "document number", "citation", "tenure", "membership", "participation", "congress", "event kind", "event date",
    "event place", "event organiser", "programme", "task", "recommendation", "name",
)  # fmt: skip


_ENTITIES: Final = {"body": "organisation", "person": "person", "place": "place"}


@dataclass(frozen=True)
class Fact:
    """One thing said by one source; `key` names what it is about, `span` where it stands."""

    source: str
    kind: str
    key: tuple[str, ...]
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Score:
    """Counts for one kind and language."""

    expected: int = 0
    found: int = 0
    right: int = 0
    hit: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.hit / self.expected if self.expected else None


@dataclass(frozen=True)
class Evaluation:
    """Scores by (kind, language), the facts missed and those that are false, and what could not be read."""

    scores: dict[tuple[str, str], Score]
    missed: tuple[Fact, ...]
    false: tuple[Fact, ...]
    unread: tuple[str, ...] = ()

    def total(self, *, kind: str | None = None, language: str | None = None) -> Score:
        """Add up the scores of a kind, of a language, or of all."""
        chosen = [s for (k, lang), s in self.scores.items() if kind in (None, k) and language in (None, lang)]
        return Score(*(sum(getattr(s, f) for s in chosen) for f in ("expected", "found", "right", "hit")))


def evaluate(texts: Path, tables: Path, extractor: Extractor) -> Evaluation:
    """Run the extractor over a folder of texts and compare with the tables; sources are told by the file's
    name or hash."""
    sources = {r["file"]: r["id"] for r in rows_of(tables, "sources.csv") if r.get("file")}
    hashes = {r["text_sha256"]: r["id"] for r in rows_of(tables, "sources.csv") if r.get("text_sha256")}
    gazetteer = Gazetteer.of(names(tables))
    languages: dict[str, str] = {}
    found: list[Fact] = []
    unread: list[str] = []
    for article in read_all(texts):
        if isinstance(article, InputError):
            unread.append(str(article))
            continue
        source = hashes.get(article.sha256) or sources.get(article.name)
        if source is None:
            unread.append(f"{article.name}: the tables know no source of this text")
            continue
        languages[source] = article.language
        found += facts(source, extract(article, extractor, gazetteer))
    expected = [f for f in curated(tables) if f.source in languages]
    return compare(expected, found, languages, tuple(unread))


def extract(article: Article, extractor: Extractor, gazetteer: Gazetteer) -> tuple[Record, ...]:
    """Run an extractor on an article."""
    return extractor(
        article.text,
        language=article.language,
        title=article.title,
        published=article.published,
        url=article.url,
        publisher=article.publisher,
        gazetteer=gazetteer,
    )


def names(tables: Path) -> Iterator[Name]:
    """Yield the names that the tables have for persons, places and bodies."""
    kinds = {"person": "person", "place": "place", "organisation": "body"}
    for row in rows_of(tables, "names.csv"):
        kind = kinds.get(row["entity"].split("/")[0])
        if kind:
            yield Name(row["entity"], row["name"], kind, row["language"])  # type: ignore[arg-type]


def compare(
    expected: Iterable[Fact], found: Iterable[Fact], languages: dict[str, str], unread: tuple[str, ...] = ()
) -> Evaluation:
    """Count what agrees; facts said twice by one source count once."""
    wanted, given = _once(expected), _once(found)
    scores: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    missed = [f for f in wanted if not any(agree(f, g) for g in given)]
    false = [g for g in given if not any(agree(f, g) for f in wanted)]
    for group, place, wrong in ((wanted, 0, missed), (given, 1, false)):
        for fact in group:
            counts = scores[fact.kind, languages[fact.source]]
            counts[place] += 1
            counts[2 if place else 3] += fact not in wrong
    return Evaluation({k: Score(*v) for k, v in scores.items()}, tuple(missed), tuple(false), unread)


def _once(facts: Iterable[Fact]) -> list[Fact]:
    unique = {(f.source, f.kind, f.key, f.span if f.kind in PLACED else None): f for f in facts}
    return list(unique.values())


def agree(one: Fact, other: Fact) -> bool:
    """Whether two facts are one: said by one source of one thing, and at one place where that matters."""
    if (one.source, one.kind, one.key) != (other.source, other.kind, other.key):
        return False
    if one.kind not in PLACED or one.span is None or other.span is None:
        return one.kind != "document number" or one.span == other.span
    common = min(one.span[1], other.span[1]) - max(one.span[0], other.span[0])
    longest = max(one.span[1] - one.span[0], other.span[1] - other.span[0])
    return common * 2 >= longest


def facts(source: str, records: Iterable[Record]) -> Iterator[Fact]:
    """Yield what records say, in the terms of the tables."""
    for record in records:
        span = (record.passage.start, record.passage.end)
        match record:
            case CitationRecord(citation=citation):
                yield Fact(source, "citation", (citation.kind,), span)
                if citation.identifier and citation.number_span:
                    yield Fact(
                        source,
                        "document number",
                        (citation.identifier,),
                        (citation.number_span.start, citation.number_span.end),
                    )
                if citation.kind == "congress" and citation.ordinal:
                    yield Fact(source, "congress", (str(citation.ordinal),), span)
            case Role():
                named = proposed_body(record.named, source) if record.named else ""
                yield Fact(source, "tenure", (record.person, record.role, record.body or named), span)
            case Membership():
                yield Fact(source, "membership", (record.member, record.organisation), span)
            case Participation(named=None):  # the tables tell bodies that signed with the agreement
                yield Fact(source, "participation", (record.agent, record.role), span)
            case Event():
                yield from _event_facts(source, record, span)
            case Programme():
                yield Fact(source, "programme", (record.kind,), span)
            case Item():
                yield Fact(source, record.kind, (), span)
            case PrintedName():
                yield Fact(source, "name", (_ENTITIES[record.kind], record.slug, record.printed), span)
            case Election() | Speech():
                pass  # the same is said by a role and a participation


def _event_facts(source: str, event: Event, span: tuple[int, int]) -> Iterator[Fact]:
    if event.kind == "congress":
        if event.ordinal:
            yield Fact(source, "congress", (str(event.ordinal),), span)
    else:
        yield Fact(source, "event kind", (event.kind,), span)
    for kind, words in event.also:
        yield Fact(source, "event kind", (kind,), (words.start, words.end))
    if event.when:
        yield Fact(source, "event date", (event.when.start,), span)
    if event.place:
        yield Fact(source, "event place", (event.place,), span)
    if event.organiser:
        yield Fact(source, "event organiser", (event.organiser,), span)
    for other, _ in event.others:
        yield Fact(source, "event organiser", (other,), span)


def curated(tables: Path) -> Iterator[Fact]:
    """Yield the facts of the tables that are quoted from a place in a text."""
    columns: dict[str, list[tuple[str, tuple[str, ...]]]] = {
        "citations.csv": [("citation", ("kind",))],
        "documents.csv": [("document number", ("identifier",))],
        "tenures.csv": [("tenure", ("person", "role", "organisation"))],
        "memberships.csv": [("membership", ("member", "organisation"))],
        "participation.csv": [("participation", ("agent", "role"))],
        "congresses.csv": [("congress", ("ordinal",)), ("event date", ("start_date",)),
                           ("event organiser", ("organizer",))],
        "events.csv": [("event kind", ("kind",)), ("event date", ("start_date",)), ("event place", ("location",)),
                       ("event organiser", ("organizer",))],
        "programmes.csv": [("programme", ("kind",))],
        "tasks.csv": [("task", ())],
        "recommendations.csv": [("recommendation", ())],
    }  # fmt: skip
    for table, kinds in columns.items():
        rows = rows_of(tables, table)
        whole: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:  # what is said of one thing may be spread over several rows
            for column, value in row.items():
                if value:
                    whole[row["id"]].setdefault(column, value)
        for row in rows:
            if not row["start"] or (table in ("tasks.csv", "recommendations.csv") and not row["position"]):
                continue
            for kind, cells in kinds:
                own = _own_congress(tables, row["source"])
                if table == "congresses.csv" and kind == "event organiser" and row["id"] != own:
                    continue
                if cells and not any(row[c] for c in cells):
                    continue
                values = [row[c] or whole[row["id"]].get(c, "") for c in cells]
                key = tuple(
                    v if c == "identifier" else v.split("/")[-1] for c, v in zip(cells, values, strict=True)
                )
                if all(key):
                    yield Fact(row["source"], kind, key, (int(row["start"]), int(row["end"])))
    yield from _curated_names(tables)


def _curated_names(tables: Path) -> Iterator[Fact]:
    """A name is said by a source in the form that it prints."""
    for row in rows_of(tables, "names.csv"):
        kind, _, slug = row["entity"].partition("/")
        if row["start"] and kind in _ENTITIES.values():
            yield Fact(
                row["source"], "name", (kind, slug, row["printed"]), (int(row["start"]), int(row["end"]))
            )


def _own_congress(tables: Path, source: str) -> str:
    """The congress a source tells of, as against those whose resolutions it cites: the one it gives a day
    for."""
    return next(
        (
            r["id"]
            for r in rows_of(tables, "congresses.csv")
            if r["source"] == source and r["start_date"] and r["start"]
        ),
        "",
    )


def rows_of(tables: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a curated table; raise InputError where it is missing."""
    path = tables / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise InputError(f"{path} is missing; give the folder of the curated tables") from error


def table(result: Evaluation) -> str:
    """Return the scores as a Markdown table: each kind, then each language, then all."""
    lines = ["| | expected | found | precision | recall |", "|---|---:|---:|---:|---:|"]
    rows: list[tuple[str, Score]] = [(kind, result.total(kind=kind)) for kind in KINDS]
    rows += [(f"language {x}", result.total(language=x)) for x in sorted({k[1] for k in result.scores})]
    rows.append(("**all**", result.total()))
    for name, score in rows:
        if score.expected or score.found:
            lines.append(
                f"| {name} | {score.expected} | {score.found} | {_share(score.precision)} "
                f"| {_share(score.recall)} |"
            )
    return "\n".join(lines)


def faults(result: Evaluation) -> Iterator[str]:
    """Yield a line for each fact that was missed or is false."""
    for word, listed in (("missed", result.missed), ("false", result.false)):
        for fact in listed:
            place = "" if fact.span is None else f", code points {fact.span[0]}-{fact.span[1]}"
            yield f"{fact.kind}: {word}: {fact.source}: {', '.join(fact.key)}{place}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
