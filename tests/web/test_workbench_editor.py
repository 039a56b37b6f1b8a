"""The editor of the SPARQL page, by the keyboard alone: what it completes, marks, runs, cancels and keeps."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.web.test_browser import RULES

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
BUILT = Path(__file__).resolve().parents[2] / "web" / "static" / "built" / "workbench.js"
CITATION = "SELECT * WHERE {\n  ?x a hn:Citation ; "
CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }"
HN = "PREFIX hn: <https://w3id.org/huunghi/ontology#>"
OPTIONS = ".cm-tooltip-autocomplete li"


@pytest.fixture(scope="module")
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    if not BUILT.exists():
        pytest.skip("the script of the page is not built (npm): huunghi assets")
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The page of a reader who has nothing kept, with the cursor in an empty editor."""
    context.clear_cookies()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/sparql")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator(".cm-content").focus()
    write(page, "")
    yield page
    page.close()
    assert wrong == []


def write(page: Page, text: str) -> None:
    """Replace the text of the editor."""
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def text_of(page: Page) -> str:
    """Return the text that the form would send."""
    return str(page.locator("#query").input_value())


def broken_rules(page: Page) -> list[str]:
    """Return the rules of accessibility that the page breaks."""
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {n['target']}" for v in found["violations"] for n in v["nodes"]]


