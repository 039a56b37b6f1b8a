"""Traces, the matrix and the place where they begin, as a browser shows them."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import measures
from tests.web.kinds import PAGES

pytestmark = pytest.mark.browser

DOCUMENT = r"^/(id|trace)/document/"
OF_TRACES = ("trace", "trace-document", "trace-programme", "trace-event", "trace-body", "matrix")
CUT = """() => [...document.querySelectorAll("main table td, main table th")].filter(one =>
  one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport=measures.WINDOW, base_url=site, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ["trace", "trace-programme", "trace-event", "trace-body", "matrix"])
def test_the_first_document_stands_in_the_first_window(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    top = measures.top_of_first_link(page, DOCUMENT)
    assert top is not None
    assert top < 700


def test_the_trace_of_a_body_is_short_and_has_no_wording_twice(page: Page, site: str) -> None:
    """It had 5,496 pixels and thirteen wordings twice."""
    address = PAGES["trace-body"]
    rows = csv.DictReader(io.StringIO(httpx.get(f"{site}{address}.csv").text))
    places = Counter(words for _, words in {(row["citation"], row["wording"]) for row in rows})
    page.goto(address)
    assert measures.repeated_wordings(page, places) == []
    assert measures.height(page) < 2500


@pytest.mark.parametrize("name", OF_TRACES)
def test_on_a_phone_nothing_is_cut_or_scrolls_sideways(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(CUT) == 0


@pytest.mark.parametrize("name", OF_TRACES)
@pytest.mark.parametrize("width", [1280, 360])
def test_sizes_of_type_are_six_at_most_and_targets_high_enough(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PAGES[name])
    assert len(measures.type_sizes(page)) <= 6, measures.type_sizes(page)
    assert measures.low_targets(page) == []


def test_the_field_suggests_what_can_be_traced_and_leads_to_its_trace_by_keys_alone(page: Page) -> None:
    page.goto("/trace")
    page.locator("#pick").focus()
    page.keyboard.type("12-CT/TW")
    offers = page.locator("#offers-pick")
    offers.locator("li").first.wait_for()
    said = offers.locator("li").first.inner_text().replace("\u2011", "-")
    for told in ("Directive 12-CT/TW of 5 January 2022", "Secretariat", "cited by 2 programmes"):
        assert told in said
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trace/document/12-ct-tw-2022-01-05")


def test_a_programme_is_suggested_with_how_many_documents_it_cites(page: Page) -> None:
    page.goto("/trace")
    page.locator("#pick").press_sequentially("programme of cluster 1")
    expect(page.locator("#offers-pick li").first).to_contain_text("cites 3 documents")


def test_on_paper_the_table_is_whole_and_begins_on_the_first_sheet(page: Page) -> None:
    page.goto(PAGES["trace-programme"])
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert (
        page.locator("table.cards tbody tr").count() == page.locator("table.cards tbody tr:visible").count()
    )
    fill = measures.fill_of_first_sheet(page)
    assert fill is None or fill > 0.8
