"""The course from its first to its last step, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from queries.course.steps import steps
from web.page_context import STATIC
from web.pages.sparql import SCRIPT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (STATIC / SCRIPT).exists(), reason="the script of the SPARQL page is not built"),
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


def test_a_reader_goes_through_the_course_by_keyboard(learner: Page) -> None:
    learner.locator("#course a").first.press("Enter")
    for step in steps():
        learner.wait_for_url(f"**/course/{step.number}")
        expect(learner.locator("#query")).to_have_value(step.query)
        learner.locator(".cm-content").focus()
        learner.keyboard.press("Control+Enter")
        expect(learner.locator("#answer[data-kind]")).to_be_visible()
        if step.number == 1:
            learner.get_by_role("button", name="Check my query").press("Enter")
            expect(learner.locator("#verdict")).to_contain_text("Not yet")
        write(learner, step.exercise.answer)
        learner.get_by_role("button", name="Check my query").press("Enter")
        expect(learner.locator("#verdict")).to_contain_text("Right.")
        following = learner.locator("nav.pages a[rel=next]")
        if step.number < len(steps()):
            following.press("Enter")
        else:
            expect(following).to_have_count(0)
    learner.locator("article.step .kind a").press("Enter")
    expect(learner.locator("#course .tag")).to_have_count(len(steps()))
    learner.get_by_role("button", name="Forget them").press("Enter")
    expect(learner.locator("#course .tag")).to_have_count(0)


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
