"""The rule of time: what held on a day, and whether that is known, for dates of any precision."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from graph.claims.as_of import Holding, TimeSpan, as_of, attested_on, begins_between, first_day, last_day
from tests.spans import DATES, DAYS, SPANS

KNOWN, OPEN = Holding.KNOWN, Holding.NOT_KNOWN_TO_HAVE_ENDED
BEFORE, OVER = Holding.NOT_BEGUN, Holding.ENDED

FROM_TO = TimeSpan(starts=("2020-01-01",), ends=("2024-04-02",))
BY_MONTH = TimeSpan(attested=("2023-05-01",), ended_by=("2024-04",))
PREDECESSOR = TimeSpan(attested=("2024-04-02",), ended_by=("2024-09-17",))
SUCCESSOR = TimeSpan(starts=("2024-09-17",), attested=("2024-09-17",))
AS_OF_ONLY = TimeSpan(attested=("2024-04", "2024-04-01/2024-04-03"), ended_by=("2024-09-17",))
YEARS = TimeSpan(starts=("2019",), ends=("2024",))
END_ALONE = TimeSpan(attested=("2023-05-01",), ends=("2024",))


@pytest.mark.parametrize(
    ("span", "day", "expected"),
    [
        # A start has come on its first day, and an end is the last day held.
        (FROM_TO, "2019-12-31", BEFORE),
        (FROM_TO, "2020-01-01", KNOWN),
        (FROM_TO, "2024-04-02", KNOWN),
        (FROM_TO, "2024-04-03", OVER),
        # Both together state a period, which covers every day of its dates.
        (YEARS, "2018-12-31", BEFORE),
        (YEARS, "2019-01-01", KNOWN),
        (YEARS, "2024-12-31", KNOWN),
        (YEARS, "2025-01-01", OVER),
        # An end alone that is vague leaves open on which of its days it came.
        (END_ALONE, "2023-12-31", KNOWN),
        (END_ALONE, "2024-06-01", OPEN),
        (END_ALONE, "2024-12-31", OPEN),
        (END_ALONE, "2025-01-01", OVER),
        # hn:endedBy: over from the last day on.
        (BY_MONTH, "2024-04-15", OPEN),
        (BY_MONTH, "2024-04-29", OPEN),
        (BY_MONTH, "2024-04-30", OVER),
        (TimeSpan(starts=("2020",), ended_by=("2024-02",)), "2024-02-28", OPEN),
        (TimeSpan(starts=("2020",), ended_by=("2024-02",)), "2024-02-29", OVER),
        (TimeSpan(starts=("2020",), ended_by=("2023-02",)), "2023-02-28", OVER),
        (TimeSpan(starts=("2020",), ended_by=("2024",)), "2024-12-30", OPEN),
        (TimeSpan(starts=("2020",), ended_by=("2024",)), "2024-12-31", OVER),
        # On the day of the change only the successor holds the post.
        (PREDECESSOR, "2024-09-16", OPEN),
        (PREDECESSOR, "2024-09-17", OVER),
        (SUCCESSOR, "2024-09-16", BEFORE),
        (SUCCESSOR, "2024-09-17", KNOWN),
        # But a day on which it is attested is no day on which it is over.
        (TimeSpan(attested=("2024-09-17",), ended_by=("2024-09-17",)), "2024-09-17", KNOWN),
        (TimeSpan(attested=("2024-09-17",), ended_by=("2024-09-17",)), "2024-09-18", OVER),
        (TimeSpan(attested=("2024-09",), ended_by=("2024-09-17",)), "2024-09-30", KNOWN),
        (TimeSpan(attested=("2024-09",), ends=("2024-09-17",)), "2024-09-18", OVER),
        # A vague date covers every day in its period.
        (TimeSpan(attested=("2024-04",)), "2024-03-31", BEFORE),
        (TimeSpan(attested=("2024-04",)), "2024-04-01", KNOWN),
        (TimeSpan(attested=("2024-04",)), "2024-04-30", KNOWN),
        (TimeSpan(attested=("2024-04",)), "2024-05-01", OPEN),
        (TimeSpan(attested=("2024-04-10/2024-05",)), "2024-05-31", KNOWN),
        # Between two attested days nobody says so, unless it had begun; before the first nothing is claimed.
        (TimeSpan(attested=("2025-04-25", "2024-04-02")), "2024-12-01", OPEN),
        (TimeSpan(starts=("2024-04-02",), attested=("2025-04-25",)), "2024-12-01", KNOWN),
        (TimeSpan(attested=("2025-04-25", "2024-04-02")), "2024-04-01", BEFORE),
        (TimeSpan(starts=("2023",), attested=("2024-04-02",)), "2024-01-01", KNOWN),
        (TimeSpan(starts=("2023",)), "2023-01-01", OPEN),
        # An attested month and days of it, and a later day by which it was over.
        (AS_OF_ONLY, "2024-03-31", BEFORE),
        (AS_OF_ONLY, "2024-04-02", KNOWN),
        (AS_OF_ONLY, "2024-08-01", OPEN),
        (AS_OF_ONLY, "2024-10-01", OVER),
        (SUCCESSOR, "2030-01-01", OPEN),
        # Nothing but an end says nothing of the time before.
        (TimeSpan(ends=("2024",)), "2023-01-01", BEFORE),
        (TimeSpan(ended_by=("2024",)), "2023-01-01", BEFORE),
        (TimeSpan(), "2024-01-01", BEFORE),
        (TimeSpan(starts=("",), attested=("",)), "2024-01-01", BEFORE),
        # Of several dates.
        (TimeSpan(starts=("2024", "2024-04-02")), "2024-04-01", BEFORE),
        (TimeSpan(starts=("2024-04-02", "2023-01-01")), "2023-06-01", OPEN),
        (TimeSpan(starts=("2020",), ends=("2024", "2024-04-02")), "2024-04-03", OVER),
        (TimeSpan(starts=("2020",), ends=("2024-06", "2024-04-02")), "2024-06-30", KNOWN),
        (TimeSpan(starts=("2020",), ended_by=("2024", "2024-04-02")), "2024-04-02", OVER),
    ],
)
def test_what_held_on_a_day(span: TimeSpan, day: str, expected: Holding) -> None:
    assert as_of(span, day) is expected
    assert expected.holds == (expected in (KNOWN, OPEN))


@pytest.mark.parametrize(
    ("span", "when", "expected"),
    [
        (SUCCESSOR, "2024-09", KNOWN),
        (SUCCESSOR, "2024-08", BEFORE),
        (PREDECESSOR, "2024-09", OPEN),
        (PREDECESSOR, "2024", KNOWN),
        (PREDECESSOR, "2025", OVER),
        (TimeSpan(starts=("2020",), ended_by=("2024-04-01",), attested=("2024-06-01",)), "2024-06", KNOWN),
        (TimeSpan(starts=("2020",), ended_by=("2024-04-01",), attested=("2024-06-01",)), "2024-05", OVER),
    ],
)
def test_what_held_in_a_month_or_year_is_what_held_on_some_day_of_it(
    span: TimeSpan, when: str, expected: Holding
) -> None:
    assert as_of(span, when) is expected


def test_a_date_that_is_none_raises_nothing() -> None:
    odd = TimeSpan(("soon",), ("c. 2020",), ("2024-xx",), ("/", "2024-99/", "0000"))
    for when in ("", "soon", "2024-02", "xxxx-02", "2024-04-02T09:00:00Z"):
        assert as_of(odd, when) in Holding


def test_a_time_of_day_is_left_out_of_account() -> None:
    assert as_of(TimeSpan(starts=("2024-04-02T09:00:00Z",)), "2024-04-02").holds


@pytest.mark.parametrize(
    ("start", "listed"),
    [("2024-04-01", True), ("2024-03-31", False), ("2024-03", False), ("2024-04", True), ("2024", True)],
)
def test_an_event_known_by_its_month_may_begin_on_any_day_of_it(start: str, listed: bool) -> None:
    assert begins_between(start, "2024-04-01", "2024-04-20") is listed


def days_of(when: str) -> set[str]:
    """Every day of a date, counted with the calendar."""
    day = date.fromisoformat(first_day(when))
    return {d.isoformat() for n in range(366) if (d := day + timedelta(n)).isoformat().startswith(when)}


@given(DATES)
def test_a_date_covers_the_days_of_the_calendar_from_its_first_to_its_last(when: str) -> None:
    assert (first_day(when), last_day(when)) == (min(days_of(when)), max(days_of(when)))


@given(SPANS, DATES)
def test_a_month_or_year_is_as_its_best_known_day(span: TimeSpan, when: str) -> None:
    found = {as_of(span, day) for day in days_of(when)}
    assert as_of(span, when) is next(one for one in (KNOWN, OPEN, OVER, BEFORE) if one in found)
    assert attested_on(span, when) == any(attested_on(span, day) for day in days_of(when))


@given(SPANS, DAYS)
def test_nothing_is_claimed_without_a_start_or_an_attested_day_before(span: TimeSpan, day: str) -> None:
    begun = [*span.starts, *(first for first, _ in span.intervals)]
    if as_of(span, day) is BEFORE:
        assert all(day < first_day(one) for one in begun) or (
            span.start and day < first_day(span.start) and not any(f <= day for f, _ in span.intervals)
        )
    else:
        assert any(first_day(one) <= day for one in begun)


@given(SPANS, DAYS)
def test_an_attested_day_is_known_unless_an_end_comes_before_it(span: TimeSpan, day: str) -> None:
    if attested_on(span, day):
        expected = OVER if span.end and last_day(span.end) < day else KNOWN
        assert as_of(span, day) is expected


@given(SPANS, DAYS, DAYS)
def test_what_is_over_stays_over_unless_it_is_attested(span: TimeSpan, one: str, other: str) -> None:
    before, after = sorted((one, other))
    if as_of(span, before) is OVER:
        assert as_of(span, after) is OVER or attested_on(span, after)
