"""Counts wrong tokens, and has whoever sends many of them wait: by address, and from everywhere together.

A right token is never asked to wait, whoever else stands behind the same address: only wrong ones are counted and
answered so. What is held is bounded, however many addresses there are.
"""

import time
from collections.abc import Callable
from typing import Final

from graph.limits import LIMITS
from web.clients import network_of
from web.errors import TooManyTries
from web.recent_counts import RecentCounts

_EVERYBODY: Final = ""


class WrongTokens:
    """The wrong tokens of the last moments in one web process. `clock` gives seconds.

    >>> wrong = WrongTokens(clock=lambda: 0.0)
    >>> [wrong.count_wrong("192.0.2.1") for _ in range(LIMITS.wrong_tokens_of_address + 1)][-2:]
    [0, 60]
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._counts = RecentCounts(LIMITS.wrong_tokens_seconds, clock)

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
        return max(
            self._counts.count(network_of(client), LIMITS.wrong_tokens_of_address),
            self._counts.count(_EVERYBODY, LIMITS.wrong_tokens),
        )
