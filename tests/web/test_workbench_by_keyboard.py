"""The SPARQL page from an empty editor to a citation that is opened again, and the course from its first step to its
last, by the keys that a reader presses and nothing else: no mouse, and no element is focused but by Tab.
"""

import hashlib
import io
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, expect

from queries.course.steps import steps
from tests.web.test_browser import AXE, RULES
from web.assets import BUILT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "workbench.js").exists(), reason="the scripts are not built (npm)"),
]
CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }"
ENDED = "Failed to load resource: the server responded with a status of 503"
"""What Chromium says of a query that the server has ended."""
FOCUSED = """one => {
  let at = document.activeElement;
  const editor = Boolean(at?.shadowRoot);
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === one && at.matches(':focus-visible') ? 'here' : editor ? 'editor' : '';
}"""
NEAREST_STOP = 150
"""How many times Tab is pressed on the way to an element at most; more is as good as out of reach."""
UNION = "https://w3id.org/huunghi/id/organisation/nghe-an-union"
WIDTH = {"light": 1280, "dark": 360}


class Reader:
    """A reader with a keyboard and no mouse; what the browser complains of is kept."""

    def __init__(self, browser: Browser, site: str, scheme: str, language: str) -> None:
        self._context = browser.new_context(
            base_url=site,
            viewport={"width": WIDTH[scheme], "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=language,
        )
        self._context.set_default_timeout(20_000)
        self.page = self._context.new_page()
        self.keys = self.page.keyboard
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        self._context.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self._context.on("weberror", lambda e: self.complaints.append(str(e.error)))

    def close(self) -> None:
        """See that nothing went wrong on the way."""
        self._context.close()
        assert [one for one in self.complaints if not one.startswith(self.expected)] == []

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until the focus, which can be seen, is on an element."""
        one = target.element_handle()
        assert one is not None
        for _ in range(NEAREST_STOP):
            where = one.evaluate(FOCUSED)
            if where == "here":
                return
            if where == "editor":
                self.keys.press("Escape")  # as the keys of the editor say: Esc, then Tab
            self.keys.press(key)
        pytest.fail(f"{target} is not reached by {NEAREST_STOP} times {key}")

    def press(self, target: Locator, key: str = "Tab") -> None:
        """Reach an element and press Enter there."""
        self.reach(target, key)
        self.keys.press("Enter")

    def is_at(self, target: Locator) -> bool:
        """Whether the focus, which can be seen, is on an element."""
        return bool(target.evaluate(FOCUSED) == "here")

    def skip(self) -> None:
        """Skip what every page has at its top."""
        self.keys.press("Tab")
        self.keys.press("Enter")

    def write(self, text: str) -> None:
        """Write in the editor, where the focus is, in place of what is there."""
        self.keys.press("Control+a")
        self.keys.insert_text(text)

    def run(self) -> None:
        """Run the query of the editor, where the focus is."""
        self.keys.press("Control+Enter")
        expect(self.page.locator("#answer[data-kind]:not([aria-busy])")).to_be_visible()

    def download(self, link: Locator) -> bytes:
        """Press a link that downloads a file; return the file."""
        self.reach(link)
        with self.page.expect_download() as waiting:
            self.keys.press("Enter")
        return Path(waiting.value.path()).read_bytes()

    def broken_rules(self) -> list[str]:
        """Return the rules of accessibility that the page breaks, and whether it is wider than its window."""
        inner, outer = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        found = [f"{inner} pixels wide in a window of {outer}"] if inner > outer else []
        if AXE.exists():
            self.page.evaluate(AXE.read_text("utf-8"))
            broken = self.page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
            found += [
                f"{v['id']}: {n['target']} {n['failureSummary'][:200]}" for v in broken for n in v["nodes"]
            ]
        return found


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Reader]:
    """A reader of English at a desk, by day."""
    one = Reader(browser, site, "light", "en-GB")
    yield one
    one.close()


@pytest.fixture
def night_reader(browser: Browser, site: str) -> Iterator[Reader]:
    """A reader of Vietnamese with a phone, by night."""
    one = Reader(browser, site, "dark", "vi")
    yield one
    one.close()


def events_of_a_body(reader: Reader) -> None:
    """Write a query in an empty editor in which a body is picked by three letters of its name, without accents."""
    reader.page.goto("/sparql")
    reader.skip()
    reader.reach(reader.page.locator(".cm-content"))
    reader.write("SELECT ?event ?place ?since {\n  ?event schema:organizer ")
    reader.keys.type("ngh", delay=20)
    union = reader.page.locator(
        ".cm-tooltip-autocomplete li", has_text=re.compile("Nghe An Union|tỉnh Nghệ An")
    ).first
    expect(union).to_be_visible()
    while union.get_attribute("aria-selected") != "true":
        reader.keys.press("ArrowDown")
    reader.page.wait_for_timeout(100)  # a list that has just appeared takes no key
    reader.keys.press("Enter")
    reader.keys.insert_text(" ;\n    schema:location ?place ; schema:startDate ?since }\nORDER BY ?event")
    expect(reader.page.locator("#query")).to_have_value(re.compile(f"schema:organizer <{UNION}>"))


def views_are_opened(reader: Reader) -> None:
    """Go through views of an answer, and back to its table."""
    page = reader.page
    for view in ("timeline", "map"):
        reader.press(page.locator(f"a[data-view={view}]"))
        expect(page.locator(f"#drawing-{view} svg").first).to_be_visible()
        assert reader.is_at(page.locator(f"a[data-view={view}][aria-current]"))
        assert reader.broken_rules() == []
    reader.press(page.locator("a[data-view=table]"), "Shift+Tab")
    expect(page.locator("figure.drawing")).to_have_count(0)


def evidence_is_opened(reader: Reader) -> None:
    """Open what a row rests on, go into it, and leave it by Esc."""
    page = reader.page
    evidence = page.locator("#rows").get_by_role("button", name="Evidence")
    reader.press(evidence)
    expect(page.locator("#rows .row-evidence")).to_contain_text("Read it in the report")
    assert reader.is_at(evidence)
    assert reader.broken_rules() == []
    reader.reach(page.locator("#rows .row-evidence a").first)
    reader.keys.press("Escape")
    expect(page.locator("#rows .row-evidence")).to_have_count(0)
    assert reader.is_at(evidence)


def test_from_an_empty_editor_to_a_citation_that_is_opened_again(reader: Reader) -> None:
    page = reader.page
    events_of_a_body(reader)
    query = page.locator("#query").input_value()
    reader.run()
    expect(page.locator("#answer")).to_have_attribute("data-rows", "1")
    assert reader.is_at(page.locator(".cm-content"))

    share = page.get_by_role("button", name="Share")
    reader.press(share, "Shift+Tab")
    expect(page.locator("#workbench .shared a")).to_be_visible()
    assert reader.is_at(share)

    # The language of the page changes; the query and its answer stay.
    reader.press(page.get_by_role("link", name="VI", exact=True), "Shift+Tab")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#query")).to_have_value(query)
    expect(page.locator("#answer")).to_have_attribute("data-rows", "1")
    reader.press(page.get_by_role("link", name="EN", exact=True))
    expect(page.locator("html")).to_have_attribute("lang", "en")

    views_are_opened(reader)
    csv = reader.download(page.locator("#answer .tabs a[download='answer.csv']"))
    workbook = reader.download(page.locator("#answer .tabs a[download='answer.xlsx']"))
    head, row = csv.decode().splitlines()
    assert head == "event,place,since"
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    first, second = sheet.iter_rows(max_row=2, values_only=True)
    assert first[:3] == ("event", "place", "since")
    assert [str(one)[:10] if isinstance(one, date) else one for one in second[:3]] == row.split(",")
    evidence_is_opened(reader)

    # A citation, opened again later: the same bytes, and the same hash.
    copy = page.locator("#answer .cite .copy")
    reader.press(copy)
    expect(page.locator("#answer .cite .copied")).to_contain_text("sha")
    assert reader.is_at(copy)
    reader.press(page.locator("#answer .cite").get_by_role("button", name="Citation"))
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "same")
    address = page.url
    assert reader.broken_rules() == []
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("h1")).to_have_text(re.compile("same", re.IGNORECASE))
    sha256 = hashlib.sha256(csv).hexdigest()
    assert parse_qs(urlsplit(address).query)["sha256"] == [sha256]
    assert sha256 in "".join(page.locator("#cited").inner_text().split())
    reader.press(page.get_by_role("link", name="The answer that was cited"))
    expect(page.locator("#query")).to_have_value(query)
    assert reader.download(page.locator("#answer .tabs a[download='answer.csv']")) == csv


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they did."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for one in task.read_text().split():
            yield int(one)
            yield from descendants(int(one))


def ticks_used(pid: int) -> int:
    """Return the processor time of a process, in ticks of the clock; none where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 0 if fields[0] == "Z" else int(fields[11]) + int(fields[12])


def ticks(site: str) -> dict[int, int]:
    """Return the processor time of each process that a server started."""
    port = str(urlsplit(site).port)
    for process in Path("/proc").glob("[1-9]*"):
        with suppress(OSError):
            if port in (process / "cmdline").read_text().split("\0"):
                return {pid: ticks_used(pid) for pid in descendants(int(process.name))}
    raise AssertionError("no server")


def number_of_killed(site: str) -> int:
    """Return how many workers the server has ended with their queries."""
    found = re.search(
        r'huunghi_worker_events_total\{event="killed"\} (\d+)', httpx.get(f"{site}/metrics").text
    )
    return int(found[1]) if found else 0


def test_a_cross_join_is_cancelled_and_its_worker_is_gone(reader: Reader, site: str) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("the processes of a server are not listed here (/proc)")
    page = reader.page
    page.goto("/sparql")
    reader.skip()
    reader.reach(page.locator(".cm-content"))
    reader.write(CROSS_JOIN)
    reader.press(page.locator("#workbench-form button.main"))
    expect(page.locator("#clock")).to_contain_text("0:02 of")
    cancel = page.locator("#cancel")
    assert reader.is_at(cancel)
    assert reader.broken_rules() == []
    before = ticks(site)
    page.wait_for_timeout(1000)
    worker = max(before, key=lambda pid: ticks_used(pid) - before[pid])
    assert ticks_used(worker) > before[worker]
    killed = number_of_killed(site)
    reader.expected = (ENDED,)
    reader.keys.press("Enter")
    expect(page.locator("#last")).to_contain_text("the server has ended the query")
    assert reader.is_at(page.locator("#workbench-form button.main"))
    assert number_of_killed(site) == killed + 1
    assert "huunghi_queries_running 0" in httpx.get(f"{site}/metrics").text
    deadline = time.monotonic() + 10
    while ticks_used(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ticks_used(worker) == 0
    reader.reach(page.locator(".cm-content"), "Shift+Tab")
    reader.write("SELECT * { ?s ?p ?o } LIMIT 150")
    reader.run()
    expect(page.locator("#rows tbody tr")).to_have_count(100)
    reader.press(
        page.locator("#answer .tabs a[href='#downloads']")
    )  # past the rows, then back to what is below them
    reader.press(page.get_by_role("button", name="Load all rows"), "Shift+Tab")
    expect(page.locator("#answer")).to_have_attribute("data-loaded", "150")
    assert reader.is_at(page.locator("#rows"))


def test_the_course_from_its_first_step_to_its_last(reader: Reader) -> None:
    page = reader.page
    page.goto("/course")
    reader.skip()
    reader.press(page.locator("#course a").first)
    check = page.get_by_role("button", name="Check my query")
    for step in steps():
        page.wait_for_url(f"**/course/{step.number}")
        expect(page.locator("#query")).to_have_value(step.query)
        reader.skip()
        reader.reach(page.locator(".cm-content"))
        reader.run()
        expect(page.locator("#answer")).to_have_attribute("data-rows", str(step.rows))
        if step.number == 1:
            reader.press(check, "Shift+Tab")
            expect(page.locator("#verdict")).to_contain_text("Not yet")
            reader.reach(page.locator(".cm-content"))
        reader.write(step.exercise.answer)
        reader.press(check, "Shift+Tab")
        expect(page.locator("#verdict")).to_contain_text("Right.")
        expect(page.locator("#answer[data-kind]:not([aria-busy])")).to_be_visible()
        assert reader.is_at(check)
        if step.number == 1:
            assert reader.broken_rules() == []
        if step.number < len(steps()):
            reader.press(page.locator("#verdict a"))
    expect(page.locator("#verdict")).to_contain_text("That was the last step.")
    reader.press(page.get_by_role("link", name="Course in SPARQL"), "Shift+Tab")
    expect(page.locator("#course .tag")).to_have_count(len(steps()))
    reader.press(page.get_by_role("button", name="Forget them"))
    expect(page.locator("#course .tag")).to_have_count(0)


def test_no_rule_is_broken_on_a_phone_at_night_in_vietnamese(night_reader: Reader) -> None:
    reader, page = night_reader, night_reader.page
    events_of_a_body(reader)
    reader.press(page.locator("#workbench-form button.main"))
    expect(page.locator("#answer")).to_have_attribute("data-rows", "1")
    assert reader.is_at(page.locator("#workbench-form button.main"))
    reader.press(page.locator("a[data-view=timeline]"))
    expect(page.locator("#drawing-timeline svg").first).to_be_visible()
    reader.press(page.locator("#rows button[name=row]"))
    expect(page.locator("#rows .row-evidence mark").first).to_be_visible()
    assert reader.broken_rules() == []
    reader.press(page.locator("#answer .cite button[value=page]"))
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "same")
    assert reader.broken_rules() == []
    page.goto("/course/1")
    reader.skip()
    reader.reach(page.locator(".cm-content"))
    reader.expected = ("Failed to load resource: the server responded with a status of 400",)
    reader.keys.insert_text("SELECT ?x {")
    reader.press(page.locator("button[name=check]"), "Shift+Tab")
    expect(page.locator("#verdict b")).to_be_visible()
    expect(page.locator("#problem")).to_be_visible()
    assert reader.broken_rules() == []
