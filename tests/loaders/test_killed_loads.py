"""A load that is killed, at whatever moment, leaves the current version as it was, and the next load succeeds."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.store.versions import VersionStore
from tests.conftest import DATA
from tests.scale import share

MOMENTS = share(25, least=5)
BASE = "<urn:base> <urn:p> <urn:o> .\n"


def huunghi(store: Path, *arguments: str | Path) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-c",
        "import huunghi; huunghi.main()",
        "--store",
        str(store),
        *map(str, arguments),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: "subprocess.Popen[bytes]") -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def contents(versions: VersionStore) -> tuple[int, int]:
    """Number and size of the current version, every quad of it read."""
    version = versions.require_current()
    with version.open() as opened:
        return version.number, sum(1 for _ in opened.store)


def rdf_input(folder: Path) -> Path:
    path = folder / "many.nt"
    triples = (
        Triple(
            NamedNode(f"urn:{n}"),
            NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
            Literal(f"thing {n}"),
        )
        for n in range(20_000)
    )
    path.write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return path


@pytest.mark.parametrize("kind", ["tables", "rdf"])
def test_a_killed_load_leaves_the_current_version_unchanged_and_the_next_one_succeeds(
    tmp_path: Path, kind: str
) -> None:
    given = DATA if kind == "tables" else rdf_input(tmp_path)
    store, pristine = tmp_path / "store", tmp_path / "pristine"
    (tmp_path / "base.nt").write_text(BASE)
    finish(huunghi(pristine, "load", tmp_path / "base.nt"))
    before = contents(VersionStore(pristine))

    shutil.copytree(pristine, store, symlinks=True)
    begin = time.perf_counter()
    finish(huunghi(store, "load", given))
    duration = time.perf_counter() - begin
    after = contents(VersionStore(store))
    assert after > before

    chance = random.Random(20260101)
    killed = attempts = 0
    while killed < MOMENTS and attempts < 4 * MOMENTS:
        attempts += 1
        shutil.rmtree(store)
        shutil.copytree(pristine, store, symlinks=True)
        process = huunghi(store, "load", given)
        # The moments go round through start, middle and publishing, each at random within its stretch.
        time.sleep(duration * (killed + chance.random()) / MOMENTS)
        process.kill()
        process.communicate()
        if process.returncode == 0:
            duration *= 0.9  # it was done before it was killed: loads are quicker than the first one was
            continue
        killed += 1
        found = contents(VersionStore(store))
        assert found == (before if found[0] == before[0] else after), f"half a load at moment {killed}"
    assert killed == MOMENTS

    # On what the last kill left behind, the next load succeeds.
    finish(huunghi(store, "load", given))
    assert contents(VersionStore(store))[1] == after[1]
    assert not list((store / "versions").glob(".building-*"))
