"""Drawings of citations place years and documents by their dates, and leave nothing out without saying so."""

import re

from web.views.charts import MOST, Thing, by_year, lay_out_citations


def test_a_year_without_citations_keeps_its_place() -> None:
    drawn = by_year({"2022": 2, "2024": 1, "": 3})
    assert drawn is not None
    assert [(bar.year, bar.count) for bar in drawn.bars] == [(2022, 2), (2023, 0), (2024, 1)]
    assert drawn.rows == ((2022, 2), (2024, 1))
    assert drawn.undated == 3


def test_nothing_is_drawn_where_no_year_is_known() -> None:
    assert by_year({"": 3}) is None


def test_digits_that_are_no_number_are_no_year() -> None:
    drawn = by_year({"²⁰²⁴": 1, "2024": 1})
    assert drawn is not None and (drawn.rows, drawn.undated) == (((2024, 1),), 1)


def test_a_span_too_long_for_bars_is_left_to_the_table() -> None:
    drawn = by_year({"1900": 1, "2024": 1})
    assert drawn is not None
    assert (drawn.bars, drawn.rows) == ((), ((1900, 1), (2024, 1)))


def test_what_is_older_stands_higher_and_arrows_go_from_what_cites() -> None:
    things = [Thing("b", "Meeting", "", "2024-04"), Thing("a", "Directive", "", "2022-01-05")]
    drawn = lay_out_citations("a", things, [("b", "a", True), ("b", "a", True)])
    assert drawn is not None
    places = {one.iri: one.y for one in drawn.placed}
    assert places["a"] < places["b"]
    (arrow,) = drawn.arrows
    assert arrow.inferred
    assert arrow.path.split()[1].startswith(f"{places['b']}C")
    assert arrow.path.split()[-1] == str(places["a"])


def test_no_line_of_what_cites_what_crosses_a_name() -> None:
    """Names begin to the right of the dots, and every point of an arc lies to their left, within the drawing."""
    things = [Thing(f"t{n:02}", f"Thing {n}", "", f"{1990 + n}") for n in range(MOST)]
    drawn = lay_out_citations("t00", things, [("t00", one.iri, False) for one in things])
    assert drawn is not None
    for arrow in drawn.arrows:
        x1, _, out, _, out_again, _, x2, _ = map(float, re.findall(r"-?[0-9.]+", arrow.path))
        middle = (x1 + 3 * out + 3 * out_again + x2) / 8
        assert 0 <= middle < x1 == x2 < min(one.x for one in drawn.placed)


def test_what_is_not_drawn_is_counted_and_the_centre_is_always_drawn() -> None:
    things = [Thing(f"t{n}", "", "", f"{1900 + n}") for n in range(MOST + 5)]
    drawn = lay_out_citations("t28", things, [("t28", one.iri, False) for one in things])
    assert drawn is not None
    assert (len(drawn.placed), drawn.left_out) == (MOST, 5)
    assert "t28" in {one.iri for one in drawn.placed}
