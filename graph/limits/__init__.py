"""Every number that cuts an answer, in one table: what is shown, read, counted, accepted and waited for.

Its lines are in `pages`, `service`, `editing` and `replicas`; a module takes its numbers from `LIMITS`. A `.rq` file
writes a number, so that it runs in any tool, and names its limit in a comment on the same line (`LIMIT 1001 #
values_counted + 1`); a test compares the two. `huunghi settings` and `/about` print the table, so each help text is one
sentence that a reader understands. What an operator may change is in `web/settings.py`. Numbers that only tune speed
stay beside the code that they tune.
"""

from dataclasses import dataclass, fields
from typing import Final

from graph.limits.editing import EditingLimits
from graph.limits.limit import MB as MB
from graph.limits.limit import Limit as Limit
from graph.limits.limit import Section as Section
from graph.limits.limit import Unit as Unit
from graph.limits.pages import PageLimits
from graph.limits.replicas import ReplicaLimits
from graph.limits.service import ServiceLimits


@dataclass(frozen=True, kw_only=True)
class Limits(PageLimits, ServiceLimits, EditingLimits, ReplicaLimits):
    """The limits by name; `table` gives them with their help."""


LIMITS: Final = Limits()


def table() -> tuple[Limit, ...]:
    """Return every limit with its unit, section and help, in the order in which they are shown: section by section."""
    order = list(Section)
    found = (
        Limit(
            one.name,
            getattr(LIMITS, one.name),
            one.metadata["unit"],
            one.metadata["section"],
            one.metadata["help"],
        )
        for one in fields(LIMITS)
    )
    return tuple(sorted(found, key=lambda one: order.index(one.section)))
