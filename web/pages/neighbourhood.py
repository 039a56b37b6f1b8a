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

from graph.errors import InputError, NotFound
from graph.limits import LIMITS
from ontology.iris import ID, name_of
from ontology.kinds import CLASS_OF_KIND
from queries.export.neighbourhood import to_graphml
from queries.read.neighbourhood import FOCI, OTHER, Neighbourhood, read_neighbourhood
from queries.read.statements import is_known
from web.dependencies import reader_of
from web.languages import content_order
from web.page_context import STATIC, Frame, frame_of, render
from web.views.neighbourhood import KindChoice, TieRow, drawing, kind_choices, tie_rows
from web.views.terms import RenderedTerm, TermRenderer

FORMATS: Final = ("html", "json", "graphml")
HIDEABLE: Final = frozenset({*CLASS_OF_KIND, OTHER})
SCRIPT: Final = "built/cytoscape.min.js"


@dataclass(frozen=True)
class GraphPage:
    """What the page of a neighbourhood shows."""

    focus: RenderedTerm
    others: tuple[RenderedTerm, ...]
    foci: str
    rows: tuple[TieRow, ...]
    kinds: tuple[KindChoice, ...]
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
            raise InputError(
                "A neighbourhood needs a thing to be drawn around.",
                hint="For example /graph?focus=organisation/vufo",
            )
        if len(foci) > FOCI:
            raise InputError(
                "More than %(most)s things are too many to draw around.",
                hint="Leave some out.",
                values={"most": FOCI},
            )
        hidden = frozenset(one for one in given.get("hide", "").replace(",", " ").split() if one)
        if unknown := sorted(hidden - HIDEABLE):
            raise InputError(
                "There is no kind of thing called %(kind)s.",
                hint="The kinds: %(kinds)s.",
                values={"kind": unknown[0][:40], "kinds": ", ".join(sorted(HIDEABLE))},
            )
        at = given.get("at", "").strip()
        if at:
            try:
                date.fromisoformat(at)
            except ValueError as error:
                raise InputError(
                    "at=%(text)s is no day.",
                    hint="Write it as year, month, day: 2024-04-02.",
                    values={"text": at[:40]},
                ) from error
        form = given.get("format") or "html"
        if form not in FORMATS:
            raise InputError(
                "%(name)s=%(text)s is not to be had here.",
                hint="There is: %(formats)s.",
                values={"name": "format", "text": form[:40], "formats": ", ".join(FORMATS)},
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
        raise InputError(
            "“%(text)s” names no thing.",
            hint="Give an IRI, or kind and name of a thing: place/nghe-an",
            values={"text": text[:80]},
        )
    return iri


def graph_page(around: Neighbourhood, asked: Asked, terms: TermRenderer, frame: Frame) -> GraphPage:
    """Fill the page."""
    links = frame.links
    first, *others = asked.foci

    def expand(thing: str) -> str:
        full = len(asked.foci) >= FOCI
        return "" if full else links.graph(*asked.foci, thing, **asked.parameters())

    return GraphPage(
        focus=terms.link(first),
        others=tuple(terms.link(iri) for iri in others),
        foci=" ".join(iri.removeprefix(ID) for iri in asked.foci),
        rows=tie_rows(around, terms, expand),
        kinds=kind_choices(around, asked.hidden, terms),
        at=asked.at,
        left_out=around.left_out,
        not_held=around.not_held,
        data=links.graph(*asked.foci, **asked.parameters(format="json")),
        download=links.graph(*asked.foci, **asked.parameters(format="graphml")),
        script=frame.static(SCRIPT) if (STATIC / SCRIPT).exists() else "",
    )


def show(request: Request) -> Response:
    """Answer `/graph`."""
    hidden = request.query_params.getlist("hide")
    asked = Asked.of({**request.query_params, "hide": ",".join(hidden)})
    reader = reader_of(request)
    frame = frame_of(request)
    if len(hidden) > 1:  # as a form sends it; one address for one drawing
        return RedirectResponse(frame.links.graph(*asked.foci, **asked.parameters()), 303)
    try:
        around = read_neighbourhood(reader, asked.foci, at=asked.at, hidden=asked.hidden)
    except NotFound as error:
        unknown = next(focus for focus in asked.foci if not is_known(reader, focus))
        raise NotFound(
            "Nothing is known of <%(iri)s>.",
            hint="Check the spelling, or search for a name.",
            values={"iri": unknown},
        ) from error
    terms = TermRenderer.reading(reader, around.iris(), frame.words, frame.links)
    if asked.format == "json":
        return JSONResponse(asdict(drawing(around, terms)))
    if asked.format == "graphml":
        return Response(
            to_graphml(around, terms.labels, content_order(frame.lang)),
            media_type="application/graphml+xml; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="neighbourhood.graphml"'},
        )
    return render(request, "graph.html", graph_page(around, asked, terms, frame))


ROUTES = (Route("/graph", show),)
