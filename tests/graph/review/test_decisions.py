"""Reviewers' decisions: each can be made and undone, outlives loading, and derives what deriving everything would."""

import random
from typing import cast

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from graph.claims import materialise
from graph.claims.asserted import put_in
from graph.claims.claim import EXPLICIT, PROPOSED, REJECTED, SUBJECT, TYPE, AsOf, Claim, Passage
from graph.claims.incremental import revise, states_of
from graph.claims.materialise import ASSERTED, ENTAILED
from graph.claims.publish import Run, put_claims
from graph.claims.sources import reinstate, withdraw
from graph.claims.standing import DECISIONS, keep_standing, merges
from graph.claims.validation import validate_accepted
from graph.errors import InputError, InvalidGraph, NotFound
from graph.review.acts import CORRECTION
from graph.review.corrections import find_claim
from graph.review.decisions import (
    Reviewer,
    accept,
    correct,
    log,
    merge,
    read_claim,
    reject,
    undo,
)
from graph.review.drafting import Draft
from graph.store import past
from graph.store.difference import RecordedStore
from graph.store.versions import VersionStore
from ontology.iris import HN, mint
from ontology.prefixes import expand

LAN = Reviewer("Lan")
REPORT = mint("source", "report")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
PREF, ALT = NamedNode(expand("skos:prefLabel")), NamedNode(expand("skos:altLabel"))
UNION, OTHER = NamedNode(mint("organisation", "a-union")), NamedNode(mint("organisation", "union-a"))
KIND = NamedNode(expand("org:classification"))
FRIENDSHIP = NamedNode(expand("concept:body/friendship-union"))
PERSON = NamedNode(mint("person", "an-nguyen"))
MEMBER, BODY = NamedNode(expand("org:member")), NamedNode(expand("org:organization"))


def claim(triple: Triple, status: str = PROPOSED, place: int = 3) -> Claim:
    return Claim(triple, REPORT, status=status, passage=Passage(REPORT, place, place + 7), run=RUN.iri)


def source_claims() -> list[Claim]:
    node = NamedNode(REPORT)
    said = (
        (TYPE, NamedNode(expand("schema:NewsArticle"))),
        (PREF, Literal("Report", language="en")),
        (NamedNode(expand("dct:title")), Literal("Report", language="en")),
        (NamedNode(expand("schema:inLanguage")), Literal("en")),
        (NamedNode(expand("dct:type")), NamedNode(expand("concept:source/news-report"))),
    )
    return [Claim(Triple(node, p, o), REPORT, run=RUN.iri) for p, o in said]


def body(node: NamedNode, name: str, status: str = EXPLICIT) -> list[Claim]:
    return [
        claim(Triple(node, KIND, FRIENDSHIP), status),
        claim(Triple(node, PREF, Literal(name, language="en")), status),
    ]


FOUNDED = claim(Triple(UNION, NamedNode(expand("schema:foundingDate")), Literal("1955")), place=40)
CLAIMS = [*source_claims(), *body(UNION, "A Union"), *body(OTHER, "Union A"), FOUNDED]


@pytest.fixture
def store(versions: VersionStore) -> VersionStore:
    """A store with one report: two bodies, and a proposed claim about one of them."""
    put_claims(versions, CLAIMS, run=RUN, note="test")
    return versions


def default_graph(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}


def asserted(versions: VersionStore) -> set[Triple]:
    """What is marked as put in directly."""
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, ASSERTED)}


def is_derived(versions: VersionStore) -> bool:
    """Whether the default graph is what deriving everything gives."""
    with versions.require_current().open() as opened:
        derived = materialise.derive(opened.store)
        entailed = {q.triple for q in opened.store.quads_for_pattern(None, None, None, ENTAILED)}
        return default_graph(versions) == set(derived.all) and entailed == derived.entailed | derived.records


def test_an_accepted_claim_counts_and_the_record_says_who_when_and_why(store: VersionStore) -> None:
    decided = accept(store, [FOUNDED.iri], by=LAN, why="it stands there")
    assert FOUNDED.triple in default_graph(store) and is_derived(store)
    assert (decided.gained, decided.lost) == (1, 0)
    with store.require_current().open() as opened:
        (record,) = log(opened.store)
    assert (record.kind, record.about, record.reviewer, record.reason, record.stands) == (
        "accept",
        (FOUNDED.iri,),
        "Lan",
        "it stands there",
        True,
    )
    assert record.at.endswith("Z")


