"""Write a trace as a table (CSV, terminal), as JSON and as a graph (GraphML): every citation with each place that says
it. The page's downloads and the command line are made here, so they hold the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pyoxigraph import NamedNode
from rich.console import RenderableType

from ontology.iris import mint
from ontology.kinds import kind_of
from ontology.prefixes import shrink
from ontology.terms import hn
from ontology.vocabulary import vocabulary
from queries.export.csv import write_sheet
from queries.export.formats import Format
from queries.export.graphml import Edge, Node, graphml
from queries.export.json import write_json
from queries.export.results import short
from queries.export.table import TextTable
from queries.read.evidence import ClaimRecord, Evidence
from queries.read.labels import Labels
from queries.read.trace.citations import Status
from queries.read.trace.paths import PathStep
from queries.read.trace.record import TraceRecord


class TraceRow(NamedTuple):
    """One citation by one thing at one place in one source; several things in a column have spaces between them."""

    sort: str
    citation: str
    citing: str
    citing_name: str
    through: str
    path: str
    day: str
    event: str
    event_name: str
    bodies: str
    by: str
    speaker: str
    cited: str
    cited_name: str
    may_mean: str
    may_mean_names: str
    names: str
    names_names: str
    kind: str
    wording: str
    wording_language: str
    status: str
    reason: str
    source: str
    source_name: str
    source_language: str
    start: str
    end: str
    followed: str
    replaced_by: str
    replaced_on: str
    last_day: str


COLUMNS: Final = TraceRow._fields


def rows_of(record: TraceRecord, labels: Labels, languages: Sequence[str]) -> Iterator[TraceRow]:
    """Give the rows of a trace, in the order of its page; things are named in the first of these languages that has a
    name.
    """

    def name(iri: str) -> str:
        return labels.name(iri, languages).text if iri else ""

    evidence = record.evidence
    originals: dict[str, int] = {}
    """Sources that are no translations, in the order in which they are first shown."""
    for one in record.shown:
        claims = evidence.attestations([(one.citation, hn.citing, NamedNode(one.citing))])
        for claim in claims:
            originals.setdefault(evidence.source(claim.source).root, len(originals))
        claims.sort(key=lambda claim: _place_among(evidence, originals, claim))
        found: Sequence[ClaimRecord | None] = claims or (None,)
        for attested in found:
            place = evidence.places.get(attested.passage) if attested else None
            yield TraceRow(
                sort=one.role,
                citation=one.citation,
                citing=one.citing,
                citing_name=name(one.citing),
                through=" ".join(one.through),
                path="; ".join(_step(step, name, languages) for step in one.path),
                day=one.day,
                event=one.event,
                event_name=name(one.event),
                bodies=" ".join(one.bodies),
                by=one.relation or "",
                speaker=one.speaker,
                cited=one.cited,
                cited_name=name(one.cited),
                may_mean=" ".join(one.candidates),
                may_mean_names="; ".join(map(name, one.candidates)),
                names=" ".join(one.named),
                names_names="; ".join(map(name, one.named)),
                kind=one.kind,
                wording=one.wording,
                wording_language=one.language,
                status=one.status,
                reason=attested.reason if attested else "",
                source=attested.source if attested else "",
                source_name=name(attested.source) if attested else "",
                source_language=evidence.source(attested.source).language if attested else "",
                start=_number(place.start) if place else "",
                end=_number(place.end) if place else "",
                followed=one.followed,
                replaced_by=one.gone.by if one.gone else "",
                replaced_on=one.gone.since if one.gone else "",
                last_day=one.gone.last_day if one.gone else "",
            )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _step(step: PathStep, name: Callable[[str], str], languages: Sequence[str]) -> str:
    """Return a statement of the path in words, from what cites on, and whether it is inferred."""
    words = f"{name(step.subject)} {_relation(step.property, languages)} {name(step.object)}"
    return f"{words} ({Status.INFERRED})" if step.inferred else words


def _place_among(
    evidence: Evidence, originals: Mapping[str, int], claim: ClaimRecord
) -> tuple[int, str, int]:
    """Order the places of one citation: by original source, language, and place."""
    source, place = evidence.source(claim.source), evidence.places.get(claim.passage)
    return (originals[source.root], source.language, (place.start or 0) if place else 0)


def to_csv(record: TraceRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the rows of a trace as CSV."""
    return write_sheet(COLUMNS, rows_of(record, labels, languages))


