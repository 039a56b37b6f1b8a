"""The answers that are kept: within their bytes, and not for whoever asks once."""

from web.lru_cache import LRUCache

ANSWER = b"b" * 300
ROOM = 20


def put(cache: LRUCache[bytes], name: str) -> None:
    cache.put(name, ANSWER, size=len(ANSWER) + len(name))


def full() -> LRUCache[bytes]:
    cache = LRUCache[bytes]((len(ANSWER) + 4) * ROOM)
    for number in range(ROOM):
        put(cache, f"k-{number:02}")
    assert len(cache) == ROOM
    return cache


def test_what_is_asked_for_once_drives_nothing_out() -> None:
    cache = full()
    for number in range(1000):
        put(cache, f"once-{number}")
    assert all(cache.get(f"k-{number:02}") is ANSWER for number in range(ROOM))


def test_what_is_asked_for_again_takes_the_place_of_what_nobody_asked_for_longest() -> None:
    cache = full()
    assert cache.get("k-00") is ANSWER
    put(cache, "more")
    put(cache, "more")
    assert cache.get("more") is ANSWER
    assert cache.get("k-00") is ANSWER
    assert cache.get("k-01") is None
    assert cache.size <= cache.limit


def test_an_answer_that_would_take_most_of_the_room_is_not_kept() -> None:
    cache = LRUCache[bytes](10_000)
    cache.put("long", ANSWER, size=5_000)
    assert len(cache) == 0
