"""All errors leave the service in one shape, in the format and language that was asked for."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from graph.store.reader import Reader
from graph.store.versions import VersionStore
from web.app import create_app
from web.errors import Busy
from web.page_context import render
from web.problems import ErrorPage, problem_of
from web.settings import Settings
from web.transfer_limits import TransferLimits

JSON = {"Accept": "application/json"}
TEXT = {"Accept": "text/plain"}

WRONG = [
    ("/id/person/nobody.html", 404),
    ("/id/person/nobody", 404),
    ("/id/nokind/x", 404),
    ("/id/person/nobody.ttl", 404),
    ("/concept/body/nothing", 404),
    ("/describe?iri=https://example.org/unknown", 404),
    ("/describe?iri=not-an-iri", 400),
    ("/describe", 400),
    ("/describe?iri=https://w3id.org/huunghi/id/place/nghe-an&format=docx", 406),
    ("/queries/no-such-query", 404),
    ("/queries/holders-of-post?post=post/nghe-an-union-chair&day=yesterday", 400),
    ("/queries/holders-of-post?nonsense=1", 400),
    ("/queries/holders-of-post.pdf", 404),
    ("/search?q=" + "x" * 10_000, 400),
    ("/search?kind=nonsense", 400),
    ("/search?kind=person&page=0", 400),
    ("/search?kind=person&page=x", 400),
    ("/trace/nokind/x", 404),
    ("/trace/document/no-such-document", 404),
    ("/trace/document/UPPER", 404),
    ("/ontology/NoSuchTerm", 404),
    ("/ontology.docx", 404),
    ("/id/place/nghe-an.html?page=-1", 400),
    ("/id/place/nghe-an.html?page=99999999999999999999", 400),
    ("/id/place/nghe-an.html?group=no:such", 404),
    ("/id/organisation/vufo.html?at=yesterday", 400),
    ("/id/organisation/vufo.ttl?at=2024-02-31", 400),
    ("/id/organisation/vufo.jsonld?group=no:such", 404),
    ("/id/organisation/vufo.html?group=~org:member.membership&page=9", 404),
    ("/id/organisation/vufo.html?version=77", 404),
    ("/search?q=nghe+an&year=MMXXIV", 400),
    ("/search?q=nghe+an&view=film", 400),
    ("/search?kind=claim", 400),
    ("/graph", 400),
    ("/graph?focus=organisation/none", 404),
    ("/graph?focus=UPPER", 400),
    ("/graph?focus=organisation/vufo&at=soon", 400),
    ("/graph?focus=organisation/vufo&hide=colour", 400),
    ("/graph?focus=organisation/vufo&format=png", 400),
    ("/trace?from=last", 400),
    ("/trace/organisation/vufo?view=film", 400),
    ("/trace/matrix.png", 404),
    ("/changes?iri=https://w3id.org/huunghi/id/place/nghe-an&from=old", 400),
    ("/no/such/page", 404),
]


SOME = {"line", "column", "excerpt", "errors"}
"""Members that only some errors have."""


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The one shape of an error as JSON, whoever refuses; return the document."""
    body: dict[str, Any] = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(body) - SOME == {"type", "title", "status", "detail", "hint", "instance"}
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["hint"]
    assert body["type"].startswith("https://w3id.org/huunghi/problem/")
    for fault in body.get("errors", ()):
        assert set(fault) == {"parameter", "where", "detail", "hint"}
        assert fault["parameter"]
        assert fault["detail"]
    return body


@pytest.mark.parametrize(("address", "status"), WRONG, ids=[a[:60] for a, _ in WRONG])
def test_a_wrong_request_is_told_in_the_asked_format(client: httpx.Client, address: str, status: int) -> None:
    plain = address.partition("?")[0]
    if "." not in plain.rpartition("/")[2] and "format=" not in address:
        assert_problem(client.get(address, headers=JSON), status)
        text = client.get(address, headers=TEXT)
        assert text.status_code == status
        assert text.headers["content-type"].startswith("text/plain")
        assert text.text.startswith(str(status))
    page = client.get(address)
    assert page.status_code == status
    if page.headers["content-type"].startswith("text/html"):
        assert f"Error {status}" in page.text
        assert 'href="/"' in page.text


