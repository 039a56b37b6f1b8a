"""The course: every query, change and exercise of every step runs on the five reports, with the answer that is said."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.store.reader import EmbeddedReader, Term
from graph.store.versions import VersionStore
from ontology.prefixes import PREFIXES
from queries.course.comparison import Outcome, compare
from queries.course.steps import Step, steps

STEPS = pytest.mark.parametrize("step", steps(), ids=lambda step: str(step.number))


@pytest.fixture(scope="module")
def reader(five_reports_root: VersionStore) -> EmbeddedReader:
    return EmbeddedReader.current(five_reports_root)


def answer(reader: EmbeddedReader, query: str) -> list[tuple[Term | None, ...]]:
    """The rows of an answer; statements are rows of three."""
    if "CONSTRUCT" in query:
        return [(one.subject, one.predicate, one.object) for one in reader.construct(query)]
    return list(reader.select(query).rows)


def written(term: Term | None) -> str:
    """A term as the files of the steps write it."""
    if isinstance(term, NamedNode):
        prefix, iri = max(
            (one for one in PREFIXES.items() if term.value.startswith(one[1])), key=lambda one: len(one[1])
        )
        return f"{prefix}:{term.value[len(iri) :]}"
    return term.value if isinstance(term, Literal) else ""


def test_there_are_twelve_steps() -> None:
    assert [step.number for step in steps()] == list(range(1, 13))


@STEPS
def test_the_query_of_a_step_has_the_rows_that_are_said(step: Step, reader: EmbeddedReader) -> None:
    assert len(answer(reader, step.query)) == step.rows


@STEPS
def test_a_change_to_try_changes_the_query_and_has_the_rows_that_are_said(
    step: Step, reader: EmbeddedReader
) -> None:
    for before, _ in step.change.replace:
        assert before in step.query
    changed = step.change.of(step.query)
    assert answer(reader, changed) != answer(reader, step.query)
    assert len(answer(reader, changed)) == step.change.rows


@STEPS
def test_the_answer_of_an_exercise_is_the_expected_one_and_not_that_of_the_step(
    step: Step, reader: EmbeddedReader
) -> None:
    exercise, right = step.exercise, answer(reader, step.exercise.answer)
    rows = [tuple(written(term) for term in row) for row in right]
    assert (rows if exercise.ordered else sorted(rows)) == list(exercise.expected)
    assert compare(right, right, ordered=exercise.ordered) is Outcome.RIGHT
    for other in (step.query, step.change.of(step.query)):
        assert compare(answer(reader, other), right, ordered=exercise.ordered) is not Outcome.RIGHT


@STEPS
def test_a_step_says_the_same_in_both_languages(step: Step) -> None:
    for text in (step.text, step.change.text, step.exercise.task, step.exercise.hint):
        assert len(text.en.split("\n\n")) == len(text.vi.split("\n\n"))
        assert text.en.count("`") % 2 == 0
        assert {one for one in text.en.split("`")[1::2] if '"' not in one} == {
            one for one in text.vi.split("`")[1::2] if '"' not in one
        }
