"""Pages on paper: the first sheet is full, passages are whole and stand at the end as notes, and nothing is cut off."""

import re
from collections.abc import Iterator

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.web import measures
from tests.web.kinds import PAGES

FULL = 0.8
ENTITIES = ("programme", "person", "body", "document")


@pytest.fixture
def paper(browser: Browser, site: str) -> Iterator[Page]:
    """A page as a browser without script prints it."""
    context = browser.new_context(base_url=site, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


def printed(page: Page) -> list[str]:
    """The words of each sheet."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    try:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]
    finally:
        document.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", [*ENTITIES, "trace-programme", "source", "list-organisations", "query-answer"]
)
def test_the_first_sheet_is_full(paper: Page, name: str) -> None:
    paper.goto(PAGES[name])
    fill = measures.fill_of_first_sheet(paper)
    assert fill is None or fill > FULL, "it may be one sheet, or a full one"


@pytest.mark.browser
@pytest.mark.parametrize("name", ENTITIES)
def test_each_statement_with_a_note_has_its_number_and_the_note_stands_at_the_end(
    paper: Page, name: str
) -> None:
    paper.goto(PAGES[name])
    statements = paper.locator("article > .section:not(.after) .statement:has(> details.note)")
    assert statements.count() == paper.locator("#end-notes > ol > li").count() > 0
    assert paper.locator("details.note").evaluate_all("all => all.every(one => !one.checkVisibility())")
    sheets = printed(paper)
    words = "\n".join(sheets)
    assert words.index("Notes") < words.index("Sources of this page")
    for chrome in ("Search", "Keys", "Download", "open\n"):
        assert chrome not in words
    assert sheets[-1].strip()


def test_the_notes_of_paper_hold_the_whole_passages_in_the_order_of_the_page(client: httpx.Client) -> None:
    page = client.get(PAGES["programme"]).text
    notes = page[page.index('id="end-notes"') : page.index('id="sources"')]
    said = page[: page.index('class="section after"')]
    details = len(re.findall(r'<details class="note">', said))
    assert len(re.findall(r"<li>", notes)) == details
    assert "<mark>" in notes
    assert "truncat" not in notes


@pytest.mark.browser
@pytest.mark.parametrize("name", ["matrix", "query-answer", "list-organisations", "first-citations", "map"])
def test_no_table_is_clipped(paper: Page, name: str) -> None:
    paper.set_viewport_size({"width": 700, "height": 1000})
    paper.goto(PAGES[name])
    wide = paper.locator("table").evaluate_all(
        "all => all.filter(t => t.checkVisibility() && t.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert wide == 0


@pytest.mark.browser
def test_paper_is_black_on_white_in_the_dark_too(paper: Page) -> None:
    paper.emulate_media(media="print", color_scheme="dark")
    paper.goto(PAGES["person"])
    colours = paper.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
