"""Read what waits for review: the queue, the claims proposed about one thing, what it might be, the latest decisions.

Things of which nothing is accepted yet have no labels; what claims propose to call them is given beside the record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import REJECTED, Claim
from graph.claims.replaced import replaced_by
from graph.errors import NotFound
from graph.limits import LIMITS
from graph.review import names as naming
from graph.review import queue as review
from graph.review.acts import Record, log
from graph.review.conflicts import Conflict, find_conflicts
from graph.review.corrections import find_claim
from graph.review.evidence import Facts, place_of
from graph.search import names as search
from graph.store.reader import EmbeddedReader, Reader
from ontology.iris import name_of
from ontology.kinds import kind_of
from queries.read.changing import iris_of_conflicts, sources_of_conflicts
from queries.read.evidence import SourceRecord, read_sources
from queries.read.labels import Labels, read_labels


@dataclass(frozen=True)
class ReviewRecord:
    """What waits under a filter, and one thing of it (IRI; empty where nothing waits).

    `proposals` are claims about the thing, `sources` what is known of their sources by IRI, `candidates` the IRIs of
    things that go by the same words. `decisions` are the latest, the newest first, and `claims` those that they are
    about, by IRI. `conflicts` are those of the whole graph; `against` and `later` are what stands against an act that
    was refused: conflicts that it would make, later acts that rest on it.
    """

    wanted: review.Filter
    queue: review.Queue
    thing: str
    proposals: tuple[review.Proposal, ...]
    sources: Mapping[str, SourceRecord]
    candidates: tuple[str, ...]
    decisions: tuple[Record, ...]
    claims: Mapping[str, Claim]
    conflicts: tuple[Conflict, ...] = ()
    against: tuple[Conflict, ...] = ()
    later: tuple[Record, ...] = ()

    @property
    def listed_conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that are listed: those of the thing first."""
        own = sorted(self.conflicts, key=lambda c: self.thing not in c.things)
        return tuple(own[: LIMITS.review_conflicts])

    @property
    def groups(self) -> tuple[review.Group, ...]:
        """The things of the queue that are listed."""
        return self.queue.groups[: LIMITS.review_things]

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        yield from (group.thing for group in self.groups)
        if self.thing:
            yield self.thing
        yield from self.candidates
        terms = [one.claim.triple.object for one in self.proposals]
        terms += [other for one in self.proposals for other in one.others]
        for claim in self.claims.values():
            terms += [claim.triple.subject, claim.triple.object]
        yield from (term.value for term in terms if isinstance(term, NamedNode))
        yield from self.sources
        yield from iris_of_conflicts((*self.listed_conflicts, *self.against))
        yield from (
            iri for iri in _named((*self.decisions, *self.later)) if kind_of(iri) not in ("claim", "decision")
        )


