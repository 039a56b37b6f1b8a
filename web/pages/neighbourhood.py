"""The neighbourhood of things: as a table always, as a drawing where there is a script, as JSON and GraphML.

`/graph?focus=organisation/vufo`, and further things after a space; `hide` leaves out kinds, `at` is a day. The
address alone reproduces what is shown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import ID, name_of
from ontology.kinds import CLASS_OF_KIND
from queries.export.graphml import Edge as DrawnEdge
from queries.export.graphml import Node as DrawnNode
from queries.export.graphml import graphml
from web.dependencies import reader_of
from web.errors import told
from web.languages import N_
from web.neighbours import FOCI, Neighbourhood, neighbourhood
from web.page_context import STATIC, Frame, firm, frame_of, render
from web.things import Names, Value, kind_word

FORMATS: Final = ("html", "json", "graphml")
HIDEABLE: Final = frozenset({*CLASS_OF_KIND, "source", "other"})
SCRIPT: Final = "built/cytoscape.min.js"


@dataclass(frozen=True)
class Row:
    """One tie in words: what, how, to what, when; and links that draw the neighbours of either end as well."""

    source: Value
    source_kind: str
    relation: str
    relation_lang: str
    target: Value
    target_kind: str
    when: str
    record: str
    inferred: bool
    expand: str


@dataclass(frozen=True)
class Kind:
    """A kind of thing in the neighbourhood, with how many there are, and whether it is hidden."""

    kind: str
    name: str
    count: int
    hidden: bool


@dataclass(frozen=True)
class GraphPage:
    """What the page of a neighbourhood shows."""

    focus: Value
    others: tuple[Value, ...]
    foci: str
    rows: tuple[Row, ...]
    kinds: tuple[Kind, ...]
    at: str
    left_out: int
    not_held: int
    data: str
    download: str
    script: str


@dataclass(frozen=True)
class Asked:
    """What an address asks for, checked."""

    foci: tuple[str, ...]
    hidden: frozenset[str]
    at: str
    format: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """Read the parameters of an address; raise InputError for what cannot be meant."""
        foci = tuple(dict.fromkeys(_iri(one) for one in given.get("focus", "").split()[: FOCI + 1]))
        if not foci:
            raise told(
                InputError,
                N_("A neighbourhood needs a thing to be drawn around."),
                N_("For example /graph?focus=organisation/vufo"),
            )
        if len(foci) > FOCI:
            raise told(
                InputError,
                N_("More than %(most)s things are too many to draw around."),
                N_("Leave some out."),
                most=FOCI,
            )
        hidden = frozenset(one for one in given.get("hide", "").replace(",", " ").split() if one)
        if unknown := sorted(hidden - HIDEABLE):
            raise told(
                InputError,
                N_("There is no kind of thing called %(kind)s."),
                N_("The kinds: %(kinds)s."),
                kind=unknown[0][:40],
                kinds=", ".join(sorted(HIDEABLE)),
            )
        at = given.get("at", "").strip()
        if at:
            try:
                date.fromisoformat(at)
            except ValueError as error:
                raise told(
                    InputError,
                    N_("at=%(text)s is no day."),
                    N_("Write it as year, month, day: 2024-04-02."),
                    text=at[:40],
                ) from error
        form = given.get("format") or "html"
        if form not in FORMATS:
            raise told(
                InputError,
                N_("%(name)s=%(text)s is not to be had here."),
                N_("There is: %(formats)s."),
                name="format",
                text=form[:40],
                formats=", ".join(FORMATS),
            )
        return cls(foci, hidden, at, form)

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same with something changed."""
        return {"at": self.at, "hide": ",".join(sorted(self.hidden)), **changed}


