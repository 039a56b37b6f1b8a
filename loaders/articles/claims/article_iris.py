"""Name the things that an article tells of: the graph's own names where it has them, else new ones made as the curated
tables make theirs, so that two articles that tell of one event, person or document speak of one thing.

What a record says is for `statements.py`; here is only what each record is called.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from loaders.articles.citations import (
    PLACELESS,
    Citation,
    KnownDocument,
    Numbered,
    Resolved,
    numbered,
    resolve,
)
from loaders.articles.claims.known_records import KnownRecords
from loaders.articles.claims.people import people_of
from loaders.articles.claims.printed_names import concept_of_body
from loaders.articles.claims.text_people import KnownPerson, Text, TextPeople
from loaders.articles.mentions.vietnamese_names import slug as slug_of_name
from loaders.articles.readings import Told
from loaders.articles.records import (
    CitationRecord,
    Event,
    Item,
    Membership,
    Participation,
    Passage,
    Programme,
    Record,
    Role,
    When,
)
from ontology.iris import concept, mint


@dataclass(frozen=True)
class Known:
    """What the graph already has, as far as claims need it.

    `read` are documents that articles cite with number and date, which the graph has from nowhere else;
    `documents_renamed` says which of these is meant by the IRI that a vaguer date would give. `sources` gives the slug
    of a source by the hash of its text or by its address; `tenures` that of a tenure by person, body and role; `events`
    that of an event by the name it would be given; `preferred` the preferred names of a thing, each with its language;
    `values` the values of a property of a thing. `persons` are the people that are known, `people` whom the names of
    each text mean (by its hash), settled for all texts together.
    """

    documents: tuple[KnownDocument, ...] = ()
    read: tuple[KnownDocument, ...] = ()
    documents_renamed: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    tenures: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    preferred: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    values: Callable[[str, str], frozenset[str]] = lambda _subject, _property: frozenset()
    persons: tuple[KnownPerson, ...] = ()
    people: Mapping[str, TextPeople] = field(default_factory=dict)

    @cached_property
    def by_number(self) -> Numbered:
        """The documents that the graph has, by number."""
        return numbered(self.documents)

    @cached_property
    def by_number_read(self) -> Numbered:
        """These and the documents that articles cite, by number."""
        return numbered((*self.documents, *self.read))

    @cached_property
    def source_slugs(self) -> Container[str]:
        """The slugs of all sources."""
        return frozenset(self.sources.values())

    def people_in(self, text: Text) -> TextPeople:
        """Return whom the names of a text mean, read alone where it was not settled with others."""
        return self.people.get(text.sha256) or people_of([text], self.persons)[text.sha256]


def main_event(records: tuple[Record, ...]) -> Event | None:
    told = (r for r in records if isinstance(r, Event) and r.key == r.kind)
    events = sorted((e for e in told if e.kind != "historical-event"), key=lambda e: e.kind in SIDE)
    return next(
        (e for e in events if e.when or e.place),
        next((e for e in events if e.organiser), None),
    )


BESIDE: Final = frozenset({"launch", "signing", "election", "certificate-presentation", "gift-presentation"})
SIDE: Final = frozenset({"commemoration", "historical-event", "launch", "signing", "election",
                          "certificate-presentation", "gift-presentation"})  # fmt: skip


def _when(records: tuple[Record, ...]) -> When | None:
    main = main_event(records)
    return main.when if main else None


def original(article: Told, known: Known) -> str | None:
    """Return the slug of the article that this one translates, if it names it."""
    if not article.original_url:
        return None
    address = article.original_url
    named = slug_of_name(address.split("//")[-1].rsplit(".", 1)[0][:80])
    return known.sources.get(address) or named or hashlib.sha256(address.encode()).hexdigest()[:12]


class ArticleIris:
    """The IRIs of what one article tells of.

    `beside` has what is known of the same text: a record that is found there keeps its name, and `renamed` says which
    name it would have been given.
    """

    def __init__(
        self,
        article: Told,
        source: str,
        known: Known,
        records: tuple[Record, ...],
        beside: KnownRecords | None = None,
        people: TextPeople | None = None,
    ) -> None:
        self.source, self._known = source, known
        self._people = people or TextPeople()
        self.beside = beside or KnownRecords()
        self.renamed: dict[str, str] = {}
        self.main, self.when = main_event(records), _when(records)
        self.told = original(article, known) or source
        self._bodies = {r.agent for r in records if isinstance(r, Participation) and r.named}
        self._told_events = tuple(r for r in records if isinstance(r, Event))
        self._events: dict[str, str] = {}
        self._programmes = self._programme_names(records)
        items = [r for r in records if isinstance(r, Item)]
        # Two lists in one article count from one each; their names go on counting.
        self._numbers = {
            item: number
            for kind in ("task", "recommendation")
            for number, item in enumerate((i for i in items if i.kind == kind), 1)
        }

    def _named(self, known: str | None, minted: str) -> str:
        """Return the name of the known record, and note the one that it takes the place of."""
        if known is None or known == minted:
            return minted
        self.renamed[minted] = known
        return known

    def tenure(self, role: Role) -> str:
        """Name a tenure by person, body and role."""
        known = self._known.tenures.get((role.person, role.body, role.role))
        iri = mint("tenure", known) if known else None
        return self._named(
            iri
            or self.beside.tenure(
                _place(role.passage),
                mint("person", role.person),
                mint("organisation", role.body),
                concept("role", role.role),
            ),
            mint("tenure", f"{_without(role.person, role.body)}-{role.body}-{role.role}"),
        )

    def membership(self, membership: Membership) -> str:
        """Name a membership by both bodies."""
        member, body = (mint("organisation", b) for b in (membership.member, membership.organisation))
        return self._named(
            self.beside.membership(member, body),
            mint("membership", f"{membership.member}-in-{membership.organisation}"),
        )

    def kind_of(self, agent: str) -> str:
        """Tell whether a slug that may be either's is a person's or an organisation's."""
        if agent in self._bodies:
            return "organisation"
        return "organisation" if agent not in self._people.everyone and concept_of_body(agent) else "person"

    def participation(self, said: Participation) -> str:
        """Name a participation by who took part, how and in what."""
        event = self.event(said.event)
        return self._named(
            self.beside.participation(
                event,
                mint(self.kind_of(said.agent), said.agent),
                concept("role", said.role),
                _place(said.passage),
            ),
            mint("participation", f"{said.agent}-{said.role}-at-{event.rsplit('/', 1)[1]}"),
        )

    def event(self, key: str) -> str:
        """Name the article's event, or another that it tells of: as it is known, or else as it would be minted. The key
        of an event is its kind, and its day where it has one of its own."""
        if key not in self._events:
            other = next((e for e in self._told_events if e.key == key != e.kind), None)
            self._events[key] = (
                self._named(self._known_other(other), mint("event", f"{self.told}-{key}"))
                if other
                else self._named(self._known_event(key), self._minted_event(key))
            )
        return self._events[key]

    def _known_other(self, event: Event) -> str | None:
        """Return an event with its own day that is known of the text."""
        places = [_place(p) for p in (event.passage, event.place_passage, event.organiser_passage) if p]
        when = event.when.start if event.when else ""
        return self.beside.event(("event", "congress"), concept("event", event.kind), places, when)

    def _known_event(self, kind: str) -> str | None:
        """Return the event of this kind that is known of the text; several words may tell of one."""
        own = self.main.kind if self.main and kind not in SIDE else kind
        told = [r for r in self._told_events if r.kind in (kind, own) and r.key == r.kind]
        places = [_place(p) for r in told for p in (r.passage, r.place_passage, r.organiser_passage) if p]
        when = next((r.when.start for r in told if r.when), "")
        return self.beside.event(("event", "congress"), concept("event", own), places, when)

    def _minted_event(self, kind: str) -> str:
        """Name the article's event, or what was done beside it, by body, kind and day, or by month where it took
        several days or none is told.

        What has no date is named by the article, or by the one that it translates: of two such nobody can say that they
        are one.
        """
        main = self.main
        if main is None:
            return mint("event", f"{self.told}-{kind}")
        if main.kind == "congress" and main.ordinal and main.organiser and kind == "congress":
            return mint("congress", f"{main.organiser}-{main.ordinal}")
        own = main.kind if kind not in SIDE else kind
        if main.when is None:
            return mint("event", f"{self.told}-{own}")
        days = main.when
        when = days.start if days.end in (None, days.start) else days.start[:7]
        name = "-".join((main.organiser or main.about or main.place or self.told, own, when))
        return mint("event", self._known.events.get(name, name))

    def programme(self, programme: Programme) -> str:
        """Name a programme by its parties or its body, its kind and period, else by the article; a second one of that
        name by its number there too."""
        period = mint("period", programme.period) if programme.period else None
        return self._named(
            self.beside.programme(_place(programme.passage), concept("programme", programme.kind), period),
            mint("programme", self._programmes.get(programme) or self._programme_name(programme)),
        )

    def _programme_name(self, programme: Programme) -> str:
        parties = sorted({party.body for party in programme.parties if party.body})
        body = programme.body or _together(parties) or (self.main.organiser if self.main else None)
        return "-".join(filter(None, (body or self.source, programme.kind, programme.period)))

    def _programme_names(self, records: Iterable[Record]) -> dict[Programme, str]:
        counts: Counter[str] = Counter()
        found: dict[Programme, str] = {}
        for record in records:
            if isinstance(record, Programme):
                name = self._programme_name(record)
                counts[name] += 1
                found[record] = name if counts[name] == 1 else f"{name}-in-{self.source}-{counts[name]}"
        return found

    def item(self, item: Item) -> str:
        """Name a task or recommendation by the article and its number there."""
        return self._named(
            self.beside.item(item.kind, _place(item.passage)),
            mint(item.kind, f"{self.source}-{self._numbers[item]}"),
        )

    def speech(self, speaker: str, recommendation: str | None = None) -> str:
        """Name the speech of somebody in an article, of which a recommendation may be part, by speaker and article."""
        return self._named(
            self.beside.speech(mint("person", speaker), recommendation),
            mint("speech", f"{speaker}-{self.source}"),
        )

    def document_renamed(self, citation: Citation, iri: str) -> None:
        """Note the names that a local body's document had while its place was not known."""
        for slug in (document_slug(replace(citation, place=None), self.source), _placeless_slug(citation)):
            if slug and citation.body in PLACELESS and (old := mint("document", slug)) != iri:
                self.renamed[old] = iri

    def citation(self, record: CitationRecord, document: str | None) -> str:
        """Name a citation by the article and its place there; `document` is what it cites, where that is known."""
        kind = concept("citation", record.citation.kind)
        return self._named(
            self.beside.citation(_place(record.passage), document, kind),
            mint("citation", f"{self.source}-{record.passage.start}"),
        )


