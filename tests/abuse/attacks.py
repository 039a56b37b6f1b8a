"""The attacks: what each does is its docstring. None needs a token; each goes on until the attacker's time is over.

Two that have no end of their own by the rules of HTTP (silence, a head that comes a byte at a time) end by the limits
of `graph.limits`; the others by being refused, or by being answered.
"""

import asyncio
import contextlib
import gzip
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import quote, urlencode

from tests.abuse.attacker import Attacker, request
from tests.abuse.queries import NASTY

BODY: Final = 15_000_000
CROSS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ALL: Final = "/sparql?query=" + quote("SELECT * { ?s ?p ?o }")
MEGABYTE: Final = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 8000")
"""An answer of about a megabyte, which is kept by the server once it was given."""
_FORM: Final = "Content-Type: application/x-www-form-urlencoded"
_QUERY: Final = "Content-Type: application/sparql-query"
_BEGINNINGS: Final = (
    b"",
    b"GET",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
)
SMUGGLED: Final = (
    b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"Content-Length: 5, 6\r\n\r\nhello",
    b"Content-Length: +5\r\n\r\nhello",
    b"Content-Length: 0x5\r\n\r\nhello",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 99999999999999999999\r\n\r\n",
    b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * 100_000 + b"\r\nhello\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"Host: other\r\n\r\n",
    b"X: a\rb\r\n\r\n",
    b"X: a\x00b\r\n\r\n",
    b": empty\r\n\r\n",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    b"Connection: close, keep-alive\r\nContent-Length: 0\r\n\r\n",
    b"Range: bytes=0-,0-,0-,0-,0-,0-\r\n\r\n",
)
"""Header fields and bodies in which two servers may read different requests; each is put after a request line."""


async def pipelining(attacker: Attacker) -> None:
    """Twenty connections ask 1,500 times for a kept answer of a megabyte, and read nothing."""
    await attacker.exchange([request(MEGABYTE)])
    burst = request(MEGABYTE) * 100

    async def one(index: int) -> None:
        async with attacker.connection() as (_, writer):
            for _ in range(attacker.many(15)):
                writer.write(burst)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(writer.drain(), 0.1)
            await asyncio.sleep(attacker.left)

    await attacker.crowd(attacker.many(20), one, again=False)


async def unread_answers(attacker: Attacker) -> None:
    """Two thousand connections ask once for a kept answer of a megabyte, and read nothing."""
    await attacker.exchange([request(MEGABYTE)])

    async def one(index: int) -> None:
        async with attacker.connection() as (_, writer):
            cast(asyncio.Transport, writer.transport).pause_reading()
            writer.write(request(MEGABYTE))
            await asyncio.sleep(attacker.left)

    await attacker.crowd(attacker.many(2000), one, again=False)


async def endless_fields(attacker: Attacker) -> None:
    """Fifty connections send a header field, or header fields, without end."""
    kinds = (b"a" * 65_536, b"X-Field: value\r\n" * 4096, b'\\"' * 32_768)

    async def one(index: int) -> None:
        start = b'GET / HTTP/1.1\r\nHost: localhost\r\nAccept: "'
        await attacker.exchange(itertools.chain([start], itertools.repeat(kinds[index % 3], 2000)))

    await attacker.crowd(attacker.many(50), one)


async def tiny_chunks(attacker: Attacker) -> None:
    """A hundred connections send bodies in chunks of one and two bytes."""
    pieces = (b"1\r\nx\r\n" * 10_000, b"2\r\nxy\r\n" * 10_000)

    async def one(index: int) -> None:
        start = request("/sparql", method="POST", fields=[_QUERY, "Transfer-Encoding: chunked"])
        body = itertools.repeat(pieces[index % 2], attacker.many(1000))
        await attacker.exchange(itertools.chain([start], body, [b"0\r\n\r\n"]))

    await attacker.crowd(attacker.many(100), one)


async def slow_heads(attacker: Attacker) -> None:
    """A thousand connections send the head of a request a byte at a time."""

    async def one(_: int) -> None:
        pieces = (bytes([byte]) for byte in request("/about?" + "x" * 1000))
        await attacker.exchange(pieces, pause=0.5)

    await attacker.crowd(attacker.many(1000), one)


