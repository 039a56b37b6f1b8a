"""Who says a statement: its claims as reviewers left them, the places of their passages, and what is known of their
sources.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import ACCEPTED, EXPLICIT
from graph.claims.dates import is_date, lies_within
from graph.store.reader import Reader, Term
from ontology.iris import ID, source_of_graph
from ontology.terms import schema
from queries.read.decisions import decided, standings
from queries.read.rows import select, select_batched, select_whole, text_of

Triple = tuple[str, str, Term]
"""Subject, property, value: what a statement is looked up by."""

_PASSAGE: Final = ID + "passage/"
_PLACE: Final = re.compile(r"-([0-9]+)-([0-9]+)$")


class _ClaimRow(NamedTuple):
    graph: str
    claim: str
    subject: str
    predicate: str
    object: Term
    status: str
    quoted: str
    printed: Term | None
    as_of: str
    as_of_end: str
    reason: str
    run: str


class _PartRow(NamedTuple):
    passage: str
    part: str


class _PlaceRow(NamedTuple):
    passage: str
    start: int
    end: int
    part: str


class _RunRow(NamedTuple):
    thing: str
    value: str


class _SourceRow(NamedTuple):
    thing: str
    language: str
    published: str
    publisher: Term | None
    relation: str
    original: str
    root: str
    url: str
    sha256: str


@dataclass(frozen=True)
class ClaimRecord:
    """One claim as it stands in the graph. `status`, `run` and `passage` are IRIs; `as_of` is a date or `A/B`."""

    claim: str
    source: str
    subject: str
    predicate: str
    value: Term
    status: str
    passage: str = ""
    printed: str = ""
    printed_lang: str = ""
    as_of: str = ""
    reason: str = ""
    run: str = ""

    @property
    def triple(self) -> Triple:
        return (self.subject, self.predicate, self.value)


@dataclass(frozen=True)
class Place:
    """Where a passage stands: code points into the text, half open, and the part of the article (empty: the body).

    `start` and `end` are None where only the words or the part are known.
    """

    start: int | None
    end: int | None
    part: str = ""


@dataclass(frozen=True)
class SourceRecord:
    """What notes need of a source; `original` is the text it translates, copies, revises or is an edition of (empty:
    none is known), `relation` says which of these (a property), and `root` is the text it comes from in the end, which
    may be itself.
    """

    iri: str
    language: str = ""
    published: str = ""
    publisher: Term | None = None
    relation: str = ""
    original: str = ""
    root: str = ""
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class LoadedFile:
    """An RDF file that was loaded: the IRI of its record, its name, and when (xsd:dateTime)."""

    iri: str
    name: str
    loaded: str


@dataclass(frozen=True)
class Evidence:
    """Claims by the triple they make, the places of their passages, and their sources, all by IRI; the loaded files
    that say a triple; and when the runs ended that made the claims (xsd:dateTime).
    """

    claims: Mapping[Triple, tuple[ClaimRecord, ...]] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, SourceRecord] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[Triple, tuple[LoadedFile, ...]] = field(default_factory=lambda: MappingProxyType({}))
    runs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, triple: Triple) -> tuple[ClaimRecord, ...]:
        """Return the claims that make a triple."""
        return self.claims.get(triple, ())

    def files_of(self, triples: Iterable[Triple]) -> tuple[LoadedFile, ...]:
        """Return the files that say any of these triples, each once, by the time they were loaded."""
        found = dict.fromkeys(one for triple in triples for one in self.files.get(triple, ()))
        return tuple(sorted(found, key=lambda one: (one.loaded, one.iri)))

    def attestations(self, triples: Iterable[Triple]) -> list[ClaimRecord]:
        """Return what these triples rest on together: of each status at each place in each source one claim, preferably
        one with a printed form.
        """
        found: dict[tuple[str, Place | None, str], ClaimRecord] = {}
        for triple in triples:
            for claim in self.of(triple):
                place = self.places.get(claim.passage)
                key = (claim.source, Place(place.start, place.end) if place else None, claim.status)
                held = found.get(key)
                if held is None or (claim.printed and not held.printed):
                    found[key] = claim
        return list(found.values())

    def witnesses(self, triples: Iterable[Triple]) -> tuple[str, ...]:
        """Return the independent witnesses of a statement that these triples make: the roots of the sources that say
        one of them outright. A vague date is said by whoever gives a day in it, too.
        """
        found: dict[str, None] = {}
        for triple in triples:
            for claim in (*self.of(triple), *self._more_exact(triple)):
                if claim.status == EXPLICIT:
                    found[self.source(claim.source).root] = None
        return tuple(found)

    def _more_exact(self, triple: Triple) -> Iterator[ClaimRecord]:
        """Yield the claims that give a more exact date, within the one that a triple gives."""
        for other, claims in self._of_same_property(triple):
            if lies_within(text_of(other), text_of(triple[2])):
                yield from claims

    def vaguer(self, triple: Triple) -> tuple[Triple, ...]:
        """Return what accepted claims say with a vaguer date, within which the one of a triple lies."""
        return tuple(
            (*triple[:2], other)
            for other, claims in self._of_same_property(triple)
            if lies_within(text_of(triple[2]), text_of(other))
            and any(one.status in ACCEPTED for one in claims)
        )

    def _of_same_property(self, triple: Triple) -> Iterator[tuple[Term, tuple[ClaimRecord, ...]]]:
        """Yield the dates that claims give by a triple's property, where it gives a date."""
        if is_date(triple[2]):
            for (subject, predicate, value), claims in self.claims.items():
                if (subject, predicate) == triple[:2] and is_date(value):
                    yield value, claims

    def source(self, iri: str) -> SourceRecord:
        """Return what is known of a source."""
        return self.sources.get(iri) or SourceRecord(iri, root=iri)

    def article_of(self, iri: str) -> str:
        """Return the article of which a source is the text, a translation, a copy or a revision: itself where it is an
        edition, because editions of one house say different things.
        """
        seen = {iri}
        while (source := self.source(iri)).original and source.relation != schema.exampleOfWork:
            if source.original not in self.sources:
                return source.root or source.original
            iri = source.original
            if iri in seen:
                return source.root or iri
            seen.add(iri)
        return iri

    def iris(self) -> Iterator[str]:
        """Yield what a view of the evidence needs labels of: sources, publishers and runs."""
        for source in self.sources.values():
            yield source.iri
            yield from (iri for iri in (source.root, source.original) if iri)
            if isinstance(source.publisher, NamedNode):
                yield source.publisher.value
        yield from (one.run for claims in self.claims.values() for one in claims if one.run)

    def __or__(self, other: "Evidence") -> "Evidence":
        claims = dict(self.claims)
        for triple, more in other.claims.items():
            held = claims.get(triple, ())
            claims[triple] = held + tuple(one for one in more if one not in held)
        return Evidence(
            claims,
            {**self.places, **other.places},
            {**self.sources, **other.sources},
            {**self.files, **other.files},
            {**self.runs, **other.runs},
        )


