"""Nothing moves while a page loads: its drawings have their room from the first paint on, and fonts their measure."""

import re

import httpx
import pytest
from playwright.sync_api import Browser

from tests.web import measures
from tests.web.kinds import PAGES
from web.assets import FACES, STAND_INS
from web.page_context import STATIC

MOST = 0.05
WIDTHS = (1280, 360)


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["en-GB", "vi"])
@pytest.mark.parametrize("name", ["graph", "map", "programme", "place", "first-citations"])
def test_a_page_does_not_shift_when_it_loads(browser: Browser, site: str, name: str, locale: str) -> None:
    for width in WIDTHS:
        shift = measures.load(browser, site + PAGES[name], width=width, locale=locale).shift
        assert shift < MOST, f"{width} pixels"


def test_each_style_of_a_typeface_has_stand_ins_in_its_measure() -> None:
    """And the stylesheet asks for them after the typeface itself."""
    sheet = (STATIC / "style.css").read_text("utf-8")
    for face in FACES:
        own = [one for one in STAND_INS if one.instead_of == face.family]
        families = {one.family for one in own}
        assert len(families) == 3
        for style in face.styles:
            assert {one.family for one in own if (one.weight, one.style) == style} == families
        listed = re.search(rf'"{face.family}"((?:, "[^"]+")+)', sheet)
        assert listed is not None
        assert {f"{family} as {face.family}" for family in families} <= set(
            re.findall(r'"([^"]+)"', listed[1])
        )


@pytest.mark.npm
def test_the_fonts_of_the_first_paint_are_served_and_named_in_the_sheet(client: httpx.Client) -> None:
    for lang in ("en", "vi"):
        fonts = re.findall(r'rel="preload" href="([^"]+)"', client.get(f"/?lang={lang}").text)
        if not fonts:
            pytest.skip("the browser assets are not built (make assets, with npm)")
        sheet = client.get("/static/built/fonts.css").text
        for address in fonts:
            assert client.get(address).status_code == 200, address
            assert address.removeprefix("/static/built/") in sheet
