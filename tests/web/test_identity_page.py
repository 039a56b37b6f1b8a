"""The page "why these are one": open to all, and with forms that undo for whoever may review."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

import httpx
import pytest
from pyoxigraph import NamedNode, Triple

from graph.api_tokens import Tokens
from graph.claims.claim import PROPOSED, SAME_AS, Claim, Passage
from graph.claims.publish import Run, put_claims
from graph.store.versions import VersionStore
from ontology.iris import mint
from tests.web.conftest import Inside, serving  # type: ignore[import-not-found, unused-ignore]

POST = "post/nghe-an-union-chair"
TENURE = "/id/tenure/hoang-nghia-hieu-nghe-an-union-chair.html"
REPORT = mint("source", "nghe-an-2024-04-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
ONE = NamedNode(mint("person", "nguyen-van-thong"))
OTHER = NamedNode(mint("person", "nguyen-duc-tuan"))


@dataclass(frozen=True)
class Desk:
    """A running service, and a curator's token for it."""

    address: str
    token: str


@pytest.fixture(scope="module")
def desk(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    import shutil  # noqa: PLC0415 - only here

    root = tmp_path_factory.mktemp("identity") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    claim = Claim(
        Triple(OTHER, SAME_AS, ONE),
        REPORT,
        status=PROPOSED,
        passage=Passage(REPORT, 452, 468),
        reason="The same name, in another body.",
        run=RUN.iri,
    )
    put_claims(VersionStore(root), [claim], run=RUN, note="test", complete=False)
    token, _ = Tokens(root).new(name="Lan", role="curator")
    with serving(root) as address:
        yield Desk(address, token)


@contextmanager
def signed_in(desk: Desk) -> Iterator[httpx.Client]:
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with httpx.Client(base_url=desk.address, headers=headers, timeout=60) as client:
        page = client.get(f"/review/identity/{POST}")
        assert page.status_code == 401
        client.post("/review/sign-in", data={"mark": mark_of(page.text), "token": desk.token})
        yield client


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def test_the_page_tells_reasons_and_what_falls(inside: Inside) -> None:
    page = inside.get(f"/identity/{POST}")
    assert page.status_code == 200
    assert "President and chairman of one union are taken for one post" in page.text
    assert "What falls if they are two" in page.text and TENURE in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert f"/review/identity/{POST}" in page.text


def test_a_thing_leads_to_it_and_names_in_context_stand_apart(inside: Inside) -> None:
    page = inside.get("/id/organisation/nghe-an-party-committee.html").text
    assert "/identity/organisation/nghe-an-party-committee" in page
    names = unescape(page.partition('id="names"')[2].partition("</section>")[0])
    said = names.partition(">Provincial Party Committee<")
    assert said[1] and "in this source only" in said[2].partition(";")[0]
    assert 'property="' not in said[0].rpartition("<bdi")[2], "it is no name of the thing"


def test_search_says_where_a_name_in_context_is_used(inside: Inside) -> None:
    page = inside.get("/search?q=Provincial+Party+Committee").text
    assert "called so in" in page and "/id/source/nghe-an-2024-04-en" in page

    suggested = inside.get("/suggest?q=provincial+party").json()["suggestions"]
    kinds = {one["kind"] for one in suggested if one["label"] == "Provincial Party Committee"}
    assert "local Party committee, called so in Báo Nghệ An on the signing of April 2024 (English)" in kinds


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/identity/person/nobody", 404),
        ("/identity/nothing/x", 404),
        ("/identity/person/%00", 404),
        ("/identity/claim/x", 404),
    ],
)
def test_an_address_of_nothing_is_answered_so(inside: Inside, address: str, status: int) -> None:
    assert inside.get(address).status_code == status


def test_a_judgement_is_undone_and_brought_back(desk: Desk) -> None:
    with signed_in(desk) as client:
        own = f"/review/identity/{POST}"
        page = client.get(own)
        assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
        claims = re.findall(r'name="claim" value="([^"]+)"', page.text)
        mark = mark_of(page.text)
        without = client.post(own, data={"mark": mark, "act": "reject", "claim": claims, "why": ""})
        assert without.status_code == 400 and "needs a reason" in without.text
        done = client.post(own, data={"mark": mark, "act": "reject", "claim": claims, "why": "Two posts."})
        assert done.status_code == 303 and done.headers["location"] == own
        assert client.get(TENURE).status_code == 404
        after = client.get(own).text
        assert "Two posts." in after and "rejected" in after
        decisions = re.findall(r'name="decision" value="([^"]+)"', after)
        undone = client.post(own, data={"mark": mark, "act": "undo", "decision": decisions})
        assert undone.status_code == 303
        assert client.get(TENURE).status_code == 200


def test_that_two_people_are_one_is_decided_there(desk: Desk) -> None:
    with signed_in(desk) as client:
        own = "/review/identity/person/nguyen-van-thong"
        page = client.get(own)
        assert "may be this one" in page.text and "The same name, in another body." in page.text
        claim = re.findall(r'name="claim" value="([^"]+/claim/[^"]+)"', page.text)[0]
        mark = mark_of(page.text)
        assert client.post(own, data={"mark": mark, "act": "accept", "claim": claim}).status_code == 303
        merged = client.get("/id/person/nguyen-duc-tuan")
        assert (merged.status_code, merged.headers["location"]) == (308, "/id/person/nguyen-van-thong")
        led = client.get("/identity/person/nguyen-duc-tuan")
        assert (led.status_code, led.headers["location"]) == (308, "/identity/person/nguyen-van-thong")
        decision = re.findall(r'name="decision" value="([^"]+)"', client.get(own).text)
        assert client.post(own, data={"mark": mark, "act": "undo", "decision": decision}).status_code == 303
        assert client.get("/id/person/nguyen-duc-tuan.html").status_code == 200


def test_nobody_else_may_decide(desk: Desk) -> None:
    given = {"mark": "x", "act": "reject", "claim": "x", "why": "x"}
    answer = httpx.post(f"{desk.address}/review/identity/{POST}", data=given)
    assert answer.status_code == 401
