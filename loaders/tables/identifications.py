"""Tell which rows of the tables are judgements of identity, and which other rows rest on them.

A row of `names.csv` identifies where its name holds only in its source (`contextName`), or where it is inferred that
what is printed at a place means this thing. Claims from the same source that speak of the thing by those words rest on
that judgement: were it wrong, they would fall.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.claims.claim import CONTEXT_NAME, INFERRED, Claim, Passage
from graph.claims.materialise import LABELS
from ontology.kinds import kind_of
from ontology.prefixes import PREFIXES
from ontology.terms import hn, org

_AS_WRITTEN: Final = NamedNode(PREFIXES["skos"] + "contextName")
"""What the address of a label's property in the metadata makes of `contextName`, which is a term of ours."""

_RECORDS: Final = frozenset({"post", "tenure", "membership", "participation"})
"""Kinds of records that tie things together: where one end is judged, all of what a place says of the record is; and
where every place of a source that ties it is, so is all that the source says of it."""
_TIES: Final = frozenset(
    map(NamedNode, (org.member, org.organization, org.postIn, hn.post, hn.agent, hn.event))
)

_Row = tuple[str, str, Passage | None]
_Named = tuple[str, str]
"""A source and a thing that it names, by IRI."""


def identified(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield the claims of tables with what identifies marked so, and the others with what they rest on."""
    judged: dict[_Named, list[Claim]] = defaultdict(list)
    plain: dict[_Named, list[Claim]] = defaultdict(list)
    others: list[Claim] = []
    for claim in map(_marked, claims):
        if claim.identifies:
            judged[_named(claim, claim.triple.subject)].append(claim)
            yield claim
        elif claim.triple.predicate in LABELS:
            plain[_named(claim, claim.triple.subject)].append(claim)
            yield claim
        else:
            others.append(claim)
    if not judged:
        yield from others  # there is nothing to rest on
        return
    of_row: dict[_Row, set[str]] = defaultdict(set)
    ties: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    grounds = [set(_grounds(claim, judged, plain)) for claim in others]
    for claim, own in zip(others, grounds, strict=True):
        of_row[_row(claim)] |= own
        if claim.triple.predicate in _TIES:
            ties[_named(claim, claim.triple.subject)].append(_row(claim))
    for claim, own in zip(others, grounds, strict=True):
        whole = own | _of_record(claim, of_row, ties) if _is_record(claim) else own
        yield replace(claim, premises=tuple(sorted(whole))) if whole else claim


def _is_record(claim: Claim) -> bool:
    subject = claim.triple.subject
    return isinstance(subject, NamedNode) and kind_of(subject.value) in _RECORDS


def _of_record(
    claim: Claim, of_row: dict[_Row, set[str]], ties: dict[tuple[str, str], list[_Row]]
) -> set[str]:
    """Return what a claim about a record rests on through what its source says of that record."""
    rows = ties.get(_named(claim, claim.triple.subject), [])
    if _row(claim) in rows or not all(of_row[row] for row in rows):
        return of_row[_row(claim)]
    return of_row[_row(claim)].union(*(of_row[row] for row in rows))


def _row(claim: Claim) -> _Row:
    return claim.source, str(claim.triple.subject), claim.passage


def _marked(claim: Claim) -> Claim:
    triple = claim.triple
    if triple.predicate == _AS_WRITTEN:
        return replace(claim, triple=Triple(triple.subject, CONTEXT_NAME, triple.object), identifies=True)
    judged = triple.predicate in LABELS and claim.status == INFERRED and _is_printed(claim)
    return replace(claim, identifies=True) if judged else claim


def _is_printed(claim: Claim) -> bool:
    """Whether a claim has a place in a text: what editors make of a page's words is a label, and identifies nothing."""
    return claim.passage is not None and claim.passage.start is not None


def _named(claim: Claim, thing: object) -> _Named:
    return claim.source, str(thing)


def _grounds(
    claim: Claim, judged: dict[_Named, list[Claim]], plain: dict[_Named, list[Claim]]
) -> Iterator[str]:
    """Yield the identifications that a claim rests on: of each thing it speaks of, those whose words stand in its
    passage, where no plain name of the thing stands there."""
    for thing in (claim.triple.subject, claim.triple.object):
        key = _named(claim, thing)
        if not any(_meet(claim, name) for name in plain.get(key, ())):
            yield from (one.iri for one in judged.get(key, ()) if _meet(claim, one))


def _meet(claim: Claim, name: Claim) -> bool:
    """Whether the words of a name stand where a claim is quoted from; a page without a text is one place."""
    one, other = claim.passage, name.passage
    if one is None or other is None:
        return one is other
    if one.start is None or one.end is None or other.start is None or other.end is None:
        words = (one.exact or "", other.exact or "")
        return words[0] in words[1] or words[1] in words[0]
    return one.start < other.end and other.start < one.end
