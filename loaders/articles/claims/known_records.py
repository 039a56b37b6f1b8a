"""The records that are known of a text already, found by their place in it: what a text says once is one record.

Before a record is named, the known ones of the same text (or of one that it copies) whose passages overlap and whose
values are compatible are looked up. Nothing here makes a claim.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ontology.iris import name_of
from ontology.terms import dct, hn, org, schema

Values = Mapping[str, frozenset[str]]
"""The values of a record by property, IRIs or lexical forms."""

_ENOUGH: Final = 0.5
"""Share of the shorter of two passages that both must have in common to be one place."""
_NAMED_BY_PLACE: Final = frozenset(
    {"citation", "event", "congress", "tenure", "participation", "speech", "programme", "task",
     "recommendation", "membership"}
)  # fmt: skip


class Said(NamedTuple):
    """One thing said of a record, and where it stands in the text at hand (code points, half open)."""

    subject: str
    predicate: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class _Known:
    values: Values
    places: frozenset[tuple[int, int]]


class KnownRecords:
    """The records that are known of one text."""

    def __init__(self, said: Iterable[Said] = ()) -> None:
        values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for one in said:
            values[one.subject][one.predicate].add(one.value)
            if one.start < one.end:
                places[one.subject].add((one.start, one.end))
        self._by_kind: dict[str, dict[str, _Known]] = defaultdict(dict)
        for subject, its in values.items():
            name = name_of(subject)
            if name is not None and name.kind in _NAMED_BY_PLACE:
                known = {predicate: frozenset(found) for predicate, found in its.items()}
                self._by_kind[name.kind][subject] = _Known(known, frozenset(places[subject]))

    def values(self, iri: str, predicate: str) -> frozenset[str]:
        """Return the values that a known record has of a property; none where it is not known."""
        name = name_of(iri)
        known = self._by_kind.get(name.kind, {}).get(iri) if name else None
        return known.values.get(predicate, frozenset()) if known else frozenset()

    def is_known(self, iri: str) -> bool:
        """Whether a record is one of those known."""
        name = name_of(iri)
        return name is not None and iri in self._by_kind.get(name.kind, {})

    # -- by what a record says ---------------------------------------------------------------------------------------

    def citation(self, place: tuple[int, int], document: str | None, kind: str) -> str | None:
        """Return the known citation that stands at a place and may mean the document, if it has one."""

        def fits(values: Values) -> bool:
            cited = values.get(hn.cited, frozenset())
            return not (cited and document) or document in cited

        return self._best("citation", [place], fits, prefer=lambda v: kind in v.get(dct.type, frozenset()))

    def event(
        self, kinds: tuple[str, ...], kind: str, places: Sequence[tuple[int, int]], when: str
    ) -> str | None:
        """Return the known event of a kind (a concept) that is told of at these places, on a day that agrees."""

        def fits(values: Values) -> bool:
            known = values.get(dct.type, frozenset())
            days = values.get(schema.startDate, frozenset())
            agrees = not days or not when or any(agree(when, day) for day in days)
            return (not known or kind in known) and agrees

        for one in kinds:
            if found := self._best(one, places, fits):
                return found
        return None

    def tenure(self, place: tuple[int, int], person: str, body: str, role: str) -> str | None:
        """Return the known tenure told of at a place: of the person, and in no other body and role."""
        wanted = ((org.member, person), (org.organization, body), (org.role, role))

        def fits(values: Values) -> bool:
            return person in values.get(org.member, ()) and all(
                not values.get(p) or value in values[p] for p, value in wanted
            )

        return self._best("tenure", [place], fits)

    def participation(self, event: str, agent: str, role: str, place: tuple[int, int]) -> str | None:
        """Return the known participation of an agent in an event, in a role where one is known."""

        def fits(values: Values) -> bool:
            roles = {*values.get(hn.participationRole, ()), *values.get(org.role, ())}
            return (
                agent in values.get(hn.agent, ())
                and event in values.get(hn.event, ())
                and (not roles or role in roles)
            )

        return self._best("participation", [place], fits) or self._first("participation", fits)

    def membership(self, member: str, body: str) -> str | None:
        """Return the known membership of a body in another."""
        return self._first(
            "membership",
            lambda v: member in v.get(org.member, ()) and body in v.get(org.organization, ()),
        )

    def programme(self, place: tuple[int, int], kind: str, period: str | None) -> str | None:
        """Return the known programme of a kind (a concept) and period that is named at a place."""

        def fits(values: Values) -> bool:
            kinds, periods = values.get(dct.type, ()), values.get(dct.temporal, ())
            return (not kinds or kind in kinds) and (not periods or not period or period in periods)

        return self._best("programme", [place], fits)

    def item(self, kind: str, place: tuple[int, int]) -> str | None:
        """Return the known task or recommendation that stands at a place."""
        return self._best(kind, [place], lambda _: True)

    def speech(self, speaker: str, recommendation: str | None) -> str | None:
        """Return the known speech that a recommendation is part of, or else the one of the speaker, if it is one."""
        parts = self.values(recommendation, schema.isPartOf) if recommendation else frozenset()
        known = sorted(s for s in parts if self.is_known(s))
        if not known:
            known = sorted(
                iri
                for iri, one in self._by_kind["speech"].items()
                if speaker in one.values.get(schema.creator, ())
            )
        return known[0] if len(known) == 1 else None

    # -- by place ----------------------------------------------------------------------------------------------------

    def _best(
        self,
        kind: str,
        places: Sequence[tuple[int, int]],
        fits: Callable[[Values], bool],
        *,
        prefer: Callable[[Values], bool] = lambda _: False,
    ) -> str | None:
        """Return the known record that has most in common with the places, or None where none fits."""
        found: list[tuple[float, bool, str]] = []
        for iri, known in self._by_kind.get(kind, {}).items():
            shared = sum(max((_common(own, other) for other in known.places), default=0.0) for own in places)
            if shared and fits(known.values):
                found.append((-shared, not prefer(known.values), iri))
        return min(found)[2] if found else None

    def _first(self, kind: str, fits: Callable[[Values], bool]) -> str | None:
        return min(
            (i for i, known in self._by_kind.get(kind, {}).items() if fits(known.values)), default=None
        )


def _common(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The share of the longer passage that both have in common, 0 where they are not one place."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    lengths = sorted((one[1] - one[0], other[1] - other[0]))
    if lengths[0] <= 0 or common < lengths[0] * _ENOUGH:
        return 0.0
    return common / lengths[1]


def agree(one: str, other: str) -> bool:
    """Whether two ISO dates of any precision can be one day.

    >>> agree("2024-04", "2024-04-01"), agree("2024-04-02", "2024-04-01")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)
