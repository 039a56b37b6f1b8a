"""The figures of pages are what they say: each is read off a small page on which it is known."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web import measures

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=measures.WINDOW)
    yield context.new_page()
    context.close()


def show(page: Page, body: str, style: str = "") -> None:
    page.set_content(
        "<base href='http://localhost/'><style>body { margin: 0; font: 16px/20px sans-serif }"
        f"{style}</style><main>{body}</main>"
    )


def test_the_first_link_to_a_thing_is_the_highest_that_is_shown(page: Page) -> None:
    show(
        page,
        "<details><summary>more</summary><a href='/id/document/hidden'>x</a></details><p>words</p>"
        "<a href='/id/person/somebody'>y</a><div style='height: 300px'></div><a href='/id/document/one'>z</a>",
        "summary, p, a { display: block; margin: 0; height: 40px }",
    )
    assert measures.top_of_first_link(page, "^/id/document/") == 420
    assert measures.top_of_first_link(page, "^/id/programme/") is None


def test_sizes_of_type_are_those_of_shown_text(page: Page) -> None:
    show(
        page,
        "<p>sixteen <b>twenty</b> <i></i> <u hidden>nine</u></p>",
        "b {font-size: 20px} i, u {font-size: 9px}",
    )
    assert set(measures.type_sizes(page)) == {16.0, 20.0}


def test_a_target_is_low_unless_it_stands_in_a_sentence(page: Page) -> None:
    show(
        page,
        "<p>See <a href='/a'>this</a>.</p><ul><li><a href='/b'>alone</a></li></ul><button>high</button>",
        "button { height: 30px }",
    )
    assert [what for _, what in measures.low_targets(page)] == ["alone"]


def test_a_wording_is_repeated_where_it_stands_more_often_than_it_has_places(page: Page) -> None:
    show(
        page,
        "<q>Directive 12\u2011CT/TW</q><p><a href='/x'>Directive 12-CT/TW</a></p>"
        "<p>a resolution</p><p hidden>a resolution</p>",
    )
    places = {"Directive 12-CT/TW": 1, "a resolution": 1}
    assert measures.repeated_wordings(page, places) == ["Directive 12-CT/TW"]
    assert measures.repeated_wordings(page, {**places, "Directive 12-CT/TW": 2}) == []


def test_white_space_on_a_sheet_is_not_filled(page: Page) -> None:
    lines = "<p>a line of text</p>" * 120
    show(page, lines, "p { margin: 0 }")
    full = measures.fill_of_first_sheet(page)
    assert full is not None
    assert full > 0.95
    show(page, f"<p>a head</p><div>{lines}</div>", "p { margin: 0 } div { break-before: page }")
    head = measures.fill_of_first_sheet(page)
    assert head is not None
    assert head < 0.05
    show(page, "<p>all there is</p>")
    assert measures.fill_of_first_sheet(page) is None
