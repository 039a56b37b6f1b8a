"""A walk through the pages in a real browser: both widths, both schemes, with and without scripts."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/id/person/nguyen-ngoc-hung.html",
    "/id/organisation/nghe-an-union.html",
    "/id/document/12-ct-tw-2022-01-05.html",
    "/id/event/cluster-1-signing-2024-04.html",
    "/id/programme/cluster-1-2024.html",
    "/id/place/nghe-an.html",
    "/id/source/nghe-an-2024-04-ru.html",
    "/trace/document/12-ct-tw-2022-01-05",
    "/search?q=nghe+an",
    "/search?q=nghe+an&kind=organisation&view=table",
    "/search?q=nghe+an&view=timeline",
    "/search?q=friendship&scope=texts",
    "/graph?focus=organisation/nghe-an-union",
    "/sparql",
    "/queries/unresolved-citations",
    "/ontology.html",
    "/sources",
    "/about",
]
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watch:
    """What a browser asked for and complained of."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        host = urlsplit(site).netloc
        context.on(
            "request",
            lambda r: (
                None
                if urlsplit(r.url).netloc == host or r.url.startswith("data:")
                else self.elsewhere.append(r.url)
            ),
        )
        context.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda e: self.complaints.append(str(e.error)))


@pytest.fixture(params=[(w, s, j) for w in WIDTHS for s, j in (("light", True), ("dark", False))], ids=str)
def watched(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[tuple[Page, Watch]]:
    """A page of one width, scheme, with or without scripts; at the end nothing was asked of another host."""
    width, scheme, scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
        base_url=site,
        locale="en-GB",
    )
    watch = Watch(context, site)
    yield context.new_page(), watch
    context.close()
    assert watch.elsewhere == []
    assert watch.complaints == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_its_window_and_asks_nobody_else(watched: tuple[Page, Watch], address: str) -> None:
    page, _ = watched
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    # Wide tables scroll in a box of their own; the page as a whole never does.
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_reader_finds_a_name_and_opens_its_evidence(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto("/")
    page.locator("#q2").fill("nguyen ngoc hung")
    page.locator("#q2").press("Enter")
    page.get_by_role("link", name="Nguyen Ngoc Hung", exact=True).first.click()
    assert page.url.endswith("/id/person/nguyen-ngoc-hung.html")
    note = page.locator("details.note").first
    note.locator("summary").click()
    assert note.locator(".full").is_visible()
    page.get_by_role("link", name="VI", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "vi"
    page.locator("nav a", has_text="Truy vết").click()
    assert page.locator("html").get_attribute("lang") == "vi"


def test_a_reader_traces_a_directive_from_the_first_page(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto("/")
    page.get_by_role("link", name="Trace a directive").click()
    page.get_by_role("link", name="Directive 12\u2011CT/TW of 5 January 2022").first.click()
    assert page.get_by_role("heading", name="Cited explicitly").is_visible()


def test_a_reader_asks_sparql_through_the_form(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto("/sparql")
    page.locator("#query").fill("SELECT ?s { ?s ?p ?o } LIMIT 3")
    page.get_by_role("button", name="Run").click()
    assert page.locator("#answer tbody tr").count() == 3


def test_the_keyboard_reaches_the_content_first(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto("/id/place/nghe-an.html")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
