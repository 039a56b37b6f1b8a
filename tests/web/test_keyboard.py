"""What a reader does on the pages, with the mouse and by the keyboard alone, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.kinds import ERRORS, PAGES
from tests.web.readers import Reader, reader

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def readers(browser: Browser, site: str) -> Iterator[list[Reader]]:
    """One who reads English by day, one who reads Vietnamese by night, and one without scripts."""
    made = [reader(browser, name, site) for name in ("light-en", "dark-vi", "plain")]
    yield made
    for one in made:
        one.page.context.close()


@pytest.fixture(params=["light-en", "plain"])
def visitor(request: pytest.FixtureRequest, readers: list[Reader]) -> Iterator[Page]:
    """A reader who does something: with scripts at 1280 pixels, without them at 360."""
    one = next(r for r in readers if r.name == request.param)
    one.page.context.clear_cookies()
    one.page.set_viewport_size({"width": 360 if one.name == "plain" else 1280, "height": 900})
    yield one.page
    one.check()


def test_a_reader_finds_a_name_and_opens_its_evidence(visitor: Page) -> None:
    visitor.goto("/")
    visitor.locator("#q2").fill("nguyen ngoc hung")
    visitor.locator("#q2").press("Enter")
    visitor.get_by_role("link", name="Nguyen Ngoc Hung", exact=True).first.click()
    assert visitor.url.endswith("/id/person/nguyen-ngoc-hung.html")
    note = visitor.locator("details.note").first
    note.locator("> summary").click()
    assert note.locator(".full").is_visible()
    visitor.get_by_role("link", name="VI", exact=True).click()
    assert visitor.locator("html").get_attribute("lang") == "vi"
    visitor.locator("nav a", has_text="Lần theo trích dẫn").click()
    assert visitor.locator("html").get_attribute("lang") == "vi"


def test_a_reader_traces_a_directive_from_the_first_page(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Trace", exact=True).first.click()
    visitor.get_by_role("link", name="Directive 12\u2011CT/TW of 5 January 2022").first.click()
    assert visitor.get_by_role("heading", name="Cited by two programmes and one event").is_visible()
    assert visitor.locator("svg.tree").is_visible()
    visitor.get_by_role("link", name="With passages and reasons").click()
    assert visitor.locator("details.note").first.is_visible()


WORDS = "Директивы Центрального секретариата партии № 12\u2011CT/TW от 5 января 2022 года"


def see_what_the_programme_cites(page: Page) -> None:
    """See that a trace names the three documents and the words of the report that names them."""
    assert page.url.endswith("/trace/programme/cluster-1-2024")
    for number in ("12\u2011KL/TW", "12\u2011CT/TW", "25\u2011CT/TW"):
        assert page.locator("main").get_by_text(number).filter(visible=True).count()
    assert page.locator("main").get_by_text(WORDS).filter(visible=True).count()


def test_one_click_leads_from_the_first_page_to_what_a_programme_cites_and_in_which_words(
    visitor: Page,
) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Trace this programme").click()
    see_what_the_programme_cites(visitor)


def test_the_keyboard_alone_leads_there_too(visitor: Page) -> None:
    visitor.goto("/")
    for _ in range(30):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.textContent") == "Trace this programme":
            break
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/trace/**")
    see_what_the_programme_cites(visitor)


def test_the_two_reports_of_the_finding_stand_side_by_side(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Read both reports").click()
    assert visitor.get_by_role("heading", level=1).inner_text().startswith("Báo Nghệ An")
    assert visitor.url.endswith("?beside=nghe-an-2024-04-en")


def test_a_reader_runs_an_example_and_a_path_of_the_model(visitor: Page) -> None:
    visitor.goto("/sparql")
    if visitor.locator("#seek-example").is_visible():
        visitor.locator("#seek-example").fill("trich dan nothing")
        assert visitor.locator("#examples .none").is_visible()
        visitor.locator("#seek-example").fill("WITNESS")
        assert 0 < visitor.locator(".examples > li:visible").count() < 20
        visitor.locator("#seek-example").fill("")
    visitor.get_by_role("link", name="What a programme or event cites").click()
    visitor.locator("#answer[data-kind=select]").wait_for()
    assert int(visitor.locator("#answer").get_attribute("data-rows") or 0) > 3
    visitor.get_by_role("link", name="The model").click()
    path = visitor.locator("#model .path", has_text="Who held which post").first
    path.wait_for()
    if visitor.locator("#shelf-model").count():
        path.click()
        assert "?tenure a hn:Tenure" in visitor.locator("#query").input_value()
        visitor.locator("#seek-term").fill("trich dan")
        visitor.locator("#seek-term").fill("wording")
        assert visitor.locator("#model a", has_text="hn:wording").first.is_visible()
        assert not visitor.locator("#model a", has_text="org:Post").first.is_visible()
    else:
        path.click()
        assert int(visitor.locator("#answer").get_attribute("data-rows") or 0) > 3


def test_a_reader_asks_sparql_through_the_form(visitor: Page) -> None:
    visitor.goto("/sparql")
    query, editor = "SELECT ?s { ?s ?p ?o } LIMIT 3", visitor.locator(".cm-content")
    if editor.count():
        editor.click()
        visitor.keyboard.press("Control+a")
        visitor.keyboard.insert_text(query)
    else:
        visitor.locator("#query").fill(query)
    visitor.get_by_role("button", name="Run").click()
    visitor.locator("#answer tbody tr").nth(2).wait_for()
    assert visitor.locator("#answer tbody tr").count() == 3


def test_the_keyboard_reaches_the_content_first(visitor: Page) -> None:
    visitor.goto("/id/place/nghe-an.html")
    visitor.keyboard.press("Tab")
    assert visitor.locator(".skip").evaluate("e => e === document.activeElement")
    visitor.keyboard.press("Enter")
    assert visitor.url.endswith("#content")


@pytest.fixture
def by_keys(readers: list[Reader]) -> Iterator[Page]:
    """The page of a person, for a reader who has scripts and no keys of his own switched off."""
    one = readers[0]
    one.page.set_viewport_size({"width": 1280, "height": 900})
    one.page.goto(PAGES["person"])
    yield one.page
    one.page.evaluate("localStorage.clear()")
    one.check()


OPEN_NOTES = "document.querySelectorAll('details.note[open]').length"


def test_a_key_opens_all_evidence_and_closes_it(by_keys: Page) -> None:
    every = by_keys.locator("details.note").count()
    assert every > 1
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) == every
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) == 0


def test_keys_step_through_the_statements_and_lead_to_the_search(by_keys: Page) -> None:
    at = "[...document.querySelectorAll('details.note > summary')].indexOf(document.activeElement)"
    seen = []
    for key in ("j", "j", "k", "k", "k"):
        by_keys.keyboard.press(key)
        seen.append(by_keys.evaluate(at))
    assert seen == [0, 1, 0, 0, 0]
    by_keys.keyboard.press("/")
    assert by_keys.evaluate("document.activeElement.id") == "q"
    by_keys.keyboard.type("e?j")
    assert by_keys.locator("#q").input_value() == "e?j"
    assert by_keys.evaluate(OPEN_NOTES) == 0


def test_keys_are_listed_and_can_be_switched_off_for_good(by_keys: Page) -> None:
    by_keys.keyboard.press("?")
    keys = by_keys.get_by_role("dialog", name="Keys")
    assert keys.locator("kbd").all_inner_texts() == ["/", "e", "j", "k", "?"]
    keys.get_by_role("checkbox").uncheck()
    by_keys.keyboard.press("Escape")
    by_keys.reload()
    for key in ("e", "j", "/", "?"):
        by_keys.keyboard.press(key)
    assert by_keys.evaluate(OPEN_NOTES) == 0
    assert by_keys.evaluate("document.activeElement === document.body")
    assert not keys.is_visible()
    by_keys.get_by_role("button", name="Keys").click()
    keys.get_by_role("checkbox").check()
    keys.get_by_role("button", name="Close").click()
    by_keys.keyboard.press("e")
    assert by_keys.evaluate(OPEN_NOTES) > 1


WALKED_BY_KEYS = (
    "home",
    "person",
    "search-narrowed",
    "trace-event",
    "graph",
    "sparql-answer",
    "query",
    "review",
)
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (e === document.body) return null;
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  return {
    what: `${e.tagName.toLowerCase()} ${(e.id || e.textContent || e.name || "").trim().slice(0, 40)}`,
    order: [...document.querySelectorAll(stops)].indexOf(e),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
}"""


