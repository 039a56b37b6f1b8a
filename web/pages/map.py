"""The map of Vietnam's provinces: what is told of each, as a drawing with its table, as CSV and JSON.

`/map?count=organisations&at=2025-06-30`; the provinces are those of the day, and of no day those that stand after all
changes. What is told of a former province counts for what it became.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from queries.export import map as export
from queries.read.labels import read_labels
from queries.read.map_record import Counted, MapRecord, read_map
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers, object_of
from web.page_context import in_words, render
from web.parameters import Day, blank_is
from web.views.map import PATH, map_page, named_on_map
from web.views.terms import TermRenderer
from web.views.trace.address import alternates

router = APIRouter(tags=["Things"])

MapCounted = Annotated[
    Counted, blank_is(Counted.EVENTS), Query(alias="count", description="What is counted in each province.")
]
MapSort = Annotated[
    Literal["number", "name"], blank_is("number"), Query(description="What the rows are sorted by.")
]


@dataclass(frozen=True)
class MapParams:
    """What the address of a map asks for."""

    counted: MapCounted = Counted.EVENTS
    at: Day = ""


@router.get(PATH, include_in_schema=False)
def show(
    request: Request,
    params: Annotated[MapParams, Depends()],
    reader: CurrentReader,
    frame: PageFrame,
    sort: MapSort = "number",
) -> Response:
    """Answer `/map`."""
    record = read_map(reader, params.counted, params.at)
    terms = TermRenderer.reading(reader, named_on_map(record), frame.words, frame.links)
    page = map_page(record, terms, sort)
    return render(request, "map.html", page, alternates=alternates(page.downloads))


def _answer(request_record: MapRecord, reader: CurrentReader, frame: PageFrame, suffix: str) -> Response:
    labels = read_labels(reader, request_record.iris())
    write, media_type = {
        "csv": (export.to_csv, "text/csv; charset=utf-8"),
        "json": (export.to_json, "application/json"),
    }[suffix]
    return in_words(Response(write(request_record, labels, content_order(frame.lang)), media_type=media_type))


@router.get(PATH + ".csv", responses=answers("text/csv"), response_class=Response)
def download_csv(
    params: Annotated[MapParams, Depends()], reader: CurrentReader, frame: PageFrame
) -> Response:
    """Get what is told of each province as a table: a row for each event, organisation or citation."""
    return _answer(read_map(reader, params.counted, params.at), reader, frame, "csv")


@router.get(
    PATH + ".json",
    responses=answers("application/json", model=list[object_of(export.MapRow)]),  # type: ignore[misc]
    response_class=Response,
)
def download_json(
    params: Annotated[MapParams, Depends()], reader: CurrentReader, frame: PageFrame
) -> Response:
    """Get what is told of each province: an object for each event, organisation or citation."""
    return _answer(read_map(reader, params.counted, params.at), reader, frame, "json")