def test_a_thing_is_picked_by_three_letters_without_accents_and_the_query_runs(page: Page) -> None:
    write(page, "SELECT ?member WHERE {\n  ?m org:member ?member ; org:organization ")
    page.keyboard.type("ngh", delay=20)
    option = page.locator(OPTIONS, has_text="Nghe An Union of Friendship Organizations").first
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(" .")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n}")
    thing = "<https://w3id.org/huunghi/id/organisation/nghe-an-union>"
    assert f"{thing} . # Nghe An Union of Friendship Organizations\n" in text_of(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#last")).to_have_text(re.compile(r"Last run: [1-9]\d* rows?, [\d.]+ s"))
    assert httpx.URL(page.url).params["query"] == text_of(page).strip()
    assert page.locator("#answer table tbody tr").count() > 0


def test_a_name_of_several_words_is_completed(page: Page) -> None:
    write(page, "SELECT * { ?m org:organization ")
    page.keyboard.type("nghe an un", delay=20)
    expect(page.locator(OPTIONS).first).to_contain_text("Nghe An Union of Friendship Organizations")
    page.wait_for_timeout(100)  # a list that has just appeared takes no key
    page.keyboard.press("Tab")
    assert "?m org:organization <https://w3id.org/huunghi/id/organisation/nghe-an-union> # Nghe" in text_of(
        page
    )


def test_properties_are_those_of_the_class_with_their_counts(page: Page) -> None:
    write(page, CITATION)
    page.keyboard.type("hn:c", delay=20)
    expect(page.locator(OPTIONS).first).to_contain_text(re.compile(r"hn:citing\s*citing thing\s*\d+"))
    assert page.locator(OPTIONS, has_text="hn:candidate").count() == 1
    assert page.locator(OPTIONS, has_text="hn:confidence").count() == 0
    expect(page.locator(".cm-completionInfo")).to_contain_text("On hn:Citation.")
    assert text_of(page).startswith(f"{HN}\nSELECT")
    assert broken_rules(page) == []


@pytest.mark.parametrize(
    ("before", "typed", "offered"),
    [
        ("SELECT * { ?x a ", "hn:cita", "hn:Citation"),
        ("SELECT * { ?x a ", "programme", "hn:Programme"),
        ("SELECT * { ?tenure a hn:Tenure . ", "?te", "?tenure"),
        ("SELECT * { ?x hn:cited ?d . ?d ", "date", "eli:date_document"),
        ("SELECT * { ?x hn:cited/", "issued", "eli:passed_by"),
        ("SELECT * { ?x a hn:Post FILTER(", "strst", "STRSTARTS"),
        ("SELECT * { ?x a hn:Post } ", "ord", "ORDER BY"),
        ("PREFIX ", "sko", "skos: <http://www.w3.org/2004/02/skos/core#>"),
    ],
)
def test_what_can_stand_at_a_place_is_offered(page: Page, before: str, typed: str, offered: str) -> None:
    write(page, before)
    page.keyboard.type(typed, delay=20)
    expect(page.locator(OPTIONS).first).to_contain_text(offered)


def test_a_function_is_offered_with_what_it_does_and_the_cursor_goes_into_its_brackets(page: Page) -> None:
    write(page, "SELECT * { ?x rdfs:label ?name FILTER(")
    page.keyboard.type("strs", delay=20)
    expect(page.locator(".cm-completionInfo")).to_have_text("Whether a text begins with another.")
    page.wait_for_timeout(100)  # a list that has just appeared takes no key
    page.keyboard.press("Enter")
    page.keyboard.type("?name")
    assert text_of(page).endswith("FILTER(STRSTARTS(?name)")


def test_a_fault_is_marked_at_its_place_while_one_types_and_a_near_term_is_offered(page: Page) -> None:
    write(page, "SELECT * {\n  ?x a hn:Post .\n  FLITER(?x > 1)\n}")
    expect(page.locator(".fault")).to_contain_text("“FLITER” is not a word of SPARQL. Did you mean FILTER?")
    assert page.locator(".cm-lintRange-error").inner_text() == "FLITER"
    caret, word = (page.locator(one).bounding_box() for one in (".fault .caret", ".cm-lintRange-error"))
    assert caret is not None
    assert word is not None
    assert abs(caret["x"] - word["x"]) < 2
    assert word["y"] < caret["y"] < word["y"] + 40
    assert broken_rules(page) == []
    write(page, f"{HN}\nSELECT * {{ ?x a hn:Program }}")
    expect(page.locator(".cm-lintRange-warning")).to_have_text("hn:Program")
    assert page.locator(".fault").count() == 0
    page.keyboard.press("F8")
    expect(page.locator(".cm-diagnostic")).to_contain_text("Did you mean hn:Programme?")
    page.keyboard.press("Control+.")
    assert text_of(page) == f"{HN}\nSELECT * {{ ?x a hn:Programme }}"


def test_a_query_that_runs_is_cancelled_on_the_server(page: Page, site: str) -> None:
    asked: list[Request] = []
    page.on("request", lambda r: asked.append(r) if "query-id" in r.headers else None)
    write(page, CROSS_JOIN)
    before = page.url
    page.keyboard.press("Control+Enter")
    expect(page.locator("#clock")).to_contain_text("0:01 of 1:00")
    assert "huunghi_queries_running 1" in httpx.get(f"{site}/metrics").text
    page.keyboard.press("Escape")
    expect(page.locator("#last")).to_have_text(
        re.compile("Cancelled after 0:0[1-9]; the server has ended the query.")
    )
    query = asked[0].headers["query-id"]
    assert httpx.delete(f"{site}/sparql/queries/{query}").status_code == 404
    assert "huunghi_queries_running 0" in httpx.get(f"{site}/metrics").text
    assert page.url == before


def test_limits_of_a_run_are_set_and_a_cut_is_said_in_words(page: Page) -> None:
    page.locator("summary", has_text="limits").press("Enter")
    page.locator("#max-rows").fill("3")
    page.locator(".cm-content").focus()
    write(page, "SELECT * { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#last")).to_contain_text("Last run: the first 3 rows")
    expect(page.locator("#answer .cut")).to_contain_text("the answer was cut after 3")
    assert httpx.URL(page.url).params["max-rows"] == "3"
    expect(page.locator("summary", has_text="limits")).to_have_text("limits: 3 rows")


