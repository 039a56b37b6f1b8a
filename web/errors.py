"""Every error leaves the service through `respond`, in one shape: as a page, as JSON (RFC 9457) or as text.

The shape says what happened, to which input, and what to do next.
"""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from graph.errors import HuuNghiError
from web.languages import N_, words
from web.page_context import frame_of, language_of, render

TITLES = {
    400: N_("This request cannot be understood"),
    401: N_("You need to sign in"),
    403: N_("This is not allowed"),
    404: N_("There is no such page"),
    405: N_("This address does not take that method"),
    406: N_("There is no document in that format"),
    410: N_("This source has been withdrawn"),
    422: N_("This request cannot be understood"),
    500: N_("Something went wrong on our side"),
    503: N_("The data cannot be read just now"),
}


@dataclass(frozen=True)
class Problem:
    """One error as it is sent: RFC 9457's members, and `hint`, what to do next."""

    status: int
    title: str
    detail: str
    hint: str
    instance: str
    type: str = "about:blank"


@dataclass(frozen=True)
class ErrorPage:
    """What the error page shows."""

    problem: Problem
    search: str


def told(kind: type[HuuNghiError], text: str, hint: str = "", /, **values: object) -> HuuNghiError:
    """Return an error whose text and hint, marked with `N_`, are said in the reader's language."""
    return kind(text, hint=hint, values=values)


class NotAcceptable(HuuNghiError):
    """The document is not to be had in any format the client takes."""

    status = 406


def problem_of(error: Exception, *, instance: str, language: str) -> Problem:
    """Return the shape of an error; of one that was not foreseen nothing of its inside is told."""
    say = words(language)
    status, detail, hint = 500, "", ""
    if isinstance(error, HuuNghiError):
        values = {name: say.date(str(v)) if name == "day" else v for name, v in error.values.items()}
        status = error.status
        detail, hint = say(error.template, **values), say(error.hint_template, **values)
    elif isinstance(error, HTTPException):
        status, detail = error.status_code, str(error.detail or "")
    elif isinstance(error, RequestValidationError):
        status = 400
        detail = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())
    else:
        hint = say("Try again; if it happens again, tell us the address of this page.")
    title = say(TITLES.get(status, "")) or HTTPStatus(status).phrase
    if detail == HTTPStatus(status).phrase:
        detail = say("Nothing stands at %(address)s.", address=instance) if status == 404 else ""
    return Problem(status, title, detail, hint, instance)


def shape_asked(request: Request) -> str:
    """Return `html`, `json` or `text`: how the client wants to be told, by suffix, parameter or Accept."""
    suffix = request.url.path.rpartition(".")[2] if "." in request.url.path.rpartition("/")[2] else ""
    suffix = request.query_params.get("format", suffix)
    if suffix in ("json", "jsonld", "csl"):
        return "json"
    if suffix in ("ttl", "nt", "rdf", "csv", "tsv", "graphml", "bib", "ris", "xml", "atom"):
        return "text"
    if suffix == "html":
        return "html"
    accept = request.headers.get("accept", "*/*").lower()
    if "text/html" in accept or "application/xhtml" in accept:
        return "html"
    if "json" in accept:
        return "json"
    if "text/plain" in accept or "turtle" in accept or "n-triples" in accept or "csv" in accept:
        return "text"
    return (
        "html"
        if accept.strip() in ("*/*", "") and "Mozilla" in request.headers.get("user-agent", "")
        else "json"
    )


def respond(request: Request, error: Exception) -> Response:
    """Return the response for an error, in the shape and language the client asked for."""
    problem = problem_of(error, instance=request.url.path, language=language_of(request))
    shape = shape_asked(request)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    response: Response
    if shape == "html":
        frame_of(request)
        response = render(
            request,
            "error.html",
            ErrorPage(problem, request.url.path.rpartition("/")[2].partition(".")[0].replace("-", " ")[:80]),
            status=problem.status,
        )
    elif shape == "json":
        response = JSONResponse(asdict(problem), problem.status, media_type="application/problem+json")
    else:
        lines = [f"{problem.status} {problem.title}", problem.detail, problem.hint]
        response = PlainTextResponse("\n".join(line for line in lines if line) + "\n", problem.status)
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    return response
