"""Say of an article that a run of the rules read the whole of it for citations.

Proposed, and not accepted with the run: silence is claimed where a reading found nothing, so what counts is what the
rules miss, and their measured precision says nothing of that. It is accepted by a reviewer, or once the table of trust
has the kind `reading` (docs/decisions/043).
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import EXPLICIT, PROPOSED, Claim
from ontology.iris import concept, mint, name_of
from ontology.terms import hn, prov, rdf, rdfs

KIND: Final = "reading"


def reading(source: str, *, run: str, accepted: frozenset[str]) -> Iterator[Claim]:
    """Yield the claims that a run (IRI) read a source (IRI) whole for citations."""
    ran, read = name_of(run), name_of(source)
    assert ran is not None and read is not None
    node = NamedNode(mint("run", f"{ran.slug}-{read.slug}"))
    label = Literal(f"Reading of {read.slug} for citations by {ran.slug}", language="en")
    for predicate, value in (
        (rdf.type, NamedNode(hn.Extraction)),
        (rdfs.label, label),
        (prov.used, NamedNode(source)),
        (hn.lookedFor, NamedNode(hn.Citation)),
        (hn.extent, NamedNode(concept("extent", "whole"))),
    ):
        yield Claim(
            Triple(node, NamedNode(predicate), value),
            source,
            status=EXPLICIT if KIND in accepted else PROPOSED,
            run=run,
        )
