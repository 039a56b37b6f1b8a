"""The other servers of one graph, asked which queries they run, or to end one.

Each has the addresses of all (HUUNGHI_PEERS) and one token for this (HUUNGHI_PEER_TOKEN). A server says with each
answer which it is, so that its own address may be among them, and it is not counted twice. A server answers for its own
processes alone, so no question goes in a circle.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

PATH: Final = "/replication/queries"
_CONNECT_SECONDS: Final = 1.0
_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Answers:
    """What the other servers answered, by their addresses, and the addresses of those that did not."""

    said: tuple[tuple[str, Any], ...] = ()
    silent: tuple[str, ...] = ()


class OtherServers:
    """The servers at these addresses; `own` is the name of this one."""

    def __init__(self, addresses: Sequence[str], token: str, own: str) -> None:
        self._addresses = tuple(one.rstrip("/") for one in addresses)
        self._token = token
        self.own = own

    async def ask(self, what: str, given: Any = None) -> Answers:
        """Ask all of them at once; `what` is the last part of an address below PATH, `given` JSON values."""
        if not self._addresses:
            return Answers()
        import httpx  # noqa: PLC0415 - seven megabytes, which a server that is alone has no need of

        async def one(client: httpx.AsyncClient, address: str) -> Any:
            try:
                answer = await client.post(f"{address}{PATH}/{what}", json=given)
                answer.raise_for_status()
                said = answer.json()
                return said["server"], said["answer"]
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
                return None

        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
        async with httpx.AsyncClient(headers=headers, timeout=timeout) as client:
            found = await asyncio.gather(*(one(client, address) for address in self._addresses))
        pairs = list(zip(self._addresses, found, strict=True))
        return Answers(
            tuple((address, said[1]) for address, said in pairs if said is not None and said[0] != self.own),
            tuple(address for address, said in pairs if said is None),
        )
