"""An answer of a million rows: downloads with and without labels, and the table of the page in a real browser.

Of each download the rows are counted first; then its time, and the memory of the whole service, beside that of a tenth
of the rows: it should not grow. In the browser it is the longest task of the page (a reader notices 50 ms, and 200 ms
as a halt) while all rows are fetched, sorted and filtered, and the memory that they take.
"""

import http.client
import io
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from tests.bench.sparql import Target, memory_of, our_service, prepared
from tests.web.conftest import NoBrowserError, find_chromium
from web.assets import BUILT

QUERY: Final = "SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {}"
FORMATS: Final = ("csv", "tsv", "xlsx")
MOST_GROWN: Final = 60.0
"""MB that the service may hold more with ten times the rows: buffers of sockets, and labels up to their bound."""
LONGEST: Final = 200.0
"""Milliseconds of the longest task of the page, by the clock: other work on the machine counts."""


def run(*, triples: int, smoke: bool) -> bool:
    """Print the figures; return whether the rows are all there and what is bounded held."""
    rows = min(triples, 1_000_000)
    root = Path(tempfile.mkdtemp(prefix="bench-rows-"))
    try:
        prepared(root, max(rows, triples if smoke else rows))
        with our_service(root) as target:
            right = [_download(target, name, labels, rows) for name in FORMATS for labels in ("", "en")]
            right.append(_in_browser(target, rows))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return smoke or all(right)


def _download(target: Target, name: str, labels: str, rows: int) -> bool:
    few = _fetch(target, name, labels, rows // 10)
    many = _fetch(target, name, labels, rows)
    grown = many.peak - few.peak
    right = many.rows == rows and grown <= MOST_GROWN
    called = name + (" with labels" if labels else "")
    print(
        f"{called:18} {many.rows:9,} rows {many.seconds:7.1f} s {many.size / 1e6:7.1f} MB   "
        f"memory {many.peak:5.0f} MB, {grown:+5.0f} MB to a tenth ({'flat' if grown <= MOST_GROWN else 'GROWS'})",
        flush=True,
    )
    return right


class _Fetched:
    """What was fetched: rows, bytes, seconds, and the peak memory of the service in MB."""

    rows = 0
    size = 0
    seconds = 0.0
    peak = 0.0


def _fetch(target: Target, name: str, labels: str, rows: int) -> _Fetched:
    found = _Fetched()
    kept = io.BytesIO()
    asked = {"query": QUERY.format(rows), "format": name, **({"labels": labels} if labels else {})}
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=600)
    began = looked = time.perf_counter()
    connection.request("GET", f"{target.path}?{urlencode(asked)}")
    response = connection.getresponse()
    if response.status != 200:
        raise SystemExit(f"{response.status}: {response.read()[:500]!r}")
    while data := response.read1(1 << 18):
        found.size += len(data)
        found.rows += data.count(b"\n")
        if name == "xlsx":
            kept.write(data)
        if (now := time.perf_counter()) - looked > 0.2:
            looked, found.peak = now, max(found.peak, memory_of(target.process.pid))
    found.seconds = time.perf_counter() - began
    found.peak = max(found.peak, memory_of(target.process.pid))
    connection.close()
    found.rows = _rows_of_book(kept) if name == "xlsx" else found.rows - 1
    return found


def _rows_of_book(book: io.BytesIO) -> int:
    found = 0
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                with parts.open(name) as sheet:
                    before = b""
                    while data := sheet.read(1 << 20):
                        found += (before + data).count(b"<row>")
                        before = data[-4:]
                found -= 1  # the heads
    return found


_WATCH: Final = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
}).observe({ type: "longtask" });
"""


def _in_browser(target: Target, rows: int) -> bool:
    if not (BUILT / "rows-worker.js").exists():
        print("in a browser: the scripts are not built")
        return True
    try:
        chromium = find_chromium()
    except NoBrowserError as error:
        print(f"in a browser: {error}")
        return True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(900_000)
        query = urlencode({"query": "SELECT ?s ?p ?o { ?s ?p ?o }"})
        page.goto(f"http://127.0.0.1:{target.port}{target.path}?{query}")
        page.locator("#rows .sort").first.wait_for()
        page.evaluate(_WATCH)
        right = [_step(page, what, act) for what, act in _steps(page)]
        loaded = int(page.locator("#answer").get_attribute("data-loaded") or 0)
        memory = int(page.locator("#rows").get_attribute("data-memory") or 0)
        heap = page.evaluate("performance.memory.usedJSHeapSize")
        held = page.locator("#rows tbody tr").count()
        print(
            f"rows in the worker {loaded:,}: {memory / 1e6:.0f} MB; heap of the page {heap / 1e6:.0f} MB; "
            f"rows in the page {held}"
        )
        browser.close()
    return all(right) and loaded >= rows


def _steps(page: Page) -> Iterator[tuple[str, Callable[[], None]]]:
    status = page.locator(".row-tools").get_by_role("status")

    def load() -> None:
        page.get_by_role("button", name="Load all rows").click()
        page.locator("#answer[data-loaded]").wait_for()

    def settled() -> None:
        page.locator("#rows:not([aria-busy])").wait_for()

    def by_name() -> None:
        page.get_by_role("columnheader", name="s").get_by_role("button").click()
        settled()

    def by_value() -> None:
        page.get_by_role("columnheader", name="o").get_by_role("button").click()
        settled()

    def to_the_end() -> None:
        box = page.locator("#rows")
        for _ in range(20):
            box.press("PageDown")
        box.press("End")
        page.wait_for_timeout(300)

    def filtered() -> None:
        page.get_by_label("Filter rows").fill("number 77")
        page.wait_for_timeout(400)
        settled()
        assert " of " in status.inner_text()

    yield "all rows are fetched", load
    yield "sorted by name", by_name
    yield "sorted by value", by_value
    yield "scrolled to the end", to_the_end
    yield "filtered", filtered


def _step(page: Page, what: str, act: Callable[[], None]) -> bool:
    page.evaluate("window.longest = 0")
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    longest = float(page.evaluate("window.longest"))
    met = "met" if longest <= LONGEST else "MISSED"
    print(
        f"{what:24} {seconds:7.1f} s   longest task {longest:5.0f} ms (goal {LONGEST:.0f} ms: {met})",
        flush=True,
    )
    return longest <= LONGEST
