"""The SPARQL 1.1 Protocol, one rule a test (https://www.w3.org/TR/sparql11-protocol/), and what HTTP asks besides."""

import gzip
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import zstandard

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
ASK = "ASK {}"
G1, G2 = "http://example.org/g1", "http://example.org/g2"
VALUES = "SELECT ?o { ?s <http://example.org/p> ?o } ORDER BY ?o"
NAMED = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


def get(server: Any, *parameters: tuple[str, str], accept: str = "*/*") -> Any:
    return server.request("GET", "/sparql?" + urlencode(parameters), headers={"Accept": accept})


def post(server: Any, *parameters: tuple[str, str], accept: str = "*/*") -> Any:
    return server.request("POST", "/sparql", body=urlencode(parameters), headers={**FORM, "Accept": accept})


# -- 2.1: the query operation ------------------------------------------------------------------------------------


def test_a_query_may_come_by_get(server: Any) -> None:
    assert get(server, ("query", ASK)).json["boolean"] is True


def test_a_query_may_come_as_a_form(server: Any) -> None:
    assert post(server, ("query", ASK)).json["boolean"] is True


def test_a_query_may_come_as_the_body_of_a_post(server: Any) -> None:
    assert server.request("POST", "/sparql", body=ASK, headers=DIRECT).json["boolean"] is True


def test_a_query_may_come_by_the_query_method(server: Any) -> None:
    assert server.request("QUERY", "/sparql", body=ASK, headers=DIRECT).json["boolean"] is True


def test_the_charset_utf_8_may_be_named(server: Any) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert server.request("POST", "/sparql", body=ASK, headers=headers).status == 200


def test_the_address_may_end_in_a_slash(server: Any) -> None:
    assert server.get("/sparql/?" + urlencode({"query": ASK})).json["boolean"] is True
    assert server.request("POST", "/sparql/", body=ASK, headers=DIRECT).json["boolean"] is True


def test_a_version_may_be_announced_once(server: Any) -> None:
    """SPARQL 1.2 Protocol section 2.1."""
    assert get(server, ("query", ASK), ("version", "1.2")).status == 200
    headers = {"Content-Type": "application/sparql-query; version=1.2"}
    assert server.request("POST", "/sparql", body=ASK, headers=headers).status == 200
    assert get(server, ("query", ASK), ("version", "1.1"), ("version", "1.2")).status == 400


def test_head_is_get_without_the_body(server: Any) -> None:
    answer = server.request("HEAD", "/sparql?" + urlencode({"query": ASK}))
    assert (answer.status, answer.body) == (200, b"")
    assert answer.type == "application/sparql-results+json"


def test_a_parameter_is_decoded_exactly_once(server: Any) -> None:
    """`%2F` in an IRI is sent as `%252F` and stays `%2F`."""
    query = "SELECT (STR(<http://example.org/a%2Fb%20c+d>) AS ?x) {}"
    assert get(server, ("query", query)).rows == [{"x": "http://example.org/a%2Fb%20c+d"}]
    assert post(server, ("query", query)).rows == [{"x": "http://example.org/a%2Fb%20c+d"}]


def test_a_plus_sign_in_a_parameter_is_a_space(server: Any) -> None:
    assert server.get("/sparql?query=ASK+%7B%7D").json["boolean"] is True


def test_a_semicolon_does_not_separate_parameters(server: Any) -> None:
    assert server.get("/sparql?query=" + quote("SELECT * { ?s ?p ?o ; ?q ?r }", safe=";")).status == 200


def test_relative_iris_are_resolved_against_the_address_of_the_service(server: Any) -> None:
    rows = get(server, ("query", "SELECT (STR(<x>) AS ?x) {}")).rows
    assert rows == [{"x": f"{server.url}/x"}]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_a_405_that_names_the_ones_there_are(server: Any, method: str) -> None:
    answer = server.request(method, "/sparql?" + urlencode({"query": ASK}))
    assert answer.status == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("send", [get, post])
