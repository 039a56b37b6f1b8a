"""Turn the records of an article into claims: one triple each, with its passage, as-of, status and
confidence.

Things keep the names the graph has for them; new ones are named as the curated tables name theirs, so that
two articles that tell of one event, person or document speak of one thing. Everything is proposed unless its
kind is accepted by policy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims import EXPLICIT, INFERRED, PROPOSED, AsOf, Claim, Object, date_literal
from graph.claims import Passage as ClaimPassage
from loaders.articles.citations import Document, Find, Resolved, resolve
from loaders.articles.input import Article
from loaders.articles.labels import made_label
from loaders.articles.lexicons import read_csv
from loaders.articles.names import slug as slug_of_name
from loaders.articles.naming import concept_of_body, concept_of_place, nominative
from loaders.articles.records import (
    Citation,
    Election,
    Event,
    Item,
    Membership,
    Naming,
    Participation,
    Passage,
    Programme,
    Record,
    Role,
    When,
)
from ontology.iris import HN, concept, mint
from ontology.prefixes import PREFIXES, expand

LONGEST_PRINTED: Final = 200
POLICY_PRECISION: Final = Decimal("0.98")
_INTEGER: Final = NamedNode(PREFIXES["xsd"] + "integer")
_SINGLE: Final = frozenset(
    {expand("schema:startDate"), expand("schema:location"), expand("schema:legislationDate"), HN + "ordinal"}
)
"""Properties that have one value: another value contradicts the known one."""


@dataclass(frozen=True)
class Known:
    """What the graph already has, as far as claims need it.

    `sources` gives the slug of a source by the hash of its text or by its address; `tenures` that of a tenure
    by person, body and role; `events` that of an event by the name it would be given; `preferred` the preferred
    names of a thing, each with its language; `values` the values of a property of a thing.
    """

    documents: tuple[Document, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    tenures: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    preferred: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    values: Callable[[str, str], frozenset[str]] = lambda _subject, _property: frozenset()


@dataclass(frozen=True)
class _Statement:
    """A triple before it is a claim, with the kind of record it comes from."""

    kind: str
    subject: str
    predicate: str
    object: Object
    passage: Passage | None
    as_of: When | None = None
    inferred: str = ""


def source_slug(article: Article, known: Known) -> str:
    """Return the slug of an article's source: the one the graph has for this text or address, or one made of
    the file's name."""
    return known.sources.get(article.sha256) or known.sources.get(article.url or "") or article.slug


def claims(
    article: Article,
    records: Iterable[Record],
    *,
    run: str,
    known: Known | None = None,
    accepted: frozenset[str] = frozenset(),
) -> Iterator[Claim]:
    """Yield the claims of an article. `accepted` are the kinds of record that policy accepts without
    review."""
    known = known or Known()
    records = tuple(records)
    source = source_slug(article, known)
    made = _Maker(article, source, known, _main(records), _when(records))
    done: set[tuple[str, str]] = set()
    for said in [
        *made.source(),
        *(s for record in records for s in made.record(record)),
        *made.citations(records),
    ]:
        claim = _claim(said, article, source, run, known, accepted)
        if (claim.iri, claim.status) not in done:
            done.add((claim.iri, claim.status))
            yield claim


def _main(records: tuple[Record, ...]) -> Event | None:
    return next(
        (r for r in records if isinstance(r, Event) and (r.when or r.place) and r.kind not in _SIDE), None
    )


_BESIDE: Final = frozenset({"launch", "signing", "election", "certificate-presentation", "gift-presentation"})
_SIDE: Final = frozenset({"commemoration", "historical-event", "launch", "signing", "election",
                          "certificate-presentation", "gift-presentation"})  # fmt: skip


def _when(records: tuple[Record, ...]) -> When | None:
    main = _main(records)
    return main.when if main else None


def _claim(
    said: _Statement, article: Article, source: str, run: str, known: Known, accepted: frozenset[str]
) -> Claim:
    passage = printed = None
    if said.passage:
        printed = article.text[said.passage.start : said.passage.end]
        printed = printed if len(printed) <= LONGEST_PRINTED else None
        part = concept("part", said.passage.part) if said.passage.part != "body" else None
        passage = ClaimPassage(
            mint("source", source), said.passage.start, said.passage.end, exact=printed, part=part
        )
    confidence = confidence_of(said.kind, inferred=bool(said.inferred))
    against = _contradicts(said, known)
    status = PROPOSED
    if said.kind == "source" or (said.kind in accepted and not against):
        status = INFERRED if said.inferred else EXPLICIT
    reason = " ".join(filter(None, (said.inferred, against))) or None
    return Claim(
        triple=Triple(NamedNode(said.subject), NamedNode(said.predicate), said.object),
        source=mint("source", source),
        status=status,
        passage=passage,
        printed=printed,
        language=article.language if printed else None,
        as_of=AsOf(said.as_of.start, said.as_of.end) if said.as_of else None,
        reason=reason,
        confidence=confidence,
        run=run,
    )


