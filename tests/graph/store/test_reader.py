"""Every implementation of the reader's port gives the same answers, terms and errors."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
)

from graph.errors import QueryError, StoreError
from graph.store.reader import EmbeddedReader, MemoryReader, Reader
from graph.store.remote_reader import RemoteReader
from graph.store.versions import VersionStore

DATA = """INSERT DATA {
  <urn:a> <urn:p> "x"@vi, "y", 1, "2024-04"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>, <urn:b>, _:blank .
  GRAPH <urn:g> { <urn:a> <urn:q> "Nghệ An" }
}"""


class _Endpoint(BaseHTTPRequestHandler):
    """The part of the SPARQL 1.1 Protocol that the remote reader speaks, over a store in memory."""

    store: Store

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0]
        try:
            answer = self.store.query(query)
        except SyntaxError as error:
            self.send_response(400)
            self.end_headers()
            self.wfile.write(str(error).encode())
            return
        if isinstance(answer, QuerySolutions | QueryBoolean):
            content = answer.serialize(format=QueryResultsFormat.JSON)
        else:
            content = answer.serialize(format=RdfFormat.N_TRIPLES)
        self.send_response(200)
        self.send_header("Data-Version", "7")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(params=["memory", "embedded", "remote"])
def reader(request: pytest.FixtureRequest, versions: VersionStore) -> Iterator[Reader]:
    store = Store()
    store.update(DATA)
    if request.param == "memory":
        yield MemoryReader(store)
    elif request.param == "embedded":
        with versions.change(note="test") as change:
            change.store.update(DATA)
        yield EmbeddedReader.current(versions)
    else:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Endpoint", (_Endpoint,), {"store": store}))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with RemoteReader(f"http://127.0.0.1:{server.server_port}/sparql") as remote:
            yield remote
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_select_gives_variables_and_rows_of_terms(reader: Reader) -> None:
    rows = reader.select("SELECT ?o ?none WHERE { <urn:a> <urn:p> ?o OPTIONAL { ?o <urn:no> ?none } }")
    assert rows.variables == ("o", "none")
    terms = {row[0] for row in rows.rows if not isinstance(row[0], BlankNode)}
    month = NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")
    assert terms == {
        Literal("x", language="vi"),
        Literal("y"),
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("2024-04", datatype=month),
        NamedNode("urn:b"),
    }
    assert {row[1] for row in rows.rows} == {None}
    assert len(rows.dicts()) == 6


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


def test_the_version_has_a_number_and_a_label(reader: Reader) -> None:
    assert str(reader.version) == str(reader.version.number)


def test_an_endpoint_that_does_not_answer_is_a_store_error() -> None:
    with (
        RemoteReader("http://127.0.0.1:9/sparql") as remote,
        pytest.raises(StoreError, match=r"127\.0\.0\.1:9"),
    ):
        remote.ask("ASK {}")


def test_folding_is_a_function_of_every_query(five_reports: EmbeddedReader) -> None:
    assert five_reports.ask('ASK { ?x skos:prefLabel ?l FILTER(CONTAINS(hn:fold(?l), "nghe an")) }')
