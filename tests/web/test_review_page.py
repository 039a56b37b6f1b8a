"""The review page: who may come in, what each form does, and that the public pages change with the answer."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from pyoxigraph import Literal, NamedNode, Triple

from graph.api_tokens import Tokens
from graph.claims.claim import PROPOSED, AsOf, Claim, Passage
from graph.claims.publish import Run, put_claims
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import expand
from tests.web.conftest import TEXTS, Inside, serving  # type: ignore[import-not-found, unused-ignore]

REPORT = mint("source", "nghe-an-2024-04-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
PERSON = NamedNode(mint("person", "tran-thi-lan"))
TWIN = NamedNode(mint("person", "lan-tran-thi"))
MEMBER_OF, ALT = NamedNode(expand("org:memberOf")), NamedNode(expand("skos:altLabel"))
PREF = NamedNode(expand("skos:prefLabel"))
UNION = NamedNode(mint("organisation", "nghe-an-union"))
PROVINCE = mint("place", "nghe-an")


def proposed(triple: Triple, start: int, end: int, confidence: str = "0.9") -> Claim:
    return Claim(
        triple,
        REPORT,
        status=PROPOSED,
        passage=Passage(REPORT, start, end, exact="x"),
        printed="x",
        language="en",
        as_of=AsOf("2024-04"),
        confidence=Decimal(confidence),
        run=RUN.iri,
    )


CLAIMS = [
    proposed(Triple(PERSON, PREF, Literal("Trần Thị Lan", language="vi")), 452, 468),
    proposed(Triple(PERSON, MEMBER_OF, UNION), 536, 596),
    proposed(Triple(PERSON, ALT, Literal("Lan the Wrong", language="en")), 60, 76, "0.4"),
    proposed(Triple(TWIN, PREF, Literal("Lan Trần Thị", language="vi")), 680, 689),
    proposed(Triple(TWIN, MEMBER_OF, UNION), 989, 1033),
]


@dataclass(frozen=True)
class Desk:
    """A running service whose store has claims to review, and a curator's token for it."""

    address: str
    token: str
    store: VersionStore


@pytest.fixture
def desk(five_reports_copy: VersionStore) -> Iterator[Desk]:
    put_claims(five_reports_copy, CLAIMS, run=RUN, note="test extraction")
    token, _ = Tokens(five_reports_copy.root).new(name="Lan", role="curator")
    more = ["--texts", str(TEXTS)] if TEXTS.is_dir() else []
    with serving(five_reports_copy.root, *more) as address:
        yield Desk(address, token, five_reports_copy)


@contextmanager
def signed_in(desk: Desk) -> Iterator[httpx.Client]:
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with httpx.Client(base_url=desk.address, headers=headers, timeout=60) as client:
        client.post(
            "/review/sign-in", data={"mark": mark_of(client.get("/review").text), "token": desk.token}
        )
        yield client


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def test_only_a_curators_token_opens_the_page_and_no_cache_keeps_it(desk: Desk) -> None:
    with httpx.Client(base_url=desk.address, headers={"Accept": "text/html"}) as client:
        closed = client.get("/review")
        assert (closed.status_code, closed.headers["cache-control"]) == (401, "no-store")
        wrong = client.post("/review/sign-in", data={"mark": mark_of(closed.text), "token": "hn_wrong"})
        assert wrong.status_code == 401 and "no token of a curator" in wrong.text
        updater, _ = Tokens(desk.store.root).new(name="A program", role="updater")
        other = client.post("/review/sign-in", data={"mark": mark_of(wrong.text), "token": updater})
        assert other.status_code == 401
        right = client.post("/review/sign-in", data={"mark": mark_of(other.text), "token": desk.token})
        assert right.status_code == 303
        cookie = right.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and desk.token.lower() not in cookie
        opened = client.get("/review")
        assert (opened.status_code, opened.headers["cache-control"]) == (200, "no-store")
        assert "Trần Thị Lan" in opened.text


