"""Every source has one root: the text from which it comes in the end, whatever the ancestry looks like."""

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims import materialise
from graph.claims.ancestry import RELATIONS, Descent, roots_of
from graph.claims.claim import EXPLICIT, PROPOSED, TYPE, Claim
from graph.claims.incremental import revise, states_of
from graph.claims.publish import Run, put_claims
from graph.claims.sources import withdraw
from graph.claims.standing import keep_standing
from graph.review.acts import CORRECTION
from graph.review.decisions import accept, reject
from graph.review.drafting import Draft, Reviewer
from graph.store import past
from graph.store.difference import RecordedStore
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import dct, hn, prov, schema, skos

RUN = Run(mint("run", "test-extraction"), "a test's extraction")
RANK = {relation: rank for rank, relation in enumerate(RELATIONS)}


def source(name: str) -> str:
    return mint("source", name)


def descents(text: str) -> list[Descent]:
    """Read `child relation parent` lines."""
    words = {
        "translates": schema.translationOfWork,
        "from": prov.wasDerivedFrom,
        "copies": prov.wasQuotedFrom,
        "revises": prov.wasRevisionOf,
        "edition": schema.exampleOfWork,
    }
    return [
        Descent(child, parent, RANK[words[relation]])
        for child, relation, parent in (line.split() for line in text.strip().splitlines())
    ]


@pytest.mark.parametrize(
    ("ancestry", "roots"),
    [
        ("fr translates vi\nvi copies a", {"fr": "a", "vi": "a", "a": "a"}),
        ("en edition w\nru edition w", {"en": "w", "ru": "w", "w": "w"}),
        ("en edition w\nru edition w\nen copies a", {"en": "a", "ru": "a", "w": "a", "a": "a"}),
        ("en edition w\nru edition w\nru translates en", {"en": "w", "ru": "w", "w": "w"}),
        ("b revises a\nc copies b", {"a": "a", "b": "a", "c": "a"}),
        ("a copies b\nb copies a", {"a": "a", "b": "a"}),
        ("a copies b\nb copies a\nb translates c", {"a": "c", "b": "c", "c": "c"}),
        ("c translates b\nc copies a", {"a": "a", "b": "b", "c": "b"}),
        ("fr translates vi\nfr from vi", {"fr": "vi", "vi": "vi"}),
    ],
)
def test_a_root_is_found_through_translations_copies_versions_and_editions(
    ancestry: str, roots: dict[str, str]
) -> None:
    assert roots_of(descents(ancestry)) == roots


texts = st.sampled_from("abcdefgh")
ancestries = st.lists(st.builds(Descent, texts, texts, st.integers(0, len(RELATIONS) - 1)), max_size=14)


@given(ancestries)
def test_roots_are_one_each_and_rest_on_nothing_else(ancestry: list[Descent]) -> None:
    """Whatever the order of what is said: a root is its own root, and is an ancestor of what comes from it."""
    roots = roots_of(ancestry)
    assert roots == roots_of(reversed(ancestry))
    assert all(roots[root] == root for root in roots.values())
    assert roots.keys() == {text for one in ancestry for text in (one.child, one.parent)}
    if not any(RELATIONS[one.rank] == schema.exampleOfWork for one in ancestry):
        for text, root in roots.items():
            above, edge = {text}, {text}
            while edge := {one.parent for one in ancestry if one.child in edge} - above:
                above |= edge
            assert root in above
            if all(one.child != text for one in ancestry):
                assert root == text


@given(st.integers(1, 60), st.randoms(use_true_random=False))
def test_a_tree_of_texts_has_its_first_text_as_root(size: int, chance) -> None:  # type: ignore[no-untyped-def]
    ancestry = [
        Descent(f"t{n}", f"t{chance.randrange(n)}", chance.randrange(len(RELATIONS) - 1))
        for n in range(1, size)
    ]
    assert set(roots_of(ancestry).values()) <= {"t0"}


def report(name: str, *ancestry: tuple[str, str], status: str = EXPLICIT) -> list[Claim]:
    """What is known of a report, and the texts it comes from."""
    node = NamedNode(source(name))
    said: list[tuple[str, NamedNode | Literal]] = [
        (TYPE.value, NamedNode(schema.NewsArticle)),
        (skos.prefLabel, Literal(name, language="en")),
        (dct.title, Literal(name, language="en")),
        (schema.inLanguage, Literal("en")),
        (dct.type, NamedNode("https://w3id.org/huunghi/concept/source/news-report")),
    ]
    claims = [Claim(Triple(node, NamedNode(p), o), node.value, run=RUN.iri) for p, o in said]
    claims += [
        Claim(
            Triple(node, NamedNode(relation), NamedNode(source(parent))),
            node.value,
            status=status,
            run=RUN.iri,
        )
        for relation, parent in ancestry
    ]
    return claims


