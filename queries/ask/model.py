"""What the steps of an answer hand on: mentions, readings, and what was understood of a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from queries.ask.dates import Period
from queries.ask.phrases import Ends
from queries.header import NamedQuery
from queries.runner import Answer


@dataclass(frozen=True)
class Mention:
    """Words of a question and what they name.

    `kind` is a kind of thing, a scheme of concepts (`concept/role`), or `date`, `number`, `ordinal`, `language`,
    `property`, `words`; `value` is the IRI or the text of the value. `certainty` is 1 for a name that is written out
    and less for what is inferred from parts of it. `explains` are words that are accounted for beside its own.
    """

    kind: str
    value: str
    places: frozenset[int]
    certainty: float = 1.0
    period: Period | None = None
    explains: frozenset[int] = frozenset()

    @property
    def all_places(self) -> frozenset[int]:
        return self.places | self.explains


@dataclass(frozen=True)
class Unknown:
    """What a question names and the graph does not have: a union of a place, a post of a body, a cluster."""

    places: frozenset[int]
    reason: str  # a key of `Why`


@dataclass
class Mentions:
    """All that a question mentions, and what it names without the graph having it."""

    found: list[Mention] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Mention]:
        """Return the mentions of these kinds, the surest first."""
        return sorted(
            (one for one in self.found if one.kind in kinds),
            key=lambda one: (-one.certainty, -len(one.places)),
        )

    def ends(self) -> Ends:
        """Return where the mentions stand whose words stand together."""
        ends: dict[str, dict[int, tuple[int, ...]]] = {}
        for one in self.found:
            if not one.places:
                continue
            start, end = min(one.places), max(one.places) + 1
            if end - start <= len(one.places) + 3:
                at = ends.setdefault(one.kind, {})
                at[start] = tuple(sorted({*at.get(start, ()), end}, reverse=True))
        return ends


class Why(StrEnum):
    """Why a question is not answered."""

    NOTHING_ASKED = "nothing asked"
    OUTSIDE = "outside"
    MONEY = "money"
    ADDRESSES = "addresses"
    PRIVATE_LIFE = "private life"
    FIGURES = "figures"
    REASONS = "reasons"
    FORECAST = "forecast"
    JUDGEMENT = "judgement"
    ARITHMETIC = "arithmetic"
    ORDER = "order"
    UNKNOWN_THING = "unknown thing"
    WORDS_NOT_UNDERSTOOD = "words not understood"
    NO_QUERY = "no query"
    VALUE_MISSING = "value missing"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Filled:
    """A value of a parameter, with the words of the question that it comes from; none where it is assumed."""

    name: str
    value: str
    words: str
    period: Period | None = None
    places: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reading:
    """A question read as a query of the catalogue with its values.

    `cues` are the words by which the query was chosen, `unread` those that it leaves unexplained.
    """

    query: NamedQuery
    filled: tuple[Filled, ...]
    cues: tuple[str, ...]
    unread: tuple[str, ...]
    score: float

    @property
    def values(self) -> dict[str, str]:
        return {one.name: one.value for one in self.filled}


@dataclass(frozen=True)
class Understood:
    """What was made of a question: the reading chosen, or why there is none, and the nearest others."""

    text: str
    reading: Reading | None
    nearest: tuple[Reading, ...] = ()
    why: Why | None = None
    words: tuple[str, ...] = ()
    """The words that the reason is about."""
    mended: Mapping[str, str] = field(default_factory=dict)
    """Words that were taken for others, which they are nearly spelt like."""


@dataclass(frozen=True)
class Asked:
    """A question, what was understood, and the answer; None where no reading was chosen."""

    understood: Understood
    answer: Answer | None
