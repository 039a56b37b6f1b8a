"""Search by name in any language and script, marks optional, or in the words of the sources' texts.

`/search` as a list, a table, a timeline, JSON or CSV; `/suggest` what may be meant while one types. Without words,
the list of all things of a kind.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graph.errors import InputError
from graph.limits import LIMITS
from graph.search.names import MOST, Hit
from graph.store.reader import EmbeddedReader, Reader
from ontology.kinds import CLASS_OF_KIND, PROVENANCE_KINDS
from queries.export.search import SearchDocument, found_rows, to_csv, to_json
from queries.read.facets import COUNTED, FACETS, read_details
from queries.read.labels import read_labels
from queries.read.search import search_names, suggest_names
from queries.read.snippets import search_texts
from queries.read.texts import Texts
from queries.read.things import in_order_of_names, things_of_kind
from web.dependencies import reader_of
from web.languages import N_, content_order
from web.negotiate import choose
from web.page_context import Frame, frame_of, render
from web.views.facets import Facet, facet_views, from_address
from web.views.search_results import Found, SuggestDocument, found_views, suggestion_views, timeline_of
from web.views.search_snippets import Quotation, quotations
from web.views.terms import PLURALS, TermRenderer, kind_word
from web.views.timeline import Timeline

LONGEST: Final = LIMITS.search_length
SHOWN: Final = LIMITS.search_rows_a_page
BROWSED: Final = LIMITS.browse_rows_a_page
SUGGESTED: Final = LIMITS.suggestions
VIEWS: Final = {"list": N_("List"), "table": N_("Table"), "timeline": N_("Timeline")}
SCOPES: Final = {"names": N_("Names"), "texts": N_("Texts of the sources")}
FORMATS: Final = ("html", "json", "csv")
KINDS: Final = frozenset({*CLASS_OF_KIND, *PROVENANCE_KINDS, "concept", "ontology", "other"})
KNOWN: Final = frozenset({"q", "view", "scope", "page", "format", "lang", *FACETS})


@dataclass(frozen=True)
class Tab:
    """A link to another view or scope of the same search."""

    name: str
    href: str
    chosen: bool


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
    """What an address asks for, checked."""

    text: str
    view: str
    scope: str
    page: int
    format: str
    chosen: Mapping[str, str]
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "SearchParams":
        """Read the parameters of an address; raise InputError for what cannot be meant."""
        text = " ".join(given.get("q", "").replace("\0", " ").split())
        if len(text) > LONGEST:
            raise InputError(
                "A search of %(count)s characters is too long.",
                hint="Search for at most %(most)s characters.",
                values={"count": len(text), "most": LONGEST},
            )
        page = given.get("page", "1")
        if not page.isascii() or not page.isdigit() or not 1 <= int(page[:6]) <= LIMITS.search_page_number:
            raise InputError(
                "page=%(page)s is no page.", hint="Pages are numbered from 1.", values={"page": page[:40]}
            )
        one: dict[str, str] = {}
        for name, values in (("view", VIEWS), ("scope", SCOPES), ("format", FORMATS)):
            one[name] = given.get(name) or next(iter(values))
            if one[name] not in values:
                raise InputError(
                    "%(name)s=%(text)s is not to be had here.",
                    hint="There is: %(formats)s.",
                    values={"name": name, "text": one[name][:40], "formats": ", ".join(values)},
                )
        ignored = tuple(name[:40] for name in given if name not in KNOWN)[:5]
        return cls(text, one["view"], one["scope"], int(page), one["format"], _chosen_of(given), ignored)

    @property
    def values(self) -> dict[str, str]:
        """The choices by facet, as readers have them: places and statuses by IRI."""
        return {facet: from_address(facet, text) for facet, text in self.chosen.items()}

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same search with something changed."""
        same: dict[str, object] = {
            "q": self.text,
            **self.chosen,
            "view": self.view if self.view != "list" else "",
            "scope": self.scope if self.scope != "names" else "",
        }
        return {**same, **changed}


