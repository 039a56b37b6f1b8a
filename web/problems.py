"""Every error leaves the service through `respond`, in one shape: as a page, as JSON (RFC 9457) or as text.

The document says what happened, to which input, and what to do next, in the reader's language: an error carries an
English template and its values, and here the template is translated. The errors themselves stand in `graph/errors`
and `web/errors.py`.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from pydantic import WithJsonSchema
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import HuuNghiError, NotFound, fill
from graph.limits import LIMITS
from graph.store.deadline import reads_within
from queries.sparql.explanation import Explanation
from queries.sparql.places import Excerpt
from web.errors import BadDocument, InternalError, InvalidValue, Refusal, WrongMethod
from web.languages import N_, Words, words
from web.negotiate import choose
from web.page_context import frame_of, language_of, render
from web.parameters import needed_parameters
from web.security_headers import SECURITY

TYPE_BASE: Final = "https://w3id.org/huunghi/problem/"
MEDIA_TYPE: Final = "application/problem+json"
_LATER: Final = "60"
"""Seconds after which whoever was answered 503 may ask again, where the error knows no better."""
_SHOWN: Final = 80
"""Characters of a wrong value that are said back."""
_INSTANCE: Final = 300
"""Characters of the path that was asked for that are."""
_HTML: Final = ("text/html", "application/xhtml+xml")
_OFFERS: Final = (MEDIA_TYPE, "application/json", *_HTML, "text/plain")
_TEXT_SUFFIXES: Final = frozenset({"csv", "graphml", "bib", "ris", "xml", "atom"})
_JSON_SUFFIXES: Final = frozenset({"json", "jsonld", "csl", "ttl", "nt", "rdf"})
_PLACES: Final = {"/changes": N_("Versions"), "/ontology": N_("Vocabulary"), "/docs": N_("For programs")}
"""Pages that hints name, and what their links are called."""

ASKED: Final = "huunghi.asked"
"""In a scope: the path that was asked for, where another one answers in its place."""

_log = logging.getLogger("huunghi.web")


@dataclass(frozen=True)
class Fault:
    """One wrong parameter: its name, where it stands (path, query, header, body), what is wrong, what is allowed."""

    parameter: str
    where: str
    detail: str
    hint: str


@dataclass(frozen=True)
class Problem:
    """One error as it is sent: RFC 9457's members, `hint`, what to do next, and what only some errors have.

    `line` and `column` (1-based) say where in the text that was sent the fault is, `excerpt` shows that line, and
    `errors` names each wrong parameter.
    """

    type: str
    title: str
    status: int
    detail: str
    hint: str
    instance: str
    line: int | None = None
    column: int | None = None
    excerpt: Annotated[Excerpt | None, WithJsonSchema({"type": "string"})] = None  # as `members` writes it
    errors: tuple[Fault, ...] | None = None

    def members(self) -> dict[str, Any]:
        """Return the members of the JSON document; of those that only some errors have, the ones that apply."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: str(value) if name == "excerpt" else value for name, value in known.items()}

    def text(self) -> str:
        """Return the document as plain text."""
        lines = (f"{self.status} {self.title}", self.detail, self.excerpt, self.hint)
        return "\n".join(str(line) for line in lines if line) + "\n"


@dataclass(frozen=True)
class ErrorPage:
    """What the error page shows: `ways` are links that do what the hint says, with their words."""

    problem: Problem
    search: str
    ways: tuple[tuple[str, str], ...] = ()


def problem_of(error: Exception, *, instance: str, language: str, method: str = "GET") -> Problem:
    """Return the document for an error, in one of the interface's languages.

    `instance` is the path that was asked for, `method` how. Of an error that was not foreseen nothing of its inside is
    told.
    """
    say = words(language)
    if isinstance(error, RequestValidationError):
        return _invalid_parameters(error, instance, say)
    one = _known(error, instance, method)
    detail, hint = texts_of(one, say)
    more: dict[str, Any] = {}
    if isinstance(one, Refusal):
        more = {"line": one.line, "column": one.column, "excerpt": one.excerpt}
    elif isinstance(one, InvalidValue):
        more = {"errors": (Fault(str(one.values["name"]), "query", detail, hint),)}
    return Problem(TYPE_BASE + one.slug, say(one.title), one.status, detail, hint, instance, **more)


