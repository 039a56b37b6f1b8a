"""Comunica reads the service description, asks in every form, and joins the service with another."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from queries.collection import catalogue
from tests.clients.conftest import HERE, LARGE, MANY, TERMS, WRONG, XSD
from tests.web.sparql.conftest import Server

pytestmark = pytest.mark.npm

HN = "https://w3id.org/huunghi/ontology#"
NGHE_AN = "https://w3id.org/huunghi/id/place/nghe-an"
PREFIXES = f"""
PREFIX hn: <{HN}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
FEDERATED = """
SELECT ?place ?name ?people {
  ?place <urn:people> ?people ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "vi")
}
"""
CLAIMED = """
SELECT ?place ?people (COUNT(?claim) AS ?claims) {
  ?place <urn:people> ?people .
  SERVICE <%s> { GRAPH ?source { ?claim rdf:subject ?place ; rdf:predicate skos:prefLabel } }
} GROUP BY ?place ?people
"""
"""Comunica counts patterns in `GRAPH` without the graph to choose whom to ask: so the query names the service."""
QUERIES = {
    "terms": TERMS,
    "ask": "ASK { ?s schema:citation ?o }",
    "no": "ASK { ?s <urn:none> ?o }",
    "construct": f"CONSTRUCT {{ <{NGHE_AN}> rdfs:label ?name ; <urn:part> [ <urn:n> 1 ] }} "
    f"WHERE {{ <{NGHE_AN}> skos:prefLabel ?name }}",
    "describe": f"DESCRIBE <{NGHE_AN}>",
    "large": LARGE,
    "wrong": WRONG,
    "refused": "SELECT * { ?s ?p ?o } ORDER BY hn:none(?s)",
    "long": f"SELECT ?x {{ VALUES ?x {{ {' '.join(str(n) for n in range(2000))} }} }}",
}


@pytest.fixture(scope="module")
def told(service: Server, oxigraph: str, node_modules: Path) -> dict[str, Any]:
    """What Comunica gives for each query, of one process; by GET where the name says nothing else."""
    address = f"{service.url}/sparql"
    other = f"{oxigraph}/query"
    alone, both = [address], [address, other]
    jobs = [{"name": name, "query": PREFIXES + text, "sources": alone} for name, text in QUERIES.items()]
    jobs += [
        {"name": "federated", "query": PREFIXES + FEDERATED, "sources": both},
        {"name": "claimed", "query": PREFIXES + CLAIMED % address, "sources": [other]},
        {"name": "version", "query": "ASK { ?s ?p ?o }", "sources": [f"{address}/versions/1"]},
        {"name": "no version", "query": "ASK { ?s ?p ?o }", "sources": [f"{address}/versions/77"]},
        {
            "name": "description",
            "query": f"{PREFIXES} SELECT ?query ?text {{ ?query a sh:SPARQLExecutable ; sh:select ?text }}",
            "sources": [{"type": "file", "value": address}],
        },
        {
            "name": "called",
            "query": f"{PREFIXES} SELECT ?people ?name {{ <{NGHE_AN}> <urn:people> ?people "
            f'SERVICE <{address}> {{ <{NGHE_AN}> skos:prefLabel ?name FILTER(LANG(?name) = "vi") }} }}',
            "sources": [other],
        },
    ]
    done = subprocess.run(
        ["node", str(HERE / "comunica.mjs")],
        input=json.dumps(jobs).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def literal(value: str, datatype: str = "", language: str = "") -> dict[str, str]:
    return {
        "type": "Literal",
        "value": value,
        **({"language": language} if language else {"datatype": XSD + datatype}),
    }


def test_comunica_reads_every_sort_of_term(told: dict[str, Any]) -> None:
    first, second, third = told["terms"]["rows"]
    assert set(told["terms"]["variables"]) >= {"place", "name", "value", "day", "node"}
    assert first["place"] == {"type": "NamedNode", "value": NGHE_AN}
    assert first["name"] == literal("Nghệ An", language="vi")
    assert (first["value"], first["day"]) == (literal("7", "integer"), literal("2024-04-02", "date"))
    assert second["name"]["value"] == 'Хайзыонг, "город"\nи провинция'
    assert (second["value"], second["day"]) == (literal("1.5", "decimal"), literal("2024", "gYear"))
    assert "place" not in third and "none" not in third
    assert (third["name"], third["value"]) == (literal("=1+1", "string"), literal("true", "boolean"))
    assert {row["node"]["type"] for row in told["terms"]["rows"]} == {"BlankNode"}
    assert len({row["node"]["value"] for row in told["terms"]["rows"]}) == 3


def test_comunica_asks_constructs_and_describes(told: dict[str, Any]) -> None:
    assert (told["ask"], told["no"]) == ({"boolean": True}, {"boolean": False})
    made = told["construct"]["quads"]
    assert [o["value"] for s, p, o in made if o.get("language") == "vi"] == ["Nghệ An"]
    assert any(o["type"] == "BlankNode" for s, p, o in made)
    assert len(told["describe"]["quads"]) > 5


def test_comunica_stays_with_the_version_that_its_address_names(told: dict[str, Any]) -> None:
    assert told["version"] == {"boolean": True}
    assert "HTTP status 404" in told["no version"]["error"]


def test_comunica_gets_a_large_answer_whole_and_sends_a_long_query(told: dict[str, Any]) -> None:
    assert len(told["large"]["rows"]) == MANY
    assert [int(row["x"]["value"]) for row in told["long"]["rows"]] == list(range(2000))


def test_comunica_joins_the_service_with_another(told: dict[str, Any]) -> None:
    (row,) = told["federated"]["rows"]
    assert (row["place"]["value"], row["name"]["value"]) == (NGHE_AN, "Nghệ An")
    assert row["people"] == literal("3327791", "integer")
    (row,) = told["called"]["rows"]
    assert (row["people"]["value"], row["name"]["value"]) == ("3327791", "Nghệ An")


def test_comunica_finds_claims_in_their_graphs_beside_another_service(told: dict[str, Any]) -> None:
    (row,) = told["claimed"]["rows"]
    assert row["place"]["value"] == NGHE_AN
    assert int(row["claims"]["value"]) >= 1


def test_comunica_reads_the_examples_in_the_service_description(told: dict[str, Any]) -> None:
    assert {row["query"]["value"].rpartition("/")[2] for row in told["description"]["rows"]} == set(
        catalogue()
    )


def test_comunica_tells_what_is_wrong_with_a_query(told: dict[str, Any]) -> None:
    """Its own parser refuses what is no SPARQL; what the service refuses is shown with our place and advice."""
    assert "Unknown prefix: org" in told["wrong"]["error"]
    said = told["refused"]["error"]
    assert "HTTP status 422" in said and '"excerpt"' in said and '"line": 1' in said
