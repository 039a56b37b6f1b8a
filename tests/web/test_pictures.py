"""Drawings as pictures: each drawing of a page can be had alone, as an SVG and as a PNG, and says what it is from."""

import re
import struct
from xml.etree import ElementTree

import pytest

from tests.web.conftest import Inside
from web.picture_style import style
from web.pictures import names_of

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = {
    "/map": "map",
    "/id/organisation/vufo.html": "org-organization-tenure",
    "/trace/documents": "first-citations",
    "/graph?focus=organisation/nghe-an-union": "neighbourhood",
    "/trace/programme/cluster-1-2024": "chain",
}
"""An address of each kind of drawing, and the drawing's name there."""


@pytest.mark.parametrize("address", DRAWINGS)
def test_a_page_names_its_drawings_and_links_their_pictures(inside: Inside, address: str) -> None:
    page = inside.get(address).text
    assert page.count('<svg class="axis') == len(names_of(page)), "a drawing without its pictures"
    for name in names_of(page):
        for suffix in ("svg", "png"):
            assert f"picture={name}.{suffix}" in page


@pytest.mark.parametrize("address", DRAWINGS)
def test_an_svg_stands_alone(inside: Inside, address: str) -> None:
    """It is well formed, has its size and rules, and nothing in it is resolved by the page or another host."""
    answer = inside.get(f"{address}{'&' if '?' in address else '?'}picture={DRAWINGS[address]}.svg&lang=en")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    assert "var(" not in answer.text
    assert "rem;" not in answer.text
    assert "@media" not in answer.text
    assert not re.search(r'href="/', answer.text)
    text = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}tspan"))
    assert "version 1 of the data" in text
    assert "http://inside" + address.replace("=organisation/", "=organisation%2F") in text.replace(" ", "")


@pytest.mark.parametrize("address", DRAWINGS)
def test_a_png_is_sharp_and_has_letters(inside: Inside, address: str) -> None:
    answer = inside.get(f"{address}{'&' if '?' in address else '?'}picture={DRAWINGS[address]}.png")
    assert answer.headers["content-type"] == "image/png"
    body = answer.content
    assert body.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", body[16:24])
    svg = inside.get(f"{address}{'&' if '?' in address else '?'}picture={DRAWINGS[address]}.svg").text
    size = ElementTree.fromstring(svg).attrib  # noqa: S314 - our own
    assert (width, height) == (2 * int(size["width"]), 2 * int(size["height"]))
    assert len(body) > 10_000


def test_a_picture_is_in_the_language_and_of_the_day_of_its_address(inside: Inside) -> None:
    picture = inside.get("/map?at=2025-06-30&picture=map.svg&lang=vi").text
    assert "Sự kiện" in picture
    assert "Hải Dương" in picture
    assert "at=2025-06-30" in picture


def test_a_picture_that_is_not_there_says_which_are(inside: Inside) -> None:
    answer = inside.get("/map?picture=graph.svg", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "map.svg" in answer.text
    for name in ("map", "map.gif", "map.svg.exe", "<script>", "x" * 5000):
        assert inside.get(f"/map?picture={name}").status_code == 404
    assert inside.get("/about?picture=map.svg").status_code == 404


def test_rules_of_pictures_are_those_of_the_pages() -> None:
    assert ".axis .sure{stroke: #0b5663" in style()
    assert ":hover" not in style()
