"""RDF in requests is read as files are: in every form of Unicode, bounded, and with all its faults in one answer."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import zstandard

from graph.limits import LIMITS

NAMESPACES = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'
TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


def put(server: Any, name: str, body: str | bytes, kind: str = "ttl", **headers: str) -> Any:
    headers = {"Content-Type": TYPES[kind], **headers}
    return server.request("PUT", f"/graphs/bodies/{name}", body=body, headers=headers)


def rows(server: Any, name: str) -> set[str]:
    answer = server.request("GET", f"/graphs/bodies/{name}", headers={"Accept": "application/n-triples"})
    return set(answer.text.splitlines())


def rdf_xml(text: str, declared: str = "") -> str:
    node = f'<rdf:Description rdf:about="urn:a"><e:p>{text}</e:p></rdf:Description>'
    return f"{declared}<rdf:RDF {NAMESPACES}>\n{node}</rdf:RDF>"


def test_a_document_is_read_in_every_form_of_unicode_and_in_what_its_xml_declares(shared: Any) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert put(shared, encoding, '<urn:a> <urn:p> "Nghệ An" .'.encode(encoding)).status == 201
        assert rows(shared, encoding) == {'<urn:a> <urn:p> "Nghệ An" .'}
    latin = rdf_xml("café", '<?xml version="1.0" encoding="ISO-8859-1"?>').encode("latin-1")
    assert put(shared, "latin", latin, "rdf").status == 201
    assert rows(shared, "latin") == {'<urn:a> <urn:e:p> "café" .'}


def test_all_faults_of_a_document_are_told_with_the_place_of_the_first(shared: Any) -> None:
    answer = put(shared, "faults", "<urn:a> <urn:p> <a b> .\n<urn:a> zz:p 1 .\n<urn:a> <urn:p> 1 .")
    assert answer.status == 400
    told = answer.json
    assert (told["line"], told["column"]) == (1, 17)
    assert "Line 1, column 17: <a b> is no IRI: a blank is not allowed in one" in told["detail"]
    assert "line 2, column 9: zz:p: The prefix zz: has not been declared" in told["detail"]
    assert "--" not in answer.text
    assert shared.get("/graphs/bodies/faults").status == 404


def test_faults_of_xml_and_json_have_a_place_too(shared: Any) -> None:
    told = put(shared, "faults", rdf_xml("x</e:q>"), "rdf").json
    assert (told["line"], told["column"]) == (2, 44)
    told = put(shared, "faults", rdf_xml("x").replace("urn:a", "a b"), "rdf").json
    assert (told["line"], told["column"]) == (2, 29)
    told = put(shared, "faults", '{"@id": "urn:a",\n "urn:p": {"@id": "http://a b"}}', "jsonld").json
    assert (told["line"], told["column"]) == (2, 19)


def test_relative_iris_are_those_of_the_graph(shared: Any) -> None:
    body = '{"@id": "x", "urn:p": {"@id": "#y"}}'
    assert put(shared, "base/of", body, "jsonld").status == 201
    graph = f"{shared.url}/graphs/bodies/base/of"
    assert rows(shared, "base/of") == {f"<{shared.url}/graphs/bodies/base/x> <urn:p> <{graph}#y> ."}


def test_contexts_are_known_or_refused_and_never_fetched(shared: Any) -> None:
    body = {"@context": "https://schema.org/", "@id": "urn:a", "name": "An"}
    assert put(shared, "context", json.dumps(body), "jsonld").status == 201
    assert rows(shared, "context") == {'<urn:a> <http://schema.org/name> "An" .'}
    answer = put(shared, "context", json.dumps({**body, "@context": f"{shared.url}/context"}), "jsonld")
    assert answer.status == 400
    assert "is not known here, and nothing is fetched" in answer.json["detail"]


def test_json_that_is_no_json_ld_empties_no_graph(shared: Any) -> None:
    assert put(shared, "kept", "<urn:a> <urn:p> 1 .").status == 201
    for body in ('{"name": "An"}', '[{"name": "An"}]'):
        answer = put(shared, "kept", body, "jsonld")
        assert answer.status == 400
        assert "The document is JSON but no JSON-LD" in answer.json["detail"]
    assert len(rows(shared, "kept")) == 1
    assert put(shared, "kept", "[]", "jsonld").status == 204, "what an empty graph is written as"
    assert rows(shared, "kept") == set()


def test_a_web_page_is_told_whatever_it_is_sent_as(shared: Any) -> None:
    for kind in TYPES:
        answer = put(shared, "page", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", kind)
        assert answer.status == 400
        assert "The document is a web page" in answer.json["detail"]


def test_of_a_large_document_the_first_fault_is_told_with_its_text(shared: Any) -> None:
    body = "<urn:a> <urn:p> <urn:b> .\n" * (LIMITS.faulty_body_bytes // 26 + 2) + "<urn:a> <urn:p> <c d> .\n"
    detail = put(shared, "large", body, "nt").json["detail"]
    assert detail.endswith("column 17: <c d> is no IRI: a blank is not allowed in one")


def test_named_graphs_in_json_ld_are_refused_and_go_nowhere(shared: Any) -> None:
    body = '{"@id": "urn:lost", "@graph": [{"@id": "urn:a", "urn:p": 1}]}'
    answer = put(shared, "named", body, "jsonld")
    assert answer.status == 400
    assert "a graph takes triples" in answer.json["detail"]
    assert shared.query("ASK { GRAPH <urn:lost> { ?s ?p ?o } }").json["boolean"] is False


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("ttl", "<urn:a> <urn:p> " + "[ <urn:p> " * 100_000),
        ("ttl", "<urn:a> <urn:p> " + "(" * 1_000_000),
        ("rdf", f"<rdf:RDF {NAMESPACES}>" + "<rdf:Description><e:p>" * 100_000),
        ("jsonld", '{"urn:p":' * 100_000 + "1" + "}" * 100_000),
        ("rdf", rdf_xml("&a;" * 20_000, f'<!DOCTYPE r [<!ENTITY a "{"x" * 9000}">]>')),
        ("nt", '<urn:a> <urn:p> "' + "x" * (LIMITS.rdf_literal_bytes + 1) + '" .'),
    ],
    ids=["blank nodes", "lists", "elements", "objects", "entities", "a value"],
)
def test_what_would_hold_the_writer_is_a_400_and_other_updates_go_on(
    shared: Any, kind: str, body: str
) -> None:
    answer = put(shared, "deep", body, kind)
    assert answer.status == 400, answer.text
    assert put(shared, "beside", "<urn:a> <urn:p> 1 .").status in {201, 204}


@pytest.mark.parametrize(
    "nest",
    ["[ <urn:p> " * 10_000 + "1" + "]" * 10_000, "(" * 10_000 + "1" + ")" * 10_000, f'"{"x" * 5_000_000}"'],
    ids=["blank nodes", "lists", "a value"],
)
def test_an_update_that_would_hold_the_others_is_refused_before_it_is_parsed(shared: Any, nest: str) -> None:
    """The engine takes 28 s for 10,000 lists in one another."""
    update = "INSERT DATA {\n<urn:deep> <urn:p> " + nest + " }"
    answer = shared.request(
        "POST", "/update", body=update, headers={"Content-Type": "application/sparql-update"}
    )
    assert answer.status == 400
    assert answer.json["line"] == 2
    assert shared.query("ASK { <urn:deep> ?p ?o }").json["boolean"] is False


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
    ],
)
def test_a_packed_document_is_read_and_one_that_breaks_off_refused(
    shared: Any, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(b"<urn:a> <urn:p> 1 .")
    headers = {"Content-Encoding": coding}
    assert put(shared, "packed", packed, **headers).status in {201, 204}
    assert put(shared, "packed", packed[:-4], **headers).status == 400
    assert put(shared, "packed", b"no such thing", **headers).status == 400


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("zstd", zstandard.ZstdCompressor().compress)]
)
def test_a_packed_document_that_holds_too_much_is_a_413(
    shared: Any, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    part = b"<urn:a> <urn:p> <urn:b> .\n" * 40_000
    packed = pack(part) * (LIMITS.update_request_bytes // len(part) + 1)
    assert put(shared, "packed", packed, **{"Content-Encoding": coding}).status == 413


def test_a_coding_that_is_not_read_is_a_415_that_names_those_that_are(shared: Any) -> None:
    answer = put(shared, "packed", b"x", **{"Content-Encoding": "br"})
    assert answer.status == 415
    assert answer.headers["accept-encoding"] == "gzip, deflate, zstd"
