"""The SPARQL 1.1 Graph Store HTTP Protocol, one rule a test (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

import gzip
from typing import Any
from urllib.parse import quote

import pytest

from web.errors import BadRequest
from web.sparql.graph_store_protocol import read_graph_request

TURTLE = {"Content-Type": "text/turtle"}
NT = {"Accept": "application/n-triples"}


def put(server: Any, path: str, body: str | bytes, **headers: str) -> Any:
    return server.request("PUT", path, body=body, headers={**TURTLE, **headers})


def triples(server: Any, path: str) -> set[str]:
    answer = server.request("GET", path, headers=NT)
    assert answer.status == 200, answer.text
    return set(answer.text.splitlines())


def test_put_makes_a_graph_201_and_replaces_it_204(shared: Any) -> None:
    assert put(shared, "/graphs/put.ttl", "<urn:a> <urn:b> 1, 2 .").status == 201
    assert put(shared, "/graphs/put.ttl", '<urn:a> <urn:b> "new" .').status == 204
    assert triples(shared, "/graphs/put.ttl") == {'<urn:a> <urn:b> "new" .'}


def test_a_graph_is_named_by_its_address_or_by_the_parameter(shared: Any) -> None:
    put(shared, "/graphs/direct/1", '<urn:a> <urn:b> "x" .')
    indirect = "/graphs?graph=" + quote(f"{shared.url}/graphs/direct/1", safe="")
    assert triples(shared, indirect) == {'<urn:a> <urn:b> "x" .'}


def test_the_default_graph_has_a_parameter_of_its_own(shared: Any) -> None:
    answer = shared.request("POST", "/graphs?default", body="<urn:default> <urn:b> 1 .", headers=TURTLE)
    assert answer.status == 204
    assert shared.query("ASK { <urn:default> <urn:b> 1 }").json["boolean"] is True
    assert any("<urn:default>" in line for line in triples(shared, "/graphs?default"))


def test_put_replaces_the_default_graph(writable: Any) -> None:
    put(writable, "/graphs?default", '<urn:a> <urn:b> "old" .')
    put(writable, "/graphs?default", '<urn:a> <urn:b> "new" .')
    assert triples(writable, "/graphs?default") == {'<urn:a> <urn:b> "new" .'}


def test_get_of_a_graph_that_is_not_there_is_a_404(shared: Any) -> None:
    assert shared.get("/graphs/nothing").status == 404


def test_head_answers_as_get_does_without_the_body(shared: Any) -> None:
    put(shared, "/graphs/head.ttl", "<urn:a> <urn:b> 1 .")
    answer = shared.request("HEAD", "/graphs/head.ttl")
    assert (answer.status, answer.type, answer.body) == (200, "text/turtle", b"")
    assert shared.request("HEAD", "/graphs/no-head.ttl").status == 404


def test_post_adds_to_a_graph(shared: Any) -> None:
    put(shared, "/graphs/post.ttl", '<urn:a> <urn:b> "1" .')
    answer = shared.request("POST", "/graphs/post.ttl", body='<urn:a> <urn:b> "2" .', headers=TURTLE)
    assert answer.status == 204
    assert triples(shared, "/graphs/post.ttl") == {'<urn:a> <urn:b> "1" .', '<urn:a> <urn:b> "2" .'}


def test_post_makes_a_graph_that_was_not_there(shared: Any) -> None:
    assert shared.request("POST", "/graphs/posted", body="<urn:a> <urn:b> 1 .", headers=TURTLE).status == 201


def test_post_to_the_graph_store_makes_a_graph_and_says_where(shared: Any) -> None:
    answer = shared.request("POST", "/graphs", body='<urn:a> <urn:b> "minted" .', headers=TURTLE)
    assert answer.status == 201
    location = answer.headers["location"]
    assert location.startswith(shared.url + "/graphs/")
    assert triples(shared, location.removeprefix(shared.url)) == {'<urn:a> <urn:b> "minted" .'}


def test_delete_removes_a_graph_and_a_second_delete_is_a_404(shared: Any) -> None:
    put(shared, "/graphs/delete.ttl", "<urn:a> <urn:b> 1 .")
    assert shared.request("DELETE", "/graphs/delete.ttl").status == 204
    assert shared.get("/graphs/delete.ttl").status == 404
    assert shared.request("DELETE", "/graphs/delete.ttl").status == 404


# -- RFC 9110: conditions, packed bodies, charsets ---------------------------------------------------------------


def test_a_graph_has_a_strong_entity_tag_and_is_not_modified_while_it_fits(shared: Any) -> None:
    put(shared, "/graphs/tagged", "<urn:a> <urn:b> 1 .")
    tag = shared.get("/graphs/tagged").headers["etag"]
    assert not tag.startswith("W/")
    assert shared.get("/graphs/tagged", If_None_Match=tag).status == 304
    assert shared.request("HEAD", "/graphs/tagged").headers["etag"] == tag
    put(shared, "/graphs/tagged", "<urn:a> <urn:b> 2 .")
    assert shared.get("/graphs/tagged", If_None_Match=tag).status == 200


def test_if_match_keeps_a_client_from_overwriting_what_it_has_not_seen(shared: Any) -> None:
    put(shared, "/graphs/matched", '<urn:a> <urn:b> "1" .')
    tag = shared.get("/graphs/matched").headers["etag"]
    assert put(shared, "/graphs/matched", '<urn:a> <urn:b> "2" .', **{"If-Match": tag}).status == 204
    assert put(shared, "/graphs/matched", '<urn:a> <urn:b> "3" .', **{"If-Match": tag}).status == 412
    assert shared.request("DELETE", "/graphs/matched", headers={"If-Match": '"no"'}).status == 412
    assert put(shared, "/graphs/matched", '<urn:a> <urn:b> "3" .', **{"If-Match": f"W/{tag}"}).status == 412
    assert triples(shared, "/graphs/matched") == {'<urn:a> <urn:b> "2" .'}


def test_if_match_of_a_star_wants_a_graph_that_is_there(shared: Any) -> None:
    assert put(shared, "/graphs/star", "<urn:a> <urn:b> 1 .", **{"If-Match": "*"}).status == 412
    assert shared.get("/graphs/star").status == 404
    put(shared, "/graphs/star", "<urn:a> <urn:b> 1 .")
    assert put(shared, "/graphs/star", "<urn:a> <urn:b> 2 .", **{"If-Match": "*"}).status == 204


def test_if_none_match_of_a_star_wants_a_graph_that_is_not_there(shared: Any) -> None:
    assert put(shared, "/graphs/fresh", '<urn:a> <urn:b> "1" .', **{"If-None-Match": "*"}).status == 201
    assert put(shared, "/graphs/fresh", '<urn:a> <urn:b> "2" .', **{"If-None-Match": "*"}).status == 412
    assert put(shared, "/graphs?default", "<urn:a> <urn:b> 2 .", **{"If-None-Match": "*"}).status == 412
    assert triples(shared, "/graphs/fresh") == {'<urn:a> <urn:b> "1" .'}


def test_a_graph_that_was_made_is_had_where_location_says(shared: Any) -> None:
    made = put(
        shared, "/graphs?graph=" + quote("http://example.org/thành phố?x=1", safe=""), "<urn:a> <urn:b> 1 ."
    )
    assert made.status == 400  # no IRI: a blank
    made = put(
        shared, "/graphs?graph=" + quote("http://example.org/thành-phố?x=1", safe=""), "<urn:a> <urn:b> 1 ."
    )
    assert made.status == 201
    assert shared.get(made.headers["location"].removeprefix(shared.url)).status == 200


@pytest.mark.parametrize(
    ("charset", "written"),
    [("iso-8859-1", "latin-1"), ("utf-16", "utf-16"), ("utf-16", "utf-16-be"), ("windows-1258", "cp1258")],
)
def test_a_document_is_read_in_the_charset_that_is_said(shared: Any, charset: str, written: str) -> None:
    headers = {"Content-Type": f"text/turtle; charset={charset}"}
    body = '<urn:a> <urn:b> "é" .'.encode(written)
    assert shared.request("PUT", "/graphs/charset", body=body, headers=headers).status in {200, 201, 204}
    assert shared.get("/graphs/charset", Accept="application/n-triples").text == '<urn:a> <urn:b> "é" .\n'


def test_a_document_in_an_unknown_charset_is_a_415_and_one_that_is_not_in_its_charset_a_400(
    shared: Any,
) -> None:
    for charset, status in (("klingon", 415), ("rot13", 415), ("utf-16", 400), ("iso2022_jp", 400)):
        headers = {"Content-Type": f"text/turtle; charset={charset}"}
        body = '<urn:a> <urn:b> "é" .'
        assert shared.request("PUT", "/graphs/no-charset", body=body, headers=headers).status == status


def test_a_document_that_is_not_in_utf_8_is_a_400(shared: Any) -> None:
    assert put(shared, "/graphs/latin", b'<urn:a> <urn:b> "caf\xe9" .').status == 400


def test_a_mark_of_utf_8_before_a_document_is_no_part_of_it(shared: Any) -> None:
    assert put(shared, "/graphs/mark", b'\xef\xbb\xbf<urn:a> <urn:b> "x" .').status == 201
    assert triples(shared, "/graphs/mark") == {'<urn:a> <urn:b> "x" .'}


def test_a_packed_document_is_unpacked(shared: Any) -> None:
    body = gzip.compress(b'<urn:a> <urn:b> "packed" .')
    assert put(shared, "/graphs/packed", body, **{"Content-Encoding": "gzip"}).status == 201
    assert triples(shared, "/graphs/packed") == {'<urn:a> <urn:b> "packed" .'}


def test_an_empty_graph_exists(shared: Any) -> None:
    assert put(shared, "/graphs/empty.ttl", "").status == 201
    assert triples(shared, "/graphs/empty.ttl") == set()


def test_post_of_nothing_leaves_a_graph_as_it_is(shared: Any) -> None:
    put(shared, "/graphs/same.ttl", '<urn:a> <urn:b> "1" .')
    assert shared.request("POST", "/graphs/same.ttl", body="", headers=TURTLE).status == 204
    assert triples(shared, "/graphs/same.ttl") == {'<urn:a> <urn:b> "1" .'}


def test_a_form_with_files_adds_all_of_them(shared: Any) -> None:
    body = (
        '--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
        '<urn:a> <urn:b> "1" .\r\n--x\r\nContent-Disposition: form-data; name="b"; filename="b.nt"\r\n\r\n'
        '<urn:a> <urn:b> "2" .\r\n--x--\r\n'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert shared.request("POST", "/graphs/form", body=body, headers=headers).status == 201
    assert triples(shared, "/graphs/form") == {'<urn:a> <urn:b> "1" .', '<urn:a> <urn:b> "2" .'}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("hyphens", ["--", ""])
def test_a_form_may_hold_its_files_in_a_part_of_their_own(shared: Any, end: str, hyphens: str) -> None:
    """As the W3C's own example does, whose lines end in line feeds and whose boundaries lack their last hyphens."""
    lines = [
        "--x",
        'Content-Disposition: form-data; name="graphs"',
        "Content-Type: multipart/mixed, boundary=y",
        "",
    ]
    for name, value in (("a.ttl", "1"), ("b.ttl", "2")):
        lines += [
            "--y",
            f'Content-Disposition: attachment; filename="{name}"',
            "Content-Type: text/turtle",
            "",
        ]
        lines += [f'<urn:a> <urn:b> "{value}" .']
    body = end.join([*lines, f"--y{hyphens}", f"--x{hyphens}", ""])
    address = f"/graphs/nested{len(end)}{hyphens}"
    headers = {"Content-Type": "multipart/form-data, boundary=x"}
    assert shared.request("POST", address, body=body, headers=headers).status == 201
    assert triples(shared, address) == {'<urn:a> <urn:b> "1" .', '<urn:a> <urn:b> "2" .'}


