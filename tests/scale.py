"""How much is tried of what has no natural end: pages walked, moments at which a process is killed, seconds of made-up
requests. `make test` tries a tenth, in the same code; with TEST_SCALE=1 in the environment it tries all, for an hour.

What a test tries is spread over the whole, and no check is left out.
"""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

SCALE: Final = float(os.environ.get("TEST_SCALE", "0.1"))
"""The share that is tried."""

T = TypeVar("T")


def share(whole: int, least: int = 1) -> int:
    """Return the share of a number: all of it where all is tried, and never fewer than so many of them."""
    return min(whole, max(least, round(whole * SCALE)))


def sample(whole: Sequence[T], least: int = 1) -> list[T]:
    """Return the share of a sequence, spread over the whole of it, the first among them."""
    count = share(len(whole), least)
    return [whole[number * len(whole) // count] for number in range(count)]
