"""The whole service over a store, in this process, and the commands: what is asked of both while a part is damaged."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
from click.testing import CliRunner, Result

from huunghi import main
from tests.inside import inside
from web.settings import Settings

UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
PROGRAMS = ("/sparql", "/graphs", "/suggest")


class Asked:
    """A client of the service. `token` is an updater's."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient, token: str) -> None:
        self._runner = runner
        self._client = client
        self._token = token

    def get(self, address: str) -> httpx.Response:
        """Ask for an address as a program or as a person does."""
        accept = "application/json, text/turtle" if address.startswith(PROGRAMS) else "text/html, text/csv"
        return self._runner.run(self._client.get(address, headers={"Accept": accept}))

    def update(self) -> httpx.Response:
        """Send an update."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
        }
        return self._runner.run(
            self._client.post("/update", content=urlencode({"update": UPDATE}), headers=headers)
        )


@contextmanager
def serving(store: Path, *, texts: Path | None = None, token: str = "") -> Iterator[Asked]:
    """Serve a store within the block. A query that nobody answers is a 504 after ten seconds."""
    with inside(Settings(store=store, texts=texts, query_timeout=10.0)) as (runner, client):
        yield Asked(runner, client, token)


def command(store: Path, *arguments: str) -> Result:
    """Run a command of `huunghi` in this process."""
    return CliRunner().invoke(main, ["--store", str(store), *arguments])
