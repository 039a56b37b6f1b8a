"""A loaded RDF file is a source: pages name it beside what it says, and the list of sources dates it."""

import re
from pathlib import Path

import pytest

from graph.claims.files import withdraw_file
from graph.claims.origins import file_origins
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from queries.sparql.update import run_update
from tests.web.conftest import Inside

THING = "https://example.org/hue"
PAGE = "/describe?iri=https%3A%2F%2Fexample.org%2Fhue"


@pytest.fixture
def loaded(versions: VersionStore, tmp_path: Path) -> VersionStore:
    """A store with two files, one of which was withdrawn, and a statement of an update."""
    for name, value in (("vn.ttl", "Huế"), ("old.ttl", "Hue")):
        (tmp_path / name).write_text(f'<{THING}> <https://schema.org/name> "{value}" .\n', encoding="utf-8")
        load_rdf(versions, rdf_files(tmp_path / name))
    with versions.change(note="update") as change:
        run_update(change.store, f'INSERT DATA {{ <{THING}> <https://schema.org/telephone> "1" }}')
    with versions.require_current().open() as opened:
        slug = next(one.slug for one in file_origins(opened.store) if one.name == "old.ttl")
    withdraw_file(versions, slug)
    return versions


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def test_pages_name_the_file_beside_what_it_says(loaded: VersionStore) -> None:
    inside = Inside(loaded.root)
    try:
        page = inside.get(PAGE)
        assert page.status_code == 200
        assert re.search(r"said by file vn\.ttl, loaded \d+ \w+ 20\d\d", plain(page.text))
        assert "put in directly, without a claim" in plain(page.text), "the statement of the update"
        assert "old.ttl" not in page.text
        href = re.search(r'href="(/id/origin/[^"]+\.html)"', page.text)
        assert href is not None
        record = inside.get(href[1])
        assert record.status_code == 200
        assert "vn.ttl" in record.text
    finally:
        inside.close()


def test_the_list_of_sources_has_the_files_with_their_days(loaded: VersionStore) -> None:
    inside = Inside(loaded.root)
    try:
        page = inside.get("/sources")
        assert page.status_code == 200
        text = plain(page.text)
        assert re.search(r"vn\.ttl \d+ \w+ 20\d\d 1 ", text)
        assert re.search(r"old\.ttl \d+ \w+ 20\d\d withdrawn on \d+ \w+ 20\d\d 1 ", text)
    finally:
        inside.close()
