"""Damage in a version's files is found by their digests, before the engine searches over it without end."""

import os
import shutil
from pathlib import Path

import pytest

from graph.errors import DamagedData
from graph.health import faults
from graph.store.digests import mismatch
from graph.store.versions import VersionStore
from graph.store.working_copy import WorkingCopy


def put(versions: VersionStore, number: int, working: WorkingCopy | None = None) -> None:
    with versions.change(note="test", working=working) as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")


def tables(versions: VersionStore) -> list[Path]:
    return sorted(versions.require_current().store_path.glob("*.sst"))


def damage(path: Path) -> None:
    """Change one byte in the middle; the system's clock of files is too coarse to tell two changes apart at once."""
    changed = path.stat().st_mtime_ns + 1_000_000_000
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(changed, changed))


def test_each_byte_of_a_table_counts(versions: VersionStore) -> None:
    put(versions, 1)
    version = versions.require_current()
    assert set(version.manifest.files) == {
        path.name for path in version.store_path.iterdir() if path.name not in {"LOG", "LOCK", "IDENTITY"}
    }
    for path in tables(versions):
        damage(path)
        with pytest.raises(DamagedData) as caught:
            version.open()
        assert path.name in caught.value.cause
        assert [type(one) for one in faults(versions)] == [DamagedData]
        damage(path)
        assert version.mismatch() == ""
    version.open().close()


def test_a_version_keeps_the_digests_of_the_files_that_it_shares_with_its_parent(
    versions: VersionStore,
) -> None:
    put(versions, 1)
    damage(tables(versions)[0])  # as a bad block of a disk: nobody has written there
    with pytest.raises(DamagedData):
        put(versions, 2)
    damage(tables(versions)[0])
    working = WorkingCopy()
    for number in (2, 3):
        put(versions, number, working)
    working.discard()
    first, last = versions.get(1).manifest.files, versions.get(3).manifest.files
    shared = [name for name in first if name.endswith(".sst") and name in last]
    assert shared
    assert all(first[name] == last[name] for name in shared)
    assert versions.get(3).mismatch() == ""


def test_what_was_not_looked_at_for_its_size_is_looked_at_when_there_is_time(versions: VersionStore) -> None:
    put(versions, 1)
    version = versions.require_current()
    copy = versions.root / "copied"
    shutil.copytree(version.store_path, copy)
    damage(max(copy.glob("*.sst"), key=lambda path: path.stat().st_size))
    assert mismatch(copy, version.manifest.files, most=0) == ""
    assert mismatch(copy, version.manifest.files) != ""
    assert mismatch(copy, version.manifest.files, most=0) != ""