def evidence_of(reader: Reader, claims: Iterable[ClaimRecord]) -> Evidence:
    """Return claims that were read already, with their places and sources."""
    found = list(claims)
    by_triple: dict[Triple, list[ClaimRecord]] = defaultdict(list)
    for one in found:
        by_triple[one.triple].append(one)
    sources = read_sources(reader, (one.source for one in found))
    # What a translation of an edition translates decides whose letter it has.
    between = {one.original for one in sources.values() if one.original not in ("", one.root)}
    if unread := between - sources.keys():
        sources |= read_sources(reader, unread)
    return Evidence(
        {triple: tuple(said) for triple, said in by_triple.items()},
        read_places(reader, (one.passage for one in found if one.passage)),
        sources,
        runs=_runs_ended(reader, {one.run for one in found if one.run}),
    )


def _runs_ended(reader: Reader, runs: Iterable[str]) -> dict[str, str]:
    """Return run -> when it ended, where that is known."""
    wanted = sorted(runs)
    rows = select(reader, _RunRow, "runs-ended", things=wanted) if wanted else ()
    return {row.thing: row.value for row in rows}


def claims_about(reader: Reader, things: Iterable[str], property_iri: str = "") -> list[ClaimRecord]:
    """Return every claim about these things (by one property where it is given), rejected ones among them, by whatever
    name it was made.
    """
    known = decided(reader)
    if not known.claims:
        return []
    named = known.names_of(things)
    if property_iri:
        rows = select_whole(reader, _ClaimRow, "claims-saying", named, property=property_iri)
    else:
        rows = select_whole(reader, _ClaimRow, "claims-about", named)
    return _as_reviewed(reader, rows)


def claims_with_value(reader: Reader, things: Iterable[str]) -> list[ClaimRecord]:
    """Return the claims whose value is one of these things, a bounded number of them for things that many name."""
    known = decided(reader)
    if not known.claims:
        return []
    return _as_reviewed(reader, select(reader, _ClaimRow, "claims-with-value", things=known.names_of(things)))


def claims_linking(reader: Reader, things: Iterable[str], thing: str) -> list[ClaimRecord]:
    """Return the claims by which these things point to one thing."""
    known = decided(reader)
    if not known.claims:
        return []
    named = known.names_of(things)
    rows = [
        row
        for one in known.names_of([thing])
        for row in select_whole(reader, _ClaimRow, "claims-linking", named, thing=one)
    ]
    return _as_reviewed(reader, rows)


def claims_named(reader: Reader, claims: Iterable[str]) -> list[ClaimRecord]:
    """Return these claims, by IRI."""
    rows = select_batched(reader, _ClaimRow, "claims-named", claims)
    return _as_reviewed(reader, rows)


