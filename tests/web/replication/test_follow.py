"""A replica fetches each version as it is published, serves what it has meanwhile, and never goes back for a client."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from graph.errors import IsReplica
from graph.store.transfer.beside import beside_of
from graph.store.transfer.stores import state_of
from graph.store.versions import VersionStore
from queries.library import Library
from queries.links import QueryLinks
from tests.inside import inside
from tests.web.replication.conftest import put
from web.settings import Settings

QUERY_FILE = """#+ order: 9
#+ title: {en: One thing, vi: Một thứ}
#+ description: {en: Any., vi: Bất kỳ.}
ASK { ?a ?b ?c }
"""
QUERY = {"query": "SELECT * { <urn:a> <urn:b> ?n }"}


class Service:
    """A service in this process, and a client of it."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient, store: VersionStore) -> None:
        self._runner = runner
        self._client = client
        self.store = store

    def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        fields = {"Accept": "application/json", **(options.pop("headers", None) or {})}  # type: ignore[dict-item]
        self._client.cookies.clear()
        asked = self._client.request(method, path, headers=fields, **options)  # type: ignore[arg-type]
        return self._runner.run(asked)

    def query(self, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", "/sparql", params=QUERY, headers=named)


@contextmanager
def serving(store: VersionStore, **settings: object) -> Iterator[Service]:
    with inside(Settings(store=store.root, **settings)) as (runner, client):  # type: ignore[arg-type]
        yield Service(runner, client, store)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    store = VersionStore(tmp_path_factory.mktemp("followed") / "store")
    put(store, 1)
    store.tag("2026.1")
    put(store, 2)
    return store


@pytest.fixture(scope="module")
def replica(followed: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that follows the store."""
    store = VersionStore(tmp_path_factory.mktemp("replica") / "store")
    with serving(store, follow=str(followed.root), open_updates=True) as service:
        assert service.ask("GET", "/readyz").status_code == 503
        assert comes(lambda: state_of(store) == state_of(followed))
        yield service


def comes(what: object, seconds: float = 60.0) -> bool:
    """Whether something comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_a_replica_tells_its_version_and_how_it_stands(followed: VersionStore, replica: Service) -> None:
    assert comes(lambda: replica.ask("GET", "/readyz").status_code == 200)
    said = replica.ask("GET", "/readyz").text.splitlines()
    assert said[:2] == ["ok", "version 2"]
    assert said[2].startswith(f"follows {followed.root}: at version 2 there, 0 behind, asked ")


def test_a_version_that_a_client_has_seen_is_waited_for(followed: VersionStore, replica: Service) -> None:
    put(followed, 3)
    assert comes(lambda: replica.query(Min_Data_Version="3").status_code == 200)
    found = replica.query(Min_Data_Version="3")
    assert found.headers["data-version"] == "3"
    assert found.headers["set-cookie"].startswith("data-version=3;")
    again = replica.query(Cookie="x=1; data-version=3")
    assert again.status_code == 200
    assert "set-cookie" not in again.headers


def test_what_does_not_come_in_time_is_a_503_and_what_cannot_come_a_412(
    followed: VersionStore, replica: Service
) -> None:
    behind = replica.query(Min_Data_Version="999")
    assert (behind.status_code, behind.headers["retry-after"]) == (503, "1")
    assert behind.json()["type"].endswith("/behind")
    assert replica.query(Cookie="data-version=999").status_code == 503
    assert replica.query(Min_Data_Version="x").status_code == 400
    assert replica.ask("GET", "/healthz", headers={"Min-Data-Version": "999"}).status_code == 200
    with serving(followed, servers=True) as writer:
        assert writer.query(Min_Data_Version="999").status_code == 412
        other = writer.query(Cookie="data-version=999")  # of another time of the data
        assert other.status_code != 503 or not other.json()["type"].endswith("/behind")
        assert other.headers["set-cookie"].startswith("data-version=3;")


def test_a_replica_takes_no_changes_and_says_who_does(followed: VersionStore, replica: Service) -> None:
    for method, path, body in (
        ("POST", "/update", "update=INSERT DATA {<urn:x> <urn:y> 1}"),
        ("POST", "/sparql", "update=INSERT DATA {<urn:x> <urn:y> 1}"),
        ("PUT", "/graphs?graph=urn:x", "<urn:x> <urn:y> 1 ."),
        ("POST", "/links", "query=ASK {}"),
        ("POST", "/review/sign-in", "token=x"),
    ):
        kind = "text/turtle" if method == "PUT" else "application/x-www-form-urlencoded"
        answer = replica.ask(method, path, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 403, (path, answer.text)
        assert str(followed.root) in answer.json()["detail"]
    with pytest.raises(IsReplica, match="follows"), replica.store.change(note="test"):
        pass
    with pytest.raises(IsReplica):
        replica.store.tag("x")


def test_short_links_and_queries_of_curators_are_those_of_the_origin(
    followed: VersionStore, replica: Service
) -> None:
    kept = QueryLinks(followed.root).add("SELECT * { ?a ?b ?c } # of a visitor")
    library = Library(followed.root)
    library.keep("of-a-curator", "people", QUERY_FILE, by="Mai")
    assert comes(lambda: replica.ask("GET", f"/q/{kept.name}.csv").status_code == 200)
    assert comes(lambda: "of-a-curator" in Library(replica.store.root).collection())
    assert replica.ask("GET", "/queries/of-a-curator.json").status_code == 200
    assert comes(lambda: Library(replica.store.root).history("of-a-curator") != ())
    library.keep("of-a-curator", "names", QUERY_FILE, by="Mai", replacing="of-a-curator")
    assert comes((replica.store.root / "library/names/of-a-curator.rq").exists)
    library.withdraw("of-a-curator", by="Mai")
    assert comes(lambda: "of-a-curator" not in Library(replica.store.root).collection())
    assert comes(lambda: beside_of(replica.store.root) == beside_of(followed.root))
    assert replica.ask("GET", f"/q/{kept.name}.csv").status_code == 200
    refused = replica.ask("POST", "/review/query", data={"name": "x"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "replica")


def test_without_its_origin_a_replica_serves_what_it_has_and_goes_on_afterwards(
    followed: VersionStore, replica: Service, tmp_path: Path
) -> None:
    away = followed.root.with_name("away")
    followed.root.rename(away)
    assert comes(lambda: "does not go on: " in replica.ask("GET", "/readyz").text)
    assert replica.ask("GET", "/readyz").status_code == 200
    assert replica.query().headers["data-version"] == "3"
    away.rename(followed.root)
    put(followed, 4)
    assert comes(lambda: replica.store.current_number() == 4)
    assert comes(lambda: "does not go on" not in replica.ask("GET", "/readyz").text)
