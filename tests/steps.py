"""Count what a regular expression does, step by step: whether its work grows with its text or faster.

`re` says how long it took, which no test may ask, and not how often it went back. So the parsed pattern is walked here
as `re` walks it (leftmost, greedy, backtracking), and the pieces tried are counted. `re` skips some of them, none is
left out here: what is linear by this count is linear.

`growing_text` looks for a text that makes a pattern quadratic: a beginning, something repeated, an end that fails.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from re import _constants as c
from re import _parser
from typing import Any

Then = Callable[[int], int | None]

FEW = 10
"""How often something is repeated: twice as often must not be more than `RATIO` times the work."""
RATIO = 2.8
_ENOUGH = 100_000
"""Steps after which nothing is counted any more: an exponential pattern has no end."""


class Steps:
    """One text, and how many pieces of patterns were tried on it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = 0

    def search(self, pattern: Any, *, anchored: bool) -> None:
        """Find a pattern everywhere in the text, or only at its beginning."""
        at = 0
        while at <= len(self.text):
            end = self._run(pattern, 0, at, lambda place: place)
            if anchored:
                return
            at = at + 1 if end is None or end == at else end

    def _run(self, nodes: Any, number: int, at: int, then: Then) -> int | None:
        while number < len(nodes):
            self.count += 1
            if self.count > _ENOUGH:
                raise OverflowError
            kind, value = nodes[number]
            number += 1
            if kind in _SINGLE:
                if at < len(self.text) and _fits(kind, _frozen(value), self.text[at]):
                    at += 1
                    continue
                return None
            rest = number

            def after(place: int, rest: int = rest) -> int | None:
                return self._run(nodes, rest, place, then)

            return self._whole(kind, value, at, after)
        return then(at)

    def _whole(self, kind: Any, value: Any, at: int, after: Then) -> int | None:
        if kind is c.SUBPATTERN:
            return self._run(value[3], 0, at, after)
        if kind is c.BRANCH:
            return self._first(self._run(one, 0, at, after) for one in value[1])
        if kind in {c.MAX_REPEAT, c.MIN_REPEAT}:
            return self._repeat(kind, value, at, after, 0)
        if kind is c.POSSESSIVE_REPEAT:
            least, most, body = value
            number = 0
            while number < most and (end := self._run(body, 0, at, lambda place: place)) not in {None, at}:
                number, at = number + 1, int(end or 0)
            return after(at) if number >= least else None
        if kind is c.ATOMIC_GROUP:
            end = self._run(value, 0, at, lambda place: place)
            return None if end is None else after(end)
        if kind in {c.ASSERT, c.ASSERT_NOT}:
            direction, body = value
            start = at if direction > 0 else at - body.getwidth()[0]
            found = start >= 0 and self._run(body, 0, start, lambda place: place) is not None
            return after(at) if found is (kind is c.ASSERT) else None
        if kind is c.AT:
            return after(at) if self._stands(value, at) else None
        if kind is c.FAILURE:
            return None
        raise NotImplementedError(str(kind))

    def _repeat(self, kind: Any, value: Any, at: int, after: Then, number: int) -> int | None:
        least, most, body = value

        def once_more() -> int | None:
            if number >= most:
                return None

            def again(place: int) -> int | None:
                if place == at and number >= least:
                    return None
                return self._repeat(kind, value, place, after, number + 1)

            return self._run(body, 0, at, again)

        def enough() -> int | None:
            return after(at) if number >= least else None

        first, second = (once_more, enough) if kind is c.MAX_REPEAT else (enough, once_more)
        return self._first(one() for one in (first, second))

    @staticmethod
    def _first(found: Iterator[int | None]) -> int | None:
        return next((one for one in found if one is not None), None)

    def _stands(self, where: Any, at: int) -> bool:
        if where in {c.AT_BEGINNING, c.AT_BEGINNING_STRING}:
            return at == 0
        if where in {c.AT_END, c.AT_END_STRING}:
            return at == len(self.text)
        sides = [0 <= place < len(self.text) and self.text[place].isalnum() for place in (at - 1, at)]
        return (sides[0] != sides[1]) is (where is c.AT_BOUNDARY)


