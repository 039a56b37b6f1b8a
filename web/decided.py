"""What reviewers decided, as pages need it: which names stand for one thing, and how claims stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from graph.store.reader import Reader
from web.ask import ask, text_of


@dataclass(frozen=True)
class Decided:
    """The decisions of one version: `into` leads from a merged name to its thing; `any` whether claims were decided.

    `claims` is false where no source claims anything, so that nobody need look.
    """

    into: dict[str, str] = field(default_factory=dict)
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
        into = {text_of(row["name"]): text_of(row["thing"]) for row in ask(reader, "merged")}
        found = Decided(into, bool(ask(reader, "decided")), bool(ask(reader, "claimed")))
        _known[reader] = found
    return found


def standings(reader: Reader, claims: Iterable[str]) -> dict[str, str]:
    """Return claim -> status by decision, for those that were decided on."""
    wanted = list(claims)
    if not wanted or not decided(reader).any:
        return {}
    return {
        text_of(row["claim"]): text_of(row["standing"]) for row in ask(reader, "standing-of", things=wanted)
    }
