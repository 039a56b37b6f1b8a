"""`?format=` at the address of a page: the document or download beside it, for clients that name a format only there.

A layer before the routes: it knows which addresses have which documents beside them, and asks the route of the one that
is wished for. The IRI of a thing is not its document, so there the format goes before Accept and the route leads on.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_plus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queries.export.formats import Format
from queries.export.references import WRITERS as REFERENCES
from web.errors import NotAcceptable
from web.negotiate import choose
from web.parameters import QUERY_SUFFIXES
from web.problems import ASKED, respond
from web.sparql.formats import RDF, first_formats, hint_of
from web.urls import FORMATS

_DOCUMENTS: Final = {**FORMATS, **{suffix: media for suffix, (media, _) in REFERENCES.items()}}
_RDF: Final = {suffix: media for suffix, media in FORMATS.items() if suffix != "html"}
_SUFFIX_OF: Final = {media_type: suffix for suffix, media_type in FORMATS.items()} | {
    alias: form.name for form in RDF if form.name in FORMATS for alias in form.aliases
}
_EXPORTS: Final = {one.value: one.media_type for one in Format} | {"html": "text/html"}
_ANSWERS: Final = {one: media.partition(";")[0] for one, media in QUERY_SUFFIXES.items()} | {
    "html": "text/html"
}


def preferred_document(accept: str | None) -> str:
    """Return the suffix of the document that an Accept field prefers, by its type or another name of it; or ''.

    >>> preferred_document("text/turtle;q=0.5, application/json"), preferred_document("image/png")
    ('jsonld', '')
    """
    return _SUFFIX_OF.get(choose(accept, tuple(_SUFFIX_OF)) or "", "")


class Family(NamedTuple):
    """Addresses of one kind: what they have in common before a suffix, and the media types by their suffixes.

    `plain` is the suffix of the page at the address without a suffix, '' where it leads on to a document.
    """

    address: re.Pattern[str]
    media_types: Mapping[str, str]
    plain: str


def _family(address: str, media_types: Mapping[str, str], plain: str = "") -> Family:
    suffixes = "|".join(map(re.escape, media_types))
    return Family(re.compile(rf"({address})(?:\.(?:{suffixes}))?"), media_types, plain)


FAMILIES: Final = (
    _family(r"/id/[^/]+/[^/]+?", _DOCUMENTS),
    _family(r"/concept/.+?", _DOCUMENTS),
    _family(r"/ontology", FORMATS),
    _family(r"/ontology/shapes", {"ttl": "text/turtle", "html": "text/html"}),
    _family(r"/queries", FORMATS, "html"),
    _family(r"/\.well-known/void", _RDF),
    _family(r"/queries/[^/]+?", _ANSWERS, "html"),
    _family(r"/trace(?:/matrix|/documents|/[^/]+/[^/]+?)?", _EXPORTS, "html"),
    _family(r"/map", {"csv": "text/csv", "json": "application/json", "html": "text/html"}, "html"),
    _family(r"/changes", {"atom": "application/atom+xml", "html": "text/html"}, "html"),
)
_TAKING: Final[Mapping[str, Mapping[str, str]]] = {
    "/describe": _DOCUMENTS,
    "/search": {"csv": "text/csv", "json": "application/json"},
    "/graph": _EXPORTS,
}
"""The media types by their suffixes at addresses that take the parameter themselves, as a suffix."""


def suffix_of(media_types: Mapping[str, str], value: str) -> str:
    """Return the suffix of the first of a parameter's values that there is among these, or ''.

    >>> suffix_of(FORMATS, "pdf, Turtle"), suffix_of(FORMATS, "pdf")
    ('ttl', '')
    """
    for part in first_formats(value):
        name = part.partition(";")[0].strip().lower().replace(" ", "+")
        if name in media_types:
            return name
        for suffix, media_type in media_types.items():
            if name == media_type:
                return suffix
        hint = hint_of(name)
        for found in (hint.rdf, hint.results) if hint else ():
            if found in media_types:
                return found
    return ""


def family_of(path: str) -> tuple[Family, str] | None:
    """Return to which family an address belongs, and what it is without its suffix.

    >>> family_of("/id/place/nghe-an.html")[1]
    '/id/place/nghe-an'
    """
    for family in FAMILIES:
        found = family.address.fullmatch(path)
        if found is not None:
            return family, found[1]
    return None


class FormatParameter:
    """The layer that takes `format` from addresses which have documents beside them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or b"format=" not in scope["query_string"]:
            await self.app(scope, receive, send)
            return
        pairs = [pair.partition(b"=") for pair in scope["query_string"].split(b"&") if pair]
        asked = ",".join(
            unquote_plus(value.decode("latin-1")) for name, _, value in pairs if name == b"format"
        )
        rest = [name + sign + value for name, sign, value in pairs if name != b"format"]
        path: str = scope["path"]
        if (known := _TAKING.get(path)) is not None and (suffix := suffix_of(known, asked)):
            query = b"&".join((*rest, b"format=" + suffix.encode()))
            await self.app({**scope, "query_string": query}, receive, send)
            return
        found = family_of(path)
        if found is None or not asked.strip(" ,"):
            await self.app(scope, receive, send)
            return
        family, address = found
        suffix = suffix_of(family.media_types, asked)
        if not suffix:
            refusal = NotAcceptable(
                "There is no document about this as %(asked)s.",
                hint="There is: %(formats)s.",
                values={"asked": asked[:20], "formats": ", ".join(family.media_types)},
            )
            await respond(Request(scope), refusal)(scope, receive, send)
            return
        query = b"&".join(rest)
        if not family.plain and address == path and suffix in FORMATS:
            headers = [field for field in scope["headers"] if field[0] != b"accept"]
            headers.append((b"accept", family.media_types[suffix].encode()))
            await self.app({**scope, "query_string": query, "headers": headers}, receive, send)
            return
        document = address if suffix == family.plain else f"{address}.{suffix}"
        raw = quote(document).encode()
        asking = {**scope, "path": document, "raw_path": raw, "query_string": query, ASKED: path}
        await self.app(asking, receive, _located(send, b"?".join((raw, query)) if query else raw))


def _located(send: Send, address: bytes) -> Send:
    """Say in the answer where the document itself stands."""

    async def located(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            message["headers"] = [*message["headers"], (b"content-location", address)]
        await send(message)

    return located
