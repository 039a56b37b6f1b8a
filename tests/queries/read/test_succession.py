"""What places and bodies became: before, on and after 1 July 2025, by the one rule of time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from graph.claims.as_of import TimeSpan, as_of
from graph.claims.claim import date_literal
from graph.store.reader import MemoryReader, Reader
from ontology.iris import mint
from ontology.terms import hn, org, schema
from queries.read.entity import read_entity
from queries.read.entity_record import EntitySlice
from queries.read.succession import ChangeRecord, Turn, read_successors, read_turns
from tests.spans import DATES, DAYS, graph_of

HAI_DUONG, HAI_PHONG = mint("place", "hai-duong"), mint("place", "hai-phong")
CHANGE = mint("change", "hai-phong-2025")


def body(name: str) -> str:
    return mint("organisation", name)


def changed(*changes: tuple[str, list[str], list[str], str]) -> MemoryReader:
    """A graph of changes of bodies: slug, originals, results and day of each."""
    triples = []
    for slug, originals, results, day in changes:
        change = NamedNode(mint("change", slug))
        triples += [
            Triple(change, NamedNode(org.originalOrganization), NamedNode(body(o))) for o in originals
        ]
        triples += [Triple(change, NamedNode(org.resultingOrganization), NamedNode(body(r))) for r in results]
        triples += [Triple(change, NamedNode(schema.endDate), date_literal(day))] if day else []
    return graph_of((), *triples)


@pytest.mark.parametrize(("day", "came"), [("2025-06-30", False), ("2025-07-01", True), ("2025-07-02", True)])
def test_hai_duong_is_part_of_hai_phong_from_1_july_2025_on(
    five_reports: Reader, day: str, came: bool
) -> None:
    (one,) = read_turns(five_reports, HAI_DUONG, day)
    assert (one.turn, one.others, one.day, one.came) == (Turn.BECAME_PART, (HAI_PHONG,), "2025-07-01", came)
    (other,) = read_turns(five_reports, HAI_PHONG, day)
    assert (other.turn, other.others, other.came) == (Turn.TAKES_IN, (HAI_DUONG,), came)
    assert one.change.legal_basis == (mint("document", "202-2025-qh15-2025-06-12"),)


def test_a_province_that_was_left_alone_has_no_change(five_reports: Reader) -> None:
    assert read_turns(five_reports, mint("place", "nghe-an"), "2025-07-01") == ()


def test_a_body_is_told_what_its_place_became_and_has_not_become_anything_itself(
    five_reports: Reader,
) -> None:
    union = body("hai-duong-union")
    record = read_entity(five_reports, union, EntitySlice(at="2025-07-01"))
    assert [(one.thing, one.turn) for one in record.turns] == [(HAI_DUONG, Turn.BECAME_PART)]
    assert read_turns(five_reports, union) == ()


def test_a_change_without_a_day_is_not_known_to_have_come() -> None:
    reader = changed(("plan", ["a"], ["b"], ""))
    (one,) = read_turns(reader, body("a"), "2030-01-01")
    assert (one.day, one.came) == ("", False)
    assert read_successors(reader, [body("a")]) == {}


def test_what_was_renamed_merged_and_split_is_followed_step_by_step() -> None:
    reader = changed(
        ("renaming", ["a"], ["b"], "2020-01-01"),
        ("merger", ["b", "c"], ["d"], "2021-01-01"),
        ("split", ["d"], ["e", "f"], "2022"),
    )
    steps = read_turns(reader, body("a"), "2021-06-01")
    assert [(one.thing, one.turn, one.came) for one in steps] == [
        (body("a"), Turn.BECAME, True),
        (body("b"), Turn.BECAME, True),
        (body("d"), Turn.BECAME, False),
    ]
    onward = read_successors(reader, [body("a")])
    assert {one: [step.change.change for step in way] for one, way in onward.items()} == {
        body("b"): [mint("change", "renaming")],
        body("d"): [mint("change", "renaming"), mint("change", "merger")],
        body("e"): [mint("change", "renaming"), mint("change", "merger"), mint("change", "split")],
        body("f"): [mint("change", "renaming"), mint("change", "merger"), mint("change", "split")],
    }
    assert set(read_successors(reader, [body("f")], back=True)) == {body(one) for one in "dbca"}


def test_bodies_that_became_one_another_are_followed_once() -> None:
    reader = changed(("there", ["a"], ["b"], "2020"), ("back", ["b"], ["a"], "2021"))
    assert set(read_successors(reader, [body("a")])) == {body("b")}
    assert len(read_turns(reader, body("a"))) == 3


@given(DATES, DAYS)
def test_a_change_has_come_when_what_it_ended_is_over(day: str, asked: str) -> None:
    """The change's day is by which the old state was over: the same rule as of a tenure."""
    change = ChangeRecord("urn:c", ("urn:a",), ("urn:b",), day)
    span = TimeSpan(starts=("1900",), ended_by=(day,))
    assert change.came_by(asked) is not as_of(span, asked).holds


@given(st.sampled_from(("2025-07-01", "2025-07", "2025")))
def test_the_first_day_of_the_new_state_is_not_a_day_of_the_old_one(day: str) -> None:
    last = {"2025-07-01": "2025-07-01", "2025-07": "2025-07-31", "2025": "2025-12-31"}[day]
    change = ChangeRecord("urn:c", ("urn:a",), ("urn:b",), day)
    assert change.came_by(last)


def test_the_graph_says_of_each_ended_place_by_which_day_it_was_over(five_reports: Reader) -> None:
    """63 provinces became 34: 29 that are none now have ended by 1 July 2025, and nothing else has."""
    rows = five_reports.select(f"SELECT ?p ?day {{ ?p a schema:Place ; <{hn.endedBy}> ?day }}").rows
    ended = {place.value: day.value for place, day in rows}  # type: ignore[union-attr]
    by_reform = {place for place, day in ended.items() if day == "2025-07-01"}
    assert (len(by_reform), len(ended)) == (29, 30)
    assert HAI_DUONG in by_reform and HAI_PHONG not in ended
