"""The apparatus of a page: who says each statement, where, in which language, as of when, and how it was taken from there.

Each source of a page has a letter, as the witnesses of a critical edition have; versions of one article share it, so the letters
beside a statement are its independent witnesses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from graph.reader import Reader, Term
from ontology.iris import HN, ID, concept, name_of, source_of_graph
from ontology.prefixes import expand
from ontology.vocabulary import vocabulary
from web.ask import ask, text_of
from web.languages import Words
from web.texts import Quoted, Texts
from web.things import Names, Value

Triple = tuple[str, str, Term]
"""Subject, property, value: what a statement is looked up by."""

EXPLICIT = concept("status", "explicit")
INFERRED = concept("status", "inferred")
PROPOSED = concept("status", "proposed")
REJECTED = concept("status", "rejected")
MARKS = {INFERRED: "≈", PROPOSED: "?", REJECTED: "✗"}

_RDF = expand("rdf:subject").removesuffix("subject")
_QUOTED = expand("prov:wasQuotedFrom")
_RUN = expand("prov:wasGeneratedBy")


@dataclass(frozen=True)
class Said:
    """One claim as it stands in the graph."""

    claim: str
    source: str
    subject: str
    property: str
    value: Term
    status: str
    passage: str = ""
    printed: str = ""
    printed_lang: str = ""
    as_of: str = ""
    reason: str = ""
    run: str = ""
    confidence: str = ""

    @property
    def triple(self) -> Triple:
        return (self.subject, self.property, self.value)


@dataclass(frozen=True)
class Place:
    """Where a passage stands: code points into the text, the part of the article, the short form, its hash."""

    start: int
    end: int
    part: str = ""
    exact: str = ""


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


def claims_about(reader: Reader, things: Iterable[str]) -> list[Said]:
    """Return every claim about these things, rejected ones among them."""
    return _claims(ask(reader, "claims-about", things=list(things)))


def claims_that_propose(reader: Reader, thing: str) -> list[Said]:
    """Return the claims that point to a thing and that nobody has accepted yet."""
    return _claims(ask(reader, "claims-that-mention", thing=thing))


def _claims(rows: Iterable[Mapping[str, Term | None]]) -> list[Said]:
    gathered: dict[tuple[str, str], dict[str, Term]] = defaultdict(dict)
    for row in rows:
        value = row["value"]
        if value is not None:
            gathered[(text_of(row["graph"]), text_of(row["claim"]))][text_of(row["property"])] = value
    found = []
    for (graph, claim), parts in gathered.items():
        said = _said(graph, claim, parts)
        if said is not None:
            found.append(said)
    return sorted(found, key=lambda one: (one.source, one.passage, one.claim))


def _said(graph: str, claim: str, parts: Mapping[str, Term]) -> Said | None:
    slug = source_of_graph(graph)
    value, subject = parts.get(_RDF + "object"), parts.get(_RDF + "subject")
    if slug is None or value is None or subject is None or HN + "status" not in parts:
        return None
    quoted = text_of(parts.get(_QUOTED))
    printed = parts.get(HN + "printedAs")
    start, end = text_of(parts.get(HN + "asOf")), text_of(parts.get(HN + "asOfEnd"))
    return Said(
        claim=claim,
        source=f"{ID}source/{slug}",
        subject=text_of(subject),
        property=text_of(parts.get(_RDF + "predicate")),
        value=value,
        status=text_of(parts[HN + "status"]),
        passage=quoted if (name := name_of(quoted)) and name.kind == "passage" else "",
        printed=text_of(printed),
        printed_lang=(printed.language or "") if isinstance(printed, Literal) else "",
        as_of=f"{start}/{end}" if end else start,
        reason=text_of(parts.get(HN + "reason")),
        run=text_of(parts.get(_RUN)),
        confidence=text_of(parts.get(HN + "confidence")),
    )


def places(reader: Reader, passages: Iterable[str]) -> dict[str, Place]:
    """Return where each passage stands."""
    wanted = sorted(set(passages))
    found: dict[str, Place] = {}
    for row in ask(reader, "passages", passages=wanted) if wanted else ():
        found[text_of(row["passage"])] = Place(
            int(text_of(row["start"])), int(text_of(row["end"])), text_of(row["part"]), text_of(row["exact"])
        )
    return found


def sources(reader: Reader, iris: Iterable[str], names: Names) -> dict[str, SourceFacts]:
    """Return what notes need of each source."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in ask(reader, "statements-of", things=wanted):
        value = row["value"]
        if value is not None:
            said[text_of(row["thing"])][text_of(row["property"])].append(value)
    names.fetch(
        reader,
        [*wanted, *(v.value for s in said.values() for v in s[_PUBLISHER] if isinstance(v, NamedNode))],
    )
    return {iri: _source_facts(iri, said[iri], names) for iri in wanted}


_PUBLISHER = expand("schema:publisher")


def _source_facts(iri: str, said: Mapping[str, list[Term]], names: Names) -> SourceFacts:
    def first(name: str) -> str:
        return min((text_of(v) for v in said.get(expand(name), ())), default="")

    publishers = said.get(_PUBLISHER, [])
    publisher = next((names.value(p).text for p in publishers), "")
    return SourceFacts(
        iri=iri,
        name=names.name(iri).text,
        language=first("schema:inLanguage"),
        published=first("schema:datePublished"),
        publisher=publisher,
        original=first("schema:translationOfWork") or iri,
        url=first("schema:url"),
        sha256=first("hn:sha256"),
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
        printed = said.printed or (place.exact if place else "")
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
