"""What a step of the course keeps of a reader's query; `test_workbench_by_keyboard.py` goes through all steps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from queries.course.steps import steps
from web.page_context import STATIC
from web.pages.sparql import SCRIPTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not all((STATIC / one).exists() for one in SCRIPTS),
        reason="the scripts of the SPARQL page are not built",
    ),
]


@pytest.fixture
def learner(browser: Browser, site: str) -> Iterator[Page]:
    """A reader with an empty browser, at the overview of the course."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto("/course")
    yield page
    context.close()
    assert faults == []


def write(page: Page, query: str) -> None:
    """Replace what stands in the editor."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_what_was_written_in_a_step_stays_until_another_is_opened(learner: Page) -> None:
    learner.goto("/course/2")
    expect(learner.locator(".cm-content")).to_be_visible()
    write(learner, "SELECT * { ?a ?b ?c } LIMIT 2")
    learner.goto("/sparql")
    learner.goto("/course/2")
    expect(learner.locator("#query")).to_have_value("SELECT * { ?a ?b ?c } LIMIT 2")
    learner.get_by_role("link", name="Back to the query of this step").press("Enter")
    expect(learner.locator("#query")).to_have_value(steps()[1].query)
    learner.get_by_role("link", name="Run it so changed").press("Enter")
    expect(learner.locator("#answer")).to_have_attribute("data-rows", str(steps()[1].change.rows))
