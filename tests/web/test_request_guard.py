"""The layer of limits by itself, with limits small enough to be met: a small application behind it, no server."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest

from web.clients import network_of
from web.request_guard import RequestGuard
from web.transfer_limits import TransferLimits

App = Callable[[Any, Any, Any], Awaitable[None]]
ROOM = 10
LIMITS = TransferLimits(
    head_bytes=200,
    body_seconds=0.2,
    stalled_seconds=0.2,
    refused_body_seconds=0.05,
    held_bytes=15,
    whole_bytes=8,
    held_bytes_of_client=12,
    held_bytes_with_token=30,
)


class Client:
    """What a server is to the application: messages in, messages out; `silent` after the last one in."""

    def __init__(self, *messages: dict[str, Any], stalls_after: int = 99) -> None:
        self._messages = list(messages)
        self._stalls_after = stalls_after
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self._messages:
            await asyncio.Event().wait()
        return self._messages.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if len(self.sent) > self._stalls_after:
            await asyncio.Event().wait()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def whole(self) -> bool:
        return bool(self.sent) and not self.sent[-1].get("more_body", False) and len(self.sent) > 1


class Record:
    def __init__(self, client: str = "192.0.2.1") -> None:
        self.gone = False
        self.share = network_of(client)


def scope(method: str = "POST", version: str = "1.1", **fields: str) -> dict[str, Any]:
    given = {"host": "x", **fields}
    return {
        "type": "http",
        "method": method,
        "http_version": version,
        "path": "/a",
        "raw_path": b"/a",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
        "state": {"record": Record()},
    }


def parts(*bodies: bytes) -> Iterable[dict[str, Any]]:
    for number, body in enumerate(bodies, 1):
        yield {"type": "http.request", "body": body, "more_body": number < len(bodies)}


async def echo(_: Any, receive: Any, send: Any) -> None:
    """Answer with the body, as one piece."""
    message = await receive()
    assert not message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


async def stream(_: Any, __: Any, send: Any, *, count: int = 3) -> None:
    """Answer in parts."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _number in range(count):
        await send({"type": "http.response.body", "body": b"part", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def breaks_off(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"part", "more_body": True})


def ask(app: App, client: Client, given: dict[str, Any] | None = None) -> RequestGuard:
    guard = RequestGuard(app, admit=lambda _, __: (ROOM, False), limits=LIMITS)
    asyncio.run(guard(given or scope(), client.receive, client.send))
    return guard


def test_a_body_in_parts_reaches_the_application_as_one() -> None:
    client = Client(*parts(b"ab", b"cd", b""))
    guard = ask(echo, client)
    assert (client.status, client.body) == (200, b"abcd")
    assert guard.holdings.total == 0


def test_a_body_that_says_that_it_is_too_long_is_not_read() -> None:
    client = Client(*parts(b"never read"))
    ask(echo, client, scope(content_length="11"))
    assert client.status == 413
    assert client.headers[b"content-type"] == b"application/problem+json"


@pytest.mark.parametrize("length", ["9" * 5000, "0" * 5000 + "1", "", "-1", "1.5", "\u00b2", "1, 1"])
def test_a_length_that_no_body_has_is_refused(length: str) -> None:
    client = Client(*parts(b"never read"))
    guard = RequestGuard(echo, admit=lambda _, __: (ROOM, False))
    asyncio.run(guard(scope(content_length=length), client.receive, client.send))
    assert client.status == 400


def test_a_body_that_becomes_too_long_is_refused() -> None:
    client = Client(*parts(b"12345678", b"90", b"1"))
    assert ask(echo, client).holdings.total == 0
    assert client.status == 413


def test_a_body_that_does_not_come_in_time_is_a_408() -> None:
    client = Client({"type": "http.request", "body": b"a", "more_body": True})
    assert ask(echo, client).holdings.total == 0
    assert client.status == 408


def test_a_body_that_breaks_off_is_a_400_if_anybody_hears_it() -> None:
    client = Client({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"})
    ask(echo, client)
    assert client.status == 400


def test_what_all_requests_hold_together_is_bounded_until_they_are_answered() -> None:
    async def scenario() -> list[Client]:
        released = asyncio.Event()

        async def waits(given: Any, receive: Any, send: Any) -> None:
            await released.wait()
            await echo(given, receive, send)

        guard = RequestGuard(waits, admit=lambda _, __: (ROOM, False), limits=LIMITS)
        clients = [Client(*parts(b"12345678")) for _ in range(3)]
        first = asyncio.create_task(guard(scope(), clients[0].receive, clients[0].send))
        await asyncio.sleep(0)
        await guard(scope(), clients[1].receive, clients[1].send)
        released.set()
        await first
        await guard(scope(), clients[2].receive, clients[2].send)
        assert guard.holdings.total == 0
        return clients

    assert [client.status for client in asyncio.run(scenario())] == [200, 503, 200]


def test_one_client_holds_no_more_than_its_share() -> None:
    async def scenario() -> list[Client]:
        released = asyncio.Event()

        async def waits(given: Any, receive: Any, send: Any) -> None:
            await released.wait()
            await echo(given, receive, send)

        guard = RequestGuard(waits, admit=lambda _, __: (ROOM, False), limits=LIMITS)
        clients = [Client(*parts(b"1234567")) for _ in range(3)]
        addresses = ("2001:db8::1", "2001:db8::2", "192.0.2.1")  # the first two are one client's to take
        asked = []
        for client, address in zip(clients, addresses, strict=True):
            given = scope() | {"state": {"record": Record(address)}}
            asked.append(asyncio.create_task(guard(given, client.receive, client.send)))
            await asyncio.sleep(0)
        released.set()
        await asyncio.gather(*asked)
        assert guard.holdings.total == 0
        return clients

    assert [client.status for client in asyncio.run(scenario())] == [200, 503, 200]


def test_a_long_answer_goes_in_parts_and_counts_until_it_is_taken() -> None:
    body = bytes(range(256)) * 2000
    held = []

    async def long(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    class Counting(Client):
        async def send(self, message: dict[str, Any]) -> None:
            held.append(guard.holdings.total)
            await super().send(message)

    client = Counting()
    guard = RequestGuard(long, admit=lambda _, __: (ROOM, False))
    asyncio.run(guard(scope("GET"), client.receive, client.send))
    assert client.body == body
    assert client.whole
    assert max(len(message.get("body", b"")) for message in client.sent) <= 1 << 15
    assert set(held) == {len(body)}
    assert guard.holdings.total == 0
    refused = Client()
    ask(long, refused, scope("GET"))
    assert refused.status == 503
    assert refused.whole


def test_a_client_that_takes_nothing_for_too_long_gets_no_more() -> None:
    client = Client(stalls_after=2)
    given = scope("GET")
    ask(stream, client, given)
    assert not client.whole
    assert given["state"]["record"].gone


def test_an_answer_in_parts_goes_to_http_1_1_as_it_comes() -> None:
    client = Client()
    ask(stream, client, scope("GET"))
    assert [message.get("body") for message in client.sent] == [None, b"part", b"part", b"part", b""]


@pytest.mark.parametrize("version", ["1", "1.0"])
def test_an_answer_in_parts_goes_to_http_1_0_whole_and_with_its_length(version: str) -> None:
    async def twice(given: Any, receive: Any, send: Any) -> None:
        await stream(given, receive, send, count=2)

    client = Client()
    ask(twice, client, scope("GET", version))
    assert client.body == b"partpart"
    assert client.headers[b"content-length"] == b"8"
    assert len(client.sent) == 2


@pytest.mark.parametrize("app", [stream, breaks_off])
def test_an_answer_that_is_too_long_or_breaks_off_is_a_505_to_http_1_0(app: App) -> None:
    client = Client()
    ask(app, client, scope("GET", "1.0"))
    assert client.status == 505
    assert client.whole


def test_an_answer_that_breaks_off_stays_broken_to_http_1_1() -> None:
    client = Client()
    ask(breaks_off, client, scope("GET"))
    assert not client.whole