def texts_of(error: HuuNghiError, say: Words, **more: object) -> tuple[str, str]:
    """Return what happened and what to do next in a language; `more` values go before the error's own."""
    line, column = None, None
    if isinstance(error, Refusal) and not isinstance(error, BadDocument):
        line, column = error.line, error.column
    values = {**error.values, **more}
    return explained(Explanation(error.template, error.hint_template, values, line, column), say)


def explained(found: Explanation, say: Words) -> tuple[str, str]:
    """Return what an explanation says, with its place, and what to do next, in a language."""
    values = {name: _said(name, value, say) for name, value in found.values.items()}
    text, hint = fill(say(found.template), values), fill(say(found.hint), values)
    if found.line and found.column:
        text = say(
            "Line %(line)s, column %(column)s: %(said)s", line=found.line, column=found.column, said=text
        )
    return text, hint


def _said(name: str, value: object, say: Words) -> object:
    """Return an error's value in a language: a day in words, one of several texts as a list."""
    if isinstance(value, tuple):
        return say.either([say(str(one)) for one in value])
    return say.date(str(value)) if name == "day" else value


def _known(error: Exception, instance: str, method: str) -> HuuNghiError:
    """Return the error of our tree that an exception stands for."""
    if isinstance(error, HuuNghiError):
        return error
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return NotFound(
                "Nothing stands at %(address)s.",
                hint="Check the spelling, or search for a name.",
                values={"address": shown(instance)},
            )
        if error.status_code == 405:
            return WrongMethod(method, _methods((error.headers or {}).get("Allow", "")))
        refusal = Refusal(str(error.detail or HTTPStatus(error.status_code).phrase))
        refusal.status = error.status_code
        return refusal
    return InternalError(
        "The answer to this request could not be made.",
        hint="Try again; if it happens again, tell us the address of this page.",
    )


def _methods(allow: str) -> tuple[str, ...]:
    named = {one.strip() for one in allow.split(",") if one.strip()}
    if "GET" in named:
        named.add("HEAD")  # every page answers it as it does GET, whatever its route says
    return tuple(sorted(named))


def _invalid_parameters(error: RequestValidationError, instance: str, say: Words) -> Problem:
    faults = tuple(_fault(one, say) for one in error.errors())
    hints = dict.fromkeys(fault.hint for fault in faults if fault.hint)
    return Problem(
        TYPE_BASE + InvalidValue.slug,
        say(InvalidValue.title),
        InvalidValue.status,
        " ".join(fault.detail for fault in faults),
        " ".join(hints),
        instance,
        errors=faults,
    )


def _fault(one: Mapping[str, Any], say: Words) -> Fault:
    """Return what pydantic found wrong with a parameter, in the reader's language."""
    where, *path = (str(part) for part in one["loc"])
    name = ".".join(path) or where
    context = one.get("ctx", {})
    cause = context.get("error")
    if not isinstance(cause, HuuNghiError):
        cause = _cause(str(one["type"]), context, str(one["msg"]))
    given = one.get("input")
    detail, hint = texts_of(cause, say, name=name, text=shown(given), count=len(str(given or "")))
    return Fault(name, where, detail, hint)


def shown(value: object) -> str:
    """Return a wrong value as it is said back, a file by its name: not more of it than can be read."""
    text = "" if value is None else str(getattr(value, "filename", value))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _cause(kind: str, context: Mapping[str, Any], message: str) -> InvalidValue:
    """Return the error that stands for one of pydantic's kinds; one that is not foreseen keeps pydantic's words."""
    match kind:
        case "missing":
            text, hint = N_("%(name)s is missing."), N_("Add it to the address: %(name)s=…")
        case "int_parsing" | "int_from_float" | "int_parsing_size" | "int_type":
            text, hint = N_("%(name)s=%(text)s is no whole number."), N_("For example %(name)s=10")
        case "float_parsing" | "float_type" | "finite_number":
            text, hint = N_("%(name)s=%(text)s is no number."), N_("For example %(name)s=0.5")
        case "greater_than" | "greater_than_equal":
            text, hint = N_("%(name)s=%(text)s is too small."), N_("The least is %(limit)s.")
        case "less_than" | "less_than_equal":
            text, hint = N_("%(name)s=%(text)s is too large."), N_("The most is %(limit)s.")
        case "string_too_long":
            text, hint = N_("%(name)s= is %(count)s characters long."), N_("At most %(most)s are read here.")
        case "enum" | "literal_error":
            text, hint = N_("%(name)s=%(text)s is not available here."), N_("There is: %(formats)s.")
        case "bool_parsing":
            text, hint = N_("%(name)s=%(text)s is neither yes nor no."), N_("Write 1 or 0.")
        case _:
            text, hint = (
                N_("%(name)s=%(text)s does not fit: %(reason)s."),
                N_("/docs describes what is allowed."),
            )
    return InvalidValue(text, hint=hint, values=_limits(context, message))


