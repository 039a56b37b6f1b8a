"""The list of all things of a kind: `/search?kind=...` without words, as a page, CSV or JSON."""

from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import CLASS_OF_KIND
from queries.export.lists import ListDocument, list_document
from queries.read.columns import read_columns
from queries.read.facets import FACETS
from queries.read.labels import read_labels
from queries.read.lists import Order, ThingList, order_from, read_list
from web.errors import InvalidValue
from web.languages import content_order
from web.page_context import Frame, Tab
from web.search_parameters import SearchParams
from web.views.browse import KindLink, kind_links
from web.views.facets import Facet, facet_views, values_of
from web.views.list_table import ListTable, list_table
from web.views.terms import PLURALS, TermRenderer, kind_word

ROWS: Final = LIMITS.browse_rows_a_page


@dataclass(frozen=True)
class ListPage:
    """What the list of a kind shows.

    `total` counts what is listed; `capped`: the kind has more things than a list holds. `filtered`: something was
    chosen. `kinds` lead to the other lists.
    """

    kind_name: str
    table: ListTable
    facets: tuple[Facet, ...]
    filtered: bool
    kinds: tuple[KindLink, ...]
    total: int
    capped: bool
    page: int
    next_page: str
    previous_page: str
    data: tuple[Tab, ...]
    ignored: tuple[str, ...]


def list_page(reader: Reader, params: SearchParams, frame: Frame, ignored: tuple[str, ...]) -> ListPage:
    """Fill the list of a kind. Raises InvalidValue for a kind that has none."""
    kind, order = params.kind, _order(params, frame)
    listed = _read(reader, params, order)
    shown = listed.things[(params.page - 1) * ROWS : params.page * ROWS]
    columns = read_columns(reader, shown, wanted=listed.columns, at=params.at)
    named = [*shown, *columns.iris(), *listed.iris(), *([kind] if ":" in kind else [])]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)

    def link(**changed: object) -> str:
        return frame.links.search(**params.parameters(**{"page": "", **changed}))

    kept = {name: value for name, value in params.parameters().items() if name not in FACETS and value}
    return ListPage(
        kind_name=list_name(kind, terms),
        table=list_table(shown, listed.columns, columns, order, terms, lambda sort: link(sort=sort)),
        facets=facet_views(
            listed.facets,
            values_of(params.chosen),
            terms,
            lambda chosen: frame.links.search(**kept, **{"kind": kind, **chosen}),
        ),
        filtered=bool(params.chosen.keys() - {"kind"}),
        kinds=kind_links(reader, terms, kind),
        total=len(listed.things),
        capped=listed.capped,
        page=params.page,
        next_page=link(page=params.page + 1) if len(listed.things) > params.page * ROWS else "",
        previous_page=link(page=params.page - 1 if params.page > 2 else "") if params.page > 1 else "",
        data=tuple(
            Tab(
                form.upper(),
                frame.links.data("/search", **params.parameters(format=form, view="")),
                chosen=False,
            )
            for form in ("csv", "json")
        ),
        ignored=ignored,
    )


def list_data(reader: Reader, params: SearchParams, frame: Frame) -> ListDocument:
    """Return the whole of a list, with the same filters in the same order, for a download."""
    order = _order(params, frame)
    listed = _read(reader, params, order)
    columns = read_columns(reader, listed.things, wanted=listed.columns, at=params.at)
    labels = read_labels(reader, [*listed.things, *columns.iris()])
    return list_document(
        params.kind,
        f"{'-' if order.descending else ''}{order.column.value}",
        listed.things,
        listed.columns,
        columns,
        labels,
        order.languages,
        more=listed.capped,
    )


def list_name(kind: str, terms: TermRenderer) -> str:
    """Return what the things of a kind or class are called together."""
    if ":" in kind:
        return terms.class_name(kind)
    return terms.words(PLURALS[kind]) if kind in PLURALS else kind_word(kind, terms.words)


def _order(params: SearchParams, frame: Frame) -> Order:
    return order_from(params.sort, params.kind, content_order(frame.lang), params.at)


def _read(reader: Reader, params: SearchParams, order: Order) -> ThingList:
    if ":" not in params.kind and params.kind not in CLASS_OF_KIND:
        raise InvalidValue(
            "Things of the kind %(kind)s cannot be listed.",
            hint="The kinds: %(kinds)s.",
            values={"name": "kind", "kind": params.kind, "kinds": ", ".join(sorted(CLASS_OF_KIND))},
        )
    return read_list(reader, params.kind, values_of(params.chosen), order)
