"""What the review page shows: the queue, each proposed claim beside its passage, and the latest decisions."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import Claim
from graph.errors import NotFound
from graph.limits import LIMITS
from graph.review import decisions
from graph.review import queue as review
from graph.review.corrections import find_claim
from graph.review.decisions import Record
from graph.search import names as search
from graph.store.reader import EmbeddedReader, Reader
from ontology.iris import name_of
from ontology.vocabulary import vocabulary
from queries.read.texts import Quoted, Texts
from web.auth.session import Session
from web.evidence import SourceFacts, sources
from web.languages import N_
from web.page_context import Frame
from web.things import Name, Names, Value, kind_word, reading

SHOWN: Final = LIMITS.review_things
"""How many things of the queue are listed at once."""
PROPOSED_AT_ONCE: Final = LIMITS.review_claims
LATEST: Final = LIMITS.review_latest

_EFFECTS: Final = {
    review.ADDS: N_("adds"),
    review.REPEATS: N_("repeats what is accepted"),
    review.CONTRADICTS: N_("contradicts what is accepted"),
}
_KINDS: Final = {
    "accept": N_("accepted"),
    "reject": N_("rejected"),
    "correct": N_("corrected"),
    "merge": N_("merged"),
    "undo": N_("undone"),
}


@dataclass(frozen=True)
class Choice:
    """A link that narrows the queue, with how many claims it leaves."""

    text: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True)
class Waiting:
    """A thing in the queue."""

    name: Value
    kind: str
    href: str
    count: int
    dependents: int
    current: bool


@dataclass(frozen=True)
class Offer:
    """A proposed claim as it is shown: what it says, where, and what it would do."""

    claim: str
    reading: Name
    value: Value
    source: Value
    language: str
    start: int | None
    end: int | None
    printed: str
    quoted: Quoted | None
    as_of: str
    confidence: str
    reason: str
    effect: str
    effect_word: str
    others: tuple[Value, ...]
    text: str
    text_language: str


@dataclass(frozen=True)
class Made:
    """A decision in the log."""

    iri: str
    word: str
    about: str
    reviewer: str
    at: str
    reason: str
    stands: bool


@dataclass(frozen=True)
class ReviewPage:
    """What the review page shows."""

    curator: str
    mark: str
    total: int
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    least: str
    waiting: tuple[Waiting, ...]
    more: int
    thing: Value | None
    thing_kind: str
    thing_short: str
    offers: tuple[Offer, ...]
    candidates: tuple[Value, ...]
    made: tuple[Made, ...]
    filters: tuple[tuple[str, str], ...]
    problem: str
    hint: str


@dataclass(frozen=True)
class SignInPage:
    """What the page shows to those who have not signed in."""

    mark: str
    problem: str
    hint: str


@dataclass(frozen=True)
class Asked:
    """What a request wants to see: a filter of the queue, and a thing of it (IRI; empty: the first)."""

    wanted: review.Filter = review.EVERYTHING
    thing: str = ""

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The filter as parameters of a link or fields of a form."""
        least = str(self.wanted.least) if self.wanted.least is not None else ""
        pairs = (("kind", self.wanted.kind), ("source", self.wanted.source), ("least", least))
        return tuple((name, value) for name, value in pairs if value)


