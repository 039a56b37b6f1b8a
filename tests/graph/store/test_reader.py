"""Every implementation of the reader's port gives the same answers, terms and errors."""

from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from graph.errors import EndpointFailed, QueryError
from graph.store.endpoint import Endpoint
from graph.store.endpoint_address import EndpointAddress
from graph.store.reader import EmbeddedReader, MemoryReader, Reader
from graph.store.remote_reader import RemoteReader
from graph.store.versions import VersionStore
from tests.web.sparql.conftest import oxigraph_serving

XSD = "http://www.w3.org/2001/XMLSchema#"
QUADS = f"""
<urn:a> <urn:p> "x"@vi .
<urn:a> <urn:p> "y" .
<urn:a> <urn:p> "1"^^<{XSD}integer> .
<urn:a> <urn:p> "2024-04"^^<{XSD}gYearMonth> .
<urn:a> <urn:p> <urn:b> .
<urn:a> <urn:p> _:blank .
_:blank <urn:r> "inside" .
<urn:a> <urn:s> _:other .
_:other <urn:r> "elsewhere" .
<urn:a> <urn:q> "Nghệ An" <urn:g> .
"""


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteReader]:
    with oxigraph_serving(tmp_path_factory.mktemp("oxigraph"), "", QUADS) as address:
        endpoint = Endpoint(EndpointAddress(f"{address}/query"))
        yield RemoteReader.current(endpoint)
        endpoint.close()


@pytest.fixture(params=["memory", "embedded", "remote"])
def reader(request: pytest.FixtureRequest, versions: VersionStore) -> Reader:
    if request.param == "remote":
        reader: Reader = request.getfixturevalue("remote")
        return reader
    store = Store()
    store.load(QUADS.encode(), format=RdfFormat.N_QUADS)
    if request.param == "memory":
        return MemoryReader(store)
    with versions.change(note="test") as change:
        change.store.load(QUADS.encode(), format=RdfFormat.N_QUADS)
    return EmbeddedReader.current(versions)


def test_a_select_gives_variables_and_rows_of_terms(reader: Reader) -> None:
    rows = reader.select("SELECT ?o ?none WHERE { <urn:a> <urn:p> ?o OPTIONAL { ?o <urn:no> ?none } }")
    assert rows.variables == ("o", "none")
    terms = {row[0] for row in rows.rows if not isinstance(row[0], BlankNode)}
    month = NamedNode(XSD + "gYearMonth")
    assert terms == {
        Literal("x", language="vi"),
        Literal("y"),
        Literal("1", datatype=NamedNode(XSD + "integer")),
        Literal("2024-04", datatype=month),
        NamedNode("urn:b"),
    }
    assert {row[1] for row in rows.rows} == {None}
    assert len(rows.dicts()) == 6


def test_a_blank_node_of_an_answer_can_be_asked_about(reader: Reader) -> None:
    (node,) = (row[0] for row in reader.select("SELECT ?o { <urn:a> <urn:p> ?o FILTER(isBlank(?o)) }").rows)
    assert isinstance(node, BlankNode)
    inside = reader.select(
        "# one thing\nSELECT ?thing ?value { ?thing <urn:r> ?value } LIMIT 10", {"thing": node}
    )
    assert [row[inside.variables.index("value")] for row in inside.rows] == [Literal("inside")]
    unknown = reader.select("SELECT ?thing ?value { ?thing <urn:r> ?value }", {"thing": BlankNode("never")})
    assert unknown.rows == ()


def test_an_ask_gives_yes_or_no(reader: Reader) -> None:
    assert reader.ask("ASK { GRAPH <urn:g> { ?s ?p ?o } }") is True
    assert reader.ask("ASK { ?s <urn:q> ?o }") is False


def test_a_construct_gives_triples(reader: Reader) -> None:
    (triple,) = reader.construct("CONSTRUCT { ?s <urn:r> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert triple.object == Literal("Nghệ An")


def test_the_prefixes_of_the_project_are_known(reader: Reader) -> None:
    assert reader.ask("ASK { FILTER(hn:x != skos:x) }") is True


def test_a_query_that_cannot_be_read_is_a_query_error(reader: Reader) -> None:
    with pytest.raises(QueryError):
        reader.select("SELECT WHERE")


def test_a_version_is_called_by_its_number_and_without_one_by_when_it_was_read(reader: Reader) -> None:
    version = reader.version
    assert str(version) == (str(version.number) if isinstance(reader, EmbeddedReader) else version.created)


def test_an_endpoint_that_does_not_answer_is_a_store_error() -> None:
    remote = RemoteReader(Endpoint(EndpointAddress("http://127.0.0.1:9/sparql")))
    with pytest.raises(EndpointFailed, match=r"127\.0\.0\.1:9"):
        remote.ask("ASK {}")


def test_folding_is_a_function_of_every_query(five_reports: EmbeddedReader) -> None:
    assert five_reports.ask('ASK { ?x skos:prefLabel ?l FILTER(CONTAINS(hn:fold(?l), "nghe an")) }')
