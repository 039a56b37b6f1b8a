"""The accepted layer is a pure function of claims and decisions, and what was put in directly outlives it."""

from collections.abc import Iterable

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims import asserted
from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, REJECTED, TYPE, Claim, Passage, write
from graph.claims.entailments import is_record
from graph.claims.materialise import ENTAILED, derive
from graph.claims.publish import Run, put_claims
from graph.claims.sources import reinstate, sources_of, withdraw
from graph.claims.standing import DECIDES, DECISIONS, VERDICT
from graph.errors import InvalidGraph, NotFound
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import expand

REPORT, OTHER = mint("source", "report"), mint("source", "other")
RUN = Run(mint("run", "test"), "a test")
PREF = NamedNode(expand("skos:prefLabel"))
UNION = NamedNode(mint("organisation", "a-union"))
FOUNDED = NamedNode(expand("schema:foundingDate"))
CLASSIFIED = NamedNode(expand("org:classification"))
KIND = NamedNode(expand("concept:body/friendship-union"))

TYPED = Triple(UNION, TYPE, NamedNode(expand("org:Organization")))
NAMED = Triple(UNION, PREF, Literal("A Union", language="en"))
OF_KIND = Triple(UNION, CLASSIFIED, KIND)


def claim(triple: Triple, source: str = REPORT, status: str = EXPLICIT) -> Claim:
    reason = "because" if status == INFERRED else None
    passage = Passage(source, 3, 10, exact="A Union")
    return Claim(triple, source, status=status, passage=passage, reason=reason, run=RUN.iri)


SOURCES = [
    Claim(t, s, run=RUN.iri)
    for s in (REPORT, OTHER)
    for t in (
        Triple(NamedNode(s), TYPE, NamedNode(expand("schema:NewsArticle"))),
        Triple(NamedNode(s), PREF, Literal(s.rpartition("/")[2], language="en")),
        Triple(NamedNode(s), NamedNode(expand("dct:title")), Literal(s.rpartition("/")[2], language="en")),
        Triple(NamedNode(s), NamedNode(expand("schema:inLanguage")), Literal("en")),
        Triple(NamedNode(s), NamedNode(expand("dct:type")), NamedNode(expand("concept:source/news-report"))),
    )
]


def load(versions: VersionStore, claims: Iterable[Claim]) -> int | None:
    report = put_claims(versions, [*SOURCES, *claims], run=RUN, note="test")
    return report.version.number if report.version else None


def default_graph(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}


def put_in(versions: VersionStore, *triples: Triple) -> None:
    with versions.change(note="direct") as change:
        asserted.put_in(change.store, triples)


FULL = [claim(TYPED), claim(NAMED), claim(OF_KIND)]


def test_explicit_and_inferred_claims_are_accepted_proposed_and_rejected_are_not() -> None:
    store = Store()
    triples = {s: Triple(UNION, FOUNDED, Literal(s)) for s in (EXPLICIT, INFERRED, PROPOSED, REJECTED)}
    write(store, [claim(t, status=s) for s, t in triples.items()])
    accepted = derive(store).all
    assert [s for s, t in triples.items() if t in accepted] == [EXPLICIT, INFERRED]


def test_a_decision_outweighs_a_claims_own_status_and_the_latest_wins() -> None:
    store = Store()
    proposed = claim(OF_KIND, status=PROPOSED)
    write(store, [proposed])
    at = NamedNode(expand("prov:startedAtTime"))
    for number, verdict in enumerate([EXPLICIT, REJECTED, EXPLICIT]):
        node = NamedNode(mint("decision", str(number)))
        store.extend(
            [
                Quad(node, DECIDES, NamedNode(proposed.iri), DECISIONS),
                Quad(node, VERDICT, NamedNode(verdict), DECISIONS),
                Quad(node, at, Literal(f"2026-01-0{number + 1}T00:00:00Z"), DECISIONS),
            ]
        )
        assert (OF_KIND in derive(store).all) is (verdict == EXPLICIT)


def test_each_accepted_subject_is_derived_from_its_source(versions: VersionStore) -> None:
    load(versions, FULL)
    assert Triple(UNION, NamedNode(expand("prov:wasDerivedFrom")), NamedNode(REPORT)) in default_graph(
        versions
    )


def test_what_rules_add_is_recorded_in_its_own_graph(versions: VersionStore) -> None:
    load(versions, FULL)
    with versions.require_current().open() as opened:
        held = {q.triple for q in opened.store.quads_for_pattern(None, None, None, ENTAILED)}
    entailed = {triple for triple in held if not is_record(triple)}
    assert Triple(UNION, TYPE, NamedNode(expand("schema:Organization"))) in entailed
    assert entailed <= default_graph(versions)


