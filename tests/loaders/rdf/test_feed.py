"""A first load gives the engine text beside what it reads: the store is the same, and no fault is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.origins import file_origins, part_graph
from graph.claims.packed import unpacked
from graph.engine.stored import as_stored
from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.rdf.batch import Batch
from loaders.rdf.feed import Feed
from loaders.rdf.files import rdf_files
from loaders.rdf.literals import rewritten_in
from loaders.rdf.load import load_rdf
from ontology.terms import xsd

AWKWARD = r"""
<urn:a> <urn:p> "_: \t\r\n\"\\ \u2028\u0085" .
<urn:a> <urn:p> "a"@en-GB , "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:a> <urn:p> "x \"5"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:a> <urn:q> <<( <urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#byte> )>> .
_:one <urn:p> _:two . _:two <urn:q> "<<( _:" .
<urn:\u00e9/_:x> <urn:p> "1"^^<urn:mine> .
"""
GRAPHS = '<urn:g> { <urn:a> <urn:p> _:one , "01"^^<http://www.w3.org/2001/XMLSchema#integer> }\n'
FILL = "".join(f"<urn:fill-{n}> <urn:p> <urn:fill> .\n" for n in range(LIMITS.file_graph))


def load(
    root: Path, path: Path, *, first: bool, graph: str | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Load a file into a new store, or into one that holds a statement of it already; return the default graph and the
    named one without names of blank nodes, and what was told."""
    versions = VersionStore(root)
    if not first:
        with versions.change(note="before") as change:
            change.store.add(Quad(NamedNode("urn:other"), NamedNode("urn:p"), Literal("x")))
    report = load_rdf(versions, rdf_files(path), graph=graph)
    with versions.require_current().open() as opened:
        store = opened.store
        (origin,) = file_origins(store)
        held = {q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())}
        held = {triple for triple in held if triple.subject != NamedNode("urn:other")}
        named = {q.triple for q in store.quads_for_pattern(None, None, None, NamedNode("urn:g"))}
        for name, there in ("", held), ("urn:g", named):
            assert set(unpacked(store, NamedNode(part_graph(origin.slug, name)))) == there
    return _nameless(held), _nameless(named), report.notes


def _nameless(triples: set[Triple]) -> list[str]:
    return sorted(" ".join("_" if s.startswith("_:") else s for s in map(str, triple)) for triple in triples)


@pytest.mark.parametrize(("suffix", "graph"), [(".ttl", None), (".ttl", "urn:g"), (".trig", None)])
def test_a_first_load_holds_what_a_later_one_does(tmp_path: Path, suffix: str, graph: str | None) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(AWKWARD + FILL + (GRAPHS if suffix == ".trig" else ""), encoding="utf-8")
    now = load(tmp_path / "first", path, first=True, graph=graph)
    assert now == load(tmp_path / "later", path, first=False, graph=graph)
    assert len(now[1 if graph else 0]) == LIMITS.file_graph + 8
    assert now[2], "what is stored by its value is told"


def test_a_fault_at_the_end_of_a_file_leaves_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.nt", tmp_path / "b.nt"
    good.write_text(FILL)
    bad.write_text(FILL + "<urn:a> <urn:p> .\n")
    versions = VersionStore(tmp_path / "store")
    with pytest.raises(InputError, match="Nothing was loaded") as found:
        load_rdf(versions, [*rdf_files(good), *rdf_files(bad)])
    (problem,) = found.value.problems
    assert (problem.file, problem.line) == (str(bad), LIMITS.file_graph + 1)
    assert versions.current() is None
    assert not list(versions.folder.iterdir())


def test_what_the_engine_fails_with_is_raised_and_nobody_waits() -> None:
    with Feed(Store()) as feed, pytest.raises(SyntaxError):
        for _ in range(100):
            feed.write(b"no statement\n" * 10_000)


def test_an_interrupted_block_ends_the_engine() -> None:
    store = Store()
    feed = Feed(store)
    with pytest.raises(KeyboardInterrupt), feed:
        feed.write(b"<urn:a> <urn:p> <urn:b> .\n")
        raise KeyboardInterrupt
    feed.finish()
    assert len(store) == 1


@given(
    st.text("0123456789-+.TZ:eEtrufals ", max_size=24),
    st.sampled_from(
        [xsd.integer, xsd.decimal, xsd.boolean, xsd.date, xsd.dateTime, xsd.gYear, xsd.gYearMonth]
    ),
)
def test_only_lines_that_are_named_come_back_otherwise(text: str, datatype: str) -> None:
    node = NamedNode("urn:x")
    triple = Triple(node, node, Literal(text, datatype=NamedNode(datatype)))
    lines = Batch.of([Quad(*triple)]).lines
    assert lines == [str(triple).encode()]
    assert rewritten_in(lines) or as_stored([triple]) == [triple]
