"""Which syntax of RDF a file is in: its name says one, its first letters may say another and are right then."""

import re
from pathlib import PurePath
from typing import Final

from pyoxigraph import RdfFormat

from loaders.rdf.packing import SUFFIXES

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".n3": RdfFormat.N3,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".rdfs": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".turtle": RdfFormat.TURTLE,
}
HOLD_QUADS: Final = (RdfFormat.N_QUADS, RdfFormat.TRIG)
BY_LINES: Final = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
HEAD: Final = 4096

_PAGE: Final = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
# A mere `<a:b>` is an IRI of Turtle as well as an element.
_XML: Final = re.compile(
    rb"\s*(<\?xml\s|<!--|<!DOCTYPE\s|<[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?\s+[\w:.-]+\s*=)"
)
_JSON: Final = re.compile(rb'\s*(\{\s*("|\}\s*\Z)|\[\s*(\{\s*"|\]\s*\Z))')
_TURTLE: Final = re.compile(
    rb"(\s|#[^\n]*\n)*(@prefix|@base|prefix\s|base\s|<[a-z][a-z0-9+.-]*:[^\s<>]*>\s)", re.IGNORECASE
)


def format_named(name: str) -> RdfFormat | None:
    """Return the syntax that a file's name says, packed or not, in small letters or capitals; None where it says none.

    >>> format_named("DUMP.TTL.GZ") == RdfFormat.TURTLE
    True
    """
    path = PurePath(name.lower())
    if path.suffix in SUFFIXES:
        path = path.with_suffix("")
    return FORMATS.get(path.suffix)


def is_web_page(head: bytes) -> bool:
    """Whether a text begins as a page of HTML does, which is what a failed download often leaves.

    >>> is_web_page(b"<!doctype html><title>Sign in</title>")
    True
    """
    return _PAGE.match(head) is not None


def format_told(head: bytes, named: RdfFormat) -> RdfFormat:
    """Return the syntax of a text by its first letters, where they can be of no text in the one that is named.

    >>> format_told(b"@prefix e: <urn:> .", RdfFormat.RDF_XML) == RdfFormat.TURTLE
    True
    """
    if _XML.match(head):
        return RdfFormat.RDF_XML
    if _JSON.match(head):
        return RdfFormat.JSON_LD
    if named in {RdfFormat.RDF_XML, RdfFormat.JSON_LD} and _TURTLE.match(head):
        return RdfFormat.TURTLE
    return named