def test_a_form_that_breaks_off_in_a_part_is_a_400(shared: Any) -> None:
    body = '--x\r\nContent-Type: text/turtle\r\n\r\n<urn:a> <urn:b> "1" .\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert shared.request("POST", "/graphs/broken-off", body=body, headers=headers).status == 400


def test_relative_iris_in_a_document_are_resolved_against_the_graph(shared: Any) -> None:
    put(shared, "/graphs/base/1.ttl", "<> <urn:b> <other> .")
    base = f"{shared.url}/graphs/base"
    assert triples(shared, "/graphs/base/1.ttl") == {f"<{base}/1.ttl> <urn:b> <{base}/other> ."}


def test_a_document_that_breaks_off_leaves_the_graph_as_it_was(shared: Any) -> None:
    put(shared, "/graphs/broken.ttl", '<urn:a> <urn:b> "1" .')
    answer = put(shared, "/graphs/broken.ttl", '<urn:a> <urn:b> "2" .\n<urn:a> <urn:b')
    assert (answer.status, answer.json["line"]) == (400, 2)
    assert triples(shared, "/graphs/broken.ttl") == {'<urn:a> <urn:b> "1" .'}


def test_a_document_of_one_type_sent_as_another_is_a_400(shared: Any) -> None:
    headers = {"Content-Type": "application/rdf+xml"}
    assert (
        shared.request("PUT", "/graphs/mismatched", body="<urn:a> <urn:b> 1 .", headers=headers).status == 400
    )


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream"])
def test_a_document_of_another_type_is_a_415(shared: Any, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert shared.request("PUT", "/graphs/type", body="x", headers=headers).status == 415


def test_a_graph_in_no_format_that_is_taken_is_a_406(shared: Any) -> None:
    put(shared, "/graphs/accept.ttl", "<urn:a> <urn:b> 1 .")
    assert shared.request("GET", "/graphs/accept.ttl", headers={"Accept": "image/png"}).status == 406


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/n-quads",
    ],
)
def test_a_graph_goes_out_and_comes_back_in_every_format(shared: Any, media_type: str) -> None:
    put(shared, "/graphs/source.ttl", '<urn:a> <urn:b> "Nghệ An"@vi, 2, <urn:c> .')
    out = shared.request("GET", "/graphs/source.ttl", headers={"Accept": media_type})
    assert out.type == media_type
    path = "/graphs/round/" + media_type.replace("/", "-")
    assert shared.request("PUT", path, body=out.body, headers={"Content-Type": media_type}).status == 201
    assert triples(shared, path) == triples(shared, "/graphs/source.ttl")