def _iri(text: str) -> str:
    iri = text if ":" in text else ID + text
    if (
        len(iri) > LIMITS.iri_length
        or any(c in '<>"{}|\\^`' or ord(c) < 33 for c in iri)
        or (iri == ID + text and name_of(iri) is None)
    ):
        raise told(
            InputError,
            N_("“%(text)s” names no thing."),
            N_("Give an IRI, or kind and name of a thing: place/nghe-an"),
            text=text[:80],
        )
    return iri


def graph_page(around: Neighbourhood, asked: Asked, names: Names, frame: Frame) -> GraphPage:
    """Fill the page."""
    links = frame.links
    counted = dict(around.kinds)
    kinds = [*counted, *sorted(asked.hidden - counted.keys())]
    script = frame.static(SCRIPT) if (STATIC / SCRIPT).exists() else ""
    rows = []
    for tie in around.ties:
        other = tie.target if tie.source in asked.foci else tie.source
        rows.append(
            Row(
                names.link(tie.source),
                kind_word(_kind(around, tie.source), frame.words),
                tie.label,
                tie.label_lang,
                names.link(tie.target),
                kind_word(_kind(around, tie.target), frame.words),
                tie.when,
                links.entity(tie.record) if tie.record else "",
                tie.inferred,
                links.graph(*asked.foci, other, **asked.parameters())
                if other not in asked.foci and len(asked.foci) < FOCI
                else "",
            )
        )
    first, *others = asked.foci
    return GraphPage(
        focus=names.link(first),
        others=tuple(names.link(iri) for iri in others),
        foci=" ".join(iri.removeprefix(ID) for iri in asked.foci),
        rows=tuple(rows),
        kinds=tuple(
            Kind(kind, kind_word(kind, frame.words), counted.get(kind, 0), kind in asked.hidden)
            for kind in kinds
        ),
        at=asked.at,
        left_out=around.left_out,
        not_held=around.not_held,
        data=links.graph(*asked.foci, **asked.parameters(format="json")),
        download=links.graph(*asked.foci, **asked.parameters(format="graphml")),
        script=script,
    )


def _kind(around: Neighbourhood, iri: str) -> str:
    return next((node.kind for node in around.nodes if node.iri == iri), "other")


def _as_json(around: Neighbourhood, asked: Asked, frame: Frame) -> Response:
    nodes = [
        {
            **asdict(node),
            "name": firm(node.name) if node.kind == "document" else node.name,
            "kind_name": kind_word(node.kind, frame.words),
            "href": frame.links.entity(node.iri),
            "short": node.iri.removeprefix(ID),
        }
        for node in around.nodes
    ]
    return JSONResponse(
        {
            "focus": list(asked.foci),
            "nodes": nodes,
            "ties": [asdict(tie) for tie in around.ties],
            "left_out": around.left_out,
        }
    )


def _as_graphml(around: Neighbourhood) -> Response:
    text = graphml(
        [DrawnNode(node.iri, node.name, node.kind) for node in around.nodes],
        [
            DrawnEdge(tie.source, tie.target, tie.label, "inferred" if tie.inferred else "explicit")
            for tie in around.ties
        ],
    )
    return Response(
        text,
        media_type="application/graphml+xml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="neighbourhood.graphml"'},
    )


def show(request: Request) -> Response:
    """Answer `/graph`."""
    hidden = request.query_params.getlist("hide")
    asked = Asked.of({**request.query_params, "hide": ",".join(hidden)})
    reader: Reader = reader_of(request)
    frame = frame_of(request)
    if len(hidden) > 1:  # as a form sends it; one address for one drawing
        return RedirectResponse(frame.links.graph(*asked.foci, **asked.parameters()), 303)
    names = Names(frame.words, frame.links)
    around = neighbourhood(reader, asked.foci, names, at=asked.at, hidden=asked.hidden)
    if asked.format == "json":
        return _as_json(around, asked, frame)
    if asked.format == "graphml":
        return _as_graphml(around)
    return render(request, "graph.html", graph_page(around, asked, names, frame))


ROUTES = (Route("/graph", show),)
