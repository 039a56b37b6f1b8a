"""A store that the last release made opens in this one: it answers, is brought up, takes changes, and goes back.

The release is taken from the history of the repository and run as it was, with the libraries of this one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from huunghi import main
from queries.export.results import short
from queries.runner import run
from tests.conftest import ROOT


def history(*arguments: str) -> bytes:
    """Return what git says of this repository, nothing where there is no git or no history."""
    if shutil.which("git") is None:
        return b""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made by the last release, from the tables that it came with."""
    commit = history("log", "--format=%H", "--grep=^release [0-9]", "-1").decode().strip()
    if not commit:
        pytest.skip("the history of the repository, which has the last release, is not here")
    folder = tmp_path_factory.mktemp("release")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=history("archive", commit), check=True)
    done = subprocess.run(
        [sys.executable, "-c", "import huunghi; huunghi.main()", "--store", str(folder / "store"), "load", "data"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "store"


def command(store: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--store", str(store), *arguments])
    assert done.exit_code == 0, done.output
    return done


def holders(versions: VersionStore) -> set[str]:
    params = {"post": "post/nghe-an-union-chair", "day": "2024-10-01"}
    answer = run(EmbeddedReader.current(versions), "holders-of-post", params)
    return {short(row[answer.variables.index("person")]) for row in answer.rows}


def test_a_store_of_the_last_release_answers_and_is_brought_up(made: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(made, store, symlinks=True)
    versions = VersionStore(store)
    assert holders(versions) == {"person/hoang-nghia-hieu"}
    said = command(store, "upgrade", "--dry-run").output
    assert versions.current_number() == 1, said
    command(store, "upgrade")
    assert holders(versions) == {"person/hoang-nghia-hieu"}
    command(store, "validate")
    with versions.change(note="a change") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    assert holders(versions) == {"person/hoang-nghia-hieu"}
    assert (versions.current_number() or 0) > 1
    command(store, "versions", "restore", "1")
    assert holders(versions) == {"person/hoang-nghia-hieu"}
    command(store, "backup", str(tmp_path / "all.tar.zst"))
