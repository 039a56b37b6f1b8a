"""What an update was to delete, and what stays all the same: statements that claims make true.

Who deletes one is told so, which claims say it, and how to take it back; an update changes no claim.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from pyoxigraph import Store, Triple

from graph.claims.accepted import Accepted
from ontology.prefixes import shrink

_NAMED: Final = 3
_READ: Final = 100
"""Claims that are looked at for the first ones to name; of a statement that everybody makes there are many more."""
_LENGTH: Final = 300


def describe_kept(store: Store, triples: Sequence[Triple]) -> Mapping[str, Any] | None:
    """Return how many statements stay, the first of them, and up to three claims that say it; None where none does.

    A statement without claims follows by rule.
    """
    if not triples:
        return None
    first = min(triples, key=str)
    return {"count": len(triples), "statement": str(first)[:_LENGTH], "claims": _claims_saying(store, first)}


def _claims_saying(store: Store, triple: Triple) -> list[str]:
    said_by = islice(Accepted(store).claimed(triple), _READ)
    return sorted(f"{shrink(claim.value)} in {shrink(graph.value)}" for claim, graph in said_by)[:_NAMED]
