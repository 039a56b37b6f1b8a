"""Turn the records of an article into statements: triples with the passages and the kinds of record they come from.

Things keep the names the graph has for them; new ones are named as the curated tables name theirs, so that
two articles that tell of one event, person or document speak of one thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Object, date_literal
from graph.claims.claim import Passage as ClaimPassage
from loaders.articles.citations import Citation, Resolved
from loaders.articles.claims.about_article import about
from loaders.articles.claims.article_iris import (
    BESIDE,
    ArticleIris,
    Known,
    minted_document,
    original,
    resolved_twice,
)
from loaders.articles.claims.documents import described, issuer_said, known_issuer
from loaders.articles.claims.identifications import Grounds, identified
from loaders.articles.claims.known_records import KnownRecords
from loaders.articles.claims.minted_labels import made_label, person_label
from loaders.articles.claims.printed_names import concept_of_body, concept_of_place, nominative
from loaders.articles.claims.proposed_bodies import label_of_body, only_printed, with_bodies
from loaders.articles.claims.text_people import Text
from loaders.articles.input.stretches import LONGEST_PRINTED
from loaders.articles.readings import Told
from loaders.articles.records import (
    OF_EVENT,
    BodyName,
    CitationRecord,
    Election,
    Event,
    Item,
    Membership,
    Participation,
    Passage,
    PrintedName,
    Programme,
    Record,
    Role,
    Speech,
    When,
)
from loaders.articles.view import on_one_line
from ontology.iris import concept, mint
from ontology.prefixes import expand
from ontology.terms import dct, foaf, hn, oa, org, owl, rdf, schema, skos, xsd

_INTEGER: Final = NamedNode(xsd.integer)


@dataclass(frozen=True)
class Statement:
    """A triple before it is a claim; `against` says why it is only proposed.

    `origin` is what gives it where no place in the text does.
    `identifies`: its name means the subject by judgement; `rests_on` are such statements that it was read by.
    """

    subject: str
    predicate: str
    object: Object
    passage: Passage | None
    as_of: When | None = None
    inferred: str = ""
    against: str = ""
    identifies: bool = False
    rests_on: tuple["Statement", ...] = ()
    origin: str = ""


class StatementBuilder:
    """Make statements of one article's records."""

    def __init__(
        self,
        article: Told,
        source: str,
        known: Known,
        records: tuple[Record, ...],
        beside: KnownRecords | None = None,
    ) -> None:
        self._article, self._source, self._known = article, source, known
        told = original(article, known) or source
        self._unknown = only_printed(records)
        records = with_bodies(records, told)
        self._people = known.people_in(Text(article.sha256, told, article.language, records))
        self._people_printed = {
            r.slug: r for r in reversed(records) if isinstance(r, PrintedName) and r.kind == "person"
        }
        self._records = records = identified(records, self._people)
        self._grounds = Grounds(records)
        self._iris = ArticleIris(article, source, known, records, beside, self._people)
        self._iris.renamed.update(
            (mint("person", old), mint("person", new)) for old, new in self._people.renamed.items()
        )
        self._main, self._when = self._iris.main, self._iris.when
        self._programmes = tuple(r for r in records if isinstance(r, Programme))

    @property
    def renamed(self) -> dict[str, str]:
        """Which name each record that is known would have been given."""
        return self._iris.renamed

    @property
    def records(self) -> tuple[Record, ...]:
        """The records, in the order given, with the people whom their names mean."""
        return self._records

    def statements(self) -> Iterator[Statement]:
        """All that the article says."""
        yield from self.source()
        for record in self._records:
            yield from self.record(record)
        yield from self.citations(self._records)
        yield from self._same_people()

    def source(self) -> Iterator[Statement]:
        """What is known of the article itself."""
        for fact in about(self._article, self._source, self._iris.told, self._known):
            said = Statement(fact.subject, fact.predicate, fact.value, None)
            yield replace(said, origin=fact.origin, inferred=fact.inferred)

    def record(self, record: Record) -> Iterator[Statement]:
        """What one record says, and the names by judgement that it was read by."""
        grounds = tuple(map(self._name, self._grounds.of(record)))
        for said in self._record(record):
            yield replace(said, rests_on=(*grounds, *said.rests_on)) if grounds else said

    def _same_people(self) -> Iterator[Statement]:
        """Propose who else the people of the article may be."""
        for key, others in self._people.same.items():
            name = self._people_printed.get(key)
            for other, reason in others:
                one = mint("person", self._people.slugs[key])
                value = NamedNode(mint("person", other))
                passage = name.passage if name else None
                yield Statement(one, owl.sameAs, value, passage, None, reason)

    def _record(self, record: Record) -> Iterator[Statement]:
        match record:
            case Role():
                yield from self._role(record)
            case Membership():
                yield from self._membership(record)
            case Event():
                yield from self._event(record)
            case Participation():
                yield from self._participation(record)
            case Programme():
                yield from self._programme(record)
            case Item():
                yield from self._item(record)
            case Speech():
                yield from self._speech(record)
            case PrintedName():
                yield from self._printed_name(record)
            case CitationRecord() | Election():
                return  # citations are resolved together; an election is told by the role and the participation

    def _role(self, role: Role) -> Iterator[Statement]:
        tenure, passage = self._iris.tenure(role), role.passage
        body, post = mint("organisation", role.body), mint("post", f"{role.body}-{role.role}")
        as_role = concept("role", role.role)
        yield from self._person(role.person, passage)
        of_body = list(self._of_body(role.body, role.named, passage))
        yield from of_body
        judged = tuple(said for said in of_body if said.identifies)
        for predicate, value in (
            (org.member, mint("person", role.person)),
            (org.organization, body),
            (org.role, as_role),
            (hn.post, post),
        ):
            said = Statement(tenure, predicate, NamedNode(value), passage, role.as_of, role.inferred)
            yield replace(said, rests_on=judged)
        for predicate, value in ((org.postIn, body), (org.role, as_role)):
            said = Statement(post, predicate, NamedNode(value), passage, None, role.inferred)
            yield replace(said, rests_on=judged)

    def _of_body(self, body: str, named: BodyName | None, passage: Passage) -> Iterator[Statement]:
        """What is said of a body: its kind, or the name of one that only the text has."""
        if named is None or named not in self._unknown:
            yield from self._classified(body, passage)
            return
        node, language = mint("organisation", body), self._article.language
        label = Literal(label_of_body(named), language=language)
        yield Statement(node, skos.prefLabel, label, named.passage, None, named.reason)
        if label.value != named.name:  # a name that leaves out the place means the body in this article alone
            own = Literal(named.name, language=language)
            yield Statement(node, hn.contextName, own, named.passage, None, named.reason, identifies=True)

    def _person(self, person: str, passage: Passage) -> Iterator[Statement]:
        yield Statement(mint("person", person), rdf.type, NamedNode(foaf.Person), passage)

    def _membership(self, membership: Membership) -> Iterator[Statement]:
        node = self._iris.membership(membership)
        for predicate, body in (
            ("org:member", membership.member),
            ("org:organization", membership.organisation),
        ):
            value = NamedNode(mint("organisation", body))
            yield Statement(node, expand(predicate), value, membership.passage, membership.as_of)
        yield from self._classified(membership.member, membership.passage)
        yield from self._classified(membership.organisation, membership.passage)

    def _printed_name(self, name: PrintedName) -> Iterator[Statement]:
        """A printed form is a name beside the preferred one, or a witness of that where it is the same."""
        said, passage = self._name(name), name.passage
        node = said.subject
        yield said
        if name.kind == "body":
            yield from self._classified(name.slug, passage)
        elif name.kind == "place":
            yield Statement(node, rdf.type, NamedNode(schema.Place), passage)
            if sort := concept_of_place(name.slug):
                yield Statement(node, dct.type, NamedNode(concept("place", sort)), passage)

    def _name(self, name: PrintedName) -> Statement:
        node = mint("organisation" if name.kind == "body" else name.kind, name.slug)
        text, language = nominative(name, self._article.language), self._article.language
        known = self._known.preferred.get(node)
        plain = person_label(text) if name.kind == "person" else made_label(name.slug)
        preferred = (text, language) in known if known else (text, language) == (plain, "en")
        predicate = hn.contextName if name.in_context else skos.prefLabel if preferred else skos.altLabel
        value = Literal(text, language=language)
        reason = name.reason
        return Statement(node, predicate, value, name.passage, None, reason, identifies=bool(reason))

    @staticmethod
    def _classified(body: str, passage: Passage) -> Iterator[Statement]:
        if sort := concept_of_body(body):
            node, value = mint("organisation", body), NamedNode(concept("body", sort))
            yield Statement(node, org.classification, value, passage)

    def _event(self, event: Event) -> Iterator[Statement]:
        node, passage = self._iris.event(event.key), event.passage
        for kind, words in ((event.kind, passage), *event.also):
            yield Statement(node, dct.type, NamedNode(concept("event", kind)), words)
        if event.when and event.when.passage:
            days, place = event.when, event.when.passage
            inferred = days.inferred
            for predicate, value in (
                ("schema:startDate", days.start),
                ("schema:endDate", days.end or days.start),
            ):
                yield Statement(node, expand(predicate), date_literal(value), place, None, inferred)
        if event.place and event.place_passage:
            where = NamedNode(mint("place", event.place))
            yield Statement(node, schema.location, where, event.place_passage)
        held = [(event.organiser, event.organiser_passage), *event.others]
        if event.kind == "congress" and not event.organiser and event.about:
            body = NamedNode(mint("organisation", event.about))
            reason = "It is the body that the report names with the congress."
            yield Statement(node, schema.organizer, body, passage, None, reason)
            yield from self._classified(event.about, passage)
        for organiser, printed in held:
            if organiser and printed:
                body = NamedNode(mint("organisation", organiser))
                yield Statement(node, schema.organizer, body, printed)
                name = next((n for n in event.named if n.passage == printed), None)
                yield from self._of_body(organiser, name, printed)
        own = event.key != event.kind
        if event.kind in BESIDE and not own and self._main and self._main.kind not in BESIDE:
            above = NamedNode(self._iris.event(self._main.kind))
            reason = "The report tells of it with this event and does not say when or where."
            yield Statement(node, schema.superEvent, above, passage, None, reason)
        if event.ordinal:
            number = Literal(str(event.ordinal), datatype=_INTEGER)
            yield Statement(node, hn.ordinal, number, passage)

    def _participation(self, said: Participation) -> Iterator[Statement]:
        event = self._iris.event(said.event)
        kind = self._iris.kind_of(said.agent)
        node = self._iris.participation(said)
        yield Statement(node, hn.event, NamedNode(event), said.passage, self._when)
        agent = NamedNode(mint(kind, said.agent))
        if kind == "organisation":
            yield from self._of_body(said.agent, said.named, said.passage)
        yield Statement(node, hn.agent, agent, said.passage, self._when)
        role = NamedNode(concept("role", said.role))
        yield Statement(node, hn.participationRole, role, said.passage, self._when)
        if said.on_behalf_of:
            behalf = NamedNode(mint("organisation", said.on_behalf_of))
            yield from self._classified(said.on_behalf_of, said.passage)
            yield Statement(node, hn.onBehalfOf, behalf, said.passage, self._when)

    def _programme(self, programme: Programme) -> Iterator[Statement]:
        node = self._iris.programme(programme)
        kind = NamedNode(concept("programme", programme.kind))
        yield Statement(node, dct.type, kind, programme.passage)
        if programme.period:
            period = NamedNode(mint("period", programme.period))
            yield Statement(node, dct.temporal, period, programme.passage)
        if programme.name and (printed := self._article.stretch(programme.name.start, programme.name.end)[0]):
            name = Literal(printed, language=self._article.language)
            yield Statement(node, skos.altLabel, name, programme.name)
        for party in programme.parties:
            place, reason = party.named.passage, party.inferred or party.named.reason
            by = schema.creator if party.inferred == OF_EVENT else hn.signatory
            yield Statement(node, by, NamedNode(mint("organisation", party.body)), place, None, reason)
            yield from self._of_body(party.body, party.named, place)

    def _resting(self, citation: str, passage: Passage) -> Iterator[Statement]:
        """Which agreements rest on what is cited at a place."""
        for programme in self._programmes:
            if passage in programme.rests_on:
                node = NamedNode(self._iris.programme(programme))
                reason = "The sentence names it as what the agreement carries out."
                yield Statement(citation, hn.citing, node, passage, None, reason)

    def _item(self, item: Item) -> Iterator[Statement]:
        node = self._iris.item(item)
        position = Literal(str(item.position), datatype=_INTEGER)
        yield Statement(node, schema.position, position, item.passage)
        if item.kind == "task":
            yield from self._of_programme(node, item)
        if item.kind == "recommendation" and item.speaker:
            speech = self._iris.speech(item.speaker, node)
            yield Statement(node, schema.isPartOf, NamedNode(speech), item.passage)
            speaker = NamedNode(mint("person", item.speaker))
            yield Statement(speech, schema.creator, speaker, item.passage)

    def _speech(self, said: Speech) -> Iterator[Statement]:
        """All words of one person in an article are one speech, told of wherever they are given."""
        speech = self._iris.speech(said.speaker)
        yield Statement(speech, schema.creator, NamedNode(mint("person", said.speaker)), said.passage)

    def _of_programme(self, task: str, item: Item) -> Iterator[Statement]:
        """A task belongs to the programme named last before it, or else to what the event set."""
        before = [p for p in self._programmes if p.passage.start <= item.passage.start]
        part_of = schema.isPartOf
        if before:
            programme = max(before, key=lambda p: p.passage.start)
            node = NamedNode(self._iris.programme(programme))
            yield Statement(task, part_of, node, item.passage, None, "It follows where this is named.")
            return
        event = self._iris.event(self._main.kind).rpartition("/")[2] if self._main else self._source
        node = NamedNode(mint("programme", f"{event}-tasks"))
        reason = "The report tells of it as what the event set, and names no programme."
        kind = NamedNode(concept("programme", "conference-tasks"))
        yield Statement(task, part_of, node, item.passage, None, reason)
        yield Statement(node.value, dct.type, kind, item.passage, None, reason)

    def citations(self, records: tuple[Record, ...]) -> Iterator[Statement]:
        """What the citations of the article say, resolved together."""
        cited = [r for r in records if isinstance(r, CitationRecord)]
        outcomes = resolved_twice([r.citation for r in cited], self._known)
        for record, resolved in zip(cited, outcomes, strict=True):
            yield from self._citation(record, resolved)

    def _citation(self, record: CitationRecord, resolved: Resolved) -> Iterator[Statement]:
        """Of a citation that is known, where it stands and in which words is said only as it is known: it was found at
        the same place, and other words for it would make it another."""
        citation, passage = record.citation, record.passage
        document = resolved.document
        grounds: tuple[Statement, ...] = ()
        if document is None and (named := minted_document(resolved, self._source)):
            document = self._known.documents_renamed.get(named, named)
            self._iris.document_renamed(resolved.names, document)
            grounds = tuple(self._document_judged(document, resolved.names, passage))
            yield from grounds
            for fact in described(citation):
                said = Statement(document, fact.predicate, fact.value, passage)
                yield replace(said, rests_on=grounds)
        node, beside = self._iris.citation(record, document), self._iris.beside
        known = beside.is_known(node)
        against = (
            "Contradicts the known value: these words are known to name no such document." if known else ""
        )
        if document is None or document in beside.values(node, hn.cited):
            against = ""
        place = ClaimPassage(mint("source", self._source), passage.start, passage.end)
        target = NamedNode(place.iri)
        words = Literal(on_one_line(citation.wording)[:LONGEST_PRINTED], language=citation.language)
        sort = NamedNode(concept("citation", citation.kind))
        own: list[tuple[str, Object]] = [(dct.type, sort), (oa.hasTarget, target), (hn.wording, words)]
        for predicate, value in own:
            if not known or value.value in beside.values(node, predicate):
                yield Statement(node, predicate, value, passage)
        citing = self._iris.event(self._main.kind) if self._main else mint("source", self._source)
        yield Statement(node, hn.citing, NamedNode(citing), passage)
        yield from self._resting(node, passage)
        if document:
            yield from self._issued(document, record, resolved, grounds)
            cited = NamedNode(document)
            against = against or ("" if resolved.document else resolved.names.place_reason)
            yield Statement(node, hn.cited, cited, passage, against=against, rests_on=grounds)
        for iri in resolved.candidates:
            yield Statement(node, hn.candidate, NamedNode(iri), passage)

    def _document_judged(self, iri: str, citation: Citation, passage: Passage) -> Iterator[Statement]:
        """A number that means the document of a place only because the report speaks of that place."""
        if citation.place_reason and citation.identifier:
            name = Literal(citation.identifier, language=citation.language)
            reason = citation.place_reason
            yield Statement(iri, hn.contextName, name, passage, None, reason, identifies=True)

    def _issued(
        self, document: str, record: CitationRecord, resolved: Resolved, grounds: tuple[Statement, ...]
    ) -> Iterator[Statement]:
        """Who issued what is cited, where the citation says so."""
        passage, printed = record.passage, record.issuer
        known = known_issuer(document, resolved.citation, self._known)
        if printed and known in ("", printed.body):
            place, reason = printed.named.passage, printed.inferred or printed.named.reason
            body = NamedNode(mint("organisation", printed.body))
            issued = Statement(document, schema.legislationPassedBy, body, place, None, reason)
            yield replace(issued, rests_on=grounds)
            yield from self._of_body(printed.body, printed.named, place)
        elif (said := issuer_said(resolved)) and known in ("", said.body):
            body = NamedNode(mint("organisation", said.body))
            issued = Statement(document, schema.legislationPassedBy, body, passage, None, said.reason)
            yield replace(issued, rests_on=grounds)
            yield from self._classified(said.body, passage)
