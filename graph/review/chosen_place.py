"""A place that a reviewer chose in a source's text: claims from it stand beside no other claim.

The decision that makes such a claim keeps the place and its words, short ones as they are and long ones by their hash,
so the claim comes and goes with its source.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import TYPE, Claim, Passage, place_in_name
from graph.claims.standing import DECISIONS, DERIVED_FROM
from graph.limits import LIMITS
from ontology.iris import mint, source_graph
from ontology.kinds import kind_of
from ontology.terms import hn, prov

_SHA256: Final = NamedNode(hn.sha256)
_NOTHING: Final = NamedNode(prov.wasDerivedFrom)
"""The property of a claim that says nothing yet: of its source, that it comes from itself."""


@dataclass(frozen=True)
class ChosenPlace:
    """Words that a reviewer chose: the source (IRI), code points of its text, the words there and their language."""

    source: str
    start: int
    end: int
    words: str
    language: str = "und"

    @property
    def claim(self) -> Claim:
        """A claim at this place that says nothing yet; long words are kept by their hash."""
        short = len(self.words) <= LIMITS.printed_length
        return Claim(
            Triple(NamedNode(self.source), _NOTHING, NamedNode(self.source)),
            self.source,
            passage=Passage(
                self.source,
                self.start,
                self.end,
                exact=self.words if short else None,
                sha256=None if short else hashlib.sha256(self.words.encode()).hexdigest(),
            ),
            printed=self.words if short else None,
            language=self.language if short else None,
        )


def place_of_decision(store: Store, said: Mapping[NamedNode, Any]) -> Claim | None:
    """Return a claim at the place that a decision keeps, which says nothing yet; None where the source is gone."""
    passage, words, digest = said[DERIVED_FROM], said.get(claims.PRINTED_AS), said.get(_SHA256)
    assert isinstance(passage, NamedNode)
    span = place_in_name(passage.value)
    slug = re.sub(r"-\d+-\d+$", "", passage.value.rpartition("/")[2])
    source = mint("source", slug)
    graph = NamedNode(source_graph(slug))
    here = next(store.quads_for_pattern(None, TYPE, NamedNode(hn.Claim), graph), None)
    if span is None or here is None:
        return None
    exact = words.value if isinstance(words, Literal) else None
    return Claim(
        Triple(NamedNode(source), _NOTHING, NamedNode(source)),
        source,
        passage=Passage(
            source, *span, exact=exact, sha256=digest.value if isinstance(digest, Literal) else None
        ),
        printed=exact,
        language=words.language if isinstance(words, Literal) else None,
    )


def keep_place(store: Store, record: NamedNode, place: Claim) -> None:
    """Write into a decision where the claim that it makes stands, and in which words."""
    passage = place.passage
    assert passage is not None
    kept: list[tuple[NamedNode, NamedNode | Literal]] = [(DERIVED_FROM, NamedNode(passage.iri))]
    if place.printed is not None:
        kept.append((claims.PRINTED_AS, Literal(place.printed, language=place.language or "und")))
    elif passage.sha256 is not None:
        kept.append((_SHA256, Literal(passage.sha256)))
    for predicate, value in kept:
        store.add(Quad(record, predicate, value, DECISIONS))


def says_nothing(claim: Claim) -> bool:
    """Whether a claim is only a chosen place, from which others are made."""
    return claim.triple.predicate == _NOTHING and claim.triple.subject == claim.triple.object


def is_place(node: object) -> bool:
    """Whether what a decision rests on is a place of a text, and no claim."""
    return isinstance(node, NamedNode) and kind_of(node.value) == "passage"
