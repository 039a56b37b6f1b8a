"""No update writes to a graph that the service makes itself, however it names it; all other graphs are its user's."""

import contextlib

import pytest
from pyoxigraph import NamedNode, Store

from graph.claims.managed import is_managed
from graph.errors import ManagedGraph, QueryError
from ontology.iris import (
    ASSERTED_GRAPH,
    DECISIONS_GRAPH,
    ENTAILED_GRAPH,
    GRAPH,
    ONTOLOGY_GRAPH,
    ORIGINS_GRAPH,
    source_graph,
)
from queries.sparql.update import run_update

DECISIONS = f"<{DECISIONS_GRAPH}>"
MANAGED = (
    DECISIONS_GRAPH,
    ENTAILED_GRAPH,
    ASSERTED_GRAPH,
    ORIGINS_GRAPH,
    ONTOLOGY_GRAPH,
    source_graph("report"),
    f"{GRAPH}origin/ab12",
    f"{GRAPH}replaced",
)


@pytest.fixture
def store() -> Store:
    """A store of a decision, and of a graph and a statement of somebody's own."""
    store = Store()
    store.update(
        f"INSERT DATA {{ GRAPH {DECISIONS} {{ <urn:d> <urn:p> 1 }} GRAPH <urn:mine> {{ <urn:m> <urn:p> 2 }} "
        "<urn:a> <urn:p> 3 . <urn:where> <urn:names> <https://w3id.org/huunghi/graph/decisions> }"
    )
    return store


@pytest.mark.parametrize("graph", MANAGED)
@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA {{ GRAPH <{}> {{ <urn:x> <urn:p> 1 }} }}",
        "DELETE DATA {{ GRAPH <{}> {{ <urn:x> <urn:p> 1 }} }}",
        "CLEAR GRAPH <{}>",
        "CLEAR SILENT GRAPH <{}>",
        "DROP GRAPH <{}>",
        "CREATE GRAPH <{}>",
        "COPY <urn:mine> TO <{}>",
        "ADD DEFAULT TO GRAPH <{}>",
        "MOVE <{}> TO <urn:mine>",
        "LOAD <http://example.org/a> INTO GRAPH <{}>",
        "WITH <{}> INSERT {{ ?s ?p 9 }} WHERE {{ ?s ?p ?o }}",
        "DELETE WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}",
    ],
)
def test_every_way_to_write_to_every_managed_graph_is_refused(store: Store, graph: str, text: str) -> None:
    with pytest.raises(ManagedGraph) as caught:
        run_update(store, text.format(graph))
    assert graph in caught.value.message
    assert caught.value.hint
    assert caught.value.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH ?g { <urn:x> <urn:p> 1 } } WHERE { <urn:where> <urn:names> ?g }",
        "INSERT { GRAPH ?g { ?s ?p 1 } } USING NAMED <urn:mine> USING NAMED "
        + DECISIONS
        + " WHERE { GRAPH ?g { ?s ?p ?o } }",
        "WITH <urn:mine> INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { ?s ?p ?o . GRAPH ?g { ?a ?b ?c } }",
        f'INSERT {{ GRAPH ?g {{ <urn:x> <urn:p> 1 }} }} WHERE {{ BIND(IRI("{DECISIONS_GRAPH}") AS ?g) }}',
        "INSERT DATA { <urn:w2> <urn:names> " + DECISIONS + " } ; "
        "INSERT { GRAPH ?g { <urn:x> <urn:p> 1 } } WHERE { <urn:w2> <urn:names> ?g }",
        "DROP ALL",
        "CLEAR SILENT NAMED",
        "PREFIX g: <https://w3id.org/huunghi/graph/> INSERT DATA { GRAPH g:decisions { <urn:x> <urn:p> 1 } }",
        "BASE <https://w3id.org/huunghi/> INSERT DATA { GRAPH <graph/decisions> { <urn:x> <urn:p> 1 } }",
        r"INSERT DATA { GRAPH <https://w3id.org/huunghi/graph/\u0064ecisions> { <urn:x> <urn:p> 1 } }",
        "INSERT DATA { <urn:x> <urn:p> <urn:z#\\u0041> . GRAPH " + DECISIONS + " { <urn:x> <urn:p> 1 } }",
        "INSERT DATA { <urn:x> <urn:p> 1 } ; # a comment { \n DROP GRAPH " + DECISIONS,
        "INSERT{GRAPH?g{?s ?p 1}}WHERE{GRAPH?g{?s ?p ?o}}",
        "BASE <https://w3id.org/huunghi/a/b/> CLEAR GRAPH <../../graph/decisions>",
        "BASE <https://w3id.org/huunghi/> CLEAR GRAPH <//w3id.org/huunghi/graph/decisions>",
        r"PREFIX w: <https://w3id.org/> CLEAR GRAPH w:huunghi\/graph\/decisions",
        "PREFIX g: <https://w3id.org/huunghi/graph/deci> WITH g:sions DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        'VERSION "1.2" DROP GRAPH ' + DECISIONS,
        "INSERT { GRAPH ?g { << <urn:x> <urn:p> 1 >> <urn:q> 2 } } WHERE { ?a ?b ?g }",
    ],
)
def test_no_variable_prefix_or_escape_leads_there(store: Store, text: str) -> None:
    before = {str(q) for q in store.quads_for_pattern(None, None, None, NamedNode(DECISIONS_GRAPH))}
    with pytest.raises(ManagedGraph):
        run_update(store, text)
    assert {
        str(q) for q in store.quads_for_pattern(None, None, None, NamedNode(DECISIONS_GRAPH))
    } == before, "the operation before it may have run, and its store is thrown away"


