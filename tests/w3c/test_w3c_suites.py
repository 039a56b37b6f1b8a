"""The service passes the W3C's suites, run over HTTP on an empty store.

The suites are not ours to give: TEST_W3C_SUITES names a folder that has them (`python -m tests.w3c` says more).
"""

import os
from pathlib import Path

import pytest

from queries.sparql.differences import CALLS, REGIMES
from tests.w3c.__main__ import failures, run_all, table
from tests.w3c.excused import CASES, reason, unexpected
from tests.w3c.manifest import Case, Kind, read_suites
from tests.w3c.service import started


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("TEST_W3C_SUITES")
    if not named:
        pytest.skip("TEST_W3C_SUITES names no folder with the W3C's SPARQL suites (w3c/rdf-tests, sparql)")
    return Path(named)


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    return read_suites(folder)


def test_every_case_passes_unless_it_is_excused(folder: Path, cases: list[Case], tmp_path: Path) -> None:
    with started("ours", tmp_path) as service:
        outcome = run_all(cases, service, folder)
    assert unexpected(cases, outcome.told) == [], f"{table(cases, [outcome])}\n{failures(cases, outcome)}"


def test_the_suites_are_whole(cases: list[Case]) -> None:
    """A folder that lost its suites would pass for nothing."""
    asked = [case for case in cases if not reason(case)]
    assert sum(case.kind is Kind.EXCHANGE for case in asked) >= 34
    assert sum(case.kind is Kind.QUERY for case in asked) >= 400
    assert sum(case.kind is Kind.UPDATE for case in asked) >= 90


def test_every_excused_case_is_there(cases: list[Case]) -> None:
    assert set(CASES) - {CALLS, REGIMES} <= {case.key for case in cases}
