"""Patterns that are looked for by the letters they begin with.

A pattern of the data files is a row of alternatives, nearly all of which begin with a few plain letters.
Finding these first and matching only there is many times faster than trying every alternative at every
character.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

_META: Final = frozenset("\\[](){}.*+?|^$")


class PatternMatcher:
    """Alternatives of patterns over folded text, each tagged; whole words only.

    >>> [m[1].group() for m in PatternMatcher({"": "electe?d|was \\\\w+"}).finditer("he was elected, reelected")]
    ['was elected']
    """

    def __init__(self, tagged: dict[str, str]) -> None:
        self._by_anchor: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}
        self._others: list[tuple[int, str, re.Pattern[str]]] = []
        order = 0
        for tag, pattern in tagged.items():
            for alternative in expanded(pattern):
                compiled = re.compile(rf"(?:{alternative})(?![^\W_])")
                anchor = _anchor(alternative)
                entry = (order, tag, compiled)
                if len(anchor) >= 2:
                    self._by_anchor.setdefault(anchor, []).append(entry)
                else:
                    self._others.append((order, tag, re.compile(rf"(?<![\w-])(?:{alternative})(?![^\W_])")))
                order += 1

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield tag and match from left to right; of those that overlap the first, then the longest, then the
        first listed."""
        stop = len(text) if end is None else end
        found: list[tuple[int, int, int, str, re.Match[str]]] = []
        for anchor, entries in self._by_anchor.items():
            at = text.find(anchor, start, stop)
            while at >= 0:
                if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "-_"):
                    for order, tag, compiled in entries:
                        if match := compiled.match(text, at, stop):
                            found.append((at, -match.end(), order, tag, match))
                at = text.find(anchor, at + 1, stop)
        for order, tag, compiled in self._others:
            found += [(m.start(), -m.end(), order, tag, m) for m in compiled.finditer(text, start, stop)]
        done = start
        for at, _, _, tag, match in sorted(found, key=lambda f: f[:3]):
            if at >= done:
                done = max(match.end(), at + 1)
                yield tag, match


def alternatives(pattern: str) -> list[str]:
    """Split a pattern at the bars that stand in no group.

    >>> alternatives("a|b(?:c|d)|[|]")
    ['a', 'b(?:c|d)', '[|]']
    """
    found, depth, inside, start, skip = [], 0, False, 0, False
    for place, char in enumerate(pattern):
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif inside:
            inside = char != "]"
        elif char == "[":
            inside = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            found.append(pattern[start:place])
            start = place + 1
    return [*found, pattern[start:]]


_GROUP: Final = re.compile(r"\(\?:")


def expanded(pattern: str) -> list[str]:
    """Split a pattern into alternatives that begin with plain letters as far as they can.

    >>> expanded("(?:very )?(?:big|tall) (?:man|men)")
    ['very (?:big|tall) (?:man|men)', 'big (?:man|men)', 'tall (?:man|men)']
    """
    found: list[str] = []
    for alternative in alternatives(pattern):
        if not _GROUP.match(alternative):
            found.append(alternative)
            continue
        close = _closing(alternative)
        inner, rest = alternative[3:close], alternative[close + 1 :]
        if rest[:1] and rest[0] in "*+{":
            found.append(alternative)
            continue
        optional = rest.startswith("?")
        rest = rest[1:] if optional else rest
        for choice in alternatives(inner):
            found += expanded_head(choice, rest)
        if optional:
            found += expanded(rest)
    return found


def expanded_head(choice: str, rest: str) -> list[str]:
    """Join a choice and what follows its group; a choice that is empty leaves the rest to expand."""
    if choice == "":
        return expanded(rest)
    return expanded(choice + rest) if _GROUP.match(choice + rest) else [choice + rest]


def _closing(pattern: str) -> int:
    depth, inside, skip = 0, False, False
    for place, char in enumerate(pattern):
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif inside:
            inside = char != "]"
        elif char == "[":
            inside = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return place
    raise ValueError(f"{pattern!r} has a group that is not closed")


def _anchor(alternative: str) -> str:
    """Return the plain letters an alternative begins with."""
    end = 0
    while end < len(alternative) and alternative[end] not in _META:
        end += 1
    if end < len(alternative) and alternative[end] in "?*{":
        end -= 1  # the last letter is optional
    return alternative[:end]


@cache
def pattern_matcher(pattern: str) -> PatternMatcher:
    """Return a pattern compiled once, without a tag."""
    return PatternMatcher({"": pattern})