@pytest.mark.parametrize("name", WALKED_BY_KEYS)
def test_the_tab_key_goes_through_a_page_in_order_and_is_always_seen(
    readers: list[Reader], name: str
) -> None:
    """Up to a hundred stops: each is where the one before leads on, in the window, with an outline."""
    one = next(r for r in readers if r.name == "light-en")
    address = PAGES.get(name) or ERRORS[name][0]
    one.page.set_viewport_size({"width": 1280, "height": 900})
    one.page.goto(address)
    stops = []
    for _ in range(100):
        one.page.keyboard.press("Tab")
        stop = one.page.evaluate(FOCUSED)
        if stop is None or (stops and stop["order"] <= stops[0]["order"]):
            break
        stops.append(stop)
    assert len(stops) > 8
    assert "Skip to the content" in stops[0]["what"]
    assert [s["what"] for s in stops if not s["outline"]] == []
    assert [s["what"] for s in stops if not s["seen"]] == []
    assert [s["order"] for s in stops] == sorted(s["order"] for s in stops)
    one.check()


@pytest.mark.parametrize(
    ("address", "field", "led"),
    [("/about", "#q", "**/id/**"), ("/", "#q2", "**/id/**"), ("/trace", "#pick", "**/trace/**")],
)
def test_suggestions_open_while_one_types_and_close_by_escape(
    readers: list[Reader], address: str, field: str, led: str
) -> None:
    """In the field at the top, on the first page, and where traces begin: there they lead to the trace."""
    one = next(r for r in readers if r.name == "light-en")
    page = one.page
    page.goto(address)
    box = page.locator(field)
    box.press_sequentially("12 ct")
    offers = page.locator(f"#offers-{field[1:]}")
    first = offers.locator("li").first
    first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert "12\u2011CT/TW" in first.inner_text()
    assert "Secretariat of the Central Committee" in first.inner_text()
    assert "cited by 2 programmes" in first.inner_text()
    assert first.evaluate("li => li.getBoundingClientRect().right <= innerWidth")
    page.keyboard.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not offers.is_visible()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "12 ct"
    page.keyboard.press("ArrowDown")
    first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(led)
    one.check()


def test_on_paper_there_is_what_is_read_and_nothing_to_click(readers: list[Reader]) -> None:
    one = next(r for r in readers if r.name == "dark-vi")
    page = one.page
    page.goto(PAGES["trace-passages"])
    page.emulate_media(media="print")
    for gone in (".top nav", ".find", ".facets", ".choices", "button", "a.screen"):
        assert page.locator(gone).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0, (
            gone
        )
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert "Заключения Политбюро" in page.locator(".note").first.inner_text(), "the passage is printed"
    page.emulate_media(media="screen")
    one.check()
