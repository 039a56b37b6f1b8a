"""Whole records, many claims, division, undoing: each is one act, stands or falls as one, and is derived as ever.

The first tests are the fault of a reviewer who was locked in: a proposed tenure with a wrong body.
"""

from dataclasses import replace

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.claims import materialise
from graph.claims.claim import EXPLICIT, PROPOSED, SUBJECT, AsOf, Claim, Passage
from graph.claims.layer import bring_up
from graph.claims.publish import Run, put_claims
from graph.claims.replaced import put_replaced
from graph.claims.standing import DECISIONS, PART_OF
from graph.errors import InputError, InvalidGraph
from graph.review import conflicts, decisions
from graph.review.acts import CORRECTION
from graph.review.bulk import acceptable
from graph.review.choosing import choose_thing
from graph.review.conflicts import find_conflicts
from graph.review.decisions import Reviewer, accept, log, merge, read_claim, reject, undo
from graph.review.division import Other, divide
from graph.review.evidence import Facts
from graph.review.making import NewThing
from graph.review.needs import with_names
from graph.review.outcome import Contradiction, Unfinished, rehearse
from graph.review.queue import Filter, claims_under, proposals, queue
from graph.review.records import Changes, Row, correct_record, correction, rows_of
from graph.review.undoing import LaterActs
from graph.store.versions import VersionStore
from ontology.iris import concept, mint
from ontology.record_fields import fields_of
from ontology.terms import hn, org, owl, schema, skos

LAN = Reviewer("Lan")
REPORT, LATER = mint("source", "nghe-an-2024-04-en"), mint("source", "nghe-an-2024-09-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
TENURE, AGAIN = NamedNode(mint("tenure", "lan-chairs")), NamedNode(mint("tenure", "thong-chairs"))
WOMAN, MAN = NamedNode(mint("person", "tran-thi-lan")), NamedNode(mint("person", "nguyen-van-thong"))
WRONG, RIGHT = (NamedNode(mint("organisation", name)) for name in ("hai-duong-union", "vufo"))
NGHE_AN = NamedNode(mint("organisation", "nghe-an-union"))
WRONG_POST = NamedNode(mint("post", "hai-duong-union-chair"))
CHAIR = NamedNode(concept("role", "chair"))
TWIN = NamedNode(mint("person", "lan-tran-thi"))


def proposed(
    subject: NamedNode, predicate: str, value: NamedNode | Literal, place: int = 536, source: str = REPORT
) -> Claim:
    return Claim(
        Triple(subject, NamedNode(predicate), value),
        source,
        PROPOSED,
        Passage(source, place, place + 60),
        as_of=AsOf("2024-04"),
        run=RUN.iri,
    )


NAME = proposed(WOMAN, skos.prefLabel, Literal("Trần Thị Lan", language="vi"))
MEMBER = proposed(TENURE, org.member, WOMAN)
BODY = proposed(TENURE, org.organization, WRONG)
ROLE = proposed(TENURE, org.role, CHAIR)
HELD = proposed(TENURE, hn.post, WRONG_POST)
TENURE_SAID = [MEMBER, BODY, ROLE, HELD]
SAME = proposed(TWIN, owl.sameAs, WOMAN, 900)
TWIN_SAID = [
    proposed(TWIN, skos.prefLabel, Literal("Lan Trần Thị", language="vi"), 700),
    proposed(TWIN, org.memberOf, NGHE_AN, 700),
]
CLAIMS = [NAME, *TENURE_SAID, *TWIN_SAID, SAME]
MADE = tuple(Filter(source=source.rpartition("/")[2]) for source in (REPORT, LATER))
"""What waits of these claims; what became of bodies whose provinces were merged waits beside it."""


@pytest.fixture
def store(five_reports_copy: VersionStore) -> VersionStore:
    """The five reports, and what a reader proposed: a tenure with the wrong body, and two who may be one."""
    put_claims(five_reports_copy, CLAIMS, run=RUN, note="test extraction")
    return five_reports_copy


def default_graph(versions: VersionStore) -> frozenset[Triple]:
    with versions.require_current().open() as opened:
        return frozenset(q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph()))


def is_derived(versions: VersionStore) -> bool:
    with versions.require_current().open() as opened:
        return default_graph(versions) == materialise.derive(opened.store).all


def rows(versions: VersionStore, thing: NamedNode = TENURE) -> dict[str, Row]:
    with versions.require_current().open() as opened:
        return {row.field.iri: row for row in rows_of(Facts(opened.store), thing) if row.value is not None}


