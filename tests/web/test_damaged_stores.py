"""What a reader is told where the store on disk is damaged, from the start or while it is served."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from graph.store.versions import VersionStore
from web.app import create_app
from web.errors import Busy
from web.settings import Settings
from web.sparql.execution.exit_status import refusal_of

ADDRESSES = (
    "/",
    "/about",
    "/search?q=nghe",
    "/suggest?q=ng",
    "/id/organisation/vufo.html",
    "/id/organisation/vufo.ttl",
    "/trace",
    "/changes",
    "/changes?from=1&to=1",
    "/review",
    "/graphs?default",
    "/sparql",
    "/sparql?query=ASK%20%7B%7D",
    "/readyz",
)
AGGREGATES = "/queries/bodies-by-kind.csv"
"""Over files that are gone the engine (pyoxigraph 0.5.13) would count without end."""
Damage = Callable[[VersionStore], None]


def point_nowhere(store: VersionStore) -> None:
    (store.root / "current").unlink()
    (store.root / "current").symlink_to("versions/000999")


def spoil_manifest(store: VersionStore) -> None:
    (store.require_current().path / "manifest.json").write_bytes(b"\xff{")


def remove_store(store: VersionStore) -> None:
    shutil.rmtree(store.require_current().store_path)


def remove_versions(store: VersionStore) -> None:
    shutil.rmtree(store.root / "versions")


def put_file_for_versions(store: VersionStore) -> None:
    remove_versions(store)
    (store.root / "versions").write_text("no folder")


def put_file_for_store(store: VersionStore) -> None:
    shutil.rmtree(store.root)
    store.root.write_text("no folder")


def spoil_index(store: VersionStore) -> None:
    path = next(store.require_current().path.glob("search-*.sqlite"))
    size = path.stat().st_size
    with path.open("r+b") as file:  # its head stays, so that it is taken for an index
        file.seek(5000)
        file.write(os.urandom(size - 5000))


BEFORE: tuple[Damage, ...] = (
    point_nowhere,
    spoil_manifest,
    remove_store,
    put_file_for_versions,
    put_file_for_store,
    spoil_index,
)
MEANWHILE: tuple[Damage, ...] = (remove_store, remove_versions, put_file_for_versions, spoil_index)


Get = Callable[..., httpx.Response]


@contextmanager
def served(store: Path) -> Iterator[Get]:
    """The service over a store, within its lifespan, in this process."""
    # A query that nobody answers would wait for its time, and be a 504.
    app = create_app(Settings(store=store, query_timeout=10.0))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    lifespan = app.router.lifespan_context(app)
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(transport=transport, base_url="http://inside")
        runner.run(lifespan.__aenter__())
        try:
            yield lambda address, **more: runner.run(client.get(address, **more))
        finally:
            runner.run(lifespan.__aexit__(None, None, None))
            runner.run(client.aclose())


def ask_all(get: Get, *more: str) -> None:
    for address in (*ADDRESSES, *more):
        for accept in ("application/json", "text/html"):
            answer = get(address, headers={"Accept": accept})
            assert answer.status_code not in {500, 504}, (address, answer.text)
            if answer.headers["content-type"] == "application/problem+json":
                problem = answer.json()
                assert problem["detail"], address
                assert problem["hint"], (address, problem)


@pytest.mark.parametrize("damage", BEFORE)
def test_a_damaged_store_is_told_at_each_address_and_nothing_waits(
    five_reports_copy: VersionStore, damage: Damage
) -> None:
    damage(five_reports_copy)
    with served(five_reports_copy.root) as get:
        ask_all(get, AGGREGATES)


@pytest.mark.parametrize("damage", MEANWHILE)
def test_a_store_that_is_damaged_while_it_is_served_is_told_too(
    five_reports_copy: VersionStore, damage: Damage
) -> None:
    with served(five_reports_copy.root) as get:
        assert get("/about").status_code == 200
        damage(five_reports_copy)
        ask_all(get, AGGREGATES)


def test_who_asks_whether_the_service_is_ready_hears_that_the_store_cannot_be_opened(
    five_reports_copy: VersionStore,
) -> None:
    remove_store(five_reports_copy)
    with served(five_reports_copy.root) as get:
        query = get("/sparql?query=ASK%20%7B%7D")
        assert (query.status_code, query.json()["status"]) == (503, 503)
        assert "versions restore" in query.json()["hint"]
        assert get("/readyz").status_code == 503
        assert get("/healthz").status_code == 200


def test_a_missing_current_is_named_by_pages_endpoints_and_readyz_and_a_named_version_is_served(
    five_reports_copy: VersionStore,
) -> None:
    (five_reports_copy.root / "current").unlink()
    with served(five_reports_copy.root) as get:
        for address in (
            "/",
            "/suggest?q=ng",
            "/sparql?query=ASK%20%7B%7D",
            "/graphs?default",
        ):
            problem = get(address, headers={"Accept": "application/json"})
            assert (problem.status_code, problem.headers["retry-after"]) == (503, "60"), address
            assert problem.json()["type"].endswith("/broken-current"), address
            assert "huunghi versions repair" in problem.json()["hint"]
            assert str(five_reports_copy.root) not in problem.text
        feed = get("/changes.atom")
        assert (feed.status_code, "huunghi versions repair" in feed.text) == (503, True)
        assert "current: `current` is missing" in get("/readyz").text
        assert get("/id/organisation/vufo.html?version=1").status_code == 200


@pytest.mark.parametrize("damage", ["CURRENT", "current"])
def test_an_older_version_answers_queries_where_the_current_one_cannot(
    five_reports_copy: VersionStore, damage: str
) -> None:
    with five_reports_copy.change(note="second") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    if damage == "CURRENT":
        (five_reports_copy.path_of(2) / "store" / "CURRENT").unlink()
    else:
        (five_reports_copy.root / "current").unlink()
    with served(five_reports_copy.root) as get:
        headers = {"Accept": "application/json"}
        asked = get("/sparql?query=ASK%7B%7D&version=1", headers=headers)
        assert (asked.status_code, asked.json()["boolean"]) == (200, True)
        assert get("/graphs?default&version=1").status_code == 200
        assert get("/sparql?query=ASK%7B%7D&version=7", headers=headers).status_code == 404
        for address in ("/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B%7D&version=", "/sparql"):
            assert get(address, headers=headers).status_code == 503, address


def test_a_damaged_old_version_is_marked_in_the_list_which_goes_on(five_reports_copy: VersionStore) -> None:
    with five_reports_copy.change(note="second") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    (five_reports_copy.path_of(1) / "manifest.json").write_text("{")
    with served(five_reports_copy.root) as get:
        page = get("/changes", headers={"Accept": "text/html"})
        assert (page.status_code, "damaged" in page.text) == (200, True)
        assert get("/changes.atom").status_code == 200
        about = "/changes?iri=https://w3id.org/huunghi/id/organisation/vufo"
        assert get(about, headers={"Accept": "text/html"}).status_code == 200
        assert "manifest: The manifest of version 1" in get("/readyz").text


def test_an_update_that_waits_for_another_process_in_vain_is_told_to_come_again() -> None:
    refusal = refusal_of({"kind": "busy", "message": "It is being written.", "hint": "Wait."})
    assert isinstance(refusal, Busy)
    assert (refusal.status, refusal.hint, refusal.headers["Retry-After"]) == (503, "Wait.", "1")
