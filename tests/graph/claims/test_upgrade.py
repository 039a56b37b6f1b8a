"""A store that an earlier release made uses the terms of this one afterwards, and says the same."""

from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import INFERRED, REJECTED, Claim, Passage
from graph.claims.standing import DECIDED_AT, DECIDES, DECISIONS, VERDICT, verdicts
from graph.claims.upgrade import upgrade
from ontology.iris import concept, mint
from ontology.terms import hn, org, prov, xsd

SOURCE = mint("source", "a-report")
PART = NamedNode(mint("participation", "hung-at-congress"))
SPEAKER = NamedNode(concept("role", "speaker"))
AT_TIME = NamedNode(prov.atTime)


def old_store() -> tuple[Store, Claim, Claim]:
    """A store as 0.2.0 wrote it: an inferred claim that is quoted, a role of a participation, a dated decision."""
    store = Store()
    role = Claim(Triple(PART, NamedNode(org.role), SPEAKER), SOURCE, passage=Passage(SOURCE, 1, 9, "spoke"))
    follows = Claim(
        Triple(PART, NamedNode(hn.onBehalfOf), NamedNode(mint("organisation", "vufo"))),
        SOURCE, status=INFERRED, reason="It follows.", passage=Passage(SOURCE, 1, 9, "spoke"), confidence=Decimal(1),
    )  # fmt: skip
    for claim in (role, follows):
        quads = [q for q in claim.quads() if q.predicate != claims.DERIVED]
        where = NamedNode(claim.passage.iri if claim.passage else SOURCE)
        store.extend([*quads, Quad(NamedNode(claim.iri), claims.QUOTED, where, claim.graph)])
    decision = NamedNode(mint("decision", "1"))
    moment = Literal("2026-01-01T00:00:00Z", datatype=NamedNode(xsd.dateTime))
    store.extend(
        [
            Quad(decision, AT_TIME, moment, DECISIONS),
            Quad(decision, DECIDES, NamedNode(role.iri), DECISIONS),
            Quad(decision, VERDICT, NamedNode(REJECTED), DECISIONS),
        ]
    )
    return store, role, follows


def test_terms_change_and_nothing_that_is_said() -> None:
    store, role, follows = old_store()
    done = upgrade(store)
    assert done.total() == 5
    read = {c.triple.predicate.value: c for c in claims.read(store, source=SOURCE)}
    assert set(read) == {hn.participationRole, hn.onBehalfOf}
    assert read[hn.participationRole].triple.object == role.triple.object
    assert read[hn.participationRole].quoted
    assert read[hn.onBehalfOf] == follows
    assert not list(store.quads_for_pattern(NamedNode(follows.iri), claims.QUOTED, None, None))
    assert [q.object.value for q in store.quads_for_pattern(None, DECIDED_AT, None, DECISIONS)] == [  # type: ignore[union-attr]
        "2026-01-01T00:00:00Z"
    ]


def test_a_decision_on_a_claim_of_changed_terms_stands() -> None:
    store, _, _ = old_store()
    upgrade(store)
    (fresh,) = (
        c for c in claims.read(store, source=SOURCE) if c.triple.predicate.value == hn.participationRole
    )
    assert verdicts(store) == {NamedNode(fresh.iri): REJECTED}


def test_doing_it_twice_is_doing_it_once() -> None:
    store, _, _ = old_store()
    upgrade(store)
    assert not upgrade(store)
