"""What may have become of a body whose place became another is proposed, never accepted by that."""

from collections.abc import Sequence

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import EXPLICIT, PROPOSED, Claim, date_literal
from graph.claims.moved_bodies import RUN
from graph.claims.publish import Run, put_claims
from graph.claims.sources import withdraw
from graph.review.decisions import Reviewer, accept, reject, undo
from graph.review.queue import queue
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import concept, mint
from ontology.prefixes import expand
from ontology.terms import hn, org

LAN = Reviewer("Lan")
LOADED = Run(mint("run", "test"), "a test")
LAW, REPORT, OTHER = (mint("source", name) for name in ("law", "report", "other"))
OLD, NEW = mint("place", "hai-duong"), mint("place", "hai-phong")
UNION, JOINT, PARTY = (mint("organisation", name) for name in ("old-union", "new-union", "old-party"))
CHANGE = mint("change", "reform")
MERGER = mint("change", "old-union-reform")


def said(subject: str, predicate: str, value: str | Literal, source: str = REPORT) -> Claim:
    object_ = NamedNode(value) if isinstance(value, str) else value
    return Claim(
        Triple(NamedNode(subject), NamedNode(expand(predicate)), object_), source, EXPLICIT, run=LOADED.iri
    )


def named(thing: str, name: str, source: str = REPORT) -> Claim:
    return said(thing, "skos:prefLabel", Literal(name, language="en"), source)


def body(iri: str, kind: str, place: str, source: str = REPORT) -> list[Claim]:
    return [
        named(iri, iri.rpartition("/")[2], source),
        said(iri, "org:classification", concept("body", kind), source),
        said(iri, "hn:territory", place, source),
    ]


REFORM = (
    named(OLD, "Hai Duong", LAW),
    named(NEW, "Hai Phong", LAW),
    named(CHANGE, "Merger into Hai Phong", LAW),
    said(OLD, "dct:type", concept("place", "province"), LAW),
    said(NEW, "dct:type", concept("place", "municipality"), LAW),
    said(CHANGE, "rdf:type", hn.PlaceChange, LAW),
    said(CHANGE, "hn:originalPlace", OLD, LAW),
    said(CHANGE, "hn:originalPlace", NEW, LAW),
    said(CHANGE, "hn:resultingPlace", NEW, LAW),
)
DATED = said(CHANGE, "schema:endDate", date_literal("2025-07-01"), LAW)
UNIONS = (*body(UNION, "friendship-union", OLD), *body(JOINT, "friendship-union", NEW))


def load(versions: VersionStore, claims: Sequence[Claim]) -> None:
    sources = [named(source, source.rpartition("/")[2], source) for source in (LAW, REPORT, OTHER)]
    sources += [said(source, "schema:inLanguage", Literal("vi"), source) for source in (LAW, REPORT, OTHER)]
    put_claims(versions, [*claims, *sources], run=LOADED, note="load")


def proposed(versions: VersionStore) -> set[tuple[str, str, str]]:
    """What waits for review, by its slugs and prefixed names; a merger's name and class apart."""
    reader = EmbeddedReader(versions.require_current().open())
    rows = reader.select(
        f"SELECT ?s ?p ?o {{ GRAPH ?g {{ ?c prov:wasGeneratedBy <{RUN}> ; rdf:subject ?s ; rdf:predicate ?p ;"
        f" rdf:object ?o ; hn:status <{PROPOSED}> FILTER(?p NOT IN (rdf:type, skos:prefLabel)) }} }}"
    ).rows
    return {tuple(term.value.rpartition("/")[2].rpartition("#")[2] for term in row) for row in rows}  # type: ignore[misc,union-attr]


MERGED = {
    ("old-union-reform", "originalOrganization", "old-union"),
    ("old-union-reform", "originalOrganization", "new-union"),
    ("old-union-reform", "resultingOrganization", "new-union"),
}


def accepted(versions: VersionStore) -> set[tuple[str, str]]:
    """What the graph says of successors of bodies, and their territories."""
    reader = EmbeddedReader(versions.require_current().open())
    rows = reader.select(
        "SELECT ?s ?o { { ?s dct:isReplacedBy ?o . ?s a org:Organization } UNION { ?s org:changedBy ?o }"
        " UNION { ?s hn:territory ?o } }"
    ).rows
    return {(s.value.rpartition("/")[2], o.value.rpartition("/")[2]) for s, o in rows}  # type: ignore[union-attr]


TERRITORIES = {("old-union", "hai-duong"), ("new-union", "hai-phong")}


