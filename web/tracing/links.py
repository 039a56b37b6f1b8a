"""Links to traces, and to the formats in which a view of one is to be had."""

from collections.abc import Sequence

from ontology.iris import name_of
from web.page_context import Alternate, Frame
from web.tracing.export import MEDIA


def trace_of(iri: str, frame: Frame) -> str:
    """Return the link to the trace of a thing of ours; empty for another."""
    name = name_of(iri)
    return frame.links.trace(name.kind, name.slug) if name else ""


def alternates(downloads: Sequence[tuple[str, str]]) -> tuple[Alternate, ...]:
    """Return the downloads of a view as its alternates."""
    return tuple(Alternate(href, MEDIA[suffix].partition(";")[0], suffix) for suffix, href in downloads)
