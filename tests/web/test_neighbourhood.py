"""A neighbourhood says the same as a table, as JSON, as GraphML and as a drawing."""

import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Browser, Page

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_table_json_and_graphml_hold_the_same_ties(client: httpx.Client) -> None:
    address = "/graph?focus=organisation/nghe-an-union+place/nghe-an"
    as_json = client.get(address + "&format=json").json()
    answer = client.get(address + "&format=graphml")
    assert answer.headers["content-type"].startswith("application/graphml+xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    edges = {(e.get("source"), e.get("target")) for e in root.iter(GRAPHML + "edge")}
    assert edges == {(tie["source"], tie["target"]) for tie in as_json["ties"]}
    assert {n.get("id") for n in root.iter(GRAPHML + "node")} == {node["iri"] for node in as_json["nodes"]}
    page = client.get(address).text
    rows = re.findall(r"<tr><td>.*?</tr>", page, re.S)
    assert len(rows) == len(as_json["ties"])
    for node in as_json["nodes"]:
        assert f'href="{node["href"]}"' in page


def test_labels_are_in_the_readers_language(client: httpx.Client) -> None:
    data = client.get("/graph?focus=place/nghe-an&format=json&lang=vi").json()
    assert "Nghệ An" in {node["name"] for node in data["nodes"]}
    assert data["nodes"][0]["kind_name"] == "địa điểm"


def test_each_link_of_the_table_leads_to_a_larger_neighbourhood(client: httpx.Client) -> None:
    page = client.get("/graph?focus=place/nghe-an&at=2025-01-01&hide=source").text
    links = [
        unescape(href)
        for href in re.findall(r'href="(/graph\?focus=place[^"]+)"', page)
        if "format" not in href
    ]
    assert links
    for href in links[:4]:
        assert "at=2025-01-01" in href
        assert client.get(href).status_code == 200


def test_a_form_that_hides_two_kinds_leads_to_one_address(client: httpx.Client) -> None:
    answer = client.get("/graph?focus=place/nghe-an&at=&hide=person&hide=event")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/graph?focus=place%2Fnghe-an&hide=event%2Cperson"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("focus=", 400),
        ("focus=nonsense", 400),
        ("focus=place/no-such-place", 404),
        ("focus=http://example.org/unknown", 404),
        ("focus=http://example.org/%3C", 400),
        ("focus=" + "x" * 10_000, 400),
        ("focus=" + "+".join(f"place/p{n}" for n in range(40)), 400),
        ("focus=place/nghe-an&at=yesterday", 400),
        ("focus=place/nghe-an&at=2024-02-31", 400),
        ("focus=place/nghe-an&hide=nonsense", 400),
        ("focus=place/nghe-an&format=svg", 400),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_drawn_is_told(client: httpx.Client, query: str, status: int) -> None:
    answer = client.get("/graph?" + query)
    assert answer.status_code == status
    if "format" not in query:
        assert f"Error {status}" in answer.text


def test_the_drawing_without_script_has_every_tie_of_the_table(client: httpx.Client) -> None:
    page = client.get("/graph?focus=place/nghe-an&lang=en").text
    tree = page[page.index('id="tree"') : page.index('id="ties"')]
    ties = client.get("/graph?focus=place/nghe-an&format=json&lang=en").json()["ties"]
    assert tree.count("marker-end") == len(ties)
    assert {tie["label"] for tie in ties} <= set(re.findall(r'x="20" y="\d+">([^<]+)<', tree))


def test_no_line_of_the_drawing_without_script_reaches_a_name(client: httpx.Client) -> None:
    """All lines end left of where the names begin, and relations stand in rows without a line."""
    page = client.get("/graph?focus=organisation/vufo+place/nghe-an&lang=en").text
    tree = page[page.index("<svg") : page.index("</svg>")]
    lines = [
        tuple(map(int, found))
        for found in re.findall(r'<line[^>]* x1="(\d+)" x2="(\d+)" y1="(\d+)" y2="(\d+)"', tree)
    ]
    texts = [tuple(map(int, found)) for found in re.findall(r'<text[^>]* x="(\d+)" y="(\d+)"', tree)]
    assert lines and texts
    for x, y in texts:
        for x1, x2, y1, y2 in lines:
            if min(y1, y2) <= y and max(y1, y2) >= y - 14:
                assert max(x1, x2) < x


# -- in a browser --------------------------------------------------------------------------------------------------


def drawn(page: Page) -> tuple[int, int]:
    page.wait_for_selector(".canvas canvas", state="attached")
    return page.evaluate("[drawnGraph.nodes().length, drawnGraph.edges().length]")  # type: ignore[no-any-return]


@pytest.mark.browser
@pytest.mark.npm
@pytest.mark.parametrize("script", [True, False])
def test_one_drawing_is_shown_with_script_and_another_without(
    browser: Browser, site: str, client: httpx.Client, *, script: bool
) -> None:
    if "cytoscape" not in client.get("/graph?focus=place/nghe-an").text:
        pytest.skip("the browser assets are not built (make assets, with npm)")
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{site}/graph?focus=place/nghe-an")
    assert page.locator("#drawing").is_visible() is script
    assert page.locator("#tree svg").is_visible() is not script
    assert page.locator("#tree figcaption a").count() == 2
    context.close()


@pytest.mark.browser
@pytest.mark.npm
def test_the_drawing_says_what_the_table_says_and_is_worked_by_keys(
    browser: Browser, site: str, client: httpx.Client, tmp_path: Path
) -> None:
    if "cytoscape" not in client.get("/graph?focus=place/nghe-an").text:
        pytest.skip("the browser assets are not built (make assets, with npm)")
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(f"{site}/graph?focus=organisation/nghe-an-union")
    data = client.get("/graph?focus=organisation/nghe-an-union&format=json").json()
    before = drawn(page)
    assert before == [len(data["nodes"]), len(data["ties"])]
    assert page.locator("#ties tbody tr").count() == before[1]
    page.focus(".canvas")
    page.keyboard.press("ArrowUp")
    chosen = page.inner_text(".told")
    assert any(chosen.startswith(node["name"]) for node in data["nodes"] if not node["focus"])
    page.keyboard.press("Enter")
    page.locator(".told", has_text="drawn").wait_for()
    assert "+" in page.url
    after = drawn(page)
    assert after[1] > before[1]
    assert page.locator("#ties tbody tr").count() == after[1]
    again = client.get(page.url.removeprefix(site) + "&format=json").json()
    assert after == [len(again["nodes"]), len(again["ties"])]
    assert "%2B" not in page.get_attribute("#graphml", "href")  # type: ignore[operator]
    with page.expect_download() as download:
        page.click("[data-do=png]")
    download.value.save_as(tmp_path / "drawing.png")
    assert (tmp_path / "drawing.png").read_bytes().startswith(b"\x89PNG")
    context.close()
    assert complaints == [], json.dumps(complaints)
