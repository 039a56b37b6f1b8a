"""Entity tags of graphs, and the conditions a write may set with them (RFC 9110 section 13); no I/O.

A graph's tag holds the version of the store and the format. Versions are of the whole store, so a tag goes stale
whenever anything changes: a condition may then fail without need, but never hold without right. Within a version a
graph is written the same way every time, so the tags are strong ones.
"""

import re
from hashlib import blake2b
from typing import Final

from web.sparql import formats

WHOLE: Final = "*"
"""Stands for the whole dataset, where a graph's IRI does for a graph."""
_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')


def graph_tag(version: int | None, graph: str, format_name: str) -> str:
    """Return the entity tag of a graph ('' is the default graph) in a format, at a version."""
    return f'"{version or 0}-{blake2b(f"{format_name} {graph}".encode(), digest_size=8).hexdigest()}"'


def holds(if_match: str, if_none_match: str, *, graph: str, version: int | None, exists: bool) -> bool:
    """Whether a write's conditions hold for a graph; '' stands for a field that was not sent.

    `version` is None where the store has changed since its last version, as in the course of a batch: then no tag fits.

    >>> holds("", "*", graph="urn:g", version=1, exists=False)
    True
    """
    current = set()
    if exists and version is not None:
        current = {graph_tag(version, graph, form.name) for form in formats.RDF}
    if if_match and not (exists if if_match.strip() == "*" else current & set(_TAG.findall(if_match))):
        return False
    if not if_none_match:
        return True
    if if_none_match.strip() == "*":
        return not exists
    return not current & {tag.removeprefix("W/") for tag in _TAG.findall(if_none_match)}
