"""Make the claims of articles again, from what was read of them and what is known now.

The claims of the extraction are a pure function of the other claims, the decisions, what was put in directly and the
readings of the texts that the store has. So they are made after every load, withdrawal or decision, and the order in
which things came does not matter. What gives way to another IRI is kept as replaced (`graph.claims.replaced`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import GENERATED, OBJECT, PREDICATE, REJECTED, Claim
from graph.claims.claim import read as read_claims
from graph.claims.inference import DERIVED_RUNS
from graph.claims.publish import Run, replace_run, withdrawn
from graph.claims.replaced import REPLACED, REPLACED_BY, put_replaced, take_back_replaced
from graph.store.versions import Change, Settle, Settled, VersionStore
from loaders.articles.claims.build import claims_of
from loaders.articles.claims.known_records import KnownRecords, Said
from loaders.articles.claims.minted_labels import labels
from loaders.articles.claims.readings import reading as read_whole
from loaders.articles.claims.statements import StatementBuilder
from loaders.articles.claims.trust import trusted_kinds
from loaders.articles.mentions.known import KnownGraph, knowledge
from loaders.articles.readings import Reading, Readings
from loaders.articles.reread import read_again
from loaders.articles.runs import is_extraction, run_of
from loaders.articles.standing_documents import documents_read
from loaders.articles.standing_people import people_read
from ontology.iris import mint, source_graph, source_of_graph
from ontology.terms import hn

_SHA256: Final = NamedNode(hn.sha256)


def settling(versions: VersionStore) -> VersionStore:
    """Return the store with what resolves articles again in each change of claims."""
    return versions if versions.settle else VersionStore(versions.root, settle=settle)


def settle(change: Change) -> Settled:
    """Resolve what was read again, within a change of other claims; return what that changed, by name."""
    done = regenerate(change)
    counts = {name.replace("claims", "claims of articles"): n for name, n in done.counts.items() if n}
    return replace(done, counts=Counter(counts))


def resolve_with(fresh: Mapping[str, Reading]) -> Settle:
    """Return what resolves articles again, and these texts, which are new, with them."""
    return lambda change: regenerate(change, fresh=fresh)


def _derived_from_these(run: str) -> bool:
    """Whether a run's claims follow from those of the extraction, among others."""
    return is_extraction(run) or run in DERIVED_RUNS


def known_elsewhere(store: Store) -> KnownGraph:
    """Return what a store knows by other claims than those of the extraction, and by decisions on these."""
    return knowledge(store, without=_derived_from_these)


def texts_in(store: Store) -> dict[str, str]:
    """Return the texts that the store has claims of the extraction from: hash to the source's slug."""
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, PREDICATE, _SHA256, None):
        slug = source_of_graph(quad.graph_name.value) if isinstance(quad.graph_name, NamedNode) else None
        made = store.quads_for_pattern(quad.subject, GENERATED, None, quad.graph_name)
        if slug and any(isinstance(q.object, NamedNode) and is_extraction(q.object.value) for q in made):
            for said in store.quads_for_pattern(quad.subject, OBJECT, None, quad.graph_name):
                if isinstance(said.object, Literal):
                    found[said.object.value] = slug
    return found


def regenerate(change: Change, *, fresh: Mapping[str, Reading] | None = None) -> Settled:
    """Make the claims of all articles of a store again, those that are fresh (by the hash of their text) with them."""
    store, fresh = change.store, fresh or {}
    present = texts_in(store)
    texts = sorted({*present, *fresh})
    if not texts:
        return Settled()
    readings = Readings(change.root)
    ground = known_elsewhere(store)
    read_again(change.root, readings, texts, ground.names)
    slugs = _slugs(
        readings.get(texts), present, ground.known.sources, frozenset(map(_slug, withdrawn(store)))
    )
    ground = documents_read(replace(ground, known=replace(ground.known, sources=slugs)), readings.get(texts))
    ground = people_read(ground, readings.get(texts))
    counts: Counter[str] = Counter()
    changed: set[str] = set()
    left_out: list[str] = []
    renamed = _Renamed(store)
    for reading in readings.get(texts):
        old = present.get(reading.sha256)
        slug = slugs[reading.sha256]
        done = _write(store, reading, slug, old, ground, renamed, left_out)
        counts += done
        if any(n for name, n in done.items() if name != "claims kept"):
            changed |= {mint("source", one) for one in (slug, old) if one}
    renamed.write()
    return Settled(counts, frozenset(changed), tuple(left_out))