async def slow_bodies(attacker: Attacker) -> None:
    """A thousand connections send a body a byte at a time, of a declared length and in chunks."""

    async def one(index: int) -> None:
        if index % 2:
            head = request("/sparql", method="POST", fields=[_QUERY, "Transfer-Encoding: chunked"])
            pieces = itertools.chain([head], itertools.repeat(b"1\r\n \r\n"))
        else:
            head = request("/sparql", method="POST", fields=[_FORM, f"Content-Length: {BODY}"])
            pieces = itertools.chain([head], itertools.repeat(b"x"))
        await attacker.exchange(pieces, pause=0.5)

    await attacker.crowd(attacker.many(1000), one)


async def connections(attacker: Attacker) -> None:
    """Ten thousand connections say nothing, or begin a request and do not end it; who is sent away comes again."""

    async def one(index: int) -> None:
        async with attacker.connection() as (reader, writer):
            writer.write(_BEGINNINGS[index % len(_BEGINNINGS)])
            data = await reader.read(1000)
            attacker.tally.ends[data[9:12].decode("latin-1") or "closed"] += 1

    await attacker.crowd(attacker.many(10_000), one)


async def large_bodies(attacker: Attacker) -> None:
    """A hundred and twenty connections send bodies of 15 MB: forms, texts, packed ones, what is no query."""
    sent = [
        (_QUERY, b"ASK {} #" + b"x" * BODY),
        (_QUERY, b"ASK {} #" + b"x" * (BODY - 4) + "\U0001f600".encode()),
        (_FORM, b"query=ASK+%7B%7D+%23" + b"%41" * (BODY // 3)),
        (_FORM, b"&".join([b"a=b"] * (BODY // 4))),
        (
            f"{_QUERY}\r\nContent-Encoding: gzip",
            gzip.compress(b"ASK {} #") + gzip.compress(b"x" * 1_000_000) * 200,
        ),
        ("Content-Type: text/turtle", b"<urn:a> <urn:b> <urn:c> .\n" * (BODY // 26)),
    ]

    async def one(index: int) -> None:
        kind, body = sent[index % len(sent)]
        address = "/graphs/x" if "turtle" in kind else "/sparql"
        head = request(address, method="POST", fields=[kind, f"Content-Length: {len(body)}"])
        await attacker.exchange(itertools.chain([head], _pieces(body)))

    await attacker.crowd(attacker.many(120), one)


async def large_queries_wait(attacker: Attacker) -> None:
    """A hundred and twenty queries of 15 MB, each of which takes all its time, so that the others wait."""
    bodies = [
        CROSS.encode() + b" #" + b"x" * BODY,
        CROSS.encode() + b" #" + b"x" * (BODY - 4) + "\U0001f600".encode(),
    ]

    async def one(index: int) -> None:
        body, end = bodies[index % 2], b"%d" % index
        head = request("/sparql", method="POST", fields=[_QUERY, f"Content-Length: {len(body) + len(end)}"])
        await attacker.exchange(itertools.chain([head], _pieces(body), [end]))

    await attacker.crowd(attacker.many(120), one)


async def nasty_queries(attacker: Attacker) -> None:
    """Queries that take all time, memory or stack that they get, each from a client of its own."""
    names = list(NASTY)

    async def one(index: int) -> None:
        body = urlencode({"query": NASTY[names[index % len(names)]]()}).encode()
        await attacker.exchange([request("/sparql", method="POST", fields=[_FORM], body=body)])

    await attacker.crowd(len(names), one, again=attacker.scale >= 1)


async def broken_off_answers(attacker: Attacker) -> None:
    """A hundred connections ask for everything, take a part of it, fast or slowly, and leave."""

    async def one(index: int) -> None:
        async with attacker.connection() as (reader, writer):
            writer.write(request(ALL, fields=["Accept-Encoding: gzip"] if index % 2 else []))
            attacker.tally.note(await reader.readuntil(b"\r\n\r\n"))
            for _ in range(20):
                await reader.read(1 if index % 4 == 0 else 65_536)
                await asyncio.sleep(0.1 if index % 4 == 0 else 0)

    await attacker.crowd(attacker.many(100), one)


async def clients_that_leave(attacker: Attacker) -> None:
    """Two hundred connections ask for what takes long, a query or a page, and leave before it is there."""

    async def one(index: int) -> None:
        async with attacker.connection() as (_, writer):
            number = attacker.chance.randrange(20_000)
            address = "/sparql?query=" + quote(f"{CROSS} # {number}") if index % 2 else _page(number)
            writer.write(request(address, accept="text/html" if index % 2 == 0 else "*/*"))
            await asyncio.sleep(attacker.chance.choice((0.0, 0.1, 0.3)))
        attacker.tally.ends["left"] += 1

    await attacker.crowd(attacker.many(200), one)


async def costly_pages(attacker: Attacker) -> None:
    """A hundred connections ask for pages of which none is kept: high-degree nodes, neighbourhoods, searches."""
    numbers = itertools.count()

    async def one(_: int) -> None:
        await attacker.exchange([request(_page(next(numbers)), accept="text/html")])

    await attacker.crowd(attacker.many(100), one)


async def smuggling(attacker: Attacker) -> None:
    """Fifty connections send requests that two servers may read differently, with another request behind each."""
    inner = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    cases = itertools.cycle(SMUGGLED)

    async def one(index: int) -> None:
        rest = next(cases)
        line = b"POST /sparql" if index % 2 else b"GET /about"
        kind = _QUERY.encode() + b"\r\n" if index % 2 else b""
        async with attacker.connection() as (reader, writer):
            writer.write(line + b" HTTP/1.1\r\nHost: localhost\r\n" + kind + rest + inner)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(1.0, attacker.left)):
                    while await attacker.answer(reader):
                        pass
            attacker.tally.ends["left"] += 1

    await attacker.crowd(attacker.many(50), one)


async def random_bytes(attacker: Attacker) -> None:
    """Twenty connections send what is no HTTP."""
    beginnings = (
        b"",
        b"GET /",
        b"POST /sparql HTTP/1.1\r\n",
        b"\x16\x03\x01",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    )

    async def one(_: int) -> None:
        await attacker.exchange(
            [attacker.chance.choice(beginnings) + attacker.chance.randbytes(2000) + b"\r\n\r\n"]
        )

    await attacker.crowd(attacker.many(20), one)


def _pieces(body: bytes) -> Iterator[bytes]:
    view = memoryview(body)
    return (bytes(view[at : at + 262_144]) for at in range(0, len(body), 262_144))


def _page(number: int) -> str:
    thing = quote(f"http://example.org/thing/{number % 10}", safe="")
    return (
        f"/describe?iri={thing}&n={number}",
        f"/graph?focus={thing}&n={number}",
        f"/search?q={quote(f'thing number {number} nomber')}",
        f"/describe?iri={thing}&group=nothing&page={number}",
        f"/trace?from={number % 3000}&to=9999",
        f"/search?q={quote('ế' * 100)}{number}",
    )[number % 6]


@dataclass(frozen=True)
class Attack:
    """One way to knock a server over; `seconds` is for how long it is tried."""

    run: Callable[[Attacker], Awaitable[None]]
    seconds: float = 10.0

    @property
    def does(self) -> str:
        return (self.run.__doc__ or "").strip()


ATTACKS: Final = {
    "pipelining": Attack(pipelining),
    "unread-answers": Attack(unread_answers),
    "endless-fields": Attack(endless_fields),
    "tiny-chunks": Attack(tiny_chunks),
    "slow-heads": Attack(slow_heads),
    "slow-bodies": Attack(slow_bodies),
    "connections": Attack(connections, 40.0),
    "large-bodies": Attack(large_bodies, 20.0),
    "large-queries-wait": Attack(large_queries_wait, 20.0),
    "nasty-queries": Attack(nasty_queries, 40.0),
    "broken-off-answers": Attack(broken_off_answers),
    "clients-that-leave": Attack(clients_that_leave),
    "costly-pages": Attack(costly_pages),
    "smuggling": Attack(smuggling),
    "random-bytes": Attack(random_bytes, 5.0),
}
"""Name -> attack, in the order in which they are tried."""
