"""The apparatus of a page: who says each statement, where, in which language, as of when, and how it was
taken from there.

Each source of a page has a letter, as the witnesses of a critical edition have; versions of one article share
it, so the letters beside a statement are its independent witnesses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_lowercase
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from graph.store.reader import Reader, Term
from ontology.iris import ID, concept, source_of_graph
from ontology.vocabulary import vocabulary
from queries.read.decisions import decided, standings
from queries.read.rows import ask, text_of
from queries.read.texts import Quoted, Texts
from web.languages import Words
from web.things import Names, Value

Triple = tuple[str, str, Term]
"""Subject, property, value: what a statement is looked up by."""

EXPLICIT = concept("status", "explicit")
INFERRED = concept("status", "inferred")
PROPOSED = concept("status", "proposed")
REJECTED = concept("status", "rejected")
MARKS = {INFERRED: "≈", PROPOSED: "?", REJECTED: "✗"}

_PASSAGE = ID + "passage/"
_PLACE = re.compile(r"-([0-9]+)-([0-9]+)$")


@dataclass(frozen=True)
class Said:
    """One claim as it stands in the graph."""

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
    """Where a passage stands: code points into the text, and the part of the article (empty: the body)."""

    start: int
    end: int
    part: str = ""


@dataclass(frozen=True)
class SourceFacts:
    """What notes need of a source; `original` is the source itself where it is no translation."""

    iri: str
    name: str
    language: str = ""
    published: str = ""
    publisher: str = ""
    original: str = ""
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Note:
    """One source's word for a statement, as shown beside it."""

    letter: str
    source: Value
    publisher: str
    language: str
    published: str
    as_of: str
    start: int | None
    end: int | None
    part: str
    printed: str
    printed_lang: str
    mark: str
    status: str
    reason: str
    claim: str
    run: Value | None
    quoted: Quoted | None
    url: str
    key: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Witness:
    """A source of the page with its letter, for the list at the end and the notes on paper."""

    letter: str
    source: Value
    publisher: str
    language: str
    published: str


def claims_about(reader: Reader, things: Iterable[str], property_iri: str = "") -> list[Said]:
    """Return every claim about these things (by one property where it is given), rejected ones among them, by whatever
    name it was made.
    """
    known = decided(reader)
    if not known.claims:
        return []
    named = known.names_of(things)
    if property_iri:
        return _claims(reader, ask(reader, "claims-saying", things=named, property=property_iri))
    return _claims(reader, ask(reader, "claims-about", things=named))


def claims_linking(reader: Reader, things: Iterable[str], thing: str) -> list[Said]:
    """Return the claims by which these things point to one thing."""
    known = decided(reader)
    if not known.claims:
        return []
    named = known.names_of(things)
    rows = [
        row
        for one in known.names_of([thing])
        for row in ask(reader, "claims-linking", things=named, thing=one)
    ]
    return _claims(reader, rows)


def _claims(reader: Reader, rows: Iterable[Mapping[str, Term | None]]) -> list[Said]:
    """Read claims as reviewers left them: merged names lead to their things, decisions outweigh statuses."""
    found = {}
    for row in rows:
        said = _said(row)
        if said is not None:
            found[said.source, said.claim] = said
    into = decided(reader).into
    standing = standings(reader, (claim for _, claim in found))
    read = (
        [_as_decided(said, into, standing) for said in found.values()] if into or standing else found.values()
    )
    return sorted(read, key=lambda one: (one.source, one.passage, one.claim))


def _as_decided(said: Said, into: Mapping[str, str], standing: Mapping[str, str]) -> Said:
    value = said.value
    if isinstance(value, NamedNode) and value.value in into:
        value = NamedNode(into[value.value])
    return replace(
        said,
        subject=into.get(said.subject, said.subject),
        value=value,
        status=standing.get(said.claim, said.status),
    )


