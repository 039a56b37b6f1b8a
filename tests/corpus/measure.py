"""Compare what a store made of the made articles with what is true of them.

A thing is split where what is truly one has two IRIs, merged where two have one IRI. What an article names and the
graph leaves open is neither; it is counted as open.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from graph.claims import claim as claims
from graph.claims.ancestry import roots
from graph.claims.claim import place_in_name
from graph.claims.materialise import claim_graphs
from graph.claims.standing import verdicts
from ontology.kinds import kind_of
from ontology.terms import hn, schema
from tests.corpus.make import Made, Mention

KINDS = ("person", "document", "event")


@dataclass(frozen=True)
class Said:
    """A claim as far as this needs it: what it says, and where."""

    subject: str
    predicate: str
    value: str
    place: tuple[int, int] | None


@dataclass
class Counts:
    """What became of the true things of one kind."""

    mentions: int = 0
    open: int = 0
    things: int = 0
    wrong: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Wrongly merged or split things among those found."""
        return len(self.wrong) / self.things if self.things else 1.0


@dataclass(frozen=True)
class Measured:
    """The counts of each kind, and how many articles have another root than they should, of how many."""

    kinds: dict[str, Counts]
    wrong_roots: int
    sources: int


def measure(store: Store, made: Iterable[Made]) -> Measured:
    """Compare a store with the articles that were loaded into it."""
    articles = list(made)
    graphs = _by_address(store)
    counts = {kind: Counts() for kind in KINDS}
    named: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in KINDS}
    for article in articles:
        said = graphs.get(article.url, (None, []))[1]
        for mention in article.mentions:
            of_kind = counts[mention.kind]
            of_kind.mentions += 1
            found = _meant(mention, said)
            if len(found) == 1:
                named[mention.kind][mention.key].add(next(iter(found)))
            else:
                of_kind.open += 1
    for kind, keys in named.items():
        _judge(counts[kind], keys)
    return Measured(counts, *_roots(store, articles, graphs))


def _judge(counts: Counts, keys: dict[str, set[str]]) -> None:
    counts.things = len(keys)
    by_iri: dict[str, set[str]] = defaultdict(set)
    for key, iris in keys.items():
        for iri in iris:
            by_iri[iri].add(key)
        if len(iris) > 1:
            counts.wrong.add(key)
            counts.examples.append(f"split: {key}: {', '.join(sorted(iris))}")
    for iri, several in by_iri.items():
        if len(several) > 1:
            counts.wrong |= several
            counts.examples.append(f"merged: {iri}: {', '.join(sorted(several))}")


def _by_address(store: Store) -> dict[str, tuple[str, list[Said]]]:
    """Return address -> source, and what its graph says."""
    found: dict[str, tuple[str, list[Said]]] = {}
    for graph in claim_graphs(store):
        said = [
            Said(
                _text(of[claims.SUBJECT]),
                _text(of[claims.PREDICATE]),
                _text(of[claims.OBJECT]),
                next(
                    (
                        place
                        for q in store.quads_for_pattern(quad.subject, claims.DERIVED, None, graph)
                        if isinstance(q.object, NamedNode) and (place := place_in_name(q.object.value))
                    ),
                    None,
                ),
            )
            for quad in store.quads_for_pattern(None, claims.STATUS, None, graph)
            if (of := claims.properties_of(store, quad.subject, graph))
        ]
        source = graph.value.replace("/graph/source/", "/id/source/")
        for one in said:
            if one.predicate == schema.url and one.subject == source:
                found[one.value] = (source, said)
    return found


def _text(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def _meant(mention: Mention, said: list[Said]) -> set[str]:
    """The IRIs that the graph's claims give what stands there."""
    inside = [
        s for s in said if s.place and s.place[0] <= mention.start < mention.end <= s.place[1]
    ]  # fmt: skip
    if mention.kind == "person":
        exact = [s for s in inside if s.place == (mention.start, mention.end)]
        return {s.subject for s in exact if kind_of(s.subject) == "person"}
    if mention.kind == "document":
        cited = {s.value for s in inside if s.predicate == hn.cited}
        return cited or {s.value for s in inside if s.predicate == hn.candidate}
    return {s.subject for s in said if s.predicate == schema.organizer and kind_of(s.subject) == "event"}


def _roots(store: Store, articles: list[Made], graphs: dict[str, tuple[str, list[Said]]]) -> tuple[int, int]:
    root = roots(store, verdicts(store))
    by_truth: dict[str, set[str]] = defaultdict(set)
    by_root: dict[str, set[str]] = defaultdict(set)
    sources = {a.url: graphs[a.url][0] for a in articles if a.url in graphs}
    for article in articles:
        if source := sources.get(article.url):
            given = root.get(source, source)
            by_truth[article.root].add(given)
            by_root[given].add(article.root)
    wrong = sum(
        len(by_truth[a.root]) > 1 or any(len(by_root[given]) > 1 for given in by_truth[a.root])
        for a in articles
        if a.url in sources
    )
    return wrong, len(sources)
