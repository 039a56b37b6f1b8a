"""Trace a document: all that cites it, each with its words' place, and the chain above and below. Or a
programme: all it cites.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import NotFound
from graph.reader import Reader
from ontology.iris import KINDS, mint, name_of
from ontology.prefixes import expand
from queries.collection import catalogue
from web.ask import ask, text_of
from web.current import reader_of
from web.drawing import MOST, Thing, Web, Years, by_year, web_of
from web.entities import Entity
from web.errors import told
from web.evidence import Apparatus, Witness
from web.frame import Frame, firm, frame_of, render
from web.graphml import Edge, Node, graphml
from web.incoming import CAP
from web.languages import N_
from web.layout import CITED, CITING, Part
from web.pages.citing import of_body, of_period
from web.statements import Statement
from web.texts import Texts
from web.things import Name, Names, Value, kind_of, reading

DEEPEST: Final = 8
EXPORTS: Final = ("csv", "json", "graphml")
FURTHER: Final = ("first-citations", "uncited-documents", "citation-counts", "documents-above-programme")
SHOWN: Final = 100
"""Citations of one sort that the page shows; the tables for machines have them all."""
STEPS: Final = 300
CITED_BY: Final = Part("hn:cited", "", True, ("citation",), CITING)
CITES: Final = Part("hn:citing", "", True, ("citation",), CITED)
MEANT_BY: Final = Part("hn:candidate", "", True, ("citation",), CITING)


@dataclass(frozen=True)
class Step:
    """A document some steps above or below, by which relation to which other one."""

    depth: int
    relation: str
    document: Value
    other: Value


@dataclass(frozen=True)
class Traced:
    """Citations of one sort, each with its evidence; `key` names the sort in tables for machines."""

    key: str
    title: str
    what: str
    statements: tuple[Statement, ...]
    none: str


@dataclass(frozen=True)
class TracePage:
    """What the trace of a thing shows."""

    kind: str
    name: Name
    page: Value
    traced: tuple[Traced, ...]
    above: tuple[Step, ...]
    below: tuple[Step, ...]
    witnesses: tuple[Witness, ...]
    downloads: tuple[tuple[str, str], ...]
    years: Years | None
    web: Web | None
    cut: int


@dataclass(frozen=True)
class Tally:
    """A thing that cites or is cited, with its counts and the link to its trace."""

    link: Value
    href: str
    kind: str
    cited: int
    resolved: int
    unresolved: int


@dataclass(frozen=True)
class TracesPage:
    """Where traces begin: documents by how often they are cited, and what cites."""

    documents: tuple[Tally, ...]
    citing: tuple[Tally, ...]
    silent: tuple[Value, ...]
    unresolved: str
    matrix: str
    more: tuple[tuple[str, str], ...]


def traces_page(reader: Reader, frame: Frame) -> TracesPage:
    """Fill the page on which a trace is chosen."""
    counts: dict[str, dict[str, int]] = {}
    for row in ask(reader, "citation-counts"):
        if row["thing"] is not None:
            counts.setdefault(text_of(row["thing"]), {})[text_of(row["role"])] = int(text_of(row["count"]))
    documents = [
        text_of(row["thing"])
        for row in ask(reader, "things-of-class", **{"class": expand("hn:PolicyDocument")})
    ]
    names = Names(frame.words, frame.links)
    names.fetch(reader, [*counts, *documents])
    tallies = [
        Tally(
            link := names.link(iri),
            trace_of(iri, frame) or link.href,
            link.kind,
            one.get("cited", 0),
            one.get("resolved", 0),
            one.get("unresolved", 0),
        )
        for iri, one in counts.items()
    ]
    tallies.sort(key=lambda t: (-t.cited, -t.resolved - t.unresolved, t.link.sort))
    silent = sorted(
        (names.link(d) for d in documents if not counts.get(d, {}).get("cited")), key=lambda v: v.sort
    )
    return TracesPage(
        tuple(t for t in tallies if t.cited),
        tuple(t for t in tallies if t.resolved or t.unresolved),
        tuple(silent[:200]),
        frame.links.query("unresolved-citations"),
        frame.links.page("/trace/matrix"),
        tuple(
            (catalogue()[name].title.in_language(frame.lang), frame.links.query(name))
            for name in FURTHER
            if name in catalogue()
        ),
    )


def trace_of(iri: str, frame: Frame) -> str:
    """Return the link to the trace of a thing of ours; empty for another."""
    name = name_of(iri)
    return frame.links.trace(name.kind, name.slug) if name else ""


def trace_page(
    reader: Reader, iri: str, frame: Frame, texts: Texts | None = None, *, most: int = SHOWN
) -> TracePage:
    """Fill the trace of a document, or of something that cites, with at most so many citations of a sort.

    Raises NotFound where nothing is known of it.
    """
    names = Names(frame.words, frame.links)
    apparatus = Apparatus(frame.words, names, texts)
    entity = Entity(reader, iri, names, apparatus)
    names.fetch(reader, [iri])
    say = frame.words
    traced: list[Traced] = []
    starts: list[str] = [iri]
    if entity.kind == "document":
        rows = entity.rows(CITED_BY, most=most)
        sure, inferred = _apart(rows)
        traced += [
            Traced(
                "cited-explicitly",
                say("Cited explicitly"),
                say("A source says that these cite it."),
                sure,
                say("No source says that anything cites it."),
            ),
            Traced(
                "cited-by-inference",
                say("Cited by inference"),
                say("No source says so in these words; each note gives the reason."),
                inferred,
                "",
            ),
            Traced(
                "may-be-meant",
                say("It may be meant"),
                say("Words that name no single document, and of which this is a possible meaning."),
                tuple(entity.rows(MEANT_BY, most=most)),
                "",
            ),
        ]
    own = entity.rows(CITES, most=most)
    if own or entity.kind != "document":
        resolved = [row for row in own if not row.unresolved]
        sure, inferred = _apart(resolved)
        starts += [row.values[0].iri for row in resolved if row.values[0].iri]
        traced += [
            Traced(
                "cites-explicitly",
                say("Documents it cites"),
                say("A source names it as what cites."),
                sure,
                "" if inferred else say("It cites no document by name."),
            ),
            Traced(
                "cites-by-inference",
                say("Documents it cites by inference"),
                say(
                    "The source makes something else the subject, such as the ceremony; each note gives the reason."
                ),
                inferred,
                "",
            ),
            Traced(
                "unresolved",
                say("Words that name no single document"),
                say("These stay unresolved; what they name is given where it is known."),
                tuple(row for row in own if row.unresolved),
                "",
            ),
        ]
    above = _chain(reader, "chain-above", starts)
    below = _chain(reader, "chain-below", [iri]) if entity.kind == "document" else []
    names.fetch(reader, (one for step in (*above, *below) for one in (step[2], step[3])))
    name = names.name(iri)
    shown = tuple(one for one in traced if one.statements or one.none)
    steps_above = tuple(_step(one, names, frame) for one in above)
    steps_below = tuple(_step(one, names, frame) for one in below)
    years = ask(reader, "citations-by-year", thing=iri) if entity.kind == "document" else []
    cited = max(entity.counts.get(expand(part), 0) for part in ("hn:cited", "hn:citing"))
    return TracePage(
        entity.kind,
        Name(firm(name.text), name.lang) if entity.kind == "document" else name,
        names.link(iri),
        shown,
        steps_above,
        steps_below,
        apparatus.witnesses(),
        tuple((suffix, f"{trace_of(iri, frame).partition('?')[0]}.{suffix}") for suffix in EXPORTS),
        by_year({text_of(row["year"]): int(text_of(row["count"])) for row in years}),
        _drawn(reader, names.link(iri), shown, (steps_above, steps_below)),
        cited if cited > most else 0,
    )


def _drawn(
    reader: Reader,
    centre: Value,
    traced: tuple[Traced, ...],
    chains: tuple[tuple[Step, ...], tuple[Step, ...]],
) -> Web | None:
    """Draw what cites the thing and what it cites, and the chain above and below."""
    values = {centre.iri: centre}
    links = []
    for one in traced:
        for row in one.statements if one.key.startswith("cite") else ():
            other = row.values[0]
            if other.iri and not row.unresolved:
                values[other.iri] = other
                ends = (centre.iri, other.iri) if one.key.startswith("cites") else (other.iri, centre.iri)
                links.append((*ends, one.key.endswith("inference")))
    for up, steps in zip((True, False), chains, strict=True):
        for step in steps:
            values[step.document.iri], values[step.other.iri] = step.document, step.other
            ends = (step.other.iri, step.document.iri) if up else (step.document.iri, step.other.iri)
            links.append((*ends, False))
    near = list(values)[: 4 * MOST]
    days = {text_of(row["thing"]): text_of(row["first"]) for row in ask(reader, "found-dates", things=near)}
    return web_of(
        centre.iri, (Thing(i, values[i].text, values[i].lang, days.get(i, "")) for i in near), links
    )


def _apart(rows: Iterable[Statement]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    sure: list[Statement] = []
    inferred: list[Statement] = []
    for row in rows:
        (inferred if row.marks else sure).append(row)
    return tuple(sure), tuple(inferred)


_Step = tuple[int, str, str, str]


def _chain(reader: Reader, query: str, starts: list[str]) -> list[_Step]:
    """Walk up or down from the documents, level by level; each relation once, at its least depth."""
    found: dict[tuple[str, str], _Step] = {}
    level, seen = list(dict.fromkeys(starts)), set(starts)
    for depth in range(1, DEEPEST + 1):
        if not level or len(found) >= STEPS:
            break
        following = []
        rows = ask(reader, query, things=level)
        # eli:based_on follows from the narrower relations: shown only where it is all that is said.
        rows.sort(key=lambda row: text_of(row["relation"]).endswith("based_on"))
        for row in rows:
            origin, relation, document = (text_of(row[v]) for v in ("from", "relation", "document"))
            found.setdefault((origin, document), (depth, relation, document, origin))
            if document not in seen:
                seen.add(document)
                following.append(document)
        level = following
    return list(found.values())[:STEPS]


def _step(step: _Step, names: Names, frame: Frame) -> Step:
    depth, relation, document, origin = step
    return Step(depth, reading(relation, frame.words).text, names.link(document), names.link(origin))


_COLUMNS: Final = (
    "sort", "citation", "thing", "name", "wording", "status", "reason", "source", "language", "start", "end",
)  # fmt: skip


def _table(page: TracePage) -> list[tuple[str, ...]]:
    """Return a row for each citation and each place that says it, in the order of the page."""
    return [
        (
            traced.key,
            s.record.iri if s.record else s.values[0].iri,
            s.values[0].iri if s.record else "",
            s.values[0].text,
            note.printed,
            note.status,
            note.reason,
            note.source.iri,
            note.language,
            str(note.start if note.start is not None else ""),
            str(note.end if note.end is not None else ""),
        )
        for traced in page.traced
        for s in traced.statements
        for note in s.notes
    ]


def _export(page: TracePage, iri: str, suffix: str) -> Response:
    rows = _table(page)
    if suffix == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([_COLUMNS, *rows])
        return Response(out.getvalue(), media_type="text/csv; charset=utf-8")
    chain = [*((one, True) for one in page.above), *((one, False) for one in page.below)]
    if suffix == "json":
        body = {
            "thing": iri,
            "citations": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
            "chain": [
                {
                    "depth": s.depth,
                    "relation": s.relation,
                    "document": s.document.iri,
                    "other": s.other.iri,
                    "above": up,
                }
                for s, up in chain
            ],
        }
        return Response(json.dumps(body, ensure_ascii=False, indent=1), media_type="application/json")
    nodes = [Node(iri, page.name.text, page.kind)]
    edges = []
    for row in rows:
        if row[2]:
            nodes.append(Node(row[2], row[3], kind_of(row[2])))
            outward = row[0].startswith("cites")
            ends = (iri, row[2]) if outward else (row[2], iri)
            edges.append(Edge(*ends, "may mean" if row[0] == "may-be-meant" else "cites", row[5]))
    for step, up in chain:
        nodes.append(Node(step.document.iri, step.document.text, "document"))
        ends = (step.other.iri, step.document.iri) if up else (step.document.iri, step.other.iri)
        edges.append(Edge(*ends, step.relation, ""))
    return Response(graphml(nodes, dict.fromkeys(edges)), media_type="application/graphml+xml")


def choose(request: Request) -> Response:
    """Answer `/trace`."""
    if request.query_params.get("from") or request.query_params.get("to"):
        return of_period(request)
    return render(request, "traces.html", traces_page(reader_of(request), frame_of(request)))


def trace(request: Request) -> Response:
    """Answer `/trace/<kind>/<slug>`."""
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    name, _, suffix = slug.rpartition(".")
    slug, suffix = (name, suffix) if suffix in EXPORTS else (slug, "")
    if kind not in KINDS:
        raise told(
            NotFound,
            N_("There is no kind of thing called %(kind)s."),
            N_("Traces begin at /trace."),
            kind=kind,
        )
    try:
        iri = mint(kind, slug)
    except ValueError as error:
        raise told(
            NotFound, N_("Nothing is called %(name)s."), N_("Traces begin at /trace."), name=f"{kind}/{slug}"
        ) from error
    if kind == "organisation" and not suffix:
        return of_body(request, iri)
    texts = getattr(request.app.state, "texts", None)
    page = trace_page(reader_of(request), iri, frame_of(request), texts, most=CAP if suffix else SHOWN)
    if suffix:
        return _export(page, iri, suffix)
    return render(request, "trace.html", page)


ROUTES = (Route("/trace", choose), Route("/trace/{kind}/{slug}", trace))