def test_a_merger_with_the_one_body_of_its_kind_is_proposed_and_not_accepted(versions: VersionStore) -> None:
    load(versions, [*REFORM, DATED, *UNIONS])
    assert proposed(versions) == MERGED
    assert accepted(versions) == TERRITORIES
    with versions.require_current().open() as opened:
        (waiting,) = queue(opened.store).groups
    assert (waiting.thing, waiting.sources) == (MERGER, ("report",))


def test_the_reason_is_what_became_of_the_place_and_says_no_more(versions: VersionStore) -> None:
    load(versions, [*REFORM, DATED, *UNIONS])
    reader = EmbeddedReader(versions.require_current().open())
    rows = reader.select(
        f"SELECT DISTINCT ?r {{ GRAPH ?g {{ ?c prov:wasGeneratedBy <{RUN}> ; hn:reason ?r }} }}"
    ).rows
    ((reason,),) = rows
    assert reason.value == (  # type: ignore[union-attr]
        "Its territory, Hai Duong, became part of Hai Phong on 2025-07-01. That says nothing of the body: accept it "
        "where a source of the body says so."
    )


@pytest.mark.parametrize("more", [(), tuple(body(mint("organisation", "third"), "friendship-union", NEW))])
def test_without_one_body_of_its_kind_only_the_new_place_is_proposed(
    versions: VersionStore, more: tuple[Claim, ...]
) -> None:
    others = (*body(JOINT, "friendship-union", NEW), *more) if more else ()
    load(
        versions,
        [
            *REFORM,
            DATED,
            *body(UNION, "friendship-union", OLD),
            *others,
            *body(PARTY, "party-committee", OLD),
        ],
    )
    assert proposed(versions) == {
        ("old-union", "territory", "hai-phong"),
        ("old-party", "territory", "hai-phong"),
    }


def test_nothing_is_proposed_for_a_change_that_is_not_known_to_have_come(versions: VersionStore) -> None:
    load(versions, [*REFORM, *UNIONS])
    assert proposed(versions) == set()


def test_what_a_source_of_the_body_says_takes_the_proposal_away(versions: VersionStore) -> None:
    own = mint("change", "told")
    told = [
        named(own, "Merger of the unions", OTHER),
        said(own, "rdf:type", hn.Merger, OTHER),
        said(own, "org:originalOrganization", UNION, OTHER),
        said(own, "org:resultingOrganization", JOINT, OTHER),
        said(own, "schema:endDate", date_literal("2025-10-01"), OTHER),
    ]
    load(versions, [*REFORM, DATED, *UNIONS, *told])
    assert proposed(versions) == set()
    assert ("old-union", "new-union") in accepted(versions)
    withdraw(versions, OTHER)
    assert proposed(versions) == MERGED
    assert accepted(versions) == TERRITORIES


def test_a_reviewer_accepts_it_and_takes_it_back(versions: VersionStore) -> None:
    load(versions, [*REFORM, DATED, *UNIONS])
    reader = EmbeddedReader(versions.require_current().open())
    rows = reader.select(f"SELECT ?c {{ GRAPH ?g {{ ?c prov:wasGeneratedBy <{RUN}> }} }}").rows
    claims = [row[0].value for row in rows]  # type: ignore[union-attr]
    done = accept(versions, claims, by=LAN)
    assert ("old-union", "old-union-reform") in accepted(versions)
    assert proposed(versions) == MERGED
    undo(versions, done.decisions, by=LAN)
    assert accepted(versions) == TERRITORIES


def test_a_rejected_proposal_stays_rejected_when_the_sources_are_loaded_again(versions: VersionStore) -> None:
    load(versions, [*REFORM, DATED, *UNIONS])
    reader = EmbeddedReader(versions.require_current().open())
    rows = reader.select(f"SELECT ?c {{ GRAPH ?g {{ ?c prov:wasGeneratedBy <{RUN}> }} }}").rows
    reject(versions, [row[0].value for row in rows], by=LAN, why="they are two")  # type: ignore[union-attr]
    load(versions, [*REFORM, DATED, *UNIONS])
    with versions.require_current().open() as opened:
        assert queue(opened.store).groups == ()
    assert accepted(versions) == TERRITORIES


def test_the_body_keeps_its_territory_and_its_tenures(five_reports: EmbeddedReader) -> None:
    """Over the reform of 2025 the unions wait in the queue, and nothing of them is accepted by it."""
    union = mint("organisation", "hai-duong-union")
    rows = five_reports.select(
        f"SELECT ?o {{ <{union}> <{hn.territory}>|<{org.changedBy}>|<{hn.endedBy}>|dct:isReplacedBy ?o }}"
    ).rows
    assert [row[0].value for row in rows] == [OLD]  # type: ignore[union-attr]
