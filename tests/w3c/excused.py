"""Cases that are not asked of us, each with its reason. They are run all the same."""

from typing import Final

from tests.w3c.manifest import Case

REGIME: Final = "asks for an entailment regime; the service claims simple entailment only, and says so"
CALLS: Final = "asks for SPARQL endpoints at names of the public network; a service under test calls nobody"
VALUES: Final = (
    "the engine keeps numbers and dates as values: 1 and 01 are one term, a negativeInteger is an integer"
)
GRAMMAR: Final = (
    "SPARQL 1.0; the grammar of 1.1 says otherwise (no number ends in a dot, no escape is part of a name)"
)
DATES: Final = (
    "the engine compares an xsd:date that has a time zone with one that has none (XPath's implicit zone)"
)
LONGEST: Final = "the engine reads ?x<?a&&?b>?y as a comparison, where the longest match would be an IRI"
FILTERS: Final = "contradicts dawg-optional-filter-005-not-simplified, which is the one that was approved"

CASES: Final[dict[str, str]] = {
    "sparql10/basic/term-6": GRAMMAR,
    "sparql10/basic/term-7": GRAMMAR,
    "sparql10/syntax-sparql1/syntax-lit-08": GRAMMAR,
    "sparql10/syntax-sparql2/syntax-esc-04": GRAMMAR,
    "sparql10/syntax-sparql2/syntax-esc-05": GRAMMAR,
    "sparql10/syntax-sparql3/syn-bad-26": LONGEST,
    "sparql10/open-world/date-2": DATES,
    "sparql10/open-world/date-3": DATES,
    "sparql10/optional-filter/dawg-optional-filter-005-simplified": FILTERS,
    **dict.fromkeys(
        (
            "sparql10/distinct/distinct-1",
            "sparql10/distinct/distinct-2",
            "sparql10/distinct/distinct-9",
            "sparql10/expr-builtin/dawg-datatype-2",
            "sparql10/expr-builtin/dawg-str-1",
            "sparql10/expr-builtin/dawg-str-2",
            "sparql10/expr-builtin/sameTerm-eq",
            "sparql10/expr-builtin/sameTerm-not-eq",
            "sparql10/expr-builtin/sameTerm-simple",
            "sparql10/expr-equals/eq-graph-1",
            "sparql10/expr-equals/eq-graph-2",
            "sparql10/open-world/open-eq-01",
            "sparql11/csv-tsv-res/csv03",
            "sparql11/csv-tsv-res/tsv03",
        ),
        VALUES,
    ),
}
"""Single cases by suite/name, the suites being folders of w3c/rdf-tests' `sparql`."""


def reason(case: Case) -> str:
    """Return why a case is excused, '' where it is not."""
    if case.regimes:
        return REGIME
    if case.calls:
        return CALLS
    return CASES.get(case.key, "")
