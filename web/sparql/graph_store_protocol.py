"""Read a request of the SPARQL 1.1 Graph Store HTTP Protocol into what is asked; no I/O.

A graph is named indirectly (`/graphs?graph=IRI`, `/graphs?default`) or directly: `/graphs/any/path` is the graph whose
IRI is the address itself. `POST /graphs` without a name makes a new graph with an address below it. Beyond the
standard, and as other stores do, `/graphs` without a name is the whole dataset: read, replaced by PUT or added to by
POST in N-Quads or TriG.
"""

import re
import secrets
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, unquote

from pyoxigraph import NamedNode

from loaders.rdf.encoding import NotDecodable, known_encoding
from web.errors import BadRequest, WrongMethod, WrongType
from web.sparql import formats
from web.sparql.parameters import GraphParameters, Hints, read_parameters
from web.sparql.protocol import media_type

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_BOUNDARY: Final = re.compile(r"""[;,]\s*boundary=(?:"([^"]+)"|([^\s";,]+))""", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r'filename="?([^";]*)"?', re.IGNORECASE)
_SUFFIXES: Final = {
    "ttl": "ttl",
    "nt": "nt",
    "rdf": "rdf",
    "xml": "rdf",
    "owl": "rdf",
    "jsonld": "jsonld",
    "nq": "nq",
    "trig": "trig",
}


@dataclass(frozen=True)
class GraphAsked:
    """What is to be done with a graph ('' is the default graph), or with the whole `dataset`; `minted` where the server
    chose the graph's name.
    """

    method: str
    graph: str
    hints: Hints = ()
    documents: tuple[tuple[bytes, str, str], ...] = ()
    minted: bool = False
    version: str = ""
    dataset: bool = False


def read_graph_request(
    method: str, *, base: str, path: str, query_string: bytes, content_type: str | None, body: bytes
) -> GraphAsked:
    """Return what a request asks for; raise a Refusal that says what is wrong with it.

    `base` is the address of the graph store (`http://host/graphs`), `path` what follows it, as received.
    """
    if method not in METHODS:
        raise WrongMethod(method, METHODS)
    graph, hints, version = _graph_named(base, path, query_string)
    if version and method not in {"GET", "HEAD"}:
        raise BadRequest(
            "A graph is written in the current version of the data; version=%(version)s is another.",
            hint="Leave the parameter out.",
            values={"version": version[:40]},
        )
    if graph is None:
        return _without_name(GraphAsked(method, "", hints, version=version), base, content_type, body)
    documents = _documents(content_type, body) if method in {"PUT", "POST"} else ()
    return GraphAsked(method, graph, hints, documents, version=version)


def _without_name(asked: GraphAsked, base: str, content_type: str | None, body: bytes) -> GraphAsked:
    """Return what is asked at the address of the graph store itself: the dataset, or by POST of triples a new graph."""
    if asked.method in {"GET", "HEAD"}:
        return replace(asked, dataset=True)
    documents = _documents(content_type, body) if asked.method in {"PUT", "POST"} else ()
    if any(name in formats.DATASETS for _, name, _ in documents):
        return replace(asked, documents=documents, dataset=True)
    if asked.method != "POST":
        raise BadRequest(
            "The address names no graph.",
            hint="Add ?default, or ?graph= with the graph's IRI, percent-encoded. A whole dataset is sent as "
            "application/n-quads or application/trig.",
        )
    return replace(asked, graph=f"{base}/{secrets.token_urlsafe(12)}", documents=documents, minted=True)


