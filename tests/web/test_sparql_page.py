"""The form at /sparql says why a query has no answer, with the line and a mark, and keeps what was typed."""

import html
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

WRONG = "SELECT ?person {\n  ?tenure a hn:Tenure .\n  FLITER(?x > 1)\n}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_is_shown_with_its_line_and_a_mark(client: httpx.Client, method: str) -> None:
    given = {"query": WRONG}
    page = client.get("/sparql", params=given) if method == "GET" else client.post("/sparql", data=given)
    assert page.status_code == 400
    assert "Line 3, column 3: “FLITER” is not a word of SPARQL." in page.text
    assert "Did you mean FILTER?" in page.text
    assert "  <mark>F</mark>LITER(?x &gt; 1)</pre>" in page.text
    assert html.escape(WRONG, quote=False) in page.text
    assert 'aria-invalid="true" aria-describedby="problem"' in page.text


def test_a_fault_is_said_in_the_readers_language(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": "SELECT ?x { ?x ?p ?o", "lang": "vi"})
    assert "Dòng 1, cột 21: Văn bản kết thúc mà dấu “{” ở dòng 1 chưa được đóng." in page.text
    assert "Thiếu một dấu “}”." in page.text
    client.cookies.clear()


def test_what_was_expected_is_a_list_in_the_readers_language(client: httpx.Client) -> None:
    for language, said in (("en", "“*”, a variable or an IRI"), ("vi", "“*”, một biến hoặc một IRI")):
        answer = client.get(
            "/sparql?query=DESCRIBE", headers={"Accept": "text/plain", "Accept-Language": language}
        )
        assert answer.status_code == 400
        assert said in answer.text


def test_the_forms_of_an_error_agree_with_the_page(client: httpx.Client) -> None:
    asked = {"query": WRONG}
    document = client.get("/sparql", params=asked, headers={"Accept": "application/json"}).json()
    text = client.get("/sparql", params=asked, headers={"Accept": "text/plain"}).text
    page = html.unescape(client.get("/sparql", params=asked).text)
    assert (document["line"], document["column"]) == (3, 3)
    assert document["excerpt"] == "  FLITER(?x > 1)\n  ^"
    for said in (document["detail"], document["hint"]):
        assert said in text
        assert said in page
    assert document["excerpt"] in text


def test_a_function_nobody_knows_is_named_with_its_place(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": "SELECT (xsd:dateTme('x') AS ?y) { }"})
    assert page.status_code == 422
    assert "There is no function xsd:dateTme here." in page.text
    assert "Did you mean xsd:dateTime?" in page.text


def test_a_term_that_the_graph_does_not_use_is_named_beside_the_answer(client: httpx.Client) -> None:
    query = "SELECT * { ?x a hn:Program }"
    page = html.unescape(client.get("/sparql", params={"query": query}).text)
    assert "hn:Program is used nowhere in this graph. Did you mean hn:Programme?" in page
    page = html.unescape(client.get("/sparql", params={"query": query, "lang": "vi"}).text)
    assert "Trong đồ thị này không nơi nào dùng hn:Program. Có phải ý bạn là hn:Programme?" in page
    client.cookies.clear()


def test_the_answer_for_programs_says_nothing_of_terms(client: httpx.Client) -> None:
    answer = client.get("/sparql?query=SELECT * { ?x a hn:Program }", headers={"Accept": "application/json"})
    assert answer.json() == {"head": {"vars": ["x"]}, "results": {"bindings": []}}


def test_what_the_protocol_refuses_is_said_in_the_readers_language(client: httpx.Client) -> None:
    wrong = "/sparql?query=ASK {}&timeout=soon"
    for language, said in (
        ("en", "The parameter timeout is 'soon', which is not a number of seconds above 0."),
        ("vi", "Tham số timeout là “soon”, không phải một số giây lớn hơn 0."),
    ):
        answer = client.get(wrong, headers={"Accept": "application/json", "Accept-Language": language})
        assert (answer.status_code, answer.json()["detail"]) == (400, said)


def test_what_a_worker_refuses_is_said_in_the_readers_language(client: httpx.Client) -> None:
    asked = {"query": "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }"}
    said = {}
    for language in ("en", "vi"):
        answer = client.get(
            "/sparql", params=asked, headers={"Accept": "text/plain", "Accept-Language": language}
        )
        assert answer.status_code == 403
        said[language] = answer.text.splitlines()
    assert len(said["en"]) == len(said["vi"])
    assert not set(said["en"]) & set(said["vi"])


def test_format_html_in_the_address_gives_the_page_whatever_accept_says(client: httpx.Client) -> None:
    for address in ("/sparql?format=html", "/sparql?query=ASK%7B%7D&format=text/html"):
        page = client.get(address, headers={"Accept": "*/*"})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), address
    both = client.get("/sparql?query=ASK%7B%7D&format=html&format=csv", headers={"Accept": "*/*"})
    assert both.headers["content-type"] != "text/html; charset=utf-8"


def test_the_section_of_the_answer_comes_alone_and_is_that_of_the_page(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?x { ?x a hn:Tenure } ORDER BY ?x LIMIT 2"}
    alone = client.get("/sparql", params={**asked, "part": "answer"}, headers={"Query-Id": "the-part-alone"})
    assert alone.text.startswith('<section id="answer"')
    assert 'data-kind="select" data-rows="2" data-seconds=' in alone.text
    assert 'data-query-id="the-part-alone"' in alone.text
    page = client.get("/sparql", params=asked).text
    assert alone.text.partition("data-version")[2].strip() in page
    wrong = client.get("/sparql", params={"query": WRONG, "part": "answer"})
    assert (wrong.status_code, wrong.text.count("<section")) == (400, 1)
    assert 'data-kind="fault"' in wrong.text
    other = client.get("/sparql", params={**asked, "part": "table"})
    assert other.status_code == 400
    assert "The page has no part called table." in other.text


def test_a_query_of_the_page_is_ended_by_its_id(client: httpx.Client) -> None:
    crossing = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"

    def ask() -> httpx.Response:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=30) as own:
            return own.get("/sparql", params={"query": crossing}, headers={"Query-Id": "a-cross-join"})

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        for _ in range(200):
            if client.delete("/sparql/queries/a-cross-join").status_code == 204:
                break
            time.sleep(0.05)
        page = asked.result()
    assert page.status_code == 503
    assert "The query was cancelled." in page.text or "cancelled" in page.text
    assert 'data-kind="fault"' in page.text


def test_a_run_takes_no_more_than_its_limits_and_says_what_was_cut(client: httpx.Client) -> None:
    page = client.get(
        "/sparql", params={"query": "SELECT * { ?s ?p ?o }", "max-rows": "2", "timeout": "5"}
    ).text
    assert "the answer was cut after 2, which is the limit of this run" in page
    assert 'name="timeout" type="number" min="0.1" max="60.0"' in page
    assert 'value="5.0"' in page
    asked = {"query": "SELECT * { ?s ?p ?o }", "timeout": "9999"}
    assert 'value="60.0"' in client.get("/sparql", params=asked).text, "no more than the service allows"


@pytest.mark.parametrize(("name", "value"), [("timeout", "soon"), ("timeout", "-1"), ("max-rows", "all")])
def test_a_limit_that_is_no_number_is_named(client: httpx.Client, name: str, value: str) -> None:
    page = client.get("/sparql", params={"query": "ASK {}", name: value})
    assert page.status_code == 400
    assert f"The parameter {name} is &#39;{value}&#39;" in page.text


def test_a_query_that_takes_too_long_ends_at_the_limit_of_its_run(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }"
    page = client.get("/sparql", params={"query": query, "timeout": "0.5"})
    assert page.status_code == 504
    assert "The query did not end within 0.5 seconds." in page.text


def test_a_query_is_laid_out_and_what_is_no_text_is_refused(client: httpx.Client) -> None:
    laid = client.post("/sparql/format", content="ASK{?x a ?y;?p ?o}")
    assert laid.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert laid.text == "ASK {\n  ?x a ?y ;\n    ?p ?o\n}\n"
    assert client.post("/sparql/format", content=b"ASK { \xff }").status_code == 400
    assert client.post("/sparql/format", content="#" * 200_000).status_code == 413


@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=ASK%20%7B%7D&part=answer", "/course/1"])
def test_a_shared_cache_does_not_keep_the_page(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).headers["cache-control"] == "private, no-cache"
