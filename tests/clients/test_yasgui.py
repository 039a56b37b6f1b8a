"""Yasgui as it comes, on a page of another origin, in a real browser: its table, its errors, its completion."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.clients.conftest import HERE, TERMS
from tests.web.sparql.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.npm]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and logs nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere(node_modules: Path) -> Iterator[str]:
    """Address of another origin: another name, another port."""
    handler = functools.partial(Quiet, directory=str(HERE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


class Opened:
    """The page with Yasgui, and what its console and its requests to the service complain of."""

    def __init__(self, page: Page, address: str, service: Server) -> None:
        self.page = page
        self.faults: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", lambda one: self.faults.append(f"{one.url[:200]}: {one.failure}"))
        page.on(
            "console",
            lambda one: (
                self.faults.append(one.text)
                if one.type == "error" and "favicon" not in one.location["url"]
                else 0
            ),
        )
        page.on(
            "request", lambda one: self.asked.append(one.method) if one.url.startswith(service.url) else 0
        )
        page.goto(address)
        page.wait_for_selector(".yasqe .CodeMirror")

    def run(self, query: str, shown: str) -> str:
        """Run a query by the button, wait for what is to be shown, and return the text of the answer."""
        self.page.evaluate("() => { document.querySelector('.yasr_results').innerHTML = '' }")
        self.page.evaluate("text => { yasgui.getTab().setQuery(text) }", query)
        self.page.click(".yasqe_queryButton")
        self.page.wait_for_selector(shown)
        return self.page.inner_text(".yasr")


@pytest.fixture(params=["POST", "GET"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, elsewhere: str, service: Server
) -> Iterator[Opened]:
    page = browser.new_page()
    page.set_default_timeout(60_000)
    endpoint = quote(f"{service.url}/sparql", safe="")
    yield Opened(page, f"{elsewhere}/yasgui.html?method={request.param}&endpoint={endpoint}", service)
    page.close()


def test_yasgui_shows_tables_truth_graphs_errors_and_completions(opened: Opened) -> None:
    """One walk by POST and one by GET, each in one page, for a page takes longer to start than to answer."""
    text = opened.run(TERMS, ".yasr table tbody tr:nth-child(3)")
    assert "3 results" in text
    for shown in ('"Nghệ An"@vi', '"Хайзыонг, "город"', '"7"^^xsd:integer', '"2024"^^xsd:gYear', "=1+1"):
        assert shown in text
    assert "True" in opened.run("ASK { ?s ?p ?o }", ".yasr .booleanResult, .yasr_results :text('True')")
    made = "CONSTRUCT WHERE { <https://w3id.org/huunghi/id/place/nghe-an> ?p ?o }"
    assert '"Нге Ан"@ru' in opened.run(made, ".yasr table tbody tr:nth-child(3)")
    many = "SELECT ?s ?t { ?s ?p ?o . ?t ?q ?u } LIMIT 2000"
    assert "2000 results" in opened.run(many, ".yasr table tbody tr:nth-child(3)")
    assert opened.faults == []
    refused = opened.run(
        "SELECT * { ?s ?p ?o FILTER(<urn:none>(?s)) }", ".yasr .errorResult, .yasr_results pre"
    )
    assert "There is no function urn:none here." in refused and "column" in refused
    assert all("422" in fault for fault in opened.faults)
    opened.faults.clear()
    opened.page.evaluate(
        """text => { const editor = yasgui.getTab().getYasqe();
        editor.setValue(text); editor.focus(); editor.setCursor({ line: 0, ch: text.length - 2 }); }""",
        "SELECT * { ?s a <http://www.w3.org/ns/ }",
    )
    opened.page.keyboard.press("Control+Space")
    hints = opened.page.locator(".CodeMirror-hints li")
    hints.first.wait_for()
    assert any("http://www.w3.org/ns/org#Post" in hint for hint in hints.all_inner_texts())
    assert opened.faults == []


def test_a_page_elsewhere_reads_description_examples_and_void(
    browser: Browser, elsewhere: str, service: Server
) -> None:
    page = browser.new_page()
    page.goto(f"{elsewhere}/package.json")
    read = """async address => { const answer = await fetch(address, {headers: {Accept: "text/turtle"}});
        return [answer.status, answer.headers.get("content-type"), (await answer.text()).length] }"""
    for address in ("/sparql", "/queries.ttl", "/queries", "/.well-known/void"):
        status, media_type, length = page.evaluate(read, service.url + address)
        assert (status, media_type.partition(";")[0]) == (200, "text/turtle"), address
        assert length > 1000
    page.close()
