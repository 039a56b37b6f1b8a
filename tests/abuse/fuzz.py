"""Send requests that are nearly right: `python -m tests.abuse.fuzz [--requests 100000] [--seed N]`.

Real requests of every route (`tests.abuse.samples`) are changed: one half in their parts, so that the frame stays right
and an answer is due; the other half byte by byte, where an answer, the end of the connection, or patience with a
request that has no end are all right. What must hold: no 5xx but the honest ones (`attacker.fault_of`), every
request that is due an answer gets one in time, every other connection is closed in its time, and no process of the
service is replaced. The same seed sends the same requests; each fault is printed with the request that caused it.
"""

import argparse
import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes

from graph.api_tokens import CURATOR, Tokens
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.tables.load import load_tables
from tests.abuse.attacker import CLOSED, Attacker
from tests.abuse.processes import family_of
from tests.abuse.samples import Sample, samples
from tests.abuse.service import ROOT, Service

AT_ONCE: Final = 40
DUE_SECONDS: Final = 30.0
"""Time within which a request must be answered that is whole: the limit of a query, and room for a busy machine."""
PATIENCE: Final = 1.0
"""Time for which the end of a request is kept back that has none; after that its connection is left."""
HELD: Final = 200
"""Requests without end that are kept open until the server ends them: not all, for that takes a minute and more."""
HELD_SECONDS: Final = LIMITS.head_seconds + LIMITS.body_seconds + 15
SHOWN: Final = 20

PIECES: Final = (
    b"",
    b"\0",
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b'"',
    b"'",
    b"\\",
    b"<",
    b">",
    b"{",
    b"}",
    b"%",
    b"%00",
    b"%0d%0a",
    b"%ff%fe",
    b"%zz",
    b"%F0%9F%98%80",
    "ế".encode(),
    b"\xff",
    b"\xed\xa0\x80",
    b"../../../../etc/passwd",
    b"_:b",
    b"urn:x",
    b"javascript:alert(1)",
    b"http://[::1",
    b"NaN",
    b"INF",
    b"-1",
    b"0",
    b"1e999",
    b"9" * 30,
    b"9" * 5000,
    b"0001-01-01",
    b"9999-13-45",
    b"2024-02-30",
    b"a" * 300,
    b"a" * 3000,
    b"=",
    b"&",
    b"&&=&",
    b"?",
    b"#",
    b";",
    b",",
    b"*",
    b"()",
    b"(" * 500,
    b"$2_",
    b"--",
    b"/*",
    b"@",
    b"^^",
    b"\xe2\x80\xae",
    b"\xef\xbb\xbf",
    b"${x}",
    b"{{7*7}}",
    b"%(x)s",
)
METHODS: Final = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "QUERY",
    "TRACE",
    "PROPFIND",
    "get",
    "X",
)
FIELDS: Final = (
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "Expect",
    "Forwarded",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Query-Id",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Upgrade",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
)


def changed_parts(chance: random.Random, sample: Sample) -> Sample:
    """Return a request that is changed in one to three of its parts and is framed as it should be."""
    for _ in range(chance.randint(1, 3)):
        kind = chance.randrange(6)
        if kind == 0:
            sample = replace(sample, method=chance.choice(METHODS))
        elif kind in {1, 2}:
            path = _changed(chance, sample.target.encode())
            # A target is one word: what would end it is percent-encoded, everything else goes as it is.
            sample = replace(sample, target="/" + quote_from_bytes(path, safe=_VISIBLE).lstrip("/"))
        elif kind == 3 and sample.fields:
            at = chance.randrange(len(sample.fields))
            name, value = sample.fields[at]
            sample = replace(
                sample, fields=(*sample.fields[:at], (name, _line(chance, value)), *sample.fields[at + 1 :])
            )
        elif kind == 4:
            added = (chance.choice(FIELDS), _line(chance, chance.choice(sample.fields or (("", ""),))[1]))
            sample = replace(sample, fields=(*sample.fields, added))
        else:
            sample = replace(sample, body=_changed(chance, sample.body))
    return sample


def changed_bytes(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """Return the bytes of a request changed anywhere, cut off, or mixed with those of another."""
    for _ in range(chance.randint(1, 4)):
        kind = chance.randrange(10)
        if kind == 0:
            raw = raw[: chance.randrange(len(raw) + 1)]
        elif kind == 1:
            raw = raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other)) :]
        elif kind == 2:
            raw = raw + other
        else:
            raw = _changed(chance, raw)
    return raw


_VISIBLE: Final = "".join(map(chr, range(33, 127)))


def _changed(chance: random.Random, data: bytes) -> bytes:
    begin = chance.randrange(len(data) + 1)
    end = min(len(data), begin + chance.choice((0, 0, 1, 1, 2, 5, 20)))
    match chance.randrange(5):
        case 0:
            piece = bytes(chance.randrange(256) for _ in range(chance.randint(1, 4)))
        case 1:
            piece = data[begin:end] * chance.choice((2, 3, 100))
        case 2:
            piece = b""
        case _:
            piece = chance.choice(PIECES)
    return data[:begin] + piece + data[end:]


