"""What a reader does with an answer in a browser: sort, filter, see IRIs, open the evidence of a row, see all rows."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.test_browser import AXE, RULES
from web.assets import BUILT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "rows-worker.js").exists(), reason="the scripts are not built (npm)"),
]
CITED = """SELECT ?citing ?document ?date ?n {
  ?c a hn:Citation ; hn:citing ?citing ; hn:cited ?document
  OPTIONAL { ?document schema:legislationDate ?date } OPTIONAL { ?document hn:year ?n }
} ORDER BY ?document ?citing"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="en", viewport={"width": 1280, "height": 900})
    one = context.new_page()
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    yield one
    assert faults == []
    context.close()


def opened(page: Page, query: str) -> Page:
    page.goto("/sparql?" + urlencode({"query": query}))
    page.locator("#rows .sort").first.wait_for(state="attached")
    return page


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#rows tbody td:nth-child({number})").all_inner_texts()


def test_rows_are_sorted_by_kind_of_value_and_filtered_without_accents(page: Page) -> None:
    opened(page, "SELECT * { VALUES (?a ?b) { ('Đà Nẵng' 9) ('Dương' 10) ('An' 2.5) ('Ân' UNDEF) } }")
    by_number = page.get_by_role("columnheader", name="b")
    by_number.get_by_role("button").click()
    assert column(page, 2) == ["2.5", "9", "10", ""]
    by_number.get_by_role("button").click()
    assert column(page, 2) == ["10", "9", "2.5", ""]
    expect(by_number).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Filter rows").fill("da nang")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator(".row-tools")).to_contain_text("1 of 4 rows")


def test_evidence_opens_and_closes_by_the_keyboard_and_breaks_no_rule(page: Page) -> None:
    opened(page, CITED)
    expect(page.locator("#rows .term").first).to_be_hidden()
    page.get_by_label("Show IRIs").check()
    expect(page.locator("#rows .term").first).to_contain_text("https://w3id.org/huunghi/id/")
    page.get_by_label("Show IRIs").uncheck()
    button = page.locator("#rows").get_by_role("button", name="Evidence").nth(1)
    button.press("Enter")
    note = page.locator("#rows .row-evidence")
    expect(note).to_contain_text("Read it in the report")
    expect(note.locator("mark").first).to_contain_text("CT/TW")
    expect(button).to_have_attribute("aria-expanded", "true")
    if AXE.exists():
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("rules => axe.run(document.querySelector('#answer'), {runOnly: rules})", RULES)
        assert [one["id"] for one in found["violations"]] == []
    note.get_by_role("link").first.press("Escape")
    expect(note).to_have_count(0)
    expect(button).to_be_focused()


def test_all_rows_are_fetched_and_only_those_that_are_seen_are_in_the_page(page: Page) -> None:
    opened(page, "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o")
    page.get_by_role("button", name="Load all rows").click()
    answer = page.locator("#answer[data-loaded]")
    answer.wait_for()
    count = int(answer.get_attribute("data-loaded") or 0)
    assert count > 5000
    assert page.locator("#rows tbody tr").count() < 60
    last = f"#rows tbody tr[data-row='{count - 1}']"
    page.locator("#rows").press("End")
    page.locator(last).wait_for()
    page.locator(last).get_by_role("button", name="Evidence").click()
    expect(page.locator("#rows .row-evidence")).to_contain_text("statement")
    page.get_by_label("Filter rows").fill("hội hữu nghị")
    accented = page.locator(".row-tools").get_by_role("status")
    expect(accented).to_contain_text(f"of {count:,} rows")
    said = accented.inner_text()
    page.get_by_label("Filter rows").fill("hoi huu nghi")
    page.wait_for_timeout(300)
    expect(accented).to_have_text(said)
    page.get_by_label("Filter rows").fill("")
    page.get_by_role("columnheader", name="o").get_by_role("button").click()
    expect(accented).to_have_text(f"{count:,} rows")
    first = page.locator("#rows tbody tr[data-row='0'] td:nth-child(3)")
    expect(first).to_have_class("n")


def test_on_a_phone_rows_are_cards_that_fit(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, CITED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    heads = page.evaluate("getComputedStyle(document.querySelector('#rows td'), '::before').content")
    assert heads == '"citing"'
    page.get_by_label("Sort by").select_option("date ↓")
    assert column(page, 3)[0] == "5 January 2022"
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_copied_program_is_the_one_that_is_shown(page: Page) -> None:
    opened(page, CITED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#snippets summary").click()
    page.locator('[data-copies="snippet-curl-text"]').click()
    shown = page.locator("#snippet-curl-text").inner_text()
    assert page.evaluate("navigator.clipboard.readText()").strip() == shown.strip()
