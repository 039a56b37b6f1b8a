"""IRIs that gave way to others."""

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.claims.claim import REJECTED
from graph.claims.replaced import put_replaced, replaced_by, replacements, take_back_replaced
from graph.claims.standing import DECIDED_AT, DECIDES, DECISIONS, VERDICT, verdicts
from ontology.terms import xsd

A, B, C = (NamedNode(f"https://example.org/{x}") for x in "abc")


def test_a_replaced_iri_leads_to_the_last_of_its_chain() -> None:
    store = Store()
    put_replaced(store, A, B)
    put_replaced(store, B, C)
    assert replacements(store) == {A: C, B: C}
    assert replaced_by(store, A.value) == C.value
    assert replaced_by(store, C.value) is None


def test_an_iri_that_is_used_again_is_replaced_by_nothing() -> None:
    store = Store()
    put_replaced(store, A, B)
    put_replaced(store, B, A)
    assert replacements(store) == {B: A}
    take_back_replaced(store, B)
    assert replacements(store) == {}


@given(st.lists(st.tuples(st.sampled_from((A, B, C)), st.sampled_from((A, B, C)))))
def test_no_sequence_of_replacements_leads_in_a_circle(pairs: list[tuple[NamedNode, NamedNode]]) -> None:
    store = Store()
    for old, new in pairs:
        put_replaced(store, old, new)
    for old, new in replacements(store).items():
        assert replaced_by(store, new.value) is None
        assert replaced_by(store, old.value) == new.value


def test_a_decision_on_a_replaced_claim_counts_for_the_claim_in_its_place() -> None:
    store = Store()
    decision = NamedNode("https://example.org/decision")
    moment = Literal("2026-01-01T00:00:00Z", datatype=NamedNode(xsd.dateTime))
    store.extend(
        [
            Quad(decision, DECIDES, A, DECISIONS),
            Quad(decision, VERDICT, NamedNode(REJECTED), DECISIONS),
            Quad(decision, DECIDED_AT, moment, DECISIONS),
        ]
    )
    put_replaced(store, A, B)
    assert verdicts(store) == {B: REJECTED}
