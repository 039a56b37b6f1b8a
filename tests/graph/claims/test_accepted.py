"""What is accepted of single statements is what the accepted layer as a whole holds."""

import random

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.claim import REJECTED, SUBJECT, TYPE, write
from graph.claims.materialise import materialise, recorded
from graph.claims.standing import merges
from graph.review.acts import CORRECTION
from graph.review.decisions import Reviewer, log, read_claim
from graph.review.drafting import Draft
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import hn, prov, skos, xsd
from tests.graph.claims.test_growth import PARTS, said


def default_graph(store: Store) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}


def assert_same(store: Store) -> None:
    """Ask of each statement of the default graph, with some beside it that were put in by hand."""
    whole = recorded(store)
    for triple in list(whole)[:200]:
        store.add(Quad(triple.subject, NamedNode(skos.altLabel), Literal("by hand", language="en")))
        store.add(
            Quad(triple.subject, triple.predicate, Literal("2024-04", datatype=NamedNode(xsd.gYearMonth)))
        )
    asked = Accepted(store)
    assert {triple for triple in default_graph(store) if triple in asked} == whole


def test_all_of_the_five_reports_is_asked_rightly(five_reports_root: VersionStore) -> None:
    with five_reports_root.require_current().open() as opened:
        whole, asked = recorded(opened.store), Accepted(opened.store)
        assert {triple for triple in default_graph(opened.store) if triple in asked} == whole
        thing = next(iter(sorted(whole, key=str))).subject
        assert asked.about(thing) == {t for t in whole if t.subject == thing}  # type: ignore[arg-type]


@pytest.mark.parametrize("case", PARTS)
def test_names_dates_roots_and_merged_things_are_asked_rightly(case: str) -> None:
    store = Store()
    for part in PARTS[case]:
        write(store, part)
        materialise(store, before=recorded(store))
        assert_same(store)


def test_what_nothing_but_a_description_or_a_source_speaks_of() -> None:
    """A source that only has a name is spoken of by the passages of its citations, and not by what comes from it."""
    for words in ([], [said("a", "citation/x", "oa:hasTarget", "passage/a-0-5")]):
        store = Store()
        write(store, [said("a", "source/a", "skos:prefLabel", Literal("A", language="en")), *words])
        passage = NamedNode(mint("passage", "a-0-5"))
        source = NamedNode(mint("source", "a"))
        home = NamedNode(source.value.replace("/id/source/", "/graph/source/"))
        store.add(Quad(passage, NamedNode("http://www.w3.org/ns/oa#hasSource"), source, home))
        write(store, [said("a", "person/an", "org:memberOf", "organisation/union")])
        write(store, [said("a", "source/b", "prov:wasDerivedFrom", "source/c")])
        materialise(store, before=frozenset())
        assert_same(store)


@pytest.mark.parametrize("seed", range(2))
def test_what_reviewers_decided_is_asked_rightly(five_reports_root: VersionStore, seed: int) -> None:
    """Over the five reports, for a chain of random decisions and mergers."""
    chance = random.Random(seed)
    store = Store()
    with five_reports_root.require_current().open() as opened:
        store.bulk_extend(opened.store.quads_for_pattern(None, None, None, None))
    known = sorted({q.subject.value for q in store.quads_for_pattern(None, TYPE, NamedNode(hn.Claim), None)})
    things = sorted({q.object.value for q in store.quads_for_pattern(None, SUBJECT, None, None)})
    before = recorded(store)
    for _ in range(3):
        draft = Draft(store, Reviewer("Lan"), CORRECTION)
        for _ in range(12):
            draft.decide(read_claim(store, chance.choice(known)), REJECTED)
        thing = chance.choice(things)
        kind = thing.rpartition("/")[0]
        into = NamedNode(chance.choice([t for t in things if t.rpartition("/")[0] == kind]))
        into = merges(store).get(into, into)
        if into.value != thing and not kind.endswith("/source"):
            draft.merge(NamedNode(thing), into)
        standing = [one.iri for one in log(store) if one.stands]
        draft.undo([NamedNode(chance.choice(standing))])
        draft.settle()
        before = materialise(store, before=before).all
        assert_same(store)
        for quad in list(store.quads_for_pattern(None, None, Literal("by hand", language="en"), None)):
            store.remove(quad)


def test_what_is_claimed_and_not_in_the_default_graph_is_not_accepted() -> None:
    store = Store()
    claim = said("a", "person/an", "org:memberOf", "organisation/union")
    write(store, [claim])
    materialise(store, before=frozenset())
    assert claim.triple in Accepted(store)
    store.remove(Quad(claim.triple.subject, claim.triple.predicate, claim.triple.object))
    assert claim.triple not in Accepted(store)
    assert [node.value for node, _ in Accepted(store).claimed(claim.triple)] == [claim.iri]


def test_the_source_of_a_thing_is_asked_rightly() -> None:
    store = Store()
    write(store, [said("a", "person/an", "org:memberOf", "organisation/union")])
    materialise(store, before=frozenset())
    of = Triple(
        NamedNode(mint("person", "an")), NamedNode(prov.wasDerivedFrom), NamedNode(mint("source", "a"))
    )
    assert of in Accepted(store)
