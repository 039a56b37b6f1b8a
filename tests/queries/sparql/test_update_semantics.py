"""An update does what the engine's own does: to every graph, with every error, whatever it is made of."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Quad, RdfFormat, Store, Triple

from graph.store.difference import RecordedStore
from queries.sparql.update import run_update
from tests.scale import share

TERMS = ("<urn:a>", "<urn:b>", "<urn:p>", "<urn:q>")
LITERALS = (
    "1",
    "01",
    '"x"',
    '"x"@en',
    "true",
    '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    "_:n",
    "[]",
)
VARIABLES = ("?s", "?p", "?o", "?g", "?unbound", "$o")
GRAPHS = ("<urn:g>", "<urn:h>", "<urn:none>")


def quad_blocks(
    subjects: tuple[str, ...], predicates: tuple[str, ...], objects: tuple[str, ...], graphs: tuple[str, ...]
) -> st.SearchStrategy[str]:
    """Blocks of data or of a template, with GRAPH blocks in them."""
    triple = st.tuples(*map(st.sampled_from, (subjects, predicates, objects))).map(" ".join)
    nested = st.sampled_from(subjects).map(lambda s: f"{s} <urn:p> <<( {s} <urn:q> {objects[0]} )>>")
    lists = st.sampled_from(subjects).map(
        lambda s: f"{s} <urn:p> {objects[0]} , {objects[-1]} ; a {objects[0]}"
    )
    some = st.lists(triple | nested | lists, min_size=1, max_size=2).map(" . ".join)
    graph = st.tuples(st.sampled_from(graphs), some).map(lambda one: f"GRAPH {one[0]} {{ {one[1]} }}")
    return st.lists(some | graph, min_size=1, max_size=2).map(
        lambda parts: "{ " + " . ".join(parts).replace("} .", "}") + " }"
    )


DATA = quad_blocks(TERMS, TERMS[2:], (*TERMS, *LITERALS), GRAPHS[:2])
GROUND = quad_blocks(TERMS, TERMS[2:], (*TERMS, *LITERALS[:-2]), GRAPHS[:2])
INSERTED = quad_blocks(
    (*TERMS, "?s", "?o", "_:n", "[]"),
    ("<urn:p>", "?p", "?o"),
    ("?o", *LITERALS, *VARIABLES),
    (*GRAPHS, "?g", "?o"),
)
DELETED = quad_blocks(
    (*TERMS, "?s", "?o"), ("<urn:p>", "?p", "?o"), ("?o", *LITERALS[:-2], *VARIABLES), (*GRAPHS, "?g", "?o")
)
PATTERNS = st.sampled_from(
    (
        "{ ?s ?p ?o }",
        "{ GRAPH ?g { ?s ?p ?o } }",
        "{ ?s ?p ?o . OPTIONAL { ?s <urn:q> ?g } FILTER(isIRI(?s)) }",
        "{ VALUES ?g { <urn:g> <urn:new> UNDEF } ?s ?p ?o }",
        "{ { SELECT ?s (COUNT(*) AS ?o) { ?s ?p ?any } GROUP BY ?s } BIND(<urn:q> AS ?p) BIND(<urn:h> AS ?g) }",
        '{ ?s ?p ?x BIND(STRDT("007", <http://www.w3.org/2001/XMLSchema#integer>) AS ?o) BIND(IRI("urn:g") AS ?g) }',
        "{ ?s ?p ?o FILTER NOT EXISTS { GRAPH <urn:h> { ?s ?p ?o } } }",
        "{}",
        "{ ?s <urn:p> <<( ?a <urn:q> ?o )>> } # a comment }\n",
    )
)  # fmt: skip
DATASETS = st.sampled_from(
    ("", "USING <urn:g>", "USING NAMED <urn:g>", "USING <urn:g> USING <urn:h> USING NAMED <urn:h>")
)
HOMES = st.sampled_from(("", "WITH <urn:g>", "WITH <urn:none>"))
NAMED_OR_DEFAULT = st.sampled_from(("DEFAULT", *GRAPHS, "GRAPH <urn:g>"))
WHOLE = ("DEFAULT", "NAMED", "ALL", "GRAPH <urn:g>", "GRAPH <urn:none>")
SILENT = st.sampled_from(("", "SILENT"))
OPERATIONS = st.one_of(
    DATA.map("INSERT DATA {}".format),
    GROUND.map("DELETE DATA {}".format),
    DELETED.filter(lambda block: "?unbound" not in block).map("DELETE WHERE {}".format),
    st.tuples(HOMES, st.just("INSERT"), INSERTED, DATASETS, st.just("WHERE"), PATTERNS).map(" ".join),
    st.tuples(HOMES, st.just("DELETE"), DELETED, DATASETS, st.just("WHERE"), PATTERNS).map(" ".join),
    st.tuples(
        HOMES, st.just("DELETE"), DELETED, st.just("INSERT"), INSERTED, DATASETS, st.just("WHERE"), PATTERNS
    ).map(" ".join),
    st.tuples(
        st.sampled_from(("ADD", "MOVE", "COPY")), SILENT, NAMED_OR_DEFAULT, st.just("TO"), NAMED_OR_DEFAULT
    ).map(" ".join),
    st.tuples(st.sampled_from(("CLEAR", "DROP")), SILENT, st.sampled_from(WHOLE)).map(" ".join),
    st.tuples(st.just("CREATE"), SILENT, st.sampled_from(("GRAPH <urn:g>", "GRAPH <urn:none>"))).map(" ".join),
)  # fmt: skip


def alike(quads: Iterable[Quad]) -> Counter[object]:
    """Quads with what is around a blank node in place of its name.

    The engine's own canonicalisation names nodes that stand alike in several ways.
    """
    held, colours = list(quads), dict[object, object]()

    def coloured(term: object) -> object:
        if isinstance(term, Quad | Triple):
            return tuple(map(coloured, term))
        return colours.get(term, "") if isinstance(term, BlankNode) else term

    for _ in range(6):
        around: dict[object, Counter[object]] = defaultdict(Counter)
        for quad in held:
            for node in nodes(quad):
                around[node][tuple(("self" if one == node else coloured(one)) for one in quad)] += 1
        colours.update({node: hash(frozenset(found.items())) for node, found in around.items()})
    return Counter(map(coloured, held))


def nodes(term: object) -> set[BlankNode]:
    """The blank nodes in a term, or in a statement."""
    if isinstance(term, Quad | Triple):
        return {node for one in term for node in nodes(one)}
    return {term} if isinstance(term, BlankNode) else set()


def outcome(store: Store, run: object, text: str) -> str:
    try:
        run(store, text)  # type: ignore[operator]
    except (SyntaxError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}".replace(
            "The SPARQL dataset returned", "The storage returned"
        )
    return ""


def copied(store: Store) -> Store:
    made = Store()
    made.extend(store)
    for graph in store.named_graphs():
        made.add_graph(graph)
    return made


@given(data=DATA, operations=st.lists(OPERATIONS, min_size=1, max_size=3))
@example("{ <urn:a> <urn:p> 1 }", ["MOVE DEFAULT TO <urn:g>", "INSERT { ?s ?p _:n } WHERE { ?s ?p ?o }"])
@settings(max_examples=share(2_000))
def test_made_up_updates_do_what_the_engine_does(data: str, operations: list[str]) -> None:
    begun = Store()
    begun.update(f"INSERT DATA {data}")
    begun.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 , <urn:b> ; <urn:q> <urn:h> } }")
    theirs, ours = copied(begun), RecordedStore(copied(begun), followed=True)
    text = " ;\n".join(operations)
    said = outcome(theirs, Store.update, text)
    assert outcome(ours, run_update, text) == said
    if said:
        return  # the store is thrown away
    assert set(map(str, ours.named_graphs())) == set(map(str, theirs.named_graphs()))
    assert alike(ours) == alike(theirs)
    difference = ours.difference
    assert difference is not None
    assert difference.gained == set(ours) - set(begun)
    assert difference.lost == set(begun) - set(ours)


@pytest.mark.parametrize("count", [3, 30_000])
def test_what_waits_in_a_file_is_what_waits_in_memory(count: int) -> None:
    """Each value is moved on by one; those that others moved to stay."""
    store = Store()
    store.bulk_load("".join(f"<urn:s> <urn:p> {n} .\n" for n in range(count)), RdfFormat.TURTLE)
    run_update(
        store,
        "DELETE { ?s ?p ?o } INSERT { ?s ?p ?next . ?s <urn:q> _:n } WHERE { ?s ?p ?o BIND(?o + 1 AS ?next) }",
    )
    held = [quad for quad in store if quad.predicate.value == "urn:p"]
    assert {int(quad.object.value) for quad in held} == set(range(1, count + 1))
    assert len({quad.object for quad in store if quad.predicate.value == "urn:q"}) == count


def test_a_pattern_does_not_see_what_its_own_operation_writes() -> None:
    store = Store()
    store.update("INSERT DATA { <urn:a> <urn:next> <urn:b> . <urn:b> <urn:next> <urn:c> }")
    run_update(store, "INSERT { ?x <urn:next> ?z } WHERE { ?x <urn:next> ?y . ?y <urn:next> ?z }")
    assert len(store) == 3


def test_the_base_and_the_functions_of_a_request_hold_for_patterns_and_templates() -> None:
    store = Store()
    run_update(
        store,
        "INSERT DATA { <a> <p> <b> } ; INSERT { ?s <p> <c> } WHERE { ?s <p> <b> }",
        base_iri="http://example.org/",
    )
    assert {quad.object.value for quad in store} == {"http://example.org/b", "http://example.org/c"}


def test_a_syntax_error_leaves_everything_as_it_was_and_names_its_place() -> None:
    store = Store()
    with pytest.raises(SyntaxError, match="2:"):
        run_update(store, "INSERT DATA { <urn:a> <urn:p> 1 } ;\nINSERT { ?s } WHERE { ?s ?p ?o }")
    assert len(store) == 0
