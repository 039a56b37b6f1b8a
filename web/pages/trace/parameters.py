"""What the address of a trace asks for: some years, what it is filtered by, in which view, a part at a time."""

from typing import Annotated, Literal

from annotated_types import MaxLen
from fastapi import Depends, Query
from pydantic import AfterValidator, BeforeValidator

from graph.limits import LIMITS
from queries.read.trace import FAR, NEAR, Facet, Filter, Scope, TraceParams, View
from queries.read.trace.facets import UNKNOWN
from web.parameters import TracePageNumber, checked_year

FirstYear = Annotated[
    str,
    AfterValidator(checked_year),
    Query(alias="from", description="The first year, of four digits.", examples=["2024"]),
]
LastYear = Annotated[
    str,
    AfterValidator(checked_year),
    Query(alias="to", description="The last year, of four digits.", examples=["2025"]),
]
FacetValue = Annotated[str, MaxLen(LIMITS.facet_value_length), AfterValidator(str.strip)]
"""A value that a trace is filtered by; empty where it is not."""
YearOfCitation = Annotated[
    FacetValue,
    AfterValidator(lambda text: text if text == UNKNOWN else checked_year(text)),
    Query(description=f"Only citations of this year, or `{UNKNOWN}`.", examples=["2024"]),
]
OpenedFacet = Annotated[
    Facet | None,
    BeforeValidator(lambda text: text or None),
    Query(description="The facet of which all values are shown."),
]
ViewOfTrace = Annotated[
    View,
    BeforeValidator(lambda text: text or View.TABLE),
    Query(description="What is shown of the citations."),
]
ReachOfTrace = Annotated[
    Literal["near", "far"],
    BeforeValidator(lambda text: text or "near"),
    Query(description="`far` reads more at a time, and takes longer. Downloads always reach far."),
]

WithSuccessors = Annotated[
    bool,
    BeforeValidator(lambda text: text or False),
    Query(
        description="With the citations of what the thing became, and of what it was made of.", examples=["1"]
    ),
]


async def years(begin: FirstYear = "", finish: LastYear = "") -> Scope:
    """Return the years that are traced, both included; without either, all of them."""
    return Scope(begin=begin, finish=finish)


async def chosen(
    year: YearOfCitation = "",
    citing: Annotated[FacetValue, Query(description="Only what this thing cites.")] = "",
    event: Annotated[FacetValue, Query(description="Only what was cited at this event.")] = "",
    body: Annotated[FacetValue, Query(description="Only what was cited for this organisation.")] = "",
    cited: Annotated[
        FacetValue, Query(alias="document", description="Only citations of this document.")
    ] = "",
    kind_of_citation: Annotated[
        FacetValue, Query(alias="kind", description="Only citations of this kind.", examples=["full"])
    ] = "",
    language: Annotated[FacetValue, Query(description="Only words in this language.", examples=["ru"])] = "",
    status: Annotated[
        FacetValue, Query(description="Only citations of this status.", examples=["explicit"])
    ] = "",
) -> dict[Facet, str]:
    """Return the facets by which a trace is filtered. Things are named by kind and slug, or by their IRIs."""
    values = {
        Facet.YEAR: year,
        Facet.CITING: citing,
        Facet.EVENT: event,
        Facet.BODY: body,
        Facet.DOCUMENT: cited,
        Facet.KIND: kind_of_citation,
        Facet.LANGUAGE: language,
        Facet.STATUS: status,
    }
    return {facet: value for facet, value in values.items() if value}


async def trace_params(
    filtered: Annotated[dict[Facet, str], Depends(chosen)],
    facet: OpenedFacet = None,
    view: ViewOfTrace = View.TABLE,
    reach: ReachOfTrace = "near",
    part: TracePageNumber = 1,
    page: TracePageNumber = 1,
    successors: WithSuccessors = False,
) -> TraceParams:
    """Return what is asked for of a trace; what is traced is set by the route."""
    limits = FAR if reach == "far" else NEAR
    return TraceParams(
        filter=Filter(filtered, facet), view=view, page=page, part=part, limits=limits, successors=successors
    )


async def download_params(
    filtered: Annotated[dict[Facet, str], Depends(chosen)],
    part: TracePageNumber = 1,
    successors: WithSuccessors = False,
) -> TraceParams:
    """Return what is asked for of a download, which holds a whole part of a trace."""
    return TraceParams(filter=Filter(filtered), part=part, successors=successors)


Years = Annotated[Scope, Depends(years)]
AskedOfTrace = Annotated[TraceParams, Depends(trace_params)]
AskedOfDownload = Annotated[TraceParams, Depends(download_params)]
