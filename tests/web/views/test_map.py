"""The map: outlines that cover the provinces of any day, and circles whose names cover nothing else."""

import re

import pytest

from graph.store.reader import Reader
from queries.read.map_record import Counted, read_map
from web.languages import words
from web.urls import Links
from web.views.map import MapPage, map_page, named_on_map
from web.views.province_outlines import outlines
from web.views.terms import TermRenderer

POINT = re.compile(r"M(\d+) (\d+)l((?:-?\d+[ ]?)+)")


def page_of(
    reader: Reader, counted: Counted = Counted.EVENTS, day: str = "", sort: str = "number"
) -> MapPage:
    record = read_map(reader, counted, day)
    terms = TermRenderer.reading(reader, named_on_map(record), words("en"), Links())
    return map_page(record, terms, sort)


@pytest.mark.parametrize("day", ["", "2025-06-30", "2024-01-01"])
def test_every_province_of_a_day_has_its_shape(five_reports: Reader, day: str) -> None:
    record = read_map(five_reports, Counted.EVENTS, day)
    drawn = outlines(record.standing)
    assert set(drawn.shapes) == {one.place for one in record.provinces}
    assert all(0 < shape.x < 100 and 0 < shape.y < 100 for shape in drawn.shapes.values())


def test_borders_of_former_provinces_are_told_from_those_that_stand(five_reports: Reader) -> None:
    now = outlines(read_map(five_reports, Counted.EVENTS).standing)
    before = outlines(read_map(five_reports, Counted.EVENTS, "2025-06-30").standing)
    assert before.former == ""
    assert now.former
    assert before.borders.count("M") == now.borders.count("M") + now.former.count("M")


def test_paths_are_drawn_to_their_end(five_reports: Reader) -> None:
    """A viewer stops at the first fault of a path: every part of it has a start and steps."""
    drawn = outlines(read_map(five_reports, Counted.EVENTS).standing)
    for path in (drawn.borders, drawn.former, *(shape.path for shape in drawn.shapes.values())):
        assert re.fullmatch(r"(?:M\d+ \d+l(?:-?\d+[ ]?-?\d+[ ]?)+z?)+", path), path[:80]


def test_north_is_up_and_east_is_right(five_reports: Reader) -> None:
    shapes = {
        place.rpartition("/")[2]: shape
        for place, shape in outlines(read_map(five_reports, Counted.EVENTS).standing).shapes.items()
    }
    assert shapes["ha-noi"].y < shapes["hue"].y < shapes["ho-chi-minh-city"].y < shapes["ca-mau"].y
    assert shapes["dien-bien"].x < shapes["ha-noi"].x < shapes["hai-phong"].x


@pytest.mark.parametrize("counted", list(Counted))
def test_every_province_of_which_something_is_told_has_its_number(
    five_reports: Reader, counted: Counted
) -> None:
    page = page_of(five_reports, counted)
    assert page.drawing is not None
    assert sorted(int(mark.number) for mark in page.drawing.marks) == sorted(row.count for row in page.rows)
    assert len(page.rows) + len(page.silent) == page.provinces
    assert {mark.name for mark in page.drawing.marks if mark.name} <= {row.place.text for row in page.rows}


def test_rows_are_sorted_by_number_or_name(five_reports: Reader) -> None:
    by_number = [row.count for row in page_of(five_reports, Counted.ORGANISATIONS).rows]
    assert by_number == sorted(by_number, reverse=True)
    names = [row.place.sort for row in page_of(five_reports, Counted.ORGANISATIONS, sort="name").rows]
    assert names == sorted(names)


def test_a_choice_of_the_map_keeps_the_others(five_reports: Reader) -> None:
    page = page_of(five_reports, Counted.ORGANISATIONS, "2025-06-30", "name")
    assert [tab.name for tab in page.days if tab.chosen] == ["since 1 January 2025"]
    assert {"count=citations", "at=2025-06-30", "sort=name"} <= set(
        next(tab.href for tab in page.kinds if "citations" in tab.href).partition("?")[2].split("&")
    )