def _contradicts(said: _Statement, known: Known) -> str:
    """Say which known value a statement contradicts; a coarser or finer date of the same day does not."""
    if said.predicate not in _SINGLE:
        return ""
    own = said.object.value
    others = known.values(said.subject, said.predicate)
    if not others or any(own.startswith(v) or v.startswith(own) for v in others):
        return ""
    return f"Contradicts the known value {', '.join(sorted(others))}."


@cache
def _calibration() -> dict[str, tuple[int, int]]:
    return {row["kind"]: (int(row["found"]), int(row["right"])) for row in read_csv("calibration.csv")}


def confidence_of(kind: str, *, inferred: bool = False) -> Decimal:
    """Return how far a kind of record can be trusted: the share that was right when measured, by Laplace's
    rule of succession.

    (right + 1) / (found + 2) of `data/calibration.csv`, which `evaluate` measured on the curated reports;
    half the doubt again where the year or the place of a statement is inferred.
    """
    found, right = _calibration().get(kind, (0, 0))
    share = Decimal(right + 1) / Decimal(found + 2)
    if inferred:
        share -= (1 - share) / 2
    return share.quantize(Decimal("0.01"))


def trusted_kinds() -> frozenset[str]:
    """Return the kinds whose measured precision is high enough to be accepted by policy, where it was
    measured often enough."""
    return frozenset(
        kind
        for kind, (found, right) in _calibration().items()
        if found >= 10 and Decimal(right) / found >= POLICY_PRECISION
    )


