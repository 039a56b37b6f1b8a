"""Whatever changes, the neighbourhood that is derived comes to what deriving everything comes to."""

import random
from collections.abc import Callable
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import premises, stated, two_states
from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, REJECTED, Claim, Passage, date_literal
from graph.claims.incremental import TooFar, revise, states_of
from graph.claims.kept_standing import keep
from graph.claims.materialise import ASSERTED, DEFAULT, ENTAILED, in_graph, materialise, recorded
from graph.claims.replaced import put_replaced
from graph.claims.standing import (
    DECIDED_AT,
    DECIDES,
    DECISIONS,
    INTO,
    MERGES,
    PART_OF,
    UNDOES,
    VERDICT,
    keep_standing,
)
from graph.claims.validation import validate_accepted, validate_changed
from graph.store import past
from graph.store.difference import RecordedStore
from ontology.iris import concept, mint
from ontology.prefixes import expand
from ontology.terms import hn, skos
from tests.scale import SCALE

SEQUENCES = max(3, round(30 * SCALE))
"""How many sequences of changes are tried, each of a small graph in which all sorts of things are said at random:
thirty with TEST_SCALE=1, hundreds with more."""
DISAGREED = (281, 2009, 2012)
"""Sequences that once came to something else: a claim that names a source by another one's graph, and two things
of which each was merged into the other."""

THINGS = {
    kind: [NamedNode(mint(kind, f"{kind}-{number}")) for number in range(count)]
    for kind, count in {
        "person": 3, "organisation": 3, "post": 2, "tenure": 3, "membership": 2, "event": 3, "congress": 2,
        "participation": 3, "document": 4, "citation": 4, "programme": 2, "speech": 2, "place": 3, "change": 2,
        "period": 2, "source": 4, "task": 2,
    }.items()
}  # fmt: skip
LINKS = [
    tuple(line.split())
    for line in """
        tenure org:member person | tenure org:organization organisation | tenure hn:post post
        membership org:member organisation | membership org:organization organisation
        participation hn:event event | participation hn:agent person | participation hn:agent organisation
        citation hn:citing event | citation hn:citing document | citation hn:citing programme
        citation hn:cited document | document schema:legislationPassedBy organisation
        document hn:replaces document | document hn:amends document | programme hn:signatory organisation
        programme hn:signedAt event | programme dct:temporal period | speech schema:creator person
        speech hn:givenAt event | task schema:isPartOf programme | change hn:originalPlace place
        change hn:resultingPlace place | change org:originalOrganization organisation
        change org:resultingOrganization organisation | change org:resultingOrganization period
        tenure prov:wasGeneratedBy event | event schema:location place | organisation hn:territory place
        event schema:citation document | person org:memberOf organisation | event schema:attendee organisation
        source prov:wasQuotedFrom source | source schema:translationOfWork source
        source schema:exampleOfWork programme""".replace("\n", "|").split("|")
    if line.strip()
]
DAYS = [date_literal(day) for day in ("2024", "2024-04", "2024-04-02", "2025")]


