"""Wrong tokens are counted by address and together, for a minute, in bounded memory."""

import pytest

from graph.limits import LIMITS
from web.auth.attempts import WrongTokens
from web.errors import TooManyTries


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_address_waits_alone_and_only_for_the_rest_of_the_minute() -> None:
    clock = Clock()
    wrong = WrongTokens(clock)
    for _ in range(LIMITS.wrong_tokens_of_address):
        assert wrong.count_wrong("192.0.2.1") == 0
    clock.now = 20.0
    with pytest.raises(TooManyTries) as caught:
        wrong.note("192.0.2.1")
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "40")
    wrong.note("192.0.2.2")
    clock.now = 60.0
    wrong.note("192.0.2.1")


def test_many_addresses_wait_together() -> None:
    wrong = WrongTokens(Clock())
    waits = [wrong.count_wrong(f"2001:db8:0:{n:x}::1") for n in range(LIMITS.wrong_tokens + 1)]
    assert waits == [0] * LIMITS.wrong_tokens + [60]


def test_addresses_of_one_network_are_one_client() -> None:
    wrong = WrongTokens(Clock())
    waits = [wrong.count_wrong(f"2001:db8::{n:x}") for n in range(LIMITS.wrong_tokens_of_address + 1)]
    assert waits[-1] == 60


def test_what_is_held_is_bounded() -> None:
    wrong = WrongTokens(Clock())
    for n in range(LIMITS.counted_clients + 50):
        wrong.count_wrong(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(wrong) == LIMITS.counted_clients
