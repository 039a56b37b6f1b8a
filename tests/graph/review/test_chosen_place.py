"""A claim from words that a reviewer chose stands beside no other: it comes and goes with its source."""

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.claim import Claim, read_one, write
from graph.review.acts import CORRECTION
from graph.review.chosen_place import ChosenPlace, says_nothing
from graph.review.corrections import find_claim, put_corrections
from graph.review.drafting import Draft, Reviewer
from ontology.iris import mint
from ontology.terms import schema, skos

SOURCE = mint("source", "a-report")
PERSON = NamedNode(mint("person", "lan"))
NAMED = Triple(PERSON, NamedNode(skos.prefLabel), Literal("Lan", language="vi"))
OWN = Claim(Triple(NamedNode(SOURCE), NamedNode(schema.inLanguage), Literal("vi")), SOURCE)


def chosen(words: str) -> ChosenPlace:
    return ChosenPlace(SOURCE, 10, 10 + len(words), words, "vi")


@pytest.fixture
def store() -> Store:
    made = Store()
    write(made, [OWN])
    return made


@pytest.mark.parametrize("words", ["Lan", "Lan " * 90 + "Lan"], ids=["short", "long"])
def test_it_comes_back_with_its_source_as_it_was(store: Store, words: str) -> None:
    """Short words are kept as they are, long ones by their hash."""
    draft = Draft(store, Reviewer("An"), CORRECTION)
    made = draft.add(chosen(words).claim, NAMED)
    put_corrections(store)
    before = read_one(store, NamedNode(made.iri), source=SOURCE)
    assert before == made
    assert before.passage is not None
    assert before.passage.span == (10, 10 + len(words))
    assert (before.printed == words) == (len(words) < 200)
    assert (before.passage.sha256 is None) == (len(words) < 200)
    store.remove_graph(made.graph)
    put_corrections(store)
    assert find_claim(store, made.iri) is None, "its source is gone"
    write(store, [OWN])
    put_corrections(store)
    assert read_one(store, NamedNode(made.iri), source=SOURCE) == made


def test_undoing_takes_its_passage_away(store: Store) -> None:
    draft = Draft(store, Reviewer("An"), CORRECTION)
    made = draft.add(chosen("Lan").claim, NAMED)
    put_corrections(store)
    assert made.passage is not None
    passage = NamedNode(made.passage.iri)
    assert list(store.quads_for_pattern(passage, None, None, made.graph))
    Draft(store, Reviewer("An"), CORRECTION).undo([draft.act])
    put_corrections(store)
    assert find_claim(store, made.iri) is None
    assert not list(store.quads_for_pattern(passage, None, None, made.graph))


def test_a_place_says_nothing_until_a_claim_is_made_of_it() -> None:
    place = chosen("Lan")
    assert says_nothing(place.claim)
    assert not says_nothing(OWN)
