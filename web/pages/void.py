"""The data described in VoID at its well-known address: counts, and partitions by class and property."""

from fastapi import APIRouter
from pyoxigraph import serialize
from starlette.responses import Response

from graph.errors import StoreError
from graph.store.reader import Reader
from queries.export.rdf import WRITERS
from queries.export.void import PREFIXES_WRITTEN, Addresses, described
from queries.read.partitions import read_partitions
from web.dependencies import BaseAddress, CurrentReader
from web.errors import NOT_COUNTED, Elsewhere, NotAcceptable
from web.format_parameter import preferred_document
from web.openapi import answers
from web.parameters import Accept, LibrarySuffix
from web.urls import FORMATS

router = APIRouter(tags=["SPARQL"])

ADDRESS = "/.well-known/void"
_TYPES = {suffix: media for suffix, media in FORMATS.items() if suffix != "html"}


@router.get(ADDRESS, responses=answers(*_TYPES.values(), also=(406,)), response_class=Response)
def void(reader: CurrentReader, base: BaseAddress, accept: Accept = None) -> Response:
    """Get a description of the data in VoID: how much there is of each class and property, and where it can be had."""
    suffix = preferred_document(accept)
    if suffix == "html":
        suffix = "ttl"
    if not suffix:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": (accept or "")[:40], "formats": ", ".join(_TYPES.values())},
        )
    response = _described(reader, base, suffix)
    response.headers["Vary"] = "Accept"
    return response


@router.get(ADDRESS + ".{suffix}", responses=answers(*_TYPES.values()), response_class=Response)
def document(reader: CurrentReader, base: BaseAddress, suffix: LibrarySuffix) -> Response:
    """Get the description of the data in VoID in one format."""
    return _described(reader, base, suffix)


def _described(reader: Reader, base: str, suffix: str) -> Response:
    found = read_partitions(reader)
    if found is None and not reader.version.number:
        raise Elsewhere(NOT_COUNTED)
    if found is None:
        raise StoreError(
            "The statements of this version have not been counted yet.", hint="Try again in a moment."
        )
    where = Addresses(f"{base}{ADDRESS}", f"{base}/sparql", f"{base}/graphs", f"{base}/")
    triples = described(found, where)
    body = serialize(triples, format=WRITERS[suffix], prefixes=PREFIXES_WRITTEN)
    charset = "; charset=utf-8" if _TYPES[suffix].startswith("text/") else ""
    return Response(body, media_type=_TYPES[suffix] + charset)