class ReviewMaker:
    """One rendering of the page: the store it reads, the names it shows."""

    def __init__(self, reader: Reader, frame: Frame, asked: Asked, texts: tuple[Texts, ...]) -> None:
        """`texts` are where the sources' texts are looked for, in this order."""
        if not isinstance(reader, EmbeddedReader):
            raise NotFound(
                "This service has no store of its own to review.", hint="Run huunghi serve beside it."
            )
        self.reader = reader
        self.store: Store = reader.opened.store
        self.frame = frame
        self.names = Names(self.frame.words, self.frame.links)
        self.asked = asked
        self._texts = texts
        self._facts: dict[str, SourceFacts] = {}

    def page(self, session: Session, problem: str = "", hint: str = "") -> ReviewPage:
        """Fill the page for the curator of a session; `problem` is why what was sent was not done."""
        assert session.token is not None
        wanted = self.asked.wanted
        waiting = review.queue(self.store, wanted)
        iris = [group.thing for group in waiting.groups]
        thing = self.asked.thing or (iris[0] if iris else "")
        offered = review.proposals(self.store, thing, wanted)[:PROPOSED_AT_ONCE] if thing else []
        self._fetch(iris[:SHOWN], thing, offered)
        name = name_of(thing)
        return ReviewPage(
            curator=session.token.name,
            mark=session.mark,
            total=waiting.count,
            kinds=self._choices("kind", waiting.kinds),
            sources=self._choices("source", waiting.sources),
            least=str(wanted.least) if wanted.least is not None else "",
            waiting=tuple(self._waiting(group, thing) for group in waiting.groups[:SHOWN]),
            more=max(0, len(waiting.groups) - SHOWN),
            thing=self._named(NamedNode(thing)) if thing else None,
            thing_kind=kind_word(name.kind, self.frame.words) if name else "",
            thing_short=str(name) if name else thing,
            offers=tuple(self._offer(one) for one in offered),
            candidates=self._candidates(thing) if name else (),
            made=tuple(self._made(record) for record in decisions.log(self.store, limit=LATEST)),
            filters=self.asked.parameters(),
            problem=problem,
            hint=hint,
        )

    def _fetch(self, iris: list[str], thing: str, offered: list[review.Proposal]) -> None:
        wanted = [*iris, thing]
        for one in offered:
            wanted.append(one.claim.source)
            for term in (one.claim.triple.object, *one.others):
                if isinstance(term, NamedNode):
                    wanted.append(term.value)
        self.names.fetch(self.reader, [iri for iri in wanted if iri])
        self._facts = sources(self.reader, {one.claim.source for one in offered}, self.names)

    def _named(self, term: Any) -> Value:
        """A term as a link or text; a thing that has only proposed names is called by one of them."""
        value = self.names.value(term)
        if isinstance(term, NamedNode) and name_of(term.value) and not self.names.name(term.value).lang:
            order = ("vi", "en") if self.frame.lang == "vi" else ("en", "vi")
            said = review.name_in(self.store, term, order)
            return Value(said, href=value.href, iri=term.value, kind=value.kind)
        return value

    def _choices(self, name: str, counted: tuple[tuple[str, int], ...]) -> tuple[Choice, ...]:
        own = dict(self.asked.parameters())
        words = self.frame.words
        current = own.get(name, "")
        kept = {k: v for k, v in own.items() if k != name}
        found = [
            Choice(
                words("all"),
                self.frame.links.page("/review", **kept),
                sum(n for _, n in counted),
                not current,
            )
        ]
        for value, count in counted:
            text = kind_word(value, words) if name == "kind" else value
            href = self.frame.links.page("/review", **{**kept, name: value})
            found.append(Choice(text, href, count, value == current))
        return tuple(found)

    def _waiting(self, group: review.Group, thing: str) -> Waiting:
        href = self.frame.links.page("/review", thing=group.thing, **dict(self.asked.parameters()))
        kind = kind_word(group.kind, self.frame.words)
        name = self._named(NamedNode(group.thing))
        return Waiting(name, kind, href, group.count, group.dependents, group.thing == thing)

    def _offer(self, one: review.Proposal) -> Offer:
        claim = one.claim
        facts = self._facts[claim.source]
        place, value = claim.passage, claim.triple.object
        said = value.value if isinstance(value, Literal) else str(name_of(value.value) or value.value)  # type: ignore[union-attr]
        words = self.frame.words
        return Offer(
            claim=claim.iri,
            reading=reading(claim.triple.predicate.value, words),
            value=self._named(value),
            source=self.names.link(claim.source),
            language=facts.language or claim.language or "",
            start=place.start if place else None,
            end=place.end if place else None,
            printed=claim.printed or "",
            quoted=self._quote(claim, facts.sha256),
            as_of=f"{claim.as_of.start}/{claim.as_of.end}"
            if claim.as_of and claim.as_of.end
            else (claim.as_of.start if claim.as_of else ""),
            confidence=words.number(float(claim.confidence)) if claim.confidence is not None else "",
            reason=claim.reason or "",
            effect=one.effect,
            effect_word=words(_EFFECTS[one.effect]),
            others=tuple(self._named(other) for other in one.others),
            text=said,
            text_language=(value.language or "") if isinstance(value, Literal) else "",
        )

    def _quote(self, claim: Claim, sha256: str) -> Quoted | None:
        for texts in self._texts:
            if claim.passage is not None and sha256:
                quoted = texts.quote(sha256, claim.passage.start, claim.passage.end)
                if quoted is not None:
                    return quoted
        return None

    def _candidates(self, thing: str) -> tuple[Value, ...]:
        """Things of the same kind that go by the same words: what this one might be."""
        name, path = name_of(thing), self.reader.opened.version.search_path
        if name is None or not path.exists():
            return ()
        called = review.name_in(self.store, NamedNode(thing))
        hits = [
            h.iri
            for h in search.search(path, called, limit=LIMITS.review_matches, kind=name.kind)
            if h.iri != thing
        ]
        self.names.fetch(self.reader, hits)
        return tuple(self.names.link(iri) for iri in dict.fromkeys(hits))

    def _made(self, record: Record) -> Made:
        words = self.frame.words
        about = ", ".join(self._about(iri) for iri in record.about[:2])
        if record.kind in ("merge", "correct") and record.into:
            about = f"{about} → {self._about(record.into)}"
        return Made(
            record.iri,
            words(_KINDS[record.kind]),
            about,
            record.reviewer,
            f"{words.date(record.at[:10])}, {record.at[11:16]}",
            record.reason,
            record.stands,
        )

    def _about(self, iri: str) -> str:
        name = name_of(iri)
        if name is not None and name.kind == "decision":
            return self.frame.words("a decision")
        claim = find_claim(self.store, iri) if name is not None and name.kind == "claim" else None
        if claim is None:
            return review.name_in(self.store, NamedNode(iri))
        subject = review.name_in(self.store, claim.triple.subject)  # type: ignore[arg-type]
        value = review.name_in(self.store, claim.triple.object)  # type: ignore[arg-type]
        said = vocabulary().reading(claim.triple.predicate.value, self.frame.lang) or "·"
        return f"{subject} {said} {value}"
