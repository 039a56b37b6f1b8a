"""What programs are told they may ask: it comes from the code, it is complete, and it is true."""

import re
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser

from queries.collection import catalogue
from tests.web.test_error_shape import JSON, assert_problem
from web.app import PAGES
from web.views.operations import operation_groups

PEOPLE = {
    "/",
    "/about",
    "/about/endpoint",
    "/changes",
    "/course",
    "/course/{number}",
    "/docs",
    "/ontology/shapes.html",
    "/ontology/{name}",
    "/id/passage/{slug}.html",  # the page; the documents are those of any thing
    "/id/source/{slug}.html",
    "/map",
    "/openapi.json",
    "/q/{name}",  # the page; programs that ask there are answered as at /sparql
    "/q/{name}.{suffix}",
    "/queries",
    "/queries/{name}",
    "/queries/{name}/citation.{suffix}",
    "/queries/{name}/versions",
    "/queries/{name}.{suffix}",  # an operation for each query instead
    "/review",
    "/review/change",
    "/review/decide",
    "/review/identity/{kind}/{slug}",
    "/review/passage",
    "/review/query",
    "/review/record",
    "/review/sign-in",
    "/review/sign-out",
    "/review/split",
    "/robots.txt",
    "/sitemap.xml",
    "/sources",
    "/sparql",  # the form; the protocol at the same address is described
    "/sparql/evidence",
    "/sparql/model",
    "/trace",
    "/trace/documents",
    "/trace/matrix",
    "/trace/{kind}/{slug}",
}
"""Addresses that only people and crawlers ask for."""
SERVICE = {
    "/sparql",
    "/sparql/versions/{version}",
    "/update",
    "/graphs",
    "/graphs/{path}",
    "/healthz",
    "/readyz",
    "/metrics",
}


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = client.get("/openapi.json").json()
    return made


def test_every_address_that_a_program_may_call_is_described(document: dict[str, Any]) -> None:
    routes = {
        route.path_format for page in PAGES for route in page.router.routes if isinstance(route, APIRoute)
    }
    assert {path for path in document["paths"] if not path.startswith("/queries/")} >= routes - PEOPLE
    assert document["paths"].keys() >= SERVICE
    assert document["paths"].keys() >= {f"/queries/{name}.{{suffix}}" for name in catalogue()}


def test_a_wrong_parameter_is_a_400_throughout(document: dict[str, Any]) -> None:
    """A 422 is SPARQL that is legal and cannot be evaluated, nothing else."""
    asked = {
        path for path, item in document["paths"].items() if "422" in item.get("get", {}).get("responses", ())
    }
    assert asked == {"/sparql", "/sparql/versions/{version}"}


def test_every_operation_says_what_it_does_and_how_it_refuses(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "put", "post", "delete"}:
            operation = item[method]
            assert operation["summary"], path
            assert operation["tags"], path
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), (path, parameter["name"])


def numbered(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Addresses of pages, which need no token, with one parameter that is a number."""
    return [
        (path, parameter["name"])
        for path, item in document["paths"].items()
        if path not in SERVICE and not path.startswith(("/queries/", "/sparql"))
        if "security" not in item.get("get", {})
        for parameter in item.get("get", {}).get("parameters", ())
        if parameter["schema"].get("type") == "integer"
    ]


def test_a_wrong_parameter_is_named_with_what_is_allowed(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    found = numbered(document)
    assert len(found) >= 5
    filled = {"kind": "place", "slug": "nghe-an", "path": "body", "label": "b0"}
    for path, name in found:
        suffix = "json" if "trace" in path else "html"
        address = path.format_map({**filled, "suffix": suffix})
        for wrong in ("x", "0", "99999999"):
            answer = client.get(
                address, params={"iri": "urn:x", "focus": "place/nghe-an", name: wrong}, headers=JSON
            )
            if answer.headers["content-type"].startswith("text/"):  # the suffix asks for a page
                assert answer.status_code == 400
                continue
            body = assert_problem(answer, 400)
            assert [fault["parameter"] for fault in body["errors"]] == [name]
            assert body["hint"]


def test_a_person_finds_each_operation_in_the_list(client: httpx.Client, document: dict[str, Any]) -> None:
    page = client.get("/docs").text
    listed = [f"{one.method} {one.path}" for group in operation_groups(document) for one in group.operations]
    assert len(listed) > 70
    assert [one for one in listed if f"<code>{one}</code>" not in page] == []
    assert client.get("/docs", headers={"Accept-Language": "vi"}).text.count("Giá trị được phép") > 40


def test_the_documentation_loads_nothing_from_another_host(client: httpx.Client) -> None:
    answer = client.get("/docs")
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', answer.text)
    assert len(loaded) >= 3
    assert [one for one in loaded if not one.startswith("/static/")] == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_swagger_ui_is_served_by_this_host_where_npm_has_brought_it(client: httpx.Client) -> None:
    page = client.get("/docs").text
    if not (Path(__file__).resolve().parents[2] / "web/static/built/swagger-ui-bundle.js").exists():
        assert 'id="swagger"' not in page
        return
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        found = re.search(rf'"(/static/built/{name}\?v=[^"]+)"', page)
        assert found is not None
        assert client.get(found[1]).status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_swagger_ui_keeps_to_the_policy_and_takes_the_place_of_the_list(
    site: str, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme)
    faults: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "/docs")
    if page.locator("#swagger").count() == 0:
        pytest.skip("npm has not brought Swagger UI")
    page.locator(".opblock-summary").first.wait_for()
    assert not page.locator("#operation-list").is_visible()
    page.locator(".opblock-summary").first.click()
    assert page.get_by_text("A parameter is wrong").first.is_visible()
    assert ("dark-mode" in (page.locator("html").get_attribute("class") or "")) == (scheme == "dark")
    assert faults == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    page.close()


def test_the_line_that_an_error_shows_is_a_text_as_it_is_described(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    answer = client.get(
        "/sparql", params={"query": "SELECT nonsense"}, headers={"Accept": "application/json"}
    )
    assert answer.json()["excerpt"].startswith("SELECT nonsense\n")
    assert document["components"]["schemas"]["Problem"]["properties"]["excerpt"]["type"] == "string"
