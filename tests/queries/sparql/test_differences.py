"""What /about/endpoint says of the service is so: what each entry says to try is answered as it says."""

import pytest
from pyoxigraph import Literal, Store

from graph.store.reader import MemoryReader, Term
from ontology.terms import xsd
from queries.runner import run_text
from queries.sparql.differences import Difference, differences

TRIED = [one for one in differences() if one.query]


@pytest.mark.parametrize("one", TRIED, ids=lambda one: one.name)
def test_what_can_be_tried_is_answered_as_it_says(one: Difference) -> None:
    answer = run_text(MemoryReader(Store()), one.query)
    shown = [_shown(row[0]) for row in answer.rows]
    assert tuple(shown) == one.answer


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, Literal) and term.datatype.value != xsd.string else str(term)


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
