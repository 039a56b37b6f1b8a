"""Cases that are not asked of us, with the reasons of `queries/sparql/differences.yaml`. They are run all the same."""

from collections.abc import Iterable, Mapping
from typing import Final

from queries.sparql.differences import CALLS, REGIMES, differences
from tests.w3c.manifest import Case

CASES: Final[dict[str, str]] = {
    case: f"{one.title.en} (/about/endpoint#{one.name})" for one in differences() for case in one.cases
}
"""By suite/name, the suites being folders of w3c/rdf-tests' `sparql`; REGIMES and CALLS beside them."""


def reason(case: Case) -> str:
    """Return why a case is excused, '' where it is not."""
    if case.regimes:
        return CASES[REGIMES]
    if case.calls:
        return CASES[CALLS]
    return CASES.get(case.key, "")


def unexpected(cases: Iterable[Case], told: Mapping[str, str]) -> list[str]:
    """Return the cases that fail and are not excused, and those that pass though they are excused by name."""
    return [case.key for case in cases if (case.key in CASES if not told[case.key] else not reason(case))]
