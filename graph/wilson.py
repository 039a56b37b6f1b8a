"""The Wilson score interval of a share: what 9 right of 10 may be of all."""

from typing import Final

Z: Final = 1.96
"""Standard deviations of an interval of 95%."""


def interval(right: int, cases: int) -> tuple[float, float]:
    """Return the Wilson score interval (95%) of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    >>> [round(bound, 2) for bound in interval(9, 10)]
    [0.6, 0.98]
    """
    if not cases:
        return 0.0, 1.0
    share, squared = right / cases, Z * Z
    centre = share + squared / (2 * cases)
    spread = Z * (share * (1 - share) / cases + squared / (4 * cases * cases)) ** 0.5
    low, high = ((centre + side) / (1 + squared / cases) for side in (-spread, spread))
    return max(low, 0.0), min(high, 1.0)
