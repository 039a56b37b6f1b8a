"""What of a statement that parses cannot be taken: values that are too large, IRIs that are relative to nothing."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.limits import LIMITS

NO_BASE: Final = "http://no-base.invalid/"
"""What relative IRIs of JSON-LD are resolved against where there is no base: so they show, and are told."""
LARGE: Final = 100_000
"""Letters up to which no value is too large, whatever is escaped in it; a line that is no longer has none."""


def too_large(quad: Quad) -> tuple[str, bytes] | None:
    """Return why a statement cannot be taken and the beginning of what is too large in it, None where it can be.

    Whatever is taken has to load again from every export of ours.
    """
    value = quad.object
    terms: tuple[object, ...] = (quad.subject, quad.predicate, value)
    if isinstance(value, Triple):
        terms = (*terms, *_within(value))
    for term in terms:
        if isinstance(term, Literal | NamedNode) and len(term.value) > LARGE:
            size = len(str(term).encode())
            if size > LIMITS.rdf_literal_bytes:
                what = "a value" if isinstance(term, Literal) else "an IRI"
                return (
                    f"{what} is {size:,} bytes long as it is written out, and {LIMITS.rdf_literal_bytes:,} are taken; "
                    f"it begins {term.value[:60]!r}. Keep it in a file of its own and say where that is",
                    term.value[:60].encode().split(b"\n")[0],
                )
    return None


def _within(triple: Triple) -> Iterator[object]:
    """Yield the terms of a triple that is a term, those of triples in it among them."""
    for term in triple:
        if isinstance(term, Triple):
            yield from _within(term)
        else:
            yield term


def relative_iri(quad: Quad) -> str | None:
    """Return the relative IRI of a statement that was resolved against `NO_BASE`, None where there is none."""
    for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(node, NamedNode) and node.value.startswith(NO_BASE):
            return node.value.removeprefix(NO_BASE)
    return None
