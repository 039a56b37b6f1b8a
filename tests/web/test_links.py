"""Short links to queries: the same query has the same link, for people and programs, whatever becomes of the data."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.limits import LIMITS
from graph.store.versions import VersionStore
from queries.links import FOLDER, QueryLinks, text_hash
from tests.web.conftest import Inside, serving

QUERY = "SELECT ?x { ?x a hn:Tenure } ORDER BY ?x LIMIT 2"
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"}
TEXT = {"content-type": "application/sparql-query", "accept": "*/*"}


@pytest.fixture(scope="module")
def store(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    root = tmp_path_factory.mktemp("links") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    return VersionStore(root)


@pytest.fixture(scope="module")
def site(store: VersionStore) -> Iterator[httpx.Client]:
    with serving(store.root) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture
def within(five_reports_copy: VersionStore) -> Iterator[Inside]:
    one = Inside(five_reports_copy.root)
    yield one
    one.close()


def test_the_same_query_has_the_same_link_however_it_is_sent(site: httpx.Client) -> None:
    first = site.post("/links", data={"query": QUERY})
    assert (first.status_code, first.headers["location"]) == (201, f"/q/{text_hash(QUERY)[:24]}")
    assert first.json()["url"] == f"{str(site.base_url).rstrip('/')}{first.headers['location']}"
    again = site.post("/links", content=f"\ufeff{QUERY}\r\n".encode(), headers=TEXT)
    assert again.headers["location"] == first.headers["location"]


def test_a_link_answers_programs_and_shows_people_the_query_with_its_answer(site: httpx.Client) -> None:
    link = site.post("/links", data={"query": QUERY}).headers["location"]
    told = site.get("/sparql", params={"query": QUERY, "format": "csv"})
    for asked in (
        site.get(link, headers={"Accept": "text/csv"}),
        site.get(f"{link}.csv"),
        site.get(link, params={"format": "csv", "version": "1"}),
    ):
        assert (asked.content, asked.headers["data-version"]) == (told.content, "1")
    assert site.get(link).headers["content-type"] == "application/sparql-results+json"
    page = site.get(link, headers={"Accept": "text/html"})
    assert QUERY in page.text
    assert "<table" in page.text
    text = site.get(f"{link}.rq")
    assert text.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert hashlib.sha256(text.content).hexdigest().startswith(link.removeprefix("/q/"))


def test_without_script_the_form_says_the_link(site: httpx.Client) -> None:
    page = site.post(
        "/links", data={"query": QUERY}, headers={"Accept": "text/html", "Accept-Language": "vi"}
    )
    assert page.status_code == 201
    assert f"/q/{text_hash(QUERY)[:24]}</a>" in page.text
    assert 'formaction="/links"' in site.get("/sparql", headers={"Accept": "text/html"}).text


def test_what_is_no_query_gets_no_link(site: httpx.Client) -> None:
    update = site.post("/links", data={"query": "INSERT DATA { <a:b> <a:c> 1 }"})
    assert (update.status_code, update.json()["line"]) == (400, 1)
    assert "update" in update.json()["detail"]
    assert site.post("/links", data={"query": ""}).status_code == 400
    assert site.post("/links").status_code == 415
    large = site.post("/links", content=b"SELECT * {} # " + b"x" * LIMITS.link_bytes, headers=TEXT)
    assert large.status_code == 413
    assert site.post("/links", data={"query": QUERY, "version": "99"}).status_code == 404
    foreign = site.post("/links", data={"query": QUERY}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_a_link_never_stored_says_what_to_do(site: httpx.Client) -> None:
    for name in ("0" * 24, "short", "Ä"):
        for address in (f"/q/{name}", f"/q/{name}.rq", f"/q/{name}.csv"):
            answer = site.get(address, headers={"Accept-Language": "en"})
            assert answer.status_code == 404, address
            assert "copied whole" in answer.text, address
    page = site.get(f"/q/{'0' * 24}", headers={"Accept": "text/html", "Accept-Language": "vi"})
    assert page.status_code == 404
    assert site.post(f"/q/{'0' * 24}", content=b"DROP ALL", headers=TEXT).status_code == 405


def test_a_damaged_link_is_said_and_mended_by_sharing_the_query_again(
    within: Inside, five_reports_copy: VersionStore
) -> None:
    link = within.post("/links", QUERY.encode(), TEXT).headers["location"]
    (path,) = (five_reports_copy.root / FOLDER).rglob("*.rq")
    for content in (b"SELECT * {}", b"\xff", b""):
        path.write_bytes(content)
        for address in (link, f"{link}.rq", f"{link}?format=csv"):
            answer = within.get(address, {"accept": "application/json"})
            assert (answer.status_code, "is not what was stored" in answer.text) == (503, True)
            assert str(five_reports_copy.root) not in answer.text
    path.unlink()
    path.mkdir()
    assert within.get(f"{link}.rq").status_code == 503
    path.rmdir()
    os.mkfifo(path)
    assert within.get(f"{link}.rq").status_code == 503
    path.unlink()
    assert within.post("/links", QUERY.encode(), TEXT).status_code == 201
    assert within.get(f"{link}.rq").text == QUERY + "\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_takes_no_writes_says_so(within: Inside, five_reports_copy: VersionStore) -> None:
    five_reports_copy.root.chmod(0o555)
    try:
        answer = within.post("/links", QUERY.encode(), {**TEXT, "accept": "application/json"})
    finally:
        five_reports_copy.root.chmod(0o755)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "store-read-only")


def test_a_file_in_the_place_of_the_folder_is_said(within: Inside, five_reports_copy: VersionStore) -> None:
    (five_reports_copy.root / FOLDER).write_text("no folder")
    answer = within.post("/links", QUERY.encode(), TEXT)
    assert answer.status_code == 503
    assert "/sparql?query=" in answer.json()["hint"]
    assert within.get(f"/q/{'0' * 24}.rq").status_code == 404


def test_links_outlive_pruning(within: Inside, five_reports_copy: VersionStore) -> None:
    link = within.post("/links", QUERY.encode(), TEXT).headers["location"]
    for _ in range(2):
        five_reports_copy.restore(1)
    five_reports_copy.prune(keep=1)
    assert within.get(f"{link}.rq").status_code == 200


def test_one_client_waits_after_many_links(within: Inside) -> None:
    sent = [
        within.post("/links", f"ASK {{}} # {n}".encode(), TEXT) for n in range(LIMITS.links_of_client + 1)
    ]
    assert {one.status_code for one in sent[:-1]} == {201}
    assert (sent[-1].status_code, sent[-1].headers["retry-after"] > "0") == (429, True)


def test_links_have_a_bound_in_number(tmp_path: Path) -> None:
    """What is counted is what lies in the folder, whoever put it there."""
    links = QueryLinks(tmp_path)
    first = links.add("ASK {}")
    folder = tmp_path / FOLDER / first.name[:2]
    with (folder / "large.rq").open("wb") as file:
        file.truncate(LIMITS.links_bytes)
    with pytest.raises(Exception, match="keeps 2 links") as refused:
        links.add("ASK { ?s ?p ?o }")
    assert getattr(refused.value, "status", 0) == 507
    assert links.add("ASK {}") == first
