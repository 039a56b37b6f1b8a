"""The suffixes of downloads beside the pages of traces."""

from graph.errors import NotFound
from queries.export.formats import Format


def format_of(suffix: str) -> Format:
    """Return the format that a suffix names. Raises NotFound for one that is none."""
    if suffix not in list(Format):
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats: csv, json, graphml.",
            values={"suffix": suffix[:20]},
        )
    return Format(suffix)
