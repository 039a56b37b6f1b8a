"""A trace as a table (CSV), as JSON and as a graph (GraphML): every citation with each place that says it."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

from pyoxigraph import NamedNode
from starlette.responses import Response

from ontology.prefixes import expand
from queries.export.graphml import Edge, Node, graphml
from web.evidence import Apparatus
from web.things import Names, kind_of
from web.tracing.chains import Chains
from web.tracing.citations import Cite
from web.tracing.facets import status_of

EXPORTS: Final = ("csv", "json", "graphml")
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "graphml": "application/graphml+xml",
}


@dataclass(frozen=True)
class Row:
    """One citation by one thing at one place in one source; several things in a column have spaces between them."""

    sort: str
    citation: str
    citing: str
    citing_name: str
    day: str
    event: str
    bodies: str
    by: str
    speaker: str
    cited: str
    cited_name: str
    may_mean: str
    names: str
    kind: str
    wording: str
    wording_language: str
    status: str
    reason: str
    source: str
    source_language: str
    start: str
    end: str


COLUMNS: Final = tuple(one.name for one in fields(Row))


def rows_of(cites: Sequence[Cite], names: Names, apparatus: Apparatus) -> Iterator[Row]:
    """Give the rows of a trace, in the order of its page."""
    for c in cites:
        notes = apparatus.notes([(c.citation, expand("hn:citing"), NamedNode(c.citing))])
        for note in notes or (None,):
            yield Row(
                c.sort,
                c.citation,
                c.citing,
                names.name(c.citing).text,
                c.day,
                c.event,
                " ".join(c.bodies),
                c.by,
                c.speaker,
                c.cited,
                names.name(c.cited).text if c.cited else "",
                " ".join(c.candidates),
                " ".join(c.named),
                c.kind,
                c.wording,
                c.language,
                status_of(c),
                note.reason if note else "",
                note.source.iri if note else "",
                note.language if note else "",
                str(note.start) if note and note.start is not None else "",
                str(note.end) if note and note.end is not None else "",
            )


def export(
    thing: str, cites: Sequence[Cite], chains: Chains, names: Names, apparatus: Apparatus, suffix: str
) -> Response:
    """Return a trace in the format of a suffix (`EXPORTS`)."""
    body = {"csv": _csv, "json": _json, "graphml": _graphml}[suffix](thing, cites, chains, names, apparatus)
    return Response(body, media_type=MEDIA[suffix])


def _csv(thing: str, cites: Sequence[Cite], chains: Chains, names: Names, apparatus: Apparatus) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows_of(cites, names, apparatus))
    return out.getvalue()


def _json(thing: str, cites: Sequence[Cite], chains: Chains, names: Names, apparatus: Apparatus) -> str:
    body = {
        "thing": thing,
        "citations": [vars(row) for row in rows_of(cites, names, apparatus)],
        "chain": [
            {
                "depth": step.depth,
                "relation": step.relation,
                "document": step.document.iri,
                "other": step.other.iri,
                "above": up,
            }
            for up, steps in ((True, chains.above), (False, chains.below))
            for step in steps
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _graphml(thing: str, cites: Sequence[Cite], chains: Chains, names: Names, apparatus: Apparatus) -> str:
    nodes = [Node(thing, names.name(thing).text, kind_of(thing))] if thing else []
    edges = []
    for c in cites:
        nodes.append(Node(c.citing, names.name(c.citing).text, kind_of(c.citing)))
        ends = [("cites", c.cited)] if c.cited else []
        ends += [("may mean", one) for one in c.candidates]
        ends += [("names", one) for one in c.named]
        for relation, iri in ends:
            nodes.append(Node(iri, names.name(iri).text, kind_of(iri)))
            edges.append(Edge(c.citing, iri, relation, "inferred" if c.inferred else "explicit"))
    for up, steps in ((True, chains.above), (False, chains.below)):
        for step in steps:
            nodes += [Node(one.iri, one.text, kind_of(one.iri)) for one in (step.document, step.other)]
            ends_of = (step.other.iri, step.document.iri) if up else (step.document.iri, step.other.iri)
            edges.append(Edge(*ends_of, step.relation, ""))
    return graphml(nodes, dict.fromkeys(edges))