class Sayings:
    """Claims and decisions at random, in a store."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.held, self.decisions = chance, dict[str, Claim](), 0

    def thing(self, *kinds: str) -> NamedNode:
        return self.chance.choice(THINGS[self.chance.choice(kinds)])

    def triple(self) -> Triple:
        chance = self.chance
        name = Literal(chance.choice("ABC"), language=chance.choice(["en", "vi"]))
        same = chance.choice(["person", "organisation", "event", "place"])
        subject, predicate, value = chance.choice(LINKS)
        made: list[tuple[float, Callable[[], tuple[NamedNode, str, NamedNode | Literal]]]] = [
            (55, lambda: (self.thing(subject), predicate, self.thing(value))),
            (15, lambda: (self.thing(*THINGS), chance.choice(["skos:prefLabel", "skos:altLabel"]), name)),
            (12, lambda: (self.thing("event", "period", "tenure", "change"),
                          chance.choice(["schema:startDate", "schema:endDate"]), chance.choice(DAYS))),
            (4, lambda: (self.thing("participation"), "hn:participationRole",
                         NamedNode(concept("role", chance.choice(["speaker", "organiser", "elected"]))))),
            (4, lambda: (self.thing("organisation"), "org:classification",
                         NamedNode(concept("body", chance.choice(["state-body", "national-assembly", "cluster"]))))),
            (3, lambda: (self.thing("citation"), "hn:wording", name)),
            (2, lambda: (self.thing("document"), "rdf:type", NamedNode(expand("hn:Directive")))),
            (3, lambda: (self.thing(same), "owl:sameAs", self.thing(same))),
            (2, lambda: (self.thing("source"), "dct:title", name)),
        ]  # fmt: skip
        (make,) = chance.choices([one for _, one in made], [weight for weight, _ in made])
        one, property_, other = make()
        return Triple(one, NamedNode(expand(property_)), other)

    def claim(self) -> Claim:
        chance, source = self.chance, self.thing("source").value
        (status,) = chance.choices([EXPLICIT, INFERRED, PROPOSED, REJECTED], [6, 2, 2, 0.5])
        start = chance.randrange(3)
        passage = Passage(source, start, start + 5, exact="words") if chance.random() < 0.5 else None
        triple = self.triple()
        if passage and chance.random() < 0.15:
            triple = Triple(self.thing("citation"), NamedNode(expand("oa:hasTarget")), NamedNode(passage.iri))
        premises = (chance.choice(sorted(self.held)),) if self.held and chance.random() < 0.2 else ()
        return Claim(
            triple, source, status=status, passage=passage, run=mint("run", "made"), premises=premises
        )

    def change(self, store: Store) -> None:
        """Put a claim in, take one out, or decide on one or on two things."""
        chance = self.chance
        if not self.held or chance.random() < 0.5:
            claim = self.claim()
            self.held[claim.iri] = claim
            take_out(store, claim)
            store.extend(claim.quads())
        elif chance.random() < 0.6:
            take_out(store, self.held.pop(chance.choice(sorted(self.held))))
        else:
            self.decide(store, self.held[chance.choice(sorted(self.held))])

    def decide(self, store: Store, claim: Claim) -> None:
        """Decide on a claim, merge two things, or undo a decision or an act of two."""
        chance = self.chance
        self.decisions += 1
        node = NamedNode(mint("decision", str(self.decisions)))
        said: list[tuple[NamedNode, NamedNode | Literal]] = [
            (DECIDED_AT, Literal(f"2026-01-{self.decisions:02}T00:00:00Z")),
            (PART_OF, NamedNode(mint("decision", f"act-{self.decisions // 2}"))),
        ]
        (sort,) = chance.choices(["claim", "things", "undo", "replaced"], [6, 2, 3, 1])
        if sort == "claim":
            verdict = NamedNode(chance.choice([EXPLICIT, REJECTED]))
            said += [(DECIDES, NamedNode(claim.iri)), (VERDICT, verdict)]
        elif sort == "things":
            one, other = chance.sample(THINGS[chance.choice(["person", "organisation", "event"])], 2)
            said += [(MERGES, one), (INTO, other)]
        elif sort == "undo" and self.decisions > 1:
            number = chance.randrange(1, self.decisions)
            said.append(
                (UNDOES, NamedNode(mint("decision", chance.choice([f"{number}", f"act-{number // 2}"]))))
            )
        else:
            other = NamedNode(self.held[chance.choice(sorted(self.held))].iri)
            put_replaced(store, NamedNode(claim.iri), other)
        store.extend(Quad(node, predicate, value, DECISIONS) for predicate, value in said)

    def put_in(self, store: Store) -> None:
        """Put a statement in directly."""
        quad = in_graph(self.triple(), DEFAULT)
        store.add(Quad(quad.subject, quad.predicate, quad.object, ASSERTED) if quad in store else quad)


def take_out(store: Store, claim: Claim) -> None:
    for quad in list(store.quads_for_pattern(NamedNode(claim.iri), None, None, claim.graph)):
        store.remove(quad)


def written(store: Store) -> dict[str, set[str]]:
    return {
        str(graph): {str(q.triple) for q in store.quads_for_pattern(None, None, None, graph)}
        for graph in (DEFAULT, ENTAILED, ASSERTED)
    }


def begun(seed: int) -> tuple[Store, Sayings]:
    """A store with a layer that is derived whole."""
    said, store = Sayings(random.Random(seed)), Store()
    for _ in range(said.chance.randrange(1, 60)):
        claim = said.claim()
        said.held[claim.iri] = claim
    store.extend(quad for claim in said.held.values() for quad in claim.quads())
    keep_standing(store)
    materialise(store, before=frozenset())
    return store, said


@pytest.mark.parametrize("few", [0, 1_000], ids=["as if everything were a hub", "as it is"])
@pytest.mark.parametrize("seed", [*range(SEQUENCES), *DISAGREED])
def test_what_changed_claims_and_decisions_amount_to_is_what_is_derived(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims come and go, are decided on, things are merged, statements put in directly beside them."""
    monkeypatch.setattr(stated, "FEW", few)
    monkeypatch.setattr(two_states, "FEW", few)
    store, said = begun(seed)
    for step in range(6):
        for _ in range(said.chance.choice([0, 0, 3])):
            said.put_in(store)
        before, noted = recorded(store), RecordedStore(store, followed=True)
        for _ in range(said.chance.randrange(1, 5)):
            said.change(cast(Store, noted))
        assert noted.part is not None
        keep(cast(Store, noted), noted.part)
        kept = set(store.quads_for_pattern(None, None, None, DECISIONS))
        keep_standing(cast(Store, noted))
        assert kept == set(store.quads_for_pattern(None, None, None, DECISIONS)), step
        whole = Store()
        whole.extend(store)
        after = materialise(whole, before=before).all
        states = states_of(past.before(store, noted.part), store, noted.part)
        try:
            revised = revise(states)
        except TooFar:  # nothing is stated any more, or was
            assert not (before and after)
            materialise(store, before=before)
            continue
        assert written(store) == written(whole), step
        assert (revised.gained, revised.lost) == (after - before, before - after), step
        if step == 0 and few:
            now, was = set(validate_accepted(after)), set(validate_accepted(before))
            assert set(validate_changed(states, revised.gained, revised.lost)) == now - was


