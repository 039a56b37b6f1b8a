"""The answers that are kept: within their bytes, and not for whoever asks once."""

from web.sparql.cache import CachedAnswer, ResultCache

ANSWER = CachedAnswer(((b"n" * 50, b"v" * 50),), b"b" * 300, b"tag")
ROOM = 20


def put(cache: ResultCache, name: str) -> None:
    cache.put(name, ANSWER, key_size=len(name))


def full() -> ResultCache:
    cache = ResultCache((ANSWER.size + 4) * ROOM)
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
    cache = ResultCache(10_000)
    cache.put("long", CachedAnswer((), b"b" * 5_000, b""), key_size=4)
    assert len(cache) == 0