def _limits(context: Mapping[str, Any], message: str) -> dict[str, object]:
    bound = next((context[one] for one in ("ge", "gt", "le", "lt") if one in context), "")
    allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return {
        "limit": bound,
        "most": context.get("max_length", ""),
        "formats": allowed,
        "reason": message,
    }


def shape_asked(request: Request) -> str:
    """Return `html`, `json` or `text`: the form in which the client wants the error.

    What the address or `format=` names decides; else the Accept header: JSON for programs, HTML for people. Who takes
    none of the three gets text where what they take is plain text; who asks for RDF is a program.
    """
    suffix = request.query_params.get("format") or ""
    if not suffix and request.method in ("GET", "HEAD"):
        suffix = request.scope["path"].rpartition("/")[2].rpartition(".")[2]
    if suffix in _JSON_SUFFIXES:
        return "json"
    if suffix in _TEXT_SUFFIXES:
        return "text"
    if suffix == "html":
        return "html"
    accept = request.headers.get("accept")
    media = choose(accept, _OFFERS)
    if media is None:
        return "text" if _takes_text(accept or "") else "json"
    return "html" if media in _HTML else "text" if media == "text/plain" else "json"


def _takes_text(accept: str) -> bool:
    return "json" not in accept and "text/" in accept and "turtle" not in accept


def respond(request: Request, error: Exception) -> Response:
    """Return the response for an error, in the shape and language the client asked for; log one nobody foresaw."""
    asked = request.scope.get(ASKED) or request.scope["path"]
    problem = problem_of(
        error, instance=asked[:_INSTANCE], language=language_of(request), method=request.method
    )
    if problem.status == 500:
        _log.error("the answer to %s %s failed", request.method, request.scope["path"], exc_info=error)
    with reads_within(None):  # the page that tells of a deadline may still read its frame
        response = _shaped(request, problem)
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = _known(error, problem.instance, request.method)  # its Allow names every method
    headers = error.headers if isinstance(error, Refusal | HTTPException) else None
    later = {"Retry-After": _LATER} if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    response.headers.update({**SECURITY, **later, **(headers or {}), "Cache-Control": "no-store"})
    return response


def _shaped(request: Request, problem: Problem) -> Response:
    shape = shape_asked(request)
    if shape == "json":
        body = (
            json.dumps(problem.members(), ensure_ascii=False, indent=2) + "\n"
        )  # whoever asks by curl reads it
        return Response(body.encode("utf-8", "replace"), problem.status, media_type=MEDIA_TYPE)
    if shape == "text":
        return PlainTextResponse(problem.text(), problem.status)
    name = request.scope["path"].rpartition("/")[2].partition(".")[0].replace("-", " ")[:_SHOWN]
    page = ErrorPage(problem, name, tuple(_ways_on(request, problem)))
    return render(request, "error.html", page, status=problem.status)


def _ways_on(request: Request, problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield links that do what the hint of a problem says: to the page without what is wrong, and to what it names."""
    say, links = words(language_of(request)), frame_of(request).links
    wrong = {fault.parameter for fault in problem.errors or () if fault.where == "query"}
    if problem.status == HTTPStatus.NOT_FOUND:
        wrong |= {"version"} if problem.type.endswith("/no-such-version") else {"group", "page"}
    wrong &= set(request.query_params) - _needed(request)
    if wrong and request.method in ("GET", "HEAD"):
        kept = [
            (name, value)
            for name, value in request.query_params.multi_items()
            if name not in wrong and len(value) <= LIMITS.iri_length
        ]
        asked = f"?{urlencode(kept)}" if kept else ""
        yield say("This page without %(names)s", names=say.list(sorted(wrong))), request.scope["path"] + asked
    for path, name in _PLACES.items():
        if path in problem.hint:
            yield say(name), links.page(path)


def _needed(request: Request) -> set[str]:
    """Return the parameters without which the route of a request answers nothing."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    return set(needed_parameters(dependant)) if dependant is not None else set()


class InternalErrors:
    """A layer that answers what nobody foresaw with the problem document of a 500, and logs it.

    An answer that has begun breaks off: the exception goes on to the server.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            await respond(Request(scope), error)(scope, receive, send)
