"""What of a statement that parses cannot be taken: values that are too large, IRIs that are relative to nothing."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.limits import LIMITS

NO_BASE: Final = "http://no-base.invalid/"
"""What relative IRIs of JSON-LD are resolved against where there is no base: so they show, and are told."""
_LARGE: Final = 100_000


def too_large(value: Literal) -> str | None:
    """Return why a value cannot be taken, None where it can: it has to load again from every export of ours."""
    if len(value.value) <= _LARGE:
        return None
    size = len(str(value).encode())
    if size <= LIMITS.rdf_literal_bytes:
        return None
    return (
        f"a value is {size:,} bytes long as it is written out, and {LIMITS.rdf_literal_bytes:,} are taken; it begins "
        f"{value.value[:60]!r}. Keep it in a file of its own and say where that is"
    )


def relative_iri(quad: Quad) -> str | None:
    """Return the relative IRI of a statement that was resolved against `NO_BASE`, None where there is none."""
    for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(node, NamedNode) and node.value.startswith(NO_BASE):
            return node.value.removeprefix(NO_BASE)
    return None
