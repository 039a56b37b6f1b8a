"""The SPARQL 1.1 Service Description, one rule a test (https://www.w3.org/TR/sparql11-service-description/)."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from graph.limits import LIMITS
from graph.statistics.counts import Count, Totals
from graph.store.reader import VersionName
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from queries.read.partitions import Partitions
from web.sparql.description import DefaultGraph

SD = "http://www.w3.org/ns/sparql-service-description#"


def described(answer: Any) -> Store:
    store = Store()
    store.load(answer.body, RdfFormat.from_media_type(answer.type))
    return store


@pytest.mark.parametrize("accept", ["", "text/turtle", "application/rdf+xml", "application/n-triples"])
def test_the_endpoint_without_a_query_gives_rdf(server: Any, accept: str) -> None:
    answer = server.request("GET", "/sparql", headers={"Accept": accept} if accept else {})
    assert answer.status == 200
    assert len(described(answer)) > 10


def test_the_description_names_the_endpoint_it_came_from(server: Any) -> None:
    graph = described(server.get("/sparql"))
    found = [q.object for q in graph.quads_for_pattern(None, NamedNode(SD + "endpoint"), None)]
    assert found == [NamedNode(server.url + "/sparql")]


def test_the_description_has_one_service_and_names_only_terms_of_the_vocabulary(server: Any) -> None:
    graph = described(server.get("/sparql"))
    query = f"SELECT ?s {{ ?s a <{SD}Service> ; <{SD}defaultDataset> [ <{SD}defaultGraph> ?g ] }}"
    assert len(list(graph.query(query))) == 1  # type: ignore[arg-type]
    languages = {
        q.object.value for q in graph.quads_for_pattern(None, NamedNode(SD + "supportedLanguage"), None)
    }  # type: ignore[union-attr]
    assert languages == {SD + "SPARQL10Query", SD + "SPARQL11Query"}


def test_the_description_says_what_is_true_of_updates_and_calls(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "store", open_updates=True, service_hosts=["example.org"])
    text = server.get("/sparql").text
    assert "SPARQL11Update" in text
    assert "BasicFederatedQuery" in text


def test_every_format_of_the_description_is_really_given(server: Any) -> None:
    graph = described(server.get("/sparql"))
    formats = [q.object.value for q in graph.quads_for_pattern(None, NamedNode(SD + "resultFormat"), None)]  # type: ignore[union-attr]
    assert len(formats) == 12


def test_the_description_has_the_examples_of_the_catalogue_and_their_prefixes(server: Any) -> None:
    """Where loaders of examples look when the data have none: they ask for these very patterns."""
    graph = described(server.get("/sparql"))
    sh = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    examples = graph.query(
        sh
        + "SELECT DISTINCT ?q { ?q a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select|sh:ask|sh:construct ?text }"
    )
    assert {row["q"].value.rpartition("/")[2] for row in examples} == set(catalogue())  # type: ignore[union-attr]
    prefixes = graph.query(sh + "SELECT ?p ?n { [] sh:namespace ?n ; sh:prefix ?p }")
    assert {row["p"].value: row["n"].value for row in prefixes} == PREFIXES  # type: ignore[union-attr]


def test_the_description_is_sent_packed_to_who_takes_it_so(server: Any) -> None:
    packed = server.get("/sparql", Accept="text/turtle", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == server.get("/sparql", Accept="text/turtle").body


def test_the_description_tells_of_the_default_graph_what_void_tells(server: Any) -> None:
    """On the node of the default graph, each list whole: clients take a class that is not listed for absent."""
    graph = described(server.get("/sparql"))
    prefixes = f"PREFIX sd: <{SD}> PREFIX void: <http://rdfs.org/ns/void#> "
    rows = graph.query(
        prefixes
        + "SELECT ?property ?n { [] sd:defaultGraph ?g . ?g a void:Dataset, sd:Graph ; void:triples 5 ; "
        "void:propertyPartition [ void:property ?property ; void:triples ?n ] }"
    )
    counts = {row["property"].value.rpartition("/")[2]: int(row["n"].value) for row in rows}  # type: ignore[union-attr]
    assert counts == {"name": 3, "in": 1, "number": 1}
    assert not graph.query(prefixes + "ASK { ?g void:vocabulary|void:uriSpace ?o }")


def test_the_description_lists_all_partitions_or_none() -> None:
    """Of data with very many classes it has the counts of the whole alone."""
    many = tuple(Count(f"urn:c{n}", 1, 0) for n in range(LIMITS.partitions_described + 1))
    found = Partitions(
        VersionName(1, "2026-12-01"), Totals(9, 9, 9, 0), many[:-1], (), {}, {}, {}, whole=True
    )
    listed = [one.object for one in DefaultGraph.of(found).triples if one.predicate.value.endswith("#class")]
    assert len(listed) == LIMITS.partitions_described
    told = DefaultGraph.of(replace(found, classes=many)).triples
    assert {one.predicate.value.rpartition("#")[2] for one in told} == {
        "type",
        "triples",
        "entities",
        "distinctSubjects",
    }


def test_the_description_of_a_version_names_the_endpoint_of_that_version(server: Any) -> None:
    """Else whoever follows the description would ask another version than the one that was named."""
    for address in ("/sparql?version=1", "/sparql/versions/1"):
        graph = described(server.get(address))
        found = [q.object for q in graph.quads_for_pattern(None, NamedNode(SD + "endpoint"), None)]
        assert found == [NamedNode(server.url + "/sparql/versions/1")]
    assert server.get("/sparql?version=77").status == 404


def test_a_description_in_no_format_that_is_taken_is_a_406(server: Any) -> None:
    assert server.request("GET", "/sparql", headers={"Accept": "image/png"}).status == 406


def test_the_description_names_the_graphs_that_the_service_makes(start_server: Any, tmp_path: Path) -> None:
    """Each is a named graph of the dataset and an hn:ManagedGraph: clients learn where they may not write."""
    (tmp_path / "a.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    store = VersionStore(tmp_path / "store")
    load_rdf(store, rdf_files(tmp_path / "a.nt"))
    with store.change(note="own") as change:
        change.store.update("INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:p> 1 } }")
    graph = described(start_server(tmp_path / "store").get("/sparql"))
    rows = graph.query(
        f"PREFIX sd: <{SD}> SELECT ?name {{ ?d a sd:Dataset ; sd:namedGraph ?g . ?g a sd:NamedGraph, "
        "<https://w3id.org/huunghi/ontology#ManagedGraph> ; sd:name ?name }"
    )
    names = {row["name"].value for row in rows}  # type: ignore[union-attr]
    assert "https://w3id.org/huunghi/graph/origins" in names
    assert any(name.startswith("https://w3id.org/huunghi/graph/origin/") for name in names)
    assert "urn:own" not in names