def whole(versions: VersionStore) -> tuple[str, ...]:
    with versions.require_current().open() as opened:
        return with_names(opened.store, [claim.iri for claim in TENURE_SAID])


def to_body(versions: VersionStore, body: NamedNode) -> Changes:
    return Changes({rows(versions)[org.organization].key: body})


# -- the fault -----------------------------------------------------------------------------------------------------


def test_a_wrong_body_is_corrected_with_its_post_in_one_act_and_undone_in_one(store: VersionStore) -> None:
    before = default_graph(store)
    made = correct_record(store, TENURE.value, to_body(store, RIGHT), by=LAN, why="misread")
    said = rows(store)
    assert said[org.organization].value == RIGHT
    assert said[hn.post].value == NamedNode(mint("post", "vufo-chair")), "its post, made where there was none"
    assert all(row.accepted for row in said.values())
    (claim,) = said[org.organization].claims
    assert claim.passage is not None and claim.passage.span == (536, 596), "the passage is kept"
    with store.require_current().open() as opened:
        assert find_conflicts(opened.store) == ()
        assert [(r.kind, r.stands) for r in log(opened.store)] == [("correct", True)], "one act"
    assert is_derived(store)
    undo(store, [made.act], by=LAN)
    assert default_graph(store) == before and is_derived(store)


def test_a_post_that_is_there_is_taken_and_not_made_again(store: VersionStore) -> None:
    correct_record(store, TENURE.value, to_body(store, NGHE_AN), by=LAN, disagree=True)
    assert rows(store)[hn.post].value == NamedNode(mint("post", "nghe-an-union-chair"))


def test_another_post_takes_its_body_along(store: VersionStore) -> None:
    post = NamedNode(mint("post", "vufo-vice-president"))
    changes = Changes({rows(store)[hn.post].key: post})
    correct_record(store, TENURE.value, changes, by=LAN)
    said = rows(store)
    assert said[org.organization].value == RIGHT
    assert said[org.role].value == NamedNode(concept("role", "vice-chair"))


def test_body_and_post_that_disagree_are_refused_with_both_sides(store: VersionStore) -> None:
    said = rows(store)
    post = NamedNode(mint("post", "vufo-vice-president"))
    changes = Changes({said[org.organization].key: NGHE_AN, said[hn.post].key: post})
    before = store.current_number()
    with pytest.raises(Contradiction, match="another body") as refused:
        correct_record(store, TENURE.value, changes, by=LAN, disagree=True)
    assert store.current_number() == before
    (conflict,) = refused.value.conflicts
    assert {conflict.one.value, conflict.other.value} == {NGHE_AN, RIGHT}
    assert "nghe-an-2024-04-en 536-596" in str(refused.value), "the place of a side"


def test_after_accepting_all_there_is_a_conflict_and_everything_can_be_corrected_rejected_and_undone(
    store: VersionStore,
) -> None:
    first = correct_record(store, TENURE.value, to_body(store, NGHE_AN), by=LAN, disagree=True)
    with store.require_current().open() as opened:
        found = find_conflicts(opened.store)
        assert [c.kind for c in found] == [conflicts.HOLDERS]
        assert {c.one.value for c in found} | {c.other.value for c in found} == {WOMAN, MAN}
    second = correct_record(store, TENURE.value, to_body(store, RIGHT), by=LAN)
    undo(store, [second.act], by=LAN)
    undo(store, [first.act], by=LAN)
    third = accept(store, whole(store), by=LAN)
    fourth = reject(store, whole(store), by=LAN, why="no such chair")
    undo(store, [fourth.act], by=LAN)
    undo(store, [third.act], by=LAN)
    assert is_derived(store)
    with store.require_current().open() as opened:
        assert sum(queue(opened.store, made).count for made in MADE) == len(CLAIMS)


def test_a_correction_of_a_correction_goes_before_the_first_or_with_it(store: VersionStore) -> None:
    before = default_graph(store)
    first = correct_record(store, TENURE.value, to_body(store, RIGHT), by=LAN)
    second = correct_record(store, TENURE.value, to_body(store, WRONG), by=LAN)
    with pytest.raises(LaterActs) as refused:
        undo(store, [first.act], by=LAN)
    assert [act.iri for act in refused.value.acts] == [second.act]
    undo(store, [first.act], by=LAN, together=True)
    assert default_graph(store) == before and is_derived(store)


