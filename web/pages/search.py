"""Search by name in any language and script, accents optional, or in the words of the sources' texts.

`/search` as a list, a table, a timeline, JSON or CSV; `/suggest` what may be meant while one types. Without words,
the list of all things of a kind.
"""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.limits import LIMITS
from graph.search.names import MOST, Hit
from graph.store.reader import EmbeddedReader, Reader
from queries.export.search import SearchDocument, found_rows, to_csv, to_json
from queries.read.columns import read_columns
from queries.read.facets import COUNTED, FACETS, read_details
from queries.read.labels import read_labels
from queries.read.search import search_names, suggest_names
from queries.read.snippets import search_texts
from queries.read.texts import Texts
from queries.read.things import in_order_of_names, things_of_kind
from web.dependencies import CurrentReader, GivenTexts, PageFrame
from web.languages import N_, content_order
from web.negotiate import choose
from web.openapi import answers
from web.page_context import Frame, Tab, render
from web.parameters import Accept, SearchPageNumber, SearchText, Year, ignored_parameters
from web.search_parameters import (
    FacetKind,
    FacetLanguage,
    FacetPlace,
    FacetStatus,
    SearchFormat,
    SearchScope,
    SearchView,
    SuggestKinds,
    SuggestText,
)
from web.views.facets import Facet, facet_views, from_address
from web.views.search_results import (
    Found,
    SuggestDocument,
    found_views,
    in_order_of_citing,
    suggestion_views,
    timeline_of,
)
from web.views.search_snippets import Quotation, quotations
from web.views.terms import PLURALS, TermRenderer, kind_word
from web.views.timeline import Timeline

router = APIRouter()

SHOWN: Final = LIMITS.search_rows_a_page
BROWSED: Final = LIMITS.browse_rows_a_page
VIEWS: Final = {"list": N_("List"), "table": N_("Table"), "timeline": N_("Timeline")}
SCOPES: Final = {"names": N_("Names"), "texts": N_("Texts of the sources")}
_LIKED: Final = {"application/json": "json", "text/csv": "csv"}


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows; without words it lists the things of a kind.

    `total` counts what was found, `capped` that there is more; `of_version` is set where the names of an earlier
    version were searched, `unready` where none can be yet; `ignored` are parameters that mean nothing here.
    """

    asked: str
    kind_name: str
    found: tuple[Found, ...]
    quotations: tuple[Quotation, ...]
    facets: tuple[Facet, ...]
    views: tuple[Tab, ...]
    scopes: tuple[Tab, ...]
    view: str
    scope: str
    drawing: Timeline | None
    total: int
    capped: bool
    partial: bool
    approximate: bool
    of_version: int | None
    unready: bool
    to_index: int
    ignored: tuple[str, ...]
    page: int
    next_page: str
    previous_page: str
    data: tuple[Tab, ...]


@dataclass(frozen=True)
class SearchParams:
    """What an address asks for."""

    q: SearchText = ""
    kind: FacetKind = ""
    place: FacetPlace = ""
    year: Year = ""
    language: FacetLanguage = ""
    status: FacetStatus = ""
    view: SearchView = "list"
    scope: SearchScope = "names"
    page: SearchPageNumber = 1
    format: SearchFormat = None

    @property
    def chosen(self) -> dict[str, str]:
        """The choices by facet, as they stand in the address."""
        return {facet: value for facet in FACETS if (value := getattr(self, facet))}

    @property
    def values(self) -> dict[str, str]:
        """The choices by facet, as readers have them: places and statuses by IRI."""
        return {facet: from_address(facet, text) for facet, text in self.chosen.items()}

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same search with something changed."""
        same: dict[str, object] = {
            "q": self.q,
            **self.chosen,
            "view": self.view if self.view != "list" else "",
            "scope": self.scope if self.scope != "names" else "",
        }
        return {**same, **changed}


