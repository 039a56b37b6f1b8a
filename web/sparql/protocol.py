"""Read a request of the SPARQL 1.1 Protocol into what is asked; no I/O, no store, no evaluation.

What the standard leaves open is decided here: a parameter is decoded exactly once; the dataset and our own parameters
may stand in the address of a form too, but the text belongs into the body, and in both it is two texts; a body of
another type than the three of the standard is a 415, also when it has none. SPARQL 1.2 announces a version
(`version`, once); the engine reads both, so nothing depends on it. Any other `version` names one of the data.
"""

import re
from binascii import a2b_qp
from codecs import BOM_UTF8
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from graph.errors import N_
from graph.limits import LIMITS
from graph.store.versions import SPARQL_VERSIONS
from web.errors import BadRequest, WrongMethod, WrongType
from web.sparql.parameters import Hints, Pairs, QueryParameters, UpdateParameters, names_of, read_parameters

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"

_MAX_PARAMETERS: Final = LIMITS.protocol_parameters
_MARK: Final = "\ufeff"
"""The byte order mark, which editors of Windows write before a text; it is no part of it."""
_STRAY: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Endpoint(Enum):
    """Which operations an address takes."""

    BOTH = "both"
    QUERY = "query"
    UPDATE = "update"


class QueryAsked(NamedTuple):
    """A query operation. Graphs are None where the request names none: then the query's own dataset counts."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    hints: Hints = ()
    timeout: float | None = None
    max_rows: int | None = None
    labels: str = ""
    bom: bool = False
    version: str = ""  # of the data, by number or release name; the current one where it is empty


@dataclass(frozen=True)
class UpdateAsked:
    """An update operation, with the dataset for its WHERE parts where the request names one."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True)
class DescriptionAsked:
    """No operation: the service description, of a version of the data where one is named."""

    hints: Hints = ()
    version: str = ""


Asked = QueryAsked | UpdateAsked | DescriptionAsked