def test_a_form_from_elsewhere_or_without_its_mark_is_refused(desk: Desk) -> None:
    with signed_in(desk) as client:
        mark = mark_of(client.get("/review").text)
        other = "y" if mark[0] == "x" else "x"
        given = {"act": "accept", "claim": CLAIMS[1].iri}
        assert client.post("/review/decide", data=given).status_code == 403
        assert client.post("/review/decide", data={**given, "mark": other + mark[1:]}).status_code == 403
        crossing = {"Sec-Fetch-Site": "cross-site"}
        assert (
            client.post("/review/decide", data={**given, "mark": mark}, headers=crossing).status_code == 403
        )
    assert httpx.post(desk.address + "/review/decide", data={**given, "mark": mark}).status_code == 401
    assert desk.store.require_current().manifest.note == "test extraction"


def test_a_revoked_token_ends_its_sessions(desk: Desk) -> None:
    with signed_in(desk) as client:
        assert client.get("/review").status_code == 200
        tokens = Tokens(desk.store.root)
        tokens.revoke(tokens.all()[0].name)
        assert client.get("/review").status_code == 401


def test_every_decision_changes_the_public_page_with_its_answer(desk: Desk) -> None:
    """Without any script: plain forms, one after the other."""
    public = "/id/person/tran-thi-lan.html"
    with signed_in(desk) as client:
        mark = mark_of(client.get("/review").text)

        def decide(act: str, **given: str) -> httpx.Response:
            answer = client.post(
                "/review/decide", data={"mark": mark, "act": act, "thing": PERSON.value, **given}
            )
            assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)[:2000]
            return answer

        decide("accept", claim=CLAIMS[1].iri)  # and the name that it needs with it
        said = client.get(public).text
        assert "Trần Thị Lan" in said and "Nghe An" in said and "Lan the Wrong" not in said
        decide("correct", claim=CLAIMS[2].iri, value="Tran Thi Lan", language="en")
        assert "Tran Thi Lan" in client.get(public).text
        latest = re.findall(r'name="decision" value="([^"]+)"', client.get("/review").text)
        decide("undo", decision=latest[1])
        assert "Tran Thi Lan" not in client.get(public).text
        decide("reject", claim=CLAIMS[2].iri, why="no such name")
        assert "no such name" in client.get("/review").text
        decide("accept", claim=CLAIMS[4].iri)
        assert client.get("/id/person/lan-tran-thi.html").status_code == 200
        decide("merge", thing=TWIN.value, into="person/tran-thi-lan")
        moved = client.get("/id/person/lan-tran-thi.html")
        assert (moved.status_code, moved.headers["location"]) == (308, public)
        assert "Lan Trần Thị" in client.get(public).text


def test_a_decision_that_cannot_be_says_why_on_the_page(desk: Desk) -> None:
    with signed_in(desk) as client:
        mark = mark_of(client.get("/review").text)
        given = {"mark": mark, "thing": PERSON.value}
        without = client.post(
            "/review/decide", data={**given, "act": "reject", "claim": CLAIMS[1].iri, "why": ""}
        )
        assert without.status_code == 400 and "needs a reason" in without.text
        other = client.post("/review/decide", data={**given, "act": "merge", "into": "place/nghe-an"})
        assert other.status_code == 400 and "cannot be one thing" in other.text
        unknown = client.post(
            "/review/decide", data={**given, "act": "accept", "claim": mint("claim", "nothing")}
        )
        assert unknown.status_code == 404 and "There is no claim" in unknown.text


