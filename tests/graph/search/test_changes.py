"""An index brought up by what changes gained and lost answers as one that is made of the whole graph."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.claims.claim import CONTEXT_NAME, OBJECT, PREDICATE, SAME_AS, STATUS, SUBJECT
from graph.claims.standing import DECIDED_AT, DECIDES, DECISIONS, INTO, MERGES, UNDOES, VERDICT
from graph.search import index_lifecycle as indexes
from graph.search import writing
from graph.search.index import NameIndex, Parts, usable
from graph.search.index_lifecycle import ensure, make_or_merge
from graph.search.merging import merge, needs_merging, put_merged
from graph.search.names import find, offered_instead, suggest
from graph.search.normalise import words_of
from graph.search.spans import is_word_of_names, names_in_text, names_of, names_with_any, near_words
from graph.store.difference import RecordedStore
from graph.store.version import Version
from graph.store.versions import VersionStore
from ontology.iris import ID, concept, mint, source_graph
from ontology.prefixes import expand
from ontology.terms import xsd
from tests.scale import share

THINGS = [NamedNode(ID + name) for name in ("place/a", "person/b", "document/c", "document/d")]
LABELS = [NamedNode(expand(name)) for name in ("skos:prefLabel", "skos:altLabel", "rdfs:label")]
TEXTS = ["Nghệ An", "Nghe An", "Hải Dương", "Dương", "12-CT/TW", "Lan", "freindship", "friendship"]
NAMES = [Literal(text, language=language) for text, language in product(TEXTS, ("vi", "en"))]
TYPES = [NamedNode(concept("document", name)) for name in ("directive", "law")]
GRAPHS = [DefaultGraph(), NamedNode("http://example.org/g"), NamedNode(source_graph("s"))]
SOURCES = [NamedNode(source_graph(name)) for name in ("s", "t")]
STANDINGS = [NamedNode(concept("status", name)) for name in ("explicit", "proposed", "rejected")]
DAYS = [Literal(f"2024-01-0{day}T00:00:00Z", datatype=NamedNode(xsd.dateTime)) for day in (1, 2)]

NUMBER, TYPE = (NamedNode(expand(name)) for name in ("schema:legislationIdentifier", "dct:type"))
one_of = st.sampled_from


def bundle(kind: str, graph: NamedNode, *said: tuple[NamedNode, NamedNode | Literal]) -> tuple[Quad, ...]:
    """A claim or a decision, whose IRI is made of what it says: no two say different things under one."""
    node = NamedNode(mint(kind, sha256(f"{graph} {said}".encode()).hexdigest()[:12]))
    return tuple(Quad(node, predicate, value, graph) for predicate, value in said)


CLAIMS = [
    bundle("claim", graph, (PREDICATE, CONTEXT_NAME), (SUBJECT, thing), (OBJECT, name), (STATUS, status))
    for graph, thing, name, status in product(SOURCES, THINGS[:2], NAMES[:2], STANDINGS[:2])
]
SAME = [
    bundle(
        "claim", SOURCES[0], (PREDICATE, SAME_AS), (SUBJECT, THINGS[0]), (OBJECT, THINGS[1]), (STATUS, status)
    )
    for status in STANDINGS
]
MADE = [
    bundle("decision", DECISIONS, (DECIDED_AT, day), (DECIDES, some[0].subject), (VERDICT, verdict))
    for day, some, verdict in product(DAYS, [*CLAIMS[::3], *SAME], STANDINGS)
]
MERGED = [
    bundle("decision", DECISIONS, (DECIDED_AT, day), (MERGES, thing), (INTO, other))
    for day, thing, other in product(DAYS, THINGS[:2], THINGS[:2])
]
UNDONE = [
    bundle("decision", DECISIONS, (DECIDED_AT, DAYS[1]), (UNDOES, some[0].subject))
    for some in [*MADE[::4], *MERGED]
]
ITEMS = st.one_of(
    st.tuples(st.builds(Quad, one_of(THINGS), one_of(LABELS), one_of(NAMES), one_of(GRAPHS))),
    st.tuples(
        st.builds(Quad, one_of(THINGS[2:]), st.just(NUMBER), one_of([Literal("12-CT/TW"), Literal("7")]))
    ),
    st.tuples(st.builds(Quad, one_of(THINGS[2:]), st.just(TYPE), one_of(TYPES))),
    st.tuples(st.builds(Quad, one_of(TYPES), one_of(LABELS[:2]), one_of(NAMES))),
    *map(one_of, (CLAIMS, SAME, MADE, MERGED, UNDONE)),
)
"""What comes and goes together: a label, a claim, a decision."""
# What comes; what goes, by its place among the items that came; single quads that go.
PLACES = st.lists(st.integers(0, 60), max_size=3)
CHANGES = st.lists(st.tuples(st.lists(ITEMS, max_size=8), PLACES, PLACES), min_size=2, max_size=5)


def changed(
    versions: VersionStore, add: Sequence[Quad] = (), remove: Sequence[Quad] = ()
) -> tuple[Version, int | None]:
    """Make a version by a change, with the index that costs what the change does."""
    with versions.change(note="change") as change:
        change.store.extend(add)
        for quad in remove:
            change.store.remove(quad)
        count = indexes.write_change_for(change)
    assert change.published is not None
    return change.published, count


def answers(path: Path) -> list[object]:
    """What an index answers to whatever is asked of one."""
    asked = [
        "nghe an",
        "Nghệ An",
        "duong",
        "Dương",
        "12 ct",
        "chi thi 12",
        "friendship",
        "fiendship",
        "nghean",
        "la",
    ]
    words = words_of(" ".join(TEXTS))
    with NameIndex(path) as index:
        found: list[object] = [list(index.all()), index.parts.names]
    for text in asked:
        found += [
            find(path, text),
            find(path, text, kind="document"),
            suggest(path, text),
            offered_instead(path, text),
        ]
        found += [near_words(path, text)] if " " not in text else []
    found += [names_in_text(path, words), names_with_any(path, words, "place", limit=5)]
    found += [names_of(path, [thing.value for thing in THINGS])]
    found += [is_word_of_names(path, [word.marked for word in words])]
    return found


@settings(max_examples=share(400))
@given(changes=CHANGES, few=st.sampled_from([0, 3, 100]))
def test_an_index_of_parts_answers_as_one_made_of_the_whole_graph(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[list[tuple[Quad, ...]], list[int], list[int]]],
    few: int,
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    paths = [folder / f"{number}.json" for number in range(len(changes))]
    earlier = Store()
    earlier.extend(map(label, range(40)))  # so that the base is no small part
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_FEW", few)  # else all is merged at once
        patch.setattr(writing, "_RATIO", 2 if few else 0)
        writing.write(earlier, folder / "0.json")
        came: list[tuple[Quad, ...]] = []
        for (items, going, places), before, path in zip(changes, paths, paths[1:], strict=False):
            now = Store()
            now.extend(earlier)
            recorded = RecordedStore(now, followed=True)
            came += items
            recorded.extend(quad for item in items for quad in item)
            gone = [quad for place in going if came for quad in came[place % len(came)]]
            there = sorted(now, key=str)
            for quad in [*gone, *(there[place % len(there)] for place in places)]:
                recorded.remove(quad)
            assert recorded.difference is not None
            writing.write_change(
                now, recorded.difference, path, before=before, parent=partial(nullcontext, earlier)
            )
            assert answers(path) == whole(now, folder)
            earlier = now
    merged = merge(path)
    if merged is not None:
        put_merged(path, merged)
    assert not needs_merging(path)
    assert answers(path) == whole(earlier, folder)


def whole(store: Store, folder: Path) -> list[object]:
    """What an index made of the whole store answers."""
    path = folder / "whole.json"
    writing.write(store, path)
    return answers(path)


def label(number: int) -> Quad:
    return Quad(NamedNode(f"{ID}place/p{number}"), LABELS[0], Literal(f"Nơi số {number}", language="vi"))


def test_a_change_writes_what_it_changed_and_links_the_rest(versions: VersionStore) -> None:
    with versions.change(note="base") as change:
        change.store.extend(map(label, range(2000)))
        assert indexes.write_for(change) == 2000
    first = versions.require_current()
    second, count = changed(versions, [label(5000)], [label(1)])
    assert count == 2000
    listed = Parts.read(second.search_path)
    assert listed is not None
    base, change_part = listed.parts
    assert (second.path / base.file).samefile(first.path / base.file)
    assert (change_part.names, change_part.gone) == (1, 1)
    assert [hit.label for hit in find(second.search_path, "so 5000").hits] == ["Nơi số 5000"]
    assert find(second.search_path, "so 1").hits == ()
    assert [hit.label for hit in find(first.search_path, "so 1").hits] == ["Nơi số 1"]


def test_a_change_of_no_name_has_the_index_of_its_parent(versions: VersionStore) -> None:
    first, _ = changed(versions, [label(1)])
    ensure(first)
    second, count = changed(versions, [Quad(THINGS[0], TYPE, THINGS[1], NamedNode("http://example.org/g"))])
    assert count == 1
    assert Parts.read(second.search_path) == Parts.read(first.search_path)


def test_an_index_without_one_of_its_parts_is_made_again(versions: VersionStore) -> None:
    first, _ = changed(versions, [label(number) for number in range(300)])
    ensure(first)
    second, _ = changed(versions, [label(500)])
    listed = Parts.read(second.search_path)
    assert listed is not None
    assert len(listed.parts) == 2
    (second.path / listed.parts[0].file).unlink()
    assert not usable(second.search_path)
    assert len(find(ensure(second), "noi so").hits) == 301
    assert {file.name for file in second.path.glob("search-*")} == {
        part.file for part in (Parts.read(second.search_path) or listed).parts
    }


def test_what_is_merged_takes_the_place_of_its_parts_in_the_version_made_meanwhile(
    versions: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_FEW", 0)
    monkeypatch.setattr(writing, "_RATIO", 0)
    first, _ = changed(versions, [label(number) for number in range(300)])
    ensure(first)
    for number in range(9):
        before, _ = changed(versions, [label(1000 + number)], [label(number)])
    now, _ = changed(versions, [label(2000)])
    monkeypatch.undo()
    listed = Parts.read(now.search_path)
    assert listed is not None
    assert len(listed.parts) == 11
    make_or_merge(before)
    for version, parts, names in ((before, 2, 300), (now, 3, 301)):
        listed = Parts.read(version.search_path)
        assert listed is not None
        assert (len(listed.parts), listed.names) == (parts, names)
        assert len(find(version.search_path, "noi so").hits) == names
        assert len([*version.path.glob("search-*")]) == parts
