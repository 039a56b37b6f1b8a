"""Make the claims of articles again, from what was read of them and what is known now.

The claims of the extraction are a pure function of the other claims, the decisions, what was put in directly and the
readings of the texts that the store has. So they are made after every load, withdrawal or decision, and the order in
which things came does not matter. What gives way to another IRI is kept as replaced (`graph.claims.replaced`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims import own_things
from graph.claims.claim import GENERATED, OBJECT, PREDICATE, REJECTED, Claim, slug_of
from graph.claims.claim import read as read_claims
from graph.claims.inference import DERIVED_RUNS
from graph.claims.publish import Grown, Report, Run, replace_run, resolve, withdrawn
from graph.claims.runs import distinct
from graph.store.version import Version
from graph.store.versions import Change, Settled, VersionStore
from loaders.articles.alignment import Kinship, kinship
from loaders.articles.claims.build import claims_of
from loaders.articles.claims.known_records import KnownRecords, Said
from loaders.articles.claims.lookups import Lookups, Noted, Question
from loaders.articles.claims.minted_labels import labels
from loaders.articles.claims.readings import reading as read_whole
from loaders.articles.claims.renamed import Renamed
from loaders.articles.claims.statements import Statement, StatementBuilder
from loaders.articles.claims.trust import trusted_kinds
from loaders.articles.input.stretches import Stretch
from loaders.articles.language_model.claims import propose
from loaders.articles.mentions.known import KnownGraph, knowledge
from loaders.articles.readings import Proposed, Reading, Readings
from loaders.articles.reread import has_text, read_again
from loaders.articles.runs import is_extraction, run_of
from loaders.articles.standing import Made, Standing, digest, packed, rules_digest, state_of, states_of
from loaders.articles.standing_documents import documents_read
from loaders.articles.standing_people import people_read
from ontology.iris import mint, source_graph, source_of_graph
from ontology.terms import hn

PART: Final = 125
"""Texts of new sources whose claims are written together."""
_HASH: Final = re.compile("[0-9a-f]{64}")
_SHA256: Final = NamedNode(hn.sha256)


def settling(versions: VersionStore) -> VersionStore:
    """Return the store with what resolves articles again in each change of claims."""
    return versions if versions.settle else VersionStore(versions.root, settle=settle)


def settle(change: Change) -> Settled:
    """Resolve what was read again, within a change of other claims; return what that changed, by name."""
    done = regenerate(change)
    counts = {name.replace("claims", "claims of articles"): n for name, n in done.counts.items() if n}
    return replace(done, counts=Counter(counts))


def resolve_again(versions: VersionStore) -> Report:
    """Resolve what was read again after something else than claims was put in, where there are articles."""
    if not Readings(versions.root).is_there():
        return Report()
    return resolve(settling(versions), note="resolve what was read")


def load_readings(fresh: Iterable[str], ground: "Ground") -> Callable[[Change, Grown], Settled]:
    """Return what makes the claims of these texts (by hash), which are new, and of all others that this changes."""
    texts = frozenset(fresh)
    return lambda change, grown: regenerate(change, fresh=texts, grown=grown, ground=ground)


def _derived_from_these(run: str) -> bool:
    """Whether a run's claims follow from those of the extraction, among others."""
    return is_extraction(run) or run in DERIVED_RUNS


def known_elsewhere(store: Store, own: Iterable[NamedNode]) -> KnownGraph:
    """Return what a store knows by other claims than those of the extraction, and by decisions on these; `own` are the
    things that are spoken of past claims."""
    return knowledge(store, own, without=_derived_from_these)


@dataclass(frozen=True)
class Ground:
    """What one version knows by other claims than those of the extraction; `own` are the things that are spoken of past
    claims (`graph.claims.own_things`)."""

    version: Version | None
    known: KnownGraph
    own: frozenset[NamedNode] = frozenset()

    @classmethod
    def of(cls, version: Version | None) -> "Ground":
        """Read what a version knows."""
        if version is None:
            return cls(None, KnownGraph())
        with version.open() as opened:
            own = own_things.own_things(opened.store, version.manifest.facts)
            return cls(version, known_elsewhere(opened.store, own), own)


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