@pytest.mark.parametrize(
    "graph",
    [
        "HTTPS://w3id.org/huunghi/graph/decisions",
        "https://W3ID.org/huunghi/graph/decisions",
        "https://w3id.org:443/huunghi/graph/decisions",
        "https://w3id.org/huunghi/%67raph/decisions",
        "https://%773id.org/huunghi/graph/decisions",
        "https://w3id.org/huunghi/./graph/decisions",
        "https://w3id.org/huunghi/id/../graph/decisions",
        "https://w3id.org/huunghi/graph/%64ecisions",
        "https://w3id.org/huunghi/graph/",
        "https://w3id.org/huunghi/Ontology/../ontology",
    ],
)
def test_another_spelling_of_a_managed_graph_is_refused_too(store: Store, graph: str) -> None:
    with pytest.raises(ManagedGraph):
        run_update(store, f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:x> <urn:p> 1 }} }}")


@pytest.mark.parametrize(
    "graph",
    [
        "https://w3id.org/huunghi/graphs/mine",
        "https://w3id.org/huunghi/ontology/mine",
        "https://w3id.org/other/graph/decisions",
        "https://example.org/w3id.org/huunghi/graph/decisions",
        "https://[w3id",
        "urn:w3id",
    ],
)
def test_graphs_that_look_a_little_like_managed_ones_are_ones_own(graph: str) -> None:
    assert not is_managed(graph)


