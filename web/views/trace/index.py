"""The page where traces begin."""

from collections.abc import Iterable
from typing import Final

from queries.collection import catalogue
from queries.read.columns import Column, Columns
from queries.read.trace.starting_points import Listing, StartingPoint, StartingPoints, rank
from web.languages import N_
from web.views.result_lines import line_of
from web.views.terms import TermRenderer
from web.views.trace import first_citations, matrix
from web.views.trace.page import Start, StartList, TraceIndexPage

_LISTS: Final = {
    Listing.DOCUMENTS: (N_("Documents cited"), ("cited",)),
    Listing.CITING: (N_("What cites"), ("resolved", "unresolved")),
    Listing.BODIES: (N_("Whose programmes, events and words cite"), ()),
}
"""The title of each list, and its columns of counts."""
TOLD: Final = (
    Column.TYPE,
    Column.TITLE,
    Column.ISSUER,
    Column.DAY,
    Column.PERIOD,
    Column.EVENT,
    Column.START,
    Column.END,
    Column.PLACE,
    Column.ORGANISER,
    Column.CREATOR,
)
"""What is told of each thing beside its counts."""
FURTHER: Final = ("citation-counts", "documents-above-programme", "unresolved-citations")
"""Queries of the catalogue that lead on."""


def index_page(
    asked: str, found: Iterable[str], record: StartingPoints, columns: Columns, terms: TermRenderer
) -> TraceIndexPage:
    """Return what the page shows; `found` are the things found by the words `asked`, `columns` what is told of all."""
    lists = {listing: _list(listing, record, columns, terms) for listing in Listing}
    links = terms.links
    return TraceIndexPage(
        asked,
        tuple(_start(StartingPoint(thing), columns, terms) for thing in found),
        lists[Listing.DOCUMENTS],
        lists[Listing.CITING],
        lists[Listing.BODIES],
        links.page(matrix.PATH),
        links.page(first_citations.PATH),
        tuple(
            (catalogue()[name].title.in_language(terms.words.code), links.query(name))
            for name in FURTHER
            if name in catalogue()
        ),
        record.counted,
    )


def _list(listing: Listing, record: StartingPoints, columns: Columns, terms: TermRenderer) -> StartList:
    title, counted = _LISTS[listing]
    points, count = record.points[listing], record.counts[listing]
    ordered = sorted(points, key=lambda one: (rank(listing, one), terms.link(one.thing).sort))
    more = terms.links.trace(all=listing) if count > len(points) else ""
    rows = tuple(_start(one, columns, terms) for one in ordered)
    return StartList(terms.words(title), counted, rows, count, more)


def _start(one: StartingPoint, columns: Columns, terms: TermRenderer) -> Start:
    link = terms.link(one.thing)
    return Start(
        link,
        terms.links.trace_of(one.thing) or link.href,
        line_of(one.thing, columns, terms),
        one.cited,
        one.resolved,
        one.unresolved,
    )
