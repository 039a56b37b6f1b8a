"""How this project is tested.

Tests mirror the packages and run the real thing: real stores in temporary folders, the real server, a real browser.
Nothing is patched. What a fixture builds once for a session (the graph of the five reports) no test may change; a test
that writes takes a copy. A test that needs software this machine does not have is skipped with its reason. Speed is
measured by `make bench`, never by a test.

A test's name or docstring says what is true when it passes.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore

# Nothing is timed by a test, an example of Hypothesis no more than the rest.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TEXTS = ROOT.parent / "shared" / "reports"


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the five reports' texts, which the project may not contain."""
    if not TEXTS.is_dir():
        pytest.skip("the texts of the five reports are not beside this folder (../shared/reports)")
    return TEXTS


@pytest.fixture(scope="session")
def five_reports_root(tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    """A store with one version: the graph of the five reports, loaded from data/. Do not change it."""
    from loaders.tables.load import load_tables  # noqa: PLC0415 - most tests need no tables

    versions = VersionStore(tmp_path_factory.mktemp("five-reports") / "store")
    load_tables(versions, DATA)
    return versions


@pytest.fixture(scope="session")
def five_reports(five_reports_root: VersionStore) -> EmbeddedReader:
    """A reader of the graph of the five reports."""
    return EmbeddedReader.current(five_reports_root)


@pytest.fixture
def five_reports_copy(five_reports_root: VersionStore, tmp_path: Path) -> Iterator[VersionStore]:
    """A copy of the graph of the five reports, to be changed."""
    shutil.copytree(five_reports_root.root, tmp_path / "store", symlinks=True)
    yield VersionStore(tmp_path / "store")


@pytest.fixture
def versions(tmp_path: Path) -> VersionStore:
    """An empty store."""
    return VersionStore(tmp_path / "store")