def regenerate(
    change: Change,
    *,
    fresh: frozenset[str] = frozenset(),
    incremental: bool = True,
    grown: Grown | None = None,
    ground: Ground | None = None,
) -> Settled:
    """Make the claims of all articles of a store again, and those of fresh texts (by hash), which have a reading.

    What was read is gone through several times and never held, for records take more memory than anything else here.
    Those that would be made as they are there already, by all that went into them, are passed over; where this is not
    `incremental`, none are. `grown` is told of the claims of new sources, part by part; these sources are then not
    among those that are returned. `ground` may be what the parent knows, where nothing else was written yet.
    """
    store = change.store
    present = texts_in(store)
    texts = sorted({*present, *fresh})
    if not texts:
        return Settled()
    readings = Readings(change.root)
    if ground is not None and ground.version == change.parent:
        own_things.keep(change, ground.own)
        known = ground.known
    else:
        own_things.keep(change)
        known = known_elsewhere(store, own_things.own_things(store, change.facts))
    read_again(change.root, readings, texts, known.names)
    light = list(readings.get(texts, records=False))
    slugs = _slugs(light, present, known.known.sources)
    kin = kinship(store, change.root, readings.get(texts), slugs, known)
    known = documents_read(replace(known, known=replace(known.known, sources=slugs)), readings.get(texts))
    known = people_read(known, readings.get(texts))
    standing = Standing.of(change) if incremental else Standing({})
    light.sort(key=lambda r: kin.depth(slugs[r.sha256]))
    remaking = _Remaking(store, present, slugs, known, kin, standing, readings.proposed(texts))
    to_make = remaking.to_make(light)
    ordered = [reading.sha256 for reading in light if reading.sha256 in to_make]
    del light
    together, apart = remaking.parted(ordered) if grown else (ordered, [])
    remaking.make(together, readings)
    done = remaking.write()
    if done.sources and grown:
        grown.otherwise()
    if apart and grown:
        remaking.make_in_parts(apart, readings, grown)
    done = remaking.done(done)
    standing.write(change, {t: remaking.standing[t] for t in texts if t in remaking.standing})
    return done


