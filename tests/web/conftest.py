"""The pages are tested over the graph of the five reports, through the real server in a process of its own."""

import asyncio
import ctypes
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from graph.claims.sources import withdraw
from graph.store.reader import Reader
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from ontology.iris import mint
from web.app import create_app
from web.settings import Settings

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
GONE = "hai-duong-2025-04-fr"
"""The source that `later_site` has lost."""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(store: Path, *more: str) -> Iterator[str]:
    """Run `huunghi serve` over a store; give its address."""
    port = _free_port()
    command = [sys.executable, "-c", "from huunghi import main; main()", "--store", str(store), "serve"]
    server = subprocess.Popen(
        [*command, "--port", str(port), *more],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(START_SECONDS * 10):
            if server.poll() is not None:
                break
            try:
                httpx.get(address + "/about", timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                yield address
                return
        server.kill()
        pytest.fail(f"the server did not start: {server.communicate()[1].decode()[-2000:]}")
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture(scope="session")
def site(five_reports_root: VersionStore) -> Iterator[str]:
    """Address of the service over the graph of the five reports, with their texts where they are here."""
    more = ["--texts", str(TEXTS)] if TEXTS.is_dir() else []
    with serving(five_reports_root.root, *more) as address:
        yield address


@contextmanager
def pages_of(lines: Iterable[str], folder: Path, suffix: str = "nt") -> Iterator["Inside"]:
    """The pages of a graph of these lines of N-Triples (or N-Quads, `nq`), in a store made in this folder."""
    made = folder / f"made.{suffix}"
    made.write_text("\n".join(lines) + "\n", encoding="utf-8")
    store = VersionStore(folder / "store")
    load_rdf(store, rdf_files(made))
    one = Inside(store.root)
    try:
        yield one
    finally:
        one.close()


class Inside:
    """The pages of a store asked for in this process: for walks over thousands of addresses."""

    def __init__(
        self,
        store: Path,
        texts: Path | None = TEXTS,
        *,
        reader: str = "",
        source: Callable[[str], Reader] | None = None,
    ) -> None:
        self._runner = asyncio.Runner()
        known = texts if texts and texts.is_dir() else None
        app = create_app(Settings(store=store, texts=known, reader=reader), source=source)
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://inside",
            headers={"Accept": "text/html", "Accept-Language": "en"},
        )

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Ask for a page; redirects are not followed, and no cookie is kept."""
        self._client.cookies.clear()
        return self._runner.run(self._client.get(address, headers=headers))

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Send a form; no cookie is kept."""
        self._client.cookies.clear()
        return self._runner.run(self._client.post(address, content=body, headers=headers))

    def close(self) -> None:
        """Let go of the store."""
        self._runner.run(self._client.aclose())
        self._runner.close()


@pytest.fixture(scope="session")
def inside(five_reports_root: VersionStore) -> Iterator[Inside]:
    """The pages of the five reports, in this process."""
    one = Inside(five_reports_root.root)
    yield one
    one.close()


@pytest.fixture(scope="session")
def inside_alone(five_reports_root: VersionStore) -> Iterator[Inside]:
    """The pages of the five reports without their texts, in this process."""
    one = Inside(five_reports_root.root, None)
    yield one
    one.close()


@pytest.fixture(scope="session")
def client(site: str) -> Iterator[httpx.Client]:
    """A client that takes HTML and speaks English, and follows no redirect."""
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with httpx.Client(base_url=site, headers=headers, timeout=30) as one:
        yield one


@pytest.fixture(autouse=True)
def language_of_its_own(request: pytest.FixtureRequest) -> None:
    """Begin each test without the cookies of the one before, of which one is the language."""
    if "client" in request.fixturenames and isinstance(
        one := request.getfixturevalue("client"), httpx.Client
    ):
        one.cookies.clear()


@pytest.fixture(scope="session")
def later_site(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service that was running while a source was withdrawn: version 2 is current."""
    root = tmp_path_factory.mktemp("later") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    with serving(root) as address:
        assert httpx.get(address + "/about", timeout=60).headers["data-version"] == "1"
        withdraw(VersionStore(root), mint("source", GONE))
        yield address


class NoBrowserError(Exception):
    """What it takes to drive a browser is not here; the message says what, and which package has it."""


def find_chromium() -> str:
    """Return the path of Chromium (`CHROMIUM`, or Debian's), if there is one and Playwright can drive it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowserError("no Chromium here (Debian: apt install chromium)")
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libatomic.so.1")
        except OSError as error:
            message = "Playwright's driver needs libatomic.so.1 (Debian: apt install libatomic1)"
            raise NoBrowserError(message) from error
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium. A test takes it before it starts Playwright, which fails where something is missing."""
    try:
        return find_chromium()
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's Chromium, one for a module: while Playwright lives an event loop runs in this thread, and no other test
    could run one of its own.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service whose store is empty."""
    with (
        serving(tmp_path_factory.mktemp("empty") / "store") as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) as one,
    ):
        yield one
