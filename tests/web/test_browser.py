"""Every kind of page in a real browser, for six readers (`tests/web/readers.py`): at 360, 1280 and 1920 pixels, on
screen and on paper, light and dark, in both languages, with scripts and without. `TEST_WALK=all` has each page opened
by all six; without it the less common pages are opened by two.

The best twenty pictures of what the browser shows are kept in `var/screenshots`, by names that stay.
"""

import os
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.web.kinds import ERRORS, LATER, PAGES
from tests.web.readers import SETTINGS, Reader, Settings, reader

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_NIGHT = frozenset(
    {"home", "person", "programme", "source", "search", "trace-event", "graph", "sparql-answer", "not-found"}
)
"""Pages whose rules are checked at 360 pixels, dark and in Vietnamese as well: one of each sort of template."""
ALL = os.environ.get("TEST_WALK") == "all"
"""Whether the rules are checked so on every page, and each page is opened by all six readers."""
TALLEST = 4000
"""Pixels of a page that a picture shows."""
KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "home": ("light-en", "dark-vi", "plain"),
    "programme": ("light-en", "dark-vi", "paper-vi"),
    "person": ("light-en", "plain"),
    "document": ("light-en",),
    "body": ("dark-vi",),
    "source": ("light-en", "dark-vi"),
    "trace-programme": ("light-en", "dark-vi"),
    "trace-body": ("light-en",),
    "matrix": ("light-en",),
    "search": ("light-en",),
    "graph": ("light-en",),
    "sparql-answer": ("light-en",),
    "about": ("dark-vi",),
}
"""Twenty pictures: of which pages, as which readers see them."""
CLICKED: Final = (".top nav", ".find", ".facets", ".choices", "button", "a.screen", ".foot")
"""What is of no use on paper."""


@pytest.fixture(scope="module")
def readers(browser: Browser, site: str) -> Iterator[list[Reader]]:
    """The six readers."""
    made = [reader(browser, name, site) for name in SETTINGS]
    yield made
    for one in made:
        one.page.context.close()


@pytest.fixture(scope="module")
def later_readers(browser: Browser, later_site: str) -> Iterator[list[Reader]]:
    """The same, of a store that has lost a source."""
    made = [reader(browser, name, later_site) for name in SETTINGS]
    yield made
    for one in made:
        one.page.context.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core; empty where it is not installed."""
    return AXE.read_text("utf-8") if AXE.exists() else ""


def walk(readers: list[Reader], name: str, address: str, status: int, axe: str) -> None:
    """Open one page with every reader, look for faults, and keep the pictures that are chosen."""
    for one in chosen(readers, name):
        one.open(address, status)
        if one.name in KEPT.get(name, ()):
            keep(one, name)
        if one.settings.medium == "print":
            assert shown_on_paper(one) == []
        elif axe and (one.name == "light-en" or (one.name == "dark-vi" and (ALL or name in BY_NIGHT))):
            assert broken_rules(one, axe) == []
        one.check()


def chosen(readers: list[Reader], name: str) -> list[Reader]:
    """Return who opens a page: all where pictures of it are kept or its rules are checked by night; else the first and
    one of the others, in turn from page to page.
    """
    if ALL or name in KEPT or name in BY_NIGHT:
        return readers
    first, *others = readers
    return [first, others[[*PAGES, *ERRORS, *LATER].index(name) % len(others)]]


def keep(one: Reader, name: str) -> None:
    """Keep a picture of what a reader sees."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    tall = min(one.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": one.settings.width, "height": tall}
    one.page.screenshot(path=PICTURES / f"{name}-{one.name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def broken_rules(one: Reader, axe: str) -> list[str]:
    """Return the rules of accessibility that a page breaks, with its first notes open."""
    one.page.evaluate("document.querySelectorAll('details').forEach((d, i) => { if (i < 3) d.open = true })")
    one.page.evaluate(axe)
    found = one.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'][:200]}"
        for v in found["violations"]
        for n in v["nodes"][:3]
    ]


def shown_on_paper(one: Reader) -> list[str]:
    """Return what is there to be clicked, and a background that is not white."""
    seen = "all => all.filter(e => e.checkVisibility()).length"
    found = [name for name in CLICKED if one.page.locator(name).evaluate_all(seen)]
    colour = one.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return found + ([] if colour == "rgb(255, 255, 255)" else [colour])


def test_each_two_settings_meet_in_a_reader() -> None:
    """Six readers stand for forty-eight."""
    values = {name: {getattr(one, name) for one in SETTINGS.values()} for name in Settings._fields}
    for (first, some), (second, others) in combinations(values.items(), 2):
        met = {(getattr(one, first), getattr(one, second)) for one in SETTINGS.values()}
        assert met == set(product(some, others)), f"{first} and {second}"


def test_twenty_pictures_are_kept() -> None:
    assert sum(len(names) for names in KEPT.values()) == 20
    assert KEPT.keys() <= PAGES.keys()
    for one in PICTURES.glob("*.png"):
        if one.stem not in {f"{name}-{of}" for name, readers in KEPT.items() for of in readers}:
            one.unlink()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_breaks_no_rule_and_asks_nobody_else(readers: list[Reader], axe: str, name: str) -> None:
    walk(readers, name, PAGES[name], 200, axe)


@pytest.mark.parametrize("name", ERRORS)
def test_so_does_a_page_that_says_what_went_wrong(readers: list[Reader], axe: str, name: str) -> None:
    walk(readers, name, *ERRORS[name], axe)


@pytest.mark.parametrize("name", LATER)
def test_so_does_a_page_of_an_older_version_or_of_what_is_gone(
    later_readers: list[Reader], axe: str, name: str
) -> None:
    walk(later_readers, name, *LATER[name], axe)


def test_accessibility_is_checked(axe: str) -> None:
    if not axe:
        pytest.skip("axe-core is not here (npm ci)")
    assert "axe.run" in axe
