"""Of the dates that sources give, the most exact that lies within the others is the date."""

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import materialise
from graph.claims.ancestry import ROOT
from graph.claims.claim import EXPLICIT, PROPOSED, REJECTED, TYPE, Claim, date_literal
from graph.claims.dates import lies_within, most_exact
from graph.claims.incremental import revise, states_of
from graph.claims.publish import Run, put_claims
from graph.claims.sources import withdraw
from graph.claims.standing import keep_standing
from graph.review.acts import CORRECTION
from graph.review.drafting import Draft, Reviewer
from graph.store import past
from graph.store.difference import RecordedStore
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import rdf, schema, skos
from queries.runner import run
from tests.conftest import DATA

RUN = Run(mint("run", "test-extraction"), "a test's extraction")
EVENT = NamedNode(mint("event", "meeting"))
START = NamedNode(schema.startDate)


def said(day: str, source: str = "a", status: str = EXPLICIT) -> Claim:
    return Claim(Triple(EVENT, START, date_literal(day)), mint("source", source), status=status, run=RUN.iri)


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        (["2024-04", "2024-04-01"], ["2024-04-01"]),
        (["2024", "2024-04", "2024-04-01"], ["2024-04-01"]),
        (["2024", "2024-04", "2024-05"], ["2024-04", "2024-05"]),  # a conflict: both stay
        (["2024-04-01", "2024-04-02"], ["2024-04-01", "2024-04-02"]),
        (["2023", "2024-04-01"], ["2023", "2024-04-01"]),
        (["2024-04"], ["2024-04"]),
        (["2024-1", "2024-10"], None),
    ],
)
def test_the_exact_date_within_the_vague_one_is_the_date(
    given: list[str], accepted: list[str] | None
) -> None:
    if accepted is None:
        assert not lies_within("2024-10", "2024-1")
        return
    triples = {Triple(EVENT, START, date_literal(day)) for day in given}
    assert sorted(t.object.value for t in most_exact(triples)) == accepted  # type: ignore[union-attr]


def test_only_dates_of_one_thing_and_one_property_are_compared() -> None:
    other = NamedNode(mint("event", "other"))
    triples = {
        Triple(EVENT, START, date_literal("2024-04")),
        Triple(other, START, date_literal("2024-04-01")),
        Triple(EVENT, NamedNode(schema.endDate), date_literal("2024-04-03")),
        Triple(EVENT, NamedNode(skos.notation), Literal("2024")),
        Triple(EVENT, NamedNode(skos.notation), Literal("2024-04")),
    }
    assert most_exact(triples) == triples


days = st.one_of(
    st.sampled_from(["2023", "2024"]),
    st.sampled_from(["2023-12", "2024-01", "2024-04"]),
    st.sampled_from(["2023-12-31", "2024-01-01", "2024-04-01", "2024-04-30"]),
)


@given(st.sets(days, min_size=1))
def test_what_is_left_out_contains_something_that_stays_and_nothing_that_stays_contains_another(
    given_: set[str],
) -> None:
    kept = {t.object.value for t in most_exact({Triple(EVENT, START, date_literal(d)) for d in given_})}  # type: ignore[union-attr]
    assert kept <= given_
    assert all(any(lies_within(day, out) for day in kept) for out in given_ - kept)
    assert not any(lies_within(one, other) for one in kept for other in kept)
    assert most_exact({Triple(EVENT, START, date_literal(d)) for d in kept}) == {
        Triple(EVENT, START, date_literal(d)) for d in kept
    }


@settings(max_examples=10)
@given(
    st.lists(
        st.tuples(days, st.sampled_from("abc"), st.sampled_from([EXPLICIT, PROPOSED])),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one[:2],
    ),
    st.data(),
)
def test_revising_dates_gives_what_deriving_everything_gives(
    given_: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    claims = [said(*one) for one in given_]
    other = Claim(Triple(NamedNode(mint("event", "other")), START, date_literal("2020")), mint("source", "d"))
    store = Store()
    for claim in (*claims, other):
        for quad in claim.quads():
            store.add(quad)
    materialise.materialise(store, before=frozenset())
    for _ in range(3):
        recorded = RecordedStore(store, followed=True)
        draft = Draft(cast(Store, recorded), Reviewer("Lan"), CORRECTION)
        draft.decide(data.draw(st.sampled_from(claims)), data.draw(st.sampled_from([EXPLICIT, REJECTED])))
        draft.settle()
        keep_standing(draft.store)
        assert recorded.part is not None
        revise(states_of(past.before(store, recorded.part), store, recorded.part))
        derived = materialise.derive(store)
        held = {q.triple for q in store.quads_for_pattern(None, None, None, materialise.DEFAULT)}
        assert held == set(derived.all)


def starts(versions: VersionStore) -> list[str]:
    rows = (
        EmbeddedReader.current(versions).select(f"SELECT ?d {{ <{EVENT.value}> schema:startDate ?d }}").rows
    )
    return sorted(d.value for (d,) in rows)  # type: ignore[union-attr]


def test_when_the_exact_date_is_withdrawn_the_vague_one_is_the_date_again(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "store")
    put_claims(versions, [said("2024-04"), said("2024-04-01", "b")], run=RUN, note="test", complete=False)
    assert starts(versions) == ["2024-04-01"]
    withdraw(versions, mint("source", "b"))
    assert starts(versions) == ["2024-04"]


def test_a_version_that_held_both_dates_is_brought_up_by_the_next_change(tmp_path: Path) -> None:
    """As earlier versions derived it: both dates in the default graph, no roots in the vocabulary."""
    versions = VersionStore(tmp_path / "store")
    put_claims(versions, [said("2024-04"), said("2024-04-01", "b")], run=RUN, note="test", complete=False)
    with versions.change(note="as it was") as change:
        change.store.add(Quad(EVENT, START, date_literal("2024-04")))
        change.store.remove(Quad(ROOT, TYPE, NamedNode(rdf.Property), materialise.VOCABULARY))
    assert starts(versions) == ["2024-04", "2024-04-01"]
    put_claims(
        versions, [said("2024-04-30", "c")], run=Run(mint("run", "x"), "x"), note="test", complete=False
    )
    assert starts(versions) == ["2024-04-01", "2024-04-30"]


def test_the_signing_of_1_to_3_april_is_not_what_happened_on_20_april(five_reports: EmbeddedReader) -> None:
    """One report says "April"; the other says from when to when."""
    asked = {"from": "2024-04-20", "to": "2024-04-21"}
    assert run(five_reports, "events-between-days", asked).rows == ()
    rows = run(five_reports, "events-between-days", {"from": "2024-04-01", "to": "2024-04-03"}).rows
    assert mint("event", "cluster-1-signing-2024-04") in {row[0].value for row in rows}  # type: ignore[union-attr]
    signing = mint("event", "cluster-1-signing-2024-04")
    dates = f"SELECT ?d {{ <{signing}> schema:startDate ?d }}"
    assert [d.value for (d,) in five_reports.select(dates).rows] == ["2024-04-01"]  # type: ignore[union-attr]


def test_what_was_on_the_morning_of_25_april_2025_is_known_to_be(five_reports: EmbeddedReader) -> None:
    asked = "SELECT ?e { ?e hn:partOfDay <https://w3id.org/huunghi/concept/part-of-day/morning> ; schema:startDate ?d }"
    assert {e.value.rpartition("/")[2] for (e,) in five_reports.select(asked).rows} == {  # type: ignore[union-attr]
        "cluster-1-conference-2025-04-25",
        "cluster-1-workshop-2025-04-25",
    }
    assert (DATA / "event_times.csv").exists()
