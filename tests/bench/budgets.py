"""What a page costs its reader, against budgets: bytes of HTML, bytes of script, and the time to the largest paint.

Every kind of page on the five reports (`tests/web/kinds.py`) is opened by Chromium at 360 pixels with nothing kept,
from the real server; the largest paint is what a PerformanceObserver reports, the median of three where the first is
over the budget. The baseline is the budget: each line names the worst page and its ratio. Reading pages are all but the
drawing of a neighbourhood, which brings Cytoscape.js, and the editor of queries, which `editor` measures.
"""

import gzip
import http.client
import statistics
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.browser import WITH_EDITOR
from tests.bench.made_pages import PROGRAM, TABLES
from tests.web.conftest import NoBrowserError, find_chromium, serving
from tests.web.kinds import PAGES

HTML_BYTES, SCRIPT_BYTES, PAINT_MS = 60_000, 150_000, 1000.0
WITH_SCRIPTS = WITH_EDITOR | {"graph"}
SMOKE = ("home", "person", "trace-document")
OBSERVE = """
window.painted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.painted = Math.max(window.painted, entry.startTime);
}).observe({ type: "largest-contentful-paint", buffered: true });
"""
SETTLE_MS = 150


@dataclass(frozen=True)
class Cost:
    """One page: bytes of its HTML as gzip, bytes of its scripts as they are, milliseconds to the largest paint."""

    name: str
    html: int
    script: int
    paint: float


def run(*, triples: int, smoke: bool) -> bool:
    """Open every kind of page, print the worst of each cost; False where a page is no 200 or over a budget."""
    try:
        chromium = find_chromium()
    except NoBrowserError as error:
        print(f"nothing measured: {error}")
        return True
    names = SMOKE if smoke else tuple(PAGES)
    with tempfile.TemporaryDirectory(prefix="bench-budgets-") as folder:
        store = Path(folder) / "store"
        subprocess.run([PROGRAM, "--store", str(store), "load", str(TABLES)], check=True, capture_output=True)
        with serving(store) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            costs = [_median(browser, site, name) for name in names]
            browser.close()
    if not _agree(costs):
        return False
    print(f"{len(costs)} kinds of page")
    reading = [cost for cost in costs if cost.name not in WITH_SCRIPTS]
    held = [
        _line("HTML, gzip", "bytes", ((c.html, c.name) for c in costs), HTML_BYTES),
        _line("script on reading pages", "bytes", ((c.script, c.name) for c in reading), SCRIPT_BYTES),
        _line("largest paint", "ms", ((c.paint, c.name) for c in costs), PAINT_MS),
    ]
    return smoke or all(held)


def _median(browser: Browser, site: str, name: str) -> Cost:
    first = _cost(browser, site, name)
    if first.paint <= PAINT_MS:
        return first
    paints = [first.paint, *(_cost(browser, site, name).paint for _ in range(2))]
    return Cost(name, first.html, first.script, statistics.median(paints))


def _cost(browser: Browser, site: str, name: str) -> Cost:
    context = browser.new_context(viewport={"width": 360, "height": 800}, base_url=site, locale="en-GB")
    page = context.new_page()
    page.add_init_script(OBSERVE)
    scripts: list[int] = []
    page.on(
        "response",
        lambda r: scripts.append(len(r.body())) if r.request.resource_type == "script" else None,
    )
    answer = page.goto(PAGES[name], wait_until="networkidle")
    page.wait_for_timeout(SETTLE_MS)
    paint = float(page.evaluate("window.painted"))
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{PAGES[name]} answered {answer and answer.status}")
    context.close()
    return Cost(name, _packed(site, PAGES[name]), sum(scripts), paint)


def _packed(site: str, path: str) -> int:
    """Return how many bytes the HTML of a page takes as the server sends it to a browser."""
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return len(body if response.headers.get("content-encoding") == "gzip" else gzip.compress(body))


def _agree(costs: Iterable[Cost]) -> bool:
    """Whether what was measured can be so: every page was painted and is HTML of some size."""
    odd = [cost for cost in costs if cost.paint <= 0 or cost.html < 500]
    for cost in odd:
        print(f"not so: {cost.name} was painted after {cost.paint} ms and is {cost.html} bytes long")
    return not odd


def _line(what: str, unit: str, found: Iterable[tuple[float, str]], budget: float) -> bool:
    values = sorted(found, reverse=True)
    worst, name = values[0]
    middle = statistics.median(value for value, _ in values)
    print(
        f"{what:26}worst {worst:9,.0f} {unit} ({name}), median {middle:9,.0f}; budget {budget:9,.0f},"
        f" ratio {worst / budget:.2f}: {'met' if worst <= budget else 'missed'}"
    )
    return worst <= budget
