"""What is told of each province, as of a day: what lies below one counts for it, what ended for what it became."""

import csv
import io
import json

import pytest

from graph.store.reader import Reader
from ontology.iris import mint
from queries.export import map as export
from queries.read.labels import read_labels
from queries.read.map_record import Counted, MapRecord, read_map, standing_on
from queries.read.succession import ChangeRecord

HAI_DUONG, HAI_PHONG = mint("place", "hai-duong"), mint("place", "hai-phong")


def counts(record: MapRecord) -> dict[str, int]:
    return {one.place.rpartition("/")[2]: one.count for one in record.provinces if one.count}


@pytest.mark.parametrize(
    ("day", "provinces"), [("", 34), ("2025-07-01", 34), ("2025-06-30", 63), ("2024-12-31", 63), ("1999", 63)]
)
def test_the_provinces_are_those_of_the_day(five_reports: Reader, day: str, provinces: int) -> None:
    assert len(read_map(five_reports, Counted.EVENTS, day).provinces) == provinces


def test_an_event_counts_for_its_province_and_for_what_that_became(five_reports: Reader) -> None:
    """Dien Bien Phu and Vinh are cities in provinces; Hai Duong has been part of Hai Phong since 1 July 2025."""
    assert counts(read_map(five_reports, Counted.EVENTS, "2025-06-30")) == {
        "dien-bien": 2,
        "ha-noi": 2,
        "hai-duong": 3,
        "nghe-an": 1,
    }
    now = read_map(five_reports, Counted.EVENTS)
    assert counts(now) == {"dien-bien": 2, "ha-noi": 2, "hai-phong": 3, "nghe-an": 1}
    (hai_phong,) = (one for one in now.provinces if one.place == HAI_PHONG)
    assert hai_phong.former == (HAI_DUONG,)
    assert {told.place for told in hai_phong.told} == {HAI_DUONG}


def test_nothing_is_lost_between_the_provinces_and_the_rest(five_reports: Reader) -> None:
    """Each thing is told of a province, of another place, or of none."""
    for counted in Counted:
        days = [read_map(five_reports, counted, day) for day in ("", "2025-06-30")]
        whole = [
            {told.thing for one in (*record.provinces, *record.elsewhere) for told in one.told}
            | set(record.nowhere)
            for record in days
        ]
        assert whole[0] == whole[1]
        assert whole[0]
    organisations = read_map(five_reports, Counted.ORGANISATIONS)
    assert [one.place for one in organisations.elsewhere] == [mint("place", "viet-nam")]


def test_what_came_of_several_is_not_divided_among_them() -> None:
    change = ChangeRecord("urn:c", ("urn:a", "urn:b"), ("urn:new",), "2025-07-01")
    before = standing_on(["urn:a", "urn:b", "urn:new"], [change], "2025-06-30")
    assert before == {"urn:a": "urn:a", "urn:b": "urn:b"}
    split = ChangeRecord("urn:c", ("urn:a",), ("urn:x", "urn:y"), "2025-07-01")
    assert standing_on(["urn:a", "urn:x", "urn:y"], [split], "2026") == {"urn:x": "urn:x", "urn:y": "urn:y"}


def test_changes_that_go_in_a_circle_end() -> None:
    """Foreign data may say so."""
    one = ChangeRecord("urn:c", ("urn:a",), ("urn:b",), "2020")
    other = ChangeRecord("urn:d", ("urn:b",), ("urn:a",), "2020")
    assert standing_on(["urn:a", "urn:b"], [one, other]) == {}


def test_a_change_without_a_day_moves_nothing() -> None:
    change = ChangeRecord("urn:c", ("urn:a",), ("urn:b",), "")
    assert standing_on(["urn:a", "urn:b"], [change]) == {"urn:a": "urn:a", "urn:b": "urn:b"}


def test_the_table_and_json_hold_every_province_and_every_thing(five_reports: Reader) -> None:
    record = read_map(five_reports, Counted.EVENTS)
    labels = read_labels(five_reports, record.iris())
    rows = list(csv.DictReader(io.StringIO(export.to_csv(record, labels, ["en"]))))
    assert json.loads(export.to_json(record, labels, ["en"])) == rows
    assert len({row["province"] for row in rows if row["province"]}) == 34
    told = [row for row in rows if row["thing"]]
    assert len({row["thing"] for row in told}) == sum(counts(record).values()) + len(record.nowhere)
    hai_duong = [row for row in told if row["place_name"] == "Hai Duong"]
    assert {row["province_name"] for row in hai_duong} == {"Hai Phong"}
