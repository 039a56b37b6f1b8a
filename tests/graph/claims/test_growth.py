"""A layer that grows by the claims of new sources is the one that is derived from all claims."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, Claim, write
from graph.claims.layer import bring_up
from graph.claims.materialise import ASSERTED, DEFAULT, ENTAILED, derive, in_graph
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import expand


def said(
    source: str, subject: str, predicate: str, value: NamedNode | Literal | str, status: str = EXPLICIT
) -> Claim:
    """A claim of a source; subjects and values are written as kind and slug."""
    known = NamedNode(mint(*value.split("/"))) if isinstance(value, str) else value
    triple = Triple(NamedNode(mint(*subject.split("/"))), NamedNode(expand(predicate)), known)
    return Claim(triple, mint("source", source), status=status, run=mint("run", "rules-0"))


def name(source: str, subject: str, text: str, status: str = EXPLICIT) -> Claim:
    return said(source, subject, "skos:prefLabel", Literal(text, language="en"), status)


def tenure(source: str, person: str, body: str) -> Iterable[Claim]:
    """What says that somebody holds a post in a body."""
    node = f"tenure/{person}-{body}"
    yield said(source, node, "org:member", f"person/{person}")
    yield said(source, node, "org:organization", f"organisation/{body}")
    yield said(source, node, "hn:post", f"post/{body}-chairman")


def day(source: str, event: str, text: str) -> Claim:
    kind = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}[len(text)]
    return said(source, event, "schema:startDate", Literal(text, datatype=NamedNode(expand(kind))))


PARTS: dict[str, list[list[Claim]]] = {
    "a name of a thing counts once something is said of it": [
        [said("a", "event/one", "schema:location", "place/hue"), name("a", "place/dalat", "Da Lat")],
        [name("b", "place/dalat", "Dalat", INFERRED), said("b", "event/two", "schema:location", "place/dalat")],
    ],
    "what nothing is said of keeps no name": [
        [said("a", "event/one", "schema:location", "place/hue")],
        [name("b", "place/dalat", "Da Lat")],
        [name("c", "place/dalat", "Dalat"), said("c", "event/two", "schema:location", "place/dalat", PROPOSED)],
    ],
    "a finer date takes the place of a vaguer one, and a vaguer one of none": [
        [day("a", "event/one", "2024-04")],
        [day("b", "event/one", "2024-04-02")],
        [day("c", "event/one", "2024"), day("c", "event/two", "2024")],
    ],
    "labels of tenures follow the names of their ends, in whichever source": [
        [*tenure("a", "an", "union"), name("a", "person/an", "An")],
        [name("b", "post/union-chairman", "Chairman")],
        [name("c", "person/an", "Mr An", INFERRED), *tenure("c", "an", "union"), *tenure("c", "binh", "union")],
    ],
    "a source that copies another has its root, and what is entailed holds by the claims of all": [
        [said("a", "source/a", "schema:url", Literal("https://example.org/a")), *tenure("a", "an", "union")],
        [said("b", "source/b", "prov:wasQuotedFrom", "source/a"), *tenure("b", "an", "union")],
        [said("c", "source/c", "prov:wasQuotedFrom", "source/b")],
    ],
    "what rules entail is entailed until it is said, and no longer after": [
        [said("a", "citation/x", "hn:citing", "event/one"), said("a", "citation/x", "hn:cited", "document/d")],
        [said("b", "event/one", "schema:citation", "document/d")],
        [said("c", "citation/y", "hn:citing", "event/one"), said("c", "citation/y", "hn:cited", "document/d")],
    ],
    "things that an accepted claim has one are merged": [
        [said("a", "person/an", "org:memberOf", "organisation/union")],
        [said("b", "person/an", "owl:sameAs", "person/anh"), name("b", "person/anh", "Anh")],
        [name("c", "person/an", "An")],
    ],
}  # fmt: skip


def quads(store: Store) -> dict[str, set[str]]:
    return {
        str(graph): {str(q.triple) for q in store.quads_for_pattern(None, None, None, graph)}
        for graph in (DEFAULT, ENTAILED, ASSERTED)
    }


@pytest.mark.parametrize("case", PARTS)
@pytest.mark.parametrize("published", [1, 2])
@pytest.mark.parametrize("noted", [False, True])
def test_a_layer_that_grows_is_the_one_that_is_derived(
    case: str, published: int, noted: bool, tmp_path: Path
) -> None:
    """In one version or in several, by claims that are noted quad by quad or told."""
    versions = VersionStore(tmp_path / "store")
    parts = PARTS[case]
    for some in (parts[:published], parts[published:]):
        with versions.change(note="grow") as change:
            for part in some:
                before = quads(change.store)[str(DEFAULT)]
                write(change.store, part)
                if not noted:
                    change.begin_part()
                layer = bring_up(change, () if noted else part)
                derived, found = derive(change.store), quads(change.store)
                after = found[str(DEFAULT)]
                assert after == {str(t) for t in derived.all}
                assert found[str(ENTAILED)] == {str(t) for t in derived.entailed | derived.records}
                assert found[str(ASSERTED)] == set()
                assert ({str(t) for t in layer.gained}, {str(t) for t in layer.lost}) == (
                    after - before,
                    before - after,
                )


def test_what_was_put_in_directly_stays_beside_a_layer_that_grows(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "store")
    own = said("a", "event/one", "schema:location", "place/hue")
    with versions.change(note="by hand") as change:
        change.store.add(in_graph(own.triple, DEFAULT))
    for part in ([name("b", "place/dalat", "Da Lat")], [own]):
        with versions.change(note="grow") as change:
            write(change.store, part)
            bring_up(change)
            asserted = in_graph(own.triple, ASSERTED) in change.store
            assert asserted == (own.triple in derive(change.store).all)
            assert {str(t) for t in derive(change.store).all} <= quads(change.store)[str(DEFAULT)]
