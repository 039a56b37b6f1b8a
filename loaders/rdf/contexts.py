"""Contexts of JSON-LD that files name by address: those that come with the program, and those that whoever loads gives.

Nothing is fetched: what is loaded today is the same tomorrow, and no address in a file is asked by this machine. The
contexts were made from the public vocabularies that they name (docs/decisions/050).
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import RdfFormat, parse

from graph.errors import InputError

_HERE: Final = "loaders.rdf.contexts_data"
_SHIPPED: Final = {
    "schema.json": (
        "schema.org",
        "schema.org/docs/jsonldcontext.jsonld",
        "schema.org/docs/jsonldcontext.json",
    ),
    "anno.json": ("www.w3.org/ns/anno.jsonld", "www.w3.org/ns/anno"),
}


def address_of(address: str) -> str:
    """Return a context's address in the form in which contexts are looked up: with or without s, slash and `www.`.

    >>> address_of("https://schema.org/"), address_of("http://schema.org")
    ('schema.org', 'schema.org')
    """
    for scheme in ("https://", "http://"):
        if address.startswith(scheme):
            return address.removeprefix(scheme).rstrip("/")
    return address


def known_contexts(given: Mapping[str, Path] | None = None) -> Mapping[str, bytes]:
    """Return contexts by their addresses: those that are shipped, and those of files, which go before.

    Raises InputError where a file holds no context, or one that names others by address.
    """
    found = dict(_shipped())
    for address, path in (given or {}).items():
        found[address_of(address)] = _context_in(path)
    return MappingProxyType(found)


@cache
def _shipped() -> Mapping[str, bytes]:
    folder = files(_HERE)
    return {
        address: _member((folder / name).read_bytes())
        for name, addresses in _SHIPPED.items()
        for address in addresses
    }


def _member(text: bytes) -> bytes:
    return json.dumps(json.loads(text)["@context"], ensure_ascii=False, separators=(",", ":")).encode()


def _context_in(path: Path) -> bytes:
    try:
        found: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is no JSON: {error}", hint="Give a context: --context ADDRESS=FILE"
        ) from error
    context = found.get("@context", found) if isinstance(found, dict) else None
    if context is None or not _is_whole(context):
        raise InputError(
            f"{path} is no context that can stand for itself: it is an object, and names no other by address.",
            hint="Give the file that the address answers with; put contexts that it names into it.",
        )
    text = json.dumps(context, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        for _ in parse(b'{"@context":%b}' % text, format=RdfFormat.JSON_LD):
            pass
    except (SyntaxError, ValueError) as error:
        # In a document it would be a fault of that, at a place that is in neither.
        raise InputError(
            f"{path} is no context of JSON-LD: {error}.", hint="Correct the context and load again."
        ) from error
    return text


def _is_whole(context: object) -> bool:
    if isinstance(context, list):
        return all(map(_is_whole, context))
    return isinstance(context, dict) and "@import" not in context