def _graph_named(base: str, path: str, query_string: bytes) -> tuple[str | None, Hints, str]:
    try:
        parameters = parse_qsl(query_string.decode("utf-8"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise BadRequest(
            "The parameters of the address are not UTF-8, percent-encoded: %(error)s", values={"error": error}
        ) from error
    read = read_parameters(GraphParameters, parameters)
    if path.strip("/") and (read.graph is not None or read.default):
        raise BadRequest("The address names a graph twice.", hint="Use either the path or the parameter.")
    if read.graph is not None and read.default:
        raise BadRequest(
            "The address names more than one graph.", hint="Give one of ?default and ?graph=IRI."
        )
    if read.default:
        return "", read.hints, read.version or ""
    if read.graph is not None:
        return read.graph, read.hints, read.version or ""
    return (_iri(base + _readable(path)) if path.strip("/") else None), read.hints, read.version or ""


def _readable(path: str) -> str:
    """Return a path as an IRI has it: letters beyond ASCII themselves, everything else as it was sent."""
    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", lambda found: unquote(found[0], errors="replace"), path)


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise BadRequest(
            "%(text)r is no absolute IRI: %(error)s",
            hint="For example http://example.org/graph",
            values={"text": text, "error": error},
        ) from error


def _documents(content_type: str | None, body: bytes) -> tuple[tuple[bytes, str, str], ...]:
    essence, charset = media_type(content_type)
    if essence.partition(",")[0] in {"multipart/form-data", "multipart/mixed"}:
        return _parts(content_type or "", body)
    if not essence and not body:
        return ()
    return ((body, _format_of(essence), _encoding(charset)),)


def _encoding(charset: str) -> str:
    """Return the encoding that a charset names, '' where the document tells it; raise WrongType for an unknown one.

    Many clients say UTF-8 of whatever they send, so it is no more than what is taken where nothing is said.
    """
    if charset in {"", "utf-8", "utf8", "us-ascii"}:
        return ""
    try:
        return known_encoding(charset)
    except NotDecodable as error:
        raise WrongType(
            "The document is said to be in %(charset)s.",
            hint="This encoding is not known here; send the document in UTF-8.",
            values={"charset": charset[:40]},
        ) from error


def _format_of(essence: str) -> str:
    form = formats.by_media_type(formats.RDF, essence)
    if form is None:
        known = ", ".join(one.media_type for one in formats.RDF)
        raise WrongType(
            "A document of type %(type)s is not read here."
            if essence
            else "A document without Content-Type is not read here.",
            hint="Send one of %(known)s.",
            values={"type": essence, "known": known},
        )
    return form.name


def _parts(content_type: str, body: bytes, *, within: bool = False) -> tuple[tuple[bytes, str, str], ...]:
    """Return the documents of a multipart body, those of a `multipart/mixed` in it among them (RFC 2046 section 5.1).

    Lines may end in a mere line feed, and the last boundary may lack its hyphens: the W3C's own example is sent so.
    """
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise BadRequest(
            "The multipart body has no boundary.", hint="Give it in Content-Type: ...; boundary=..."
        )
    mark = re.escape((found[1] or found[2]).strip().encode("latin-1"))
    _, *pieces = re.split(rb"(?:\A|\r?\n)--" + mark + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body)
    if not pieces or pieces[-1].strip():
        raise BadRequest("The multipart body does not end with its boundary.")
    documents: list[tuple[bytes, str, str]] = []
    for piece in pieces[:-1]:
        head, separator, data = _split_head(piece)
        if not separator:
            raise BadRequest("A part of the multipart body has no blank line after its head.")
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.decode("latin-1").splitlines())
        }
        if not within and fields.get("content-type", "").lower().startswith("multipart/mixed"):
            documents += _parts(fields["content-type"], data, within=True)
        else:
            _, charset = media_type(fields.get("content-type"))
            documents.append((data, _part_format(fields), _encoding(charset)))
    return tuple(documents)


def _split_head(piece: bytes) -> tuple[bytes, bytes, bytes]:
    """Take a part after its boundary's line apart at the first blank line: head, what ends it, data."""
    blank = re.search(rb"\r?\n\r?\n", piece)
    return (piece, b"", b"") if blank is None else (piece[: blank.start()], blank[0], piece[blank.end() :])


def _part_format(fields: dict[str, str]) -> str:
    essence, _ = media_type(fields.get("content-type"))
    if essence and essence not in {"application/octet-stream", "text/plain"}:
        return _format_of(essence)
    name = _FILE_NAME.search(fields.get("content-disposition", ""))
    suffix = name[1].rpartition(".")[2].lower() if name else ""
    return _SUFFIXES.get(suffix) or _format_of(essence)
