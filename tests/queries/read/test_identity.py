"""Names in context, identifications, and what falls without one, on the five reports."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.claims import materialise
from graph.claims.claim import CONTEXT_NAME
from graph.errors import NotFound
from graph.review.decisions import Reviewer, log, reject, undo
from graph.search.names import find
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import hn, org, skos
from queries.read.entity import read_entity
from queries.read.identity import read_identity

PARTY = mint("organisation", "nghe-an-party-committee")
POST = mint("post", "nghe-an-union-chair")
SEPTEMBER = mint("source", "nghe-an-2024-09-en")
LAN = Reviewer("Lan")

FALLS = """SELECT DISTINCT ?c { GRAPH ?g { ?i a hn:Identification ; rdf:subject <%s> ; rdf:object ?n .
  ?c prov:wasDerivedFrom+ ?i } FILTER(STR(?n) = "%s") }"""
CALLED_SO = """SELECT ?thing ?src { GRAPH ?g {
    ?i rdf:predicate hn:contextName ; rdf:object ?n ; rdf:subject ?thing ; oa:hasTarget ?p }
  OPTIONAL { GRAPH ?g { ?p oa:hasSource ?src } } FILTER(STR(?n) = "Provincial Party Committee") }"""


def test_a_name_in_context_is_no_statement_and_is_found_with_its_source(five_reports: EmbeddedReader) -> None:
    store = five_reports.opened.store
    assert not list(store.quads_for_pattern(None, CONTEXT_NAME, None, None))
    labels = (skos.prefLabel, skos.altLabel, skos.hiddenLabel)
    named = [q for p in labels for q in store.quads_for_pattern(NamedNode(PARTY), NamedNode(p), None, None)]
    assert "Provincial Party Committee" not in {q.object.value for q in named}  # type: ignore[union-attr]
    hits = find(five_reports.opened.version.search_path, "Provincial Party Committee").hits
    named_so = (hit for hit in hits if hit.label == "Provincial Party Committee" and hit.kind != "concept")
    found = {hit.iri: hit.source for hit in named_so}
    assert found == {PARTY: mint("source", "nghe-an-2024-04-en")}
    elsewhere = [hit for hit in hits if hit.label == "Nghe An Provincial Party Committee"]
    assert all(not hit.source for hit in elsewhere)


def test_the_page_of_a_thing_has_its_names_in_context_apart(five_reports: EmbeddedReader) -> None:
    record = read_entity(five_reports, PARTY)
    assert "Provincial Party Committee" not in {one.name.value for one in record.names}
    context = {one.name: one for one in record.context_names}
    name = Literal("Provincial Party Committee", language="en")
    sources = {claim.source for claim in record.evidence.of(context[name].triples[0])}
    assert sources == {mint("source", "nghe-an-2024-04-en"), SEPTEMBER}


def test_what_is_called_so_and_only_where(five_reports: EmbeddedReader) -> None:
    rows = {(row[0].value, row[1].value) for row in five_reports.select(CALLED_SO).rows}  # type: ignore[union-attr]
    assert rows == {(PARTY, mint("source", "nghe-an-2024-04-en")), (PARTY, SEPTEMBER)}


def test_president_and_chairman_are_one_post_by_judgement(five_reports: EmbeddedReader) -> None:
    """The report of September prints "president" twice; the tenure it tells of rests on that, and falls with it."""
    words = "President of the Nghe An Union of Friendship Organizations"
    record = read_identity(five_reports, POST)
    judged = [name for name in record.names if name.judged]
    assert [name.claim.value.value for name in judged] == [words]  # type: ignore[union-attr]
    assert len(judged[0].claims) == 2
    assert judged[0].claim.reason.startswith("President and chairman")
    claims = {claim.claim for claim in judged[0].falls.claims}
    assert claims == {row[0].value for row in five_reports.select(FALLS % (POST, words)).rows}  # type: ignore[union-attr]
    lost = {(subject.rpartition("/")[2], predicate) for subject, predicate, _ in judged[0].falls.lost}
    whole = (org.member, org.organization, org.role, hn.post)
    assert lost >= {("hoang-nghia-hieu-nghe-an-union-chair", predicate) for predicate in whole}
    assert {subject for subject, _ in lost} == {"hoang-nghia-hieu-nghe-an-union-chair"}


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("organisation/cpv", "Party"),
        ("organisation/cluster-1", "Group 1"),
        ("person/nguyen-ngoc-hung", "Hung"),
        ("organisation/hai-duong-party-standing-committee", "Provincial Party Standing Committee"),
    ],
)
def test_what_only_a_judgement_identifies_says_so(
    five_reports: EmbeddedReader, thing: str, name: str
) -> None:
    record = read_identity(five_reports, mint(*thing.split("/")))
    held = [one for one in record.names if one.claim.value.value == name]  # type: ignore[union-attr]
    assert held and all(one.judged and one.in_context and one.claim.reason for one in held)


def test_a_rejected_identification_takes_with_it_what_rests_on_it(five_reports_copy: VersionStore) -> None:
    """And undoing the rejection brings all of it back."""
    reader = EmbeddedReader(five_reports_copy.require_current().open())
    name = next(one for one in read_identity(reader, POST).names if one.judged)
    rejected = reject(five_reports_copy, [c.claim for c in name.claims], by=LAN, why="Two posts.")
    after = EmbeddedReader(five_reports_copy.require_current().open())
    assert not any(_holds(after, triple) for triple in name.falls.lost)
    assert set(materialise.derive(after.opened.store).all) == set(materialise.recorded(after.opened.store))
    held = next(one for one in read_identity(after, POST).names if one.claim.claim == name.claims[0].claim)
    assert held.verdicts[0].reviewer == "Lan"
    undo(five_reports_copy, rejected.decisions, by=LAN)
    again = EmbeddedReader(five_reports_copy.require_current().open())
    assert all(_holds(again, triple) for triple in name.falls.lost)


def test_a_rejected_name_in_context_is_searched_for_no_more(five_reports_copy: VersionStore) -> None:
    cluster = mint("organisation", "cluster-1")
    reader = EmbeddedReader(five_reports_copy.require_current().open())
    names = [one for one in read_identity(reader, cluster).names if one.claim.value.value == "Group 1"]  # type: ignore[union-attr]
    reject(five_reports_copy, [c.claim for one in names for c in one.claims], by=LAN, why="Another group.")
    after = five_reports_copy.require_current()
    assert cluster not in {hit.iri for hit in find(after.search_path, "Group 1").hits if hit.exact}
    undo(five_reports_copy, [d.iri for d in log(after.open().store) if d.stands], by=LAN)
    hits = find(five_reports_copy.require_current().search_path, "Group 1").hits
    assert cluster in {hit.iri for hit in hits if hit.exact}


def _holds(reader: EmbeddedReader, triple: tuple[str, str, object]) -> bool:
    subject, predicate, value = triple
    found = reader.opened.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), value, None)  # type: ignore[arg-type]
    return any(not isinstance(q.graph_name, NamedNode) for q in found)


def test_identity_of_nobody_is_not_found(five_reports: EmbeddedReader) -> None:
    with pytest.raises(NotFound):
        read_identity(five_reports, mint("person", "nobody"))


def test_a_membership_of_the_party_committee_is_found_by_its_ground(five_reports: EmbeddedReader) -> None:
    """A claim that rests on an identification says so, in the graph of its source."""
    rows = five_reports.select(
        "SELECT DISTINCT ?p { GRAPH ?g { ?c prov:wasDerivedFrom ?i ; rdf:predicate ?p . ?i a hn:Identification ;"
        f" rdf:subject <{PARTY}> }} }}"
    ).rows
    assert {org.organization, org.postIn} <= {row[0].value for row in rows}  # type: ignore[union-attr]
