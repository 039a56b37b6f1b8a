"""Counts wrong tokens, and has whoever sends many of them wait: by address, and from everywhere together.

A right token is never asked to wait, whoever else stands behind the same address: only wrong ones are counted and
answered so. What is held is bounded, however many addresses there are.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from graph.limits import LIMITS
from web.clients import network_of
from web.errors import TooManyTries

_EVERYBODY: Final = ""


class WrongTokens:
    """The wrong tokens of the last moments in one web process. `clock` gives seconds.

    >>> wrong = WrongTokens(clock=lambda: 0.0)
    >>> [wrong.count_wrong("192.0.2.1") for _ in range(LIMITS.wrong_tokens_of_address + 1)][-2:]
    [0, 60]
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def note(self, client: str) -> None:
        """Count a wrong token of an address. Raises TooManyTries where that is one too many."""
        if seconds := self.count_wrong(client):
            raise TooManyTries(
                "Too many wrong tokens were sent.",
                hint="Wait %(seconds)s seconds; a token that is right is taken at any time.",
                values={"seconds": seconds},
                headers={"Retry-After": str(seconds)},
            )

    def count_wrong(self, client: str) -> int:
        """Count a wrong token of an address; return after how many seconds another is looked at, 0 for at once."""
        with self._lock:
            return max(
                self._counted(network_of(client), LIMITS.wrong_tokens_of_address),
                self._counted(_EVERYBODY, LIMITS.wrong_tokens),
            )

    def _counted(self, name: str, most: int) -> int:
        now, lasts = self._clock(), LIMITS.wrong_tokens_seconds
        since, count = self._counts.pop(name, (now, 0))
        if now - since >= lasts:
            since, count = now, 0
        self._counts[name] = since, count + 1
        while len(self._counts) > LIMITS.wrong_token_addresses:
            self._counts.popitem(last=False)
        return int(since + lasts - now) or 1 if count >= most else 0
