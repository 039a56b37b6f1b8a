"""The rows in which pages show statements: what is said, and by whom (`templates/_statements.html`)."""

from dataclasses import dataclass

from queries.read.labels import Label
from web.views.evidence_notes import FileNote, LetteredSources, Note
from web.views.nested import NestedNode
from web.views.terms import RenderedTerm
from web.views.timeline import Timeline


@dataclass(frozen=True)
class Detail:
    """What qualifies a row: a label (may be empty) and values; `property` by which they stand there."""

    label: str
    values: tuple[RenderedTerm, ...]
    property: str = ""


@dataclass(frozen=True)
class Step:
    """A statement on the path from one thing to another, and whether it is inferred."""

    subject: RenderedTerm
    label: str
    object: RenderedTerm
    inferred: bool


@dataclass(frozen=True)
class StatementRow:
    """One row: what is said, and by whom.

    `lead` is a word that opens the row, `before` words that stand before its values; `beneath` is a second line.
    `marks` are (sign, word) pairs for its status; `unresolved` says what the words of a citation name that name no
    document (empty: they name one); `time` is a sentence on when it held; `support` is `claims`, `rule`
    (it follows from other statements) or `direct` (put in as it is, by a file); `why` is the link to the claims from
    which it follows. `letters` are of those who say it, `witnesses` is how many of them are independent. `parallel` are
    the words of another report at this place, which are less exact; `same` says that its words are those of the row
    before. `parts` are what it consists of, in order.

    Where another thing speaks, `of` is that thing, `rev` the property by which it points to the page's own thing and
    `types` its classes; `property` leads from there, or from the page's own thing, to the values. `unspoken` are
    further triples that the row says in its own words ("since May 2024"); `path` are the statements that tie the row to
    the page's own thing. `members` are statements that the row stands for together. `files` say it too, or alone.
    `nested` are its blank nodes, with what is said of them.
    Properties and classes are prefixed names.
    """

    values: tuple[RenderedTerm, ...]
    notes: tuple[Note, ...]
    letters: tuple[str, ...]
    details: tuple[Detail, ...] = ()
    time: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    support: str = "claims"
    why: str = ""
    unresolved: str = ""
    property: str = ""
    of: str = ""
    rev: str = ""
    types: tuple[str, ...] = ()
    unspoken: tuple[Detail, ...] = ()
    files: tuple[FileNote, ...] = ()
    path: tuple[Step, ...] = ()
    nested: tuple[NestedNode, ...] = ()
    witnesses: int = 0
    lead: str = ""
    before: str = ""
    beneath: tuple[RenderedTerm, ...] = ()
    members: tuple["StatementRow", ...] = ()
    parallel: tuple[Note, ...] = ()
    same: bool = False
    parts: tuple[RenderedTerm, ...] = ()


@dataclass(frozen=True)
class GroupRows:
    """Statements of one meaning: the first of them, and how many rows there are (`capped`: at least so many).

    `reason` is what all of them are inferred by, told once for all rows; `told_above` that it stands at the group
    before. `graph` is the named graph that says them, where the default graph does not.
    """

    key: str
    title: Label
    statements: tuple[StatementRow, ...]
    count: int
    capped: bool = False
    more: str = ""
    timeline: Timeline | None = None
    hidden: int = 0
    reason: str = ""
    told_above: bool = False
    graph: RenderedTerm | None = None


def anchor_of(title: str) -> str:
    """Return the fragment that leads to a section, by its English title.

    >>> anchor_of("What it became")
    'what-it-became'
    """
    return "-".join(title.lower().replace(",", "").split())


@dataclass(frozen=True)
class SectionRows:
    """Groups under one heading, with the anchor that leads to it. `count` is how many rows its groups have, None where
    it tells facts that nobody counts; `legend` are the sources whose letters stand here first.
    """

    anchor: str
    title: str
    groups: tuple[GroupRows, ...]
    count: int | None = None
    capped: bool = False
    legend: tuple[LetteredSources, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NameRow:
    """A name of the thing, with its language and evidence; `property` are the prefixed names it stands by. One without
    a property means the thing in the sources of its notes only.
    """

    text: str
    lang: str
    preferred: bool
    notes: tuple[Note, ...] = ()
    letters: tuple[str, ...] = ()
    property: str = ""


@dataclass(frozen=True)
class LanguageNames:
    """The names in one language (empty: none): those by which the thing is called, and the other forms."""

    lang: str
    headings: tuple[NameRow, ...]
    others: tuple[NameRow, ...]
