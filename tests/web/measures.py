"""Figures of a page as a browser shows it: where its answer stands, what moves while it loads, what it weighs, the
sizes of its type and targets, and how full its first sheet of paper is. Tests and the benchmark `browser` read them.
"""

from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
from playwright.sync_api import Browser, Page

WINDOW: Final = {"width": 1280, "height": 900}
SHEET_MARGIN_MM: Final = 15
POINTS_PER_MM: Final = 72 / 25.4
LINE_GAP_MM: Final = 9
"""White space on paper up to which what stands above and below it belongs together: less than two lines apart."""

_OBSERVE = """() => {
  window.__shift = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.__shift += one.value;
  }).observe({type: "layout-shift", buffered: true});
}"""

_LOADED = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const paint = performance.getEntriesByType("paint").find(one => one.name === "first-contentful-paint");
  return {bytes: all.reduce((sum, one) => sum + one.encodedBodySize, 0), paint: paint ? paint.startTime : 0,
          shift: window.__shift};
}"""

_FIRST_LINK = """pattern => {
  const sought = new RegExp(pattern);
  const tops = [...document.querySelectorAll("main a[href]:not(svg a)")]
    .filter(one => sought.test(new URL(one.href).pathname) && one.checkVisibility() && !one.closest(".facets, .meta"))
    .map(one => one.getBoundingClientRect().top + scrollY);
  return tops.length ? Math.round(Math.min(...tops)) : null;
}"""

_TYPE_SIZES = """() => {
  const sizes = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.checkVisibility() || one.closest("script, style, .unseen")) continue;
    const name = one.tagName.toLowerCase() + (one.classList.length ? "." + [...one.classList].join(".") : "");
    sizes[Math.round(parseFloat(getComputedStyle(one).fontSize) * 100) / 100] ??= name;
  }
  return sizes;
}"""

# A link within a sentence is as high as its line (WCAG 2.2, 2.5.8, exception "inline"); so is the box of a label.
_LOW_TARGETS = """least => {
  const low = [];
  const stops = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  for (const one of document.querySelectorAll(stops)) {
    if (!one.checkVisibility({visibilityProperty: true}) || one.matches(".skip")) continue;
    const own = one.textContent.trim();
    const block = one.closest("p, li, dd, dt, td, th, figcaption, h1, h2, h3, blockquote, label, span.q, div");
    const inSentence = getComputedStyle(one).display === "inline" && block.textContent.trim().length > own.length;
    const labelled = one.matches("[type=checkbox], [type=radio]") && one.closest("label");
    if (inSentence || labelled || one.closest("svg")) continue;
    const height = one.getBoundingClientRect().height;
    const what = own.slice(0, 30) || one.name || one.tagName;
    if (height > 0 && height < least) low.push([Math.round(height * 10) / 10, what]);
  }
  return low.sort((a, b) => a[0] - b[0]);
}"""

_SHOWN_TEXTS = """() => {
  const plain = text => text.replace(/\\u2011/g, "-").replace(/[\\s\\u2060]+/g, " ").trim();
  const shown = {};
  for (const one of document.querySelectorAll("main *")) {
    const text = plain(one.textContent);
    if (!text || !one.checkVisibility() || one.closest("svg")) continue;
    if ([...one.children].some(child => plain(child.textContent) === text)) continue;
    shown[text] = (shown[text] || 0) + 1;
  }
  return shown;
}"""


@dataclass(frozen=True)
class Loaded:
    """What loading took: bytes over the wire, first contentful paint in ms, and the sum of layout shifts."""

    bytes: int
    paint: float
    shift: float


def load(browser: Browser, url: str, *, width: int = WINDOW["width"], **more: Any) -> Loaded:
    """Load a page in a browser that keeps nothing, wait until it rests, and return what that took."""
    context = browser.new_context(viewport={"width": width, "height": WINDOW["height"]}, **more)
    try:
        page = context.new_page()
        page.add_init_script(f"({_OBSERVE})()")
        page.goto(url, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        return Loaded(**page.evaluate(_LOADED))
    finally:
        context.close()


def top_of_first_link(page: Page, pattern: str) -> int | None:
    """Return how many pixels below the top the first link stands whose path matches a pattern; None without one."""
    found = page.evaluate(_FIRST_LINK, pattern)
    return None if found is None else int(found)


def height(page: Page) -> int:
    """Return the height of a page in pixels."""
    return int(page.evaluate("document.documentElement.scrollHeight"))


def type_sizes(page: Page) -> dict[float, str]:
    """Return the sizes of type in pixels that a page uses, each with an element that has it."""
    return {float(size): str(where) for size, where in page.evaluate(_TYPE_SIZES).items()}


def low_targets(page: Page, least: float = 24) -> list[tuple[float, str]]:
    """Return what can be clicked and is lower than so many pixels, the lowest first, but for links in sentences."""
    return [(float(size), str(what)) for size, what in page.evaluate(_LOW_TARGETS, least)]


def repeated_wordings(page: Page, places: dict[str, int]) -> list[str]:
    """Return the wordings that a page shows more often than there are places (wording -> count) with these words."""
    shown = page.evaluate(_SHOWN_TEXTS)
    return sorted(one for one, count in places.items() if shown.get(" ".join(one.split()), 0) > count)


def fill_of_first_sheet(page: Page) -> float | None:
    """Return the share of the first sheet (A4, within its margins) that has print on it; None where all fits on one."""
    margin = dict.fromkeys(("top", "right", "bottom", "left"), f"{SHEET_MARGIN_MM}mm")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", margin=margin, prefer_css_page_size=False))
    try:
        if len(document) == 1:
            return None
        bitmap = document[0].render(scale=1, grayscale=True).to_numpy()
    finally:
        document.close()
    rows = (bitmap.reshape(bitmap.shape[0], -1) < 200).any(axis=1)
    edge = round(SHEET_MARGIN_MM * POINTS_PER_MM)
    printable = rows[edge : len(rows) - edge]
    last, filled = 0, 0
    for row in [index for index, ink in enumerate(printable) if ink]:
        filled += row + 1 - last if row - last <= LINE_GAP_MM * POINTS_PER_MM else 1
        last = row + 1
    return filled / len(printable)