_SINGLE = frozenset({c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


@cache
def _fits(kind: Any, value: Any, char: str) -> bool:
    if kind is c.ANY:
        return True
    if kind in {c.LITERAL, c.NOT_LITERAL}:
        return (chr(value).lower() == char.lower()) is (kind is c.LITERAL)
    negated = value[0][0] is c.NEGATE
    return any(_holds(one, char) for one in value[negated:]) is not negated


def _holds(one: Any, char: str) -> bool:
    kind, value = one
    if kind is c.LITERAL:
        return bool(chr(value) == char)
    if kind is c.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    name = {c.CATEGORY_DIGIT: r"\d", c.CATEGORY_SPACE: r"\s", c.CATEGORY_WORD: r"\w"}
    opposite = {c.CATEGORY_NOT_DIGIT: r"\D", c.CATEGORY_NOT_SPACE: r"\S", c.CATEGORY_NOT_WORD: r"\W"}
    return re.match((name | opposite)[value], char) is not None


def steps(pattern: Any, text: str, *, anchored: bool) -> int:
    """Return how many pieces of a parsed pattern are tried to find it in a text."""
    one = Steps(text)
    with contextlib.suppress(OverflowError):
        one.search(pattern, anchored=anchored)
    return one.count


def growing_text(source: str | bytes, flags: int, *, anchored: bool) -> str | None:
    """Return what, repeated, costs a pattern more than it is long; None where nothing that is tried does."""
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    parsed = _parser.parse(text, flags & ~re.UNICODE if isinstance(source, bytes) else flags)
    sample = _sample(parsed)
    chars = list(dict.fromkeys([*sample, *_chars(parsed)]))[:7]
    pumps = ["".join(pair) for length in (1, 2) for pair in product(chars, repeat=length)]
    pumps += [
        sample[at : at + size] for size in range(3, 12) for at in range(max(0, len(sample) - size + 1))
    ][:12]
    beginnings = dict.fromkeys(["", sample[:1], sample[: len(sample) // 2], sample[:-1]])
    for beginning, pump, end in product(beginnings, pumps, ("", "\x01")):

        def grows(few: int, beginning: str = beginning, pump: str = pump, end: str = end) -> bool:
            once, twice = (
                steps(parsed, beginning + pump * n + end, anchored=anchored) for n in (few, 2 * few)
            )
            return twice > min(RATIO * once, _ENOUGH)

        if grows(FEW) and grows(4 * FEW):
            return f"{beginning!r} + {pump!r} * n + {end!r}"
    return None


def _sample(nodes: Any) -> str:
    """Return a short text that a pattern finds, or nearly: each repeated part once."""
    found = ""
    for kind, value in nodes:
        if kind is c.LITERAL:
            found += chr(value)
        elif kind is c.NOT_LITERAL:
            found += "a" if value != ord("a") else "b"
        elif kind is c.ANY:
            found += "a"
        elif kind is c.IN:
            fitting = (char for char in _candidates(value) if _fits(kind, _frozen(value), char))
            found += next(fitting, "")
        elif kind is c.SUBPATTERN:
            found += _sample(value[3])
        elif kind is c.BRANCH:
            found += _sample(value[1][0])
        elif kind in {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}:
            found += _sample(value[2]) * max(1, min(value[0], 4))
        elif kind is c.ATOMIC_GROUP:
            found += _sample(value)
    return found


def _candidates(value: Any) -> Iterator[str]:
    yield from "a0/- Ab\"':.;=\x02\x7f\u00e9\u4e00\ud800\U0001f600"
    for kind, named in value:
        yield from {c.LITERAL: chr, c.RANGE: lambda n: chr(n[0])}.get(kind, lambda _: "")(named)


def _chars(nodes: Any) -> Iterator[str]:
    """Give the characters that a pattern names."""
    for kind, value in nodes:
        if kind in {c.LITERAL, c.NOT_LITERAL}:
            yield chr(value)
        elif kind is c.IN:
            yield _sample([(kind, value)])
            yield from (chr(one[1]) for one in value if one[0] is c.LITERAL)
        elif kind is c.SUBPATTERN:
            yield from _chars(value[3])
        elif kind is c.BRANCH:
            for one in value[1]:
                yield from _chars(one)
        elif kind in {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}:
            yield from _chars(value[2])
        elif kind in {c.ASSERT, c.ASSERT_NOT}:
            yield from _chars(value[1])
