"""What the graph knows from elsewhere than the tables that are being loaded: things, names, posts, texts of sources.

What only this dataset said before does not count: it is about to be said again, or not. A name proposes; where it means
more than one thing, or none, the caller asks the person who wrote it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store
from rapidfuzz.fuzz import ratio

from graph.claims.claim import GENERATED, OBJECT, PREDICATE, SUBJECT, properties_of
from graph.claims.inference import DERIVED_RUNS
from graph.claims.replaced import replaced_by
from graph.search.index_lifecycle import ensure
from graph.search.names import find
from graph.store.version import Version
from loaders.articles.runs import is_extraction
from loaders.tables.near import bare_place, ways_to_look
from ontology.iris import name_of, source_of_graph
from ontology.terms import dct, hn, org, schema, skos
from ontology.vocabulary import vocabulary

TEXTS: Final = "texts"
"""Folder of the store that keeps texts of sources, each named by its hash (`loaders.articles.load`)."""

_TOLD_APART: Final = (
    org.classification,
    hn.territory,
    org.postIn,
    dct.type,
    schema.containedInPlace,
    schema.legislationDate,
    schema.legislationPassedBy,
    hn.termOf,
    schema.startDate,
    schema.location,
    schema.datePublished,
    schema.url,
)
_FOUND: Final = 50
_NEAR: Final = 60.0
"""How alike a name must be (0-100) that is found by a part of what was asked for."""
_DERIVED: Final = frozenset(map(NamedNode, DERIVED_RUNS))
"""Runs whose claims follow from others: they say nothing of their own."""
_PREFERRED: Final = NamedNode(skos.prefLabel)


@dataclass(frozen=True)
class Candidate:
    """A thing that a name may mean, and what tells it from the others."""

    iri: str
    label: str
    about: str

    def __str__(self) -> str:
        words = ", ".join(filter(None, (self.label, self.about)))
        return f"{name_of(self.iri)} ({words})" if words else str(name_of(self.iri))


def spelled(name: str) -> str:
    """Return a name as it compares: marks count, case and spaces do not."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Known:
    """A version of the graph, seen by one dataset (the IRI of its run). Without a version it knows nothing."""

    def __init__(self, version: Version | None = None, run: str = "") -> None:
        self._version = version
        self._opened = version.open() if version else None
        self.store = self._opened.store if self._opened else Store()
        self._run = NamedNode(run) if run else None
        self._has: dict[str, bool] = {}
        self._named: dict[tuple[str, tuple[str, ...]], list[Candidate]] = {}
        self._index: Path | None = None

    def close(self) -> None:
        """Let go of the version."""
        if self._opened:
            self._opened.close()

    def has(self, iri: str) -> bool:
        """Whether another run than this dataset's says anything of a thing."""
        found = self._has.get(iri)
        if found is None:
            try:
                found = any(True for _ in self.elsewhere(iri))
            except ValueError:
                found = False  # what a cell holds is no part of an IRI
            self._has[iri] = found
        return found

    def elsewhere(self, iri: str) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Yield the claims about a thing that another run makes, each with its graph."""
        for claim, graph, made in self._claims(iri):
            if not made or any(m != self._run and m not in _DERIVED for m in made):
                yield claim, graph

    def is_own(self, iri: str) -> bool:
        """Whether this dataset said something of a thing when it was loaded last."""
        return any(self._run in made for *_, made in self._claims(iri))

    def _claims(self, iri: str) -> Iterator[tuple[NamedNode, NamedNode, list[object]]]:
        for quad in self.store.quads_for_pattern(None, SUBJECT, NamedNode(iri), None):
            claim, graph = quad.subject, quad.graph_name
            if isinstance(claim, NamedNode) and isinstance(graph, NamedNode) and source_of_graph(graph.value):
                made = self.store.quads_for_pattern(claim, GENERATED, None, graph)
                yield claim, graph, [q.object for q in made]

    def now(self, iri: str) -> str:
        """Return what a thing is called now, where its IRI gave way to another."""
        return replaced_by(self.store, iri) or iri

    @property
    def is_empty(self) -> bool:
        """Whether there is no graph to look in: what the tables do not define is nowhere."""
        return self._version is None

    def dataset_claims(self) -> int:
        """Count the claims that this dataset made before."""
        if self._run is None:
            return 0
        return sum(1 for _ in self.store.quads_for_pattern(None, GENERATED, self._run, None))

    def named(self, text: str, kinds: tuple[str, ...]) -> list[Candidate]:
        """Return what a name means: the things called exactly so, else those called so but for marks and case."""
        key = (spelled(text), kinds)
        if key not in self._named:
            self._named[key] = list(self._look_up(text, kinds))
        return self._named[key]

    def _look_up(self, text: str, kinds: tuple[str, ...]) -> Iterator[Candidate]:
        hits = [hit for kind in kinds for hit in self._hits(text, kind) if hit[2]]
        same = [hit for hit in hits if spelled(hit[1]) == spelled(text)]
        for iri, label, _ in same or hits:
            yield Candidate(iri, label, self.tells_apart(iri))

    def near(self, text: str, kinds: tuple[str, ...], most: int = 3) -> list[Candidate]:
        """Return things whose names are near a text, for a person to choose from."""
        hits: list[tuple[str, str, bool]] = []
        ways = list(ways_to_look(text, kinds))
        for way in ways:
            hits = [hit for kind in kinds for hit in self._hits(way, kind)]
            if way not in (
                ways[0],
                bare_place(ways[0]),
            ):  # a word is left out: the rest must be much of the name
                hits = [hit for hit in hits if ratio(spelled(hit[1]), spelled(ways[0])) >= _NEAR]
            if hits:
                break
        return [Candidate(iri, label, self.tells_apart(iri)) for iri, label, _ in hits[:most]]

    def _hits(self, text: str, kind: str) -> list[tuple[str, str, bool]]:
        if self._version is None:
            return []
        if self._index is None:
            self._index = ensure(self._version)
        hits = find(self._index, text, limit=_FOUND, kind=kind or None).hits
        return [(h.iri, h.label, h.exact) for h in hits if name_of(h.iri) and self.has(h.iri)]

    def labels(self, iri: str) -> dict[str, str]:
        """Return the preferred names of a thing, by language."""
        said = self.store.quads_for_pattern(NamedNode(iri), NamedNode(skos.prefLabel), None, DefaultGraph())
        return {q.object.language or "": q.object.value for q in said if isinstance(q.object, Literal)}

    def named_elsewhere(self, iri: str) -> dict[str, tuple[str, str]]:
        """Return the preferred names that other runs give a thing and that count, by language, each with its source.

        A name that is only read off an article, or made where it prints none, gives way to that of a table.
        """
        found: dict[str, tuple[str, str]] = {}
        labels = self.labels(iri)
        if labels:
            for claim, graph in self.elsewhere(iri):
                if self._read_by_rules(claim, graph):
                    continue
                said = properties_of(self.store, claim, graph)
                name = said.get(OBJECT)
                if said.get(PREDICATE) == _PREFERRED and isinstance(name, Literal):
                    language = name.language or ""
                    if labels.get(language) == name.value:
                        found.setdefault(language, (name.value, source_of_graph(graph.value) or ""))
        return found

    def _read_by_rules(self, claim: NamedNode, graph: NamedNode) -> bool:
        made = self.store.quads_for_pattern(claim, GENERATED, None, graph)
        runs = [q.object.value for q in made if isinstance(q.object, NamedNode)]
        return bool(runs) and all(map(is_extraction, runs))

    def called(self, iri: str) -> str:
        """Return a name to show for a thing."""
        names = self.labels(iri)
        return names.get("en") or names.get("vi") or next(iter(names.values()), "")

    def objects(self, iri: str, predicate: str) -> list[str]:
        """Return the values of a property of a thing in the accepted layer."""
        said = self.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph())
        return [str(q.object.value) for q in said]  # type: ignore[union-attr]

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return the things that a property relates to this one in the accepted layer."""
        said = self.store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), DefaultGraph())
        return [str(q.subject.value) for q in said]  # type: ignore[union-attr]

    def tells_apart(self, iri: str) -> str:
        """Return in a few words what tells a thing from others of its name: its post, kind, place, day."""
        words = [
            self.called(post) for t in self.subjects(org.member, iri) for post in self.objects(t, hn.post)
        ]
        for predicate in _TOLD_APART:
            if len(words) >= 3:
                break
            for value in self.objects(iri, predicate)[:1]:
                # A day or an address has no name: it stands for itself.
                called = self.called(value) if name_of(value) else ""
                words.append(vocabulary().label(value, "en") or called or value)
        return ", ".join(dict.fromkeys(filter(None, words[:3])))

    def posts(self, body: str, role: str) -> list[str]:
        """Return the posts of a role in a body."""
        return [
            p for p in self.subjects(org.postIn, body) if role in self.objects(p, org.role) and self.has(p)
        ]

    def source_at(self, address: str) -> str | None:
        """Return the source that stands at an address."""
        try:
            node = NamedNode(address)
        except ValueError:
            return None
        said = self.store.quads_for_pattern(None, NamedNode(schema.url), node, DefaultGraph())
        found = sorted(str(q.subject.value) for q in said)  # type: ignore[union-attr]
        return next(
            (iri for iri in found if (n := name_of(iri)) and n.kind == "source" and self.has(iri)), None
        )

    def text_of(self, source: str) -> str | None:
        """Return the text of a source, where the store has kept it."""
        folder = self._version.path.parent.parent / TEXTS if self._version else None
        for digest in self.objects(source, hn.sha256):
            path = (folder / f"{digest}.txt") if folder and digest.isalnum() else None
            if path and path.is_file():
                with path.open(encoding="utf-8", newline="") as file:
                    return file.read()
        return None

    def language_of(self, source: str) -> str | None:
        """Return the language of a source."""
        return next(iter(self.objects(source, schema.inLanguage)), None)


def listed(candidates: Iterable[Candidate], most: int = 6) -> str:
    """Return candidates as a list for a message."""
    return "; ".join(str(c) for c in list(candidates)[:most])