def claims_from(reader: Reader, passages: Iterable[str]) -> list[ClaimRecord]:
    """Return the claims that are made from these passages, each with the narrowest of them that it rests on."""
    rows = select_whole(reader, _ClaimRow, "claims-from-passages", passages)
    return _as_reviewed(reader, rows)


def _as_reviewed(reader: Reader, rows: Iterable[_ClaimRow]) -> list[ClaimRecord]:
    """Return claims as reviewers left them: merged names lead to their things, decisions outweigh statuses."""
    found: dict[tuple[str, str], ClaimRecord] = {}
    for row in rows:
        record = _record(row)
        if record is not None:
            held = found.get((record.source, record.claim))
            if held is None or _breadth(record.passage) < _breadth(held.passage):
                found[record.source, record.claim] = record
    into = decided(reader).into
    standing = standings(reader, (claim for _, claim in found))
    read = (
        [_as_decided(one, into, standing) for one in found.values()] if into or standing else found.values()
    )
    return sorted(read, key=lambda one: (one.source, one.passage, one.claim))


def _breadth(passage: str) -> tuple[bool, int]:
    """Of the passages that a claim rests on, the narrowest holds its words; the others are what these stand in."""
    place = place_of(passage)
    return (True, 0) if place is None else (False, place[2] - place[1])


def _as_decided(one: ClaimRecord, into: Mapping[str, str], standing: Mapping[str, str]) -> ClaimRecord:
    value = one.value
    if isinstance(value, NamedNode) and value.value in into:
        value = NamedNode(into[value.value])
    return replace(
        one,
        subject=into.get(one.subject, one.subject),
        value=value,
        status=standing.get(one.claim, one.status),
    )


def _record(row: _ClaimRow) -> ClaimRecord | None:
    slug = source_of_graph(row.graph)
    if slug is None:
        return None
    printed = row.printed
    return ClaimRecord(
        claim=row.claim,
        source=f"{ID}source/{slug}",
        subject=row.subject,
        predicate=row.predicate,
        value=row.object,
        status=row.status,
        passage=row.quoted if row.quoted.startswith(_PASSAGE) else "",
        printed=printed.value if isinstance(printed, Literal) else "",
        printed_lang=(printed.language or "") if isinstance(printed, Literal) else "",
        as_of=f"{row.as_of}/{row.as_of_end}" if row.as_of_end else row.as_of,
        reason=row.reason,
        run=row.run,
    )


def place_of(passage: str) -> tuple[str, int, int] | None:
    """Return the slug of the source, start and end of a passage of ours, which is named after them.

    >>> place_of("https://w3id.org/huunghi/id/passage/nghe-an-2024-04-en-1780-1827")
    ('nghe-an-2024-04-en', 1780, 1827)
    """
    match = _PLACE.search(passage)
    if match is None or not passage.startswith(_PASSAGE):
        return None
    return passage[len(_PASSAGE) : match.start()], int(match[1]), int(match[2])


def read_places(reader: Reader, passages: Iterable[str]) -> dict[str, Place]:
    """Return where each passage stands."""
    wanted = sorted(set(passages))
    if not wanted:
        return {}
    parts = {row.passage: row.part for row in select(reader, _PartRow, "parts-of-passages", passages=wanted)}
    found: dict[str, Place] = {}
    for passage in wanted:
        if (place := place_of(passage)) is not None:
            found[passage] = Place(place[1], place[2], parts.get(passage, ""))
    others = [passage for passage in wanted if passage not in found]
    for row in select(reader, _PlaceRow, "passages", passages=others) if others else ():
        found[row.passage] = Place(row.start, row.end, row.part)
    return {passage: found.get(passage) or Place(None, None, parts.get(passage, "")) for passage in wanted}


def read_sources(reader: Reader, iris: Iterable[str]) -> dict[str, SourceRecord]:
    """Return what notes need of each source."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    rows: dict[str, list[_SourceRow]] = defaultdict(list)
    for row in select(reader, _SourceRow, "sources-described", things=wanted):
        rows[row.thing].append(row)
    return {iri: _source(iri, rows[iri]) for iri in wanted}


def _source(iri: str, rows: list[_SourceRow]) -> SourceRecord:
    """Return one record of a source whose rows differ where it has two values for a property."""

    def least(values: Iterable[str]) -> str:
        return min((value for value in values if value), default="")

    relation, original = min(((row.relation, row.original) for row in rows if row.original), default=("", ""))
    return SourceRecord(
        iri=iri,
        language=least(row.language for row in rows),
        published=least(row.published for row in rows),
        publisher=next((row.publisher for row in rows if row.publisher is not None), None),
        relation=relation,
        original=original,
        root=least(row.root for row in rows) or iri,
        url=least(row.url for row in rows),
        sha256=least(row.sha256 for row in rows),
    )