class _Remaking:
    """The claims of articles of a store, made again one text after the other, and written for many texts together: each
    write of the engine waits for the disk.

    What is there already is replaced all together, for a source may take the name that another one had. Texts whose
    sources are new are written part by part, so that the memory does not grow with their number.
    """

    def __init__(
        self,
        store: Store,
        present: Mapping[str, str],
        slugs: Mapping[str, str],
        ground: KnownGraph,
        kin: Kinship,
        standing: Standing,
        proposed: Mapping[str, tuple[Proposed, ...]],
    ) -> None:
        self._store, self._present, self._slugs = store, present, slugs
        self._proposed = proposed
        self._ground, self._kin = ground, kin
        self._run, self._trusted = run_of(), trusted_kinds()
        self._renamed = Renamed(store)
        self._lookups = Lookups(ground.known, ground.labelled)
        self.standing: dict[str, Made] = dict(standing.made)
        self._part = _Part()
        self._counts: Counter[str] = Counter()
        self._left_out: list[str] = []
        self._told: dict[str, str] = {}
        for slug in kin.parents - set(kin.hashes):
            self._told[slug] = self._tell(slug, [], {})

    def to_make(self, ordered: Iterable[Reading]) -> frozenset[str]:
        """Return the texts whose claims may be made otherwise now, and those that they come from, which tell them of
        their records; parents come before their children."""
        found: set[str] = set()
        parents: dict[str, str] = {}
        for reading in ordered:
            text, slug = reading.sha256, self._slugs[reading.sha256]
            kin = self._kin.kin.get(slug)
            parent = self._kin.hashes.get(kin.parent, "") if kin and kin.sure else ""
            parents[text] = parent
            made = self.standing.get(text)
            if (
                made is None
                or parent in found
                or self._present.get(text) != slug
                or self._own_digest(reading) != made.own
                or self._lookups.digest(made.questions) != made.answers
            ):
                found.add(text)
        for text in tuple(found):
            while (text := parents[text]) and text not in found:
                found.add(text)
        return frozenset(found)

    def parted(self, ordered: list[str]) -> tuple[list[str], list[str]]:
        """Part texts into those to be written together and those whose sources are new, to be written part by part.

        What a text of the first sort comes from is told before it, so it is of that sort too.
        """
        together: set[str] = set()
        for text in ordered:
            graph = NamedNode(source_graph(self._slugs[text]))
            there = text in self._present or self._store.contains_named_graph(graph)
            if there or text in self._proposed:  # what models propose are claims of other runs
                one = text
                while one and one not in together:
                    together.add(one)
                    kin = self._kin.kin.get(self._slugs[one])
                    one = self._kin.hashes.get(kin.parent, "") if kin and kin.sure else ""
        return [t for t in ordered if t in together], [t for t in ordered if t not in together]

    def make(self, texts: Iterable[str], readings: Readings) -> None:
        """Make the claims of texts again."""
        held = {reading.sha256: reading for reading in readings.get(texts)}
        for text in texts:
            if text in held:
                self._make(held[text])

    def make_in_parts(self, texts: list[str], readings: Readings, grown: Grown) -> None:
        """Make the claims of texts whose sources are new: while some are written, the next are made."""
        with ThreadPoolExecutor(1) as writer:
            writing: Future[tuple[list[Claim], frozenset[str]]] | None = None
            for begin in range(0, len(texts), PART):
                self.make(texts[begin : begin + PART], readings)
                if writing:
                    grown.add(*writing.result())
                part, self._part = self._part, _Part()
                writing = writer.submit(self._write_new, part)
            if writing:
                grown.add(*writing.result())

    def _write_new(self, part: "_Part") -> tuple[list[Claim], frozenset[str]]:
        """Write claims of new sources; return those that are there now, and the sources."""
        gone = withdrawn(self._store)
        claims = [claim for claim in part.made if claim.source not in gone]
        done = self._write(part, new=True)
        self._counts += done.counts
        return list(distinct(claims)), done.sources

    def _own_digest(self, reading: Reading, state: str | None = None) -> str:
        """Return a digest of what goes into a text's claims but what is known of other things."""
        slug = self._slugs[reading.sha256]
        kin = self._kin.kin.get(slug)
        above = ""
        if kin and kin.sure:
            parent = self._kin.hashes.get(kin.parent)
            known = self.standing.get(parent) if parent else None
            above = f"{known.own} {known.answers}" if known else self._told.get(kin.parent, "")
            above += str([has_text(self._kin.root, text) for text in (reading.sha256, parent or "")])
        rules = (rules_digest(), self._run.iri, *sorted(self._trusted))
        state = state_of(self._store, slug) if state is None else state
        asked = (one.digest for one in self._proposed.get(reading.sha256, ()))
        return digest(*rules, reading.digest, *asked, slug, state, repr(kin), above)

    def _note_standing(self, part: "_Part", states: Mapping[str, str]) -> None:
        """Note of what claims were made, once they are written; `states` of the graphs that are known to be new."""
        for text, (reading, questions) in part.texts.items():
            own = self._own_digest(reading, states.get(self._slugs[text]))
            self.standing[text] = Made(own, packed(questions), self._lookups.digest(questions))

    def _make(self, reading: Reading) -> None:
        """Make the claims of one text again, to be written in place of those that are there."""
        slug, old = self._slugs[reading.sha256], self._present.get(reading.sha256)
        source = mint("source", slug)
        was = {mint("source", one) for one in (old,) if one and one != slug}
        runs, held = runs_of(self._store, source), list(read_claims(self._store, source=source))
        said = [*said_of(held, runs), *self._kin.known_from_parent(slug)]
        for one in was:
            held += read_claims(self._store, source=one)
            runs.update(runs_of(self._store, one))
        noted = self._lookups.noted()
        builder = StatementBuilder(reading, slug, noted.known, reading.records, KnownRecords(said))
        models: dict[Run, list[Claim]] = {}
        try:
            statements = list(builder.statements())
            made = self._claims(reading, slug, statements, noted)
        except ValueError as error:  # one text that cannot be told stops no other
            why = " ".join(str(error).split())[:200]
            self._left_out.append(f"{reading.about.name}: could not be made into claims: {why}")
            return
        for proposed in self._proposed.get(reading.sha256, ()):
            beside = [*said, *own_said(statements)]
            try:
                models[proposed.run] = propose(proposed, reading, slug, noted, beside=beside, rules=made)
            except ValueError as error:  # what the rules read is told all the same
                why = " ".join(str(error).split())[:200]
                self._left_out.append(
                    f"{reading.about.name}: proposals by {proposed.model} are no claims: {why}"
                )
        builder.renamed.update(dict.fromkeys(was, source))
        before = [claim for claim in held if any(map(is_extraction, runs.get(claim.iri, ())))]
        part = self._part
        now = {self._run.iri, *(run.iri for run in models)}
        part.earlier |= {r for c in before for r in runs[c.iri] if is_extraction(r) and r not in now}
        part.within |= {source, *was}
        part.made += made
        for run, claims in models.items():
            part.made_by_models.setdefault(run, []).extend(claims)
            made += claims
        part.texts[reading.sha256] = replace(reading, records=(), stretches={}), tuple(noted.questions)
        self._renamed.note(before, made, builder.renamed)

    def _claims(self, reading: Reading, slug: str, statements: list[Statement], noted: Noted) -> list[Claim]:
        run, source = self._run.iri, mint("source", slug)
        made = list(claims_of(statements, reading, slug, run=run, known=noted.known, accepted=self._trusted))
        made += labels(made, labelled=noted.labelled)
        made += read_whole(source, run=run, accepted=self._trusted)
        made += self._kin.claim(slug, reading, run)
        if slug in self._kin.parents:
            self._tell(slug, own_said(statements), reading.stretches)
        return made

    def _tell(self, slug: str, own: list[Said], stretches: Mapping[tuple[int, int], Stretch]) -> str:
        source = mint("source", slug)
        held = list(read_claims(self._store, source=source))
        words = {
            c.passage.span: Stretch(c.passage.exact, c.passage.sha256)
            for c in held
            if c.passage and c.passage.span
        }
        said = [*said_of(held, runs_of(self._store, source)), *own]
        self._kin.tell(slug, said, {**stretches, **words})
        return digest(*map(repr, sorted(said)), *map(repr, sorted(words.items())))

    def write(self) -> Settled:
        """Write what was made, in place of what was there; return what changed."""
        part, self._part = self._part, _Part()
        return self._write(part)

    def _write(self, part: "_Part", *, new: bool = False) -> Settled:
        counts: Counter[str] = Counter()
        touched: set[str] = set()
        # Earlier versions of the rules go first: this one would leave their statuses where both say the same.
        for made, run in (
            *(((), Run(one, one)) for one in sorted(part.earlier)),
            (part.made, self._run),
            *((claims, run) for run, claims in sorted(part.made_by_models.items(), key=lambda m: m[0].iri)),
        ):
            counts += replace_run(
                self._store,
                made,
                run,
                within=frozenset(part.within),
                yields=True,
                left_out=self._left_out,
                touched=touched,
            )
        self._note_standing(part, states_of(part.made) if new else {})
        return Settled(counts, frozenset(touched))

    def done(self, written: Settled) -> Settled:
        """Keep what gave way; return what changed, with what was written for new sources."""
        self._renamed.write()
        return Settled(self._counts + written.counts, written.sources, tuple(self._left_out))