def test_another_method_is_a_405(shared: Any) -> None:
    answer = shared.request("PATCH", "/graphs/x", body="CLEAR ALL", headers={"Content-Type": "text/plain"})
    assert answer.status == 405
    assert "PUT" in answer.headers["allow"]


def test_the_graphs_made_from_sources_are_not_written_by_clients(shared: Any) -> None:
    reserved = quote("https://w3id.org/huunghi/graph/source/a", safe="")
    assert put(shared, f"/graphs?graph={reserved}", "<urn:a> <urn:b> 1 .").status == 403


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", b"graph=relative"),
        ("", b"default&graph=urn%3Aa"),
        ("/a", b"default"),
        ("", b"graph=%FF"),
    ],
)
def test_a_request_that_names_no_graph_or_two_is_a_400(path: str, query: bytes) -> None:
    with pytest.raises(BadRequest):
        read_graph_request(
            "GET", base="http://h/graphs", path=path, query_string=query, content_type=None, body=b""
        )


def test_a_graph_s_name_is_decoded_exactly_once() -> None:
    asked = read_graph_request(
        "GET",
        base="http://h/graphs",
        path="",
        query_string=b"graph=http%3A%2F%2Fe%2Fa%252Fb",
        content_type=None,
        body=b"",
    )
    assert asked.graph == "http://e/a%2Fb"
    direct = read_graph_request(
        "GET",
        base="http://h/graphs",
        path="/a%2Fb/Ngh%E1%BB%87",
        query_string=b"",
        content_type=None,
        body=b"",
    )
    assert direct.graph == "http://h/graphs/a%2Fb/Nghệ"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "graph", ["graph/decisions", "graph/origins", "graph/source/a", "graph/replaced", "ontology"]
)
def test_a_graph_that_the_service_makes_is_a_403_that_says_what_to_do(
    shared: Any, method: str, graph: str
) -> None:
    named = quote(f"https://w3id.org/huunghi/{graph}", safe="")
    turtle = {"Content-Type": "text/turtle", "Accept": "application/json"}
    answer = shared.request(method, f"/graphs?graph={named}", body="<urn:a> <urn:b> 1 .", headers=turtle)
    assert answer.status == 403
    assert answer.json["type"].endswith("managed-graph")
    assert "huunghi" in answer.json["hint"]