def test_a_rejected_claim_counts_no_more_and_needs_a_reason(store: VersionStore) -> None:
    accept(store, [FOUNDED.iri], by=LAN)
    with pytest.raises(InputError, match="reason"):
        reject(store, [FOUNDED.iri], by=LAN, why=" ")
    reject(store, [FOUNDED.iri], by=LAN, why="another body's year")
    assert FOUNDED.triple not in default_graph(store) and is_derived(store)


def test_an_undone_decision_stays_on_record_and_the_one_before_it_stands_again(store: VersionStore) -> None:
    first = accept(store, [FOUNDED.iri], by=LAN)
    second = reject(store, [FOUNDED.iri], by=LAN, why="no")
    third = undo(store, second.decisions, by=LAN)
    assert FOUNDED.triple in default_graph(store)
    with pytest.raises(InputError, match="undone already"):
        undo(store, second.decisions, by=LAN)
    undo(store, third.decisions, by=LAN)
    assert FOUNDED.triple not in default_graph(store), "undoing the undoing rejects it again"
    undo(store, first.decisions, by=LAN)
    with store.require_current().open() as opened:
        assert [r.kind for r in log(opened.store)] == ["undo", "undo", "undo", "reject", "accept"]
        assert [r.stands for r in log(opened.store)] == [True, True, False, True, False]
    assert is_derived(store)


def test_a_correction_is_a_claim_of_its_own_with_the_same_passage(store: VersionStore) -> None:
    right = Triple(UNION, FOUNDED.triple.predicate, Literal("1965"))
    decided = correct(store, FOUNDED.iri, right, by=LAN, why="misread")
    assert right in default_graph(store) and FOUNDED.triple not in default_graph(store)
    with store.require_current().open() as opened:
        ((iri,),) = (r.into for r in log(opened.store) if r.kind == "correct")
        made = read_claim(opened.store, iri)
    assert (made.passage, made.source, made.status) == (FOUNDED.passage, REPORT, EXPLICIT)
    undo(store, decided.decisions[:1], by=LAN)
    assert right not in default_graph(store) and is_derived(store)
    with store.require_current().open() as opened:
        assert find_claim(opened.store, iri) is None, "the correction's claim goes with it"


def test_correcting_to_the_same_is_refused(store: VersionStore) -> None:
    with pytest.raises(InputError, match="says what the claim says"):
        correct(store, FOUNDED.iri, FOUNDED.triple, by=LAN)


def test_a_merged_thing_lends_its_statements_and_names_to_the_one_kept(store: VersionStore) -> None:
    decided = merge(store, OTHER.value, UNION.value, by=LAN, why="one body, two word orders")
    said = default_graph(store)
    assert not [t for t in said if OTHER in (t.subject, t.object)]
    assert Triple(UNION, PREF, Literal("A Union", language="en")) in said
    assert Triple(UNION, ALT, Literal("Union A", language="en")) in said
    assert is_derived(store)
    undo(store, decided.decisions, by=LAN)
    assert Triple(OTHER, PREF, Literal("Union A", language="en")) in default_graph(store) and is_derived(
        store
    )


def test_merging_is_refused_across_kinds_in_circles_and_for_unknown_things(store: VersionStore) -> None:
    with pytest.raises(InputError, match="cannot be one thing"):
        merge(store, UNION.value, PERSON.value, by=LAN)
    with pytest.raises(InputError, match="cannot be one thing"):
        merge(store, REPORT, mint("source", "another"), by=LAN)
    with pytest.raises(NotFound):
        merge(store, mint("organisation", "unheard-of"), UNION.value, by=LAN)
    merge(store, OTHER.value, UNION.value, by=LAN)
    with pytest.raises(InputError, match="one thing already"):
        merge(store, UNION.value, OTHER.value, by=LAN)


def test_what_lacks_a_name_is_refused_and_nothing_is_published(store: VersionStore) -> None:
    led = claim(Triple(UNION, NamedNode(expand("org:hasMember")), PERSON), place=60)
    put_claims(store, [*CLAIMS, led], run=RUN, note="more")
    before = store.current_number()
    with pytest.raises(InvalidGraph, match="person/an-nguyen: has no label"):
        accept(store, [led.iri], by=LAN)
    assert store.current_number() == before


def test_an_unknown_claim_is_refused_by_name(store: VersionStore) -> None:
    with pytest.raises(NotFound, match="no-such-claim"):
        accept(store, [mint("claim", "no-such-claim")], by=LAN)


