"""Set the stretches of one text beside those of another: where the same is claimed from both, in the order of both.

Each stretch of the other text goes beside one of this text, or stands alone. What two stretches share weighs the more,
the fewer stretches of either text share it; the alignment chosen is the one of the greatest weight in which no two
lines cross. Nothing here reads the graph.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

_COMMON: Final = 12
"""What more stretches of a text than this share says nothing of which belong together."""


def align(left: Sequence[Iterable[Hashable]], right: Sequence[Iterable[Hashable]]) -> tuple[int | None, ...]:
    """Return, for each stretch on the right, the one on the left that it goes beside, None for one that stands alone.
    Stretches are given by what is claimed from them.

    >>> align([{"a"}, {"b", "c"}, {"d"}], [{"x"}, {"a"}, {"b"}, {"c"}, {"a", "d"}])
    (None, 0, 1, 1, 2)
    """
    weights = _weights(left, right)
    best: list[tuple[float, int | None]] = [(0.0, None)] * (len(left) + 1)  # prefix maxima, as a Fenwick tree
    steps: list[tuple[int, int, int | None]] = []  # stretch on the right, on the left, the step before
    for j in range(len(right)):
        fresh = []
        for i, weight in weights.get(j, {}).items():
            total, before = _up_to(best, i + 1)
            steps.append((j, i, before))
            fresh.append((i + 1, total + weight, len(steps) - 1))
        for place, total, step in fresh:
            _raise(best, place, total, step)
    found: list[int | None] = [None] * len(right)
    _, last = _up_to(best, len(left))
    while last is not None:
        j, i, last = steps[last]
        found[j] = i
    return tuple(found)


def _weights(
    left: Sequence[Iterable[Hashable]], right: Sequence[Iterable[Hashable]]
) -> dict[int, dict[int, float]]:
    """Return by stretch on the right and on the left how much the two share, where they share anything."""
    here: dict[Hashable, list[int]] = defaultdict(list)
    for i, keys in enumerate(left):
        for key in set(keys):
            here[key].append(i)
    there = Counter(key for keys in right for key in set(keys))
    found: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for j, keys in enumerate(right):
        for key in set(keys):
            places = here.get(key, ())
            if len(places) <= _COMMON and there[key] <= _COMMON:
                for i in places:
                    found[j][i] += 1 / (len(places) * there[key])
    return found


def _up_to(tree: list[tuple[float, int | None]], place: int) -> tuple[float, int | None]:
    best: tuple[float, int | None] = (0.0, None)
    while place > 0:
        if tree[place][0] > best[0]:
            best = tree[place]
        place -= place & -place
    return best


def _raise(tree: list[tuple[float, int | None]], place: int, total: float, step: int) -> None:
    while place < len(tree):
        if total > tree[place][0]:
            tree[place] = (total, step)
        place += place & -place
