"""What /about/endpoint says of the service is so: what each entry says to try is answered as it says."""

import pytest
from pyoxigraph import QuerySolutions, Store

from graph.engine.functions import FUNCTIONS
from ontology.prefixes import PREFIXES
from queries.sparql.differences import Difference, differences
from queries.sparql.rewrite import rewrite

TRIED = [one for one in differences() if one.query]


@pytest.mark.parametrize("one", TRIED, ids=lambda one: one.name)
def test_what_can_be_tried_is_answered_as_it_says(one: Difference) -> None:
    found = Store().query(rewrite(one.query), prefixes=PREFIXES, custom_functions=FUNCTIONS)
    assert isinstance(found, QuerySolutions)
    rows = [row[0] for row in found]
    shown = [
        "" if value is None else str(value) if value.datatype.value.endswith("#string") else value.value
        for value in rows
    ]
    assert tuple(shown) == one.answer


def test_every_entry_says_all_it_has_to_in_both_languages() -> None:
    names = [one.name for one in differences()]
    assert len(set(names)) == len(names) >= 12
    for one in differences():
        for text in (one.title, one.standard, one.here, one.instead):
            assert text.en.strip()
            assert text.vi.strip()
        assert all(address.startswith("https://github.com/") for address in one.issues)


def test_no_case_is_excused_twice() -> None:
    cases = [case for one in differences() for case in one.cases]
    assert len(set(cases)) == len(cases)
