"""Queries on graphs made for the purpose: what the five reports do not show."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.claim import AsOf, Claim, date_literal
from graph.store.reader import EmbeddedReader, MemoryReader
from ontology.iris import DECISIONS_GRAPH, ID, concept, mint
from ontology.prefixes import expand
from queries.export.results import short
from queries.runner import Answer, run

MEMBER, POST, START = (
    NamedNode(expand("org:member")),
    NamedNode(expand("hn:post")),
    NamedNode(expand("schema:startDate")),
)
END, ENDED, PLACE = (NamedNode(expand(name)) for name in ("schema:endDate", "hn:endedBy", "schema:location"))
CHAIR, WHO = NamedNode(mint("post", "chair")), NamedNode(mint("person", "a"))
EVENT, TENURE = NamedNode(mint("event", "e")), NamedNode(mint("tenure", "t"))
ONE, OTHER = mint("source", "one"), mint("source", "other")
REJECTED = concept("status", "rejected")
EXPECTED = Path(__file__).with_name("expected")


def decided(claim: Claim, verdict: str) -> Quad:
    """What a reviewer's decision on a claim amounts to."""
    graph = NamedNode(DECISIONS_GRAPH)
    return Quad(
        NamedNode(claim.iri), NamedNode(expand("hn:standing")), NamedNode(concept("status", verdict)), graph
    )


def reader_of(claims: Iterable[Claim], *more: Triple | Quad) -> MemoryReader:
    """Hold claims, and what they say in the default graph as far as they are not rejected."""
    store = Store()
    for claim in claims:
        store.extend(claim.quads())
        if claim.status != REJECTED:
            store.add(Quad(claim.triple.subject, claim.triple.predicate, claim.triple.object, DefaultGraph()))
    store.extend(t if isinstance(t, Quad) else Quad(t.subject, t.predicate, t.object) for t in more)
    return MemoryReader(store)


def said(
    subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, source: str = ONE, **k: object
) -> Claim:
    return Claim(Triple(subject, predicate, value), source, **k)  # type: ignore[arg-type]


def tenure(*, as_of: str | None = None, start: str = "", end: str = "", ended: str = "") -> MemoryReader:
    """One tenure with what is known of its dates."""
    when = AsOf.parse(as_of) if as_of else None
    claims = [said(TENURE, MEMBER, WHO, as_of=when), said(TENURE, POST, CHAIR)]
    for predicate, value in ((START, start), (END, end), (ENDED, ended)):
        claims += [said(TENURE, predicate, date_literal(value))] if value else []
    return reader_of(claims)


@pytest.mark.parametrize(
    ("dates", "day", "holding"),
    [
        ({"as_of": "2024-04-02"}, "2024-04-01", None),
        ({"as_of": "2024-04-02"}, "2024-04-02", "known"),
        ({"as_of": "2024-04-02"}, "2024-04-03", "not known to have ended"),
        ({"as_of": "2024-04-01/2024-04-03"}, "2024-04-02", "known"),
        ({"as_of": "2024-04"}, "2024-03-31", None),
        ({"as_of": "2024-04"}, "2024-04-15", "known"),
        ({"as_of": "2024-04"}, "2024-05-01", "not known to have ended"),
        ({"start": "2023"}, "2022-12-31", None),
        ({"start": "2023"}, "2023-06-01", "not known to have ended"),
        ({"start": "2023", "as_of": "2024-04-02"}, "2024-01-01", "known"),
        ({"start": "2023-01-01", "end": "2024-01-01"}, "2023-06-01", "known"),
        ({"start": "2023-01-01", "end": "2024-01-01"}, "2024-01-01", "known"),
        ({"start": "2023-01-01", "end": "2024-01-01"}, "2024-01-02", None),
        ({"start": "2020-01-01", "end": "2024-04-02"}, "2024-04-02", "known"),
        ({"as_of": "2023-05-01", "end": "2024-06-30"}, "2024-01-01", "known"),
        ({"as_of": "2023-05-01", "end": "2024"}, "2024-06-01", "not known to have ended"),
        ({"as_of": "2023-05-01", "end": "2024"}, "2025-01-01", None),
        ({"as_of": "2023-05-01", "ended": "2024-09-17"}, "2024-09-16", "not known to have ended"),
        ({"as_of": "2023-05-01", "ended": "2024-09-17"}, "2024-09-17", None),
        ({"as_of": "2024-09-17", "ended": "2024-09-17"}, "2024-09-17", "known"),
        ({"as_of": "2023-05-01", "ended": "2024-04"}, "2024-04-15", "not known to have ended"),
        ({"as_of": "2023-05-01", "ended": "2024-04"}, "2024-04-30", None),
        ({}, "2024-01-01", None),
    ],
)
def test_a_post_is_held_from_what_is_known_until_what_is_known(
    dates: dict[str, str], day: str, holding: str | None
) -> None:
    """No start is invented; an end is the last day held; a vague date covers every day in its period."""
    answer = run(tenure(**dates), "holders-of-post", {"post": CHAIR, "day": day})
    assert [short(row[answer.variables.index("holding")]) for row in answer.rows] == (
        [holding] if holding else []
    )