@dataclass
class _Part:
    """Claims of some texts that are written together: the sources that they are written for, earlier runs that go, and
    of what they were made."""

    made: list[Claim] = field(default_factory=list)
    made_by_models: dict[Run, list[Claim]] = field(default_factory=dict)
    texts: dict[str, tuple[Reading, tuple[Question, ...]]] = field(default_factory=dict)
    within: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)


def runs_of(store: Store, source: str) -> dict[str, frozenset[str]]:
    """Return the claims in a source's graph, by IRI, each with the runs that make it."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, GENERATED, None, NamedNode(source_graph(slug_of(source)))):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.subject.value].add(quad.object.value)
    return {claim: frozenset(runs) for claim, runs in found.items()}


def said_of(claims: Iterable[Claim], runs: Mapping[str, frozenset[str]]) -> Iterator[Said]:
    """Yield what other runs than the extraction say in a source's graph, with its place."""
    for claim in claims:
        if claim.status != REJECTED and not all(map(_derived_from_these, runs.get(claim.iri, ("",)))):
            value = str(claim.triple.object.value)  # type: ignore[union-attr]
            start, end = (claim.passage.span if claim.passage else None) or (0, 0)
            subject = str(claim.triple.subject.value)  # type: ignore[union-attr]
            yield Said(subject, claim.triple.predicate.value, value, start, end)


def own_said(statements: Iterable[Statement]) -> list[Said]:
    """Return what statements say of records, with its place."""
    return [
        Said(s.subject, s.predicate, s.object.value, s.passage.start, s.passage.end)
        for s in statements
        if s.passage
    ]


def _slugs(
    readings: Iterable[Reading], present: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Give each text a source: the known one of its text or address, else the one it has, else one of its own.

    Two texts at one address are two sources: one is a later version of the other.
    """
    slugs = dict(known)
    taken = {slug: key for key, slug in known.items() if _HASH.fullmatch(key)}
    for reading in sorted(readings, key=lambda r: (r.sha256 not in present, r.slug, r.sha256)):
        if reading.sha256 in known:
            continue
        slug = slugs.get(reading.url or "", "")
        if not slug or slug in taken:
            slug = present.get(reading.sha256) or reading.slug
            if slug in taken or slug in known.values():
                slug = f"{reading.slug}-{reading.sha256[:8]}"
        taken[slug] = reading.sha256
        slugs[reading.sha256] = slug
        if reading.url:
            slugs.setdefault(reading.url, slug)
    return slugs
