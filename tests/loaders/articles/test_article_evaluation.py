"""Extraction is measured against the curated tables, and keeps its precision and recall on the five reports."""

from pathlib import Path

import pytest

from graph.errors import InputError
from loaders.articles.evaluation.tables import Evaluation, Fact, compare, evaluate, table
from loaders.articles.extract import Rules

ROOT = Path(__file__).parents[3]
REPORTS = ROOT.parent / "shared" / "reports"
here = pytest.mark.skipif(not REPORTS.is_dir(), reason="the five reports are not beside the repository")


@pytest.fixture(scope="module")
def measured() -> Evaluation:
    """The evaluation of the rules on the five reports."""
    return evaluate(REPORTS, ROOT / "data", Rules())


@here
def test_precision_and_recall_over_all_kinds(measured: Evaluation) -> None:
    total = measured.total()
    assert total.precision is not None
    assert total.recall is not None
    assert total.precision >= 0.95
    assert total.recall >= 0.80
    assert not measured.unread


@here
def test_every_numbered_document_is_found_and_no_citation_that_is_not_there(measured: Evaluation) -> None:
    numbers, citations = measured.total(kind="document number"), measured.total(kind="citation")
    assert (numbers.precision, numbers.recall) == (1, 1)
    assert citations.precision == 1


def test_a_fact_said_twice_counts_once_and_misses_and_false_finds_are_listed() -> None:
    a, b, c = (Fact("s", "tenure", (name,)) for name in "abc")
    result = compare([a, b], [a, a, c], {"s": "en"})
    score = result.total()
    assert (score.expected, score.found, score.right, score.hit) == (2, 2, 1, 1)
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert (result.missed, result.false) == ((b,), (c,))
    assert "| **all** | 2 | 2 | 0.50 | 0.50 |" in table(result)


def test_places_decide_for_citations_and_lists() -> None:
    """Half of both stretches must be common; a tenure may be said anywhere."""
    expected = [Fact("s", "citation", ("full",), (10, 30)), Fact("s", "tenure", ("x",), (0, 5))]
    found = [Fact("s", "citation", ("full",), (25, 45)), Fact("s", "tenure", ("x",), (90, 95))]
    result = compare(expected, found, {"s": "en"})
    assert [f.kind for f in result.missed] == ["citation"]
    assert [f.kind for f in result.false] == ["citation"]


def test_tables_that_are_missing_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sources\.csv"):
        evaluate(tmp_path, tmp_path, Rules())
