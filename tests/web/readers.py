"""Readers of the pages, each with a browser of his own: which width, scheme, medium, language, and scripts or none.

All combinations of these would be forty-eight. Faults come from one setting or from two that meet, so six readers are
enough in which every two settings meet once (pairwise testing; a test holds them to it).
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

HEIGHT: Final = 900
EXPECTED: Final = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What a browser says of a page that answers with an error on purpose."""


class Settings(NamedTuple):
    """What tells one reader from another; `scripts`: the browser runs them."""

    width: int
    scheme: str
    medium: str
    language: str
    scripts: bool


SETTINGS: Final = {
    "light-en": Settings(1280, "light", "screen", "en-GB", True),
    "dark-vi": Settings(360, "dark", "screen", "vi", True),
    "plain": Settings(1920, "dark", "screen", "en-GB", False),
    "paper-vi": Settings(1280, "dark", "print", "vi", False),
    "paper-en": Settings(360, "light", "print", "en-GB", False),
    "wide-paper": Settings(1920, "light", "print", "vi", True),
}
"""Name -> settings, such that each two values of two settings meet in one of them."""


@dataclass
class Reader:
    """A reader with one browser: what it asked of other hosts and complained of is kept."""

    name: str
    settings: Settings
    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str, status: int = 200) -> None:
        """Open a page and see that it has what every page has, and fits its width."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status
        assert self.page.locator("h1").count() == 1
        assert self.page.locator("main").count() == 1
        # Wide tables scroll in a box of their own; the page as a whole never does.
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.settings.width

    def check(self) -> None:
        """See that nothing was asked of another host and nothing went wrong."""
        elsewhere, self.elsewhere[:] = self.elsewhere[:], []
        complaints, self.complaints[:] = self.complaints[:], []
        assert elsewhere == []
        assert [one for one in complaints if not EXPECTED.match(one)] == []


def reader(browser: Browser, name: str, site: str) -> Reader:
    """Return the reader of this name (`SETTINGS`), with a browser of its own."""
    settings = SETTINGS[name]
    context: BrowserContext = browser.new_context(
        viewport={"width": settings.width, "height": HEIGHT},
        base_url=site,
        color_scheme=settings.scheme,  # type: ignore[arg-type]
        locale=settings.language,
        java_script_enabled=settings.scripts,
    )
    page = context.new_page()
    page.emulate_media(media=settings.medium)  # type: ignore[arg-type]
    one = Reader(name, settings, page)
    host = urlsplit(site).netloc
    context.on(
        "request",
        lambda r: one.elsewhere.append(r.url) if urlsplit(r.url).netloc not in (host, "") else None,
    )
    context.on("console", lambda m: one.complaints.append(m.text) if m.type == "error" else None)
    context.on("weberror", lambda e: one.complaints.append(str(e.error)))
    return one