def _line(chance: random.Random, value: str) -> str:
    """Return a field's value changed, with nothing in it that would end the field."""
    data = _changed(chance, value.encode("utf-8", "surrogateescape"))
    kept = bytes(byte for byte in data if byte == 9 or (byte >= 32 and byte != 127))
    return kept.decode("utf-8", "surrogateescape")


@dataclass
class Fuzz:
    """A run: what has been sent, how it ended, and what was wrong."""

    port: int
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, bytes]] = field(default_factory=list)
    hold: int = HELD
    done: int = 0

    async def send(self, raw: bytes, *, due: bool) -> None:
        """Send one request, and judge how it ends; with `due` it must be answered."""
        one = Attacker(self.port, 1.0, 0.0)
        end = "left"
        try:
            async with one.connection() as (reader, writer):
                writer.write(raw)
                try:
                    async with asyncio.timeout(DUE_SECONDS if due else PATIENCE):
                        end = await self._read(one, reader, raw)
                except TimeoutError:
                    if due:
                        self.faults.append((f"no answer within {DUE_SECONDS:.0f} s", raw))
                    elif self.hold and not one.tally.ends:
                        end = await self._hold(one, reader, raw)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            end = CLOSED
        self.faults += [(wrong, raw) for wrong in one.tally.wrong]
        self.ends += one.tally.ends or Counter([end])
        self.done += 1

    async def _read(self, one: Attacker, reader: asyncio.StreamReader, raw: bytes) -> str:
        """Read answers until the connection ends, or one that is the last says so."""
        while not reader.at_eof():
            await one.answer(reader, bodiless=raw.startswith(b"HEAD "))
            if reader.at_eof() or sum(one.tally.ends.values()) >= 3:
                break
            await asyncio.sleep(0)
            if not reader._buffer:  # type: ignore[attr-defined]  # nothing follows yet: a further answer is not waited for
                break
        return CLOSED

    async def _hold(self, one: Attacker, reader: asyncio.StreamReader, raw: bytes) -> str:
        self.hold -= 1
        try:
            async with asyncio.timeout(HELD_SECONDS):
                await self._read(one, reader, raw)
        except TimeoutError:
            self.faults.append((f"open after {HELD_SECONDS:.0f} s", raw))
        return "ended by the server"


def requests(chance: random.Random, known: list[Sample], number: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes of so many changed requests, each with whether it is due an answer."""
    for index in range(number):
        sample = chance.choice(known)
        if index % 2:
            yield changed_parts(chance, sample).raw(), True
        else:
            yield changed_bytes(chance, sample.raw(), chance.choice(known).raw()), False


async def run(fuzz: Fuzz, sent: Iterator[tuple[bytes, bool]], *, talk: bool = False) -> None:
    """Send them all, some at once."""

    async def client() -> None:
        for raw, due in sent:
            await fuzz.send(raw, due=due)
            if talk and fuzz.done % 10_000 == 0:
                print(f"{fuzz.done:,} sent, {len(fuzz.faults)} faults", flush=True)

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))


def fuzz_server(
    root: Path, number: int, seed: int, *, hold: int = HELD, talk: bool = False
) -> tuple[Fuzz, int]:
    """Send requests to a server over the store in `root`; return the run, and how many processes were replaced."""
    token, _ = Tokens(root / "store").new(name="fuzz", role=CURATOR)
    service = Service(root, open_updates=True, query_timeout=2.0, query_memory_mb=300)
    try:
        before = family_of(service.process.pid)
        fuzz = Fuzz(service.port, hold=hold)
        known = samples(service.port, token)
        asyncio.run(run(fuzz, requests(random.Random(seed), known, number), talk=talk))
        if service.ask("ASK {}") != 200:
            fuzz.faults.append(("no answer to a query afterwards", b""))
        after = family_of(service.process.pid)
        return fuzz, len(before.service.keys() - after.service.keys())
    finally:
        service.stop()


def main() -> int:
    """Run it; return 1 where something was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.abuse.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huunghi-fuzz-") as folder:
        root = Path(folder)
        load_tables(VersionStore(root / "store"), ROOT / "data")
        fuzz, restarts = fuzz_server(root, given.requests, given.seed, talk=True)
    seconds = time.monotonic() - began
    print(
        f"{fuzz.done:,} requests of seed {given.seed} in {seconds:.0f} s, load average {os.getloadavg()[0]:.1f}"
    )
    print(", ".join(f"{end} {count:,}" for end, count in sorted(fuzz.ends.items())))
    print(f"{len(fuzz.faults)} faults, {restarts} processes of the service replaced")
    for reason, raw in itertools.islice(fuzz.faults, SHOWN):
        print(f"\n{reason}\n  after {raw[:2000]!r}")
    return 1 if fuzz.faults or restarts else 0


if __name__ == "__main__":
    sys.exit(main())