def search_page(reader: Reader, params: SearchParams, frame: Frame, texts: Texts | None = None) -> SearchPage:
    """Fill the search page."""
    if params.q and params.scope == "texts":
        return _in_texts(reader, params, frame, texts)
    if not params.q:
        return _of_kind(reader, params, frame) if "kind" in params.chosen else _empty(params, frame)
    result = search_names(reader, params.q, params.values)
    hits = result.hits[(params.page - 1) * SHOWN : params.page * SHOWN]
    if params.view == "timeline":
        hits = tuple(sorted(hits, key=lambda hit: result.details.dates(hit.iri)[0] or "9999"))
    columns = read_columns(reader, (hit.iri for hit in hits))
    named = [*result.iris(hits), *columns.iris()]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    ordered = hits if params.view == "timeline" else in_order_of_citing(hits, columns)
    found = found_views(ordered, result.details, columns, terms)
    kept = {name: value for name, value in params.parameters().items() if name not in FACETS and value}
    index = result.index
    page = replace(
        _empty(params, frame),
        kind_name=kind_word(params.chosen["kind"], frame.words) if "kind" in params.chosen else "",
        found=found,
        facets=facet_views(
            result.facets, params.values, terms, lambda chosen: frame.links.search(**kept, **chosen)
        ),
        drawing=timeline_of(found, result.details) if params.view == "timeline" else None,
        total=len(result.hits),
        capped=result.more,
        partial=result.partial,
        approximate=result.approximate,
        of_version=None if index is None or index.current else index.number,
        unready=index is None,
    )
    return _paged(page, params, frame, len(result.hits), SHOWN)


def _empty(params: SearchParams, frame: Frame) -> SearchPage:
    tabs = {}
    for name, values, now in (("view", VIEWS, params.view), ("scope", SCOPES, params.scope)):
        first = next(iter(values))
        tabs[name] = tuple(
            Tab(
                frame.words(title),
                frame.links.search(**params.parameters(**{name: "" if one == first else one})),
                one == now,
            )
            for one, title in values.items()
        )
    data = tuple(
        Tab(
            form.upper(), frame.links.data("/search", **params.parameters(format=form, view="")), chosen=False
        )
        for form in ("json", "csv")
        if (params.q or "kind" in params.chosen) and params.scope == "names"
    )
    return SearchPage(
        asked=params.q,
        kind_name="",
        found=(),
        quotations=(),
        facets=(),
        views=tabs["view"] if params.q and params.scope == "names" else (),
        scopes=tabs["scope"] if params.q else (),
        view=params.view,
        scope=params.scope,
        drawing=None,
        total=0,
        capped=False,
        partial=False,
        approximate=False,
        of_version=None,
        unready=False,
        to_index=0,
        ignored=(),
        page=params.page,
        next_page="",
        previous_page="",
        data=data,
    )


def _paged(page: SearchPage, params: SearchParams, frame: Frame, count: int, rows: int) -> SearchPage:
    """Return a page with the links to the next one and the one before, of so many things, so many rows a page."""

    def link(number: int) -> str:
        return frame.links.search(**params.parameters(page=number if number > 1 else ""))

    return replace(
        page,
        next_page=link(params.page + 1) if count > params.page * rows else "",
        previous_page=link(params.page - 1) if params.page > 1 else "",
    )


def _of_kind(reader: Reader, params: SearchParams, frame: Frame) -> SearchPage:
    """Fill the page that lists the things of the kind chosen."""
    kind = params.chosen["kind"]
    things = things_of_kind(reader, kind)
    ordered = in_order_of_names(reader, things, content_order(frame.lang))
    shown = ordered[(params.page - 1) * BROWSED : params.page * BROWSED]
    terms = TermRenderer.reading(reader, shown, frame.words, frame.links)
    page = replace(
        _empty(params, frame),
        kind_name=frame.words(PLURALS[kind]) if kind in PLURALS else kind_word(kind, frame.words),
        found=tuple(Found(terms.link(iri), "", (), "", "") for iri in shown),
        total=min(len(things), MOST),
        capped=len(things) > MOST,
    )
    return _paged(page, params, frame, len(things), BROWSED)


