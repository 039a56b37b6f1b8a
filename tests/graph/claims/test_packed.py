"""What a large file said is packed, and read again as it was: every statement, each once, and nothing else."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from graph.claims.packed import Packing, lines_of, packed_among, triples_of, unpacked
from graph.engine.stored import as_stored
from ontology.terms import xsd

G, P = NamedNode("https://w3id.org/huunghi/graph/origin/ab12"), NamedNode("urn:p")
AWKWARD = [
    Triple(NamedNode("urn:a"), P, Literal('a "quoted"\nline\r\t\\ \u2028 \x85 Huế 😀')),
    Triple(NamedNode("urn:a"), P, Literal("Huế", language="vi")),
    Triple(NamedNode("urn:a"), P, Literal("01", datatype=NamedNode(xsd.integer))),
    Triple(BlankNode("n1"), P, BlankNode("n2")),
    Triple(
        BlankNode("n2"), P, Triple(NamedNode("urn:a"), P, Literal("1.50", datatype=NamedNode(xsd.decimal)))
    ),
    Triple(NamedNode("urn:Huế"), P, Literal("")),
]


def many(count: int) -> list[Triple]:
    return [Triple(NamedNode(f"urn:{n // 3}"), P, Literal(f"value {n}")) for n in range(count)]


def packed(*parts: list[Triple]) -> tuple[Store, int, int]:
    """A store in which statements were packed that came in these parts; how many they are, and the buckets."""
    store, packing = Store(), Packing()
    for part in parts:
        packing.add(as_stored(part))
    return store, *packing.write(store, G)


@pytest.mark.parametrize("count", [0, 1, 600, 40_000])
def test_what_was_packed_is_read_again(count: int) -> None:
    said = as_stored(AWKWARD) + many(count)
    store, statements, buckets = packed(said)
    assert statements == len(said)
    assert len(store) <= buckets
    found = list(unpacked(store, G))
    assert len(found) == len(said)
    assert set(found) == set(said)


def test_statements_are_as_a_store_gives_them_back() -> None:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in AWKWARD)
    assert set(as_stored(AWKWARD)) == {quad.triple for quad in store}


def test_a_statement_that_comes_twice_is_counted_once() -> None:
    _, statements, _ = packed(many(900), many(600), AWKWARD, AWKWARD)
    assert statements == 900 + len(AWKWARD)


@pytest.mark.parametrize("count", [0, 40_000])
def test_statements_are_found_among_those_that_are_packed(count: int) -> None:
    said = as_stored(AWKWARD) + many(count)
    store, _, buckets = packed(said)
    others = [
        Triple(NamedNode("urn:0"), P, Literal("other")),
        Triple(NamedNode("urn:x"), P, NamedNode("urn:y")),
    ]
    assert packed_among(store, G, buckets, [*said, *others]) == set(said)
    assert packed_among(store, NamedNode(G.value + "0"), buckets, said) == set()


def test_what_is_said_of_high_degree_nodes_is_found_without_reading_all_of_it() -> None:
    hubs = [NamedNode("urn:0"), BlankNode("n1"), NamedNode("urn:hub")]
    said = [Triple(hub, P, Literal(f"{n} \n # of many")) for hub in hubs for n in range(5_000)]
    said += as_stored(AWKWARD) + many(9_000)
    store, statements, buckets = packed(said[:4_000], said[3_000:])
    assert statements == len(said) == len(list(unpacked(store, G)))
    assert set(unpacked(store, G)) == set(said)
    others = [Triple(hub, P, Literal("other")) for hub in hubs]
    assert packed_among(store, G, buckets, [*said[::7], *others]) == set(said[::7])
    sizes = [len(lines_of(quad.object.value)) for quad in store if isinstance(quad.object, Literal)]
    assert max(sizes) < 3_000, "so many lines are read for one statement, and not all 5,000 of a hub"


def test_statements_are_found_while_they_come_in() -> None:
    packing = Packing()
    packing.add(many(10))
    packing.add(as_stored(AWKWARD))
    assert packing.holding([*many(12), *as_stored(AWKWARD)]) == {*many(10), *as_stored(AWKWARD)}


def test_a_value_of_the_graph_is_lines_of_n_triples() -> None:
    store, _, _ = packed(AWKWARD)
    (quad,) = store
    assert isinstance(quad.object, Literal)
    assert set(triples_of(lines_of(quad.object.value))) == set(as_stored(AWKWARD))
