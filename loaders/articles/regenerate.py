"""Make the claims of articles again, from what was read of them and what is known now.

The claims of the extraction are a pure function of the other claims, the decisions, what was put in directly and the
readings of the texts that the store has. So they are made after every load, withdrawal or decision, and the order in
which things came does not matter. What gives way to another IRI is kept as replaced (`graph.claims.replaced`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import GENERATED, OBJECT, PREDICATE, REJECTED, Claim, slug_of
from graph.claims.claim import read as read_claims
from graph.claims.inference import DERIVED_RUNS
from graph.claims.publish import Report, Run, replace_run, resolve
from graph.store.versions import Change, Settle, Settled, VersionStore
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
from loaders.articles.standing import Made, Standing, digest, packed, rules_digest, state_of
from loaders.articles.standing_documents import documents_read
from loaders.articles.standing_people import people_read
from ontology.iris import mint, source_graph, source_of_graph
from ontology.terms import hn

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


def regenerate(
    change: Change, *, fresh: Mapping[str, Reading] | None = None, incremental: bool = True
) -> Settled:
    """Make the claims of all articles of a store again, those that are fresh (by the hash of their text) with them.

    Those that would be made as they are there already, by all that went into them, are passed over; where this is not
    `incremental`, none are.
    """
    store = change.store
    present = texts_in(store)
    texts = sorted({*present, *(fresh or {})})
    if not texts:
        return Settled()
    readings = Readings(change.root)
    ground = known_elsewhere(store)
    read_again(change.root, readings, texts, ground.names)
    held = list(readings.get(texts))
    slugs = _slugs(held, present, ground.known.sources)
    kin = kinship(store, change.root, held, slugs, ground)
    ground = documents_read(replace(ground, known=replace(ground.known, sources=slugs)), held)
    ground = people_read(ground, held)
    remaking = _Remaking(store, present, slugs, ground, kin, readings.proposed(texts))
    standing = Standing.of(change) if incremental else Standing({})
    ordered = sorted(held, key=lambda r: kin.depth(slugs[r.sha256]))
    to_make = remaking.to_make(ordered, standing)
    for reading in ordered:
        if reading.sha256 in to_make:
            remaking.make(reading)
    done = remaking.done()
    standing.write(change, {**{t: standing.made[t] for t in texts if t in standing.made}, **remaking.made()})
    return done


class _Remaking:
    """The claims of articles of a store, made again one text after the other and written together: each write of the
    engine waits for the disk."""

    def __init__(
        self,
        store: Store,
        present: Mapping[str, str],
        slugs: Mapping[str, str],
        ground: KnownGraph,
        kin: Kinship,
        proposed: Mapping[str, tuple[Proposed, ...]],
    ) -> None:
        self._store, self._present, self._slugs = store, present, slugs
        self._proposed = proposed
        self._made_by_models: dict[Run, list[Claim]] = {}
        self._ground, self._kin = ground, kin
        self._run, self._trusted = run_of(), trusted_kinds()
        self._renamed = Renamed(store)
        self._lookups = Lookups(ground.known, ground.labelled)
        self._made: list[Claim] = []
        self._done: dict[str, tuple[Reading, Iterable[Question]]] = {}
        self._own: dict[str, str] = {}
        self._within: set[str] = set()
        self._earlier: set[str] = set()
        self._left_out: list[str] = []
        self._told: dict[str, str] = {}
        for slug in kin.parents - set(kin.hashes):
            self._told[slug] = self._tell(slug, [], {})

    def to_make(self, ordered: Iterable[Reading], standing: Standing) -> frozenset[str]:
        """Return the texts whose claims may be made otherwise now, and those that they come from, which tell them of
        their records; parents come before their children."""
        found: set[str] = set()
        parents: dict[str, str] = {}
        for reading in ordered:
            text, slug = reading.sha256, self._slugs[reading.sha256]
            kin = self._kin.kin.get(slug)
            parent = self._kin.hashes.get(kin.parent, "") if kin and kin.sure else ""
            parents[text] = parent
            made = standing.made.get(text)
            if (
                made is None
                or parent in found
                or self._present.get(text) != slug
                or self._own_digest(reading, standing.made) != made.own
                or self._lookups.digest(made.questions) != made.answers
            ):
                found.add(text)
        for text in tuple(found):
            while (text := parents[text]) and text not in found:
                found.add(text)
        self._made_before = standing.made
        return frozenset(found)

    def _own_digest(self, reading: Reading, made: Mapping[str, Made]) -> str:
        """Return a digest of what goes into a text's claims but what is known of other things."""
        slug = self._slugs[reading.sha256]
        kin = self._kin.kin.get(slug)
        above = ""
        if kin and kin.sure:
            parent = self._kin.hashes.get(kin.parent)
            known = made.get(parent) if parent else None
            above = f"{known.own} {known.answers}" if known else self._told.get(kin.parent, "")
            above += str([has_text(self._kin.root, text) for text in (reading.sha256, parent or "")])
        rules = (rules_digest(), self._run.iri, *sorted(self._trusted))
        asked = (one.digest for one in self._proposed.get(reading.sha256, ()))
        return digest(*rules, reading.digest, *asked, slug, state_of(self._store, slug), repr(kin), above)

    def made(self) -> dict[str, Made]:
        """Return of what the claims that were made again were made, once they are written."""
        found: dict[str, Made] = {}
        everything = dict(self._made_before)
        for text, (reading, questions) in self._done.items():
            asked = tuple(questions)
            answers = self._lookups.digest(asked)
            own = self._own_digest(reading, everything)
            found[text] = everything[text] = Made(own, packed(asked), answers)
        return found

    def make(self, reading: Reading) -> None:
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
        now = {self._run.iri, *(run.iri for run in models)}
        self._earlier |= {r for c in before for r in runs[c.iri] if is_extraction(r) and r not in now}
        self._within |= {source, *was}
        self._made += made
        for run, claims in models.items():
            self._made_by_models.setdefault(run, []).extend(claims)
            made += claims
        self._done[reading.sha256] = reading, noted.questions
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

    def done(self) -> Settled:
        """Write what was made and keep what gave way; return what changed."""
        counts: Counter[str] = Counter()
        touched: set[str] = set()
        # Earlier versions of the rules go first: this one would leave their statuses where both say the same.
        for made, run in (
            *(((), Run(one, one)) for one in sorted(self._earlier)),
            (self._made, self._run),
            *((claims, run) for run, claims in sorted(self._made_by_models.items(), key=lambda m: m[0].iri)),
        ):
            counts += replace_run(
                self._store,
                made,
                run,
                within=frozenset(self._within),
                yields=True,
                left_out=self._left_out,
                touched=touched,
            )
        self._renamed.write()
        return Settled(counts, frozenset(touched), tuple(self._left_out))


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