def test_many_claims_are_accepted_at_once_after_a_look_and_undone_at_once(desk: Desk) -> None:
    public = "/id/person/tran-thi-lan.html"
    with signed_in(desk) as client:
        mark = mark_of(client.get("/review").text)
        scope = {"mark": mark, "all": "filter", "source": "nghe-an-2024-04-en", "kind": "person"}
        before = desk.store.current_number()
        shown = client.post("/review/change", data={**scope, "act": "accept"})
        assert shown.status_code == 200 and "What this would change" in shown.text
        assert "5 claims" in shown.text and "5 decisions" in shown.text
        assert desk.store.current_number() == before
        version = re.search(r'name="version" value="(\d+)"', shown.text)
        assert version
        stale = client.post("/review/decide", data={**scope, "act": "accept", "version": "1"})
        assert stale.status_code == 200 and "has changed since" in stale.text
        done = client.post("/review/decide", data={**scope, "act": "accept", "version": version[1]})
        assert done.status_code == 303 and client.get(public).status_code == 200
        latest = client.get("/review").text
        assert "and 3 more" in latest
        act = re.search(r'name="decision" value="([^"]+)"', latest)
        assert act
        undone = client.post("/review/decide", data={"mark": mark, "act": "undo", "decision": act[1]})
        assert undone.status_code == 303 and client.get(public).status_code == 404


def test_what_rests_on_a_decision_is_named_and_undone_together_with_it(desk: Desk) -> None:
    with signed_in(desk) as client:
        mark = mark_of(client.get("/review").text)
        given = {"mark": mark, "thing": PERSON.value}
        client.post("/review/decide", data={**given, "act": "accept", "claim": CLAIMS[1].iri})
        client.post("/review/decide", data={**given, "act": "accept", "claim": CLAIMS[2].iri})
        acts = re.findall(r'name="decision" value="([^"]+)"', client.get("/review").text)
        refused = client.post("/review/decide", data={"mark": mark, "act": "undo", "decision": acts[1]})
        if refused.status_code == 422:
            assert "These later decisions rest on it" in refused.text
            together = {"mark": mark, "act": "undo", "decision": acts[1], "together": "1"}
            refused = client.post("/review/decide", data=together)
        assert refused.status_code == 303
        assert client.get("/id/person/tran-thi-lan.html").status_code == 404


@pytest.mark.parametrize(
    "field", ["why", "into", "iri", "chosen_for", "name", "language", "claim", "thing", "version"]
)
def test_half_a_character_in_a_form_is_no_fault_of_ours(desk: Desk, field: str) -> None:
    with signed_in(desk) as client:
        given = {"mark": mark_of(client.get("/review").text), "thing": PERSON.value, "claim": CLAIMS[2].iri}
        given |= {"act": "divide" if field in ("into", "iri", "chosen_for", "name", "language") else "reject"}
        given[field] = "+2AA-"
        parts = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in given.items()
        )
        kind = {"Content-Type": "multipart/form-data; boundary=x; charset=utf-7"}
        for address in ("/review/change", "/review/decide", "/review/record"):
            answer = client.post(address, content=f"{parts}--x--\r\n".encode(), headers=kind)
            assert answer.status_code < 500, (address, answer.text[:500])


def test_a_thing_is_divided_after_a_look(desk: Desk) -> None:
    thong = mint("person", "nguyen-ngoc-hung")
    with signed_in(desk) as client:
        page = client.get("/review/split", params={"thing": thong}).text
        claims = re.findall(r'type="checkbox" name="claim" value="([^"]+)"', page)
        given = {"mark": mark_of(page), "thing": thong, "act": "divide", "claim": claims[:8]}
        nothing = client.post("/review/change", data=given)
        assert nothing.status_code == 400 and "What are these claims about?" in nothing.text
        new = {**given, "name": "Nguyen Ngoc Hung II", "language": "en"}
        shown = client.post("/review/change", data=new)
        assert shown.status_code == 200 and "Nguyen Ngoc Hung II" in shown.text
        assert client.post("/review/decide", data=new).status_code == 303
        assert client.get("/id/person/nguyen-ngoc-hung-ii.html").status_code == 200


