"""The pages in a real browser: `python -m tests.bench.browser [--site URL] [--quick]`, and one of the benchmarks.

Without a site it loads the tables and serves them, with the reports' texts where they are here. Each figure stands
beside its goal. Paints depend on the machine: they are printed, and are no reason to fail.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.made_pages import PROGRAM, TABLES
from tests.web import measures
from tests.web.conftest import TEXTS, NoBrowserError, find_chromium, serving
from tests.web.kinds import PAGES

STYLESHEET: Final = Path(__file__).parents[2] / "web" / "static" / "style.css"
DOCUMENT: Final = r"^/(id|trace)/document/"
FINDINGS: Final = {
    "home": DOCUMENT,
    "trace": DOCUMENT,
    "trace-programme": DOCUMENT,
    "programme": DOCUMENT,
    "document": r"^/(id|trace)/(programme|event|speech|task)/",
}
"""Pages that begin with a finding, and the paths of links that it consists of: what is cited, or what cites."""
PRINTED: Final = ("person", "programme", "document")
TRACE_OF_A_BODY: Final = "trace-body"
PAINT_MS: Final = 564.0
WITH_EDITOR: Final = frozenset({"sparql", "sparql-model", "sparql-answer", "course-step", "course-checked"})
WITH_EDITOR_KB: Final = 450
"""Kilobytes of a page with the editor of queries; `tests.bench.editor` measures its script."""
QUICK: Final = ("home", "person", "programme", "document", "source", "trace", "trace-body", "search", "graph")
"""Pages that are loaded where not all of them are."""


class Table:
    """Figures beside their goals, printed as they come; knows how many were missed."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, what: str, figure: str, goal: str, held: bool, *, counts: bool = True) -> None:
        """Print a figure. One that depends on the machine does not count as missed."""
        said = "met" if held else "MISSED" if counts else "missed here (depends on the machine)"
        self.missed += counts and not held
        print(f"{what:44}{figure:>16}   goal {goal:12} {said}", flush=True)


def run(*, triples: int, smoke: bool) -> bool:
    """Measure the five reports in a browser; in smoke mode few pages, and no figure fails."""
    del triples  # the pages of the curated tables are measured: their answers are what the goals are about
    try:
        chromium = find_chromium()
    except NoBrowserError as error:
        print(f"left out: {error}")
        return True
    with own_site() as site:
        return measure(site, chromium, quick=smoke) == 0 or smoke


def measure(site: str, chromium: str, *, quick: bool = False) -> int:
    """Print the figures of a site of the five reports; return how many goals were missed."""
    table = Table()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=measures.WINDOW, base_url=site, locale="en-GB")
        page = context.new_page()
        _findings(page, table)
        _trace_of_a_body(page, site, table)
        _printed(page, table)
        _type_and_targets(page, table, QUICK if quick else tuple(PAGES))
        _loading(browser, site, table, QUICK if quick else tuple(PAGES), times=1 if quick else 3)
        size = STYLESHEET.stat().st_size
        table.line("stylesheet", f"{size:,} B", "< 20,000 B", size < 20_000)
        browser.close()
    print(f"{table.missed} missed" if table.missed else "all met")
    return table.missed


def _findings(page: Page, table: Table) -> None:
    for name, pattern in FINDINGS.items():
        page.goto(PAGES[name], wait_until="networkidle")
        top = measures.top_of_first_link(page, pattern)
        table.line(
            f"first finding, {name}", "none" if top is None else f"y = {top}", "< 700", top is not None and top < 700
        )  # fmt: skip


def _trace_of_a_body(page: Page, site: str, table: Table) -> None:
    path = PAGES[TRACE_OF_A_BODY]
    page.goto(path, wait_until="networkidle")
    tall = measures.height(page)
    table.line("height, trace of the Nghe An union", f"{tall:,} px", "< 2,500", tall < 2_500)
    with urllib.request.urlopen(f"{site}{path}.json", timeout=60) as answer:
        citations = json.load(answer)["citations"]
    places = Counter(
        wording for wording, _, _ in {(one["wording"], one["source"], one["start"]) for one in citations}
    )
    twice = measures.repeated_wordings(page, places)
    table.line("its wordings that stand there twice", str(len(twice)), "0", not twice)


