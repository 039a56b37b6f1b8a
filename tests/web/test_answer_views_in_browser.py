"""Views of an answer in a real browser: by keyboard alone, within the page, and no line runs through a word."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUERY = """SELECT ?body ?place ?since (COUNT(?event) AS ?events) {
  ?event schema:organizer ?body ; schema:location ?place ; schema:startDate ?since .
} GROUP BY ?body ?place ?since"""
LINES = """SELECT ?year ?kind ?count { VALUES (?year ?kind ?count) {
  (2001 'directive' 12) (2004 'directive' 8) (2009 'directive' 31) (2015 'directive' 22)
  (2001 'resolution of the Politburo' 3) (2012 'resolution of the Politburo' 5) (2020 'resolution of the Politburo' 24)
  (2003 'conclusion' 1) (2020 'conclusion' 22) } }"""
STRUCK = """() => [...document.querySelectorAll('svg.axis')].flatMap((svg) => {
  const seen = [...svg.querySelectorAll('text')].filter((one) => one.checkVisibility());
  const texts = seen.map((one) => [one.textContent, one.getBoundingClientRect()]);
  const lines = [...svg.querySelectorAll('line:not(.grid)')].map((one) => {
    const to = (x, y) => new DOMPoint(x, y).matrixTransform(one.getScreenCTM());
    return [to(one.x1.baseVal.value, one.y1.baseVal.value), to(one.x2.baseVal.value, one.y2.baseVal.value)];
  });
  return texts.filter(([, box]) => lines.some(([a, b]) => {
    for (let at = 0; at <= 1; at += .005) {
      const x = a.x + (b.x - a.x) * at, y = a.y + (b.y - a.y) * at;
      if (x > box.left + 2 && x < box.right - 2 && y > box.top + 5 && y < box.bottom - 5) return true;
    }
    return false;
  })).map(([text]) => text);
})"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a window as wide as a desk's, with scripts."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB")
    one = context.new_page()
    yield one
    context.close()


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands: words that a line crosses, rules broken, and what reaches beyond it."""
    found = [f"struck through: {text}" for text in page.evaluate(STRUCK)]
    if AXE.exists():
        page.evaluate(AXE.read_text("utf-8"))
        broken = page.evaluate("rules => axe.run('#answer', {runOnly: rules})", RULES)["violations"]
        found += [
            f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary'][:200]}"
            for one in broken
        ]
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return found + ([f"{inner} pixels wide in a window of {outer}"] if inner > outer else [])


def test_the_keyboard_leads_from_view_to_view_and_back(page: Page) -> None:
    page.goto(f"/sparql?query={quote(QUERY)}")
    page.locator('a[data-view="table"]').focus()
    for view in ("timeline", "graph", "chart", "map"):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"#drawing-{view} svg").first).to_be_visible()
        expect(page.locator(f'a[data-view="{view}"]')).to_be_focused()
        assert f"view={view}" in page.url
        assert faults(page) == []
    page.go_back()
    expect(page.locator("#drawing-chart svg").first).to_be_visible()
    page.locator("#workbench-form button.main").click()
    expect(page.locator("#answer:not([aria-busy]) #drawing-chart svg").first).to_be_visible()
    page.locator('a[data-view="table"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('a[data-view="table"][aria-current]')).to_be_focused()
    assert page.locator("figure.drawing").count() == 0


def test_a_graph_opens_as_a_network(page: Page) -> None:
    page.goto(f"/sparql?view=graph&query={quote(QUERY)}")
    summary = page.locator("details.network > summary")
    if not summary.count():
        pytest.skip("Cytoscape is not built here")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawing .told")).not_to_be_empty()
    assert page.evaluate("window.drawnGraph.nodes().length") > 1
    page.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#drawing .told")).not_to_be_empty()
    assert faults(page) == []


def test_every_view_fits_a_phone_in_the_dark_and_in_vietnamese_without_script(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(
        base_url=site,
        viewport={"width": 360, "height": 740},
        locale="vi",
        color_scheme="dark",
        java_script_enabled=True,
    )
    page = context.new_page()
    page.route("**/workbench.js*", lambda route: route.abort())
    for query, view in (
        (QUERY, "timeline"),
        (QUERY, "graph"),
        (QUERY, "chart"),
        (LINES, "chart"),
        (QUERY, "map"),
    ):
        page.goto(f"/sparql?view={view}&query={quote(query)}")
        expect(page.locator(f"#drawing-{view} svg").first).to_be_visible()
        assert faults(page) == [], view
    context.close()
