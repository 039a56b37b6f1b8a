"""What a request held is let go with its answer: no circle of references keeps its text until the garbage collector."""

import asyncio
import gc
from pathlib import Path
from typing import Any

import httpx
import pytest

from web.app import create_app
from web.settings import Settings
from web.sparql.exchange import Exchange
from web.sparql.execution.jobs import Job

NUMBERS = " ".join(map(str, range(60)))
ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(9)) + "}"
REQUESTS = {
    "answered": (200, {"query": "ASK {}"}),
    "no syntax": (400, {"query": "ASK {"}),
    "not evaluated": (422, {"query": "SELECT (<urn:f>() AS ?x) {}"}),
    "timed out": (504, {"query": ENDLESS, "timeout": "0.5"}),
    "wrong parameter": (400, {"query": "ASK {}", "timeout": "soon"}),
    "updated": (204, {"update": "INSERT DATA { <urn:a> <urn:b> 1 }"}),
    "not updated": (404, {"update": "DROP GRAPH <urn:none>"}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_is_left_of_a_request_that_was_answered(tmp_path: Path, name: str) -> None:
    app = create_app(Settings(store=tmp_path / "store", open_updates=True))

    def left() -> list[Any]:
        return [one for one in gc.get_objects() if isinstance(one, Exchange | Job)]

    async def scenario() -> None:
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client,
        ):
            while (await client.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.05)
            gc.collect()
            gc.disable()
            try:
                status, form = REQUESTS[name]
                assert (await client.post("/sparql", data=form)).status_code == status
                for _ in range(100):  # a process that was killed is heard of a little later
                    if not left():
                        break
                    await asyncio.sleep(0.05)
                assert left() == []
            finally:
                gc.enable()

    asyncio.run(scenario())