def test_two_queries_are_a_400(server: Any, send: Any) -> None:
    assert send(server, ("query", ASK), ("query", ASK)).status == 400


def test_a_query_in_the_address_and_one_in_the_form_are_two(server: Any) -> None:
    body = urlencode({"query": ASK})
    assert server.request("POST", f"/sparql?{body}", body=body, headers=FORM).status == 400


def test_the_query_of_a_form_stands_in_its_body(server: Any) -> None:
    answer = server.request("POST", "/sparql?" + urlencode({"query": ASK}), body="", headers=FORM)
    assert answer.status == 400


def test_a_get_with_a_body_is_a_400(server: Any) -> None:
    address = "/sparql?" + urlencode({"query": ASK})
    assert server.request("GET", address, body="query=ASK%7B%7D", headers=FORM).status == 400


def test_an_empty_query_is_a_400_that_says_so(server: Any) -> None:
    for answer in (get(server, ("query", " ")), server.request("POST", "/sparql", body="", headers=DIRECT)):
        assert (answer.status, answer.json["detail"]) == (400, "The query is empty.")


def test_a_mark_of_utf_8_before_a_query_is_no_part_of_it(server: Any) -> None:
    assert server.request("POST", "/sparql", body=b"\xef\xbb\xbfASK {}", headers=DIRECT).status == 200
    for send in (get, post):
        assert send(server, ("query", "\ufeffASK {}")).status == 200
    assert (wrong := get(server, ("query", "\ufeffASK {} x"))).status == 400
    assert (wrong.json["line"], wrong.json["column"]) == (1, 8)


@pytest.mark.parametrize(
    ("headers", "body"), [(DIRECT, ASK), (FORM, urlencode({"query": ASK}))], ids=["direct", "form"]
)
def test_a_packed_query_is_unpacked(server: Any, headers: dict[str, str], body: str) -> None:
    headers = {**headers, "Content-Encoding": "gzip"}
    answer = server.request("POST", "/sparql", body=gzip.compress(body.encode()), headers=headers)
    assert answer.json["boolean"] is True


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        pytest.param("br", ASK.encode(), 415, id="unknown coding"),
        pytest.param("gzip", ASK.encode(), 400, id="not packed"),
        pytest.param("gzip", gzip.compress(ASK.encode())[:-4], 400, id="cut short"),
        pytest.param("gzip", gzip.compress(gzip.compress(bytes(30 << 20))), 400, id="packed once more"),
        pytest.param("gzip", gzip.compress(bytes(30 << 20)), 413, id="too long"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(bytes(30 << 20))), 413, id="too long twice"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_told_to_be_so(
    server: Any, coding: str, body: bytes, status: int
) -> None:
    answer = server.request("POST", "/sparql", body=body, headers={**DIRECT, "Content-Encoding": coding})
    assert answer.status == status
    assert ("accept-encoding" in answer.headers) is (status == 415)


def test_a_body_of_another_type_is_a_415(server: Any) -> None:
    answer = server.request("POST", "/sparql", body=ASK, headers={"Content-Type": "text/plain"})
    assert answer.status == 415
    assert "application/sparql-query" in answer.json["hint"]


@pytest.mark.parametrize("body", [urlencode({"query": ASK}), ASK])
def test_a_body_without_a_type_is_a_415(server: Any, body: str) -> None:
    assert server.request("POST", "/sparql", body=body).status == 415


def test_another_charset_is_refused(server: Any) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    assert server.request("POST", "/sparql", body=ASK.encode("utf-16"), headers=headers).status == 415


def test_bytes_that_are_no_utf_8_are_a_400(server: Any) -> None:
    assert server.request("POST", "/sparql", body=b"ASK { ?s ?p '\xff' }", headers=DIRECT).status == 400
    assert server.get("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%7D").status == 400


def test_a_form_without_query_and_update_is_a_400(server: Any) -> None:
    assert post(server, ("q", ASK)).status == 400