class _Maker:
    """Make statements of one article's records."""

    def __init__(
        self, article: Article, source: str, known: Known, main: Event | None, when: When | None
    ) -> None:
        self._article, self._source, self._known = article, source, known
        self._main, self._when = main, when

    def source(self) -> Iterator[_Statement]:
        """What is known of the article itself."""
        node = mint("source", self._source)
        article = self._article
        yield self._plain(node, "rdf:type", NamedNode(expand("schema:NewsArticle")))
        yield self._plain(node, "schema:inLanguage", Literal(article.language))
        yield _Statement("source", node, HN + "sha256", Literal(article.sha256), None)
        yield _Statement(
            "source", node, HN + "length", Literal(str(len(article.text)), datatype=_INTEGER), None
        )
        if article.title:
            yield self._plain(node, "dct:title", Literal(article.title, language=article.language))
        if article.url:
            yield self._plain(node, "schema:url", NamedNode(article.url))
        if article.published:
            yield self._plain(node, "schema:datePublished", date_literal(article.published))
        if article.original_url:
            original = self._known.sources.get(article.original_url) or slug_of_name(
                article.original_url.split("//")[-1].rsplit(".", 1)[0][:80]
            )
            target = NamedNode(mint("source", original))
            yield self._plain(node, "schema:translationOfWork", target)
            yield self._plain(node, "prov:wasDerivedFrom", target)
            yield self._plain(target.value, "schema:url", NamedNode(article.original_url))

    def _plain(self, subject: str, predicate: str, value: Object) -> _Statement:
        return _Statement("source", subject, expand(predicate), value, None)

    def record(self, record: Record) -> Iterator[_Statement]:
        """What one record says."""
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
            case Naming():
                yield from self._naming(record)
            case Citation() | Election():
                return  # citations are resolved together; an election is told by the role and the participation

    def _role(self, role: Role) -> Iterator[_Statement]:
        name = (
            self._known.tenures.get((role.person, role.body, role.role))
            or f"{role.person}-{role.body}-{role.role}"
        )
        tenure, passage = mint("tenure", name), role.passage
        yield from self._person(role.person, passage)
        for predicate, value in (
            (expand("org:member"), mint("person", role.person)),
            (expand("org:organization"), mint("organisation", role.body)),
            (expand("org:role"), concept("role", role.role)),
        ):
            yield _Statement(
                "tenure", tenure, predicate, NamedNode(value), passage, role.as_of, role.inferred
            )

    def _person(self, person: str, passage: Passage) -> Iterator[_Statement]:
        yield _Statement(
            "tenure", mint("person", person), expand("rdf:type"), NamedNode(expand("foaf:Person")), passage
        )

    def _membership(self, membership: Membership) -> Iterator[_Statement]:
        node = mint("membership", f"{membership.member}-in-{membership.organisation}")
        for predicate, body in (
            ("org:member", membership.member),
            ("org:organization", membership.organisation),
        ):
            value = NamedNode(mint("organisation", body))
            yield _Statement(
                "membership", node, expand(predicate), value, membership.passage, membership.as_of
            )
        yield from self._classified("membership", membership.member, membership.passage)

    def _naming(self, naming: Naming) -> Iterator[_Statement]:
        """A printed form is a name beside the preferred one, or a witness of that where it is the same."""
        passage = naming.passage
        node = mint("organisation" if naming.kind == "body" else naming.kind, naming.slug)
        printed = (nominative(naming, self._article.language), self._article.language)
        known = self._known.preferred.get(node)
        preferred = printed in known if known else printed == (made_label(naming.slug), "en")
        predicate = expand("skos:prefLabel" if preferred else "skos:altLabel")
        yield _Statement("name", node, predicate, Literal(printed[0], language=printed[1]), passage)
        if naming.kind == "body":
            yield from self._classified("name", naming.slug, passage)
        elif naming.kind == "place":
            yield _Statement("name", node, expand("rdf:type"), NamedNode(expand("schema:Place")), passage)
            if sort := concept_of_place(naming.slug):
                yield _Statement("name", node, expand("dct:type"), NamedNode(concept("place", sort)), passage)

    @staticmethod
    def _classified(kind: str, body: str, passage: Passage) -> Iterator[_Statement]:
        if sort := concept_of_body(body):
            node, value = mint("organisation", body), NamedNode(concept("body", sort))
            yield _Statement(kind, node, expand("org:classification"), value, passage)

    def event_iri(self, kind: str) -> str:
        """Name the article's event, or what was done beside it, by body, kind and month."""
        main = self._main
        if main is None:
            return mint("event", f"{self._source}-{kind}")
        if main.kind == "congress" and main.ordinal and main.organiser and kind == "congress":
            return mint("congress", f"{main.organiser}-{main.ordinal}")
        when = main.when.start[:7] if main.when else "undated"
        own = main.kind if kind not in _SIDE else kind
        name = "-".join((main.organiser or main.about or main.place or self._source, own, when))
        return mint("event", self._known.events.get(name, name))

    def _event(self, event: Event) -> Iterator[_Statement]:
        node, passage = self.event_iri(event.kind), event.passage
        yield _Statement(
            "event kind", node, expand("dct:type"), NamedNode(concept("event", event.kind)), passage
        )
        if event.when and event.when.passage:
            days, place = event.when, event.when.passage
            inferred = days.inferred
            for predicate, value in (
                ("schema:startDate", days.start),
                ("schema:endDate", days.end or days.start),
            ):
                yield _Statement(
                    "event date", node, expand(predicate), date_literal(value), place, None, inferred
                )
        if event.place and event.place_passage:
            where = NamedNode(mint("place", event.place))
            yield _Statement("event place", node, expand("schema:location"), where, event.place_passage)
        if event.organiser and event.organiser_passage:
            body = NamedNode(mint("organisation", event.organiser))
            yield _Statement(
                "event organiser", node, expand("schema:organizer"), body, event.organiser_passage
            )
        if event.kind in _BESIDE and self._main and self._main.kind not in _BESIDE:
            above = NamedNode(self.event_iri(self._main.kind))
            reason = "The report tells of it with this event and does not say when or where."
            yield _Statement("event kind", node, expand("schema:superEvent"), above, passage, None, reason)
        if event.ordinal:
            number = Literal(str(event.ordinal), datatype=_INTEGER)
            yield _Statement("congress", node, HN + "ordinal", number, passage)

    def _participation(self, said: Participation) -> Iterator[_Statement]:
        event = self.event_iri(said.event)
        kind = "organisation" if _is_body(said.agent) else "person"
        node = mint("participation", f"{said.agent}-{said.role}-at-{event.rsplit('/', 1)[1]}")
        yield _Statement("participation", node, HN + "event", NamedNode(event), said.passage, self._when)
        agent = NamedNode(mint(kind, said.agent))
        yield _Statement("participation", node, HN + "agent", agent, said.passage, self._when)
        role = NamedNode(concept("role", said.role))
        yield _Statement("participation", node, expand("org:role"), role, said.passage, self._when)
        if said.on_behalf_of:
            behalf = NamedNode(mint("organisation", said.on_behalf_of))
            yield _Statement("participation", node, HN + "onBehalfOf", behalf, said.passage, self._when)

    def programme_iri(self, programme: Programme) -> str:
        """Name a programme by its body, kind and period."""
        body = programme.body or (self._main.organiser if self._main else None) or self._source
        return mint("programme", "-".join(filter(None, (body, programme.kind, programme.period))))

    def _programme(self, programme: Programme) -> Iterator[_Statement]:
        node = self.programme_iri(programme)
        kind = NamedNode(concept("programme", programme.kind))
        yield _Statement("programme", node, expand("dct:type"), kind, programme.passage)
        if programme.period:
            period = NamedNode(mint("period", programme.period))
            yield _Statement("programme", node, expand("dct:temporal"), period, programme.passage)

    def _item(self, item: Item) -> Iterator[_Statement]:
        node = mint(item.kind, f"{self._source}-{item.position}")
        position = Literal(str(item.position), datatype=_INTEGER)
        yield _Statement(item.kind, node, expand("schema:position"), position, item.passage)
        if item.kind == "recommendation" and item.speaker:
            speech = mint("speech", f"{item.speaker}-{self._source}")
            yield _Statement(item.kind, node, expand("schema:isPartOf"), NamedNode(speech), item.passage)
            speaker = NamedNode(mint("person", item.speaker))
            yield _Statement(item.kind, speech, expand("schema:creator"), speaker, item.passage)

    def citations(self, records: tuple[Record, ...]) -> Iterator[_Statement]:
        """What the citations of the article say, resolved together."""
        cited = [r for r in records if isinstance(r, Citation)]
        for record, resolved in zip(
            cited, resolve([r.find for r in cited], self._known.documents), strict=True
        ):
            yield from self._citation(record, resolved)

    def _citation(self, record: Citation, resolved: Resolved) -> Iterator[_Statement]:
        find, passage = record.find, record.passage
        node = mint("citation", f"{self._source}-{passage.start}")
        target = ClaimPassage(mint("source", self._source), passage.start, passage.end).iri
        said: list[tuple[str, Object]] = [
            (expand("dct:type"), NamedNode(concept("citation", find.kind))),
            (expand("oa:hasTarget"), NamedNode(target)),
            (
                HN + "citing",
                NamedNode(self.event_iri(self._main.kind) if self._main else mint("source", self._source)),
            ),
            (HN + "wording", Literal(find.wording[:LONGEST_PRINTED], language=find.language)),
        ]
        document = resolved.document
        if document is None and resolved.proposes and (named := document_slug(find)):
            document = mint("document", named)
            yield from self._document(document, find, passage)
        if document:
            said.append((HN + "cited", NamedNode(document)))
        said += [(HN + "candidate", NamedNode(iri)) for iri in resolved.candidates]
        for predicate, value in said:
            yield _Statement("citation", node, predicate, value, passage)

    def _document(self, iri: str, find: Find, passage: Passage) -> Iterator[_Statement]:
        """A number without a known document proposes a new one."""
        assert find.identifier and find.number is not None
        said: list[tuple[str, Object]] = [
            (expand("schema:legislationIdentifier"), Literal(find.identifier)),
            (HN + "number", Literal(str(find.number), datatype=_INTEGER)),
        ]
        if find.body:
            said.append((HN + "bodyCode", Literal(find.body)))
        if find.type:
            said.append((expand("dct:type"), NamedNode(concept("document", find.type))))
        if find.date and not find.date.value.startswith("--"):
            said.append((expand("schema:legislationDate"), date_literal(find.date.value)))
        for predicate, value in said:
            yield _Statement("document number", iri, predicate, value, passage)


def document_slug(find: Find) -> str | None:
    """Name a document by number, code and date or term; None where none of these tells it from others of its
    number."""
    if find.identifier is None:
        return None
    date = find.date.value if find.date and not find.date.value.startswith("--") else ""
    told = date or (f"term-{find.terms[0]}" if len(find.terms) == 1 and find.style == "party" else "")
    if not told and find.year is None:
        return None
    return "-".join(filter(None, (slug_of_name(find.identifier), told)))


def _is_body(agent: str) -> bool:
    return any(
        part in agent
        for part in ("union", "cluster", "delegation", "committee", "vufo", "department", "council")
    )