def _printed(page: Page, table: Table) -> None:
    for name in PRINTED:
        page.goto(PAGES[name], wait_until="networkidle")
        fill = measures.fill_of_first_sheet(page)
        figure = "one sheet" if fill is None else f"{fill:.0%}"
        table.line(f"first sheet printed, {name}", figure, "> 80%", fill is None or fill > 0.8)


def _type_and_targets(page: Page, table: Table, names: tuple[str, ...]) -> None:
    sizes: dict[float, str] = {}
    low: list[tuple[float, str]] = []
    for name in names:
        page.goto(PAGES[name], wait_until="load")
        for size, where in measures.type_sizes(page).items():
            sizes.setdefault(size, f"{name} {where}")
        low += [(tall, f"{name}: {what}") for tall, what in measures.low_targets(page)]
    table.line("sizes of type", str(len(sizes)), "<= 6", len(sizes) <= 6)
    for size, where in sorted(sizes.items()):
        print(f"    {size:g} px   {where}")
    table.line("targets lower than 24 px", str(len(low)), "0", not low)
    for tall, what in sorted(low)[:12]:
        print(f"    {tall:g} px   {what}")


def _loading(browser: Browser, site: str, table: Table, names: tuple[str, ...], *, times: int) -> None:
    loads = {name: [measures.load(browser, site + PAGES[name]) for _ in range(times)] for name in names}
    print(f"{'':24}{'weight':>10}{'first paint':>14}{'shift':>9}")
    for name, found in loads.items():
        paint = statistics.median(one.paint for one in found)
        print(
            f"    {name:20}{found[0].bytes / 1000:7.0f} kB{paint:11.0f} ms{max(one.shift for one in found):9.3f}"
        )
    worst = max(loads, key=lambda name: max(one.shift for one in loads[name]))
    shift = max(one.shift for one in loads[worst])
    table.line(f"layout shift, most: {worst}", f"{shift:.3f}", "< 0.05", shift < 0.05)
    for most, names_of in ((246, set(loads) - WITH_EDITOR), (WITH_EDITOR_KB, set(loads) & WITH_EDITOR)):
        if names_of:
            heaviest = max(names_of, key=lambda name: loads[name][0].bytes)
            weight = loads[heaviest][0].bytes / 1000
            table.line(f"weight, most: {heaviest}", f"{weight:.0f} kB", f"<= {most} kB", weight <= most)
    slowest = max(loads, key=lambda name: statistics.median(one.paint for one in loads[name]))
    paint = statistics.median(one.paint for one in loads[slowest])
    table.line(
        f"first paint, latest: {slowest}", f"{paint:.0f} ms", f"<= {PAINT_MS:.0f} ms", paint <= PAINT_MS, counts=False
    )  # fmt: skip


@contextlib.contextmanager
def own_site() -> Iterator[str]:
    """Load the tables and serve them, with the reports' texts where they are here; give the address."""
    with tempfile.TemporaryDirectory(prefix="bench-browser-") as folder:
        store = Path(folder) / "store"
        subprocess.run([PROGRAM, "--store", str(store), "load", str(TABLES)], check=True, capture_output=True)
        with serving(store, *(["--texts", str(TEXTS)] if TEXTS.is_dir() else [])) as site:
            yield site


def main() -> int:
    """Measure a site that runs, or one of its own; return how many goals were missed, at most 100."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browser", description=__doc__)
    parser.add_argument(
        "--site", help="address of a service of the five reports, such as http://127.0.0.1:8000"
    )
    parser.add_argument(
        "--quick", action="store_true", help="load and look through a page of each sort, once"
    )
    given = parser.parse_args()
    with contextlib.nullcontext(given.site.rstrip("/")) if given.site else own_site() as site:
        return min(measure(site, find_chromium(), quick=given.quick), 100)


if __name__ == "__main__":
    sys.exit(main())