def test_a_syntax_error_is_a_400_with_line_and_column(server: Any) -> None:
    answer = get(server, ("query", "SELECT *\nWHERE { ?s ?p }"))
    assert answer.status == 400
    assert (answer.json["line"], answer.json["column"]) == (2, 15)
    assert answer.json["excerpt"].splitlines() == ["WHERE { ?s ?p }", " " * 14 + "^"]


def test_an_error_is_a_problem_document(server: Any) -> None:
    answer = get(server, ("query", "nothing"))
    assert answer.type == "application/problem+json"
    assert answer.json["status"] == answer.status
    assert {"type", "title", "detail"} <= answer.json.keys()


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_an_error_is_told_as_text_or_html_where_that_is_asked(server: Any, media_type: str) -> None:
    answer = server.request(
        "POST", "/sparql", body="<no>", headers={**DIRECT, "Accept": f"{media_type}, */*;q=0.1"}
    )
    assert (answer.status, answer.type) == (400, media_type)
    assert "<no>" not in answer.text or media_type == "text/plain"


# -- 2.1.4: the dataset ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("send", [get, post])
def test_a_default_graph_may_be_named(server: Any, send: Any) -> None:
    assert send(server, ("query", VALUES), ("default-graph-uri", G1)).rows == [{"o": "in one"}]


@pytest.mark.parametrize("send", [get, post])
def test_several_default_graphs_are_merged(server: Any, send: Any) -> None:
    rows = send(server, ("query", VALUES), ("default-graph-uri", G1), ("default-graph-uri", G2)).rows
    assert [row["o"] for row in rows] == ["in one", "in two"]


@pytest.mark.parametrize("send", [get, post])
def test_named_graphs_may_be_named(server: Any, send: Any) -> None:
    assert send(server, ("query", NAMED), ("named-graph-uri", G2)).rows == [{"g": G2}]


def test_with_named_graphs_alone_the_default_graph_is_empty(server: Any) -> None:
    query = "SELECT * { ?s ?p ?o }"
    assert get(server, ("query", query), ("named-graph-uri", G1)).rows == []


def test_with_default_graphs_alone_there_are_no_named_ones(server: Any) -> None:
    assert get(server, ("query", NAMED), ("default-graph-uri", G1)).rows == []


def test_the_dataset_of_the_request_comes_before_that_of_the_query(server: Any) -> None:
    query = VALUES.replace("{", f"FROM <{G1}> {{", 1)
    assert get(server, ("query", query)).rows == [{"o": "in one"}]
    assert get(server, ("query", query), ("default-graph-uri", G2)).rows == [{"o": "in two"}]


def test_the_dataset_of_a_direct_post_stands_in_the_address(server: Any) -> None:
    answer = server.request("POST", f"/sparql?default-graph-uri={quote(G1)}", body=VALUES, headers=DIRECT)
    assert answer.rows == [{"o": "in one"}]


def test_a_graph_without_an_absolute_iri_is_a_400(server: Any) -> None:
    assert get(server, ("query", ASK), ("default-graph-uri", "g 1")).status == 400


def test_parameters_of_updates_do_not_belong_to_a_query(server: Any) -> None:
    assert get(server, ("query", ASK), ("using-graph-uri", G1)).status == 400


# -- 2.1.5 and 2.1.6: answers ------------------------------------------------------------------------------------

SELECT = "SELECT ?o { <http://example.org/nghe-an> <http://example.org/number> ?o }"
CONSTRUCT = "CONSTRUCT { <http://example.org/a> <http://example.org/b> ?o } WHERE { ?s <http://example.org/number> ?o }"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=abc", "text/csv"),
        ("text/csv;q=1.5, application/json;q=0.9", "text/csv"),
        ("text/csv;q=0.33333, application/json;q=0.2", "text/csv"),
    ],
)
def test_results_come_in_the_format_that_is_liked_best(server: Any, accept: str, media_type: str) -> None:
    answer = get(server, ("query", SELECT), accept=accept)
    assert (answer.status, answer.type) == (200, media_type)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig", "application/trig"),
        ("text/n3", "text/n3"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/json", "application/ld+json"),
    ],
)
def test_graphs_come_in_the_format_that_is_liked_best(server: Any, accept: str, media_type: str) -> None:
    answer = get(server, ("query", CONSTRUCT), accept=accept)
    assert (answer.status, answer.type) == (200, media_type)


