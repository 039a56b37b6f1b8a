"""A whole record corrected in one form: shown first, published as one act, undone by one click, never half done."""

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.api_tokens import Tokens
from graph.claims.claim import PROPOSED, AsOf, Claim, Passage
from graph.claims.publish import Run, put_claims
from graph.store.versions import VersionStore
from ontology.iris import concept, mint
from ontology.terms import hn, org, skos
from tests.web.conftest import TEXTS, serving  # type: ignore[import-not-found, unused-ignore]
from tests.web.test_review_page import Desk, signed_in  # type: ignore[import-not-found, unused-ignore]

REPORT = mint("source", "nghe-an-2024-04-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
TENURE = NamedNode(mint("tenure", "lan-chairs"))
LAN = NamedNode(mint("person", "tran-thi-lan"))
POST = NamedNode(mint("post", "hai-duong-union-chair"))
BODY = NamedNode(mint("organisation", "hai-duong-union"))
VUFO = NamedNode(mint("organisation", "vufo"))
CHAIR = NamedNode(concept("role", "chair"))
PUBLIC = "/id/tenure/lan-chairs.html"


def proposed(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Claim:
    return Claim(
        Triple(subject, NamedNode(predicate), value),
        REPORT,
        status=PROPOSED,
        passage=Passage(REPORT, 536, 596),
        as_of=AsOf("2024-04"),
        run=RUN.iri,
    )


CLAIMS = [
    proposed(TENURE, org.member, LAN),
    proposed(TENURE, org.organization, BODY),
    proposed(TENURE, org.role, CHAIR),
    proposed(TENURE, hn.post, POST),
    proposed(LAN, skos.prefLabel, Literal("Trần Thị Lan", language="vi")),
]


@pytest.fixture
def desk(five_reports_copy: VersionStore) -> Iterator[Desk]:
    put_claims(five_reports_copy, CLAIMS, run=RUN, note="test extraction")
    token, _ = Tokens(five_reports_copy.root).new(name="Lan", role="curator")
    more = ["--texts", str(TEXTS)] if TEXTS.is_dir() else []
    with serving(five_reports_copy.root, *more) as address:
        yield Desk(address, token, five_reports_copy)


def form_of(page: str) -> dict[str, str]:
    """The fields of the record's form, as a browser without scripts would send them."""
    page = page[page.index('class="record"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input ([^>]*)>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") not in ("radio", "checkbox") or "checked" in tag:
            found[said.get("name", "")] = html.unescape(said.get("value", ""))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def field(form: dict[str, str], text: str) -> str:
    return next(name for name, value in form.items() if name.startswith("row.") and value == text)


def words_of(answer: httpx.Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


UNION = "Hai Duong Union of Friendship Organizations"
OF_VIETNAM = "Viet Nam Union of Friendship Organizations"


def test_a_wrong_body_is_corrected_with_its_post_shown_first_published_and_undone(desk: Desk) -> None:
    """Without any script: plain forms."""
    address = f"/review/record?thing={TENURE.value}"
    with signed_in(desk) as client:
        form = form_of(client.get(address).text)
        changed = {**form, field(form, UNION): "organisation/vufo", "why": "misread"}
        before = desk.store.current_number()
        shown = client.post("/review/record", data={**changed, "act": "preview"})
        assert shown.status_code == 200 and "What this would change" in shown.text
        assert desk.store.current_number() == before, "nothing is published by looking"
        made = client.post("/review/record", data={**form_of(shown.text), "act": "publish"})
        assert made.status_code == 303, words_of(made)[:2000]
        assert desk.store.current_number() == (before or 0) + 1, "one act, one version"
        public = words_of(client.get(PUBLIC))
        assert "Trần Thị Lan" in public and "Hai Duong" not in public
        done = client.get(made.headers["location"])
        undo = {
            name: html.unescape(re.search(f'name="{name}" value="([^"]+)"', done.text)[1])  # type: ignore[index]
            for name in ("mark", "decision", "record")
        }
        assert client.post("/review/decide", data={**undo, "act": "undo"}).status_code == 303
        assert client.get(PUBLIC).status_code == 404, "it is a proposal again"
        again = form_of(client.get(address).text)
        assert field(again, UNION)


def test_a_name_that_several_bear_asks_which_and_keeps_what_was_typed(desk: Desk) -> None:
    with signed_in(desk) as client:
        form = form_of(client.get(f"/review/record?thing={TENURE.value}").text)
        key = field(form, UNION).removeprefix("row.")
        asked = client.post(
            "/review/record", data={**form, f"row.{key}": "Nghe An Union", "why": "typed", "act": "preview"}
        )
        assert asked.status_code == 422 and "Several things may be meant" in asked.text
        again = form_of(asked.text)
        assert (again[f"row.{key}"], again["why"]) == ("Nghe An Union", "typed")
        again[f"iri.{key}"] = mint("organisation", "nghe-an-union-executive-committee")
        assert client.post("/review/record", data={**again, "act": "preview"}).status_code == 200
        nothing = client.post("/review/record", data={**form, f"row.{key}": "No Such Body", "act": "preview"})
        assert nothing.status_code == 422 and "Nothing has the name" in nothing.text


def test_a_correction_that_contradicts_shows_both_sides_and_changes_nothing(desk: Desk) -> None:
    """Nguyễn Văn Thông is the chair of Nghe An in April 2024, and a body has one chair at a time."""
    with signed_in(desk) as client:
        form = form_of(client.get(f"/review/record?thing={TENURE.value}").text)
        changed = {**form, field(form, UNION): "organisation/nghe-an-union", "act": "publish"}
        before = desk.store.current_number()
        refused = client.post("/review/record", data=changed)
        said = words_of(refused)
        assert refused.status_code == 422 and desk.store.current_number() == before
        assert "Two people hold a post for one" in said
        assert "Nguyen Van Thong" in said and "Trần Thị Lan" in said, "both sides"
        assert said.count("characters") >= 2, "and the place of each"
        assert form_of(refused.text)[field(form, UNION)] == "organisation/nghe-an-union"
        allowed = client.post(
            "/review/record", data={**form_of(refused.text), "disagree": "1", "act": "publish"}
        )
        assert allowed.status_code == 303, "unless the reviewer says that the sources disagree"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"thing": "person/../x"}, 400),
        ({"thing": "http://[bad"}, 400),
        ({"thing": mint("tenure", "nobody-knows")}, 404),
        ({"thing": mint("claim", "x")}, 404),
        ({"act": "preview"}, 422),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(desk: Desk, values: dict[str, str], status: int) -> None:
    with signed_in(desk) as client:
        form = form_of(client.get(f"/review/record?thing={TENURE.value}").text)
        if "act" in values:  # a date that is none
            empty = next(n for n, v in form.items() if n.startswith("row.") and v == "")
            values = {**values, empty: "the day before yesterday"}
        answer = client.post("/review/record", data={**form, **values})
        assert answer.status_code == status
        assert client.post("/review/record", data={**form, "mark": "wrong"}).status_code == 403
    assert httpx.post(desk.address + "/review/record", data={"thing": TENURE.value}).status_code in (401, 403)


@pytest.mark.parametrize(
    "thing",
    [
        "event/cluster-1-signing-2024-04",
        "person/nguyen-ngoc-hung",
        "organisation/nghe-an-union",
        "place/nghe-an",
        "tenure/hoang-nghia-hieu-nghe-an-union-chair",
    ],
)
def test_every_kind_of_record_has_its_form(desk: Desk, thing: str) -> None:
    with signed_in(desk) as client:
        answer = client.get("/review/record", params={"thing": f"https://w3id.org/huunghi/id/{thing}"})
        assert answer.status_code == 200
        form = form_of(answer.text)
        same = client.post("/review/record", data={**form, "act": "preview"})
        assert same.status_code == 422 and "says what the record says" in html.unescape(same.text)


@pytest.mark.browser
def test_in_the_browser_a_wrong_tenure_is_corrected_in_one_form_undone_and_corrected_again(
    chromium: str, desk: Desk
) -> None:
    """By keys, with suggestions; the public page is right at once, undone, right again."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this test needs a browser

    pictures = os.environ.get("TEST_PICTURES")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        public = browser.new_page(locale="en-GB")
        page.goto(desk.address + "/review")
        page.fill("#token", desk.token)
        page.click("text=Sign in")
        page.goto(f"{desk.address}/review/record?thing={TENURE.value}")
        for width in (360, 1280) if pictures else ():
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
                page.screenshot(path=Path(pictures or "") / f"record-{width}-{scheme}.png", full_page=True)

        def correct() -> None:
            body = page.get_by_label("in the organisation")
            body.fill("")
            body.press_sequentially("viet nam union of fri")
            page.locator(".filled .offers li").first.wait_for()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            assert page.locator(".filled .offers:visible").count() == 0
            page.get_by_role("button", name="Show what it changes").click()
            page.wait_for_selector(".change")
            if pictures:
                page.screenshot(path=Path(pictures) / "record-preview.png", full_page=True)
            page.get_by_role("button", name="Publish").click()
            page.wait_for_selector("text=The public pages say it now")

        correct()
        public.goto(desk.address + PUBLIC)
        assert "Trần Thị Lan" in public.locator("h1").inner_text()
        assert "Hai Duong" not in public.locator("main").inner_text()
        page.get_by_role("button", name="Undo").click()
        page.wait_for_selector("text=says again what it said before")
        answer = public.goto(desk.address + PUBLIC)
        assert answer is not None and answer.status == 404
        correct()
        public.goto(desk.address + PUBLIC)
        assert "Hai Duong" not in public.locator("main").inner_text()
        assert problems == []
        browser.close()