def test_what_lacks_something_without_an_earlier_act_goes_with_it(store: VersionStore) -> None:
    named = accept(store, [NAME.iri, *(c.iri for c in TENURE_SAID)], by=LAN)
    member = proposed(WOMAN, org.memberOf, NGHE_AN, 800)
    put_claims(store, [*CLAIMS, member], run=RUN, note="more")
    later = accept(store, [member.iri], by=LAN)
    with pytest.raises(LaterActs) as refused:
        undo(store, [named.act], by=LAN)
    assert [act.iri for act in refused.value.acts] == [later.act]
    undo(store, [named.act], by=LAN, together=True)
    undo(store, [e.iri for e in _acts(store)[:1]], by=LAN)
    assert is_derived(store)


def test_an_act_that_made_room_for_a_later_one_is_not_undone_beneath_it(store: VersionStore) -> None:
    """The chair of April was rejected, another accepted: both cannot hold it."""
    with store.require_current().open() as opened:
        tenure = NamedNode(mint("tenure", "nguyen-van-thong-nghe-an-union-chair"))
        claims = [c.iri for c in Facts(opened.store).claims_about(tenure)]
    gone = reject(store, claims, by=LAN, why="not him")
    other = correct_record(store, TENURE.value, to_body(store, NGHE_AN), by=LAN)
    with pytest.raises(LaterActs) as refused:
        undo(store, [gone.act], by=LAN)
    assert [act.iri for act in refused.value.acts] == [other.act]
    undo(store, [gone.act], by=LAN, together=True)
    assert is_derived(store)


def _acts(versions: VersionStore) -> list[decisions.Record]:
    with versions.require_current().open() as opened:
        return log(opened.store)


# -- records -------------------------------------------------------------------------------------------------------


def test_fields_are_those_of_the_shapes_for_every_kind_of_record() -> None:
    assert {f.iri for f in fields_of("tenure") if f.required} == {org.member, org.organization, hn.post}
    for kind in ("event", "membership", "participation", "citation", "document", "programme", "place"):
        assert fields_of(kind), kind
    sorts = {f.iri: f.sort for f in fields_of("event")}
    assert (sorts[schema.startDate], sorts[schema.location]) == ("date", "thing")


