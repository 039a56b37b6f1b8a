"""Every query of the catalogue parses, is SPARQL in every way it can be bound, and gives its expected rows.

The rows are those of the five reports with each parameter's example value, in `expected/NAME.csv`. After a change of
the data or of a query, `pytest tests/queries --rewrite-expected` writes them anew and prints the difference to be read.
"""

import difflib
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.store.reader import Reader
from ontology.prefixes import PREFIXES, expand
from ontology.vocabulary import vocabulary
from queries.collection import catalogue, reader_queries
from queries.columns import HEADINGS
from queries.export.results import to_csv
from queries.header import NamedQuery
from queries.listing import FILE, listing
from queries.runner import run
from queries.sparql.binding import bind

EXPECTED = Path(__file__).with_name("expected")
QUERIES = [pytest.param(query, id=name) for name, query in catalogue().items()]


def test_the_catalogue_is_whole() -> None:
    """All sixteen questions are asked by some query, and no file is left out of the list."""
    assert {query.question for query in catalogue().values()} - {None} == set(range(1, 17))
    assert len(QUERIES) >= 17
    assert {path.stem for path in EXPECTED.glob("*.csv")} == set(catalogue())


NO_ROWS = {
    "conflicts": "the reports contradict themselves nowhere; tests/graph/review/test_conflicts.py has what does",
    "possibly-one": "the tables name nobody twice; tests/loaders/articles/test_people.py has some that are proposed",
    "source-disagreements": "the reports contradict each other nowhere; test_query_answers.py has some that do",
    "successors-of-body": "no source tells of a body that became another; test_succession_queries.py has some that did",
    "citations-after-replacement": "what the reports cite is not known to be replaced; test_succession_queries.py",
}
"""Queries that the five reports give no answer to, and why they are in the catalogue all the same."""

ANY = {
    "iri": "http://example.org/x",
    "date": "2024-04-02",
    "text": "x",
    "integer": "1",
    "number": "1",
    "language": "en",
}


def parameters_in_answer(query: NamedQuery, texts: list[str]) -> set[str]:
    """Prepare each text over an empty store, and return the parameters that any of them would answer with."""
    answers = [Store().query(text, prefixes=PREFIXES) for text in texts]
    return {v.value for answer in answers for v in getattr(answer, "variables", [])} & set(
        query.parameter_names
    )


def bindings(query: NamedQuery) -> list[str]:
    """Return the query with its required values only, and with all values."""
    values = {p.name: p.example or ANY[p.type] for p in query.parameters}
    required = {p.name: values[p.name] for p in query.parameters if p.required}
    return [bind(query, required), bind(query, values)]


@pytest.mark.parametrize("query", QUERIES)
def test_it_is_sparql_however_it_is_bound(query: NamedQuery) -> None:
    """As it stands and without prefixes from elsewhere, with required values, with all; no answer holds a parameter."""
    assert not parameters_in_answer(query, [query.text, *bindings(query)])
    Store().query(query.text)


@pytest.mark.parametrize("query", [pytest.param(query, id=name) for name, query in reader_queries().items()])
def test_a_query_of_the_pages_is_sparql_when_bound(query: NamedQuery) -> None:
    """With required values, and with all; the prefixes are those that the reader knows."""
    assert not parameters_in_answer(query, bindings(query))


@pytest.mark.parametrize("query", QUERIES)
def test_its_columns_have_headings(query: NamedQuery) -> None:
    """Every column, unless it is the name beside another column, is called something in both languages."""
    variables = [v.value for v in Store().query(query.text).variables]  # type: ignore[union-attr]
    assert {v for v in variables if not (v.endswith("Name") and v.removesuffix("Name") in variables)} <= set(
        HEADINGS
    )


@pytest.mark.parametrize("query", QUERIES)
def test_required_parameters_have_an_example(query: NamedQuery) -> None:
    """A form can be filled in from the header alone."""
    assert all(p.example is not None for p in query.parameters if p.required)


@pytest.mark.parametrize("query", QUERIES)
def test_its_rows_are_the_expected_ones(
    query: NamedQuery,
    five_reports: Reader,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Over the five reports, with its example values."""
    answer = run(five_reports, query.name, query.examples)
    assert bool(answer.rows) != (query.name in NO_ROWS), NO_ROWS.get(
        query.name, "an example must have an answer"
    )
    given = to_csv(answer).decode().replace("\r\n", "\n")
    path = EXPECTED / f"{query.name}.csv"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if request.config.getoption("--rewrite-expected", default=False) and given != before:
        path.parent.mkdir(exist_ok=True)
        path.write_text(given, encoding="utf-8")
        change = difflib.unified_diff(
            before.splitlines(), given.splitlines(), query.name, query.name, lineterm=""
        )
        with capsys.disabled():
            print("", *change, sep="\n")
        return
    assert given.splitlines() == before.splitlines()


def test_the_readme_lists_the_catalogue_as_it_is() -> None:
    """queries/README.md is what `python -m queries.listing` writes."""
    assert FILE.read_text(encoding="utf-8") == listing(catalogue())


def test_disagreements_are_looked_for_among_the_single_valued_properties() -> None:
    """SPARQL cannot ask the vocabulary's file; the list in the query is the vocabulary's."""
    text = catalogue()["source-disagreements"].text
    listed = text[text.index("VALUES ?predicate {") :].partition("{")[2].partition("}")[0].split()
    assert {expand(name) for name in listed} == vocabulary().single_valued
