"""Every kind of page in a real browser: at 360 and 1280 pixels, light and dark, in both languages, scripts or none.

What the browser shows is kept as pictures in `var/screenshots`, to be looked at.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.kinds import ERRORS, LATER, PAGES

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 360)
BY_NIGHT = frozenset(
    {"home", "person", "programme", "search", "trace-event", "graph", "sparql-answer", "not-found"}
)
"""Pages whose rules are checked at 360 pixels, dark and in Vietnamese as well: one of each sort of template."""
ALL = os.environ.get("TEST_WALK") == "all"
"""Whether the rules are checked so on every page."""
TALLEST = 4000
"""Pixels of a page that a picture shows."""
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What a browser says of a page that answers with an error on purpose."""


@dataclass
class Reader:
    """A reader with one browser: what it asked of other hosts and complained of is kept."""

    name: str
    page: Page
    site: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str, status: int = 200, *, pictures: str = "") -> None:
        """Open a page and see that it has what every page has, and fits both widths; keep pictures of it."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status
        assert self.page.locator("h1").count() == 1
        assert self.page.locator("main").count() == 1
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            # Wide tables scroll in a box of their own; the page as a whole never does.
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} pixels"
            if pictures:
                height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                self.page.screenshot(
                    path=PICTURES / f"{pictures}-{width}-{self.name}.png",
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": height},
                )

    def check(self) -> None:
        """See that nothing was asked of another host and nothing went wrong."""
        elsewhere, self.elsewhere[:] = self.elsewhere[:], []
        complaints, self.complaints[:] = self.complaints[:], []
        assert elsewhere == []
        assert [one for one in complaints if not EXPECTED.match(one)] == []


def reader(browser: Browser, name: str, site: str, **more: object) -> Reader:
    """Return a reader with a browser of its own."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=site, **more
    )
    one = Reader(name, context.new_page(), site)
    host = urlsplit(site).netloc
    context.on(
        "request",
        lambda r: one.elsewhere.append(r.url) if urlsplit(r.url).netloc not in (host, "") else None,
    )
    context.on("console", lambda m: one.complaints.append(m.text) if m.type == "error" else None)
    context.on("weberror", lambda e: one.complaints.append(str(e.error)))
    return one


LIGHT = {"color_scheme": "light", "locale": "en-GB"}
DARK = {"color_scheme": "dark", "locale": "vi"}
PLAIN = {"color_scheme": "dark", "locale": "en-GB", "java_script_enabled": False}


@pytest.fixture(scope="module")
def readers(browser: Browser, site: str) -> Iterator[list[Reader]]:
    """One who reads English by day, one who reads Vietnamese by night, and one without scripts."""
    made = [
        reader(browser, name, site, **more)
        for name, more in (("light-en", LIGHT), ("dark-vi", DARK), ("plain", PLAIN))
    ]
    yield made
    for one in made:
        one.page.context.close()


@pytest.fixture(scope="module")
def later_readers(browser: Browser, later_site: str) -> Iterator[list[Reader]]:
    """The same, of a store that has lost a source."""
    made = [
        reader(browser, name, later_site, **more)
        for name, more in (("light-en", LIGHT), ("dark-vi", DARK), ("plain", PLAIN))
    ]
    yield made
    for one in made:
        one.page.context.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core; empty where it is not installed."""
    return AXE.read_text("utf-8") if AXE.exists() else ""


def walk(readers: list[Reader], name: str, address: str, status: int, axe: str) -> None:
    """Open one page with every reader, look for faults, and keep pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for one in readers:
        one.open(address, status, pictures="" if one.name == "plain" else name)
        if one.name == "plain":
            one.check()
            continue
        broken = []
        if one.name == "light-en":
            one.page.set_viewport_size({"width": 1280, "height": 900})
        if axe and (ALL or one.name == "light-en" or name in BY_NIGHT):
            one.page.evaluate(
                "document.querySelectorAll('details').forEach((d, i) => { if (i < 3) d.open = true })"
            )
            one.page.evaluate(axe)
            found = one.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
            broken = [
                f"{v['id']}: {n['target']} {n['failureSummary'][:200]}"
                for v in found["violations"]
                for n in v["nodes"][:3]
            ]
        assert broken == []
        one.check()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_breaks_no_rule_and_asks_nobody_else(readers: list[Reader], axe: str, name: str) -> None:
    walk(readers, name, PAGES[name], 200, axe)


