"""The header fields of answers: what every one says, what an answer to a query says, and refusals."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.types import Scope, Send

from graph.errors import HuuNghiError
from web.cross_origin import ALLOWED_ORIGIN
from web.cross_origin import preflight as preflight_fields
from web.problems import respond
from web.security_headers import SECURITY
from web.sparql import formats


def fields_of(values: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Return header fields in the form that is sent; a value's line breaks become spaces."""
    return tuple(
        (
            name.lower().encode("ascii"),
            value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace"),
        )
        for name, value in values.items()
    )


ALWAYS: Final = fields_of(
    {
        **SECURITY,
        "content-security-policy": "default-src 'none'; sandbox",
        **ALLOWED_ORIGIN,
        "vary": "Accept, Accept-Encoding",
    }
)
NO_STORE: Final = (b"cache-control", b"no-store")
PLAIN_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")
PLAIN: Final = (*ALWAYS, PLAIN_TEXT, NO_STORE)


def query_fields(
    format_name: str,
    version: int,
    release: str,
    tag: bytes,
    *,
    coding: str,
    rows: int,
    truncated: bool,
) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header fields of an answer, without those of the single request."""
    kept = ((b"etag", tag), (b"cache-control", b"no-cache")) if tag else (NO_STORE,)
    return _common_fields(format_name, version, release, coding, rows, truncated) + kept


@lru_cache(maxsize=256)
def _common_fields(
    format_name: str, version: int, release: str, coding: str, rows: int, truncated: bool
) -> tuple[tuple[bytes, bytes], ...]:
    fields = [*ALWAYS, type_field(format_name)]
    if version:
        fields.append((b"data-version", b"%d" % version))
    if release:
        fields.append((b"data-release", release.encode()))
    if coding:
        fields.append((b"content-encoding", coding.encode()))
    if rows:
        fields.append((b"row-limit", b"%d" % rows))
    if truncated:
        fields.append((b"truncated", b"rows=%d" % rows))
    return tuple(fields)


def single(query_id: str, seconds: float) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header fields of the single request."""
    return (
        (b"query-id", query_id.encode("ascii")),
        (b"server-timing", b"total;dur=%.1f" % (seconds * 1000)),
    )


def not_modified(tag: bytes, version: int) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header fields of a 304."""
    return (
        *ALWAYS,
        (b"etag", tag),
        (b"cache-control", b"no-cache"),
        (b"data-version", b"%d" % version),
    )


def type_field(format_name: str) -> tuple[bytes, bytes]:
    """Return the `Content-Type` field of a format."""
    return b"content-type", formats.BY_NAME[format_name].content_type.encode()


def problem(
    scope: Scope, error: HuuNghiError, query_id: str = ""
) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """Return status, header fields and body of the problem document for an error, as the client asked for it."""
    answer = respond(Request(scope), error)
    left = {"content-length", "vary"}
    if (
        answer.media_type != "text/html"
    ):  # a page needs its style sheet, which the policy for programs forbids
        left.add("content-security-policy")
    own = {name: value for name, value in answer.headers.items() if name not in left}
    fields = {**own, **({"query-id": query_id} if query_id else {})}
    named = {name.encode() for name in fields}
    always = tuple(field for field in ALWAYS if field[0] not in named)
    return answer.status_code, always + fields_of(fields), bytes(answer.body)


async def send_problem(scope: Scope, send: Send, error: HuuNghiError) -> None:
    """Send the problem document for an error as the whole answer; to HEAD its header fields."""
    status, fields, body = problem(scope, error)
    fields = (*fields, (b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def preflight(methods: tuple[str, ...]) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header fields that answer OPTIONS: the methods, and that a page of any origin may use them."""
    accepted = {"accept-query": "application/sparql-query, application/x-www-form-urlencoded"}
    return ALWAYS + fields_of({**preflight_fields(methods), **(accepted if "QUERY" in methods else {})})
