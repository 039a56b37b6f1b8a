"""What changed for a thing between two versions, as rows; and the versions as an Atom feed."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.store.version import Version
from queries.export.xml import attribute, content
from queries.read.changes import Change
from web.views.terms import RenderedTerm, TermRenderer, property_label


@dataclass(frozen=True)
class ChangeRow:
    """A statement gained or lost: of the thing itself, or of another that points to it (`inverse`)."""

    gained: bool
    property: str
    value: RenderedTerm
    inverse: bool


def change_rows(changes: Iterable[Change], newer: TermRenderer, older: TermRenderer) -> tuple[ChangeRow, ...]:
    """Return changes as rows, what was gained first, in the order of their words. What was lost is rendered by `older`,
    for it may have its page in the older version alone.
    """
    rows = [
        ChangeRow(
            one.gained,
            property_label(one.property, newer.words, inverse=one.inverse).text,
            (newer if one.gained else older).render(one.value),
            one.inverse,
        )
        for one in changes
    ]
    return tuple(sorted(rows, key=lambda row: (not row.gained, row.inverse, row.property, row.value.sort)))


def atom_feed(versions: Iterable[Version], base: str) -> str:
    """Return versions, the newest first, as an Atom feed (RFC 4287); `base` is the public address of the service."""
    entries = []
    newest = ""
    for version in versions:
        newest = newest or version.manifest.created
        link = f"{base}/changes?from={version.manifest.parent or ''}&to={version.number}"
        counts = f"+{version.manifest.added or 0} \u2212{version.manifest.removed or 0}"
        entries.append(
            f"<entry><id>{content(base)}/?version={version.number}</id><title>{content(version.label)}: "
            f"{content(version.manifest.note)}</title><updated>{content(version.manifest.created)}</updated>"
            f"<link href={attribute(link)}/><summary>{counts}</summary></entry>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{content(base)}/changes.atom</id><title>Hữu Nghị: versions of the data</title>"
        f"<author><name>Hữu Nghị</name></author><updated>{content(newest)}</updated>"
        f'<link rel="self" href={attribute(base + "/changes.atom")}/><link href={attribute(base + "/changes")}/>'
        + "".join(entries)
        + "</feed>\n"
    )
