"""Read why names and records are held to be one thing: by which sources, with which reasons, and what falls if not.

A name that only a judgement leads from to the thing is an identification; claims that were read by it rest on it. What
would be lost without it are the accepted statements that nothing else says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.claims.claim import ACCEPTED
from graph.limits import LIMITS
from graph.store.reader import Reader, Term, VersionName
from ontology.kinds import CLASS_OF_KIND, kind_of
from ontology.terms import hn, skos
from queries.read.decisions import decided
from queries.read.evidence import ClaimRecord, Evidence, Triple, claims_about, claims_named, evidence_of
from queries.read.rows import batches, select
from queries.read.statements import require_known

NAMING: Final = (skos.prefLabel, skos.altLabel, skos.hiddenLabel, hn.contextName)


class _Resting(NamedTuple):
    ground: str
    claim: str


class _ClaimName(NamedTuple):
    claim: str


class _OtherName(NamedTuple):
    other: str


class Merging(NamedTuple):
    """A reviewer's decision that another thing is this one."""

    decision: str
    other: str
    reviewer: str
    at: str
    reason: str


class Verdict(NamedTuple):
    """A reviewer's decision on a claim, as it stands; `verdict` is a status (IRI)."""

    claim: str
    decision: str
    verdict: str
    reviewer: str
    at: str
    reason: str


@dataclass(frozen=True)
class Falls:
    """What would fall without a claim: the claims that rest on it, and the accepted statements that only these make."""

    claims: tuple[ClaimRecord, ...] = ()
    lost: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class HeldName:
    """A name by which a source means the thing, with the claims that it does, one for each place.

    `falls` is what would fall if the name meant another thing in all these places.
    """

    claims: tuple[ClaimRecord, ...]
    falls: Falls = field(default_factory=Falls)
    verdicts: tuple[Verdict, ...] = ()

    @property
    def claim(self) -> ClaimRecord:
        """The first of its claims."""
        return self.claims[0]

    @property
    def judged(self) -> bool:
        """Whether it is a judgement that the name means the thing, with a reason."""
        return kind_of(self.claim.claim) == "identification"

    @property
    def in_context(self) -> bool:
        """Whether the name means the thing in this source only."""
        return self.claim.predicate == hn.contextName


@dataclass(frozen=True)
class SameAs:
    """A claim that another thing (IRI) is this one, as it stands, and the decision on it."""

    other: str
    claim: ClaimRecord
    verdict: Verdict | None = None


@dataclass(frozen=True)
class IdentityRecord:
    """Why names and records are held to be one thing.

    `names` are all names that sources use of it, the judged ones first; `more` that there are further ones. `same` are
    claims that another thing is this one, `mergings` what reviewers merged outright, `replaced` the IRIs that gave way
    to this one's.
    """

    iri: str
    version: VersionName
    names: tuple[HeldName, ...] = ()
    more: int = 0
    same: tuple[SameAs, ...] = ()
    mergings: tuple[Merging, ...] = ()
    replaced: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        yield self.iri
        yield from (one.other for one in self.same)
        yield from (one.other for one in self.mergings)
        yield from self.evidence.iris()
        for name in self.names:
            for subject, _, value in name.falls.lost:
                yield subject
                if isinstance(value, NamedNode):
                    yield value.value


def read_identity(reader: Reader, iri: str) -> IdentityRecord:
    """Return why names and records are held to be this thing. Raises NotFound where nothing is known of it."""
    require_known(reader, iri)
    by_name: dict[tuple[str, str, Term, bool], list[ClaimRecord]] = defaultdict(list)
    for claim in claims_about(reader, [iri]):
        if claim.predicate in NAMING:
            judged = kind_of(claim.claim) == "identification"
            by_name[claim.source, claim.predicate, claim.value, judged].append(claim)
    every = [HeldName(tuple(claims)) for claims in by_name.values()]
    every.sort(key=lambda one: (not one.judged, one.claim.source, one.claim.passage, one.claim.claim))
    shown = every[: LIMITS.values_a_page]
    things = decided(reader).names_of([iri])
    joining = {row.claim for row in select(reader, _ClaimName, "same-as-claims", things=things)}
    same = [one for one in claims_named(reader, joining) if kind_of(iri) in CLASS_OF_KIND]
    told = [claim for one in shown for claim in one.claims]
    verdicts = read_verdicts(reader, (one.claim for one in (*told, *same)))
    names = tuple(
        replace(
            one,
            falls=fallen,
            verdicts=tuple(verdicts[c.claim] for c in one.claims if c.claim in verdicts),
        )
        for one, fallen in zip(shown, read_falls(reader, [_judgements(one) for one in shown]), strict=True)
    )
    return IdentityRecord(
        iri,
        reader.version,
        names,
        len(every) - len(shown),
        tuple(SameAs(_other(one, things), one, verdicts.get(one.claim)) for one in same),
        tuple(select(reader, Merging, "mergings-into", things=things)),
        tuple(row.other for row in select(reader, _OtherName, "replaced-here", thing=iri)),
        evidence_of(reader, (*told, *same)),
    )


def _judgements(name: HeldName) -> tuple[str, ...]:
    return tuple(one.claim for one in name.claims) if name.judged else ()


def _other(claim: ClaimRecord, things: Iterable[str]) -> str:
    """Return the end of a claim that two things are one that is not the thing: as the source has it."""
    ends = (claim.subject, claim.value.value if isinstance(claim.value, NamedNode) else "")
    own = set(things)
    return next((end for end in ends if end not in own), ends[0])


def read_verdicts(reader: Reader, claims: Iterable[str]) -> dict[str, Verdict]:
    """Return the decision that stands on each of these claims that was decided on."""
    if not decided(reader).any:
        return {}
    found: dict[str, Verdict] = {}
    for some in batches(claims):
        for row in select(reader, Verdict, "decisions-on", things=some):
            found[row.claim] = row  # the latest comes last
    return found


def read_falls(reader: Reader, judgements: Sequence[Iterable[str]]) -> list[Falls]:
    """Return for each set of claims what would fall without all of them."""
    resting: dict[str, list[str]] = defaultdict(list)
    for some in batches(claim for claims in judgements for claim in claims):
        for row in select(reader, _Resting, "claims-resting", things=some):
            resting[row.ground].append(row.claim)
    read = {one.claim: one for one in claims_named(reader, {c for found in resting.values() for c in found})}
    standing = _standing_by_triple(reader, (one.subject for one in read.values()))
    return [
        _falls(
            set(claims),
            {one: read[one] for claim in claims for one in resting.get(claim, ()) if one in read},
            standing,
        )
        for claims in judgements
    ]


def _falls(
    grounds: set[str], resting: Mapping[str, ClaimRecord], standing: Mapping[Triple, set[str]]
) -> Falls:
    gone = {*grounds, *resting}
    counting = dict.fromkeys(one.triple for one in resting.values() if one.status in ACCEPTED)
    lost = [triple for triple in counting if standing.get(triple, set()) <= gone]
    order = sorted(resting.values(), key=lambda one: (one.subject, one.predicate, one.claim))
    return Falls(tuple(order), tuple(sorted(lost, key=lambda t: (t[0], t[1], str(t[2])))))


def _standing_by_triple(reader: Reader, subjects: Iterable[str]) -> Mapping[Triple, set[str]]:
    """Return the claims that count for each triple about these things."""
    found: dict[Triple, set[str]] = defaultdict(set)
    for some in batches(subjects):
        for claim in claims_about(reader, some):
            if claim.status in ACCEPTED:
                found[claim.triple].add(claim.claim)
    return found
