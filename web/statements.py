"""The rows of traces: to be replaced by `web.views.statement_rows`."""

from dataclasses import dataclass

from web.evidence import Note, Triple
from web.things import Value
from web.views.timeline import Span


@dataclass(frozen=True)
class Detail:
    """What qualifies a row: a label (may be empty) and values; `property` by which they stand there."""

    label: str
    values: tuple[Value, ...]
    property: str = ""


@dataclass(frozen=True)
class Statement:
    """One row: what is said, and by whom.

    `marks` are (sign, word) pairs for its status; `time` is a sentence on when it held; `support` is
    `claims`, `rule` (it follows from other statements) or `direct` (put in as it is, by a file).

    `said` are the triples the row stands for. Where another thing speaks, `of` is that thing, `rev` the property by
    which it points to the page's own thing and `types` its classes; `property` leads from there, or from the page's
    own thing, to the values. `unspoken` are further triples that the row says in its own words ("since May 2024").
    Properties and classes are prefixed names.
    """

    values: tuple[Value, ...]
    notes: tuple[Note, ...]
    letters: tuple[str, ...]
    details: tuple[Detail, ...] = ()
    time: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    record: Value | None = None
    support: str = "claims"
    unresolved: bool = False
    span: Span | None = None
    property: str = ""
    of: str = ""
    rev: str = ""
    types: tuple[str, ...] = ()
    unspoken: tuple[Detail, ...] = ()
    said: tuple[Triple, ...] = ()
