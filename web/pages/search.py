"""Search by name in any language and script, accents optional, or in the words of the sources' texts.

`/search` as a list, a table, a timeline, JSON or CSV; `/suggest` what may be meant while one types. Where few names are
found the texts are searched too. Without words it is the list of all things of a kind (`web/pages/lists.py`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.errors import DamagedTextIndex
from graph.limits import LIMITS
from graph.search.fts_query import asked_words
from graph.search.index_lifecycle import Index
from graph.search.names import FEW, Hit, offered_instead
from graph.store.reader import Reader
from queries.export import lists, search
from queries.export.search import SearchDocument, found_rows
from queries.read.columns import Columns, read_columns
from queries.read.facets import FACETS
from queries.read.labels import read_labels
from queries.read.lists import Order, columns_of
from queries.read.search import search_names, suggest_names
from queries.read.snippets import any_texts, search_texts
from queries.read.texts import Texts
from web.dependencies import AppSettings, CurrentReader, GivenTexts, PageFrame
from web.errors import Elsewhere
from web.languages import N_, content_order
from web.negotiate import choose
from web.openapi import answers
from web.page_context import Frame, Tab, render
from web.pages.lists import list_data, list_page
from web.parameters import Accept, ignored_parameters
from web.search_parameters import SearchParams, SuggestKinds, SuggestText
from web.views.browse import KindLink, kind_links
from web.views.facets import Facet, facet_views, values_of
from web.views.list_table import ListTable, list_table
from web.views.search_results import (
    Found,
    SuggestDocument,
    found_views,
    in_order_of_citing,
    suggestion_views,
    timeline_of,
)
from web.views.search_snippets import Quotation, quotations
from web.views.terms import TermRenderer
from web.views.timeline import Timeline

router = APIRouter()

SHOWN: Final = LIMITS.search_rows_a_page
VIEWS: Final = {"list": N_("List"), "table": N_("Table"), "timeline": N_("Timeline")}
SCOPES: Final = {"names": N_("Names"), "texts": N_("Texts of the sources")}
_LIKED: Final = {"application/json": "json", "text/csv": "csv"}


NO_NAMES: Final = N_("This service reads from an endpoint, and has no index of names to search.")
INSTEAD_OF_NAMES: Final = N_("The lists of things have them all, and a query at /sparql finds any.")


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows.

    `total` counts what was found, `capped` that there is more; `of_version` is set where the names of an earlier
    version were searched, `unready` where none can be yet; `ignored` are parameters that mean nothing here.
    `quotations` are passages of the texts: those asked for, or where few names are found some of `passages` in all,
    which `in_texts` leads to. `wordless`: no letter or digit was given. `instead` are searches that find something.
    """

    asked: str
    found: tuple[Found, ...]
    table: ListTable | None
    quotations: tuple[Quotation, ...]
    facets: tuple[Facet, ...]
    filtered: bool
    views: tuple[Tab, ...]
    scopes: tuple[Tab, ...]
    view: str
    scope: str
    drawing: Timeline | None
    total: int
    capped: bool
    partial: bool
    approximate: bool
    wordless: bool
    passages: int
    more_passages: bool
    in_texts: str
    instead: tuple[Tab, ...]
    kinds: tuple[KindLink, ...]
    of_version: int | None
    unready: bool
    to_index: int
    ignored: tuple[str, ...]
    page: int
    next_page: str
    previous_page: str
    data: tuple[Tab, ...]


def search_page(
    reader: Reader, params: SearchParams, frame: Frame, store: Path, texts: Texts | None = None
) -> SearchPage:
    """Fill the search page; `store` is the folder of the index of the texts."""
    has_texts = any_texts(reader, texts)
    page = _empty(params, frame, has_texts=has_texts)
    if not params.q:
        return replace(page, kinds=kind_links(reader, TermRenderer(frame.words, frame.links)))
    if params.scope == "texts":
        return _in_texts(reader, params, frame, page, store, texts if has_texts else None)
    page = _names(reader, params, frame, page)
    if page.total < FEW or page.approximate:
        page = _with_passages(reader, params, frame, page, store, texts if has_texts else None)
    if not page.total and not page.filtered:
        page = replace(page, kinds=kind_links(reader, TermRenderer(frame.words, frame.links)))
    return page


def _names(reader: Reader, params: SearchParams, frame: Frame, page: SearchPage) -> SearchPage:
    """Fill in the things whose names were found."""
    values = values_of(params.chosen)
    result = search_names(reader, params.q, values)
    hits = result.hits[(params.page - 1) * SHOWN : params.page * SHOWN]
    if params.view == "timeline":
        hits = tuple(sorted(hits, key=lambda hit: result.details.dates(hit.iri)[0] or "9999"))
    columns = read_columns(reader, (hit.iri for hit in hits), at=params.at)
    named = [*result.iris(hits), *columns.iris()]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    if params.view != "timeline":
        hits = tuple(in_order_of_citing(hits, columns))
    found = found_views(hits, result.details, columns, terms)
    kept = {name: value for name, value in params.parameters().items() if name not in FACETS and value}
    index = result.index
    page = replace(
        page,
        found=found,
        table=_table(hits, params, columns, terms) if params.view == "table" else None,
        facets=facet_views(result.facets, values, terms, lambda chosen: frame.links.search(**kept, **chosen)),
        drawing=timeline_of(found, result.details) if params.view == "timeline" else None,
        total=len(result.hits),
        capped=result.more,
        partial=result.partial,
        approximate=result.approximate,
        wordless=not asked_words(params.q),
        instead=_instead(index, params, frame) if index is not None and not result.hits else (),
        of_version=None if index is None or (index.current and not frame.read) else index.number,
        unready=index is None,
    )
    return _paged(page, params, frame, len(result.hits), SHOWN)


