"""Every query of the catalogue that takes a day says what graph/claims/as_of.py says, and holds its one text."""

import re
from calendar import monthrange
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

import queries
from graph.claims.as_of import Holding, TimeSpan, as_of, attested_on, begins_between
from graph.store.reader import Reader
from ontology.iris import concept, mint
from ontology.prefixes import expand
from queries.collection import catalogue
from queries.header import NamedQuery, ParameterType
from queries.runner import run
from tests.spans import DATES, dated, graph_of, held, said, spans_and_days

FRAGMENT = Path(queries.__file__).with_name("as-of.rq-fragment").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^#: ([^\n]+)\n(.*?)(?=^#: )", FRAGMENT, re.S | re.M))
TAKE_A_DAY = {
    name: query
    for name, query in catalogue().items()
    if any(parameter.type is ParameterType.DATE for parameter in query.parameters)
}
OTHERS = {"events-between-days": "it asks when something began, not whether it held on a day"}
"""Queries that take a day and do not hold the rule, and why."""
NOT_ATTESTED = {
    "programmes-by-period": "no claim attests that a period held",
    "places-on-day": "no claim attests that a place was there",
    "bodies-of-place": "no claim attests that a place was there",
}
"""Queries that hold the rule alone, and why."""

Spans = list[TimeSpan]
NOISE = st.lists(DATES, max_size=2, unique=True)
"""Days that only claims name which are rejected or proposed."""


def test_the_fragment_has_its_parts() -> None:
    assert list(PARTS) == ["attested days", "claims that attest", "rule"]
    assert len(TAKE_A_DAY) - len(OTHERS) >= 5


@pytest.mark.parametrize(
    "query", [q for name, q in TAKE_A_DAY.items() if name not in OTHERS], ids=lambda q: q.name
)
def test_it_holds_the_rule_letter_by_letter(query: NamedQuery) -> None:
    wanted = ["rule"] if query.name in NOT_ATTESTED else list(PARTS)
    assert [query.text.count(PARTS[name]) for name in PARTS] == [name in wanted for name in PARTS]
    places = [query.text.index(PARTS[name]) for name in wanted]
    assert places == sorted(places)


def rows(reader: Reader, name: str, **parameters: str) -> list[dict[str, str]]:
    """Run a query and give its rows as texts; an unbound variable is left out."""
    answer = run(reader, name, parameters)
    return [
        {
            variable: term.value
            for variable, term in zip(answer.variables, row, strict=True)
            if term is not None and not isinstance(term, Triple)
        }
        for row in answer.rows
    ]


def expected_of(span: TimeSpan, day: str) -> dict[str, str]:
    """What a row says of a span that holds on a day."""
    intervals = span.intervals
    columns = {
        "holding": str(as_of(span, day)),
        "start": span.start,
        "end": span.end,
        "endedBy": span.latest_end,
        "firstAttested": min((first for first, _ in intervals), default=""),
        "lastAttested": max((last for _, last in intervals), default=""),
    }
    return {name: value for name, value in columns.items() if value}


def told(found: list[dict[str, str]], who: str) -> list[tuple[str, dict[str, str]]]:
    """What each row says of whom, in order."""
    kept = ("holding", "start", "end", "endedBy", "firstAttested", "lastAttested")
    return sorted(
        ((row[who], {k: v for k, v in row.items() if k in kept}) for row in found), key=lambda r: r[0]
    )


def names(kind: str, spans: Spans) -> list[str]:
    return [mint(kind, f"n{at}") for at in range(len(spans))]


@given(spans_and_days(), NOISE)
def test_who_held_a_post_or_a_role(asked: tuple[Spans, list[str]], noise: list[str]) -> None:
    spans, (day,) = asked
    post, role, body = mint("post", "chair"), concept("role", "chair"), mint("organisation", "body")
    people = names("person", spans)
    claims = []
    for record, person, span in zip(names("tenure", spans), people, spans, strict=True):
        claims += held(record, person, span, noise)
        claims += [
            said(record, "hn:post", post),
            said(record, "org:role", role),
            said(record, "org:organization", body),
        ]
    reader = graph_of(claims)
    wanted = [
        (person, expected_of(span, day))
        for person, span in zip(people, spans, strict=True)
        if as_of(span, day).holds
    ]
    assert told(rows(reader, "holders-of-post", post=post, day=day), "person") == wanted
    assert told(rows(reader, "holders-of-role", role=role, day=day), "person") == wanted
    assert told(rows(reader, "members-of-body", body=body, day=day), "member") == wanted