def roots_in(versions: VersionStore) -> dict[str, str]:
    rows = EmbeddedReader.current(versions).select("SELECT ?s ?r { ?s hn:root ?r }").rows
    return {s.value.rpartition("/")[2]: r.value.rpartition("/")[2] for s, r in rows}  # type: ignore[union-attr]


@pytest.fixture
def syndicated(tmp_path: Path) -> VersionStore:
    """A store with one report, 35 copies of it, and a translation of one copy."""
    versions = VersionStore(tmp_path / "store")
    claims = report("first")
    for number in range(35):
        claims += report(f"copy-{number}", (prov.wasQuotedFrom, "first"))
    claims += report("translation", (schema.translationOfWork, "copy-3"), (prov.wasDerivedFrom, "copy-3"))
    put_claims(versions, claims, run=RUN, note="test", complete=False)
    return versions


def test_thirty_five_copies_and_a_translation_have_one_root(syndicated: VersionStore) -> None:
    roots = roots_in(syndicated)
    assert len(roots) == 37
    assert set(roots.values()) == {"first"}


def test_a_copy_that_is_only_proposed_is_its_own_root_until_it_is_accepted_and_the_whole_follows(
    tmp_path: Path,
) -> None:
    versions = VersionStore(tmp_path / "store")
    proposed = report("copy", (prov.wasQuotedFrom, "first"), status=PROPOSED)
    later = report("translation", (schema.translationOfWork, "copy"))
    put_claims(versions, [*report("first"), *proposed, *later], run=RUN, note="test", complete=False)
    assert roots_in(versions) == {"first": "first", "copy": "copy", "translation": "copy"}
    accept(versions, [proposed[-1].iri], by=Reviewer("Lan"))
    assert roots_in(versions) == {"first": "first", "copy": "first", "translation": "first"}
    reject(versions, [proposed[-1].iri], by=Reviewer("Lan"), why="another report")
    assert roots_in(versions) == {"first": "first", "copy": "copy", "translation": "copy"}


def test_a_withdrawn_link_leaves_what_came_from_it_with_a_root(syndicated: VersionStore) -> None:
    withdraw(syndicated, source("copy-3"))
    assert roots_in(syndicated)["translation"] == "copy-3"
    withdraw(syndicated, source("first"))
    assert roots_in(syndicated)["copy-1"] == "first"


@settings(max_examples=10)
@given(st.data())
def test_revising_an_ancestry_gives_what_deriving_everything_gives(data: st.DataObject) -> None:
    """For chains of decisions on random ancestries, with rings, gaps and several parents."""
    names = [f"s{n}" for n in range(6)]
    claims: list[Claim] = []
    links: list[Claim] = []
    for name in names:
        parents = data.draw(
            st.lists(st.tuples(st.sampled_from(RELATIONS), st.sampled_from([*names, "unread"])), max_size=2)
        )
        own = report(
            name,
            *((r, p) for r, p in dict.fromkeys(parents) if p != name),
            status=data.draw(st.sampled_from([EXPLICIT, PROPOSED])),
        )
        claims += own
        links += own[5:]
    store = Store()
    for claim in claims:
        store.extend(claim.quads())
    materialise.materialise(store, before=frozenset())
    for _ in range(3 if links else 0):
        recorded = RecordedStore(store, followed=True)
        draft = Draft(cast(Store, recorded), Reviewer("Lan"), CORRECTION)
        verdict = data.draw(st.sampled_from([EXPLICIT, "https://w3id.org/huunghi/concept/status/rejected"]))
        draft.decide(data.draw(st.sampled_from(links)), verdict)
        draft.settle()
        keep_standing(draft.store)
        assert recorded.part is not None
        revise(states_of(past.before(store, recorded.part), store, recorded.part))
        derived = materialise.derive(store)
        held = {q.triple for q in store.quads_for_pattern(None, None, None, materialise.DEFAULT)}
        assert held == set(derived.all)
        entailed = {q.triple for q in store.quads_for_pattern(None, None, None, materialise.ENTAILED)}
        assert entailed == derived.entailed | derived.records
        assert all(len({t.object for t in derived.all if t.subject == s and t.predicate.value == hn.root}) == 1
                   for s in {NamedNode(source(n)) for n in names})  # fmt: skip
