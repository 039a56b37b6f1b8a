"""Which of the dates that sources give of one thing is its date: the most exact that lies within the vaguer ones.

"April 2024" and "1 April 2024" agree: the day is the date, and the month is a claim that agrees with it. Two dates of
which none lies within the other are a conflict, and both stay.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, Triple

from ontology.terms import xsd

VAGUE: Final = frozenset((xsd.gYear, xsd.gYearMonth))
DATES: Final = VAGUE | {xsd.date}


def is_date(term: object) -> bool:
    """Whether a term is a date, as exact as a day, a month or a year."""
    return isinstance(term, Literal) and term.datatype.value in DATES


def lies_within(date: str, period: str) -> bool:
    """Whether a date is a more exact one within a period, both written the ISO way.

    >>> lies_within("2024-04-01", "2024-04"), lies_within("2024-04", "2024-04"), lies_within("2024-05", "2024-04")
    (True, False, False)
    """
    return date.startswith(f"{period}-")


def most_exact(said: set[Triple]) -> set[Triple]:
    """Return statements without the dates within which another one of the same thing and property lies."""
    dates: dict[tuple[object, object], list[Triple]] = {}
    for triple in said:
        if is_date(triple.object):
            dates.setdefault((triple.subject, triple.predicate), []).append(triple)
    vague = {one for some in dates.values() if len(some) > 1 for one in _vaguer(some)}
    return said - vague if vague else said


def _vaguer(triples: Iterable[Triple]) -> set[Triple]:
    texts = {triple: triple.object.value for triple in triples}  # type: ignore[union-attr]
    return {one for one, text in texts.items() if any(lies_within(other, text) for other in texts.values())}