def test_decisions_outlive_withdrawing_and_loading_again(store: VersionStore) -> None:
    right = Triple(UNION, FOUNDED.triple.predicate, Literal("1965"))
    correct(store, FOUNDED.iri, right, by=LAN)
    withdraw(store, REPORT)
    assert right not in default_graph(store)
    reinstate(store, REPORT)
    put_claims(store, CLAIMS, run=RUN, note="again")
    said = default_graph(store)
    assert right in said and FOUNDED.triple not in said and is_derived(store)


def test_decisions_outlive_extraction_by_another_version(store: VersionStore) -> None:
    reject(store, [FOUNDED.iri], by=LAN, why="no")
    surer = Claim(FOUNDED.triple, REPORT, EXPLICIT, FOUNDED.passage, run=RUN.iri)
    put_claims(store, [*CLAIMS[:-1], surer], run=RUN, note="a surer extractor")
    assert FOUNDED.triple not in default_graph(store)


def test_what_was_put_in_directly_stays_when_a_decision_takes_its_claim_away(store: VersionStore) -> None:
    with store.change(note="direct") as change:
        put_in(change.store, [FOUNDED.triple])
    accept(store, [FOUNDED.iri], by=LAN)
    reject(store, [FOUNDED.iri], by=LAN, why="no")
    assert FOUNDED.triple in default_graph(store)


def test_the_standing_of_claims_and_merged_things_can_be_asked_for(store: VersionStore) -> None:
    accept(store, [FOUNDED.iri], by=LAN)
    merge(store, OTHER.value, UNION.value, by=LAN)
    with store.require_current().open() as opened:
        standing = {
            (q.subject.value, q.object.value)
            for name in ("standing", "mergedInto")
            for q in opened.store.quads_for_pattern(None, NamedNode(HN + name), None, DECISIONS)
        }
    assert standing == {(FOUNDED.iri, EXPLICIT), (OTHER.value, UNION.value)}


@pytest.mark.parametrize("seed", range(3))
def test_revising_a_neighbourhood_gives_what_deriving_everything_gives(
    five_reports_root: VersionStore, seed: int
) -> None:
    """Over the five reports, for a chain of random decisions, whether the outcome would be published or not."""
    chance = random.Random(seed)
    store = Store()
    with five_reports_root.require_current().open() as opened:
        store.bulk_extend(opened.store.quads_for_pattern(None, None, None, None))
    known = sorted(
        {q.subject.value for q in store.quads_for_pattern(None, TYPE, NamedNode(HN + "Claim"), None)}
    )
    things = sorted({q.object.value for q in store.quads_for_pattern(None, SUBJECT, None, None)})
    for step in range(8):
        recorded = RecordedStore(store, followed=True)
        draft = Draft(cast(Store, recorded), LAN, CORRECTION)
        match chance.choice(("reject", "reject thing", "merge", "undo")):
            case "reject":
                draft.decide(read_claim(store, chance.choice(known)), REJECTED)
            case "reject thing":
                thing = NamedNode(chance.choice(things))
                for quad in list(store.quads_for_pattern(None, SUBJECT, thing, None)):
                    draft.decide(read_claim(store, str(quad.subject.value)), REJECTED)
            case "merge":
                thing = chance.choice(things)
                kind = thing.rpartition("/")[0]
                into = NamedNode(chance.choice([t for t in things if t.rpartition("/")[0] == kind]))
                into = merges(store).get(into, into)
                if into.value != thing and not kind.endswith("/source"):
                    draft.merge(NamedNode(thing), into)
            case _:
                standing = [r.iri for r in log(store) if r.stands]
                if standing:
                    draft.undo([NamedNode(chance.choice(standing))])
        draft.settle()
        keep_standing(draft.store)
        assert recorded.part is not None
        revised = revise(states_of(past.before(store, recorded.part), store, recorded.part))
        derived = materialise.derive(store)
        held = {q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())}
        entailed = {q.triple for q in store.quads_for_pattern(None, None, None, ENTAILED)}
        assert held == set(derived.all), step
        assert entailed == derived.entailed | derived.records, step
        assert revised.gained <= derived.all and not revised.lost & derived.all


def test_an_accepted_neighbourhood_conforms_as_the_whole_does(store: VersionStore) -> None:
    accept(store, [FOUNDED.iri], by=LAN)
    with store.require_current().open() as opened:
        assert validate_accepted(materialise.derive(opened.store).all) == ()


