"""The neighbourhood of things: as a table and a drawing, one to be worked where there is a script, as JSON and GraphML.

`/graph?focus=organisation/vufo`, and further things after a space; `hide` leaves out kinds, `at` is a day. The
address alone reproduces what is shown.
"""

from dataclasses import asdict, dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ontology.iris import ID
from queries.export.neighbourhood import to_graphml
from queries.read.neighbourhood import FOCI, Neighbourhood, read_neighbourhood
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers
from web.page_context import STATIC, Frame, in_words, render
from web.parameters import Day
from web.search_parameters import Foci, GraphFormat, Hidden
from web.views.neighbourhood import Drawing, KindChoice, TieRow, drawing, kind_choices, tie_rows
from web.views.neighbourhood_tree import Tree, lay_out_tree
from web.views.terms import RenderedTerm, TermRenderer

router = APIRouter()

GRAPHML: Final = "application/graphml+xml"
SCRIPT: Final = "built/cytoscape.min.js"


@dataclass(frozen=True)
class GraphPage:
    """What the page of a neighbourhood shows."""

    focus: RenderedTerm
    others: tuple[RenderedTerm, ...]
    foci: str
    tree: Tree | None
    rows: tuple[TieRow, ...]
    kinds: tuple[KindChoice, ...]
    at: str
    left_out: int
    not_held: int
    data: str
    download: str
    script: str


@dataclass(frozen=True)
class GraphParams:
    """What an address asks for. `focus` are IRIs, a space between two."""

    focus: Foci
    hide: Hidden
    at: Day = ""
    format: GraphFormat = "html"

    @property
    def foci(self) -> tuple[str, ...]:
        """The things to draw around."""
        return tuple(self.focus.split())

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same with something changed."""
        return {"at": self.at, "hide": ",".join(self.hide), **changed}


def graph_page(around: Neighbourhood, params: GraphParams, terms: TermRenderer, frame: Frame) -> GraphPage:
    """Fill the page."""
    links = frame.links
    first, *others = params.foci

    def expand(thing: str) -> str:
        full = len(params.foci) >= FOCI
        return "" if full else links.graph(*params.foci, thing, **params.parameters())

    return GraphPage(
        focus=terms.link(first),
        others=tuple(terms.link(iri) for iri in others),
        foci=" ".join(iri.removeprefix(ID) for iri in params.foci),
        tree=lay_out_tree(around, terms),
        rows=tie_rows(around, terms, expand),
        kinds=kind_choices(around, frozenset(params.hide), terms),
        at=params.at,
        left_out=around.left_out,
        not_held=around.not_held,
        data=links.graph(*params.foci, **params.parameters(format="json")),
        download=links.graph(*params.foci, **params.parameters(format="graphml")),
        script=frame.static(SCRIPT) if (STATIC / SCRIPT).exists() else "",
    )


@router.get(
    "/graph",
    tags=["Things"],
    responses=answers("application/json", GRAPHML, "text/html", model=Drawing),
    response_class=Response,
)
def show(
    request: Request, params: Annotated[GraphParams, Depends()], reader: CurrentReader, frame: PageFrame
) -> Response:
    """Get what things are tied to, directly or through a record of a role, a presence or a citation."""
    if len(request.query_params.getlist("hide")) > 1:  # as a form sends it; one address for one drawing
        return RedirectResponse(frame.links.graph(*params.foci, **params.parameters()), 303)
    around = read_neighbourhood(reader, params.foci, at=params.at, hidden=params.hide)
    terms = TermRenderer.reading(reader, around.iris(), frame.words, frame.links)
    if params.format == "json":
        return in_words(JSONResponse(asdict(drawing(around, terms))))
    if params.format == "graphml":
        drawn = Response(
            to_graphml(around, terms.labels, content_order(frame.lang)),
            media_type=f"{GRAPHML}; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="neighbourhood.graphml"'},
        )
        return in_words(drawn)
    return render(request, "graph.html", graph_page(around, params, terms, frame))
