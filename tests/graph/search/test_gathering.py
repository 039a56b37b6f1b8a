"""Names that are gathered while a store is filled make the index that is made of the store."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from graph.search import gathering
from graph.search.gathering import Gathering
from graph.search.index import NameIndex, Parts, usable
from graph.search.naming import LABEL_PROPERTIES
from graph.search.normalise import words_alone, words_of
from graph.search.part import Row
from graph.search.writing import write
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix eli: <https://schema.org/> . @prefix dct: <http://purl.org/dc/terms/> .
"""
SAID = """
<urn:a> skos:prefLabel "Nghị quyết"@vi , "Hòa, 012-CT/TW"@vi ; rdfs:label "Nghị quyết"@vi .
<urn:a> rdfs:label "007"^^<http://www.w3.org/2001/XMLSchema#integer> , <urn:b> , "line\\nbreak \\" Straße" .
<urn:b> eli:legislationIdentifier "12-CT/TW" ; dct:type <urn:type> . <urn:type> skos:prefLabel "chỉ thị"@vi .
_:blank rdfs:label "not a name" . <urn:c> <urn:p> "not a name" .
"""
TURTLE = PREFIXES + SAID


def rows(path: Path) -> list[Row]:
    with NameIndex(path) as index:
        return list(index.all())


def vocabulary(path: Path) -> set[str]:
    found = Parts.read(path)
    assert found is not None
    with closing(sqlite3.connect(path.with_name(found.parts[0].file))) as connection:
        return {word for (word,) in connection.execute("SELECT word FROM vocabulary")}


def of_store(store: Store, folder: Path) -> list[Row]:
    folder.mkdir()
    write(store, folder / "search.json")
    return rows(folder / "search.json")


@pytest.fixture(params=[0, 20_000], ids=["process", "here"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(gathering, "_FEW", request.param)
    return int(request.param)


def test_a_first_load_has_the_index_that_its_store_would_be_given(tmp_path: Path, few: int) -> None:
    (tmp_path / "a.ttl").write_text(TURTLE, encoding="utf-8")
    (tmp_path / "b.trig").write_text(f"{PREFIXES}<urn:g> {{ {SAID} }}", encoding="utf-8")
    (tmp_path / "c.ttl").write_text(TURTLE, encoding="utf-8")
    versions = VersionStore(tmp_path / "store")
    files = [one for name in ("a.ttl", "b.trig", "c.ttl") for one in rdf_files(tmp_path / name)]
    report = load_rdf(versions, files)
    version = versions.require_current()
    found = rows(version.search_path)
    with version.open() as opened:
        assert found == of_store(opened.store, tmp_path / "again")
    assert report.counts["names"] == len(found) == 7
    assert {row.label for row in found} >= {"7", "chỉ thị 12-CT/TW", 'line\nbreak " Straße'}
    words = {form for row in found for word in words_alone(row.label) for form in word[:2]}
    assert vocabulary(version.search_path) == words, (
        "each word once, and none that says of what sort a name is"
    )


def _kill(process: Gathering) -> None:
    assert process._process is not None
    process._process.kill()
    process._process.wait()


def _no_folder(process: Gathering) -> None:
    """Nothing is wrong with the process until it is to write."""


@pytest.mark.parametrize("break_it", [_kill, _no_folder])
def test_where_its_process_fails_the_index_is_made_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_it: Callable[[Gathering], None]
) -> None:
    monkeypatch.setattr(gathering, "_FEW", 0)
    store = Store()
    store.load(TURTLE, format=RdfFormat.TURTLE)
    names = [str(quad.triple).encode() for quad in store if quad.predicate.value in LABEL_PROPERTIES]
    folder = tmp_path / "made"
    folder.mkdir()
    with Gathering() as gathered:
        gathered.add(names[:2])
        if break_it is _no_folder:
            gathered._send(json.dumps(str(tmp_path / "nowhere" / "search.json")).encode() + b"\n")
        else:
            break_it(gathered)
        gathered.add(names[2:])
        assert gathered.write(store, folder / "search.json") == 7
    assert usable(folder / "search.json")
    assert rows(folder / "search.json") == of_store(store, tmp_path / "again")
    assert len(list(folder.glob("search-*"))) == 1


@pytest.mark.parametrize(
    "text", ["My", "007", "Quy", "vufo", "x" * 200, "9" * 200, "Số 12", "số", "a1", "No"]
)
def test_words_alone_are_those_of_a_text(text: str) -> None:
    assert [word[:2] for word in words_alone(text)] == [word[:2] for word in words_of(text)]