def test_a_hub_is_no_neighbourhood(monkeypatch: pytest.MonkeyPatch) -> None:
    """What everything speaks of is looked at for what changes, and not for all that points to it."""
    monkeypatch.setattr(premises, "LARGEST", 30)
    hub, source = THINGS["event"][0], THINGS["source"][0].value

    def takes_part(number: int) -> list[Claim]:
        node = NamedNode(mint("participation", f"p{number}"))
        agent = NamedNode(mint("person", f"p{number}"))
        said = (
            (hn.event, hub),
            (hn.agent, agent),
            (hn.participationRole, NamedNode(concept("role", "speaker"))),
        )
        return [
            Claim(Triple(node, NamedNode(p), value), source, run=mint("run", "made")) for p, value in said
        ]

    named = Claim(Triple(hub, NamedNode(skos.altLabel), Literal("The event", language="en")), source)
    store = Store()
    store.extend(quad for number in range(200) for claim in takes_part(number) for quad in claim.quads())
    materialise(store, before=frozenset())
    for claims, put in ((takes_part(200), True), ([named], True), (takes_part(7), False)):
        noted = RecordedStore(store, followed=True)
        for claim in claims:
            if put:
                noted.extend(claim.quads())
            else:
                take_out(cast(Store, noted), claim)
        assert noted.part is not None
        revise(states_of(past.before(store, noted.part), store, noted.part))
        found = written(store)
        materialise(store, before=recorded(store))
        assert written(store) == found
    renamed = Claim(Triple(hub, NamedNode(skos.prefLabel), Literal("The event", language="en")), source)
    noted = RecordedStore(store, followed=True)
    noted.extend(renamed.quads())
    assert noted.part is not None
    with pytest.raises(TooFar):  # each participation is named after it
        revise(states_of(past.before(store, noted.part), store, noted.part))
