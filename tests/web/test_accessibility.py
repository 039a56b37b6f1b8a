"""No page breaks a rule of WCAG 2.2 AA that axe-core can check, in both languages, schemes and widths by turns."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.test_browser import PAGES, browser  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MORE = ["/trace", "/trace/matrix", "/changes", "/queries", "/ontology/Claim", "/no/such/page"]


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "en-GB"), (360, "dark", "vi")])
def test_no_rule_is_broken(browser: Browser, site: str, width: int, scheme: str, locale: str) -> None:  # noqa: F811
    if not AXE.exists():
        pytest.skip("axe-core is not here (npm ci)")
    script = AXE.read_text("utf-8")
    broken = []
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        base_url=site,
        bypass_csp=True,
    )
    page = context.new_page()
    for address in [*PAGES, *MORE]:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((d, i) => { if (i < 3) d.open = true })")
        page.evaluate(script)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        broken += [
            f"{address} {v['id']}: {n['target']} {n['failureSummary'][:200]}"
            for v in found["violations"]
            for n in v["nodes"][:3]
        ]
    context.close()
    assert broken == []
