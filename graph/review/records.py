"""Correct a whole record at once: what it says now, row by row, and the act that makes it say something else.

A row is one value of one property, with every claim that says it. All claims of a row are replaced together, each keeps
its passage; what was proposed and is left as it was is accepted with the rest, so that the record is whole and is
checked once. What a tenure says of body and role and what its post says go together (`graph.review.posts`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import ACCEPTED, PROPOSED, REJECTED, Claim
from graph.errors import InputError, NotFound
from graph.review.acts import CORRECTION
from graph.review.chosen_place import ChosenPlace
from graph.review.decisions import tolerated
from graph.review.drafting import Draft, Reviewer, standing_status
from graph.review.evidence import Facts, Value, place_of
from graph.review.making import NewThing, make
from graph.review.needs import needs_of
from graph.review.outcome import Decided, Plan, publish
from graph.review.posts import agreed
from graph.store.versions import VersionStore
from ontology.iris import name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.record_fields import NAMED_BY_RULE, NOT_WRITTEN, Field, field_for, fields_of
from ontology.terms import rdf, skos

Wanted = Value | NewThing


@dataclass(frozen=True)
class Row:
    """One value of a record, and the claims that say it; no value and no claims: a field that is empty so far."""

    field: Field
    value: Value | None = None
    claims: tuple[Claim, ...] = ()
    accepted: bool = False

    @property
    def key(self) -> str:
        """What names the row in a form: the same as long as it says the same."""
        text = f"{self.field.iri} {self.value if self.value is not None else ''}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Changes:
    """What a record shall say instead: by row (its key) another value, or None for none; values for empty fields by
    property; `beside` is the claim (IRI) whose place they are taken from, `place` one that was chosen in a text
    instead.
    """

    rows: Mapping[str, Wanted | None] = field(default_factory=dict)
    added: tuple[tuple[str, Wanted], ...] = ()
    beside: str = ""
    place: ChosenPlace | None = None


def rows_of(facts: Facts, thing: NamedNode, source: str = "") -> tuple[Row, ...]:
    """Return the rows of a record, with a row for each field that has no value or may have another.

    With a source (slug) only its claims are rows. Raises NotFound where nothing is said of the thing.
    """
    name = name_of(thing.value)
    if name is None or name.kind in PROVENANCE_KINDS:
        raise NotFound(
            "Nothing is said of %(name)s.",
            hint="Check how it is written.",
            values={"name": name or thing.value[:200]},
        )
    said: dict[tuple[str, Value], list[Claim]] = {}
    for claim in sorted(facts.claims_about(thing), key=place_of):
        value, iri = claim.triple.object, claim.triple.predicate.value
        if iri in NOT_WRITTEN or not isinstance(value, NamedNode | Literal):
            continue
        slug = name_of(claim.source)
        if source and (slug is None or slug.slug != source):
            continue
        if facts.standing(claim) in (*ACCEPTED, PROPOSED):
            canonical = facts.merged.get(value, value) if isinstance(value, NamedNode) else value
            said.setdefault((iri, canonical), []).append(claim)
    if not said:
        raise NotFound("Nothing is said of %(name)s.", hint="Check how it is written.", values={"name": name})
    fields = {one.iri: one for one in fields_of(name.kind)}
    if name.kind not in NAMED_BY_RULE:
        names = Field(skos.altLabel, datatypes=(rdf.langString,), many=True)
        fields.setdefault(skos.altLabel, names)
    for iri, value in said:
        fields.setdefault(iri, field_for(name.kind, iri, value))
    rows: list[Row] = []
    for iri, one in fields.items():
        own = [
            Row(one, value, tuple(there), any(facts.standing(c) in ACCEPTED for c in there))
            for (predicate, value), there in said.items()
            if predicate == iri
        ]
        rows += own
        if not own or one.many:
            rows.append(Row(one))
    return tuple(rows)


def correct_record(
    versions: VersionStore,
    thing: str,
    changes: Changes,
    *,
    by: Reviewer,
    why: str = "",
    source: str = "",
    disagree: bool = False,
) -> Decided:
    """Let a record say what `changes` want, as one act.

    Raises InputError where nothing changes, Contradiction where the graph would contradict itself (with `disagree`
    sources may), Unfinished where the record would lack something.
    """
    plan = correction(thing, changes, source=source)
    note = f"correct {name_of(thing) or thing}"
    allowed = tolerated(disagree)
    return publish(versions, plan, by=by, kind=CORRECTION, note=note, why=why, tolerated=allowed)


def correction(thing: str, changes: Changes, *, source: str = "") -> Plan:
    """Return the plan of an act that corrects a record."""

    def plan(draft: Draft) -> None:
        facts = Facts(draft.store)
        node = NamedNode(thing)
        node = facts.merged.get(node, node)
        rows = rows_of(facts, node, source)
        _Correction(draft, facts, node, rows, changes).carry_out()
        if not draft.made:
            raise InputError(
                "The form says what the record says.", hint="Change a field, or leave the record as it is."
            )

    return plan


class _Correction:
    """One correction of one record, while it is written."""

    def __init__(
        self, draft: Draft, facts: Facts, thing: NamedNode, rows: tuple[Row, ...], changes: Changes
    ) -> None:
        self._draft = draft
        self._facts = facts
        self._thing = thing
        self._rows = [row for row in rows if row.value is not None]
        self._changes = changes
        self._beside = changes.place.claim if changes.place is not None else self._place()

    def carry_out(self) -> None:
        """Replace, reject, accept and add, so that the record says what is wanted."""
        for predicate, values in self._wanted().items():
            rows = [row for row in self._rows if row.field.iri == predicate]
            kept = [row for row in rows if row.value in values]
            fresh = [value for value in values if value not in {row.value for row in rows}]
            gone = [row for row in rows if row not in kept]
            for row in kept:
                self._accept(row)
            for row in gone:
                # A row that was rewritten gives way to its own new value, any other to none.
                value = self._rewritten(row, fresh, rows, gone)
                self._replace(row, value)
                if value is not None and value in fresh:
                    fresh.remove(value)
            for value in fresh:
                self._add(NamedNode(predicate), value)

    def _wanted(self) -> dict[str, list[Value]]:
        """What the record shall say, by property, with whatever agrees with it; new things are made."""
        wanted: dict[str, list[Wanted]] = {}
        touched: set[str] = set()
        for row in self._rows:
            values = wanted.setdefault(row.field.iri, [])
            if row.key not in self._changes.rows:
                values.append(row.value)  # type: ignore[arg-type]
                continue
            touched.add(row.field.iri)
            value = self._changes.rows[row.key]
            if value is not None and value not in values:
                values.append(value)
        for iri, value in self._changes.added:
            touched.add(iri)
            values = wanted.setdefault(iri, [])
            if value not in values:
                values.append(value)
        name = name_of(self._thing.value)
        full = agreed(self._facts, name.kind if name else "", wanted, touched)
        made: dict[Wanted, Value] = {}
        for values in full.values():
            for value in values:
                if isinstance(value, NewThing) and value not in made:
                    made[value] = make(self._draft, self._facts, value, self._beside)
        return {
            iri: [made[v] if isinstance(v, NewThing) else v for v in values] for iri, values in full.items()
        }

    def _rewritten(self, row: Row, fresh: list[Value], rows: list[Row], gone: list[Row]) -> Value | None:
        value = self._changes.rows.get(row.key)
        if isinstance(value, NamedNode | Literal) and value in fresh:
            return value
        if len(rows) == len(gone) == len(fresh) == 1:
            return fresh[0]  # one value for another: what was made new, or what had to agree
        return None

    def _place(self) -> Claim:
        """The claim from whose place what is new is taken: the one asked for, else the first of the record."""
        every = [claim for row in self._rows for claim in row.claims]
        asked = (claim for claim in every if claim.iri == self._changes.beside)
        things = (c for c in every if isinstance(c.triple.object, NamedNode) and c.passage is not None)
        return next(asked, None) or next(things, None) or every[0]

    def _accept(self, row: Row) -> None:
        for claim in row.claims:
            if self._facts.standing(claim) == PROPOSED:
                self._draft.decide(claim, standing_status(claim))
        self._bring_along(row.value)

    def _replace(self, row: Row, value: Value | None) -> None:
        for claim in row.claims:
            if value is None:
                self._draft.decide(claim, REJECTED)
            else:
                self._draft.correct(claim, Triple(claim.triple.subject, claim.triple.predicate, value))
        self._bring_along(value)

    def _add(self, predicate: NamedNode, value: Value) -> None:
        self._draft.add(self._beside, Triple(self._thing, predicate, value))
        self._bring_along(value)

    def _bring_along(self, value: Value | None) -> None:
        """Accept what a thing that is named needs to be named."""
        if isinstance(value, NamedNode):
            for claim in needs_of(self._facts, value):
                self._draft.decide(claim, standing_status(claim))


def passages_of(rows: Iterable[Row]) -> tuple[Claim, ...]:
    """Return a claim for each place that the record rests on, in order: what new values can be taken from."""
    found: dict[tuple[str, int, int, str], Claim] = {}
    for row in rows:
        for claim in row.claims:
            place = (claim.passage and claim.passage.span) or (-1, -1)
            told = claim.passage.iri if claim.passage else ""
            found.setdefault((claim.source, *place, told), claim)
    return tuple(found[key] for key in sorted(found))
