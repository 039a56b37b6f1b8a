"""What became of places, bodies and documents: over the reform of 2025, and on graphs made for the purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from graph.claims.claim import date_literal
from graph.store.reader import MemoryReader, Reader
from ontology.iris import mint
from ontology.prefixes import expand
from queries.export.results import short
from queries.read.in_effect import read_replacements
from queries.runner import run
from tests.spans import DATES, graph_of

DAYS = ("2025-06-30", "2025-07-01", "2025-07-02")
REFORM = "2025-07-01"


def rows(reader: Reader, name: str, **parameters: str) -> list[dict[str, str]]:
    answer = run(reader, name, parameters)
    return [dict(zip(answer.variables, map(short, row), strict=True)) for row in answer.rows]


def graph(*statements: tuple[str, str, str]) -> MemoryReader:
    """Statements in the default graph: names of things as kind/slug, a prefixed property, a thing or a date."""

    def thing(name: str) -> NamedNode:
        return NamedNode(mint(*name.split("/")))

    return graph_of(
        (),
        *(
            Triple(thing(s), NamedNode(expand(p)), thing(o) if "/" in o else date_literal(o))
            for s, p, o in statements
        ),
    )


@pytest.mark.parametrize(
    ("day", "count"),
    [("2024-12-31", 63), ("2025-01-01", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2025-07-02", 34)],
)
def test_there_are_63_provinces_until_30_june_2025_and_34_from_1_july_on(
    five_reports: Reader, day: str, count: int
) -> None:
    found = {row["place"] for row in rows(five_reports, "places-on-day", day=day)}
    assert len(found) == count
    assert "place/hai-phong" in found
    assert ("place/hai-duong" in found) is (day < REFORM)
    assert ("place/hue" in found) is (day >= "2025-01-01")
    assert ("place/thua-thien-hue" in found) is (day < "2025-01-01")


@pytest.mark.parametrize("day", DAYS)
def test_bodies_are_found_under_the_place_that_was_there(five_reports: Reader, day: str) -> None:
    """Until 30 June a body of Hải Dương is found under Hải Dương alone, from 1 July on under Hải Phòng alone."""
    under = {
        place: {row["body"] for row in rows(five_reports, "bodies-of-place", place=f"place/{place}", day=day)}
        for place in ("hai-duong", "hai-phong", "viet-nam")
    }
    moved = {row["body"] for row in rows(five_reports, "bodies-of-place", place="place/hai-duong")}
    assert "organisation/hai-duong-union" in moved
    assert moved <= under["viet-nam"]
    if day < REFORM:
        assert moved == under["hai-duong"]
        assert not moved & under["hai-phong"]
    else:
        assert under["hai-duong"] == set()
        assert moved | {"organisation/hai-phong-union"} <= under["hai-phong"]
    without_a_day = {row["body"] for row in rows(five_reports, "bodies-of-place", place="place/hai-phong")}
    assert without_a_day == under["hai-phong"] - moved


def test_question_09_what_became_of_hai_duong(five_reports: Reader) -> None:
    found = five_reports.select(
        "SELECT ?now ?day { ?c hn:originalPlace <https://w3id.org/huunghi/id/place/hai-duong> ;"
        " hn:resultingPlace ?now ; schema:endDate ?day }"
    ).rows
    assert [(now.value, day.value) for now, day in found] == [(mint("place", "hai-phong"), REFORM)]  # type: ignore[union-attr]
    (row,) = rows(five_reports, "successors-of-place", place="place/hai-duong")
    assert (row["after"], row["since"], row["basis"]) == (
        "place/hai-phong",
        REFORM,
        "document/202-2025-qh15-2025-06-12",
    )


def test_question_10_replaced_by_what_and_since_when(five_reports: Reader) -> None:
    found = five_reports.select(
        "SELECT ?new ?last { ?new hn:replaces <https://w3id.org/huunghi/id/document/47-qd-tw-2011-11-01> ."
        " OPTIONAL { <https://w3id.org/huunghi/id/document/47-qd-tw-2011-11-01> hn:inEffectUntil ?last } }"
    ).rows
    assert [(new.value, last) for new, last in found] == [(mint("document", "37-qd-tw-2021-10-25"), None)]  # type: ignore[union-attr]
    (row,) = rows(five_reports, "replaced-documents", document="document/47-qd-tw-2011-11-01")
    assert (row["replacement"], row["since"]) == ("document/37-qd-tw-2021-10-25", "2021-10-25")


def test_what_a_place_was_made_of_is_itself_among_others(five_reports: Reader) -> None:
    found = rows(five_reports, "predecessors-of-place", place="place/ninh-binh")
    assert {row["before"] for row in found} == {"place/ha-nam", "place/nam-dinh", "place/ninh-binh"}


def test_a_body_is_followed_from_one_change_to_the_next() -> None:
    reader = graph(
        ("change/one", "org:originalOrganization", "organisation/a"),
        ("change/one", "org:resultingOrganization", "organisation/b"),
        ("change/one", "schema:endDate", "2020-01-01"),
        ("organisation/a", "org:changedBy", "change/one"),
        ("organisation/a", "dct:isReplacedBy", "organisation/b"),
        ("change/two", "org:originalOrganization", "organisation/b"),
        ("change/two", "org:resultingOrganization", "organisation/c"),
        ("change/two", "schema:endDate", "2021"),
        ("organisation/b", "org:changedBy", "change/two"),
        ("organisation/b", "dct:isReplacedBy", "organisation/c"),
    )
    found = rows(reader, "successors-of-body", body="organisation/a")
    assert [(row["before"], row["after"], row["since"]) for row in found] == [
        ("organisation/a", "organisation/b", "2020-01-01"),
        ("organisation/b", "organisation/c", "2021"),
    ]


def test_bodies_of_a_place_that_ended_twice_are_found_under_what_was_there_on_the_day() -> None:
    """A place became another, and that a third: on each day its bodies are found under the one that was there."""
    reader = graph(
        ("organisation/o", "hn:territory", "place/a"),
        ("place/a", "dct:isReplacedBy", "place/b"),
        ("place/a", "hn:endedBy", "2025-07-01"),
        ("place/b", "dct:isReplacedBy", "place/c"),
        ("place/b", "hn:endedBy", "2030-01-01"),
    )
    on = {
        day: [place for place in "abc" if rows(reader, "bodies-of-place", place=f"place/{place}", day=day)]
        for day in ("2025-06-30", "2025-07-01", "2029-12-31", "2030-01-01")
    }
    assert on == {"2025-06-30": ["a"], "2025-07-01": ["b"], "2029-12-31": ["b"], "2030-01-01": ["c"]}


def cited(on: str, *more: tuple[str, str, str]) -> MemoryReader:
    """A graph in which an event of a date cites an old document."""
    return graph(
        ("citation/c", "hn:cited", "document/old"),
        ("citation/c", "hn:citing", "event/e"),
        ("event/e", "schema:startDate", on),
        *more,
    )


@pytest.mark.parametrize(
    ("on", "more", "marked"),
    [
        ("2021-10-24", [("document/new", "schema:legislationDate", "2021-10-25")], False),
        ("2021-10-25", [("document/new", "schema:legislationDate", "2021-10-25")], True),
        ("2021-10", [("document/new", "schema:legislationDate", "2021-10-25")], False),
        ("2022", [("document/new", "schema:legislationDate", "2021-10-25")], True),
        ("2021-12-30", [("document/new", "schema:legislationDate", "2021")], False),
        ("2021-12-31", [("document/new", "schema:legislationDate", "2021")], True),
        (
            "2021-11-01",
            [
                ("document/new", "schema:legislationDate", "2021-10-25"),
                ("document/new", "hn:inEffectFrom", "2022-01-01"),
            ],
            False,
        ),
        ("2021-11-01", [], False),
    ],
)
def test_a_citation_is_marked_from_the_day_on_which_the_new_document_stands(
    on: str, more: list[tuple[str, str, str]], marked: bool
) -> None:
    reader = cited(on, ("document/new", "hn:replaces", "document/old"), *more)
    found = rows(reader, "citations-after-replacement")
    assert [(row["document"], row["replacement"]) for row in found] == (
        [("document/old", "document/new")] if marked else []
    )


def test_a_document_that_ended_by_itself_is_cited_after_its_last_day() -> None:
    last = ("document/old", "hn:inEffectUntil", "2024-12-31")
    assert rows(cited("2024-12-31", last), "citations-after-replacement") == []
    (row,) = rows(cited("2025-01-01", last), "citations-after-replacement")
    assert (row["replacement"], row["lastDay"]) == ("", "2024-12-31")


@given(DATES, st.none() | DATES, st.none() | DATES, st.none() | DATES)
def test_the_query_marks_what_the_reader_marks(
    on: str, issued: str | None, effect: str | None, last: str | None
) -> None:
    """Both by the rule of graph/claims/as_of.py: what is ended by a day is over from its last day on."""
    more = [("document/new", "hn:replaces", "document/old")]
    more += [("document/new", "schema:legislationDate", issued)] if issued else []
    more += [("document/new", "hn:inEffectFrom", effect)] if effect else []
    more += [("document/old", "hn:inEffectUntil", last)] if last else []
    reader = cited(on, *more)
    old = mint("document", "old")
    gone = read_replacements(reader, [old])[old].gone_by(on)
    assert bool(rows(reader, "citations-after-replacement")) is (gone is not None)