def _table(
    hits: Sequence[Hit], params: SearchParams, columns: Columns, terms: TermRenderer
) -> ListTable | None:
    """Return the table of things of the kind chosen, best first; None where no kind is chosen."""
    if "kind" not in params.chosen:
        return None
    shown = columns_of(params.kind)
    order = Order(shown[0], descending=False, languages=terms.languages)
    table = list_table([hit.iri for hit in hits], shown, columns, order, terms, lambda _: "")
    return replace(table, headings=tuple(replace(one, sorted="") for one in table.headings))


def _instead(index: Index, params: SearchParams, frame: Frame) -> tuple[Tab, ...]:
    """Return links to searches that find something, where this one finds nothing."""
    if params.chosen:
        return ()
    return tuple(
        Tab(text, frame.links.search(q=text), chosen=False) for text in offered_instead(index.path, params.q)
    )


def _empty(params: SearchParams, frame: Frame, *, has_texts: bool) -> SearchPage:
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
        for form in ("csv", "json")
        if params.q and params.scope == "names"
    )
    return SearchPage(
        asked=params.q,
        found=(),
        table=None,
        quotations=(),
        facets=(),
        filtered=bool(params.chosen),
        views=tabs["view"] if params.q and params.scope == "names" else (),
        scopes=tabs["scope"] if params.q and (has_texts or params.scope == "texts") else (),
        view=params.view,
        scope=params.scope,
        drawing=None,
        total=0,
        capped=False,
        partial=False,
        approximate=False,
        wordless=False,
        passages=0,
        more_passages=False,
        in_texts="",
        instead=(),
        kinds=(),
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


def _in_texts(
    reader: Reader, params: SearchParams, frame: Frame, page: SearchPage, store: Path, texts: Texts | None
) -> SearchPage:
    """Fill the page of passages that hold the words."""
    if texts is None:
        return replace(page, unready=True)
    found = search_texts(reader, store, params.q, texts, skip=(params.page - 1) * SHOWN, most=SHOWN)
    terms = TermRenderer.reading(reader, found.iris(), frame.words, frame.links)
    page = replace(
        page,
        quotations=quotations(found.snippets, terms),
        total=found.total,
        capped=found.more,
        wordless=not asked_words(params.q),
        to_index=found.to_index,
    )
    return _paged(page, params, frame, found.total, SHOWN)


def _with_passages(
    reader: Reader, params: SearchParams, frame: Frame, page: SearchPage, store: Path, texts: Texts | None
) -> SearchPage:
    """Fill in the first passages that hold the words, and how many there are, where few names do."""
    if texts is None or params.page > 1 or params.chosen:
        return page
    try:
        found = search_texts(reader, store, params.q, texts, most=LIMITS.passages_beside_names)
    except DamagedTextIndex:  # names are found without it
        return page
    terms = TermRenderer.reading(reader, found.iris(), frame.words, frame.links)
    return replace(
        page,
        instead=() if found.total else page.instead,
        quotations=quotations(found.snippets, terms),
        passages=found.total,
        more_passages=found.more,
        in_texts=frame.links.search(**params.parameters(scope="texts", view="", page="")),
        to_index=found.to_index,
    )


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
    settings: AppSettings,
    accept: Accept = None,
) -> Response:
    """Find things by their names in any language, accents optional, or list the things of a kind."""
    form = params.format or _LIKED.get(choose(accept, ["text/html", *_LIKED]) or "", "html")
    is_list = not params.q and bool(params.kind)
    if form != "html":
        response = _list_data(reader, params, form, frame) if is_list else _data(reader, params, form, frame)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    ignored = ignored_parameters(request)
    if is_list:
        return render(request, "list.html", list_page(reader, params, frame, ignored))
    page = replace(search_page(reader, params, frame, settings.store, texts), ignored=ignored)
    response = render(request, "search.html", page)
    if page.of_version is not None or page.unready or page.to_index:
        # In a moment there is more to say: this page is not to be kept.
        response.headers["Cache-Control"] = "no-store"
    return response


def _data(reader: Reader, params: SearchParams, form: str, frame: Frame) -> Response:
    """Answer with all that was found as JSON or CSV."""
    result = search_names(reader, params.q, values_of(params.chosen))
    if result.index is None and frame.read:
        raise Elsewhere(NO_NAMES, hint=INSTEAD_OF_NAMES)
    labels = read_labels(reader, (hit.iri for hit in result.hits))
    rows = found_rows(result.hits, result.details, labels, content_order(frame.lang))
    found = SearchDocument(params.q, result.more or result.partial, rows)
    return _written(search.to_json(found) if form == "json" else search.to_csv(found), form)


def _list_data(reader: Reader, params: SearchParams, form: str, frame: Frame) -> Response:
    """Answer with the whole of a list as JSON or CSV."""
    document = list_data(reader, params, frame)
    return _written(lists.to_json(document) if form == "json" else lists.to_csv(document), form)


def _written(content: str | bytes, form: str) -> Response:
    if form == "json":
        return Response(content, media_type="application/json")
    return Response(content, media_type="text/csv; charset=utf-8; header=present")


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
