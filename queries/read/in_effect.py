"""Which documents had been replaced or ended, and whether one had been on a day.

That a document is in effect is asked as of a day and stored nowhere. A citation made after a replacement is marked by
what these records say; it is never changed by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graph.claims.as_of import TimeSpan, as_of, date_of, earliest, first_day
from graph.store.reader import Reader
from queries.read.rows import select_batched


@dataclass(frozen=True)
class Replacement:
    """A document that replaced or ended another, by which property (IRI), and since when: its first day in effect, or
    else its date; empty where neither is known.
    """

    document: str
    relation: str
    since: str


@dataclass(frozen=True)
class ReplacedRecord:
    """A document that was replaced or ended: by what, the earliest first, and its last day in effect, empty where no
    source names it.
    """

    document: str
    replacements: tuple[Replacement, ...] = ()
    last_day: str = ""

    def gone_by(self, day: str) -> "Gone | None":
        """Return how the document had gone on a day of any precision; None where that is not certain.

        >>> one = ReplacedRecord("urn:old", (Replacement("urn:new", "urn:replaces", "2021-10-25"),))
        >>> one.gone_by("2021-10"), one.gone_by("2021-10-25")
        (None, Gone(document='urn:old', by='urn:new', since='2021-10-25', last_day=''))
        """
        if not day:
            return None
        by = next(
            (one for one in self.replacements if one.since and _over(TimeSpan(ended_by=(one.since,)), day)),
            None,
        )
        if by is None and not (self.last_day and _over(TimeSpan(ends=(self.last_day,)), day)):
            return None
        return Gone(self.document, by.document if by else "", by.since if by else "", self.last_day)

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that a view names."""
        yield self.document
        yield from (one.document for one in self.replacements)


@dataclass(frozen=True)
class Gone:
    """That a document had been replaced or ended: by which one and since when, or (both empty) by its last day."""

    document: str
    by: str
    since: str
    last_day: str


def _over(span: TimeSpan, day: str) -> bool:
    """Return whether what ended so was over on every day of a date; that it had begun is not in question."""
    return not as_of(TimeSpan((first_day(day),), span.ends, span.ended_by), day).holds


class _ReplacedRow(NamedTuple):
    thing: str
    relation: str
    other: str
    from_: str
    date: str
    last: str


def read_replacements(reader: Reader, documents: Iterable[str]) -> dict[str, ReplacedRecord]:
    """Return document -> what replaced or ended it; a document of which nothing such is known is not there."""
    starts: dict[str, dict[tuple[str, str], tuple[set[str], set[str]]]] = defaultdict(dict)
    lasts: dict[str, set[str]] = defaultdict(set)
    for row in select_batched(reader, _ReplacedRow, "replaced-by", documents):
        if row.last:
            lasts[row.thing].add(date_of(row.last))
        if row.other:
            effect, issued = starts[row.thing].setdefault((row.other, row.relation), (set(), set()))
            effect.add(row.from_)
            issued.add(row.date)
    return {
        document: ReplacedRecord(
            document,
            tuple(
                sorted(
                    (
                        Replacement(other, relation, earliest(effect) or earliest(issued))
                        for (other, relation), (effect, issued) in starts[document].items()
                    ),
                    key=lambda one: (one.since or "~", one.document),
                )
            ),
            max(lasts[document], default=""),
        )
        for document in {*starts, *lasts}
    }