@pytest.mark.parametrize("name", ERRORS)
def test_so_does_a_page_that_says_what_went_wrong(readers: list[Reader], axe: str, name: str) -> None:
    walk(readers, name, *ERRORS[name], axe)


@pytest.mark.parametrize("name", LATER)
def test_so_does_a_page_of_an_older_version_or_of_what_is_gone(
    later_readers: list[Reader], axe: str, name: str
) -> None:
    walk(later_readers, name, *LATER[name], axe)


def test_accessibility_is_checked(axe: str) -> None:
    if not axe:
        pytest.skip("axe-core is not here (npm ci)")
    assert "axe.run" in axe


@pytest.fixture(params=["light-en", "plain"])
def visitor(request: pytest.FixtureRequest, readers: list[Reader]) -> Iterator[Page]:
    """A reader who does something: with scripts at 1280 pixels, without them at 360."""
    one = next(r for r in readers if r.name == request.param)
    one.page.context.clear_cookies()
    one.page.set_viewport_size({"width": 360 if one.name == "plain" else 1280, "height": 900})
    yield one.page
    one.check()


def test_a_reader_finds_a_name_and_opens_its_evidence(visitor: Page) -> None:
    visitor.goto("/")
    visitor.locator("#q2").fill("nguyen ngoc hung")
    visitor.locator("#q2").press("Enter")
    visitor.get_by_role("link", name="Nguyen Ngoc Hung", exact=True).first.click()
    assert visitor.url.endswith("/id/person/nguyen-ngoc-hung.html")
    note = visitor.locator("details.note").first
    note.locator("summary").click()
    assert note.locator(".full").is_visible()
    visitor.get_by_role("link", name="VI", exact=True).click()
    assert visitor.locator("html").get_attribute("lang") == "vi"
    visitor.locator("nav a", has_text="Lần theo trích dẫn").click()
    assert visitor.locator("html").get_attribute("lang") == "vi"


def test_a_reader_traces_a_directive_from_the_first_page(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Trace", exact=True).first.click()
    visitor.get_by_role("link", name="Directive 12\u2011CT/TW of 5 January 2022").first.click()
    assert visitor.get_by_role("heading", name="Cited explicitly").is_visible()
    visitor.get_by_role("link", name="Drawing").click()
    assert visitor.locator("svg").first.is_visible()


def test_a_reader_asks_sparql_through_the_form(visitor: Page) -> None:
    visitor.goto("/sparql")
    visitor.locator("#query").fill("SELECT ?s { ?s ?p ?o } LIMIT 3")
    visitor.get_by_role("button", name="Run").click()
    assert visitor.locator("#answer tbody tr").count() == 3


def test_the_keyboard_reaches_the_content_first(visitor: Page) -> None:
    visitor.goto("/id/place/nghe-an.html")
    visitor.keyboard.press("Tab")
    assert visitor.locator(".skip").evaluate("e => e === document.activeElement")
    visitor.keyboard.press("Enter")
    assert visitor.url.endswith("#content")


@pytest.fixture
def by_keys(readers: list[Reader]) -> Iterator[Page]:
    """The page of a person, for a reader who has scripts and no keys of his own switched off."""
    one = readers[0]
    one.page.set_viewport_size({"width": 1280, "height": 900})
    one.page.goto(PAGES["person"])
    yield one.page
    one.page.evaluate("localStorage.clear()")
    one.check()


OPEN_NOTES = "document.querySelectorAll('details.note[open]').length"


def test_a_key_opens_all_evidence_and_closes_it(by_keys: Page) -> None:
    every = by_keys.locator("details.note").count()
    assert every > 1
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) == every
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) == 0