def test_a_format_may_be_named_in_the_address(server: Any) -> None:
    assert get(server, ("query", ASK), ("format", "application/sparql-results+xml")).text.startswith("<?xml")
    assert get(server, ("query", SELECT), ("format", "csv"), accept="application/json").type == "text/csv"
    assert get(server, ("query", CONSTRUCT), ("format", "nt")).type == "application/n-triples"
    assert get(server, ("query", ASK), ("format", "docx")).status == 400


@pytest.mark.parametrize(
    ("query", "formats", "accept", "media_type"),
    [
        (SELECT, ["xml"], "*/*", "application/sparql-results+xml"),
        (CONSTRUCT, ["xml"], "*/*", "application/rdf+xml"),
        (CONSTRUCT, ["JSON"], "*/*", "application/ld+json"),
        (CONSTRUCT, ["csv"], "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, ["csv"], "*/*", "text/turtle"),
        (SELECT, ["Turtle"], "text/csv", "text/csv"),
        (SELECT, ["turtle", "tsv", "csv"], "*/*", "text/tab-separated-values"),
        (CONSTRUCT, ["csv,n-triples"], "*/*", "application/n-triples"),
        (CONSTRUCT, ["rdf+xml", "application/rdf+xml"], "text/turtle", "application/rdf+xml"),
        (ASK, ["docx", "srx"], "*/*", "application/sparql-results+xml"),
        (SELECT, [""], "text/csv", "text/csv"),
    ],
)
def test_of_several_formats_the_first_that_fits_the_answer_counts(
    server: Any, query: str, formats: list[str], accept: str, media_type: str
) -> None:
    pairs = [("query", query), *(("format", one) for one in formats)]
    answer = get(server, *pairs, accept=accept)
    assert (answer.status, answer.type) == (200, media_type)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
    posted = server.request("POST", "/sparql", body=urlencode(pairs), headers=form)
    assert (posted.status, posted.type, posted.body) == (200, media_type, answer.body)


def test_a_form_that_names_a_format_gets_it_and_no_page(server: Any) -> None:
    """Forms of other pages are sent by browsers, which take HTML before all else."""
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert post(server, ("query", SELECT), ("format", "csv"), accept=browser).type == "text/csv"
    assert post(server, ("output", "json"), ("query", SELECT), accept=browser).rows
    assert post(server, ("query", SELECT), ("format", ""), accept=browser).type == "text/html"
    assert get(server, ("query", SELECT), ("results", "csv"), accept=browser).type == "text/csv"


def test_a_format_that_does_not_fit_leaves_it_to_accept(server: Any) -> None:
    assert get(server, ("query", CONSTRUCT), ("format", "csv"), accept="text/csv").status == 406
    assert get(server, ("query", SELECT), ("output", "csv"), accept="*/*").type == "text/csv"
    assert get(server, ("query", SELECT), ("results", "20"), accept="*/*").status == 200
    assert server.get("/graphs?default&format=Turtle&format=csv", Accept="text/csv").type == "text/turtle"


@pytest.mark.parametrize("accept", ["image/png", "text/turtle"])
def test_results_in_no_format_that_is_taken_are_a_406(server: Any, accept: str) -> None:
    assert get(server, ("query", SELECT), accept=accept).status == 406


def test_a_graph_in_no_format_that_is_taken_is_a_406(server: Any) -> None:
    assert get(server, ("query", CONSTRUCT), accept="text/csv").status == 406


def test_text_formats_say_that_they_are_utf_8(server: Any) -> None:
    assert (
        get(server, ("query", SELECT), accept="text/csv").headers["content-type"] == "text/csv; charset=utf-8"
    )


def test_describe_gives_a_graph(server: Any) -> None:
    answer = get(server, ("query", "DESCRIBE <http://example.org/vinh>"))
    assert answer.type == "text/turtle"
    assert "Vinh" in answer.text


# -- updates where they are not allowed --------------------------------------------------------------------------


def test_an_update_by_get_is_a_400(server: Any) -> None:
    assert get(server, ("update", "CLEAR ALL")).status == 400


def test_an_update_without_a_token_configured_is_a_403(server: Any) -> None:
    assert post(server, ("update", "CLEAR ALL")).status == 403


# -- HTTP ----------------------------------------------------------------------------------------------------------


def test_a_page_of_any_origin_may_ask(server: Any) -> None:
    assert get(server, ("query", ASK)).headers["access-control-allow-origin"] == "*"
    answer = server.request("OPTIONS", "/sparql", headers={"Origin": "https://example.org"})
    assert answer.status == 204
    assert "QUERY" in answer.headers["access-control-allow-methods"]


def test_the_same_query_of_the_same_version_is_not_modified(server: Any) -> None:
    first = get(server, ("query", SELECT))
    path = "/sparql?" + urlencode({"query": SELECT})
    answer = server.request("GET", path, headers={"If-None-Match": first.headers["etag"], "Accept": "*/*"})
    assert (answer.status, answer.body) == (304, b"")
    other = server.request(
        "GET", path, headers={"If-None-Match": first.headers["etag"], "Accept": "text/csv"}
    )
    assert other.status == 200


def test_a_query_whose_answer_changes_by_itself_has_no_entity_tag(server: Any) -> None:
    first = get(server, ("query", "SELECT (UUID() AS ?x) {}"))
    assert "etag" not in first.headers
    assert first.rows != get(server, ("query", "SELECT (UUID() AS ?x) {}")).rows


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_an_answer_is_compressed_where_that_is_asked(server: Any, coding: str) -> None:
    query = "SELECT * { VALUES ?x { " + " ".join(f'"{n:06d}"' for n in range(1000)) + " } }"
    plain = server.query(query)
    body = urlencode({"query": query})
    packed = server.request("POST", "/sparql", body=body, headers={**FORM, "Accept-Encoding": coding})
    assert packed.headers["content-encoding"] == coding
    unpack = gzip.decompress if coding == "gzip" else zstandard.ZstdDecompressor().decompressobj().decompress
    assert unpack(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def test_an_answer_says_its_version_its_time_and_its_id(server: Any) -> None:
    headers = get(server, ("query", SELECT)).headers
    assert headers["data-version"] == "1"
    assert headers["server-timing"].startswith("total;dur=")
    assert len(headers["query-id"]) == 16


def test_the_id_that_the_client_gives_is_the_query_s(server: Any) -> None:
    answer = server.request("GET", "/sparql?" + urlencode({"query": ASK}), headers={"Query-Id": "mine-1"})
    assert answer.headers["query-id"] == "mine-1"
    bad = server.request("GET", "/sparql?" + urlencode({"query": ASK}), headers={"Query-Id": "no spaces"})
    assert bad.status == 400


@pytest.mark.parametrize("name", ["content-security-policy", "x-content-type-options", "referrer-policy"])
def test_every_answer_has_security_headers(server: Any, name: str) -> None:
    assert name in get(server, ("query", ASK)).headers
    assert name in get(server, ("query", "no")).headers


@pytest.mark.parametrize(
    "parameters", [("timeout", "soon"), ("timeout", "-1"), ("max-rows", "many"), ("timeout", "nan")]
)
def test_a_limit_that_is_no_number_is_a_400(server: Any, parameters: tuple[str, str]) -> None:
    assert get(server, ("query", ASK), parameters).status == 400


def test_options_of_the_whole_server_says_what_methods_there_are(server: Any) -> None:
    answer = server.request("OPTIONS", "*")
    assert answer.status == 204
    assert "QUERY" in answer.headers["allow"]
