"""The chain of documents is drawn by their days: nothing crosses a label, and nothing is left out without saying so."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from web.views.charts import MOST, ChainTree, Citing, Thing, Tie, lay_out_chain

Box = tuple[float, float, float, float]


def thing(iri: str, day: str, label: str = "") -> Thing:
    return Thing(iri, label or iri, "", day, day, f"/{iri}")


def lines_of(tree: ChainTree) -> list[Box]:
    """The straight lines of a drawing, without the bends: from and to."""
    found = []
    for path in (*(one.path for one in tree.branches), *(one.path for one in tree.lanes)):
        x = y = 0.0
        for letter, numbers in re.findall(r"([MVHq])([^MVHq]*)", path):
            values = [float(one) for one in numbers.split()]
            if letter == "M":
                x, y = values
            elif letter == "q":
                x, y = x + values[2], y + values[3]
            else:
                to = (x, values[0]) if letter == "V" else (values[0], y)
                found.append((x, y, *to))
                x, y = to
    return found


def labels_of(tree: ChainTree) -> list[Box]:
    """The boxes of the labels, each with its day below."""
    return [(one.label_x, one.label_y - 11, one.label_x + one.width, one.label_y + 20) for one in tree.placed]


def crosses(line: Box, box: Box) -> bool:
    x1, x2 = sorted((line[0], line[2]))
    y1, y2 = sorted((line[1], line[3]))
    return x1 < box[2] and x2 > box[0] and y1 < box[3] and y2 > box[1]


@st.composite
def chains(draw: st.DrawFn) -> ChainTree | None:
    count = draw(st.integers(2, 12))
    days = draw(st.lists(st.integers(0, 9000), min_size=count, max_size=count))
    things = [
        thing(f"d{n}", str(date(2000, 1, 1) + timedelta(day)), f"{n:02}-NQ/TW") for n, day in enumerate(days)
    ]
    number = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(number, number), max_size=14))
    ties = [Tie(f"d{a}", f"d{b}", "implements") for a, b in pairs if a != b]
    citing = draw(st.lists(st.lists(number, min_size=1, max_size=5), max_size=3))
    citers = [
        Citing(thing(f"c{n}", "2024-10-01", "Programme"), tuple(f"d{at}" for at in cited), inferred=True)
        for n, cited in enumerate(citing)
    ]
    return lay_out_chain(things, ties, citers)


@given(chains())
def test_no_line_crosses_a_label_and_no_label_another(tree: ChainTree | None) -> None:
    if tree is None:
        return
    labels = labels_of(tree)
    assert [(line, box) for line in lines_of(tree) for box in labels if crosses(line, box)] == []
    for above, below in pairwise(sorted(labels, key=lambda box: box[1])):
        assert above[3] <= below[1]
    assert all(box[2] <= tree.width for box in labels)


@given(chains())
def test_no_mark_stands_on_a_line_of_others(tree: ChainTree | None) -> None:
    """A line that ran through a mark would seem to end there."""
    if tree is None:
        return
    for one in tree.placed:
        inner = (one.x - 4, one.y - 4, one.x + 4, one.y + 4)
        assert [line for line in lines_of(tree) if crosses(line, inner)] == []


def test_what_is_older_stands_further_left_and_the_line_leads_to_the_younger() -> None:
    tree = lay_out_chain(
        [thing("new", "2022-01-05"), thing("old", "2011-07-06")], [Tie("old", "new", "follows")]
    )
    assert tree is not None
    old, new = tree.placed
    assert (old.thing.iri, new.thing.iri) == ("old", "new")
    assert old.x < new.x and old.y < new.y
    (branch,) = tree.branches
    assert branch.path.startswith(f"M{old.x:g} ") and branch.path.endswith(f"H{new.x - 5:g}")
    assert branch.label == "follows"


def test_what_is_cited_leads_to_the_lane_of_what_cites_dashed_where_inferred() -> None:
    citing = [Citing(thing("programme", "2024-04-01"), ("a", "b"), inferred=True)]
    tree = lay_out_chain([thing("a", "2018"), thing("b", "2021-08")], [], citing, "programme")
    assert tree is not None
    (lane,) = tree.lanes
    assert lane.inferred
    assert lane.path.count("H") == 2
    assert [one.centre for one in tree.placed] == [False, False, True]


def test_what_is_not_drawn_is_counted() -> None:
    things = [thing(f"t{n}", f"{1900 + n}") for n in range(MOST + 5)]
    tree = lay_out_chain(things, [Tie("t0", one.iri, "based on") for one in things[1:]])
    assert tree is not None
    assert (len(tree.placed), tree.left_out) == (MOST, 5)


def test_nothing_is_drawn_where_nothing_is_tied() -> None:
    assert lay_out_chain([thing("a", "2018"), thing("b", "2021")], []) is None


def test_days_that_contradict_a_tie_draw_no_line_backwards() -> None:
    tree = lay_out_chain(
        [thing("a", "2022"), thing("b", "2011"), thing("c", "2012")],
        [Tie("a", "b", "implements"), Tie("b", "c", "implements")],
    )
    assert tree is not None
    assert len(tree.branches) == 1
