"""The paths of the model are in the data: each pattern has rows, and says every step that its drawing shows."""

from collections.abc import Iterator

import pytest

from graph.store.reader import EmbeddedReader
from queries.model_paths import PATHS, ModelPath, Step
from queries.read.model_tree import ClassNode, read_model_tree


def steps(step: Step) -> Iterator[Step]:
    yield step
    for one in step.further:
        yield from steps(one)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_each_path_has_rows_and_its_pattern_every_step(path: ModelPath, five_reports: EmbeddedReader) -> None:
    found = five_reports.select(path.query)
    assert len(found.rows) > 3
    drawn = list(steps(path.start))
    assert all(one.property in path.pattern for one in drawn)
    assert {one.variable for one in drawn} <= set(found.variables)
    for place, variable in enumerate(found.variables):
        if variable not in ("start", "end"):  # which not every tenure has
            assert any(row[place] is not None for row in found.rows), variable


def test_a_narrower_class_stands_below_a_wider_one(five_reports: EmbeddedReader) -> None:
    tree = read_model_tree(five_reports)
    assert tree is not None
    assert not tree.more

    def below(nodes: tuple[ClassNode, ...], depth: int = 0) -> Iterator[tuple[str, int, ClassNode]]:
        for one in nodes:
            yield one.count.iri.rpartition("#")[2].rpartition("/")[2], depth, one
            yield from below(one.below, depth + 1)

    things = {name: (depth, node) for name, depth, node in below(tree.things)}
    assert (things["LegalResource"][0], things["PolicyDocument"][0], things["Directive"][0]) == (0, 1, 2)
    citation = things["Citation"][1]
    assert citation.count.number == 22
    assert any(pair.property.endswith("#wording") for pair in citation.properties)
    assert 0 < len(citation.things) <= 3
    everything = [*below(tree.things), *below(tree.records), *below(tree.terms)]
    assert len({node.count.iri for _, _, node in everything}) == len(everything)
