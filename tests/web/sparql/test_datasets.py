"""Whole datasets in and out of the graph store, as N-Quads and TriG: `/graphs` without a graph's name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)
from rdflib import RDF, BNode, Literal, URIRef
from rdflib import Dataset as RdflibDataset
from rdflib.compare import isomorphic

from graph.errors import ManagedGraph
from graph.store.versions import VersionStore
from ontology.iris import DECISIONS_GRAPH
from tests.web.sparql.conftest import Server
from web.sparql.execution.graph_writes import write_dataset
from web.sparql.execution.operation import Operation

QUADS = {"Content-Type": "application/n-quads"}
SAID = """
<http://example.org/a> <http://example.org/p> "Nghệ An, \\"a\\"\\r\\n\\f"@vi .
<http://example.org/a> <http://example.org/p> _:x <http://example.org/g1> .
_:x <http://example.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://example.org/g2> .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes changes with a token."""
    root = tmp_path_factory.mktemp("datasets")
    running = Server(root / "store", {"update_token": "secret"}, log=root / "server.log").start()
    yield running
    running.stop()


def send(store: Server, method: str, body: str | bytes, **fields: str) -> Any:
    headers = {**QUADS, "Authorization": "Bearer secret"}
    headers |= {name.replace("_", "-"): value for name, value in fields.items()}
    return store.request(method, "/graphs", body=body, headers=headers)


def lines(*statements: str) -> str:
    return "".join(f"{one} .\n" for one in statements)