def test_what_holds_for_two_reasons_is_not_gained_twice_and_outlives_one(versions: VersionStore) -> None:
    """A second membership of a body adds none, and undoing that takes none away."""
    first, second = (NamedNode(mint("membership", one)) for one in ("an", "an-again"))

    def member(node: NamedNode, status: str, place: int) -> list[Claim]:
        said = ((TYPE, expand("org:Membership")), (MEMBER, PERSON.value), (BODY, UNION.value))
        return [claim(Triple(node, p, NamedNode(o)), status, place) for p, o in said]

    named = claim(Triple(PERSON, PREF, Literal("An Nguyen", language="en")), EXPLICIT)
    waiting = member(second, PROPOSED, 80)
    claims = [*source_claims(), *body(UNION, "A Union"), named, *member(first, EXPLICIT, 60), *waiting]
    put_claims(versions, claims, run=RUN, note="test")
    membership = Triple(PERSON, NamedNode(expand("org:memberOf")), UNION)
    assert membership in default_graph(versions)
    decided = accept(versions, [one.iri for one in waiting], by=LAN)
    assert is_derived(versions) and not asserted(versions)
    undo(versions, decided.decisions, by=LAN)
    assert membership in default_graph(versions)
    assert is_derived(versions) and not asserted(versions)


def test_as_of_is_part_of_what_a_decision_names(store: VersionStore) -> None:
    """The same words as of another year are another claim, undecided."""
    dated = Claim(FOUNDED.triple, REPORT, PROPOSED, FOUNDED.passage, as_of=AsOf("2024"), run=RUN.iri)
    assert dated.iri != FOUNDED.iri


# -- two records that may be one -----------------------------------------------------------------------------------

SAME = NamedNode(expand("owl:sameAs"))
DIFFERENT = NamedNode(expand("owl:differentFrom"))


def same(one: NamedNode, other: NamedNode, place: int = 30) -> Claim:
    return claim(Triple(one, SAME, other), PROPOSED, place)


def test_accepting_that_two_records_are_one_merges_them_and_undoing_parts_them(
    versions: VersionStore,
) -> None:
    claims = [*source_claims(), *body(UNION, "A Union"), *body(OTHER, "Union A"), same(OTHER, UNION)]
    put_claims(versions, claims, run=RUN, note="test")
    before = versions.require_current().open().store
    assert merges(before) == {} and not list(before.quads_for_pattern(None, SAME, None, None))
    decided = accept(versions, [same(OTHER, UNION).iri], by=LAN)
    store = versions.require_current().open().store
    assert merges(store) == {OTHER: UNION}
    assert next(iter(store.quads_for_pattern(OTHER, NamedNode(HN + "mergedInto"), UNION, None)), None)
    assert not list(store.quads_for_pattern(OTHER, None, None, DefaultGraph()))
    assert set(materialise.derive(store).all) == set(materialise.recorded(store))
    undo(versions, decided.decisions, by=LAN)
    after = versions.require_current().open().store
    assert merges(after) == {} and list(after.quads_for_pattern(OTHER, None, None, DefaultGraph()))


def test_three_records_that_are_said_to_be_one_in_pairs_are_one(versions: VersionStore) -> None:
    third = NamedNode(mint("organisation", "the-union"))
    pairs = [same(OTHER, UNION), same(third, OTHER, 40), same(third, UNION, 50)]
    named = [*body(UNION, "A Union"), *body(OTHER, "Union A"), *body(third, "The Union")]
    put_claims(versions, [*source_claims(), *named, *pairs], run=RUN, note="test")
    accept(versions, [one.iri for one in pairs], by=LAN)
    assert merges(versions.require_current().open().store) == {OTHER: UNION, third: UNION}


def test_rejecting_that_two_records_are_one_says_that_they_differ(versions: VersionStore) -> None:
    claims = [*source_claims(), *body(UNION, "A Union"), *body(OTHER, "Union A"), same(OTHER, UNION)]
    put_claims(versions, claims, run=RUN, note="test")
    reject(versions, [same(OTHER, UNION).iri], by=LAN, why="Two provinces.")
    store = versions.require_current().open().store
    different = list(store.quads_for_pattern(None, DIFFERENT, None, None))
    assert [(q.subject, q.object) for q in different] == [(OTHER, UNION)]
    assert merges(store) == {}
