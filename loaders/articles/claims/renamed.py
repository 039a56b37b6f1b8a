"""What gives way to other IRIs when claims are made again: records, sources with their passages, claims about them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad, Store

from graph.claims.claim import GENERATED, OBJECT, SUBJECT, Claim
from graph.claims.replaced import REPLACED, REPLACED_BY, put_replaced, take_back_replaced
from loaders.articles.runs import is_extraction
from ontology.iris import name_of, source_graph


@dataclass
class Renamed:
    """What gave way to other IRIs in a change: records, sources with their passages, and claims about them."""

    store: Store

    def __post_init__(self) -> None:
        self._things: dict[str, str] = {}
        self._parted: set[str] = set()
        self._claims: dict[str, str] = {}

    def note(self, before: Iterable[Claim], after: Iterable[Claim], renamed: Mapping[str, str]) -> None:
        """Note what took the place of the claims that were there before, and of what they speak of."""
        now = {claim.iri: claim for claim in after}
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
        """Keep what was replaced, and take back what is used again; once all claims are written."""
        for old, new in (*self._things.items(), *self._claims.items()):
            if old not in self._parted and not self._is_used(old):
                put_replaced(self.store, NamedNode(old), NamedNode(new))
        for quad in list(self.store.quads_for_pattern(None, REPLACED_BY, None, REPLACED)):
            if isinstance(quad.subject, NamedNode) and self._is_used(quad.subject.value):
                take_back_replaced(self.store, quad.subject)

    def _is_used(self, name: str) -> bool:
        """Whether claims of the extraction name something so."""
        return any(self._is_made(quad) for quad in self._naming(name))

    def _naming(self, name: str) -> Iterator[Quad]:
        node, own = NamedNode(name), name_of(name)
        yield from self.store.quads_for_pattern(node, GENERATED, None, None)
        for place in (SUBJECT, OBJECT):
            yield from self.store.quads_for_pattern(None, place, node, None)
        if own is not None and own.kind == "source":
            yield from self.store.quads_for_pattern(None, GENERATED, None, NamedNode(source_graph(own.slug)))

    def _is_made(self, quad: Quad) -> bool:
        made = self.store.quads_for_pattern(quad.subject, GENERATED, None, quad.graph_name)
        return any(isinstance(q.object, NamedNode) and is_extraction(q.object.value) for q in made)


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
