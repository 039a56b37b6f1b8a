"""Write in the margin: a curator chooses words in the reader, and what they say becomes a claim, marked there."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import NamedNode

from graph.api_tokens import Tokens
from graph.claims.sources import withdraw
from graph.store.versions import VersionStore
from ontology.iris import mint
from tests.conftest import TEXTS
from tests.web.conftest import serving  # type: ignore[import-not-found, unused-ignore]
from tests.web.test_review_page import Desk, signed_in  # type: ignore[import-not-found, unused-ignore]
from tests.web.test_review_record import form_of, words_of  # type: ignore[import-not-found, unused-ignore]

READER = "/id/source/nghe-an-2024-04-en.html"
SLUG = "nghe-an-2024-04-en"
pytestmark = pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")


@pytest.fixture
def desk(five_reports_copy: VersionStore) -> Iterator[Desk]:
    token, _ = Tokens(five_reports_copy.root).new(name="Lan", role="curator")
    with serving(five_reports_copy.root, "--texts", str(TEXTS)) as address:
        yield Desk(address, token, five_reports_copy)


def text() -> str:
    return (TEXTS / "nghe-an-2024-04.en.txt").read_text(encoding="utf-8")


def field_of(page: str, reading: str) -> str:
    """The name of the field that stands after these words."""
    found = re.search(rf'<label for="f-(\w+)"[^>]*>{re.escape(reading)}', page)
    assert found, words_of_page(page)
    return f"row.{found[1]}"


def words_of_page(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_nobody_but_a_curator_is_offered_to_write(desk: Desk) -> None:
    with httpx.Client(base_url=desk.address) as reader:
        assert "margin-words" not in reader.get(READER).text
        assert reader.get(f"/review/passage?source={SLUG}&words=Group+1").status_code == 401
    with signed_in(desk) as client:
        assert "margin-words" in client.get(READER).text


def test_words_that_stand_in_several_places_are_asked_for_and_others_refused(desk: Desk) -> None:
    with signed_in(desk) as client:
        several = client.get("/review/passage", params={"source": SLUG, "words": "Nghe An"})
        places = re.findall(r'href="(/review/passage\?source=[^"]+)"', several.text)
        assert len(places) == text().count("Nghe An") > 1
        one = client.get(html.unescape(places[1]))
        start = text().index("Nghe An", text().index("Nghe An") + 1)
        assert f"characters {start:,}–{start + 7:,}" in one.text
        none = client.get("/review/passage", params={"source": SLUG, "words": "Nghe Tinh"})
        assert none.status_code == 422 and "do not stand in the text" in none.text
        assert client.get("/review/passage?source=none-such&words=x").status_code == 404
        beyond = client.get(f"/review/passage?source={SLUG}&start=9000&end=9009")
        assert beyond.status_code == 422


def test_a_new_thing_is_made_from_words_without_script_marked_and_undone(desk: Desk) -> None:
    with signed_in(desk) as client:
        found = client.get(
            "/review/passage", params={"source": SLUG, "words": "The delegates from northern provinces"}
        )
        assert found.status_code == 200
        fields = dict(re.findall(r'name="(source|start|end)" value="([^"]*)"', found.text))
        led = client.get("/review/passage", params={**fields, "new": "organisation"})
        form_page = client.get(led.headers["location"])
        assert "a new organisation" in form_page.text
        assert "The delegates from northern provinces" in form_page.text
        form = form_of(form_page.text)
        kind = field_of(form_page.text, "kind")
        form[kind] = "https://w3id.org/huunghi/concept/body/delegation"
        shown = client.post("/review/record", data={**form, "act": "preview"})
        assert "What this would change" in shown.text, words_of(shown)[:1500]
        made = client.post("/review/record", data={**form_of(shown.text), "act": "publish"})
        assert made.status_code == 303, words_of(made)[:2000]
        start = text().index("The delegates from northern provinces")
        place = f"{start}-{start + 37}"
        page = client.get(f"{READER}?place={place}").text
        assert f'id="w-{place}"' in page
        public = client.get("/id/organisation/the-delegates-from-northern-provinces.html")
        assert public.status_code == 200
        done = client.get(made.headers["location"]).text
        undo = {
            name: html.unescape(re.search(f'name="{name}" value="([^"]+)"', done)[1])  # type: ignore[index]
            for name in ("mark", "decision", "record")
        }
        client.post("/review/decide", data={**undo, "act": "undo"})
        assert f'id="w-{place}"' not in client.get(READER).text
        assert client.get(f"/id/passage/{SLUG}-{place}.html").status_code == 404


def test_a_claim_about_a_known_thing_goes_and_comes_with_its_source(desk: Desk) -> None:
    start = text().index("early April")
    passage = f"{SLUG}-{start}-{start + 11}"
    with signed_in(desk) as client:
        page = client.get(
            "/review/record", params={"thing": "event/cluster-1-signing-2024-04", "passage": passage}
        )
        form = form_of(page.text)
        assert form["passage"] == passage
        organiser = field_of(page.text, "organised by")
        form[organiser] = "organisation/nghe-an-union"
        made = client.post("/review/record", data={**form, "act": "publish"})
        assert made.status_code == 303, words_of(made)[:2000]
        said = words_of(client.get(f"/id/passage/{passage}.html"))
        assert "Nghe An Union of Friendship Organizations" in said
    withdraw(desk.store, mint("source", SLUG))
    with desk.store.require_current().open() as opened:
        node = NamedNode(mint("passage", passage))
        graph = NamedNode(f"https://w3id.org/huunghi/graph/source/{SLUG}")
        assert not list(opened.store.quads_for_pattern(node, None, None, graph))


SELECT = """([stretch, words]) => {
  const box = [...document.querySelectorAll(".tx")].find((one) => one.textContent.includes(stretch));
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0, from = box.textContent.indexOf(words);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.length;
    if (at <= from && from < end) range.setStart(node, from - at);
    if (at < from + words.length && from + words.length <= end) range.setEnd(node, from + words.length - at);
    at = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
"""Selects words of a stretch, across the marks that stand in them."""


@pytest.mark.browser
def test_words_selected_in_the_reader_become_a_claim_that_is_marked_there(chromium: str, desk: Desk) -> None:
    """In a real browser: the selection, the form with its place and words, the published claim, its mark."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this test needs a browser

    stretch, words = "unity and solidarity towards common goals", "northern provinces and cities demonstrate"
    start = text().index(words)
    place = f"{start}-{start + len(words)}"
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB")
        page.goto(desk.address + "/review")
        page.fill("input[name=token]", desk.token)
        page.click("main form button")
        page.goto(desk.address + READER)
        page.evaluate(SELECT, [stretch, words])
        page.wait_for_function("document.getElementById('margin-words').value !== ''")
        assert page.input_value("#margin-words") == words
        page.click("#margin button")
        assert page.inner_text("blockquote mark") == words
        page.select_option("#new", "place")
        page.click("section:has(#new) button")
        assert page.input_value(".field input >> nth=0") == words
        page.select_option(".field select >> nth=0", label="province")
        page.click("button[value=preview] >> nth=0")
        page.click("button[value=publish]")
        page.click("text=The report")
        page.evaluate("getSelection().removeAllRanges()")
        mark = page.locator(f"#w-{place}")
        mark.wait_for()
        assert (mark.get_attribute("class") or "").split() == ["m", "said", "on"]
        assert page.locator(f"#p-{place}").count() == 1
        browser.close()