def _chosen_of(given: Mapping[str, str]) -> dict[str, str]:
    """Return the facets chosen in an address; raise InputError for a value that cannot be one."""
    chosen = {name: given[name] for name in FACETS if given.get(name)}
    for name, value in chosen.items():
        if len(value) > LIMITS.facet_value_length:
            raise InputError(
                "%(name)s= is %(count)s characters long.",
                hint="Choose a value from the page.",
                values={"name": name, "count": len(value)},
            )
    kind = chosen.get("kind")
    if kind is not None and kind not in KINDS:
        raise InputError(
            "There is no kind of thing called %(kind)s.",
            hint="The kinds: %(kinds)s.",
            values={"kind": kind[:40], "kinds": ", ".join(sorted(KINDS))},
        )
    year = chosen.get("year")
    if year is not None and not (len(year) == 4 and year.isascii() and year.isdigit()):
        raise InputError(
            "“%(text)s” is no year.", hint="Write it with four digits: year=2024", values={"text": year[:40]}
        )
    return chosen


def search_page(reader: Reader, asked: SearchParams, frame: Frame, texts: Texts | None = None) -> SearchPage:
    """Fill the search page."""
    if asked.text and asked.scope == "texts":
        return _in_texts(reader, asked, frame, texts)
    if not asked.text:
        return _of_kind(reader, asked, frame) if "kind" in asked.chosen else _empty(asked, frame)
    result = search_names(reader, asked.text, asked.values)
    hits = result.hits[(asked.page - 1) * SHOWN : asked.page * SHOWN]
    if asked.view == "timeline":
        hits = tuple(sorted(hits, key=lambda hit: result.details.dates(hit.iri)[0] or "9999"))
    terms = TermRenderer.reading(reader, result.iris(hits), frame.words, frame.links)
    found = found_views(hits, result.details, terms)
    kept = {name: value for name, value in asked.parameters().items() if name not in FACETS and value}
    index = result.index
    page = replace(
        _empty(asked, frame),
        kind_name=kind_word(asked.chosen["kind"], frame.words) if "kind" in asked.chosen else "",
        found=found,
        facets=facet_views(
            result.facets, asked.values, terms, lambda chosen: frame.links.search(**kept, **chosen)
        ),
        drawing=timeline_of(found, result.details) if asked.view == "timeline" else None,
        total=len(result.hits),
        capped=result.more,
        partial=result.partial,
        approximate=result.approximate,
        of_version=None if index is None or index.current else index.number,
        unready=index is None,
    )
    return _paged(page, asked, frame, len(result.hits), SHOWN)


def _empty(asked: SearchParams, frame: Frame) -> SearchPage:
    tabs = {}
    for name, values, now in (("view", VIEWS, asked.view), ("scope", SCOPES, asked.scope)):
        first = next(iter(values))
        tabs[name] = tuple(
            Tab(
                frame.words(title),
                frame.links.search(**asked.parameters(**{name: "" if one == first else one})),
                one == now,
            )
            for one, title in values.items()
        )
    data = tuple(
        Tab(form.upper(), frame.links.data("/search", **asked.parameters(format=form, view="")), chosen=False)
        for form in ("json", "csv")
        if (asked.text or "kind" in asked.chosen) and asked.scope == "names"
    )
    return SearchPage(
        asked=asked.text,
        kind_name="",
        found=(),
        quotations=(),
        facets=(),
        views=tabs["view"] if asked.text and asked.scope == "names" else (),
        scopes=tabs["scope"] if asked.text else (),
        view=asked.view,
        scope=asked.scope,
        drawing=None,
        total=0,
        capped=False,
        partial=False,
        approximate=False,
        of_version=None,
        unready=False,
        to_index=0,
        ignored=asked.ignored,
        page=asked.page,
        next_page="",
        previous_page="",
        data=data,
    )


def _paged(page: SearchPage, asked: SearchParams, frame: Frame, count: int, rows: int) -> SearchPage:
    """Return a page with the links to the next one and the one before, of so many things, so many rows a page."""

    def link(number: int) -> str:
        return frame.links.search(**asked.parameters(page=number if number > 1 else ""))

    return replace(
        page,
        next_page=link(asked.page + 1) if count > asked.page * rows else "",
        previous_page=link(asked.page - 1) if asked.page > 1 else "",
    )


def _things_chosen(reader: Reader, kind: str) -> list[str]:
    """Return the things of the kind chosen. Raises InputError for a kind that has no list."""
    if kind not in CLASS_OF_KIND:
        raise InputError(
            "Things of the kind %(kind)s cannot be listed.",
            hint="The kinds: %(kinds)s.",
            values={"kind": kind[:40], "kinds": ", ".join(sorted(CLASS_OF_KIND))},
        )
    return things_of_kind(reader, kind)


