"""Say in plain English what a conflict is, with both sides and the place of each: for the command line and programs.

Pages say it in the reader's language from the same records (`web/views/conflicts.py`).
"""

from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import Claim
from graph.review import conflicts
from graph.review.conflicts import Conflict, Side
from graph.review.names import name_in
from ontology.iris import name_of
from ontology.vocabulary import vocabulary

_KINDS: Final = {
    conflicts.HOLDERS: "two hold a post for one",
    conflicts.ELSEWHERE: "the post is in another body than the tenure",
    conflicts.ENDS_FIRST: "it ends before it begins",
    conflicts.EARLIER: "it was over before what it cites or follows was there",
    conflicts.TWO_VALUES: "two values where there is one",
}


def line_of(store: Store, conflict: Conflict) -> str:
    """Return a conflict as one line: what it is about, what is wrong, and both sides with their places."""
    about = short(conflict.about)
    when = ""
    if conflict.kind == conflicts.HOLDERS:
        days = dict.fromkeys((conflict.first, conflict.last))
        when = " on " + " to ".join(days)
    sides = " / ".join(_side(store, side) for side in (conflict.one, conflict.other))
    return f"{about}: {_KINDS[conflict.kind]}{when}: {sides}"


def _side(store: Store, side: Side) -> str:
    reading = vocabulary().reading(side.predicate.value, "en") or ""
    places = ", ".join(dict.fromkeys(map(place, side.claims))) or "put in directly"
    return f"{short(side.thing)} {reading} {name_in(store, side.value)} ({places})"


def place(claim: Claim) -> str:
    """Return where a claim stands: its source, and the characters of its passage."""
    source = name_of(claim.source)
    where = " " + "-".join(map(str, claim.passage.span)) if claim.passage and claim.passage.span else ""
    return f"{source.slug if source else claim.source}{where}"


def short(node: NamedNode | Literal) -> str:
    """Return a thing as `kind/slug`."""
    return str(name_of(node.value) or node.value) if isinstance(node, NamedNode) else node.value
