"""What the steps hand to each other: citations, the documents they may mean, and what became of each.

Offsets are code points into the text given to `find_citations`, half open.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["full", "short", "congress", "plenum", "title", "class", "campaign"]
Status = Literal["resolved", "ambiguous", "contradicted", "unknown", "vague"]


class Span(NamedTuple):
    """A place in the text: code points, half open."""

    start: int
    end: int


@dataclass(frozen=True)
class Named:
    """A part of a reference: where it stands, as printed, and what it is normalised to (a slug, or folded
    text)."""

    span: Span
    printed: str
    value: str


@dataclass(frozen=True)
class CitedDate:
    """A date in a reference. `value` is ISO: `2022-01-05`, `2022-01`, `2022`, or `--03-22` where no year is
    printed."""

    span: Span
    printed: str
    value: str

    @property
    def precision(self) -> Literal["day", "month", "year", "day of no year"]:
        """How much of the date is printed."""
        if self.value.startswith("--"):
            return "day of no year"
        precisions: tuple[Literal["year"], Literal["month"], Literal["day"]] = ("year", "month", "day")
        return precisions[self.value.count("-")]

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Citation:
    """One reference to a document, as the text has it; nothing in it is looked up elsewhere.

    `types` are all document types that the type word and the code allow, the likeliest first; `type` is set
    when they leave one. `code` is the code with its marks where the lexicon leaves one reading, else as
    printed. `place` is that of a local body, `place_reason` why it is this one where it is not printed: who reads the
    whole text supplies both. `ordinal` is the number of the congress or plenum, `terms` those of the terms of office
    printed.
    """

    kind: Kind
    span: Span
    wording: str
    language: str
    number_span: Span | None = None
    number_printed: str | None = None
    number: int | None = None
    type: str | None = None
    types: tuple[str, ...] = ()
    type_word: Named | None = None
    code: str | None = None
    body: str | None = None
    unit: str | None = None
    year: int | None = None
    identifier: str | None = None
    style: Literal["party", "state", "assembly", "old", "bare"] | None = None
    ordinal: int | None = None
    terms: tuple[int, ...] = ()
    date: CitedDate | None = None
    issuer: Named | None = None
    title: Named | None = None
    pin: Named | None = None
    place: str | None = None
    place_reason: str = ""

    @property
    def letter(self) -> str:
        """The letter after the number of an act put between two others (30a/2008/NQ-CP), or an empty text."""
        return letter_of(self.identifier or "")


def letter_of(identifier: str) -> str:
    """Return the letter after the digits of an identifier, or an empty text.

    >>> letter_of("30a/2008/NQ-CP"), letter_of("12-CT/TW")
    ('a', '')
    """
    first = identifier.lstrip("0123456789")[:1]
    return first if first in "abcd" else ""


@dataclass(frozen=True, kw_only=True)
class KnownDocument:
    """A document that is known: what a citation is compared with. Dates are ISO with the precision known."""

    iri: str
    type: str
    number: int | None = None
    code: str | None = None
    body: str | None = None
    unit: str | None = None
    year: int | None = None
    date: str | None = None
    term: int | None = None
    issuer: str | None = None
    place: str | None = None
    titles: tuple[str, ...] = ()
    letter: str = ""


@dataclass(frozen=True)
class Resolved:
    """What became of a citation: its document, or why there is none.

    `candidates` are the documents that fit when several do; `contradicts` says which printed parts exclude
    documents that have the same number; `antecedent` is the place in `citations` of the full citation that a
    later one repeats, and `repeats` that citation; `proposes` is set when the citation, or the one that it repeats,
    names a document well enough to make a new one.
    """

    citation: Citation
    status: Status
    reason: str
    document: str | None = None
    candidates: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    antecedent: int | None = None
    proposes: bool = False
    repeats: Citation | None = None

    @property
    def names(self) -> Citation:
        """The citation that names the document: this one, or the one that it repeats."""
        return self.repeats or self.citation