@pytest.mark.parametrize("address", [a for a, _ in WRONG], ids=[a[:60] for a, _ in WRONG])
def test_what_went_wrong_is_said_in_the_readers_language(client: httpx.Client, address: str) -> None:
    """Title, detail and hint: none of them is left in English."""
    said = {}
    for language in ("en", "vi"):
        answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
        page = answer.text
        if answer.headers["content-type"] == "application/problem+json":
            page = "\n".join(answer.json()[name] for name in ("title", "detail", "hint"))
        body = page.partition("<main")[2].partition("</main>")[0] or page
        said[language] = re.findall(r"<h1>(.*?)</h1>|<p>([^<]+)</p>", body) or page.splitlines()
    assert len(said["en"]) == len(said["vi"]) > 0
    assert [a for a, b in zip(said["en"], said["vi"], strict=True) if a == b] == []


OPERATORS = [
    '"',
    "NEAR(",
    "* AND OR NOT",
    "a:b^2",
    "'; DROP TABLE name; --",
    "%00",
    "\u0301",
    "(((",
    "a* -b +c",
    "{}",
    "\\",
]


@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_a_search_of_operators_is_a_search_for_words(client: httpx.Client, form: str) -> None:
    for asked in OPERATORS:
        for more in ({}, {"scope": "texts"}, {"kind": "person"}):
            answer = client.get("/search", params={"q": asked, "format": form, **more})
            assert answer.status_code == 200, asked


def test_sparql_is_told_of_a_version_that_is_not_there(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"version": "99", "query": "ASK {}"})
    assert page.status_code == 404
    assert "no version" in page.text


def test_an_unknown_facet_is_said_and_ignored(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "nghe an", "colour": "red"})
    assert page.status_code == 200
    assert "“colour” is nothing to filter a search by" in page.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html", "text/html"),
        ("application/json", "application/problem+json"),
        ("application/ld+json", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        ("application/n-triples", "application/problem+json"),
    ],
)
def test_an_unknown_thing_is_told_in_the_format_asked_for(
    client: httpx.Client, accept: str, kind: str
) -> None:
    answer = client.get("/id/person/nobody", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)
    assert "Nothing is known of" in answer.text


def test_an_error_page_speaks_the_readers_language(client: httpx.Client) -> None:
    page = client.get("/no/such/page", headers={"Accept-Language": "vi"})
    assert '<html lang="vi">' in page.text
    assert "Lỗi 404" in page.text


def test_an_error_is_never_kept(client: httpx.Client) -> None:
    assert client.get("/no/such/page").headers["cache-control"] == "no-store"


REFUSED = [
    ("GET", "/sparql?query=SELECT+%7B", 400, "syntax-error"),
    ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, "bad-request"),
    ("GET", "/sparql?query=ASK%7B%7D&timeout=soon", 400, "bad-request"),
    ("PATCH", "/sparql", 405, "method-not-allowed"),
    ("PATCH", "/healthz", 405, "method-not-allowed"),
    ("POST", "/readyz", 405, "method-not-allowed"),
    ("FOO", "/metrics", 405, "method-not-allowed"),
    ("DELETE", "/graphs", 400, "bad-request"),
    ("GET", "/graphs?graph=http://example.org/none", 404, "not-found"),
    ("DELETE", "/sparql/queries/none", 404, "not-found"),
    ("POST", "/about", 405, "method-not-allowed"),
    ("POST", "/search", 405, "method-not-allowed"),
    ("GET", "/review/decide", 405, "method-not-allowed"),
    ("GET", "/no/such/page", 404, "not-found"),
    ("GET", "/id/place/nghe-an.html?version=77&format=json", 404, "no-such-version"),
]


