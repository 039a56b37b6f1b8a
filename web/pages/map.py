"""The map of Vietnam's provinces: what is told of each, as a drawing with its table, as CSV and JSON.

`/map?count=organisations&at=2025-06-30`; the provinces are those of the day, and of no day those that stand after all
changes. What is told of a former province counts for what it became.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NotFound
from queries.export import map as export
from queries.read.labels import read_labels
from queries.read.map_record import Counted, read_map
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers, object_of
from web.page_context import in_words, render
from web.parameters import Day, blank_is
from web.views.map import PATH, map_page, named_on_map
from web.views.terms import TermRenderer
from web.views.trace.address import alternates

router = APIRouter(tags=["Things"])


def _known(suffix: str) -> str:
    if suffix not in _FORMATS:
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats: csv, json.",
            values={"suffix": suffix[:20]},
        )
    return suffix


MapCounted = Annotated[
    Counted, blank_is(Counted.EVENTS), Query(alias="count", description="What is counted in each province.")
]
MapSuffix = Annotated[
    str,
    AfterValidator(_known),
    Path(description="Format of the document.", json_schema_extra={"enum": ["csv", "json"]}),
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


_FORMATS: Final = {
    "csv": (export.to_csv, "text/csv; charset=utf-8"),
    "json": (export.to_json, "application/json"),
}


@router.get(
    PATH + ".{suffix}",
    responses=answers("text/csv", "application/json", model=list[object_of(export.MapRow)]),  # type: ignore[misc]
    response_class=Response,
)
def download(
    suffix: MapSuffix, params: Annotated[MapParams, Depends()], reader: CurrentReader, frame: PageFrame
) -> Response:
    """Get what is told of each province: a row or an object for each event, organisation or citation."""
    record = read_map(reader, params.counted, params.at)
    write, media_type = _FORMATS[suffix]
    written = write(record, read_labels(reader, record.iris()), content_order(frame.lang))
    return in_words(Response(written, media_type=media_type))
