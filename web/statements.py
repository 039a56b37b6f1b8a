"""What is said of a thing on one page or in one document: statements in groups, counted and cut, each with its evidence
and the triples it stands for.

HTML, Turtle and JSON-LD are made from the same cut, so they hold the same statements and lead to the same next part.
"""

from dataclasses import dataclass

from web.evidence import Note, Triple
from web.things import Name, Value
from web.views.timeline import Span, Timeline

WHOLE_NAMES = "names"
"""The key of the group of a thing's names."""
BY_RULE = "rule."
"""What the key of a group begins with that lists what only the rules say."""


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


@dataclass(frozen=True)
class Group:
    """Statements of one meaning: the first of them, and how many there are (`capped`: at least so many)."""

    key: str
    title: Name
    statements: tuple[Statement, ...]
    count: int
    capped: bool = False
    more: str = ""
    timeline: Timeline | None = None
    hidden: int = 0


@dataclass(frozen=True)
class Block:
    """A section of the page as it is shown."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class NameRow:
    """A name of the thing, with its language and evidence; `property` are the prefixed names it stands by."""

    text: str
    lang: str
    preferred: bool
    notes: tuple[Note, ...] = ()
    letters: tuple[str, ...] = ()
    property: str = ""
    said: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Window:
    """Which rows of which group are asked for; an empty group is the page as a whole. `at`: as of that day."""

    group: str = ""
    page: int = 1
    at: str = ""


@dataclass(frozen=True)
class Cut:
    """What one page, or one document, says of a thing. `more` is whether the group asked for goes on after it."""

    window: Window
    blocks: tuple[Block, ...]
    follows: tuple[Group, ...]
    names: tuple[NameRow, ...]
    names_count: int
    more: bool = False

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group, those that follow by rule last."""
        return (*(group for block in self.blocks for group in block.groups), *self.follows)
