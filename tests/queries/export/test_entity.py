"""What is known of a thing as JSON, for a terminal, and as RDF: all from one record."""

import io
import json

import pytest
from pyoxigraph import Literal, NamedNode, Triple, parse
from rich.console import Console

from graph.claims.as_of import TimeSpan
from graph.store.reader import Reader
from ontology.iris import mint
from ontology.terms import foaf, hn, org, owl, rdf
from queries.export.entity import to_json, to_text, when
from queries.export.rdf import HYDRA, WRITERS, document_triples, parts_of, write
from queries.read.claim_triples import read_claim_triples
from queries.read.entity import read_entity
from queries.read.entity_record import EntityRecord, EntitySlice
from queries.read.labels import read_labels

PERSON = mint("person", "nguyen-ngoc-hung")
PROGRAMME = mint("programme", "cluster-1-2024")
CLUSTER = mint("organisation", "cluster-1")


def triples_of(reader: Reader, record: EntityRecord, suffix: str = "nt") -> list[Triple]:
    """The triples of the document about a record."""
    claims = read_claim_triples(reader, record.claims())
    return document_triples(record, claims, parts_of(record.iri, suffix))


def test_json_has_each_statement_with_its_claims_in_words(five_reports: Reader) -> None:
    """Statuses are called by their concepts' labels, in the first language that has one."""
    record = read_entity(five_reports, PERSON)
    labels = read_labels(five_reports, record.iris())
    document = json.loads(to_json(record, labels))
    assert document["label"] == "Nguyen Ngoc Hung"
    (roles,) = [section for section in document["sections"] if section["title"] == "Posts"]
    (held,) = roles["groups"][0]["statements"]
    assert held["value"]["iri"] == mint("post", "vufo-vice-president")
    assert held["attested"] == ["2024-09-17", "2025-04-25"]
    assert {claim["status"]["label"] for claim in held["claims"]} == {"explicit"}
    assert all(claim["start"] < claim["end"] for claim in held["claims"])
    assert {claim["source"] for claim in held["claims"]} <= {one["iri"] for one in document["sources"]}
    vietnamese = json.loads(to_json(record, labels, ("vi", "en")))
    assert vietnamese["label"] == "Nguyễn Ngọc Hùng"


def test_a_terminal_gets_a_table_a_section_and_is_told_what_was_left_out(five_reports: Reader) -> None:
    record = read_entity(five_reports, PROGRAMME)
    printed = io.StringIO()
    labels = read_labels(five_reports, record.iris())
    Console(file=printed, width=200).print(to_text(record, labels))
    said = printed.getvalue()
    assert "Documents cited" in said
    assert "12-CT/TW" in said
    assert "inferred" in said
    assert "names no document" in said
    cut = io.StringIO()
    record = read_entity(five_reports, CLUSTER)
    Console(file=cut, width=200).print(to_text(record, read_labels(five_reports, record.iris())))
    assert "--group ~org:organization.membership" in cut.getvalue()


@pytest.mark.parametrize(
    ("span", "timed", "said"),
    [
        (TimeSpan(starts=("2025-03-12",)), True, "2025-03-12"),
        (TimeSpan(starts=("2025-03-12",), ends=("2025-03-12",)), True, "2025-03-12"),
        (TimeSpan(starts=("2024-04-01",), ends=("2024-04-03",)), True, "2024-04-01 to 2024-04-03"),
        (TimeSpan(starts=("2024-09",)), False, "since 2024-09"),
        (TimeSpan(ends=("2024-09",)), False, "until 2024-09"),
    ],
)
def test_a_time_of_which_one_end_is_known_has_no_sign_for_the_other(
    span: TimeSpan, timed: bool, said: str
) -> None:
    """An event of a day is on that day; a post is held since its first."""
    assert when(span, timed=timed) == said


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_of_rdf_says_the_same_and_is_the_same_each_time(
    five_reports: Reader, suffix: str
) -> None:
    """Only the names of the document's own parts differ: they end in its suffix."""
    record = read_entity(five_reports, PERSON)
    triples = triples_of(five_reports, record, suffix)
    written = write(triples, suffix, PERSON)
    assert written == write(list(reversed(triples)), suffix, PERSON)
    assert {quad.triple for quad in parse(written, format=WRITERS[suffix])} == set(triples)


def test_a_document_holds_what_is_said_the_claims_and_their_passages(five_reports: Reader) -> None:
    record = read_entity(five_reports, PERSON)
    triples = set(triples_of(five_reports, record))
    tenure = NamedNode(mint("tenure", "nguyen-ngoc-hung-vufo-vice-president"))
    assert Triple(tenure, NamedNode(org.member), NamedNode(PERSON)) in triples
    assert Triple(NamedNode(PERSON), NamedNode(rdf.type), NamedNode(foaf.Person)) in triples
    described = {t.subject.value for t in triples if t.predicate.value == hn.status}
    assert described == set(record.claims())
    assert any("/id/passage/" in str(t.subject) for t in triples)


def test_a_document_names_its_version_and_leads_to_the_next_part(five_reports: Reader) -> None:
    record = read_entity(five_reports, CLUSTER)
    said = {(t.subject.value, t.predicate.value): t.object for t in triples_of(five_reports, record)}
    assert said[f"{CLUSTER}.nt", owl.versionInfo] == Literal(five_reports.version.label)
    group = f"{CLUSTER}.nt?group=~org%3Aorganization.membership"
    assert said[f"{group}#group", HYDRA + "totalItems"].value == "12"
    assert said[f"{group}#relation", HYDRA + "property"] == NamedNode(org.organization)
    part = read_entity(five_reports, CLUSTER, EntitySlice("~org:organization.membership"))
    held = [t for t in triples_of(five_reports, part) if t.predicate.value == org.organization]
    assert len({t.subject for t in held}) == 12


def test_jsonld_has_short_names_and_the_thing_first(five_reports: Reader) -> None:
    record = read_entity(five_reports, PERSON)
    written = json.loads(write(triples_of(five_reports, record, "jsonld"), "jsonld", PERSON))
    assert written["@graph"][0]["@id"] == PERSON
    assert "org" in written["@context"]
