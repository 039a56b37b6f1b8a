"""Spans of time for property tests, and graphs of records that held for them."""

from calendar import isleap, monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.claims.as_of import TimeSpan
from graph.claims.claim import AsOf, Claim, date_literal
from graph.store.reader import MemoryReader
from ontology.iris import concept, mint
from ontology.prefixes import expand

SOURCE = mint("source", "one")
UNACCEPTED = (concept("status", "rejected"), concept("status", "proposed"))

DAYS = st.dates(date(2023, 1, 1), date(2025, 1, 31)).map(date.isoformat)
DATES = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from((4, 7, 10)))
INTERVALS = st.tuples(DATES, DATES).map(sorted).map("/".join)


def _several(dates: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(dates, max_size=most, unique=True).map(tuple)


SPANS = st.builds(
    TimeSpan,
    starts=_several(DATES, 2),
    ends=_several(DATES, 2),
    ended_by=_several(DATES, 2),
    attested=_several(DATES | INTERVALS, 3),
)


def days_between(spans: Sequence[TimeSpan]) -> list[str]:
    """Return the days on which an answer can change: the first and last of each date, and those beside them."""
    texts = {
        date_
        for span in spans
        for one in (*span.starts, *span.ends, *span.ended_by, *span.attested)
        for date_ in one.split("/")
    }
    turns = set()
    for text in texts:
        first = date.fromisoformat(f"{text}-01-01"[:10])
        length = {4: 366 if isleap(first.year) else 365, 7: monthrange(first.year, first.month)[1], 10: 1}
        last = first + timedelta(length[len(text)] - 1)
        turns |= {turn + timedelta(n) for turn in (first, last) for n in (-1, 0, 1)}
    return sorted(turn.isoformat() for turn in turns)


@st.composite
def spans_and_days(draw: st.DrawFn, *, most: int = 6, days: int = 1) -> tuple[list[TimeSpan], list[str]]:
    """Draw some spans and some days, most of them days on which what is known of a span changes."""
    spans = draw(st.lists(SPANS, min_size=1, max_size=most))
    turns = days_between(spans)
    asked = st.sampled_from(turns) if turns else DAYS
    return spans, [draw(asked) for _ in range(days)]


def graph_of(claims: Iterable[Claim], *more: Triple) -> MemoryReader:
    """Hold claims, and in the default graph what the accepted ones say, and further triples."""
    store = Store()
    for claim in claims:
        store.extend(claim.quads())
        if claim.status not in UNACCEPTED:
            store.add(Quad(claim.triple.subject, claim.triple.predicate, claim.triple.object, DefaultGraph()))
    store.extend(Quad(t.subject, t.predicate, t.object) for t in more)
    return MemoryReader(store)


def said(subject: str, predicate: str, value: str, as_of: str = "", status: str = "") -> Claim:
    """A claim about a thing; `predicate` is a prefixed name."""
    triple = Triple(NamedNode(subject), NamedNode(expand(predicate)), NamedNode(value))
    when = AsOf.parse(as_of) if as_of else None
    return Claim(triple, SOURCE, status or concept("status", "explicit"), as_of=when)


def dated(thing: str, span: TimeSpan) -> list[Claim]:
    """The claims of the start and the end of a thing."""
    dates = {"schema:startDate": span.starts, "schema:endDate": span.ends, "hn:endedBy": span.ended_by}
    return [
        Claim(Triple(NamedNode(thing), NamedNode(expand(name)), date_literal(one)), SOURCE)
        for name, values in dates.items()
        for one in values
    ]


def held(record: str, member: str, span: TimeSpan, others: Sequence[str] = ()) -> list[Claim]:
    """The claims of a record: whose it is, as of each attested day, and its dates.

    The claims of the days in `others` are not accepted.
    """
    attested = [said(record, "org:member", member, one) for one in span.attested]
    rejected = [
        said(record, "org:member", member, one, UNACCEPTED[at % 2])
        for at, one in enumerate(others)
        if one not in span.attested
    ]
    return [said(record, "org:member", member), *attested, *rejected, *dated(record, span)]
