"""A session of the review ends when its curator signs out, on the server as well, and with its token, key and hours."""

import hmac
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from graph.api_tokens import Tokens, new_signing_key
from graph.store.versions import VersionStore
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Curator:
    """Somebody at the review of a store, who keeps the cookie themselves."""

    def __init__(self, pages: Inside, token: str, **fields: str) -> None:
        self._pages = pages
        self.cookie = ""
        self.fields = fields
        self.take(self.get("/review"))
        self.signed_in = self.post("/review/sign-in", token=token)
        self.take(self.signed_in)

    def take(self, answer: httpx.Response) -> None:
        if found := re.search(r'name="mark" value="([^"]+)"', answer.text):
            self.mark = found[1]
        self.cookie = answer.headers.get("set-cookie", "").partition(";")[0] or self.cookie

    def get(self, path: str) -> httpx.Response:
        answer: httpx.Response = self._pages.get(path, {"Cookie": self.cookie, **self.fields})
        return answer

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.send(path, urlencode({"mark": self.mark, **form}).encode(), FORM["Content-Type"])

    def send(self, path: str, body: bytes, kind: str) -> httpx.Response:
        fields = {"Content-Type": kind, "Cookie": self.cookie, **self.fields}
        answer: httpx.Response = self._pages.post(path, body, fields)
        return answer


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    versions = VersionStore(tmp_path / "store")
    with versions.change(note="test") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    return versions


@pytest.fixture
def pages(store: VersionStore) -> Iterator[Inside]:
    one = Inside(store.root)
    yield one
    one.close()


@pytest.fixture
def token(store: VersionStore) -> str:
    return Tokens(store.root).new(name="Lan", role="curator")[0]


def test_a_copied_cookie_opens_nothing_once_its_session_was_left(
    pages: Inside, store: VersionStore, token: str
) -> None:
    lan, other = Curator(pages, token), Curator(pages, token)
    assert lan.get("/review").status_code == other.get("/review").status_code == 200
    lan.take(lan.get("/review"))
    copy = lan.cookie
    left = lan.post("/review/sign-out")
    assert left.status_code == 303 and "Max-Age=0" in left.headers["set-cookie"]
    lan.cookie = copy
    assert lan.get("/review").status_code == 401
    assert lan.post("/review/decide", act="accept", claim="x").status_code == 401
    assert other.get("/review").status_code == 200, "another session of the same token goes on"
    again = Inside(store.root)
    assert again.get("/review", {"Cookie": copy}).status_code == 401, "another web process knows it too"
    again.close()


def test_where_the_store_takes_no_writes_the_browser_forgets_and_the_curator_is_told(
    pages: Inside, store: VersionStore, token: str
) -> None:
    lan = Curator(pages, token)
    lan.take(lan.get("/review"))
    (store.root / "ended-sessions.lock").mkdir()  # as good as a disk that is full or read-only
    left = lan.post("/review/sign-out")
    assert left.status_code == 503 and "ended-sessions.json cannot be written" in left.text
    assert "Max-Age=0" in left.headers["set-cookie"] and str(store.root) not in left.text


def test_a_session_ends_with_its_token_and_its_key(pages: Inside, store: VersionStore, token: str) -> None:
    lan = Curator(pages, token)
    assert lan.get("/review").status_code == 200
    new_signing_key(store.root)
    assert lan.get("/review").status_code == 401
    lan = Curator(pages, token)
    assert lan.get("/review").status_code == 200
    Tokens(store.root).revoke("Lan")
    assert lan.get("/review").status_code == 401
    over, _ = Tokens(store.root).new(name="over", role="curator", days=0)
    assert Curator(pages, over).signed_in.status_code == 401


def test_a_key_that_could_be_guessed_opens_nothing_and_is_named(
    pages: Inside, store: VersionStore, token: str
) -> None:
    (known,) = Tokens(store.root).all()
    (store.root / "session.key").write_bytes(b"")
    said = f"{'0' * 32}.{known.id}.9999999999"
    forged = hmac.new(b"", said.encode(), sha256).digest().hex()
    answer = pages.get("/review", {"Cookie": f"review={said}.{forged}"})
    assert answer.status_code == 503 and "session.key" in answer.text and "new-key" in answer.text
    assert str(store.root) not in answer.text
    assert pages.get("/about", {"Cookie": f"review={said}.{forged}"}).status_code == 200
    assert (store.root / "session.key").read_bytes() == b""


def test_a_damaged_list_of_tokens_is_named_and_pages_go_on(
    pages: Inside, store: VersionStore, token: str
) -> None:
    lan = Curator(pages, token)
    (store.root / "tokens.json").write_text('[{"id": 1}]')
    assert lan.get("/about").status_code == 200
    for answer in (lan.get("/review"), lan.post("/review/sign-in", token=token)):
        assert (
            answer.status_code == 503 and "tokens.json" in answer.text and str(store.root) not in answer.text
        )


def test_the_cookie_is_for_our_pages_alone_and_for_https_where_the_page_came_by_it(
    pages: Inside, token: str
) -> None:
    plain = Curator(pages, token).signed_in.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= set(plain.split("; ")) and "secure" not in plain
    behind = Curator(pages, token, **{"X-Forwarded-Proto": "https"}).signed_in.headers["set-cookie"]
    assert "Secure" in behind and token not in behind


def test_wrong_tokens_are_slowed_and_a_right_one_is_not(pages: Inside, token: str) -> None:
    lan = Curator(pages, "hn_wrong")
    wrong = [lan.signed_in, *(lan.post("/review/sign-in", token=f"hn_{n}") for n in range(25))]
    assert [one.status_code for one in wrong] == [401] * 20 + [429] * 6
    last = wrong[-1]
    assert 1 <= int(last.headers["retry-after"]) <= 60 and "Too many wrong tokens" in last.text
    update = {**FORM, "Authorization": "Bearer hn_x", "Accept": "application/json"}
    assert pages.post("/update", b"update=CLEAR+DEFAULT", update).status_code == 429, (
        "it is one count for both"
    )
    assert Curator(pages, token).signed_in.status_code == 303, "from the same address"


@pytest.mark.parametrize(
    "fields",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_form_of_the_review_comes_from_another_site(
    pages: Inside, token: str, fields: dict[str, str]
) -> None:
    lan = Curator(pages, token)
    lan.take(lan.get("/review"))
    lan.fields = fields
    for path in ("sign-in", "sign-out", "decide", "change", "record", "identity/person/x"):
        assert lan.post(f"/review/{path}", token=token).status_code == 403, path
    lan.fields = {"Origin": "null"}  # what a browser says where our page sends no referrer
    assert lan.post("/review/sign-out").status_code == 303