def test_a_rejected_claim_attests_nothing() -> None:
    """A day that only a rejected claim names is no attested day."""
    first = said(TENURE, MEMBER, WHO, as_of=AsOf("2024-04-02"))
    rejected = said(TENURE, MEMBER, WHO, as_of=AsOf("2020-01-01"), source=OTHER, status=REJECTED)
    reader = reader_of([first, rejected, said(TENURE, POST, CHAIR)])
    assert run(reader, "holders-of-post", {"post": CHAIR, "day": "2021-01-01"}).rows == ()


@pytest.mark.parametrize(
    ("verdict", "holders", "witnesses", "shown"),
    [(None, 0, [], "proposed"), ("explicit", 1, ["1"], "explicit"), ("rejected", 0, [], "rejected")],
)
def test_a_decision_outweighs_the_status_a_claim_came_with(
    verdict: str | None, holders: int, witnesses: list[str], shown: str
) -> None:
    """A proposed claim attests nothing and is no witness until a reviewer accepts it."""
    claim = said(TENURE, MEMBER, WHO, as_of=AsOf("2024-04-02"), status=concept("status", "proposed"))
    decisions = [decided(claim, verdict)] if verdict else []
    reader = reader_of([claim, said(TENURE, POST, CHAIR)], *decisions)
    assert len(run(reader, "holders-of-post", {"post": CHAIR, "day": "2024-04-02"}).rows) == holders
    rows = run(reader, "witnesses-of-statement", {"subject": TENURE, "property": MEMBER}).rows
    assert [short(row[3]) for row in rows] == witnesses
    counted = run(reader, "claims-by-status").rows
    assert f"concept/status/{shown}" in {short(row[2]) for row in counted}


HANOI, VIETNAM, HUE = (NamedNode(mint("place", slug)) for slug in ("ha-noi", "viet-nam", "hue"))
WITHIN = Triple(HANOI, NamedNode(expand("schema:containedInPlace")), VIETNAM)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((START, "2024-04-01"), (START, "2024-04-02"), True),
        ((START, "2024-04"), (START, "2024-04-02"), False),
        ((START, "2024-04-02"), (START, "2024-04-02"), False),
        ((PLACE, HANOI), (PLACE, HUE), True),
        ((PLACE, HANOI), (PLACE, VIETNAM), False),
    ],
)
def test_sources_disagree_only_where_both_cannot_be_true(
    one: tuple[NamedNode, NamedNode | str], other: tuple[NamedNode, NamedNode | str], apart: bool
) -> None:
    """A month and a day in it agree, and so do a place and a place around it; two days or two towns do not."""
    claims = [
        said(EVENT, predicate, date_literal(value) if isinstance(value, str) else value, source)
        for (predicate, value), source in ((one, ONE), (other, OTHER))
    ]
    reader = reader_of(claims, WITHIN)
    assert len(run(reader, "source-disagreements").rows) == apart
    rows = run(reader, "event-dates-and-places", {"event": EVENT}).rows
    agreement = {short(row[-1]) for row in rows}
    assert (agreement == {"disagrees with another source"}) == apart
    assert len(rows) == 2


def test_one_source_neither_agrees_nor_disagrees() -> None:
    """What one source alone says is marked as such."""
    reader = reader_of([said(EVENT, PLACE, HUE)])
    ((*_, agreement),) = run(reader, "event-dates-and-places", {"event": EVENT}).rows
    assert short(agreement) == "said by this source only"


def test_members_who_joined_or_left_are_told_from_members_not_listed() -> None:
    """A known end says that a member left, a known start that it joined; without either the sources do not say."""
    body, organization = NamedNode(mint("organisation", "b")), NamedNode(expand("org:organization"))
    claims = []
    for slug, days, dates in (
        ("left", ["2024-01-01"], [(END, "2024-06-01")]),
        ("gone", ["2024-01-01"], []),
        ("joined", ["2025-01-01"], [(START, "2024-06-01")]),
        ("come", ["2025-01-01"], []),
        ("both", ["2024-01-01", "2025-01-01"], []),
        ("neither", ["2024-06-01"], []),
    ):
        node = NamedNode(mint("membership", slug))
        claims += [said(node, organization, body)]
        claims += [said(node, MEMBER, NamedNode(mint("organisation", slug)), as_of=AsOf(day)) for day in days]
        claims += [said(node, predicate, date_literal(day)) for predicate, day in dates]
    answer = run(
        reader_of(claims), "membership-changes", {"body": body, "day": "2024-01-01", "later": "2025-01-01"}
    )
    assert {short(row[0]).removeprefix("organisation/"): short(row[-1]) for row in answer.rows} == {
        "left": "listed on the first day; a source says it left",
        "gone": "listed on the first day, not on the later one; no source says it left",
        "joined": "listed on the later day; a source says it joined",
        "come": "listed on the later day, not on the first one; no source says when it joined",
        "both": "listed on both days",
    }