def _together(parties: Sequence[str]) -> str:
    """Name parties together, two by their names, more by the first and a hash of all."""
    if len(parties) < 2:
        return ""
    whole = "-and-".join(parties)
    if len(parties) == 2 and len(whole) <= _LONGEST_PARTIES:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return f"{parties[0][:_LONGEST_PARTIES].rstrip('-')}-and-others-{digest}"


_LONGEST_PARTIES: Final = 90


def _without(person: str, body: str) -> str:
    """The name of a person whose slug holds the body already: it is not said twice."""
    return person.removesuffix(f"-{body}")


def _place(passage: Passage) -> tuple[int, int]:
    return passage.start, passage.end


def resolved_twice(citations: Sequence[Citation], known: Known) -> tuple[Resolved, ...]:
    """Resolve the citations of one text by what the graph has, and those left open by what articles cite.

    What a citation names well enough to make a document does not depend on what other articles name.
    """
    first = resolve(citations, known.by_number)
    if all(r.document or minted_document(r) for r in first):
        return first
    second = resolve(citations, known.by_number_read)
    return tuple(a if a.document or minted_document(a) else b for a, b in zip(first, second, strict=True))


def minted_document(resolved: Resolved, source: str = "") -> str | None:
    """Return the IRI of the document that a citation names well enough to make it, where none is known.

    With `source`, the slug of the citing article's, a local body's document is made though its place is not told.
    """
    if resolved.document is not None or not resolved.proposes:
        return None
    named = document_slug(resolved.names, source)
    return mint("document", named) if named else None


def _placeless_slug(citation: Citation) -> str | None:
    """The slug that a document had before places told documents apart."""
    return document_slug(replace(citation, body=None, place=None))


def document_slug(citation: Citation, source: str = "") -> str | None:
    """Name a document by number, code and date or term, one of a local body by its place too; None where none of these
    tells it from others of its number.

    Where the place is not told, the document is the one that `source` (a slug) cites.
    """
    if citation.identifier is None:
        return None
    date = citation.date.value if citation.date and not citation.date.value.startswith("--") else ""
    told = date or (
        f"term-{citation.terms[0]}" if len(citation.terms) == 1 and citation.style == "party" else ""
    )
    if not told and citation.year is None:
        return None
    place, where = citation.place or "", ""
    if citation.body in PLACELESS and not place:
        if not source:
            return None
        where = f"in-{source}"
    return "-".join(filter(None, (slug_of_name(citation.identifier), place, told, where)))
