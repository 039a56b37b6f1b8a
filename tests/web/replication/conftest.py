"""Servers of one graph: a writer with some versions, and stores to bring them to. A server takes seconds to start, so
the tests of a module share theirs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.api_tokens import Tokens
from graph.store.versions import VersionStore
from tests.web.sparql.conftest import ROOT, Server

TOKEN = "of-the-servers-of-this-graph"  # noqa: S105 - it opens nothing else


def put(store: VersionStore, number: int, **files: bytes) -> None:
    """Publish a version with one more statement, and with further files."""
    with store.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")
        for name, content in files.items():
            (change.path / name).write_bytes(content)


def command(store: Path, *arguments: str, token: str = TOKEN) -> "subprocess.CompletedProcess[str]":
    """Run a command of `huunghi` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from huunghi import main; main()", "--store", str(store), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HUUNGHI_REPLICA_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@dataclass
class Served:
    """A store with its server, and tokens for it by their roles."""

    store: VersionStore
    server: Server
    tokens: dict[str, str]

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a store of two versions, the first with a release name and a large file beside its statements."""
    folder: Path = tmp_path_factory.mktemp("origin")
    store = VersionStore(folder / "store")
    put(store, 1, large=os.urandom(9 << 20))
    store.tag("2026.1")
    put(store, 2)
    tokens = {
        role: Tokens(store.root).new(name=role, role=role)[0] for role in ("admin", "replica", "updater")
    }
    server = Server(store.root, {"replica_token": TOKEN}, log=folder / "log").start()
    yield Served(store, server, tokens)
    server.stop()


@pytest.fixture
def target(tmp_path: Path) -> VersionStore:
    """An empty store."""
    return VersionStore(tmp_path / "target")
