"""What two versions say differently of one thing is read as statements gained and lost."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.store.reader import MemoryReader
from ontology.iris import ID
from ontology.prefixes import expand
from queries.read.changes import MOST, read_changes, read_value_labels

PLACE = NamedNode(ID + "place/nghe-an")
BODY = NamedNode(ID + "organisation/union")
IN, TERRITORY = NamedNode(expand("schema:containedInPlace")), NamedNode(expand("hn:territory"))


def reader(*quads: Quad) -> MemoryReader:
    store = Store()
    store.extend(quads)
    return MemoryReader(store)


@pytest.fixture
def older() -> MemoryReader:
    return reader(Quad(PLACE, IN, NamedNode(ID + "place/viet-nam")))


def test_a_statement_gained_is_told_from_one_lost_and_from_one_that_points_here(older: MemoryReader) -> None:
    newer = reader(Quad(BODY, TERRITORY, PLACE))
    found = read_changes(older, newer, PLACE.value)
    said = {(one.gained, one.property, one.value, one.inverse) for one in found.changes}
    assert said == {
        (True, TERRITORY.value, BODY, True),
        (False, IN.value, NamedNode(ID + "place/viet-nam"), False),
    }
    assert found.count == 2


def test_the_same_version_has_no_changes(older: MemoryReader) -> None:
    assert read_changes(older, older, PLACE.value).count == 0


def test_very_many_changes_are_counted_and_cut_in_the_order_of_names(older: MemoryReader) -> None:
    newer = reader(
        *(Quad(NamedNode(f"{ID}organisation/{n:04}"), TERRITORY, PLACE) for n in reversed(range(MOST + 100)))
    )
    found = read_changes(older, newer, PLACE.value)
    assert found.count == MOST + 101
    assert [one.value for one in found.changes] == [
        NamedNode(f"{ID}organisation/{n:04}") for n in range(MOST)
    ]


def test_what_was_lost_is_called_as_the_older_version_calls_it(older: MemoryReader) -> None:
    label = NamedNode(expand("skos:prefLabel"))
    named = reader(
        Quad(PLACE, IN, NamedNode(ID + "place/viet-nam")),
        Quad(NamedNode(ID + "place/viet-nam"), label, Literal("Vietnam", language="en")),
    )
    newer = reader()
    found = read_changes(named, newer, PLACE.value)
    labels = read_value_labels(named, newer, found.changes)
    assert labels.of[ID + "place/viet-nam"] == {"en": "Vietnam"}