def _of_kind(reader: Reader, asked: SearchParams, frame: Frame) -> SearchPage:
    """Fill the page that lists the things of the kind chosen."""
    kind = asked.chosen["kind"]
    things = _things_chosen(reader, kind)
    ordered = in_order_of_names(reader, things, content_order(frame.lang))
    shown = ordered[(asked.page - 1) * BROWSED : asked.page * BROWSED]
    terms = TermRenderer.reading(reader, shown, frame.words, frame.links)
    page = replace(
        _empty(asked, frame),
        kind_name=frame.words(PLURALS[kind]) if kind in PLURALS else kind_word(kind, frame.words),
        found=tuple(Found(terms.link(iri), "", "", "") for iri in shown),
        total=min(len(things), MOST),
        capped=len(things) > MOST,
    )
    return _paged(page, asked, frame, len(things), BROWSED)


def _in_texts(reader: Reader, asked: SearchParams, frame: Frame, texts: Texts | None) -> SearchPage:
    """Fill the page of passages that hold the words."""
    page = _empty(asked, frame)
    if texts is None or not isinstance(reader, EmbeddedReader):
        return replace(page, unready=True)
    found = search_texts(reader, asked.text, texts, skip=(asked.page - 1) * SHOWN, most=SHOWN)
    terms = TermRenderer.reading(reader, found.iris(), frame.words, frame.links)
    page = replace(
        page,
        quotations=quotations(found.snippets, terms),
        total=found.total,
        capped=found.more,
        to_index=found.to_index,
    )
    return _paged(page, asked, frame, found.total, SHOWN)


def results(request: Request) -> Response:
    """Answer `/search`."""
    asked = SearchParams.of({**request.query_params, "format": _format(request)})
    frame = frame_of(request)
    if asked.format != "html":
        response = _data(reader_of(request), asked, frame)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    page = search_page(reader_of(request), asked, frame, request.app.state.texts)
    response = render(request, "search.html", page)
    if page.of_version is not None or page.unready or page.to_index:
        # In a moment there is more to say: this page is not to be kept.
        response.headers["Cache-Control"] = "no-store"
    return response


def _format(request: Request) -> str:
    """Return the format an address asks for, or else the one the client likes best."""
    given = request.query_params.get("format", "")
    liked = choose(request.headers.get("accept"), ["text/html", "application/json", "text/csv"])
    return given or {"application/json": "json", "text/csv": "csv"}.get(liked or "", "html")


def _data(reader: Reader, asked: SearchParams, frame: Frame) -> Response:
    """Answer with all that was found, or the things of a kind, as JSON or CSV."""
    languages = content_order(frame.lang)
    if asked.text or "kind" not in asked.chosen:
        result = search_names(reader, asked.text, asked.values)
        hits, details, more = result.hits, result.details, result.more or result.partial
        labels = read_labels(reader, (hit.iri for hit in hits))
    else:
        kind = asked.chosen["kind"]
        things = _things_chosen(reader, kind)
        labels = read_labels(reader, things[:MOST])
        names = [(iri, labels.name(iri, languages)) for iri in things[:MOST]]
        hits = tuple(Hit(iri, name.text, name.lang, kind, exact=False) for iri, name in names)
        details = read_details(reader, hits[:COUNTED])
        more = len(things) > COUNTED
    found = SearchDocument(asked.text, more, found_rows(hits, details, labels, languages))
    if asked.format == "json":
        return Response(to_json(found), media_type="application/json")
    return Response(to_csv(found), media_type="text/csv; charset=utf-8; header=present")


def suggestions(request: Request) -> Response:
    """Answer `/suggest`: what may be meant by what has been typed so far, as JSON."""
    text = request.query_params.get("q", "").replace("\0", " ")[:LONGEST]
    reader, frame = reader_of(request), frame_of(request)
    hits, index = suggest_names(reader, text)
    terms = TermRenderer.reading(reader, (hit.iri for hit in hits), frame.words, frame.links)
    response = JSONResponse(asdict(SuggestDocument(text, suggestion_views(hits, terms))))
    response.headers["Vary"] = "Accept-Language, Cookie"
    if index is None or not index.current:
        response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = (Route("/search", results), Route("/suggest", suggestions))
