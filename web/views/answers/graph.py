"""An answer as a graph: things that stand in one row, or that a statement ties together.

Of rows the first column of things leads to each of the others, by the name of the column; where a column says the
property (`?p`, `?relation`) it leads to the next by that. Every link is drawn once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from ontology.iris import skolem_iri
from ontology.kinds import kind_of
from ontology.terms import rdf
from queries.columns import heading
from queries.read.neighbourhood import OTHER
from queries.view_comment import ViewRequest
from web.views.answers.columns import AnswerColumn, AnswerRows, Row, Sort, relates
from web.views.forest import Link, lay_out_forest
from web.views.neighbourhood import DrawnThing, DrawnTie
from web.views.neighbourhood_tree import Tree
from web.views.terms import TermRenderer, kind_word

OPTIONS: Final = ("from", "to", "label")


@dataclass(frozen=True)
class _Edge:
    """A link between things by their IRIs. `relation` is a property (an IRI), `column` a variable, or neither."""

    source: str
    target: str
    relation: str
    column: str


@dataclass(frozen=True)
class GraphLinks:
    """The links that are drawn, of `links` in all; `things` are named in `names` where the answer names them itself.

    `kinds_left_out`: statements of what a thing is a kind of, which would tie everything to everything.
    """

    edges: tuple[_Edge, ...]
    links: int
    capped: bool
    kinds_left_out: int

    def iris(self) -> Iterator[str]:
        """Yield what is to be named."""
        for edge in self.edges:
            yield from (edge.source, edge.target)
            if edge.relation:
                yield edge.relation


@dataclass(frozen=True)
class GraphData:
    """What the script draws."""

    nodes: tuple[DrawnThing, ...] = ()
    ties: tuple[DrawnTie, ...] = ()
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class DrawnGraph:
    """The drawing as a tree and for the script; `drawn` of `links` links are in it (of at least so many: `capped`)."""

    tree: Tree
    data: GraphData = field(repr=False)
    drawn: int = 0
    links: int = 0
    capped: bool = False
    things: int = 0
    kinds_left_out: int = 0

    @property
    def drawn_by_script(self) -> dict[str, object]:
        """The data for the script, as JSON has them."""
        return asdict(self.data)


def graph_fits(answer: AnswerRows) -> bool:
    """Whether an answer has statements, or two columns of things."""
    return answer.triples or len([one for one in answer.of(Sort.THING) if not relates(one)]) > 1


def read_graph(answer: AnswerRows, asked: ViewRequest) -> GraphLinks | None:
    """Return the links of an answer; None where no row ties two things together."""
    found: dict[_Edge, None] = {}
    kinds: dict[_Edge, None] = {}
    pairs = _pairs(answer, asked)
    capped = False
    for row in answer.rows:
        for edge in _edges(row, pairs):
            if edge.relation == rdf.type:
                kinds[edge] = None
            else:
                found[edge] = None
        if len(found) + len(kinds) >= LIMITS.links_read:
            capped = True
            break
    edges = found or kinds
    if not edges:
        return None
    return GraphLinks(tuple(edges)[: LIMITS.drawn_links], len(edges), capped, len(kinds) if found else 0)


_Pair = tuple[AnswerColumn, AnswerColumn, AnswerColumn | None]


def _pairs(answer: AnswerRows, asked: ViewRequest) -> list[_Pair]:
    """Return the columns that are tied: source, target, and the column that says by what."""
    things = answer.of(Sort.THING)
    relation = answer.named(asked.option("label"))
    first, second = answer.named(asked.option("from")), answer.named(asked.option("to"))
    if relation is None:
        relation = next(filter(relates, things), None) if len(things) > 2 else None
    others = [one for one in things if one is not relation]
    if first is None and second is None and len(said := [one for one in others if not one.concepts]) > 1:
        others = said
    if first is None and others:
        first = next((one for one in others if one is not second), None)
    if first is None:
        return []
    if second is not None:
        return [(first, second, relation)]
    if relation is not None:
        after = [one for one in others if one is not first]
        near = [one for one in after if one.at > relation.at] or after
        return [(first, near[0], relation)] if near else []
    return [(first, one, None) for one in others if one is not first]


def _edges(row: Row, pairs: Iterable[_Pair]) -> Iterator[_Edge]:
    for source, target, relation in pairs:
        start, end = _thing(row[source.at]), _thing(row[target.at])
        if not start or not end:
            continue
        by = row[relation.at] if relation is not None else None
        if isinstance(by, NamedNode):
            yield _Edge(start, end, by.value, "")
        elif isinstance(by, Literal):
            yield _Edge(start, end, "", by.value)
        else:
            yield _Edge(start, end, "", "" if relation is not None else target.variable)


def _thing(term: Term | None) -> str:
    if isinstance(term, NamedNode):
        return term.value
    return skolem_iri(term.value) if isinstance(term, BlankNode) else ""


def draw_graph(found: GraphLinks, answer: AnswerRows, terms: TermRenderer) -> DrawnGraph:
    """Draw the links."""
    names = {one.variable for one in answer.columns}
    links = [_link(edge, names, terms) for edge in found.edges]
    things = tuple(dict.fromkeys(iri for one in links for iri in (one.source, one.target)))
    return DrawnGraph(
        lay_out_forest(links, terms),
        GraphData(
            tuple(_thing_drawn(iri, terms) for iri in things),
            tuple(DrawnTie(one.source, one.target, one.relation, one.lang, "", "", False) for one in links),
        ),
        len(links),
        found.links,
        found.capped,
        len(things),
        found.kinds_left_out,
    )


def _link(edge: _Edge, variables: set[str], terms: TermRenderer) -> Link:
    if edge.relation:
        label = terms.property_label(edge.relation)
        return Link(edge.source, edge.target, label.text, label.lang)
    text = heading(edge.column, terms.words.code) if edge.column in variables else edge.column
    return Link(edge.source, edge.target, " ".join(text.split()), "")


def _thing_drawn(iri: str, terms: TermRenderer) -> DrawnThing:
    link = terms.link(iri)
    kind = kind_of(iri) or OTHER
    return DrawnThing(iri, link.text, link.lang, kind, False, kind_word(kind, terms.words), link.href, iri)


def triples_of(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the IRIs of the things in statements."""
    for row in rows:
        yield from (iri for term in row if (iri := _thing(term)))
