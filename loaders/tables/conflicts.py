"""Tell what a load of tables makes contradict itself: both sides, the place of each, and the rows that say it.

Two sources may disagree, so the rows are loaded as they are; whoever loads them must hear of it, and reviewers find it
first in their queue. Only what was not so before the load is told.
"""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store, Triple

from graph.claims.publish import Report
from graph.limits import LIMITS
from graph.review.conflicts import Conflict
from graph.review.outcome import conflicts_between
from graph.review.wording import line_of
from graph.store.versions import Change
from loaders.tables.lines import Content


def telling(content: Content) -> Callable[[Change, frozenset[Triple], Report], None]:
    """Return what notes in the report of a load the conflicts that its rows make."""

    def look(change: Change, differs: frozenset[Triple], report: Report) -> None:
        if change.parent is None:
            made, _ = conflicts_between(Store(), change.store, differs)
        else:
            with change.parent.open() as parent:
                made, _ = conflicts_between(parent.store, change.store, differs)
        shown = made[: LIMITS.problems_shown]
        report.notes += [_line(change.store, conflict, content) for conflict in shown]
        if len(made) > len(shown):
            report.notes.append(
                f"{len(made) - len(shown):,} more contradictions; huunghi review --conflicts lists all"
            )

    return look


def _line(store: Store, conflict: Conflict, content: Content) -> str:
    sides = {conflict.one.thing.value, conflict.other.thing.value}
    rows = dict.fromkeys(
        f"{Path(line.file).name}:{line.number}" for line in content.all() if line.about in sides
    )
    said = f"; said by {', '.join(list(rows)[:5])}" if rows else ""
    return f"contradiction: {line_of(store, conflict)}{said}"