def media_type(content_type: str | None) -> tuple[str, str]:
    """Return the media type without parameters, in lower case, and its charset parameter (or '')."""
    essence, *parameters = (content_type or "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return essence.strip().lower(), charset


def read_request(
    method: str,
    *,
    query_string: bytes,
    content_type: str | None,
    body: bytes,
    endpoint: Endpoint = Endpoint.BOTH,
) -> Asked:
    """Return what a request asks for; raise a Refusal that says what is wrong with it.

    `query_string` and `body` are as received, nothing decoded.
    """
    if method == "GET" and not body and b"&" not in query_string and endpoint is not Endpoint.UPDATE:
        text = _only_query(query_string)
        if text:
            return QueryAsked(text)
    parameters = _parameters(query_string, N_("the address"))
    if method in {"GET", "HEAD"}:
        if body:
            raise BadRequest(
                "A %(method)s has no body.",
                hint="Give the query in the address, or send it by POST.",
                values={"method": method},
            )
        return _read_get(parameters, endpoint)
    if method == "QUERY" and endpoint is not Endpoint.UPDATE:
        return _read_body(parameters, content_type, body, only=QUERY_TYPE)
    if method != "POST":
        raise WrongMethod(method, allowed_methods(endpoint))
    only = {Endpoint.QUERY: QUERY_TYPE, Endpoint.UPDATE: UPDATE_TYPE}.get(endpoint)
    return _read_body(parameters, content_type, body, only=only)


def allowed_methods(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the methods an address takes, for `Allow` and CORS."""
    return ("POST", "OPTIONS") if endpoint is Endpoint.UPDATE else ("GET", "HEAD", "POST", "QUERY", "OPTIONS")


def _only_query(query_string: bytes) -> str:
    """Return the query where it is the only parameter, as nearly always; '' where a closer look is needed."""
    name, _, value = query_string.partition(b"=")
    if name != b"query":
        return ""
    try:
        text = _decoded(value).removeprefix(_MARK)
    except UnicodeDecodeError:
        return ""
    return "" if text.isspace() else text


def _read_get(parameters: Pairs, endpoint: Endpoint) -> Asked:
    names = {name for name, _ in parameters}
    if "update" in names:
        raise BadRequest(
            "An update cannot be sent by GET.",
            hint="Send it by POST, as a form or as application/sparql-update.",
        )
    if endpoint is Endpoint.UPDATE:
        raise WrongMethod("GET", allowed_methods(endpoint))
    if "query" not in names:
        for name in ("default-graph-uri", "named-graph-uri"):
            if name in names:
                raise BadRequest(
                    "There is %(name)s but no query.",
                    hint="Give the query in the parameter `query`.",
                    values={"name": name},
                )
        parameters, version = _data_version(parameters)
        return DescriptionAsked(read_parameters(QueryParameters, parameters).hints, version)
    return _query(_text(parameters, "query"), parameters)


def _read_body(parameters: Pairs, content_type: str | None, body: bytes, *, only: str | None) -> Asked:
    essence, charset = media_type(content_type)
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise WrongType(
            "The body is said to be in %(charset)s.",
            hint="SPARQL is sent in UTF-8.",
            values={"charset": charset},
        )
    if essence == FORM_TYPE:
        form = _parameters(body, N_("the form"))
        for name in ("query", "update"):
            if any(given == name for given, _ in parameters):
                raise BadRequest(
                    "The %(name)s stands in the address of a form.",
                    hint="Give it in the body: %(name)s=...",
                    values={"name": name},
                )
        parameters = parameters + form
        names = {name for name, _ in parameters}
        if {"query", "update"} <= names:
            raise BadRequest("The request has both a query and an update.", hint="Send one of them.")
        if "update" in names and only != QUERY_TYPE:
            return _update(_text(parameters, "update"), parameters)
        if "query" in names and only != UPDATE_TYPE:
            return _query(_text(parameters, "query"), parameters)
        wanted = {QUERY_TYPE: "query", UPDATE_TYPE: "update"}.get(only or "", "query or update")
        raise BadRequest(
            "The form has no parameter %(wanted)s.",
            hint="Give the text in %(wanted)s=...",
            values={"wanted": wanted},
        )
    if essence in {QUERY_TYPE, UPDATE_TYPE} and only in {None, essence}:
        for name in ("query", "update"):
            if any(given == name for given, _ in parameters):
                raise BadRequest(
                    "There is a %(name)s in the address and another text in the body.",
                    hint="Send one.",
                    values={"name": name},
                )
        text = _decode(body, N_("the body"))
        return _query(text, parameters) if essence == QUERY_TYPE else _update(text, parameters)
    takes = [only] if only else [QUERY_TYPE, UPDATE_TYPE]
    raise WrongType(
        "A body of type %(type)s is not read here." if essence else "The body has no Content-Type.",
        hint="Send one of %(known)s.",
        values={"type": essence, "known": ", ".join([*takes, FORM_TYPE])},
        headers={"Accept-Query": f"{QUERY_TYPE}, {FORM_TYPE}"} if only != UPDATE_TYPE else {},
    )


def _query(text: str, parameters: Pairs) -> QueryAsked:
    if not text or text.isspace():
        raise BadRequest("The query is empty.", hint="For example SELECT * { ?s ?p ?o } LIMIT 10")
    _forbid(parameters, UpdateParameters, QueryParameters, N_("a query"))
    parameters, version = _data_version(parameters)
    read = read_parameters(QueryParameters, parameters)
    given = bool(read.default_graph_uri or read.named_graph_uri)
    return QueryAsked(
        text,
        read.default_graph_uri if given else None,
        read.named_graph_uri if given else None,
        read.hints,
        read.timeout,
        read.max_rows,
        read.labels or "",
        read.bom,
        version,
    )


def _update(text: str, parameters: Pairs) -> UpdateAsked:
    _forbid(parameters, QueryParameters, UpdateParameters, N_("an update"))
    parameters, version = _data_version(parameters)
    if version:
        raise BadRequest(
            "An update changes the current version of the data; version=%(version)s is another.",
            hint="Leave the parameter out. An earlier version is brought back by huunghi versions restore.",
            values={"version": version[:40]},
        )
    read = read_parameters(UpdateParameters, parameters)
    return UpdateAsked(text, read.using_graph_uri, read.using_named_graph_uri, read.timeout)


def _data_version(parameters: Pairs) -> tuple[Pairs, str]:
    """Take the version of the data out of the parameters: `version` also announces the one of SPARQL (1.2 Protocol)."""
    named = [value for name, value in parameters if name == "version" and value not in SPARQL_VERSIONS]
    if not named:
        return parameters, ""
    rest = [pair for pair in parameters if pair[0] != "version" or pair[1] in SPARQL_VERSIONS]
    return rest, _text([("version", value) for value in named], "version")


def _forbid(parameters: Pairs, others: type[object], ours: type[object], what: str) -> None:
    """Raise BadRequest for a graph that is named for another operation; its other parameters change nothing here."""
    foreign = set(names_of(others)) - set(names_of(ours))
    for name, _ in parameters:
        if name in foreign and name.endswith("-uri"):
            raise BadRequest(
                "The parameter %(name)s does not belong to %(what)s.",
                hint="Leave it out.",
                values={"name": name, "what": (what,)},
            )


def _parameters(raw: bytes, where: str) -> Pairs:
    if not raw:
        return []
    pairs = raw.split(b"&")
    if len(pairs) > _MAX_PARAMETERS:
        raise BadRequest(
            "There are more than %(most)s parameters in %(where)s.",
            values={"most": _MAX_PARAMETERS, "where": (where,)},
        )
    try:
        return [
            (_decoded(name), _decoded(value))
            for name, _, value in (pair.partition(b"=") for pair in pairs if pair)
        ]
    except UnicodeDecodeError as error:
        raise BadRequest(
            "The parameters in %(where)s are not UTF-8, percent-encoded: byte %(start)s (%(reason)s).",
            hint="Encode the text as UTF-8, then percent-encode it.",
            values={"where": (where,), "start": error.start, "reason": error.reason},
        ) from error


def _decoded(raw: bytes) -> str:
    """Decode a name or a value, once. A per cent sign that begins no escape stands for itself.

    Where there is none, percent-encoding is quoted-printable with another sign, for which the standard library has a
    decoder in C: three times as fast as its own for addresses, on what every small query pays for.
    """
    raw = raw.replace(b"+", b" ")
    if b"%" not in raw:
        return raw.decode("utf-8")
    if _STRAY.search(raw) is not None:
        return unquote_to_bytes(raw).decode("utf-8")
    return a2b_qp(raw.replace(b"=", b"=3D").replace(b"%", b"=")).decode("utf-8")


def _decode(body: bytes, where: str) -> str:
    try:
        return body.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            "Byte %(start)s of %(where)s is not UTF-8 (%(reason)s).",
            hint="SPARQL is sent in UTF-8.",
            values={"start": error.start, "where": (where,), "reason": error.reason},
        ) from error


def _text(parameters: Pairs, name: str) -> str:
    texts = [value for given, value in parameters if given == name]
    if len(texts) > 1:
        raise BadRequest(
            "The parameter %(name)s is given %(count)s times.",
            hint="Give it once.",
            values={"name": name, "count": len(texts)},
        )
    return texts[0].removeprefix(_MARK)
