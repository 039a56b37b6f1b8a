"""Entailed shortcuts lead to the claims that they rest on: over the five reports, in plain SPARQL."""

import shutil
from pathlib import Path

import pytest

from graph.claims.sources import withdraw
from graph.review.decisions import Reviewer, reject
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from ontology.entailment import shortcut_properties
from ontology.iris import mint
from ontology.prefixes import PREFIXES

EXPLICIT, INFERRED = "concept/status/explicit", "concept/status/inferred"
DIRECTIVE = mint("document", "12-ct-tw-2022-01-05")


def ask(reader: Reader, query: str) -> list[tuple[str, ...]]:
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    return sorted(
        tuple("" if cell is None else cell.value.removeprefix("https://w3id.org/huunghi/") for cell in row)  # type: ignore[union-attr]
        for row in reader.select(declared + query).rows
    )


def why(reader: Reader, subject: str, property_name: str, value: str) -> set[tuple[str, str]]:
    """The properties of the claims on which a statement rests, with the status of the record."""
    rows = ask(
        reader,
        f"""SELECT ?said ?status {{ GRAPH graph:entailed {{ ?e a hn:Entailment ; rdf:subject <{subject}> ;
            rdf:predicate {property_name} ; rdf:object <{value}> ; prov:wasDerivedFrom ?c ; hn:status ?status }}
            GRAPH ?g {{ ?c rdf:predicate ?said }} }}""",
    )
    return {(said.rpartition("#")[2].rpartition("/")[2], status) for said, status in rows}


@pytest.mark.parametrize(
    ("citing", "status"),
    [
        (mint("event", "cluster-1-signing-2024-04"), EXPLICIT),
        (mint("programme", "cluster-1-2024"), INFERRED),
        (mint("programme", "cluster-1-calls-2024"), INFERRED),
    ],
)
def test_who_cites_rests_on_who_and_what_with_the_weakest_status(
    five_reports: Reader, citing: str, status: str
) -> None:
    assert why(five_reports, citing, "schema:citation", DIRECTIVE) == {("cited", status), ("citing", status)}


def test_every_entailed_shortcut_has_a_record_and_every_record_a_shortcut(five_reports: Reader) -> None:
    properties = " ".join(f"<{iri}>" for iri in shortcut_properties())
    entailed = ask(
        five_reports,
        f"SELECT ?s ?p ?o {{ GRAPH graph:entailed {{ VALUES ?p {{ {properties} }} ?s ?p ?o }} }}",
    )
    records = ask(
        five_reports,
        "SELECT DISTINCT ?s ?p ?o { GRAPH graph:entailed { ?e rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } }",
    )
    # What a change of places brought about follows from its own property and is no shortcut for a relation.
    told = {row for row in entailed if not row[0].startswith("id/change/")}
    assert len(records) > 50
    assert set(records) <= set(entailed)
    assert told == set(records)


def test_an_election_brought_about_the_committee_and_who_signed_or_spoke_took_part(
    five_reports: Reader,
) -> None:
    election = mint("event", "nghe-an-union-6-executive-committee-election")
    committee = mint("organisation", "nghe-an-union-executive-committee")
    assert why(five_reports, election, "prov:generated", committee) == {("wasGeneratedBy", EXPLICIT)}
    signing, union = mint("event", "cluster-1-signing-2024-04"), mint("organisation", "ha-noi-union")
    assert why(five_reports, signing, "schema:attendee", union) == {
        ("signatory", INFERRED),
        ("signedAt", INFERRED),
    }
    conference, speaker = mint("event", "cluster-1-conference-2025-04-25"), mint("person", "nguyen-duc-tuan")
    assert ("givenAt", EXPLICIT) in why(five_reports, conference, "schema:performer", speaker)


def test_wholes_have_their_parts(five_reports: Reader) -> None:
    rows = ask(
        five_reports, f"SELECT ?t {{ <{mint('programme', 'cluster-1-calls-2024')}> schema:hasPart ?t }}"
    )
    assert [task for (task,) in rows] == [f"id/task/cluster-1-calls-2024-{n}" for n in range(1, 9)]


def test_a_record_goes_with_the_claim_it_rests_on(five_reports_root: VersionStore, tmp_path: Path) -> None:
    shutil.copytree(five_reports_root.root, tmp_path / "store", symlinks=True)
    versions = VersionStore(tmp_path / "store")
    citing = mint("programme", "cluster-1-calls-2024")
    ((claim,),) = ask(
        EmbeddedReader.current(versions),
        f"""SELECT ?c {{ GRAPH ?g {{ ?c rdf:predicate hn:citing ; rdf:object <{citing}> ;
            rdf:subject <{mint("citation", "nghe-an-2024-04-ru-12-ct-tw")}> }} }}""",
    )
    reject(versions, [f"https://w3id.org/huunghi/{claim}"], by=Reviewer("Lan"), why="not its words")
    assert why(EmbeddedReader.current(versions), citing, "schema:citation", DIRECTIVE) == set()
    withdraw(versions, mint("source", "nghe-an-2024-04-ru"))
    event = mint("event", "cluster-1-signing-2024-04")
    assert why(EmbeddedReader.current(versions), event, "schema:citation", DIRECTIVE) == set()