def _in_texts(reader: Reader, params: SearchParams, frame: Frame, texts: Texts | None) -> SearchPage:
    """Fill the page of passages that hold the words."""
    page = _empty(params, frame)
    if texts is None or not isinstance(reader, EmbeddedReader):
        return replace(page, unready=True)
    found = search_texts(reader, params.q, texts, skip=(params.page - 1) * SHOWN, most=SHOWN)
    terms = TermRenderer.reading(reader, found.iris(), frame.words, frame.links)
    page = replace(
        page,
        quotations=quotations(found.snippets, terms),
        total=found.total,
        capped=found.more,
        to_index=found.to_index,
    )
    return _paged(page, params, frame, found.total, SHOWN)


@router.get(
    "/search",
    tags=["Search"],
    responses=answers("application/json", "text/csv", "text/html", model=SearchDocument),
    response_class=Response,
)
def results(
    request: Request,
    params: Annotated[SearchParams, Depends()],
    reader: CurrentReader,
    frame: PageFrame,
    texts: GivenTexts,
    accept: Accept = None,
) -> Response:
    """Find things by their names in any language, accents optional, or list the things of a kind."""
    form = params.format or _LIKED.get(choose(accept, ["text/html", *_LIKED]) or "", "html")
    if form != "html":
        response = _data(reader, params, form, frame)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    page = replace(search_page(reader, params, frame, texts), ignored=ignored_parameters(request))
    response = render(request, "search.html", page)
    if page.of_version is not None or page.unready or page.to_index:
        # In a moment there is more to say: this page is not to be kept.
        response.headers["Cache-Control"] = "no-store"
    return response


def _data(reader: Reader, params: SearchParams, form: str, frame: Frame) -> Response:
    """Answer with all that was found, or the things of a kind, as JSON or CSV."""
    languages = content_order(frame.lang)
    if params.q or "kind" not in params.chosen:
        result = search_names(reader, params.q, params.values)
        hits, details, more = result.hits, result.details, result.more or result.partial
        labels = read_labels(reader, (hit.iri for hit in hits))
    else:
        kind = params.chosen["kind"]
        things = things_of_kind(reader, kind)
        labels = read_labels(reader, things[:MOST])
        names = [(iri, labels.name(iri, languages)) for iri in things[:MOST]]
        hits = tuple(Hit(iri, name.text, name.lang, kind, exact=False) for iri, name in names)
        details = read_details(reader, hits[:COUNTED])
        more = len(things) > COUNTED
    found = SearchDocument(params.q, more, found_rows(hits, details, labels, languages))
    if form == "json":
        return Response(to_json(found), media_type="application/json")
    return Response(to_csv(found), media_type="text/csv; charset=utf-8; header=present")


@router.get("/suggest", tags=["Search"], responses=answers("application/json", model=SuggestDocument))
def suggestions(
    reader: CurrentReader, frame: PageFrame, q: SuggestText = "", kinds: SuggestKinds = ""
) -> Response:
    """Get what may be meant by the beginning of a name, of some kinds of thing or of any."""
    hits, index = suggest_names(reader, q, tuple(kinds.split()))
    columns = read_columns(reader, (hit.iri for hit in hits))
    of_hits = (iri for hit in hits for iri in (hit.iri, hit.source) if iri)
    terms = TermRenderer.reading(reader, [*of_hits, *columns.iris()], frame.words, frame.links)
    response = JSONResponse(asdict(SuggestDocument(q, suggestion_views(hits, columns, terms))))
    response.headers["Vary"] = "Accept-Language, Cookie"
    if index is None or not index.current:
        response.headers["Cache-Control"] = "no-store"
    return response
