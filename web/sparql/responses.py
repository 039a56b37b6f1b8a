"""The heads of answers: what every one says, what an answer to a query says, and refusals."""

import json
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from web.cache import SECURITY
from web.negotiate import choose
from web.request import Request, as_headers
from web.sparql import formats, problems
from web.sparql.problems import BadRequest, NotAcceptable, Refusal

_RESULT_TYPES: Final = formats.types_of(formats.RESULTS)
_RDF_TYPES: Final = formats.types_of(formats.RDF)
_EXPOSED: Final = (
    "Data-Version, Data-Release, ETag, Location, Query-Id, Retry-After, Row-Limit, Server-Timing, Truncated"
)


def _block(fields: dict[str, str]) -> bytes:
    return b"".join(b"%b: %b\r\n" % field for field in as_headers(fields))


ALWAYS: Final = _block(
    {
        **SECURITY,
        "content-security-policy": "default-src 'none'; sandbox",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": _EXPOSED,
        "vary": "Accept, Accept-Encoding",
    }
)
PLAIN: Final = ALWAYS + b"content-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"


def query_head(
    format_name: str,
    version: int,
    release: str,
    tag: bytes,
    *,
    coding: str,
    rows: int,
    truncated: bool,
) -> bytes:
    """Return the head of an answer, without what belongs to the single request."""
    kept = b"etag: %b\r\ncache-control: no-cache\r\n" % tag if tag else b"cache-control: no-store\r\n"
    return _common_head(format_name, version, release, coding, rows, truncated) + kept


@lru_cache(maxsize=256)
def _common_head(
    format_name: str, version: int, release: str, coding: str, rows: int, truncated: bool
) -> bytes:
    return b"".join(
        (
            ALWAYS,
            type_line(format_name),
            b"data-version: %d\r\n" % version,
            b"data-release: %b\r\n" % release.encode() if release else b"",
            b"content-encoding: %b\r\n" % coding.encode() if coding else b"",
            b"row-limit: %d\r\n" % rows if rows else b"",
            b"truncated: rows=%d\r\n" % rows if truncated else b"",
        )
    )


def single(query_id: str, seconds: float) -> bytes:
    """Return what belongs to the single request."""
    return b"query-id: %b\r\nserver-timing: total;dur=%.1f\r\n" % (query_id.encode("ascii"), seconds * 1000)


def not_modified(tag: bytes, version: int) -> bytes:
    """Return the head of a 304."""
    return ALWAYS + b"etag: %b\r\ncache-control: no-cache\r\ndata-version: %d\r\n" % (tag, version)


def type_line(format_name: str) -> bytes:
    """Return the `Content-Type` field of a format."""
    return f"content-type: {formats.BY_NAME[format_name].content_type}\r\n".encode()


def refuse(request: Request, refusal: Refusal, query_id: str = "") -> None:
    """Answer with a problem document in the shape the client asked for."""
    content_type, body = problems.render(refusal, request.header(b"accept"))
    fields = {"content-type": content_type, "cache-control": "no-store", **refusal.headers}
    if query_id:
        fields["query-id"] = query_id
    request.send_block(refusal.status, ALWAYS + _block(fields), body)


def send_json(request: Request, value: object) -> None:
    """Answer with JSON."""
    head = ALWAYS + b"content-type: application/json\r\ncache-control: no-store\r\n"
    request.send_block(200, head, json.dumps(value, ensure_ascii=False).encode())


def preflight(request: Request, methods: tuple[str, ...]) -> None:
    """Answer OPTIONS: which methods there are, and that a page of any origin may use them."""
    fields = {
        "allow": ", ".join(methods),
        "access-control-allow-methods": ", ".join(methods),
        "access-control-allow-headers": "Accept, Authorization, Content-Encoding, Content-Type, If-Match, "
        "If-None-Match, Query-Id",
        "access-control-max-age": "86400",
        "accept-query": "application/sparql-query, application/x-www-form-urlencoded",
    }
    request.send_block(204, ALWAYS + _block(fields), b"")


def formats_for(name: str | None, accept: str) -> tuple[str, str]:
    """Return the names of the formats to answer in: for results, for RDF; '' where the client takes none of a kind.

    Raises BadRequest for a format that does not exist, NotAcceptable where the client takes neither.
    """
    if name:
        form = formats.BY_NAME.get(name) or formats.by_media_type(formats.RESULTS + formats.RDF, name)
        if form is None:
            raise BadRequest(
                f"There is no format {name!r}.", hint=f"The formats are {', '.join(formats.BY_NAME)}."
            )
        return (form.name, "") if form in formats.RESULTS else ("", form.name)
    chosen_results, chosen_rdf = choose(accept, _RESULT_TYPES), choose(accept, _RDF_TYPES)
    results = formats.by_media_type(formats.RESULTS, chosen_results) if chosen_results else None
    rdf = formats.by_media_type(formats.RDF, chosen_rdf) if chosen_rdf else None
    if results is None and rdf is None:
        raise NotAcceptable(
            f"No format fits Accept: {accept}", hint=f"There are {', '.join(_RESULT_TYPES + _RDF_TYPES)}."
        )
    return results.name if results else "", rdf.name if rdf else ""


def rdf_format_for(name: str | None, accept: str) -> str:
    """Return the name of the RDF format to answer in; Turtle where the client takes any kind of answer."""
    rdf = formats_for(name, accept)[1]
    if not rdf:
        raise NotAcceptable(
            f"The answer is RDF, and Accept: {accept} takes none.", hint=", ".join(_RDF_TYPES)
        )
    return rdf


def checked_iris(iris: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return graph IRIs as they are; raise BadRequest for one that is none."""
    for iri in iris or ():
        try:
            NamedNode(iri)
        except ValueError as error:
            raise BadRequest(
                f"{iri!r} is no absolute IRI: {error}", hint="Name graphs by their whole IRIs."
            ) from error
    return iris
