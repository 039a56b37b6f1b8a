"""Asking SHACL about suspects alone finds what asking it about everything finds."""

import random

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.materialise import recorded
from graph.claims.suspects import around, suspects
from graph.claims.validation import check_shapes
from graph.store.versions import VersionStore
from ontology.terms import hn, rdf, schema, skos, xsd
from ontology.vocabulary import vocabulary_triples


def both(said: set[Triple]) -> tuple[list[str], list[str]]:
    """The findings over everything, and over suspects alone."""
    store, focus = suspects(said)
    alone = check_shapes(around(store, focus), focus=sorted(focus)) if focus else []
    return sorted(map(str, check_shapes(said))), sorted(map(str, alone))


def accepted(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return set(recorded(opened.store)) - set(vocabulary_triples())


@pytest.mark.parametrize("seed", range(3))
def test_a_graph_broken_at_random_has_the_same_findings(five_reports_root: VersionStore, seed: int) -> None:
    """Statements lost, values of another type, second values, names of another thing's kind."""
    said = accepted(five_reports_root)
    chance = random.Random(seed)
    triples = sorted(said, key=str)
    for triple in chance.sample(triples, len(triples) // 20):
        said.discard(triple)
        if chance.random() < 0.6:
            wrong = chance.choice(
                (
                    Literal("2021-02-30", datatype=NamedNode(xsd.date)),
                    Literal("many"),
                    Literal("-3", datatype=NamedNode(xsd.integer)),
                    Literal("another name", language="en"),
                    Literal("2024", datatype=NamedNode(xsd.gYear)),
                    NamedNode("https://w3id.org/huunghi/id/place/nowhere"),
                    chance.choice(triples).object,
                )
            )
            said.add(Triple(triple.subject, triple.predicate, wrong))
    everything, alone = both(said)
    assert everything
    assert alone == everything


def test_a_graph_that_conforms_has_no_findings(five_reports_root: VersionStore) -> None:
    """And hardly a suspect: only things of shapes that no query can answer for."""
    said = accepted(five_reports_root)
    assert both(said) == ([], [])
    assert len(suspects(said)[1]) < len(said) / 20


def test_two_names_in_one_language_are_found() -> None:
    """A constraint over two values of one thing."""
    person = NamedNode("https://w3id.org/huunghi/id/person/x")
    said = {
        Triple(person, NamedNode(rdf.type), NamedNode("http://xmlns.com/foaf/0.1/Person")),
        Triple(person, NamedNode(skos.prefLabel), Literal("A", language="en")),
        Triple(person, NamedNode(skos.prefLabel), Literal("B", language="en")),
        Triple(person, NamedNode(hn.post), NamedNode(schema.Event)),
    }
    everything, alone = both(said)
    assert alone == everything
    assert any("skos:prefLabel" in one for one in alone)
