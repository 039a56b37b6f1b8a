"""What an update puts in stays, what claims support stays, and the update itself does what SPARQL says."""

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.claim import TYPE, Claim
from graph.claims.kept import describe_kept
from graph.claims.materialise import ASSERTED, recorded
from graph.claims.publish import Run, put_claims
from graph.claims.sources import withdraw
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import PREFIXES, expand
from queries.sparql.operations import read_operations
from queries.sparql.update import run_update

REPORT = mint("source", "report")
RUN = Run(mint("run", "test"), "a test")
UNION = NamedNode(mint("organisation", "a-union"))
OF_KIND = Triple(
    UNION, NamedNode(expand("org:classification")), NamedNode(expand("concept:body/friendship-union"))
)
NAMED = Triple(UNION, NamedNode(expand("skos:prefLabel")), Literal("A Union", language="en"))
SOURCE = [
    Triple(NamedNode(REPORT), TYPE, NamedNode(expand("schema:NewsArticle"))),
    Triple(NamedNode(REPORT), NamedNode(expand("skos:prefLabel")), Literal("A report", language="en")),
    Triple(NamedNode(REPORT), NamedNode(expand("dct:title")), Literal("A report", language="en")),
    Triple(NamedNode(REPORT), NamedNode(expand("schema:inLanguage")), Literal("en")),
    Triple(NamedNode(REPORT), NamedNode(expand("dct:type")), NamedNode(expand("concept:source/news-report"))),
]
PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
THING = f"<{UNION.value}>"


@pytest.fixture
def claimed(versions: VersionStore) -> VersionStore:
    """A store whose claims say that a union is a friendship union."""
    claims = [Claim(t, REPORT, run=RUN.iri) for t in (*SOURCE, OF_KIND, NAMED)]
    put_claims(versions, claims, run=RUN, note="test")
    return versions


def update(versions: VersionStore, text: str) -> None:
    with versions.change(note="update") as change:
        run_update(change.store, PREFIX + text)


def default_graph(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ {OF_KIND} }}",
        f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:b> 1 }} {OF_KIND} }}",
        f"INSERT {{ {THING} org:classification ?k }} WHERE {{ {THING} org:classification ?k }}",
        f"DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?s = {THING}) }}",
        f"INSERT DATA {{ GRAPH <urn:g> {{ {OF_KIND} }} }} ; ADD <urn:g> TO DEFAULT",
        f"INSERT DATA {{ GRAPH <urn:g> {{ {OF_KIND} }} }} ; "
        "INSERT { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }",
        f"DELETE DATA {{ {OF_KIND} }} ; INSERT DATA {{ {OF_KIND} }} # ; a comment",
    ],
)
def test_what_an_update_puts_in_outlives_the_claims_that_say_the_same(
    claimed: VersionStore, text: str
) -> None:
    update(claimed, text)
    withdraw(claimed, REPORT)
    assert OF_KIND in default_graph(claimed)


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o FILTER(?s = {THING}) }}",
        f"WITH <urn:g> INSERT {{ {OF_KIND} }} WHERE {{}}",
        'INSERT DATA { <urn:a> <urn:b> "; INSERT DATA" }',
        f"INSERT DATA {{ {OF_KIND} }} ; DELETE DATA {{ {OF_KIND} }}",
    ],
)
def test_what_an_update_puts_elsewhere_goes_with_its_claims(claimed: VersionStore, text: str) -> None:
    update(claimed, text)
    assert OF_KIND in default_graph(claimed)
    withdraw(claimed, REPORT)
    assert OF_KIND not in default_graph(claimed)


@pytest.mark.parametrize(
    "text", [f"DELETE DATA {{ {OF_KIND} }}", "DELETE WHERE { ?s ?p ?o }", "CLEAR DEFAULT", "DROP DEFAULT"]
)
def test_an_update_cannot_take_away_what_claims_support(claimed: VersionStore, text: str) -> None:
    update(claimed, text)
    with claimed.require_current().open() as opened:
        assert default_graph(claimed) == recorded(opened.store)
    assert OF_KIND in default_graph(claimed)


def test_what_was_to_be_deleted_and_stays_is_told_with_the_claims_that_say_it(claimed: VersionStore) -> None:
    label = f"{THING} <http://www.w3.org/2000/01/rdf-schema#label> ?l"
    for text, count, claims in (
        (f"DELETE DATA {{ {OF_KIND} }}", 1, 1),
        (f"DELETE WHERE {{ {label} }}", 1, 0),  # it follows by rule
        (f"DELETE DATA {{ {OF_KIND} }} ; INSERT DATA {{ {OF_KIND} }}", 0, 0),
        ("DELETE DATA { <urn:a> <urn:b> 1 }", 0, 0),
    ):
        kept: list[Triple] = []
        with claimed.change(note="update") as change:
            run_update(change.store, PREFIX + text, kept=kept)
            told = describe_kept(change.store, kept)
        assert len(kept) == count
        assert (told is None) == (count == 0)
        assert told is None or (told["count"], len(told["claims"])) == (count, claims)


def test_what_is_deleted_by_hand_is_no_longer_held_to_be_put_in(claimed: VersionStore) -> None:
    update(claimed, f"INSERT DATA {{ {OF_KIND} }}")
    update(claimed, f"DELETE DATA {{ {OF_KIND} }}")
    with claimed.require_current().open() as opened:
        assert list(opened.store.quads_for_pattern(None, None, None, ASSERTED)) == []


def test_an_update_on_a_store_without_claims_is_the_update_and_nothing_more(versions: VersionStore) -> None:
    with versions.change(note="update") as change:
        run_update(change.store, "INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:c> <urn:d> 2 } }")
        assert len(change.store) == 2


def test_operations_keep_their_prologue_and_split_at_their_own_semicolons_alone() -> None:
    text = (
        "PREFIX a: <urn:a#;> INSERT DATA { a:b a:c 1 ; a:d 2 } ; PREFIX b: <urn:b> DELETE WHERE { ?s b:c ?o }"
    )
    first, second = read_operations(text)
    assert first.text.count("PREFIX") == 1
    assert second.text.count("PREFIX") == 2
    store = Store()
    store.add(Quad(NamedNode("urn:x"), NamedNode("urn:bc"), Literal("gone")))
    for operation in (first, second):
        store.update(operation.text)
    assert len(store) == 2
