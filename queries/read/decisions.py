"""What reviewers decided, as readers need it: which names stand for one thing, and how claims stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from graph.store.reader import Reader
from queries.read.rows import select


class _Merged(NamedTuple):
    name: str
    thing: str


class _Replacement(NamedTuple):
    thing: str


class _Claim(NamedTuple):
    claim: str


class _Standing(NamedTuple):
    claim: str
    standing: str


@dataclass(frozen=True)
class Decided:
    """The decisions of one version: `into` leads from a merged name to its thing; `any` whether claims were decided.

    `claims` is false where no source claims anything, so that nobody need look.
    """

    into: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    any: bool = False
    claims: bool = True

    def names_of(self, things: Iterable[str]) -> list[str]:
        """Return these things and whatever was merged into them."""
        wanted = list(things)
        if not self.into:
            return wanted
        kept = set(wanted)
        return [*wanted, *(name for name, thing in self.into.items() if thing in kept)]


_known: WeakKeyDictionary[Reader, Decided] = WeakKeyDictionary()


def decided(reader: Reader) -> Decided:
    """Return the decisions of the version a reader reads, looked up once."""
    found = _known.get(reader)
    if found is None:
        into = {row.name: row.thing for row in select(reader, _Merged, "merged")}
        found = Decided(
            MappingProxyType(into),
            bool(select(reader, _Claim, "decided")),
            bool(select(reader, _Claim, "claimed")),
        )
        _known[reader] = found
    return found


def name_now(reader: Reader, iri: str) -> str:
    """Return the IRI that a thing has now, where this one was replaced or its thing merged; else an empty text."""
    into = decided(reader).into
    seen, now = {iri}, iri
    while True:
        following = into.get(now) or next(
            (row.thing for row in select(reader, _Replacement, "replacement", name=now)), ""
        )
        if not following or following in seen:
            return now if now != iri else ""
        seen.add(following)
        now = following


def standings(reader: Reader, claims: Iterable[str]) -> dict[str, str]:
    """Return claim -> status by decision, for those that were decided on."""
    wanted = list(claims)
    if not wanted or not decided(reader).any:
        return {}
    return {row.claim: row.standing for row in select(reader, _Standing, "standing-of", things=wanted)}