def test_the_address_is_the_query_and_back_and_forward_work(page: Page) -> None:
    for query in ("ASK { }", "SELECT ?one { VALUES ?one { 1 2 } }"):
        write(page, query)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#last")).to_contain_text("Last run")
        page.wait_for_url(lambda url, query=query: httpx.URL(url).params.get("query") == query)  # type: ignore[misc]
    page.evaluate("location.hash = '#answer'")
    page.go_back()
    expect(page.locator("#last")).to_contain_text("2 rows")
    page.go_back()
    expect(page.locator("#answer")).to_contain_text("Yes.")
    assert text_of(page) == "ASK { }"
    page.go_forward()
    expect(page.locator("#last")).to_contain_text("2 rows")
    assert text_of(page) == "SELECT ?one { VALUES ?one { 1 2 } }"
    page.reload()
    assert text_of(page) == "SELECT ?one { VALUES ?one { 1 2 } }"
    expect(page.locator("#last")).to_contain_text("2 rows")


def test_a_query_too_long_for_an_address_gets_a_stored_link(page: Page) -> None:
    write(page, "SELECT ?n { VALUES ?n { " + " ".join(map(str, range(1500))) + " } }")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/q/*")
    expect(page.locator("#last")).to_contain_text("the first 100 rows")
    page.reload()
    expect(page.locator("#last")).to_contain_text("the first 100 rows")
    assert text_of(page).startswith("SELECT ?n { VALUES ?n { 0 1 2")


def test_tabs_and_history_stay_and_the_language_changes_without_losing_a_letter(page: Page) -> None:
    write(page, "ASK { }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#last")).to_contain_text("Last run")
    write(page, "ASK { ?draft ?of ?mine }")
    page.locator("#tabs .new").press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("# Second query\nASK { ?b ?c ?d }")
    current = page.locator("#tabs [aria-current]")
    current.press("F2")
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    expect(current).to_have_text("Mine")
    page.get_by_role("link", name="VI", exact=True).press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#tabs li > button:not(.close)")).to_have_text(["Query 1", "Mine"])
    page.locator("#tabs li button", has_text="Mine").press("Enter")
    assert text_of(page) == "# Second query\nASK { ?b ?c ?d }"
    page.locator("#tabs li button", has_text="Query 1").press("Enter")
    assert text_of(page) == "ASK { ?draft ?of ?mine }"
    page.locator("#tabs .past").press("Enter")
    run = page.locator("#history li button")
    expect(run).to_have_text("ASK { }")
    run.press("Enter")
    assert text_of(page) == "ASK { }"
    page.get_by_role("link", name="EN", exact=True).press("Enter")
    expect(page.locator("#tabs [aria-current]")).to_be_visible()
    page.locator("#tabs .close").press("Enter")
    assert page.locator("#tabs li").count() == 2
    page.reload()
    expect(page.locator("#tabs li")).to_have_count(2)


def test_a_browser_that_keeps_nothing_loses_nothing_when_the_language_changes(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    page.goto("/sparql")
    page.locator(".cm-content").focus()
    write(page, "ASK { ?only ?in ?memory }")
    page.get_by_role("link", name="VI", exact=True).press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#query")).to_have_value("ASK { ?only ?in ?memory }")
    assert "#" not in page.url
    page.close()


def test_tab_leaves_the_editor_after_escape_and_the_keys_say_so(page: Page) -> None:
    write(page, "ASK {}")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert text_of(page) == "  ASK {}"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("(ORD")
    assert text_of(page) == "(ORD)"  # the bracket went round what was selected, and the word took its place
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator("#tabs .keys").press("Enter")
    expect(page.locator("dialog#keys")).to_contain_text("Esc, then Tab")
    assert broken_rules(page) == []


def test_a_query_is_laid_out_and_commented_by_keys(page: Page) -> None:
    write(page, "select * where{?s a hn:Post;?p ?o}")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Alt+f")
    expect(page.locator("#query")).to_have_value(f"{HN}\nselect * where {{\n  ?s a hn:Post ;\n    ?p ?o\n}}")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+/")
    assert text_of(page).startswith("# PREFIX")


def test_what_a_term_means_is_said_at_the_cursor(page: Page) -> None:
    write(page, "ASK { ?x a <https://w3id.org/huunghi/id/organisation/nghe-an-union>")
    page.keyboard.press("F2")
    expect(page.locator(".meaning b")).to_have_text("Nghe An Union of Friendship Organizations")
