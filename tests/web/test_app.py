"""The application is the whole service under any ASGI server: in this process, and under another server than ours."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from graph.store.versions import VersionStore
from web.app import create_app
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = {
    "/": "text/html",
    "/id/programme/cluster-1-2024.html": "text/html",
    "/about": "text/html",
    "/sparql?query=ASK%20%7B%7D": "application/sparql-results+json",
    "/sparql": "text/turtle",
    "/graphs?default": "text/turtle",
    "/healthz": "text/plain",
    "/readyz": "text/plain",
    "/metrics": "text/plain",
    "/openapi.json": "application/json",
}
UPDATE = {"Content-Type": "application/sparql-update"}


class Inside:
    """A client of an application in this process, within the application's lifespan."""

    def __init__(self, app: FastAPI) -> None:
        self._runner = asyncio.Runner()
        self._lifespan = app.router.lifespan_context(app)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1")

    def __enter__(self) -> "Inside":
        self._runner.run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._lifespan.__aexit__(None, None, None))
        self._runner.run(self._client.aclose())
        self._runner.close()

    def request(self, method: str, address: str, **more: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, address, **more))


Client = Inside | httpx.Client


def accept(media_type: str) -> dict[str, str]:
    return {"Accept": "text/html" if media_type == "text/html" else "*/*"}


def until_ready(client: Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if client.request("GET", "/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("it does not get ready")


@pytest.fixture(scope="module")
def in_process(five_reports_root: VersionStore) -> Iterator[Inside]:
    with Inside(create_app(Settings(store=five_reports_root.root))) as client:
        until_ready(client)
        yield client


@pytest.fixture(scope="module")
def under_uvicorn(
    five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """The application as `uvicorn web.app:create_app --factory` makes it: its settings are the environment's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "web.app:create_app", "--factory", "--port", str(port)]
    log = tmp_path_factory.mktemp("uvicorn") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"],
            cwd=ROOT,
            env={**os.environ, "HUUNGHI_STORE": str(five_reports_root.root)},
            stdout=file,
            stderr=file,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            until_ready(client)
            yield client
    finally:
        process.terminate()
        process.wait(30)
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("server", ["in_process", "under_uvicorn"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_part_of_the_service_answers(request: pytest.FixtureRequest, server: str, address: str) -> None:
    client: Client = request.getfixturevalue(server)
    answer = client.request("GET", address, headers=accept(ADDRESSES[address]))
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, ADDRESSES[address])
    head = client.request("HEAD", address, headers=accept(ADDRESSES[address]))
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("server", ["in_process", "under_uvicorn"])
def test_an_answer_that_breaks_off_is_seen_to_be_broken(
    five_reports_root: VersionStore, request: pytest.FixtureRequest, server: str
) -> None:
    client: Client = request.getfixturevalue(server)
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with pytest.raises((httpx.RemoteProtocolError, AssertionError)):
        client.request("POST", "/sparql", data={"query": query, "timeout": "1"})


def test_a_person_is_answered_with_the_form_in_process_too(in_process: Inside) -> None:
    answer = in_process.request("POST", "/sparql", data={"query": "ASK {}"}, headers={"Accept": "text/html"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "ASK {}" in answer.text


def test_the_processes_start_and_end_with_each_lifespan(tmp_path: Path) -> None:
    app = create_app(Settings(store=tmp_path / "store", open_updates=True))
    for number in range(2):
        with Inside(app) as client:
            until_ready(client)
            text = f"INSERT DATA {{ <urn:a> <urn:p> {number} }}"
            assert client.request("POST", "/update", content=text, headers=UPDATE).status_code == 204
            rows = client.request("GET", "/sparql", params={"query": "SELECT * { ?s ?p ?o }"}).json()[
                "results"
            ]["bindings"]
            assert len(rows) == number + 1


def test_without_a_lifespan_pages_answer_and_queries_say_what_is_missing(
    five_reports_root: VersionStore,
) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=create_app(Settings(store=five_reports_root.root)))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return [await client.get(path) for path in ("/about", "/sparql?query=ASK%7B%7D", "/healthz")]

    page, query, health = asyncio.run(ask())
    assert (page.status_code, health.status_code) == (200, 200)
    assert query.status_code == 503
    assert "lifespan" in query.json()["hint"]
