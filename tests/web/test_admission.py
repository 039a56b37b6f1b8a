"""Requests begin in their turn: a flood of one client's holds up nobody else."""

import asyncio
import json
from types import SimpleNamespace

from starlette.types import Message, Receive, Scope, Send

from web.admission import Admission


class Begun:
    """An application that notes which requests were begun, and what each could receive."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.received: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        self.received.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Client:
    """One request: what it sends, whether it is still there, and what it was answered."""

    def __init__(self, path: str, name: str, *, stays: bool = True, body: bytes = b"") -> None:
        self.record = SimpleNamespace(share=name, gone=False)
        self.scope: Scope = {
            "type": "http",
            "method": "POST" if body else "GET",
            "path": path,
            "query_string": b"",
            "headers": [],
            "state": {"record": self.record},
        }
        self.sent: list[Message] = []
        self._body = body
        self._stays = stays
        self._asked = 0

    async def receive(self) -> Message:
        self._asked += 1
        if self._asked == 1:
            return {"type": "http.request", "body": self._body, "more_body": False}
        if self._stays:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def ask(self, admission: Admission) -> "asyncio.Future[None]":
        return asyncio.ensure_future(admission(self.scope, self.receive, self.send))


def test_a_flood_of_one_client_holds_up_nobody_else() -> None:
    async def run() -> list[str]:
        app = Begun()
        admission = Admission(app)
        flood = [Client(f"/{n}", "a").ask(admission) for n in range(1000)]
        other = Client("/other", "b").ask(admission)
        await asyncio.gather(*flood, other)
        return app.paths

    paths = asyncio.run(run())
    assert len(paths) == 1001
    assert paths.index("/other") < 40
    assert [path for path in paths if path != "/other"] == [f"/{n}" for n in range(1000)]


def test_what_waited_is_begun_with_its_body() -> None:
    async def run() -> list[Message]:
        app = Begun()
        admission = Admission(app)
        await asyncio.gather(*(Client("/", "a", body=b"%d" % n).ask(admission) for n in range(100)))
        return app.received

    assert [message["body"] for message in asyncio.run(run())] == [b"%d" % n for n in range(100)]


def test_beyond_the_bound_a_request_is_refused_at_once() -> None:
    async def run() -> tuple[list[Client], list[Client]]:
        admission = Admission(Begun(), most=50, per_client=30)
        first = [Client("/", "a") for _ in range(60)]
        second = [Client("/", name) for name in "bcdefghijklmnopqrstuvwxyz"]
        await asyncio.gather(*(client.ask(admission) for client in (*first, *second)))
        return first, second

    first, second = asyncio.run(run())
    refused = [client for client in first if client.sent[0]["status"] == 503]
    assert len(refused) == 60 - 30 - 16
    assert len([client for client in second if client.sent[0]["status"] == 503]) == 25 - 20
    assert (b"retry-after", b"2") in refused[0].sent[0]["headers"]
    assert json.loads(refused[0].sent[1]["body"])["status"] == 503


def test_requests_that_are_cancelled_while_they_wait_are_passed_over() -> None:
    async def run() -> list[str]:
        faults: list[dict[str, object]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        app = Begun()
        admission = Admission(app)
        asked = [Client(f"/{n}", "a").ask(admission) for n in range(60)]
        await asyncio.sleep(0)
        for request in asked[16:40]:
            request.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert faults == []
        return app.paths

    assert asyncio.run(run()) == [f"/{n}" for n in (*range(16), *range(40, 60))]
