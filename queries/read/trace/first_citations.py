"""Documents in the order of their issue: when each was first cited, how long after and how often; and which nothing
cites, as far as is known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.rows import select, select_batched
from queries.read.trace.facts import FactReader


@dataclass(frozen=True)
class FirstCitation:
    """One document. Days are ISO 8601 of any precision, empty where unknown; `days_later` counts from issue to first
    citation where both are known to the day.
    """

    document: str
    issued: str
    first_cited: str
    first_citing: str
    citations: int

    @property
    def days_later(self) -> int | None:
        return days_between(self.issued, self.first_cited)


@dataclass(frozen=True)
class FirstCitations:
    """Every document, the cited ones first, by the day of issue.

    `counted`: among the first so many citations, where there are more; else 0. Then a document may have been cited
    earlier and more often than these say; that it is cited at all is looked up.
    """

    documents: tuple[FirstCitation, ...]
    counted: int = 0

    @property
    def cited(self) -> tuple[FirstCitation, ...]:
        """The documents that something cites."""
        return tuple(one for one in self.documents if one.citations)

    @property
    def uncited(self) -> tuple[FirstCitation, ...]:
        """The documents that nothing cites."""
        return tuple(one for one in self.documents if not one.citations)

    @staticmethod
    def iris(documents: Iterable[FirstCitation]) -> Iterator[str]:
        """Yield what a view of these documents needs labels of."""
        for one in documents:
            yield from filter(None, (one.document, one.first_citing))


class _ThingRow(NamedTuple):
    thing: str


class _CitationRow(NamedTuple):
    document: str
    citation: str
    citing: str


class _IssuedRow(NamedTuple):
    thing: str
    day: str


def read_first_citations(reader: Reader) -> FirstCitations:
    """Return every document with its first citation."""
    rows = select(reader, _ThingRow, "policy-documents")
    listed = dict.fromkeys(row.thing for row in rows)
    citing: dict[str, set[str]] = defaultdict(set)
    citations: dict[str, set[str]] = defaultdict(set)
    found = select(reader, _CitationRow, "documents-cited")
    for row in found:
        citing[row.document].add(row.citing)
        citations[row.document].add(row.citation)
    documents = [*listed, *sorted(document for document in citing if document not in listed)]
    capped = len(found) > LIMITS.first_citations_counted
    at_all = _cited_at_all(reader, (d for d in documents if d not in citations)) if capped else set()
    issued = _issued(reader, documents)
    facts = FactReader(reader).of({one for some in citing.values() for one in some})
    entries = []
    for document in documents:
        days = ((facts[one].day, one) for one in citing[document] if facts[one].day)
        day, by = min(days, default=("", ""))
        count = len(citations[document]) or int(document in at_all)
        entries.append(FirstCitation(document, issued.get(document, ""), day, by, count))
    entries.sort(key=lambda one: (not one.citations, one.issued or "~", one.document))
    return FirstCitations(tuple(entries), LIMITS.first_citations_counted if capped else 0)


def _cited_at_all(reader: Reader, documents: Iterable[str]) -> set[str]:
    return {row.thing for row in select_batched(reader, _ThingRow, "cited-of", documents)}


def _issued(reader: Reader, documents: Iterable[str]) -> dict[str, str]:
    """Return the day of issue of each document, the earliest of several."""
    issued: dict[str, str] = {}
    for row in select_batched(reader, _IssuedRow, "issued", documents):
        issued[row.thing] = min(issued.get(row.thing, row.day), row.day)
    return issued


def days_between(first: str, later: str) -> int | None:
    """Return the days from one date to another; None where one of them is not known to the day.

    >>> days_between("2022-01-05", "2024-04-01"), days_between("2022", "2024-04-01")
    (817, None)
    """
    try:
        return (date.fromisoformat(later) - date.fromisoformat(first)).days
    except ValueError:  # a month, a year, or a foreign source's text that is no date
        return None
