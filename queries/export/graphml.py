"""Write a graph of things as GraphML, for Gephi, Cytoscape, yEd and their like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from queries.export.xml import attribute, content


@dataclass(frozen=True)
class Node:
    """A thing: IRI, name, kind."""

    iri: str
    name: str
    kind: str


@dataclass(frozen=True)
class Edge:
    """A relation between two things, and whether a source says it; of a citation the words and their place too."""

    source: str
    target: str
    relation: str
    status: str
    wording: str = ""
    told_in: str = ""
    start: str = ""
    end: str = ""

    def data(self) -> Iterator[tuple[str, str]]:
        """Yield its attributes by the names of their keys; the status and the relation always, the rest where known."""
        yield "relation", self.relation
        yield "status", self.status
        for name, value in (
            ("wording", self.wording),
            ("source", self.told_in),
            ("start", self.start),
            ("end", self.end),
        ):
            if value:
                yield name, value


_KEYS: Final = (
    ("name", "node"),
    ("kind", "node"),
    ("relation", "edge"),
    ("status", "edge"),
    ("wording", "edge"),
    ("source", "edge"),
    ("start", "edge"),
    ("end", "edge"),
)


def graphml(nodes: Iterable[Node], edges: Iterable[Edge], *, note: str = "") -> str:
    """Return the graph as a GraphML document; nodes that edges name and nobody described are added by IRI.

    A `note` is what a reader must know of the whole (`desc`).
    """
    known = {node.iri: node for node in nodes}
    drawn = list(edges)
    for edge in drawn:
        for iri in (edge.source, edge.target):
            known.setdefault(iri, Node(iri, iri, ""))
    keys = "".join(
        f'<key id="{name}" for="{what}" attr.name="{name}" attr.type="string"/>' for name, what in _KEYS
    )
    body = f"<desc>{content(note)}</desc>" if note else ""
    body += "".join(
        f'<node id={attribute(n.iri)}><data key="name">{content(n.name)}</data>'
        f'<data key="kind">{content(n.kind)}</data></node>'
        for n in known.values()
    )
    body += "".join(
        f"<edge source={attribute(e.source)} target={attribute(e.target)}>"
        f"{''.join(f'<data key={attribute(name)}>{content(value)}</data>' for name, value in e.data())}</edge>"
        for e in drawn
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{keys}<graph edgedefault="directed">{body}</graph></graphml>\n'
    )