def _said(row: Mapping[str, Term | None]) -> Said | None:
    slug, value = source_of_graph(text_of(row["graph"])), row["object"]
    if slug is None or value is None:
        return None
    quoted, printed = text_of(row["quoted"]), row["printed"]
    start, end = text_of(row["asOf"]), text_of(row["asOfEnd"])
    return Said(
        claim=text_of(row["claim"]),
        source=f"{ID}source/{slug}",
        subject=text_of(row["subject"]),
        predicate=text_of(row["predicate"]),
        value=value,
        status=text_of(row["status"]),
        passage=quoted if quoted.startswith(_PASSAGE) else "",
        printed=text_of(printed),
        printed_lang=(printed.language or "") if isinstance(printed, Literal) else "",
        as_of=f"{start}/{end}" if end else start,
        reason=text_of(row["reason"]),
        run=text_of(row["run"]),
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


def places(reader: Reader, passages: Iterable[str]) -> dict[str, Place]:
    """Return where each passage stands."""
    wanted = sorted(set(passages))
    if not wanted:
        return {}
    parts = {
        text_of(r["passage"]): text_of(r["part"]) for r in ask(reader, "parts-of-passages", passages=wanted)
    }
    found: dict[str, Place] = {}
    for passage in wanted:
        if (place := place_of(passage)) is not None:
            found[passage] = Place(place[1], place[2], parts.get(passage, ""))
    others = [passage for passage in wanted if passage not in found]
    for row in ask(reader, "passages", passages=others) if others else ():
        found[text_of(row["passage"])] = Place(
            int(text_of(row["start"])), int(text_of(row["end"])), text_of(row["part"])
        )
    return found


def sources(reader: Reader, iris: Iterable[str], names: Names) -> dict[str, SourceFacts]:
    """Return what notes need of each source."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in ask(reader, "sources-described", things=wanted):
        for name, value in row.items():
            if value is not None:
                said[text_of(row["thing"])][name].append(value)
    publishers = (one for facts in said.values() for one in facts["publisher"])
    names.fetch(reader, [*wanted, *(one.value for one in publishers if isinstance(one, NamedNode))])
    return {iri: _source_facts(iri, said[iri], names) for iri in wanted}


def _source_facts(iri: str, said: Mapping[str, list[Term]], names: Names) -> SourceFacts:
    def first(name: str) -> str:
        return min((text_of(v) for v in said.get(name, ())), default="")

    return SourceFacts(
        iri=iri,
        name=names.name(iri).text,
        language=first("language"),
        published=first("published"),
        publisher=next((names.value(one).text for one in said.get("publisher", ())), ""),
        original=first("original") or iri,
        url=first("url"),
        sha256=first("sha256"),
    )


class Apparatus:
    """The notes of one page: letters are given in the order in which sources are first shown."""

    def __init__(self, words: Words, names: Names, texts: Texts | None) -> None:
        self.words = words
        self.names = names
        self._texts = texts
        self._said: dict[Triple, list[Said]] = defaultdict(list)
        self._places: dict[str, Place] = {}
        self._sources: dict[str, SourceFacts] = {}
        self._letters: dict[str, str] = {}
        self._shown: dict[str, None] = {}
        self._cited: dict[str, None] = {}

    def take(self, reader: Reader, things: Iterable[str]) -> list[Said]:
        """Read the claims about these things, with their passages and sources: three queries for all of them."""
        return self.add(reader, claims_about(reader, things))

    def add(self, reader: Reader, claims: Iterable[Said]) -> list[Said]:
        """Take in claims that were read already."""
        found = list(claims)
        for one in found:
            self._said[one.triple].append(one)
        self._places.update(
            places(reader, (s.passage for s in found if s.passage not in self._places and s.passage))
        )
        fresh = {s.source for s in found} - self._sources.keys()
        self._sources.update(sources(reader, fresh, self.names))
        self.names.fetch(reader, (s.run for s in found if s.run))
        return found

    def claims(self, triple: Triple) -> list[Said]:
        """Return the claims that say a triple."""
        return self._said.get(triple, [])

    def notes(self, triples: Iterable[Triple]) -> tuple[Note, ...]:
        """Return the notes for what these triples say together, each place in each source once."""
        seen: dict[tuple[str, ...], Note] = {}
        for triple in triples:
            for said in self._said.get(triple, ()):
                self._cited.setdefault(said.claim)
                place = self._places.get(said.passage)
                key = (
                    said.source,
                    str(place.start) if place else "",
                    str(place.end) if place else "",
                    said.status,
                )
                held = seen.get(key)
                if held is None or (not held.printed and said.printed):
                    seen[key] = self._note(said, place, key)
        notes = sorted(seen.values(), key=lambda n: (len(n.letter), n.letter, n.language, n.start or 0))
        return tuple(notes)

    def _letter(self, source: str) -> str:
        facts = self._sources.get(source)
        original = facts.original if facts else source
        self._shown.setdefault(source)
        if original not in self._letters:
            number = len(self._letters)
            self._letters[original] = ascii_lowercase[number % 26] * (number // 26 + 1)
        return self._letters[original]

    def _note(self, said: Said, place: Place | None, key: tuple[str, ...]) -> Note:
        facts = self._sources.get(said.source, SourceFacts(said.source, "", original=said.source))
        quoted = None
        if self._texts is not None and place is not None and facts.sha256:
            quoted = self._texts.quote(facts.sha256, place.start, place.end)
        printed = said.printed
        return Note(
            letter=self._letter(said.source),
            source=self.names.link(said.source),
            publisher=facts.publisher,
            language=facts.language,
            published=facts.published,
            as_of=said.as_of,
            start=place.start if place else None,
            end=place.end if place else None,
            part=vocabulary().label(place.part, self.words.code) or "" if place and place.part else "",
            printed=printed,
            printed_lang=said.printed_lang or facts.language,
            mark=MARKS.get(said.status, ""),
            status=vocabulary().label(said.status, self.words.code) or "",
            reason=said.reason,
            claim=said.claim,
            run=self.names.link(said.run) if said.run else None,
            quoted=quoted,
            url=_fragment(facts.url, printed),
            key=key,
        )

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the claims that the notes given so far rest on, also those of which a note names another's place."""
        return tuple(self._cited)

    def witnesses(self) -> tuple[Witness, ...]:
        """Return the sources shown on the page so far, by letter."""
        found = []
        for source in self._shown:
            facts = self._sources.get(source, SourceFacts(source, ""))
            found.append(
                Witness(
                    self._letter(source),
                    self.names.link(source),
                    facts.publisher,
                    facts.language,
                    facts.published,
                )
            )
        return tuple(sorted(found, key=lambda w: (len(w.letter), w.letter, w.language)))


def _fragment(url: str, printed: str) -> str:
    """Return the address of the original with a text fragment that marks the printed form (WICG, Text Fragments)."""
    if not url or not printed:
        return url
    return f"{url}#:~:text={quote(printed, safe='').replace('-', '%2D')}"


def letters(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return the letters of notes, each once: the independent witnesses."""
    return tuple(dict.fromkeys(note.letter for note in notes))