def _write(
    store: Store,
    reading: Reading,
    slug: str,
    old: str | None,
    ground: KnownGraph,
    renamed: "_Renamed",
    left_out: list[str],
) -> Counter[str]:
    """Make the claims of one text again and write them in place of those that are there."""
    run, source, trusted = run_of(), mint("source", slug), trusted_kinds()
    was = {mint("source", one) for one in (old,) if one and one != slug}
    runs, held = runs_of(store, source), list(read_claims(store, source=source))
    beside = KnownRecords(said_of(held, runs))
    for one in was:
        held += read_claims(store, source=one)
        runs.update(runs_of(store, one))
    builder = StatementBuilder(reading, slug, ground.known, reading.records, beside)
    statements = builder.statements()
    made = list(claims_of(statements, reading, slug, run=run.iri, known=ground.known, accepted=trusted))
    made += labels(made, labelled=ground.labelled)
    made += read_whole(source, run=run.iri, accepted=trusted)
    builder.renamed.update(dict.fromkeys(was, source))
    within = frozenset({source, *was})
    before = [claim for claim in held if any(map(is_extraction, runs.get(claim.iri, ())))]
    counts = replace_run(store, made, run, within=within, yields=True, left_out=left_out)
    for earlier in {r for c in before for r in runs[c.iri] if is_extraction(r) and r != run.iri}:
        counts += replace_run(store, (), Run(earlier, earlier), within=within)
    renamed.note(before, made, builder.renamed)
    return counts


def runs_of(store: Store, source: str) -> dict[str, frozenset[str]]:
    """Return the claims in a source's graph, by IRI, each with the runs that make it."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, GENERATED, None, NamedNode(source_graph(_slug(source)))):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.subject.value].add(quad.object.value)
    return {claim: frozenset(runs) for claim, runs in found.items()}


def said_of(claims: Iterable[Claim], runs: Mapping[str, frozenset[str]]) -> Iterator[Said]:
    """Yield what other runs than the extraction say in a source's graph, with its place."""
    for claim in claims:
        if claim.status != REJECTED and not all(map(_derived_from_these, runs.get(claim.iri, ("",)))):
            value = claim.triple.object.value
            start, end = (claim.passage.span if claim.passage else None) or (0, 0)
            yield Said(claim.triple.subject.value, claim.triple.predicate.value, value, start, end)


def _slug(source: str) -> str:
    return source.rpartition("/")[2]


def _slugs(
    readings: Iterable[Reading], present: Mapping[str, str], known: Mapping[str, str], gone: frozenset[str]
) -> dict[str, str]:
    """Give each text a source: the known one of its text or address, else the one it has, else one of its own."""
    slugs = dict(known)
    taken = dict.fromkeys(known.values(), "")
    every = list(readings)
    for reading in every:
        if reading.sha256 in known:
            taken[known[reading.sha256]] = reading.sha256
    for reading in sorted(
        every, key=lambda r: (r.sha256 not in known, r.sha256 not in present, r.slug, r.sha256)
    ):
        if reading.sha256 in known:
            continue
        by_address = slugs.get(reading.url or "")
        if by_address and not taken.get(by_address):
            slug = by_address
        else:
            slug = present.get(reading.sha256) or reading.slug
            if slug in taken:
                slug = f"{reading.slug}-{reading.sha256[:8]}"
        taken[slug] = reading.sha256
        slugs[reading.sha256] = slug
        if reading.url:
            slugs.setdefault(reading.url, slug)
    return slugs


@dataclass
class _Renamed:
    """What gave way to other IRIs in a change: records, sources with their passages, and claims about them."""

    store: Store

    def __post_init__(self) -> None:
        self._things: dict[str, str] = {}
        self._parted: set[str] = set()
        self._claims: dict[str, str] = {}
        self._used: set[str] = set()

    def note(self, before: Iterable[Claim], after: Iterable[Claim], renamed: Mapping[str, str]) -> None:
        """Note what took the place of the claims that were there before, and of what they speak of."""
        now = {claim.iri: claim for claim in after}
        for claim in now.values():
            self._used.update(_names(claim))
        for claim in before:
            for name in _names(claim):
                if name in renamed and self._things.setdefault(name, renamed[name]) != renamed[name]:
                    self._parted.add(name)  # one IRI was given to two things: it leads to neither
            if claim.iri in now:
                continue
            moved = _moved(claim, renamed)
            if moved.iri != claim.iri and moved.iri in now:
                self._claims[claim.iri] = moved.iri
                if claim.passage and moved.passage and claim.passage.iri != moved.passage.iri:
                    self._things[claim.passage.iri] = moved.passage.iri

    def write(self) -> None:
        """Keep what was replaced, and take back what is used again."""
        for old, new in (*self._things.items(), *self._claims.items()):
            if old not in self._used and old not in self._parted:
                put_replaced(self.store, NamedNode(old), NamedNode(new))
        for quad in list(self.store.quads_for_pattern(None, REPLACED_BY, None, REPLACED)):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in self._used:
                take_back_replaced(self.store, quad.subject)


def _names(claim: Claim) -> Iterator[str]:
    yield claim.iri
    yield claim.source
    for node in (claim.triple.subject, claim.triple.object):
        if isinstance(node, NamedNode):
            yield node.value


def _moved(claim: Claim, renamed: Mapping[str, str]) -> Claim:
    """Return what a claim says, of what its subject, object and source are called now."""

    def now(node: object) -> object:
        return (
            NamedNode(renamed[node.value]) if isinstance(node, NamedNode) and node.value in renamed else node
        )

    triple = type(claim.triple)(now(claim.triple.subject), claim.triple.predicate, now(claim.triple.object))  # type: ignore[arg-type]
    source = renamed.get(claim.source, claim.source)
    passage = replace(claim.passage, source=source) if claim.passage else None
    return replace(claim, triple=triple, source=source, passage=passage)
