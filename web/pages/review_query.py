"""`/review/query`: a curator adds a query to the catalogue of this store, changes one that was added, or withdraws it.

What is sent is checked as the catalogue is: its header is complete, its text is SPARQL, and it runs with its example
values, by the SPARQL service and within its limits.
"""

import json
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import HuuNghiError, InputError
from graph.limits import LIMITS
from queries.collection import catalogue
from queries.export.library import runnable
from queries.header import NamedQuery
from queries.library import Library, checked, parsed
from web.page_context import render
from web.pages.review_record import SentForm
from web.parameters import ReviewText
from web.problems import texts_of
from web.review_room import CurrentRoom, Room
from web.sparql.execution import wire
from web.sparql.service import SparqlService
from web.views.query_form import (
    QueryFields,
    QueryFormPage,
    fields_of,
    fields_sent,
    file_of,
    groups,
    types,
)

router = APIRouter(prefix="/review/query", include_in_schema=False)

_ORDER: Final = 1000
"""Where a query that was added here stands in its group: after those of the program."""


def library_of(request: Request) -> Library:
    """Return the library of the store."""
    library: Library = request.app.state.library
    return library


StoreLibrary = Annotated[Library, Depends(library_of)]


@router.api_route("", methods=["GET", "HEAD"])
def shown(room: CurrentRoom, library: StoreLibrary, name: ReviewText = "") -> Response:
    """Answer with the form: empty, or filled with a query that was added."""
    if room.session.token is None:
        return room.sign_in_page()
    if not name:
        return _answer(room, QueryFields())
    if name in catalogue().added:
        return _answer(room, fields_of(catalogue()[name], library.file_of(name)[1]), replacing=name)
    fault = next((one for one in catalogue().faults if one.name == name), None)
    group, text = library.file_of(name)
    return _answer(
        room,
        QueryFields(name=name, group=group, text=text),
        replacing=name,
        problem=fault.error if fault else None,
    )


@router.post("")
async def sent(request: Request, room: CurrentRoom, library: StoreLibrary, form: SentForm) -> Response:
    """Check what was sent, and keep it or withdraw it where that is asked for."""
    if room.session.token is None:
        return room.sign_in_page()
    given = _texts(form)
    act, replacing, fields = given.get("act", ""), given.get("replacing", ""), fields_sent(given)
    if act in ("", "open"):  # from the SPARQL page: nothing is changed
        try:
            return _answer(room, _from_file(fields), replacing=replacing)
        except InputError as error:
            return _answer(room, fields, replacing=replacing, problem=error)
    by = room.session.token.name
    try:
        room.check(given.get("mark", ""))
        if act == "withdraw":
            library.withdraw(replacing, by=by)
            return room.lead_to("/queries")
        fields = _from_file(fields)
        query = checked(file_of(fields, _ORDER), fields.name, fields.group)
        await _try(request, query)
        if act == "save":
            library.keep(fields.name, fields.group, file_of(fields, _ORDER), by=by, replacing=replacing)
            return room.lead_to(f"/queries/{fields.name}")
    except HuuNghiError as error:
        return _answer(room, fields, replacing=replacing, problem=error)
    told = room.frame.words("It is whole, and it runs with its example values.")
    return _answer(room, fields, replacing=replacing, told=told)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _from_file(fields: QueryFields) -> QueryFields:
    """Return the fields of a text that has a header of its own, as a file of the catalogue has."""
    if not fields.text.startswith("#+"):
        return fields
    file = fields.text + "\n"
    read = fields_of(parsed(file, fields.name or "query", fields.group or "documents"), file)
    return replace(read, name=fields.name, group=fields.group or read.group)


async def _try(request: Request, query: NamedQuery) -> None:
    """Run a query with its example values. Raises what stands against it: a Refusal, InputError for no row."""
    service: SparqlService = request.app.state.service
    reply = await service.ask(
        runnable(query),
        client=request.state.record.share,
        base_iri=str(request.base_url),
        most=LIMITS.result_bytes_shown,
    )
    if reply.form == wire.SOLUTIONS and reply.whole and not json.loads(reply.body)["results"]["bindings"]:
        raise InputError(
            "With its example values the query has no answer.",
            hint="Give examples that have one: people begin with them.",
        )


def _answer(
    room: Room,
    fields: QueryFields,
    *,
    replacing: str = "",
    problem: HuuNghiError | None = None,
    told: str = "",
) -> Response:
    said, hint = texts_of(problem, room.frame.words) if problem else ("", "")
    page = QueryFormPage(
        room.session.mark,
        replacing,
        fields,
        groups(room.frame.lang),
        types(),
        said,
        hint,
        told,
        bool(fields.text),
    )
    response = render(room.request, "review_query.html", page, status=problem.status if problem else 200)
    room.sessions.keep(room.request, response, room.session)
    return room.sent(response)
