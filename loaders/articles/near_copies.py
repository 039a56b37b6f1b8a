"""Find the texts that are copies of others, nearly word for word, and where a place of one stands in the other.

A copy shares the records of the text that it copies, and is no further witness of them. Texts of one form that
different places fill in share much of their wording too; what was measured says where copies begin
(docs/decisions/035).
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz.distance import Indel

from loaders.articles.signatures import SignatureIndex, letters, likeness, runs_of_words, words_of

SURE: Final = 0.85
"""Share of common runs of words from which a text is a copy: made copies have 0.94 or more, different reports of one
form 0.78 at most."""
SURE_UNREAD: Final = 0.9
"""The same where only the signatures are there, which estimate the share within 0.03."""
LIKELY: Final = 0.8
"""Share from which that is proposed."""
_SPAN: Final = re.compile(r"\w+")

Place = tuple[int, int]
Placing = Callable[[Place], Place | None]
"""Says where a place of one text stands in another, or that it does not."""


@dataclass(frozen=True)
class Text:
    """A text as far as this needs it. `event` tells its main event from others: what two copies cannot differ in."""

    slug: str
    signature: bytes
    published: str = ""
    url: str = ""
    curated: bool = False
    event: tuple[str, ...] = ()

    @cached_property
    def letters(self) -> str:
        """Its signature, as it compares fast."""
        return letters(self.signature)

    @property
    def age(self) -> tuple[object, ...]:
        """Curated texts first, then the oldest, then those of no date."""
        return (not self.curated, self.published or "~", self.slug)


@dataclass(frozen=True)
class Kin:
    """That one text comes from another of its wording, or of its address."""

    parent: str
    share: float
    sure: bool
    revision: bool = False


def kin_of(
    texts: Iterable[Text],
    *,
    read: Callable[[str], str | None],
    judged: Callable[[str, str], bool | None] = lambda _child, _parent: None,
) -> dict[str, Kin]:
    """Return which text (by slug) is a copy of which, or another version at its address.

    Each text is compared with the ones before it, by age, that are no copies themselves. `read` returns a text that is
    kept; `judged` says what somebody decided of whether one text is a copy of another.
    """
    ordered = sorted(texts, key=lambda t: t.age)
    if len(ordered) < 2:
        return {}
    among = _Firsts(read)
    at_address: dict[str, str] = {}
    found: dict[str, Kin] = {}
    for text in ordered:
        best = among.nearest(text, judged)
        earlier = at_address.get(text.url)
        if earlier and judged(text.slug, earlier) is not False:
            alike = best.share if best and best.parent == earlier else 0.0
            best = Kin(earlier, alike, sure=True, revision=True)
        if best:
            found[text.slug] = best
        if text.url:
            at_address.setdefault(text.url, text.slug)
        if not (best and best.sure):
            among.add(text)
    return found


class _Firsts:
    """The texts that are no copies, to be searched for those of much the same wording."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._near = SignatureIndex()
        self._texts: dict[str, Text] = {}
        self._runs: dict[str, frozenset[str]] = {}
        self._read = read

    def add(self, text: Text) -> None:
        if text.signature:
            self._texts[text.slug] = text
            self._near.add(text.slug, text.letters)

    def nearest(self, text: Text, judged: Callable[[str, str], bool | None]) -> Kin | None:
        """Return the text that this one is most like, if it is like enough to be a copy of it."""
        if not text.signature:
            return None
        best: Kin | None = None
        own: frozenset[str] | None = None
        for slug in sorted(self._near.near(text.letters)):
            other, verdict = self._texts[slug], judged(text.slug, slug)
            if verdict is False or (not verdict and likeness(text.letters, other.letters) < LIKELY - 0.1):
                continue
            own = self._runs_of(text.slug, keep=False) if own is None else own
            theirs = self._runs_of(slug, keep=True)
            read = bool(own and theirs)
            alike = len(own & theirs) / len(own | theirs) if read else likeness(text.letters, other.letters)
            sure = alike >= (SURE if read else SURE_UNREAD) and _one_event(text, other)
            if (verdict or alike >= LIKELY) and (best is None or (sure, alike) > (best.sure, best.share)):
                best = Kin(slug, alike, sure=bool(verdict) or sure)
        return best

    def _runs_of(self, slug: str, *, keep: bool) -> frozenset[str]:
        if slug in self._runs:
            return self._runs[slug]
        words = self._read(slug)
        runs = runs_of_words(words) if words is not None else frozenset()
        if keep:
            self._runs[slug] = runs
        return runs


def _one_event(one: Text, other: Text) -> bool:
    """Whether what is told of the main event of each does not tell them apart."""
    return all(not a or not b or a == b for a, b in zip(one.event, other.event, strict=False))


def placing(parent: str, child: str) -> Placing:
    """Return where places of one text stand in another, by the words that both have in the same order."""
    spans = [[m.span() for m in _SPAN.finditer(text)] for text in (parent, child)]
    words = [
        [" ".join(words_of(text[a:b])) for a, b in found]
        for text, found in zip((parent, child), spans, strict=True)
    ]
    to: dict[int, int] = {}
    for block in Indel.opcodes(words[0], words[1]):
        if block.tag == "equal":
            to.update(
                zip(
                    range(block.src_start, block.src_end),
                    range(block.dest_start, block.dest_end),
                    strict=True,
                )
            )

    def place(where: Place) -> Place | None:
        start, end = where
        within = [i for i, (a, b) in enumerate(spans[0]) if a < end and b > start]
        moved = [i for i in within if i in to]
        if not moved or len(moved) * 2 < len(within):
            return None
        begin = spans[1][to[moved[0]]][0] - max(0, spans[0][moved[0]][0] - start) * (moved[0] == within[0])
        finish = spans[1][to[moved[-1]]][1] + max(0, end - spans[0][moved[-1]][1]) * (moved[-1] == within[-1])
        begin, finish = max(0, begin), min(len(child), finish)
        return (begin, finish) if begin < finish else None

    return place


def placing_by_words(
    words: Mapping[Place, tuple[str | None, str | None]], length: int, child: str
) -> Placing:
    """Return where places of a text that is not kept stand in another: by the short form printed at each, or its hash.

    `words` has for each place its short form or the hash of its words, `length` the length of the text.
    """
    starts = [m.start() for m in _SPAN.finditer(child)]

    def place(where: Place) -> Place | None:
        printed, sha256 = words.get(where, (None, None))
        size = where[1] - where[0]
        if printed:
            found = [m.start() for m in re.finditer(re.escape(printed), child)]
            size = len(printed)
        elif sha256:
            found = [s for s in starts if hashlib.sha256(child[s : s + size].encode()).hexdigest() == sha256]
        else:
            return None
        expected = where[0] * len(child) / max(1, length)
        best = min(found, key=lambda s: abs(s - expected), default=None)
        return None if best is None else (best, best + size)

    return place
