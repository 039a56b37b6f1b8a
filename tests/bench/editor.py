"""The editor of the SPARQL page in Chromium: `python -m tests.bench.editor [--site URL]`, and one of the benchmarks.

How much script the page has (as it is sent, packed) and that other pages have none of it; when the editor takes keys in
a browser that has nothing kept; and how long the completion of a property of a class and of a thing takes, from the key
to the list. With a site of millions of triples the last two are measured there. Times are medians of nine, and depend
on the machine.
"""

import argparse
import contextlib
import statistics
import sys
from collections.abc import Callable
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.browser import Table, own_site
from tests.web.conftest import NoBrowserError, find_chromium
from tests.web.kinds import PAGES

SCRIPT_BYTES, READY_MS, COMPLETION_MS = 300_000, 1500.0, 50.0
SCRIPT: Final = "/built/workbench.js"
OTHERS: Final = ("home", "person", "trace", "search", "queries", "graph")
"""Pages that are looked at for the script of the editor, one of each sort."""
TIMES: Final = 9
TAKES_KEYS: Final = "performance.getEntriesByName('workbench')[0]?.startTime ?? 0"
COMPLETED: Final = "performance.getEntriesByName('completion').at(-1)?.duration ?? 0"


def run(*, triples: int, smoke: bool) -> bool:
    """Measure the page on the five reports; in smoke mode no figure fails."""
    del triples
    try:
        chromium = find_chromium()
    except NoBrowserError as error:
        print(f"left out: {error}")
        return True
    with own_site() as site:
        return measure(site, chromium) == 0 or smoke


def measure(site: str, chromium: str) -> int:
    """Print the figures of a site; return how many goals were missed."""
    table = Table()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _scripts(browser, site, table)
        ready = _median(lambda: _ready(browser, site))
        table.line("editor takes keys, cold", f"{ready:.0f} ms", f"< {READY_MS:.0f} ms", ready < READY_MS)
        page = browser.new_context(base_url=site, locale="en-GB").new_page()
        page.goto(PAGES["sparql"], wait_until="networkidle")
        for what, before, letters in (
            ("a property of a class", "SELECT * { ?x a org:Organization ; ", "s"),
            ("a thing by name", "SELECT * { ?x org:organization ", "ngh"),
        ):
            took = _median(lambda before=before, letters=letters: _completion(page, before, letters))  # type: ignore[misc]
            table.line(
                f"completion of {what}", f"{took:.0f} ms", f"< {COMPLETION_MS:.0f} ms", took < COMPLETION_MS
            )
        browser.close()
    print(f"{table.missed} missed" if table.missed else "all met")
    return table.missed


def _median(once: Callable[[], float]) -> float:
    return statistics.median(once() for _ in range(TIMES))


def _scripts(browser: Browser, site: str, table: Table) -> None:
    context = browser.new_context(base_url=site)
    sizes: dict[str, int] = {}
    for name in ("sparql", *OTHERS):
        page = context.new_page()
        answer = page.goto(PAGES[name], wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise RuntimeError(f"{PAGES[name]} answered {answer and answer.status}")
        sent = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'script')"
            ".map((one) => [one.name, one.encodedBodySize])"
        )
        if name == "sparql":
            sizes = {url.partition("?")[0].rpartition("/")[2]: size for url, size in sent}
        elif any(SCRIPT in url for url, _ in sent):
            table.line(f"script of the editor, {name}", "loaded", "none", held=False)
        page.close()
    context.close()
    total = sum(sizes.values())
    for name, size in sorted(sizes.items(), key=lambda one: -one[1]):
        print(f"    {name:24}{size / 1000:8.1f} kB")
    if SCRIPT.rpartition("/")[2] not in sizes:
        print("    the script of the editor is not built: huunghi assets")
    table.line("script of the page, packed", f"{total / 1000:.0f} kB", "< 300 kB", total < SCRIPT_BYTES)
    print(f"    none of the editor's on {len(OTHERS)} other pages: {', '.join(OTHERS)}")


def _ready(browser: Browser, site: str) -> float:
    """Return the milliseconds from the beginning until the editor takes keys, in a browser that keeps nothing."""
    context = browser.new_context(base_url=site, locale="en-GB")
    page = context.new_page()
    page.goto(PAGES["sparql"], wait_until="load")
    page.locator(".cm-content").press("x")
    ready = float(page.evaluate(TAKES_KEYS))
    context.close()
    return ready


def _completion(page: Page, before: str, letters: str) -> float:
    """Return the milliseconds that a list of completions took, from the key that asked for it."""
    page.keyboard.press("Escape")
    page.locator(".cm-content").press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(before)
    page.keyboard.type(letters[:-1])
    page.wait_for_timeout(300)
    page.evaluate("performance.clearMeasures('completion')")
    page.keyboard.type(letters[-1])
    page.locator(".cm-tooltip-autocomplete li").first.wait_for()
    while not (took := float(page.evaluate(COMPLETED))):  # the policy of the page forbids wait_for_function
        page.wait_for_timeout(20)
    return took


def main() -> int:
    """Measure a site that runs, or one of its own; return how many goals were missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.editor", description=__doc__)
    parser.add_argument("--site", help="address of a service that runs, such as http://127.0.0.1:8000")
    given = parser.parse_args()
    with contextlib.nullcontext(given.site.rstrip("/")) if given.site else own_site() as site:
        return measure(site, find_chromium())


if __name__ == "__main__":
    sys.exit(main())