def test_keys_step_through_the_statements_and_lead_to_the_search(by_keys: Page) -> None:
    at = "[...document.querySelectorAll('details.note > summary')].indexOf(document.activeElement)"
    seen = []
    for key in ("j", "j", "k", "k", "k"):
        by_keys.keyboard.press(key)
        seen.append(by_keys.evaluate(at))
    assert seen == [0, 1, 0, 0, 0]
    by_keys.keyboard.press("/")
    assert by_keys.evaluate("document.activeElement.id") == "q"
    by_keys.keyboard.type("e?j")
    assert by_keys.locator("#q").input_value() == "e?j"
    assert by_keys.evaluate(OPEN_NOTES) == 0


def test_keys_are_listed_and_can_be_switched_off_for_good(by_keys: Page) -> None:
    by_keys.keyboard.press("?")
    keys = by_keys.get_by_role("dialog", name="Keys")
    assert keys.locator("kbd").all_inner_texts() == ["/", "e", "j", "k", "?"]
    keys.get_by_role("checkbox").uncheck()
    by_keys.keyboard.press("Escape")
    by_keys.reload()
    for key in ("e", "j", "/", "?"):
        by_keys.keyboard.press(key)
    assert by_keys.evaluate(OPEN_NOTES) == 0
    assert by_keys.evaluate("document.activeElement === document.body")
    assert not keys.is_visible()
    by_keys.get_by_role("button", name="Keys").click()
    keys.get_by_role("checkbox").check()
    keys.get_by_role("button", name="Close").click()
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) > 1


WALKED_BY_KEYS = (
    "home",
    "person",
    "search-narrowed",
    "trace-event",
    "graph",
    "sparql-answer",
    "query",
    "review",
)
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (e === document.body) return null;
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  return {
    what: `${e.tagName.toLowerCase()} ${(e.id || e.textContent || e.name || "").trim().slice(0, 40)}`,
    order: [...document.querySelectorAll(stops)].indexOf(e),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
}"""


@pytest.mark.parametrize("name", WALKED_BY_KEYS)
def test_the_tab_key_goes_through_a_page_in_order_and_is_always_seen(
    readers: list[Reader], name: str
) -> None:
    """Up to a hundred stops: each is where the one before leads on, in the window, with an outline."""
    one = next(r for r in readers if r.name == "light-en")
    address = PAGES.get(name) or ERRORS[name][0]
    one.page.set_viewport_size({"width": 1280, "height": 900})
    one.page.goto(address)
    stops = []
    for _ in range(100):
        one.page.keyboard.press("Tab")
        stop = one.page.evaluate(FOCUSED)
        if stop is None or (stops and stop["order"] <= stops[0]["order"]):
            break
        stops.append(stop)
    assert len(stops) > 8
    assert "Skip to the content" in stops[0]["what"]
    assert [s["what"] for s in stops if not s["outline"]] == []
    assert [s["what"] for s in stops if not s["seen"]] == []
    assert [s["order"] for s in stops] == sorted(s["order"] for s in stops)
    one.check()


def test_suggestions_open_while_one_types_and_close_by_escape(readers: list[Reader]) -> None:
    one = next(r for r in readers if r.name == "light-en")
    page = one.page
    page.goto("/about")
    page.locator("#q").press_sequentially("nghe an")
    offers = page.locator("#offers-q")
    offers.locator("li").first.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#q").get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not offers.is_visible()
    assert page.locator("#q").get_attribute("aria-expanded") == "false"
    assert page.locator("#q").input_value() == "nghe an"
    page.locator("#q").press("ArrowDown")
    page.locator("#q").press("Backspace")
    page.locator("#q").press_sequentially("n")
    offers.locator("li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/**")
    one.check()


def test_on_paper_there_is_what_is_read_and_nothing_to_click(readers: list[Reader]) -> None:
    one = next(r for r in readers if r.name == "dark-vi")
    page = one.page
    page.goto(PAGES["trace-event"])
    page.emulate_media(media="print")
    for gone in (".top nav", ".find", ".facets", ".choices", "button", "a.screen"):
        assert page.locator(gone).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0, (
            gone
        )
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".note .line").first.is_visible()
    page.emulate_media(media="screen")
    one.check()
