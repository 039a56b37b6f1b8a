"""Choose what to answer with from an `Accept`-like header: RFC 9110 section 12.5, without I/O.

The caller offers media types in its own order of preference; that order decides between equally welcome ones, so a
client that takes anything gets what we like best. An absent or empty header takes anything; a header that cannot be
read at all is treated the same, for a broken header is no wish.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import _lru_cache_wrapper, lru_cache
from itertools import islice
from typing import Final

from graph.limits import LIMITS

_LONG: Final = 1000
_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
# Possessive throughout, and no quoted string needs its end: no header makes these go back over what they have read.
_QUOTED: Final = r'"(?:[^"\\]|\\.?)*+"?+'
_ELEMENT: Final = re.compile(rf'(?:[^,"]|{_QUOTED})++', re.DOTALL)
_PIECE: Final = re.compile(rf'(?:[^;"]|{_QUOTED})++', re.DOTALL)
_QVALUE: Final = re.compile(r"0?\.[0-9]++|0\.?|1(?:\.0*+)?")
"""As RFC 9110 has them, and with more digits than three."""
_RANGE: Final = re.compile(rf"({_WORD})(?:/({_WORD}))?")


@dataclass(frozen=True)
class Wish:
    """One element of the header: `main/sub` (either may be `*`), its parameters but q, and its weight 0..1."""

    main: str
    sub: str
    parameters: frozenset[tuple[str, str]]
    weight: float

    def fits(self, media_type: str) -> int:
        """Return how exactly this wish names `media_type`: 0 for not at all, larger for closer."""
        essence, *parameters = media_type.lower().split(";")
        main, _, sub = essence.strip().partition("/")
        if self.main not in {"*", main} or self.sub not in {"*", sub}:
            return 0
        offered = {tuple(p.strip().split("=", 1)) for p in parameters}
        # A parameter wished for and offered otherwise is another type; one not offered at all does not matter
        # (`text/turtle;charset=utf-8` is satisfied by `text/turtle`).
        names = {name for name, *_ in offered}
        if any(name in names and (name, value) not in offered for name, value in self.parameters):
            return 0
        return 1 + (self.main != "*") + (self.sub != "*") + len(self.parameters)


def wishes(header: str) -> tuple[Wish, ...]:
    """Read an `Accept` header; elements that cannot be read are left out.

    >>> [(w.main, w.sub, w.weight) for w in wishes("text/turtle;q=0.5, */*;q=0.1")]
    [('text', 'turtle', 0.5), ('*', '*', 0.1)]
    """
    found = []
    for essence, parameters in _elements(header):
        match = _RANGE.match(essence)
        if not match:
            continue
        # Java's old client sends a lone `*`.
        main, sub = match.group(1).lower(), (match.group(2) or ("*" if match.group(1) == "*" else "")).lower()
        if not sub:
            continue
        others = frozenset((name, value.lower()) for name, value in parameters if name != "q")
        found.append(Wish(main, sub, others, _weight(parameters)))
    return tuple(found)


def weighted(header: str) -> Iterator[tuple[str, float]]:
    """Give the elements of an `Accept-Encoding` or `Accept-Language` header, in lower case, with their weights.

    >>> list(weighted("fr;q=0.9, vi-VN, *;q=0"))
    [('fr', 0.9), ('vi-vn', 1.0), ('*', 0.0)]
    """
    for name, parameters in _elements(header):
        yield name.lower(), _weight(parameters)


def _elements(header: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give the first elements of a header, as many as count: what stands before the first `;`, and the parameters."""
    for element in islice(_ELEMENT.finditer(header), LIMITS.negotiated_elements):
        name, *pieces = _PIECE.findall(element[0]) or [""]
        pairs = (piece.partition("=") for piece in pieces)
        yield name.strip(), [(key.strip().lower(), value.strip().strip('"')) for key, _, value in pairs]


def _weight(parameters: list[tuple[str, str]]) -> float:
    """Return the weight that `q` gives, 1 where there is none or it is no weight: what cannot be read is no wish.

    >>> _weight([("q", "0.5")]), _weight([("q", "1.5")]), _weight([("q", "0")])
    (0.5, 1.0, 0.0)
    """
    given = next((value for name, value in parameters if name == "q"), "1")
    return float(given) if _QVALUE.fullmatch(given) else 1.0


def _remembered(function: "_lru_cache_wrapper[str | None]", header: str, offers: Sequence[str]) -> str | None:
    """Ask a function that remembers; not to be remembered is what is so long that it could only fill the memory."""
    call = function if len(header) <= _LONG else function.__wrapped__
    return call(header, tuple(offers))


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer the header prefers, or None where it takes none of them (406).

    >>> choose("text/*;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> choose("text/turtle;q=0", ["text/turtle"]) is None
    True
    """
    return _remembered(_choose, header or "*/*", offers)


@lru_cache(maxsize=4096)
def _choose(header: str, offers: tuple[str, ...]) -> str | None:
    preferred = wishes(header)
    if not preferred:
        return offers[0] if offers else None
    best: tuple[float, int] | None = None
    for position, offer in enumerate(offers):
        weight = weigh(preferred, offer)
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, position)
    return None if best is None else offers[best[1]]


def weigh(preferred: Sequence[Wish], offer: str) -> float:
    """Return the weight of the wish that names `offer` most exactly, 0.0 where none does."""
    fitting = [(wish.fits(offer), wish.weight) for wish in preferred]
    closest = max((fit for fit, _ in fitting), default=0)
    return max((weight for fit, weight in fitting if fit == closest), default=0.0) if closest else 0.0


def choose_coding(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the content coding to use, or None for none (`identity`): RFC 9110 section 12.5.3.

    >>> choose_coding("gzip, zstd;q=0.9", ["zstd", "gzip"])
    'gzip'
    """
    if not header:
        return None
    return _remembered(_choose_coding, header, offers)


@lru_cache(maxsize=1024)
def _choose_coding(header: str, offers: tuple[str, ...]) -> str | None:
    weights = dict(weighted(header))
    best = max(offers, key=lambda offer: weights.get(offer, weights.get("*", 0.0)), default=None)
    if best is None:
        return None
    weight = weights.get(best, weights.get("*", 0.0))
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None
