"""Data as others make it: every link answers, every format holds the same statements, every count is exact.

A part of it; `python -m tests.walk` walks the whole.
"""

from pathlib import Path

import pytest

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from tests.walk.foreign import ODD, Foreign
from tests.walk.walker import Walked, Walker, address_of, names_in, sort_of
from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]

ELSEWHERE = ("/ontology", "version=", "/docs", "/queries")
"""What is walked on the five reports, and is the same on every store."""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder: Path = tmp_path_factory.mktemp("foreign")
    with pages_of(Foreign.of(0.1).lines(), folder, suffix="nq") as inside:
        store = EmbeddedReader.current(VersionStore(folder / "store")).opened.store
        return walk(inside, store)


def walk(inside: Inside, store: object) -> Walked:
    sorts: dict[str, str] = {}
    for address in map(address_of, names_in(store)):  # type: ignore[arg-type]
        sorts.setdefault(sort_of(address), address)
    seeds = ("/", "/sitemap.xml", *map(address_of, ODD), *sorts.values())
    return Walker(inside, store, each=1, skip=ELSEWHERE).walk(seeds)  # type: ignore[arg-type]


def test_a_walk_over_foreign_data_finds_no_fault(walked: Walked) -> None:
    print(walked)
    assert walked.faults == []
    assert walked.addresses > 800
    assert walked.things > 150
    assert walked.documents > 600
    assert walked.counts >= 20
