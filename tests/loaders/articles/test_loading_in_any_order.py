"""What a text says once is one record, and the graph is the same in whatever order tables and texts came."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from graph.claims.materialise import recorded
from graph.claims.replaced import replacements
from graph.claims.validation import validate_store
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from loaders.tables.load import load_tables
from tests.conftest import DATA
from tests.scale import sample, share

ORDERS = int(os.environ.get("TEST_ORDERS", share(10)))
"""How many orders of single loads are tried; each takes some eight loads."""

STEPS = (
    "tables",
    "nghe-an-2024-04.en.txt",
    "nghe-an-2024-04.ru.txt",
    "nghe-an-2024-09.en.txt",
    "hai-duong-2025-04.en.txt",
    "hai-duong-2025-04.fr.txt",
)
COUNTED = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) {
  VALUES ?class { hn:Citation schema:Event hn:Tenure hn:Participation hn:Speech hn:Programme hn:Task hn:Recommendation
                  org:Membership org:Post foaf:Person org:Organization hn:PolicyDocument schema:Place hn:Source }
  ?thing a ?class } GROUP BY ?class ORDER BY ?class"""
BY_TWO_RUNS = """SELECT ?citation { ?citation a hn:Citation .
  GRAPH ?graph { ?claim rdf:subject ?citation ; prov:wasGeneratedBy ?run }
} GROUP BY ?citation HAVING (COUNT(DISTINCT ?run) > 1)"""


def counts(versions: VersionStore) -> list[tuple[str, str]]:
    rows = EmbeddedReader.current(versions).select(COUNTED).rows
    return [(str(kind), str(n)) for kind, n in rows]


def load(versions: VersionStore, steps: Sequence[str], texts: Path) -> VersionStore:
    """Take steps: `tables`, `texts`, or the name of one text."""
    for step in steps:
        if step == "tables":
            load_tables(versions, DATA)
        else:
            load_articles(versions, texts if step == "texts" else texts / step, workers=1)
    return versions


def accepted(versions: VersionStore) -> frozenset[Triple]:
    with versions.require_current().open() as opened:
        return recorded(opened.store)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, texts: Path) -> VersionStore:
    """Tables, then texts."""
    return load(VersionStore(tmp_path_factory.mktemp("both") / "store"), ["tables", "texts"], texts)


def test_texts_after_their_tables_change_no_count_of_accepted_things(
    both: VersionStore, five_reports_root: VersionStore
) -> None:
    assert counts(both) == counts(five_reports_root)
    assert accepted(both) == accepted(five_reports_root)


def test_citations_of_the_tables_carry_claims_by_a_second_run(both: VersionStore) -> None:
    assert len(EmbeddedReader.current(both).select(BY_TWO_RUNS).rows) >= 20


@pytest.mark.parametrize(
    "steps",
    sample(
        [
            ("texts", "tables", "tables", "texts"),
            ("tables", "texts", "texts", "tables"),
            (
                "nghe-an-2024-09.en.txt", "hai-duong-2025-04.fr.txt", "tables", "nghe-an-2024-04.ru.txt",
                "hai-duong-2025-04.en.txt", "nghe-an-2024-04.en.txt",
            ),
        ]
    ),
    ids=lambda steps: "-".join(step.partition(".")[0] for step in steps[:3]),
)  # fmt: skip
def test_the_accepted_graph_is_the_same_in_any_order_and_conforms(
    steps: tuple[str, ...], both: VersionStore, texts: Path, tmp_path: Path
) -> None:
    versions = load(VersionStore(tmp_path / "store"), steps, texts)
    assert accepted(versions) == accepted(both)
    with versions.require_current().open() as opened:
        assert validate_store(opened.store) == ()
        for old, new in replacements(opened.store).items():
            assert not any(_said_of(opened.store, old)), f"{old} gave way to {new} and is spoken of"


@settings(max_examples=ORDERS, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(STEPS), st.booleans())
def test_any_order_of_tables_and_single_texts_gives_one_accepted_graph(
    both: VersionStore,
    texts: Path,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[str],
    again: bool,
) -> None:
    versions = VersionStore(tmp_path_factory.mktemp("order") / "store")
    load(versions, [*steps, *(["texts", "tables"] if again else [])], texts)
    assert accepted(versions) == accepted(both)


def _said_of(store: object, node: NamedNode) -> list[object]:
    return list(store.quads_for_pattern(node, None, None, None))[1:]  # type: ignore[attr-defined] # but its way on
