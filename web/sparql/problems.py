"""Everything the SPARQL service can refuse, each with its status, and the one shape it is told in (RFC 9457).

    Refusal                     status, name, what, where, what to do next
    ├── BadRequest         400  the request cannot be understood; a syntax error has line and column
    ├── QueryTooComplex    400  nested too deeply to be parsed or planned
    ├── Unauthorised       401  a token is needed, or the one given is wrong
    ├── Forbidden          403  SERVICE, LOAD, updates where none are configured
    ├── NoSuchThing        404  no such graph, query, or path
    ├── WrongMethod        405  with Allow
    ├── NotAcceptable      406  no format the client takes
    ├── Conflict           409  a graph that is to be made is there already
    ├── ConditionFailed    412  If-Match, If-None-Match
    ├── RequestTimedOut    408  the body did not arrive in time
    ├── TooLarge           413  the request, or the answer
    ├── WrongType          415  the body's media type
    ├── CannotEvaluate     422  legal SPARQL that cannot be evaluated here, as with a function nobody knows
    ├── HeadTooLarge       431  the header fields
    ├── UnknownCoding      501  the body's transfer coding
    ├── Busy               503  the queue is full, with Retry-After
    ├── TimedOut           504  the deadline
    ├── VersionNotSupported 505 an answer in parts, to a client of HTTP/1.0
    ├── OutOfMemory        507  the memory limit of one query
    └── Cancelled          499-like: 503, somebody cancelled the query by its id

No input is a 500: a refusal names the input's fault or the limit it met.
"""

import json
from html import escape
from http import HTTPStatus
from typing import Any, Final

from web.negotiate import choose

TYPE_BASE: Final = "https://w3id.org/huunghi/problem/"
_SHAPES: Final = (
    "application/problem+json",
    "application/json",
    "text/plain",
    "text/html",
    "application/xhtml+xml",
)


class Refusal(Exception):
    """A request that is not answered as asked; becomes a problem document."""

    status = 400
    name = "bad-request"

    def __init__(
        self, detail: str, *, hint: str = "", headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.headers = headers or {}
        self.extra = extra

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("-", " ").capitalize()

    def members(self) -> dict[str, Any]:
        """Return the members of the problem document; those that do not apply are left out."""
        return {
            "type": TYPE_BASE + self.name,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **({"hint": self.hint} if self.hint else {}),
            **{name: value for name, value in self.extra.items() if value is not None},
        }


class BadRequest(Refusal):
    """The request cannot be understood."""


class BadSyntax(Refusal):
    """The SPARQL text or the RDF document does not parse."""

    name = "syntax-error"


class QueryTooComplex(Refusal):
    """The query nests so deeply that the process evaluating it ended."""

    name = "query-too-complex"


class Unauthorised(Refusal):
    """A token is needed, or the one given is wrong."""

    status = 401
    name = "unauthorised"

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="huunghi"'}, **more)


class Forbidden(Refusal):
    """The service does not do this, whoever asks."""

    status = 403
    name = "forbidden"


class NoSuchThing(Refusal):
    """There is no such graph, query or path."""

    status = 404
    name = "not-found"


class WrongMethod(Refusal):
    """The path does not take this method."""

    status = 405
    name = "method-not-allowed"

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        super().__init__(
            f"This address does not take {method}.",
            hint=f"It takes {', '.join(allowed)}.",
            headers={"Allow": ", ".join(allowed)},
        )


class NotAcceptable(Refusal):
    """There is no format that the client takes."""

    status = 406
    name = "not-acceptable"


class Conflict(Refusal):
    """What is to be made is there already."""

    status = 409
    name = "conflict"


class ConditionFailed(Refusal):
    """What is to be changed is not as the request's conditions want it."""

    status = 412
    name = "precondition-failed"


class RequestTimedOut(Refusal):
    """The request did not arrive in time."""

    status = 408
    name = "request-timeout"


class HeadTooLarge(Refusal):
    """The header fields are longer than the service reads."""

    status = 431
    name = "head-too-large"


class UnknownCoding(Refusal):
    """The body is sent in a transfer coding that is not read here."""

    status = 501
    name = "unknown-transfer-coding"


class VersionNotSupported(Refusal):
    """The answer cannot be given to a client of this version of HTTP."""

    status = 505
    name = "http-version-not-supported"


class TooLarge(Refusal):
    """The request, or the answer, is larger than the service allows."""

    status = 413
    name = "too-large"


class WrongType(Refusal):
    """The body's media type is not one that is read here."""

    status = 415
    name = "unsupported-media-type"


class CannotEvaluate(Refusal):
    """The text is legal, which a 400 would deny (SPARQL 1.1 Protocol section 2.1.7), and cannot be evaluated here."""

    status = 422
    name = "cannot-evaluate"


class Busy(Refusal):
    """There is no room for this query just now."""

    status = 503
    name = "busy"

    def __init__(self, detail: str, *, retry_after: int = 1, **more: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **more)


class Cancelled(Refusal):
    """Somebody cancelled the query by its id."""

    status = 503
    name = "cancelled"


class TimedOut(Refusal):
    """The query did not end within its time."""

    status = 504
    name = "timeout"


class OutOfMemory(Refusal):
    """The query used all the memory one query may have."""

    status = 507
    name = "out-of-memory"


class Unavailable(Refusal):
    """The data cannot be read or written just now."""

    status = 503
    name = "unavailable"


def with_line(refusal: Refusal, text: str) -> Refusal:
    """Return a syntax error with the line of the text it is about, and a mark under the column."""
    line, column = refusal.extra.get("line"), refusal.extra.get("column")
    lines = text.splitlines() if len(text) < 100_000 else []
    if not line or not column or not 0 < line <= len(lines) or len(lines[line - 1]) > 400:
        return refusal
    shown = f"{lines[line - 1]}\n{' ' * (column - 1)}^"
    return BadSyntax(
        refusal.detail, hint=refusal.hint, headers=refusal.headers, **{**refusal.extra, "excerpt": shown}
    )


def render(refusal: Refusal, accept: str | None) -> tuple[str, bytes]:
    """Return content type and body of a refusal in the shape asked for; problem+json unless told otherwise."""
    shape = choose(accept, _SHAPES) or _SHAPES[0]
    members = refusal.members()
    if shape == "text/plain":
        lines = [
            f"{refusal.status} {refusal.title}",
            refusal.detail,
            refusal.extra.get("excerpt"),
            refusal.hint,
        ]
        return "text/plain; charset=utf-8", ("\n".join(filter(None, lines)) + "\n").encode()
    if shape in {"text/html", "application/xhtml+xml"}:
        told = "\n".join(filter(None, (refusal.detail, refusal.extra.get("excerpt"))))
        phrase = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
        body = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{phrase}</title>'
            f"<h1>{escape(refusal.title)}</h1>"
            f"<pre>{escape(told)}</pre>"
            + (f"<p>{escape(refusal.hint)}</p>" if refusal.hint else "")
            + "</html>"
        )
        return "text/html; charset=utf-8", body.encode()
    return "application/problem+json", json.dumps(members, ensure_ascii=False).encode()