@pytest.mark.parametrize(
    "pattern",
    [
        f"BIND(IF(RAND() < 0.5, {DECISIONS}, <urn:mine>) AS ?g)",
        f"{{ SELECT ?g {{ VALUES ?g {{ <urn:mine> {DECISIONS} }} }} ORDER BY RAND() LIMIT 1 }}",
        f"VALUES ?h {{ <urn:mine> {DECISIONS} }} FILTER(RAND() < 0.5) BIND(?h AS ?g) # }}\n",
    ],
)
def test_chance_leads_to_no_managed_graph(pattern: str) -> None:
    """A pattern that finds something else each time it is asked may pass the check, and writes nothing there then."""
    for _ in range(12):
        store = Store()
        store.update(f"INSERT DATA {{ GRAPH {DECISIONS} {{ <urn:d> <urn:p> 1 }} }}")
        with contextlib.suppress(ManagedGraph):
            run_update(store, f"INSERT {{ GRAPH ?g {{ <urn:x> <urn:p> 1 }} }} WHERE {{ {pattern} }}")
        assert len(list(store.quads_for_pattern(None, None, None, NamedNode(DECISIONS_GRAPH)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "COPY DEFAULT TOu:decisions",
        "COPYDEFAULTTO u:decisions",
        "ADD SILENTDEFAULT TOu:decisions",
        "MOVE DEFAULTTOu:x",
    ],
)
def test_no_word_that_is_run_together_with_another_hides_a_graph(text: str) -> None:
    """In a store without claims as well, where most updates are not looked at."""
    store = Store()
    store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    with pytest.raises((ManagedGraph, QueryError, SyntaxError)):
        run_update(store, rf"PREFIX u: <https://w3id.org/huunghi/\u0067raph/> {text}")


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX u: <https://w3id.org/huunghi/graph/> PREFIX GRAPHu: <urn:x> CLEAR GRAPHu:decisions",
        f"CLEARGRAPH {DECISIONS}",
        f"INSERTDATA{{GRAPH{DECISIONS}{{<urn:x> <urn:p> 1}}}}",
        "PREFIX u: <https://w3id.org/huunghi/graph/> PREFIX GRAPHu: <urn:x> "
        "INSERT DATA { GRAPHu:decisions { <urn:x> <urn:p> 1 } }",
    ],
)
def test_words_run_together_are_refused_and_not_guessed(store: Store, text: str) -> None:
    with pytest.raises((QueryError, SyntaxError)):
        run_update(store, text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPH <urn:mine> { <urn:x> <urn:p> 1 } }",
        "WITH <urn:mine> DELETE { ?s ?p ?o } INSERT { ?s ?p 7 } WHERE { ?s ?p ?o }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?g = <urn:mine>) }",
        "COPY <urn:mine> TO <urn:other>",
        "MOVE <urn:mine> TO DEFAULT",
        f"COPY {DECISIONS} TO <urn:other>",
        "DROP GRAPH <urn:mine>",
        "CREATE GRAPH <urn:new>",
        "DROP DEFAULT",
        "INSERT { ?s ?p 8 } WHERE { GRAPH ?g { ?s ?p ?o } }",
        f'INSERT DATA {{ <urn:x> <urn:p> "GRAPH {DECISIONS} {{ }}" }}',
    ],
)
def test_graphs_of_ones_own_are_written_and_managed_ones_read(store: Store, text: str) -> None:
    run_update(store, text)
    assert len(list(store.quads_for_pattern(None, None, None, NamedNode(DECISIONS_GRAPH)))) == 1


@pytest.mark.parametrize("text", ["DROP ALL", "CLEAR NAMED", "DROP SILENT ALL"])
def test_all_graphs_may_go_where_none_is_managed(text: str) -> None:
    store = Store()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 } }")
    run_update(store, text)
    assert len(store) == 0


def test_a_fault_in_the_text_is_said_with_its_place_in_the_whole_of_it(store: Store) -> None:
    with pytest.raises(SyntaxError, match=r"2:"):
        run_update(store, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 } } ;\nINSERT DATA { oops }")


PREFIXED = "PREFIX graph: <urn:g:> PREFIX data: <urn:d:> PREFIX to: <urn:t:> PREFIX silent: <urn:s:> "


@pytest.mark.parametrize(
    "text",
    [
        "DROP GRAPH graph:mine",
        "CLEAR SILENT GRAPH data:x",
        "CREATE GRAPH graph:new",
        "COPY DEFAULT TO to:x",
        "MOVE GRAPH graph:a TO GRAPH graph:b",
        "ADD SILENT silent:a TO data:b",
        "WITH to:g DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "WITH graph:g INSERT { ?s ?p 1 } USING to:a USING NAMED graph:b WHERE { ?s ?p ?o }",
        "INSERT DATA { GRAPH graph:g { <urn:s> <urn:p> 1 } }",
    ],
)
def test_a_prefix_may_begin_as_a_keyword_that_cannot_stand_there(store: Store, text: str) -> None:
    with contextlib.suppress(RuntimeError):  # there is no such graph
        run_update(store, PREFIXED + text)


@pytest.mark.parametrize(
    "text",
    [
        "COPY DEFAULT TO graph:decisions",
        "MOVE graph:decisions TO to:b",
        "MOVE silent:decisions TO to:b",
        "PREFIX named: <urn:n:> INSERT { ?s ?p 1 } USING named:a WHERE { ?s ?p ?o }",
    ],
)
def test_one_that_begins_as_a_keyword_that_could_is_refused(store: Store, text: str) -> None:
    """The engine reads GRAPH and :decisions."""
    with pytest.raises(QueryError, match="does not show plainly"):
        run_update(store, f"{PREFIXED} PREFIX : <{GRAPH}> {text}")
