"""The index of a version is a pure function of its names, however it came to be made."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from graph.health import faults
from graph.repair import repair
from graph.search import index_lifecycle as indexes
from graph.search.fts_query import quoted
from graph.search.index import NameIndex, usable
from graph.search.index_lifecycle import earlier, ensure, nearest
from graph.search.names import search
from graph.search.normalise import words_of
from graph.search.part import FORMAT, Row
from graph.search.writing import write
from graph.store.version import Version
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from ontology.prefixes import expand

ID = "https://w3id.org/huunghi/id/"
LABELS = {name: NamedNode(expand(f"skos:{name}")) for name in ("prefLabel", "altLabel")}


def label(thing: str, text: str, language: str = "vi", name: str = "prefLabel") -> Quad:
    return Quad(NamedNode(ID + thing), LABELS[name], Literal(text, language=language))


def update(versions: VersionStore, *, add: tuple[Quad, ...] = (), remove: tuple[Quad, ...] = ()) -> Version:
    """Make a version as an update does: without an index."""
    with versions.change(note="update") as change:
        change.store.extend(add)
        for quad in remove:
            change.store.remove(quad)
    assert change.published is not None
    return change.published


def content(path: Path) -> tuple[list[Row], dict[str, list[Row]]]:
    """What an index says: its names in their order, and those that each word finds."""
    with NameIndex(path) as index:
        names = list(index.all())
        words = {form for row in names for word in words_of(row.label) for form in (word.folded, word.marked)}
        return names, {word: list(index.matching(quoted(word))) for word in words}


def made_in_background() -> None:
    """Wait for what is made in the background."""
    for process in indexes._background.processes.values():
        assert process.wait(timeout=60) == 0


QUADS = st.lists(
    st.builds(
        label,
        st.sampled_from(["place/a", "place/b", "person/c"]),
        st.sampled_from(["Nghệ An", "Nghe An", "Hải Dương", "Dương", "12-CT/TW", "Lan"]),
        st.sampled_from(["vi", "en"]),
        st.sampled_from(["prefLabel", "altLabel"]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(before=QUADS, after=QUADS)
def test_an_index_brought_up_to_date_says_what_a_new_one_says(
    tmp_path_factory: pytest.TempPathFactory, before: list[Quad], after: list[Quad]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    old, new = Store(), Store()
    old.extend(before)
    new.extend(after)
    write(old, folder / "old.json")
    count = write(new, folder / "updated.json", parent=folder / "old.json")
    assert write(new, folder / "made.json") == count
    assert content(folder / "updated.json") == content(folder / "made.json")


def test_a_version_made_by_an_update_is_indexed_from_the_one_before(versions: VersionStore) -> None:
    first = update(versions, add=(label("place/nghe-an", "Nghệ An"), label("place/vinh", "Vinh")))
    ensure(first)
    second = update(versions, add=(label("place/hue", "Huế"),), remove=(label("place/vinh", "Vinh"),))
    assert not usable(second.search_path)
    before = earlier(second)
    assert before is not None
    assert before.number == first.number
    path = ensure(second)
    assert [hit.label for hit in search(path, "hue")] == ["Huế"]
    assert search(path, "vinh") == []
    assert [hit.label for hit in search(ensure(first), "vinh")] == ["Vinh"]


def test_while_an_index_is_made_the_closest_earlier_one_answers(
    versions: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = update(versions, add=(label("place/nghe-an", "Nghệ An"),))
    ensure(first)
    second = update(versions, add=(label("place/hue", "Huế"),))
    monkeypatch.setattr(indexes, "SMALL", 0)  # as if it were a large one
    meanwhile = nearest(second)
    assert meanwhile is not None
    assert (meanwhile.number, meanwhile.current) == (first.number, False)
    assert search(meanwhile.path, "nghe an")
    made_in_background()
    now = nearest(second)
    assert now is not None
    assert (now.number, now.current) == (second.number, True)
    assert search(now.path, "hue")


def test_a_first_index_is_made_in_the_background_where_it_takes_long(
    versions: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = update(versions, add=(label("place/nghe-an", "Nghệ An"),))
    monkeypatch.setattr(indexes, "SMALL", 0)
    assert nearest(first) is None
    made_in_background()
    assert usable(first.search_path)


def test_an_index_is_found_although_a_version_on_the_way_is_gone(versions: VersionStore) -> None:
    first = update(versions, add=(label("place/nghe-an", "Nghệ An"),))
    ensure(first)
    for number in range(8):  # more than are kept
        last = update(versions, add=(label(f"place/p{number}", f"Nơi {number}"),))
        if number == 4:
            ensure(last)
            kept = last.number
    before = earlier(last)
    assert before is not None
    assert before.number == kept


def test_an_index_of_another_format_is_made_anew(versions: VersionStore) -> None:
    version = update(versions, add=(label("place/nghe-an", "Nghệ An"),))
    version.search_path.write_bytes(b"not a database")
    assert not usable(version.search_path)
    assert [hit.label for hit in search(ensure(version), "nghe an")] == ["Nghệ An"]


def test_an_index_of_an_earlier_format_is_no_damage(versions: VersionStore) -> None:
    version = update(versions, add=(label("place/nghe-an", "Nghệ An"),))
    path = ensure(version)
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', f'"format": {FORMAT - 1}'))
    assert not usable(version.search_path)
    assert faults(versions) == []
    assert list(repair(versions)) == []
    assert [hit.label for hit in search(ensure(version), "nghe an")] == ["Nghệ An"]


def test_documents_are_named_by_type_and_number_in_languages_no_label_is_in(versions: VersionStore) -> None:
    thing, directive = (
        NamedNode(ID + "document/x"),
        NamedNode("https://w3id.org/huunghi/concept/document/directive"),
    )
    version = update(
        versions,
        add=(
            Quad(thing, NamedNode(expand("schema:legislationIdentifier")), Literal("12-CT/TW")),
            Quad(thing, NamedNode(expand("dct:type")), directive),
            Quad(directive, LABELS["prefLabel"], Literal("chỉ thị", language="vi")),
            Quad(directive, LABELS["prefLabel"], Literal("directive", language="en")),
        ),
    )
    path = ensure(version)
    for asked in ("chỉ thị 12", "directive 12-CT", "директива 12", "12 ct tw"):
        assert thing.value in {hit.iri for hit in search(path, asked)}, asked


def test_blank_nodes_and_names_that_are_no_texts_are_left_out(versions: VersionStore) -> None:
    with versions.change(note="x") as change:
        change.store.load(
            b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
                [] skos:prefLabel "somebody" . <urn:a> skos:prefLabel <urn:b>, "A name" .""",
            format=RdfFormat.TURTLE,
        )
    version = versions.require_current()
    assert [hit.label for hit in search(ensure(version), "name")] == ["A name"]
    assert search(ensure(version), "somebody") == []


def test_a_long_label_is_cut_and_harms_nothing(versions: VersionStore) -> None:
    version = update(versions, add=(label("place/x", "dài " * 100_000), label("place/y", "dài")))
    assert {hit.iri for hit in search(ensure(version), "dài")} == {ID + "place/x", ID + "place/y"}


def test_every_name_of_the_reports_is_found_by_itself(five_reports_root: VersionStore) -> None:
    path = ensure(five_reports_root.require_current())
    with NameIndex(path) as index:
        names = list(dict.fromkeys((row.iri, row.label) for row in index.all()))
    assert len(names) > 500
    for iri, text in names[::7]:
        hits = search(path, text, limit=200)
        assert iri in {hit.iri for hit in hits}, text


def test_a_load_without_names_leaves_them_to_be_indexed_later(versions: VersionStore, tmp_path: Path) -> None:
    file = tmp_path / "names.nt"
    file.write_text(f"{label('place/hue', 'Huế')} .\n", encoding="utf-8")
    report = load_rdf(versions, rdf_files(file), names=False)
    assert report.version is not None
    assert not usable(report.version.search_path)
    found = nearest(report.version)
    assert found is not None
    assert [hit.label for hit in search(found.path, "hue")] == ["Huế"]