def test_loading_the_same_claims_twice_publishes_nothing(versions: VersionStore) -> None:
    assert load(versions, FULL) == 1
    assert load(versions, FULL) is None


def test_claims_no_longer_made_take_their_statements_with_them(versions: VersionStore) -> None:
    founded = Triple(UNION, FOUNDED, Literal("1989"))
    load(versions, [*FULL, claim(founded)])
    assert founded in default_graph(versions)
    load(versions, FULL)
    assert founded not in default_graph(versions)


def test_a_claim_whose_reason_changed_is_counted_as_changed(versions: VersionStore) -> None:
    founded = Triple(UNION, FOUNDED, Literal("1989"))
    first, second = (
        Claim(founded, REPORT, status=INFERRED, reason=reason, run=RUN.iri) for reason in ("one", "two")
    )
    load(versions, [*FULL, first])
    report = put_claims(versions, [*SOURCES, *FULL, second], run=RUN, note="test")
    assert {n: c for n, c in report.counts.items() if c and n.startswith("claims")} == {
        "claims changed": 1,
        "claims kept": len(SOURCES) + len(FULL),
    }


def test_a_statement_of_two_sources_outlives_the_withdrawal_of_one(versions: VersionStore) -> None:
    load(versions, [*FULL, *(claim(t, OTHER) for t in (TYPED, NAMED, OF_KIND))])
    withdraw(versions, REPORT)
    assert {TYPED, NAMED, OF_KIND} <= default_graph(versions)


def test_withdrawing_the_only_source_removes_all_that_it_said(versions: VersionStore) -> None:
    load(versions, FULL)
    withdraw(versions, REPORT, reason="a hoax")
    left = default_graph(versions)
    assert not [t for t in left if UNION in (t.subject, t.object)]
    assert not [t for t in left if NamedNode(REPORT) in (t.subject, t.object)]
    assert load(versions, FULL) is None, "a load does not bring a withdrawn source back"
    reinstate(versions, REPORT)
    load(versions, FULL)
    assert OF_KIND in default_graph(versions)


def test_withdrawn_sources_are_listed_as_such(versions: VersionStore) -> None:
    load(versions, FULL)
    withdraw(versions, REPORT)
    with versions.require_current().open() as opened:
        listed = {s.slug: bool(s.withdrawn) for s in sources_of(opened.store)}
    assert listed == {"other": False, "report": True}


def test_withdrawing_an_unknown_source_changes_nothing(versions: VersionStore) -> None:
    load(versions, FULL)
    with pytest.raises(NotFound, match="'nobody'"):
        withdraw(versions, mint("source", "nobody"))
    assert versions.current_number() == 1


def test_names_alone_do_not_keep_a_thing_whose_sources_are_gone(versions: VersionStore) -> None:
    load(versions, [claim(TYPED), claim(OF_KIND), claim(NAMED, OTHER)])
    withdraw(versions, REPORT)
    assert not [t for t in default_graph(versions) if t.subject == UNION]


def test_what_was_put_in_directly_outlives_the_withdrawal_of_claims_that_say_the_same(
    versions: VersionStore,
) -> None:
    load(versions, FULL)
    put_in(versions, OF_KIND)
    withdraw(versions, REPORT)
    assert OF_KIND in default_graph(versions)


def test_what_was_put_in_before_the_claims_outlives_them_too(versions: VersionStore) -> None:
    put_in(versions, OF_KIND)
    load(versions, FULL)
    withdraw(versions, REPORT)
    assert OF_KIND in default_graph(versions)


def test_rules_do_not_run_over_what_was_put_in_directly(versions: VersionStore) -> None:
    load(versions, FULL)
    stranger = Triple(NamedNode("urn:x"), TYPE, NamedNode(expand("org:Organization")))
    put_in(versions, stranger)
    assert [t for t in default_graph(versions) if t.subject == NamedNode("urn:x")] == [stranger]


def test_a_graph_that_does_not_conform_is_not_published(versions: VersionStore) -> None:
    load(versions, FULL)
    nameless = Triple(NamedNode(mint("person", "nobody")), TYPE, NamedNode(expand("foaf:Person")))
    with pytest.raises(InvalidGraph, match="nobody"):
        load(versions, [*FULL, claim(nameless)])
    assert versions.current_number() == 1