def test_whoever_may_review_finds_the_queue_on_every_page_and_nobody_else_does(desk: Desk) -> None:
    with signed_in(desk) as client:
        counts = set()
        for page in ("/", "/about", "/search?q=nghe", "/trace", "/sparql", "/id/place/nghe-an.html"):
            shown = client.get(page)
            count = re.search(r'href="/review"[^>]*>Review <span class="tag">([0-9,]+)<', shown.text)
            assert count, page
            counts.add(int(count[1]))
            if not page.startswith("/sparql"):
                assert shown.headers["cache-control"] == "private, no-cache"
        # Those of the test, and what may have become of bodies whose province became another.
        assert len(counts) == 1 and min(counts) > len(CLAIMS)
        decided = client.post(
            "/review/decide",
            data={"mark": mark_of(client.get("/review").text), "act": "accept", "claim": CLAIMS[1].iri},
        )
        assert decided.status_code == 303
        own = client.get("/id/person/tran-thi-lan.html").text
        assert "1 claim about this waits for review" in own and "Correct this record" in own
    with httpx.Client(base_url=desk.address, headers={"Accept": "text/html"}) as stranger:
        for page in ("/", "/id/person/tran-thi-lan.html"):
            assert 'href="/review"' not in stranger.get(page).text
            assert "Correct this record" not in stranger.get(page).text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("mark=%C3%A9&token=x", "application/x-www-form-urlencoded"),
        (
            '--x\r\nContent-Disposition: form-data; name="mark"\r\n\r\n+2AA-\r\n--x--\r\n',
            "multipart/form-data; boundary=x; charset=utf-7",
        ),
    ],
)
def test_a_mark_of_any_letters_is_a_mark_that_is_not_ours(inside: Inside, body: str, kind: str) -> None:
    for address in ("/review/sign-in", "/review/sign-out"):
        assert inside.post(address, body.encode(), {"Content-Type": kind}).status_code == 403


def see_that_keys_can_be_switched_off(page: Page) -> None:
    """Keys that are off do nothing on the review page; they are left on."""
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.locator(".offer", has_text="Nghe An").last.focus()
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.className") == "offer"  # keys that are off do nothing
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox", name="Use these keys").check()
    page.get_by_role("button", name="Close").click()


@pytest.mark.browser
def test_a_curator_signs_in_decides_and_sees_the_public_page_change(chromium: str, desk: Desk) -> None:
    """In a real browser, by keys where there are keys."""
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
        page.goto(f"{desk.address}/review?thing={PERSON.value}")
        for width in (360, 1280) if pictures else ():
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
                page.screenshot(path=Path(pictures or "") / f"review-{width}-{scheme}.png", full_page=True)
        assert page.locator(".offer").count() == 3
        see_that_keys_can_be_switched_off(page)
        page.locator(".offer", has_text="Nghe An").last.focus()
        page.keyboard.press("a")
        page.wait_for_selector(".made li")
        public.goto(desk.address + "/id/person/tran-thi-lan.html")
        assert public.locator("h1").inner_text() == "Trần Thị Lan"
        page.keyboard.press("r")
        page.keyboard.type("no such name")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=no such name")
        page.goto(f"{desk.address}/review?thing={TWIN.value}")
        page.keyboard.press("m")
        page.keyboard.type("person/tran-thi-lan")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=What this would change")
        page.get_by_role("button", name="Publish").click()
        page.wait_for_selector("text=merged")
        public.goto(desk.address + "/id/person/lan-tran-thi.html")
        assert public.url.endswith("/id/person/tran-thi-lan.html")
        if pictures:
            page.screenshot(path=Path(pictures) / "review-merged.png", full_page=True)
        page.locator("body").click(position={"x": 2, "y": 2})
        page.keyboard.press("u")
        page.wait_for_selector(".made s")
        public.goto(desk.address + "/id/person/lan-tran-thi.html")
        assert public.url.endswith("/id/person/lan-tran-thi.html"), "it is a thing of its own again"
        assert problems == []
        browser.close()