def dicts(answer: Answer) -> list[dict[str, str]]:
    """The rows of an answer by their variables, as text."""
    return [
        {name: str(getattr(term, "value", "")) for name, term in zip(answer.variables, row, strict=True)}
        for row in answer.rows
    ]


def test_the_years_to_a_first_citation_are_given_to_a_tenth(five_reports: EmbeddedReader) -> None:
    """From 12 August 2021 to April 2024 there are 2.6 years, not three."""
    rows = {row["document"]: row for row in dicts(run(five_reports, "first-citations"))}
    assert Decimal(rows[f"{ID}document/12-kl-tw-2021-08-12"]["yearsLater"]) == Decimal("2.6")


@pytest.mark.parametrize(
    "name",
    ["statements-lost-without-source", "statements-in-one-language", "inferred-statements"],
)
def test_a_citation_is_called_by_its_words_in_whatever_language(name: str) -> None:
    """Of a citation in a Russian report there is no English name; its words are better than its slug."""
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    citations = [row for row in rows if "/id/citation/" in row["subject"]]
    assert citations
    assert [r["subject"] for r in citations if r["subject"].endswith("/" + r["subjectName"])] == []


@pytest.mark.parametrize(
    ("day", "word"), [("2024-04-02", "known"), ("2024-12-01", "not known to have ended")]
)
def test_between_two_attestations_a_year_apart_nobody_knows(
    five_reports: EmbeddedReader, day: str, word: str
) -> None:
    """Bac Giang is listed as a member in April 2024 and in April 2025; of the time between no source speaks."""
    asked = {"body": NamedNode(f"{ID}organisation/cluster-1"), "day": day}
    held = {row["member"]: row["holding"] for row in dicts(run(five_reports, "members-of-body", asked))}
    assert held[f"{ID}organisation/bac-giang-union"] == word


def test_a_tenure_that_nobody_attests_takes_no_days_from_another_one() -> None:
    """Somebody held one post twice; of the second time no source says when."""
    body, again = NamedNode(mint("organisation", "b")), NamedNode(mint("tenure", "again"))
    other_post, third = NamedNode(mint("post", "secretary")), NamedNode(mint("tenure", "third"))
    kind, organisation = NamedNode(expand("rdf:type")), NamedNode(expand("org:organization"))
    claims = [
        said(TENURE, MEMBER, WHO, as_of=AsOf("2024-04-02")),
        said(again, MEMBER, WHO),
        said(third, MEMBER, WHO),
    ]
    more = [Triple(one, kind, NamedNode(expand("hn:Tenure"))) for one in (TENURE, again, third)]
    more += [Triple(one, organisation, body) for one in (TENURE, again, third)]
    more += [Triple(TENURE, POST, CHAIR), Triple(again, POST, CHAIR), Triple(third, POST, other_post)]
    reader = reader_of(claims, *more)
    asked: tuple[tuple[str, dict[str, str]], ...] = (
        ("people-of-body", {"body": body.value}),
        ("people-with-several-roles", {}),
    )
    for query, params in asked:
        rows = [tuple(map(short, row)) for row in run(reader, query, params).rows]
        days = {row[2]: row[4:6] for row in rows}
        assert days == {"post/chair": ("2024-04-02", "2024-04-02"), "post/secretary": ("", "")}, query


def test_an_event_without_a_day_is_listed_in_its_place_without_one() -> None:
    place, dated, undated = (
        NamedNode(mint(*one)) for one in (("place", "x"), ("event", "d"), ("event", "u"))
    )
    kind, event = NamedNode(expand("rdf:type")), NamedNode(expand("schema:Event"))
    statements = [Triple(one, kind, event) for one in (dated, undated)]
    statements += [Triple(one, PLACE, place) for one in (dated, undated)]
    statements += [Triple(dated, START, date_literal(day)) for day in ("2024-04-02", "2024-04")]
    answer = run(reader_of([], *statements), "events-of-place", {"place": place.value})
    places = [answer.variables.index(name) for name in ("event", "first", "begins")]
    rows = [[short(row[at]) for at in places] for row in answer.rows]
    assert [(one, first) for one, first, _ in rows] == [("event/u", ""), ("event/d", "2024-04")]
    assert sorted(str(rows[1][2]).split(" | ")) == ["2024-04", "2024-04-02"]
    assert rows[0][2] == ""