def to_table(record: TraceRecord, labels: Labels, languages: Sequence[str]) -> RenderableType:
    """Return the rows of a trace for a terminal, with short IRIs."""
    rows = [
        [" ".join(map(_short, cell.split(" "))) if "://" in cell else cell for cell in row]
        for row in rows_of(record, labels, languages)
    ]
    return TextTable(COLUMNS, rows)


def _short(word: str) -> str:
    return short(NamedNode(word)) if "://" in word else word


def to_json(record: TraceRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return a trace as JSON: its rows, and the chain of documents that they rest on."""
    return write_json(
        {
            "thing": record.scope.thing,
            "citations": [row._asdict() for row in rows_of(record, labels, languages)],
            "reports": [
                {
                    "source": one.source,
                    "source_name": labels.name(one.source, languages).text,
                    "status": one.state,
                }
                for one in record.reports
            ],
            "chain": [
                {
                    "depth": step.depth,
                    "relation": _relation(step.relation, languages),
                    "document": step.document,
                    "other": step.origin,
                    "above": above,
                }
                for above, steps in ((True, record.chains.above), (False, record.chains.below))
                for step in steps
            ],
        }
    )


def to_graphml(record: TraceRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return a trace as a graph: what cites, what is cited, named or may be meant, and the chain of documents."""
    things = dict.fromkeys([record.scope.thing] if record.scope.thing else [])
    edges: dict[Edge, None] = {}
    cited_in: dict[str, Node] = {}
    for one in record.shown:
        # The edge says whether what cites is stated to cite, whatever it cites.
        status = Status.INFERRED if one.inferred else Status.EXPLICIT
        ends = [("cites", one.cited)] if one.cited else []
        ends += [("may mean", candidate) for candidate in one.candidates]
        ends += [("names", named) for named in one.named]
        words = Node(one.citation, one.wording, "citation")
        if not one.cited:
            # The words themselves, else what names no document and nothing else would not be there at all.
            ends.append(("names no document", one.citation))
            cited_in[one.citation] = words
        things |= dict.fromkeys([one.citing, *(end for _, end in ends)])
        edges |= dict.fromkeys(
            Edge(
                one.citing,
                end,
                relation,
                Status.UNRESOLVED if end == one.citation else status,
                one.wording,
                mint("source", one.source) if one.source else "",
                str(one.start) if one.source else "",
            )
            for relation, end in ends
        )
        for tie in one.path:
            things |= dict.fromkeys([tie.subject, tie.object])
            said = Status.INFERRED if tie.inferred else Status.EXPLICIT
            edges.setdefault(Edge(tie.subject, tie.object, _relation(tie.property, languages), said))
    for above, steps in ((True, record.chains.above), (False, record.chains.below)):
        for step in steps:
            things |= dict.fromkeys([step.document, step.origin])
            source, target = (step.origin, step.document) if above else (step.document, step.origin)
            edges.setdefault(Edge(source, target, _relation(step.relation, languages), ""))
    nodes = [cited_in.get(iri) or Node(iri, labels.name(iri, languages).text, kind_of(iri)) for iri in things]
    return graphml(nodes, edges)


def _relation(property_iri: str, languages: Sequence[str]) -> str:
    return vocabulary().reading(property_iri, languages[0]) or shrink(property_iri)


WRITERS: Final[Mapping[Format, Callable[[TraceRecord, Labels, Sequence[str]], str]]] = {
    Format.CSV: to_csv,
    Format.JSON: to_json,
    Format.GRAPHML: to_graphml,
}