def test_what_has_ended_by_a_month_is_over_on_its_last_day_in_leap_years_too() -> None:
    post, person = mint("post", "chair"), mint("person", "a")
    for year, month in product((1900, 2000, 2023, 2024), range(1, 13)):
        span = TimeSpan(starts=("1800",), ended_by=(f"{year}-{month:02}",))
        record = mint("tenure", "t")
        reader = graph_of([*held(record, person, span), said(record, "hn:post", post)])
        last = monthrange(year, month)[1]
        for number in range(27, last + 1):
            found = rows(reader, "holders-of-post", post=post, day=f"{year}-{month:02}-{number}")
            assert len(found) == (number < last)


@given(spans_and_days(days=2), NOISE)
def test_who_was_listed_on_two_days_and_who_left_or_joined(
    asked: tuple[Spans, list[str]], noise: list[str]
) -> None:
    spans, (day, later) = asked
    body = mint("organisation", "body")
    claims, wanted = [], []
    for record, member, span in zip(
        names("membership", spans), names("organisation", spans), spans, strict=True
    ):
        claims += [*held(record, member, span, noise), said(record, "org:organization", body)]
        first, second = attested_on(span, day), attested_on(span, later)
        if first or second:
            wanted.append((member, first, second, sources(span, day, later)))
    found = rows(graph_of(claims), "membership-changes", body=body, day=day, later=later)
    as_told = [
        (row["member"], row["listedFirst"] == "true", row["listedLater"] == "true", row["sources"])
        for row in found
    ]
    assert sorted(as_told) == wanted


def sources(span: TimeSpan, day: str, later: str) -> str:
    """What the sources say of a difference between two days."""
    first, second = attested_on(span, day), attested_on(span, later)
    if first and second:
        return "listed on both days"
    if first:
        return (
            "listed on the first day; a source says it left"
            if as_of(span, later) is Holding.ENDED
            else "listed on the first day, not on the later one; no source says it left"
        )
    return (
        "listed on the later day; a source says it joined"
        if span.start and as_of(span, day) is Holding.NOT_BEGUN
        else "listed on the later day, not on the first one; no source says when it joined"
    )


@given(spans_and_days())
def test_which_programmes_cover_a_day(asked: tuple[Spans, list[str]]) -> None:
    spans, (day,) = asked
    programme = NamedNode(expand("hn:Programme"))
    claims, triples = [], []
    for name, period, span in zip(names("programme", spans), names("period", spans), spans, strict=True):
        triples.append(Triple(NamedNode(name), NamedNode(expand("rdf:type")), programme))
        claims += [said(name, "dct:temporal", period), *dated(period, span)]
    without = NamedNode(mint("programme", "without"))
    triples.append(Triple(without, NamedNode(expand("rdf:type")), programme))
    reader = graph_of(claims, *triples)
    wanted = [
        name
        for name, span in zip(names("programme", spans), spans, strict=True)
        if as_of(TimeSpan(span.starts, span.ends, span.ended_by), day).holds
    ]
    assert [
        row["programme"] for row in sorted(rows(reader, "programmes-by-period", day=day), key=str)
    ] == wanted
    every = rows(reader, "programmes-by-period")
    assert sorted(row["programme"] for row in every) == [*names("programme", spans), without.value]


@given(spans_and_days(days=2))
def test_which_events_began_between_two_days(asked: tuple[Spans, list[str]]) -> None:
    spans, (first, last) = asked[0], sorted(asked[1])
    event = NamedNode(expand("schema:Event"))
    claims, triples = [], []
    for name, span in zip(names("event", spans), spans, strict=True):
        triples.append(Triple(NamedNode(name), NamedNode(expand("rdf:type")), event))
        claims += dated(name, span)
    wanted = [
        (name, min(listed))
        for name, span in zip(names("event", spans), spans, strict=True)
        if (listed := [start for start in span.starts if begins_between(start, first, last)])
    ]
    found = rows(graph_of(claims, *triples), "events-between-days", **{"from": first, "to": last})
    assert sorted((row["event"], row["first"]) for row in found) == wanted
