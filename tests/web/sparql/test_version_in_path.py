"""The endpoint of one version does what `/sparql` does with `version=`: for clients that take no parameters."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from graph.store.versions import VersionStore
from tests.web.sparql.conftest import Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes updates, over two versions: of one statement, tagged, and of two."""
    root = tmp_path_factory.mktemp("versions")
    store = VersionStore(root / "store")
    for number in (1, 2):
        with store.change(note="test") as change:
            change.store.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}")
    store.tag("2026.1", name=1)
    running = Server(root / "store", {"open_updates": True}, log=root / "server.log").start()
    yield running
    running.stop()


def counted(answer: Any) -> tuple[str, str]:
    return answer.rows[0]["n"], answer.headers["data-version"]


@pytest.mark.parametrize("name", ["1", "2026.1"])
def test_every_method_asks_the_version_in_the_path(versions: Any, name: str) -> None:
    path = f"/sparql/versions/{name}"
    assert counted(versions.get("/sparql?query=" + quote(COUNT))) == ("2", "2")
    assert counted(versions.get(f"{path}?query={quote(COUNT)}")) == ("1", "1")
    assert counted(versions.get(f"{path}?query={quote(COUNT)}&format=json")) == ("1", "1")
    assert counted(versions.request("POST", path, body=urlencode({"query": COUNT}), headers=FORM)) == (
        "1",
        "1",
    )
    direct = {"Content-Type": "application/sparql-query"}
    for method in ("POST", "QUERY"):
        assert counted(versions.request(method, path, body=COUNT, headers=direct)) == ("1", "1")
    assert counted(versions.get(f"/sparql/versions/2?query={quote(COUNT)}")) == ("2", "2")


def test_a_person_gets_the_page_of_the_version(versions: Any) -> None:
    answer = versions.get(f"/sparql/versions/1?query={quote(COUNT)}", Accept="text/html")
    assert (answer.status, answer.type, answer.headers["data-version"]) == (200, "text/html", "1")


def test_what_is_wrong_is_said_of_the_address_that_was_asked(versions: Any) -> None:
    for name, status in (("77", 404), ("", 404), ("a/b", 400), ("%00", 400), ("..%2F1", 400)):
        answer = versions.get(f"/sparql/versions/{name}?query={quote(COUNT)}", Accept="application/json")
        assert answer.status == status, name
        assert answer.json["instance"].startswith("/sparql/versions/"), name
    twice = versions.get(f"/sparql/versions/1?version=2&query={quote(COUNT)}", Accept="application/json")
    assert twice.status == 400


def test_a_version_is_not_updated(versions: Any) -> None:
    body = urlencode({"update": "INSERT DATA { <urn:s> <urn:p> 3 }"})
    answer = versions.request("POST", "/sparql/versions/1", body=body, headers=FORM)
    assert answer.status == 400 and "current version" in answer.text


def test_pages_of_other_sites_may_ask_it(versions: Any) -> None:
    answer = versions.request(
        "OPTIONS", "/sparql/versions/1", headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status == 204 and answer.headers["access-control-allow-origin"] == "*"


def test_the_description_tells_of_the_version(versions: Any) -> None:
    for number in (1, 2, 1):
        assert f"void:triples {number} ;" in versions.get(f"/sparql/versions/{number}").text
