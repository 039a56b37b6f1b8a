"""Read what waits for review: the queue, the claims proposed about one thing, what it might be, the latest decisions.

Things of which nothing is accepted yet have no labels; what claims propose to call them is given beside the record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Claim
from graph.limits import LIMITS
from graph.review import decisions
from graph.review import queue as review
from graph.review.corrections import find_claim
from graph.review.decisions import Record
from graph.search import names as search
from graph.store.reader import EmbeddedReader
from ontology.iris import name_of
from ontology.kinds import kind_of
from queries.read.evidence import SourceRecord, read_sources
from queries.read.labels import Labels


@dataclass(frozen=True)
class ReviewRecord:
    """What waits under a filter, and one thing of it (IRI; empty where nothing waits).

    `proposals` are claims about the thing, `sources` what is known of their sources by IRI, `candidates` the IRIs of
    things that go by the same words. `decisions` are the latest, the newest first, and `claims` those that they are
    about, by IRI.
    """

    wanted: review.Filter
    queue: review.Queue
    thing: str
    proposals: tuple[review.Proposal, ...]
    sources: Mapping[str, SourceRecord]
    candidates: tuple[str, ...]
    decisions: tuple[Record, ...]
    claims: Mapping[str, Claim]

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
        yield from (iri for iri in _named(self.decisions) if kind_of(iri) not in ("claim", "decision"))


def named_in(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs that are named for a decision: what it is about, and what it led to (one or none)."""
    into = (record.into,) if record.kind in ("merge", "correct") and record.into else ()
    return record.about[: LIMITS.review_about], into


def _named(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        for iris in named_in(record):
            yield from iris


def read_review(reader: EmbeddedReader, wanted: review.Filter, thing: str = "") -> ReviewRecord:
    """Return what waits under a filter, and the claims about a thing of it: the first one unless one is given."""
    store = reader.opened.store
    waiting = review.queue(store, wanted)
    chosen = thing or (waiting.groups[0].thing if waiting.groups else "")
    proposals = review.proposals(store, chosen, wanted)[: LIMITS.review_claims] if chosen else []
    latest = tuple(decisions.log(store, limit=LIMITS.review_latest))
    decided = dict.fromkeys(iri for iri in _named(latest) if kind_of(iri) == "claim")
    claims = {iri: claim for iri in decided if (claim := find_claim(store, iri)) is not None}
    return ReviewRecord(
        wanted,
        waiting,
        chosen,
        tuple(proposals),
        read_sources(reader, (one.claim.source for one in proposals)),
        _candidates(reader, chosen),
        latest,
        claims,
    )


def read_proposed_labels(reader: EmbeddedReader, iris: Iterable[str], known: Labels) -> Labels:
    """Return what claims call those of these things that have no label."""
    found: dict[str, dict[str, str]] = {}
    for iri in dict.fromkeys(iris):
        if name_of(iri) is not None and not known.of.get(iri):
            said: dict[str, str] = {}
            for label in review.proposed_names(reader.opened.store, NamedNode(iri)):
                if isinstance(label, Literal):
                    lang = label.language or ""
                    said[lang] = min(said.get(lang, label.value), label.value)
            found[iri] = said
    return Labels(found)


def _candidates(reader: EmbeddedReader, thing: str) -> tuple[str, ...]:
    """Return things of the same kind that go by the same words: what this one might be."""
    name, path = name_of(thing), reader.opened.version.search_path
    if name is None or not path.exists():
        return ()
    called = review.name_in(reader.opened.store, NamedNode(thing))
    hits = search.search(path, called, limit=LIMITS.review_matches, kind=name.kind)
    return tuple(dict.fromkeys(hit.iri for hit in hits if hit.iri != thing))