@pytest.mark.parametrize(
    ("method", "address", "status", "slug"), REFUSED, ids=[a[:40] for _, a, _, _ in REFUSED]
)
def test_pages_and_protocols_refuse_in_one_shape(
    client: httpx.Client, method: str, address: str, status: int, slug: str
) -> None:
    body = assert_problem(client.request(method, address, headers=JSON), status)
    assert body["type"] == f"https://w3id.org/huunghi/problem/{slug}"
    assert body["instance"] == address.partition("?")[0]
    assert ("line" in body) == (slug == "syntax-error")
    if status == 405:
        allowed = client.request(method, address, headers=JSON).headers["allow"].split(", ")
        assert ("GET" in allowed) == ("HEAD" in allowed)


def test_a_format_nobody_has_is_refused_with_the_list_of_formats(client: httpx.Client) -> None:
    answer = client.get("/id/place/nghe-an", headers={"Accept": "image/png"})
    assert_problem(answer, 406)
    assert "text/turtle" in answer.json()["hint"]


def test_an_empty_store_says_how_to_fill_it(empty_client: httpx.Client) -> None:
    page = empty_client.get("/")
    assert page.status_code == 200
    assert "huunghi load data" in page.text
    missing = empty_client.get("/id/place/nghe-an")
    assert missing.status_code == 404
    assert "huunghi load data" in missing.text


def failing(name: str) -> Reader:
    """A source of readers that fails as nobody foresaw."""
    raise RuntimeError(f"inner secret {name}")


@pytest.mark.parametrize("shape", ["application/json", "text/plain", "text/html"])
def test_what_nobody_foresaw_is_a_500_that_tells_nothing_of_its_inside_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, shape: str
) -> None:
    app = create_app(Settings(store=tmp_path), source=failing)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return await client.get("/about?lang=vi", headers={"Accept": shape})

    with caplog.at_level(logging.ERROR, logger="huunghi.web"):
        answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith((shape, "application/problem+json"))
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Không thể tạo câu trả lời" in answer.text
    assert "secret" not in answer.text
    assert "inner secret" in caplog.text
    if shape == "application/json":
        assert assert_problem(answer, 500)["type"].endswith("/internal-error")


def test_a_page_that_is_not_read_in_time_says_so(five_reports_root: VersionStore) -> None:
    app = create_app(Settings(store=five_reports_root.root), limits=TransferLimits(page_seconds=0))
    paths = [
        "/id/place/nghe-an.html",
        "/id/place/nghe-an.ttl",
        "/search?q=nghe+an",
        "/trace/matrix",
        "/sitemap.xml",
    ]

    async def ask_all(fields: dict[str, str]) -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return [await client.get(path, headers=fields) for path in paths]

    found = asyncio.run(ask_all(JSON))
    assert {answer.status_code for answer in found} == {503}
    for answer in found[2:4]:  # the others are asked for by a suffix
        assert assert_problem(answer, 503)["type"].endswith("page-timeout")
        assert answer.headers["retry-after"]
    for answer in asyncio.run(ask_all({"Accept": "text/html", "Accept-Language": "vi"}))[2:4]:
        assert answer.status_code == 503
        assert "trong 0 giây" in answer.text


def test_a_page_that_tells_of_a_503_says_when_to_ask_again_whoever_renders_it() -> None:
    """The review shows what went wrong on its own pages, not on that of errors."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/review/decide",
        "query_string": b"",
        "headers": [],
        "state": {},
    }
    page = ErrorPage(problem_of(Busy("busy"), instance="/review/decide", language="en"), "")
    answers = {status: render(Request(scope), "error.html", page, status=status) for status in (400, 503)}
    assert "retry-after" not in answers[400].headers
    assert answers[503].headers["retry-after"] == "5"