def test_a_date_and_a_new_person_are_added_at_the_records_passage(store: VersionStore) -> None:
    start = Literal("2024-04", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth"))
    person = NewThing("person", (("vi", "Lê Văn Mới"),))
    changes = Changes({rows(store)[org.member].key: person}, ((schema.startDate, start),))
    made = correct_record(store, TENURE.value, changes, by=LAN)
    said = rows(store)
    assert said[org.member].value == NamedNode(mint("person", "le-van-moi"))
    (claim,) = said[schema.startDate].claims
    assert claim.passage is not None and claim.passage.span == (536, 596)
    assert is_derived(store)
    undo(store, [made.act], by=LAN)
    assert is_derived(store)


def test_an_emptied_field_is_rejected_and_one_that_is_needed_is_refused(store: VersionStore) -> None:
    said = rows(store)
    correct_record(store, TENURE.value, Changes({said[org.role].key: None}), by=LAN)
    assert org.role not in rows(store)
    with pytest.raises(Unfinished):
        correct_record(store, TENURE.value, Changes({rows(store)[org.member].key: None}), by=LAN)


def test_what_an_act_would_change_is_known_before_and_nothing_is_published(store: VersionStore) -> None:
    before = store.current_number()
    plan = correction(TENURE.value, to_body(store, NGHE_AN))
    outcome = rehearse(store, plan, by=LAN, kind=CORRECTION)
    assert [c.kind for c in outcome.made] == [conflicts.HOLDERS] and store.current_number() == before
    made = correct_record(store, TENURE.value, to_body(store, NGHE_AN), by=LAN, disagree=True)
    assert (made.gained, made.lost) == (len(outcome.gained), len(outcome.lost))


def test_a_correction_outlives_loading_again_also_under_another_iri(store: VersionStore) -> None:
    correct_record(store, TENURE.value, to_body(store, RIGHT), by=LAN)
    put_claims(store, CLAIMS, run=RUN, note="read again")
    assert rows(store)[org.organization].value == RIGHT and is_derived(store)
    moved = [proposed(AGAIN, c.triple.predicate.value, c.triple.object) for c in TENURE_SAID]  # type: ignore[arg-type]
    with store.change(note="the tenure is found to be a known one") as change:
        put_replaced(change.store, TENURE, AGAIN)
        for old, new in zip(TENURE_SAID, moved, strict=True):
            put_replaced(change.store, NamedNode(old.iri), NamedNode(new.iri))
        bring_up(change)
    put_claims(store, [NAME, *moved, *TWIN_SAID, SAME], run=RUN, note="aligned")
    said = rows(store, AGAIN)
    assert said[org.organization].value == RIGHT and all(row.accepted for row in said.values())


# -- many claims ---------------------------------------------------------------------------------------------------


def test_a_source_is_accepted_but_for_what_lacks_something(store: VersionStore) -> None:
    half = proposed(NamedNode(mint("tenure", "half")), org.role, CHAIR, 1000)
    put_claims(store, [*CLAIMS, half], run=RUN, note="more")
    with store.require_current().open() as opened:
        wanted = claims_under(opened.store, Filter(source="nghe-an-2024-04-en", kind="tenure"))
        assert set(wanted) == {half.iri, *(c.iri for c in TENURE_SAID)}
        found = acceptable(store, opened.store, wanted, by=LAN)
    assert half.iri not in found.claims and NAME.iri in found.claims
    assert [thing for thing, _ in found.left] == [mint("tenure", "half")]
    made = accept(store, found.claims, by=LAN)
    assert (made.gained, made.lost) == (len(found.outcome.gained), len(found.outcome.lost))
    with store.require_current().open() as opened, pytest.raises(InputError, match="None of these"):
        acceptable(store, opened.store, [half.iri], by=LAN)
    undo(store, [made.act], by=LAN)
    assert is_derived(store)


def test_claims_are_chosen_by_record_source_and_kinds(store: VersionStore) -> None:
    with store.require_current().open() as opened:
        names = {
            claim
            for made in MADE
            for claim in claims_under(opened.store, replace(made, predicate=skos.prefLabel))
        }
        assert names == {NAME.iri, TWIN_SAID[0].iri}
        assert set(claims_under(opened.store, Filter(), TENURE.value)) == {c.iri for c in TENURE_SAID}
        assert claims_under(opened.store, Filter(source="another")) == ()


def test_what_would_contradict_is_first_in_the_queue(store: VersionStore) -> None:
    second = NamedNode(mint("tenure", "second-chair"))
    post = NamedNode(mint("post", "nghe-an-union-chair"))
    more = [proposed(second, org.member, WOMAN, 1100), proposed(second, hn.post, post, 1100)]
    put_claims(store, [*CLAIMS, *more], run=RUN, note="more")
    with store.require_current().open() as opened:
        first = queue(opened.store).groups[0]
    assert (first.thing, first.contradicts) == (second.value, True)


# -- one or two ----------------------------------------------------------------------------------------------------


def test_accepting_that_two_are_one_merges_them_and_undoing_parts_them(store: VersionStore) -> None:
    accept(store, [NAME.iri, *(c.iri for c in TENURE_SAID)], by=LAN)
    made = accept(store, [SAME.iri, *(c.iri for c in TWIN_SAID)], by=LAN)
    said = default_graph(store)
    assert not [t for t in said if t.predicate.value == owl.sameAs], "stated nowhere"
    assert not [t for t in said if TWIN in (t.subject, t.object)]
    assert Triple(WOMAN, NamedNode(org.memberOf), NGHE_AN) in said and is_derived(store)
    undo(store, [made.act], by=LAN)
    assert is_derived(store)
    with store.require_current().open() as opened:
        assert [p.claim.iri for p in proposals(opened.store, TWIN.value)]


def test_rejecting_that_two_are_one_keeps_them_apart(store: VersionStore) -> None:
    made = reject(store, [SAME.iri], by=LAN, why="two women")
    different = Quad(TWIN, NamedNode(owl.differentFrom), WOMAN, DECISIONS)
    with store.require_current().open() as opened:
        assert different in opened.store
    with pytest.raises(InputError, match=r"found to be two: Lan, .*two women"):
        merge(store, TWIN.value, WOMAN.value, by=LAN)
    undo(store, [made.act], by=LAN)
    with store.require_current().open() as opened:
        assert different not in opened.store
    merge(store, TWIN.value, WOMAN.value, by=LAN)


def test_a_merging_that_contradicts_is_refused_with_both_sides(store: VersionStore) -> None:
    names = ("cluster-1-signing-2024-04", "cluster-1-conference-2025-04-25")
    one, other = (NamedNode(mint("event", name)) for name in names)
    before = store.current_number()
    with pytest.raises((Contradiction, Unfinished)) as refused:
        merge(store, one.value, other.value, by=LAN)
    assert store.current_number() == before
    assert "nghe-an-2024-04" in str(refused.value) and "hai-duong-2025-04" in str(refused.value)


def test_a_person_is_divided_with_the_tenure_that_sources_tell_of_both(store: VersionStore) -> None:
    person = NamedNode(mint("person", "nguyen-ngoc-hung"))
    with store.require_current().open() as opened:
        facts = Facts(opened.store)
        every = (*facts.claims_about(person), *facts.claims_with_value(person))
        chosen = [c.iri for c in every if "hai-duong" in c.source]
    before = default_graph(store)
    made = divide(store, person.value, chosen, by=LAN, meant=Other(name="Nguyen Ngoc Hung II", language="en"))
    other = NamedNode(mint("person", "nguyen-ngoc-hung-ii"))
    said = default_graph(store)
    tenures = {t.subject for t in said if t.predicate.value == org.member and t.object in (person, other)}
    assert len(tenures) == 2 and is_derived(store)
    with store.require_current().open() as opened:
        assert find_conflicts(opened.store) == ()
    undo(store, [made.act], by=LAN)
    assert default_graph(store) == before


def test_a_proposed_claim_that_moves_to_another_thing_stays_proposed(store: VersionStore) -> None:
    divide(store, TWIN.value, [TWIN_SAID[0].iri], by=LAN, meant=Other(into=WOMAN.value))
    with store.require_current().open() as opened:
        assert len(proposals(opened.store, WOMAN.value)) == 2
        assert sum(queue(opened.store, made).count for made in MADE) == len(CLAIMS)


@pytest.mark.parametrize(
    ("thing", "meant"),
    [
        (WOMAN.value, Other()),
        (WOMAN.value, Other(into=NGHE_AN.value)),
        (WOMAN.value, Other(into=WOMAN.value)),
        (WOMAN.value, Other(into=mint("person", "nobody-knows"))),
        (REPORT, Other(name="Another report")),
        (WOMAN.value, Other(name="!!!")),
    ],
)
def test_a_division_that_cannot_be_is_refused(store: VersionStore, thing: str, meant: Other) -> None:
    with pytest.raises(InputError):
        divide(store, thing, [NAME.iri], by=LAN, meant=meant)
    with pytest.raises((InputError, InvalidGraph)):
        divide(store, WOMAN.value, [BODY.iri], by=LAN, meant=Other(name="Somebody"))


# -- choosing ------------------------------------------------------------------------------------------------------


def test_a_name_chooses_a_thing_or_names_those_it_may_mean(store: VersionStore) -> None:
    version = store.require_current()
    with version.open() as opened:
        found = choose_thing(opened.store, version.search_path, "Trần Thị Lan", ("person",))
        assert found.iri == WOMAN.value, "by a name that is only proposed"
        found = choose_thing(opened.store, version.search_path, "Nghe An Union", ("organisation",))
        assert NGHE_AN.value in found.candidates and not found.iri
        assert choose_thing(opened.store, version.search_path, "person/tran-thi-lan", ()).iri == WOMAN.value
        with pytest.raises(InputError, match="is no person"):
            choose_thing(opened.store, version.search_path, NGHE_AN.value, ("person",))
        with pytest.raises(InputError, match="Nothing is said"):
            choose_thing(opened.store, version.search_path, "person/nobody-knows", ())


def test_decisions_of_a_version_without_acts_fall_together_where_they_were_taken_together(
    store: VersionStore,
) -> None:
    """As 0.2.0 wrote them: one record a claim, no act."""
    made = accept(store, whole(store), by=LAN)
    with store.change(note="as it was") as change:
        for quad in list(change.store.quads_for_pattern(NamedNode(made.act), None, None, DECISIONS)):
            change.store.remove(quad)
        for quad in list(change.store.quads_for_pattern(None, PART_OF, None, DECISIONS)):
            change.store.remove(quad)
    assert [(r.kind, len(r.decisions)) for r in _acts(store)] == [("accept", len(made.decisions))]
    undo(store, made.decisions[2:3], by=LAN)
    assert is_derived(store)
    with store.require_current().open() as opened:
        assert read_claim(opened.store, BODY.iri).status == PROPOSED
        assert sum(queue(opened.store, made).count for made in MADE) == len(CLAIMS)


def test_the_fixture_is_whole(store: VersionStore) -> None:
    with store.require_current().open() as opened:
        for claim in CLAIMS:
            assert next(opened.store.quads_for_pattern(NamedNode(claim.iri), SUBJECT, None, None), None)
    assert EXPLICIT != PROPOSED