def canonical(body: bytes | str, form: RdfFormat = RdfFormat.N_QUADS) -> Dataset:
    dataset = Dataset(parse(body, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def test_a_dataset_comes_back_as_it_was_put(store: Server) -> None:
    assert send(store, "PUT", SAID).status == 204
    answer = store.get("/graphs")
    assert (answer.status, answer.type) == (200, "application/n-quads")
    assert canonical(answer.body) == canonical(SAID)
    trig = store.get("/graphs", Accept="application/trig")
    assert trig.type == "application/trig"
    assert canonical(trig.body, RdfFormat.TRIG) == canonical(SAID)
    assert send(store, "PUT", trig.body, **{"Content-Type": "application/trig"}).status == 204
    assert canonical(store.get("/graphs").body) == canonical(SAID)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of rdflib, by itself
def test_rdflib_s_dataset_comes_back(store: Server) -> None:
    dataset = RdflibDataset()
    node, thing, said = BNode(), URIRef("http://example.org/thing"), URIRef("http://example.org/said")
    dataset.add((thing, said, Literal('ạ "quoted", line\nand tab\t', lang="vi")))
    one = dataset.graph(URIRef("http://example.org/one"))
    one.add((thing, said, node))
    one.add((node, RDF.type, URIRef("http://example.org/Kind")))
    dataset.graph(URIRef("http://example.org/two")).add((thing, said, Literal(2)))
    for name, media_type in (("nquads", "application/n-quads"), ("trig", "application/trig")):
        sent = dataset.serialize(format=name, encoding="utf-8")
        assert send(store, "PUT", sent, **{"Content-Type": media_type}).status == 204
        found = RdflibDataset().parse(data=store.get("/graphs", Accept=media_type).body, format=name)
        for graph in ("http://example.org/one", "http://example.org/two"):
            assert isomorphic(found.graph(URIRef(graph)), dataset.graph(URIRef(graph)))
        assert set(found.default_graph) == set(dataset.default_graph)


def test_post_adds_and_put_replaces(store: Server) -> None:
    one = '<urn:a> <urn:p> "1"'
    send(store, "PUT", lines(one, f"{one} <urn:g1>", f"{one} <urn:g2>"))
    two = '<urn:a> <urn:p> "2"'
    assert send(store, "POST", lines(two, f"{two} <urn:g1>")).status == 204
    assert set(store.get("/graphs").text.splitlines()) == {
        '<urn:a> <urn:p> "1" .',
        '<urn:a> <urn:p> "2" .',
        '<urn:a> <urn:p> "1" <urn:g1> .',
        '<urn:a> <urn:p> "2" <urn:g1> .',
        '<urn:a> <urn:p> "1" <urn:g2> .',
    }
    assert send(store, "PUT", '<urn:a> <urn:p> "3" <urn:g1> .').status == 204
    assert store.get("/graphs").text.splitlines() == ['<urn:a> <urn:p> "3" <urn:g1> .']
    assert store.get("/graphs?graph=urn:g2").status == 404


def test_a_managed_graph_in_a_dataset_is_refused_and_nothing_is_changed(store: Server) -> None:
    send(store, "PUT", '<urn:a> <urn:p> "before" .')
    for method in ("PUT", "POST"):
        body = lines('<urn:a> <urn:p> "x"', f'<urn:a> <urn:p> "y" <{DECISIONS_GRAPH}>')
        answer = send(store, method, body)
        assert answer.status == 403
        assert DECISIONS_GRAPH in answer.json["detail"]
    assert store.get("/graphs").text == '<urn:a> <urn:p> "before" .\n'


@pytest.mark.parametrize(
    ("body", "fields", "status"),
    [
        ('<urn:a> <urn:p> "x" <urn:g> .\n<urn:a> <urn:p', {}, 400),
        ('<urn:a> <urn:p> "x" _:g .', {}, 400),
        ('<urn:a> <urn:p> "x" .', {"Content-Type": "text/turtle"}, 400),
        ('<urn:a> <urn:p> "x" .', {"Content-Type": "text/html"}, 415),
        ('<urn:a> <urn:p> "x" .', {"Authorization": "Bearer wrong"}, 401),
        ('<urn:a> <urn:p> "x" .', {"If-Match": '"other"'}, 412),
        ('<urn:a> <urn:p> "x" .', {"If-None-Match": "*"}, 412),
    ],
)
def test_what_is_wrong_with_a_dataset_is_told_and_nothing_is_changed(
    store: Server, body: str, fields: dict[str, str], status: int
) -> None:
    before = store.get("/graphs").body
    assert send(store, "PUT", body, **fields).status == status
    assert store.get("/graphs").body == before


def test_nobody_changes_a_dataset_without_a_token_or_removes_it(store: Server) -> None:
    assert store.request("PUT", "/graphs", body=SAID, headers=QUADS).status == 401
    assert send(store, "DELETE", b"").status == 400


def test_the_format_of_a_dataset_is_one_that_holds_graphs(store: Server) -> None:
    assert store.get("/graphs?format=TriG").type == "application/trig"
    assert store.get("/graphs?format=ttl", Accept="*/*").type == "application/n-quads"
    assert store.get("/graphs", Accept="text/html,*/*;q=0.8").type == "application/n-quads"
    refused = store.get("/graphs", Accept="text/turtle, application/json;q=0.5")
    assert refused.status == 406
    assert "?default" in refused.json["hint"]
    number = store.get("/graphs").headers["data-version"]
    assert store.get(f"/graphs?version={number}").status == 200
    assert store.get("/graphs?version=99").status == 404


def test_a_dataset_is_not_modified_while_its_tag_fits_and_head_says_the_same(store: Server) -> None:
    send(store, "PUT", SAID)
    got = store.get("/graphs")
    tag = got.headers["etag"]
    assert not tag.startswith("W/")
    assert store.get("/graphs", If_None_Match=tag).status == 304
    assert store.get("/graphs?default", If_None_Match=tag).status == 200
    head = store.request("HEAD", "/graphs")
    assert (head.status, head.type, head.body, head.headers["etag"]) == (200, got.type, b"", tag)
    assert send(store, "POST", SAID, If_Match=tag).status == 204
    assert send(store, "POST", SAID, If_Match=tag).status == 412


def test_a_form_may_hold_a_dataset_and_graphs(store: Server) -> None:
    send(store, "PUT", "")
    body = (
        '--x\r\nContent-Disposition: form-data; name="a"; filename="a.trig"\r\n\r\n'
        '<urn:g> { <urn:a> <urn:p> "1" }\r\n--x\r\nContent-Disposition: form-data; name="b"; filename="b.ttl"\r\n\r\n'
        '<urn:a> <urn:p> "2" .\r\n--x--\r\n'
    )
    answer = send(store, "POST", body, **{"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status == 204
    assert set(store.get("/graphs").text.splitlines()) == {
        '<urn:a> <urn:p> "1" <urn:g> .',
        '<urn:a> <urn:p> "2" .',
    }


def test_a_managed_graph_that_comes_back_as_it_is_given_is_taken_and_another_is_refused() -> None:
    said = f'<urn:a> <urn:p> "1" <{DECISIONS_GRAPH}> .\n<urn:a> <urn:q> _:b <{DECISIONS_GRAPH}> .\n'
    for kind in ("put", "post"):
        holding = Store()
        holding.load(said, RdfFormat.N_QUADS)
        before = canonical(holding.dump(format=RdfFormat.N_QUADS) or b"")
        documents = ((holding.dump(format=RdfFormat.N_QUADS) or b"", "nq", ""),)
        write_dataset(holding, Operation(kind, documents=documents, dataset=True), None, [])
        assert canonical(holding.dump(format=RdfFormat.N_QUADS) or b"") == before
        for other in (
            said.replace('"1"', '"2"'),
            said.partition("\n")[0],
            said + said.replace("urn:a", "urn:b"),
        ):
            with pytest.raises(ManagedGraph, match="decisions"):
                write_dataset(
                    holding,
                    Operation(kind, documents=((other.encode(), "nq", ""),), dataset=True),
                    None,
                    [],
                )


def test_what_the_service_gives_as_its_dataset_may_be_sent_back(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    running = Server(five_reports_copy.root, {"update_token": "secret"}, log=tmp_path / "server.log").start()
    try:
        given = running.get("/graphs", Accept="application/n-quads").body
        answer = send(running, "PUT", given)
        assert answer.status in {200, 204}, answer.text
        assert set(running.get("/graphs", Accept="application/n-quads").body.splitlines()) == set(
            given.splitlines()
        )
    finally:
        running.stop()


def test_a_dataset_that_is_put_takes_no_managed_graph_away() -> None:
    kept, gone = NamedNode(DECISIONS_GRAPH), NamedNode("urn:gone")
    one = Triple(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:b"))
    holding = Store()
    holding.extend(
        Quad(one.subject, one.predicate, one.object, graph) for graph in (kept, gone, DefaultGraph())
    )
    documents = ((b"<urn:new> <urn:p> <urn:b> <urn:g> .", "nq", ""),)
    write_dataset(holding, Operation("put", documents=documents, dataset=True), None, [])
    assert {graph.value for graph in holding.named_graphs()} == {DECISIONS_GRAPH, "urn:g"}
    assert not list(holding.quads_for_pattern(None, None, None, DefaultGraph()))