def named_in(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs that are named for a decision: what it is about, and what it led to (one or none)."""
    into = record.into if record.kind in ("merge", "correct", "divide") else ()
    return record.about[: LIMITS.review_about], into[: LIMITS.review_about]


def _named(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        for iris in named_in(record):
            yield from iris


_conflicts: WeakKeyDictionary[Reader, tuple[Conflict, ...]] = WeakKeyDictionary()
_waiting: WeakKeyDictionary[Reader, int] = WeakKeyDictionary()


def read_conflicts(reader: EmbeddedReader) -> tuple[Conflict, ...]:
    """Return the conflicts of the version that a reader reads, found once."""
    found = _conflicts.get(reader)
    if found is None:
        found = _conflicts[reader] = find_conflicts(reader.opened.store)
    return found


def count_waiting(reader: EmbeddedReader) -> int:
    """Return how many claims and conflicts wait in the version that a reader reads, counted once."""
    found = _waiting.get(reader)
    if found is None:
        waiting = review.count_proposed(reader.opened.store) + len(read_conflicts(reader))
        found = _waiting[reader] = waiting
    return found


def count_waiting_about(reader: EmbeddedReader, thing: str) -> int:
    """Return how many claims wait about a thing, and how many conflicts it takes part in."""
    proposed = len(review.proposals(reader.opened.store, thing))
    return proposed + sum(1 for conflict in read_conflicts(reader) if thing in conflict.things)


def read_review(
    reader: EmbeddedReader,
    wanted: review.Filter,
    thing: str = "",
    *,
    later: tuple[Record, ...] = (),
    against: tuple[Conflict, ...] = (),
) -> ReviewRecord:
    """Return what waits under a filter, and the claims about a thing of it: the first one unless one is given."""
    store = reader.opened.store
    waiting = review.queue(store, wanted)
    chosen = thing or (waiting.groups[0].thing if waiting.groups else "")
    proposals = review.proposals(store, chosen, wanted)[: LIMITS.review_claims] if chosen else []
    latest = tuple(log(store, limit=LIMITS.review_latest))
    decided = dict.fromkeys(iri for iri in _named((*latest, *later)) if kind_of(iri) == "claim")
    claims = {iri: claim for iri in decided if (claim := find_claim(store, iri)) is not None}
    record = ReviewRecord(
        wanted,
        waiting,
        chosen,
        tuple(proposals),
        {},
        _candidates(reader, chosen),
        latest,
        claims,
        read_conflicts(reader),
        against,
        later,
    )
    said = dict.fromkeys(one.claim.source for one in proposals)
    said.update(dict.fromkeys(sources_of_conflicts((*record.listed_conflicts, *against))))
    return replace(record, sources=read_sources(reader, said))


@dataclass(frozen=True)
class ClaimsRecord:
    """All claims that speak of a thing, to be divided: those about it, and those that name it, by source."""

    thing: str
    claims: tuple[Claim, ...]
    standing: Mapping[str, str]
    sources: Mapping[str, SourceRecord]

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        yield self.thing
        yield from self.sources
        for claim in self.claims:
            for node in (claim.triple.subject, claim.triple.object):
                if isinstance(node, NamedNode):
                    yield node.value


def read_claims_of(reader: EmbeddedReader, thing: str) -> ClaimsRecord:
    """Return the claims of a thing. Raises NotFound where nothing is said of it."""
    store = reader.opened.store
    iri = naming.iri_of(thing)
    facts = Facts(store)
    node = NamedNode(replaced_by(store, iri) or iri)
    node = facts.merged.get(node, node)
    every = (*facts.claims_about(node), *facts.claims_with_value(node))
    standing = {claim.iri: facts.standing(claim) for claim in every}
    claims = sorted((c for c in every if standing[c.iri] != REJECTED), key=place_of)
    if not claims:
        raise NotFound(
            "Nothing is said of %(name)s.", hint="Check how it is written.", values={"name": name_of(iri)}
        )
    shown = tuple(claims[: LIMITS.review_divided])
    return ClaimsRecord(node.value, shown, standing, read_sources(reader, (c.source for c in shown)))


def read_proposed_labels(reader: EmbeddedReader, iris: Iterable[str], known: Labels) -> Labels:
    """Return what claims call those of these things that have no label."""
    found: dict[str, dict[str, str]] = {}
    for iri in dict.fromkeys(iris):
        if name_of(iri) is not None and not known.of.get(iri):
            said: dict[str, str] = {}
            for label in naming.proposed_names(reader.opened.store, NamedNode(iri)):
                if isinstance(label, Literal):
                    lang = label.language or ""
                    said[lang] = min(said.get(lang, label.value), label.value)
            found[iri] = said
    ends = {
        iri: ends
        for iri, said in found.items()
        if not said and (ends := naming.proposed_ends(reader.opened.store, NamedNode(iri)))
    }
    if ends:
        found |= _of_ends(reader, ends)
    return Labels(found)


def _of_ends(reader: EmbeddedReader, ends: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return labels of relations, made of the names of their two ends in each language that both have."""
    things = {thing for pair in ends.values() for thing in pair}
    labels = read_labels(reader, things)
    labels = labels | read_proposed_labels(reader, things, labels)
    names = {thing: labels.of.get(thing, {}) for thing in things}
    return {
        iri: {
            lang: f"{names[one][lang]} · {names[other][lang]}"
            for lang in names[one].keys() & names[other].keys()
        }
        for iri, (one, other) in ends.items()
    }


def _candidates(reader: EmbeddedReader, thing: str) -> tuple[str, ...]:
    """Return things of the same kind that go by the same words: what this one might be."""
    name, path = name_of(thing), reader.opened.version.search_path
    if name is None or not path.exists():
        return ()
    called = naming.name_in(reader.opened.store, NamedNode(thing))
    hits = search.search(path, called, limit=LIMITS.review_matches, kind=name.kind)
    return tuple(dict.fromkeys(hit.iri for hit in hits if hit.iri != thing))
