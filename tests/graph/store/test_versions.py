"""Versions of the store are immutable, published at once, and survive whatever kills a change."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.errors import DamagedData, InputError, NoVersion, PrunedVersion, StoreBusy
from graph.store.versions import VersionStore


def put(versions: VersionStore, number: int, note: str = "test") -> None:
    with versions.change(note=note) as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")


def count(versions: VersionStore, name: int | str | None = None) -> int:
    version = versions.require_current() if name is None else versions.get(name)
    with version.open() as opened:
        return len(opened.store)


def test_a_new_store_has_no_version(versions: VersionStore) -> None:
    assert versions.current() is None
    assert versions.all() == []
    with pytest.raises(NoVersion, match="huunghi load data"):
        versions.require_current()


def test_the_first_version_has_no_hidden_triple_and_no_hidden_graph(versions: VersionStore) -> None:
    with versions.change(note="nothing"):
        pass
    with versions.require_current().open() as opened:
        assert len(opened.store) == 0
        assert list(opened.store.named_graphs()) == []


def test_each_change_makes_the_next_version_and_leaves_the_last_as_it_was(versions: VersionStore) -> None:
    put(versions, 1)
    put(versions, 2)
    assert [v.number for v in versions.all()] == [1, 2]
    assert (count(versions, 1), count(versions, 2)) == (1, 2)
    assert versions.require_current().manifest.parent == 1


def test_a_reader_keeps_its_version_while_others_are_published(versions: VersionStore) -> None:
    put(versions, 1)
    with versions.require_current().open() as opened:
        for number in range(2, 12):
            put(versions, number)
        assert len(opened.store) == 1
        assert 1 in versions.numbers()
    put(versions, 12)
    assert 1 not in versions.numbers()


def test_a_change_that_fails_publishes_nothing(versions: VersionStore) -> None:
    put(versions, 1)
    with pytest.raises(ZeroDivisionError), versions.change(note="broken") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> 2 }")
        raise ZeroDivisionError
    assert versions.current_number() == 1
    assert count(versions) == 1
    assert [p.name for p in (versions.root / "versions").iterdir()] == ["000001"]


def test_a_change_that_keeps_nothing_publishes_nothing(versions: VersionStore) -> None:
    put(versions, 1)
    with versions.change(note="idle") as change:
        change.keep_nothing()
    assert change.published is None
    assert versions.numbers() == [1]


def test_a_second_writer_is_told_who_writes(versions: VersionStore) -> None:
    put(versions, 1)
    with versions.lock():
        other = VersionStore(versions.root)
        with pytest.raises(StoreBusy, match=f"process {os.getpid()}"), other.change(note="second"):
            pass
    put(versions, 2)


def test_a_second_writer_that_waits_gets_its_turn(versions: VersionStore) -> None:
    put(versions, 1)
    entered, leave = threading.Event(), threading.Event()

    def first() -> None:
        with VersionStore(versions.root).lock():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait(10)
    threading.Timer(0.1, leave.set).start()
    with versions.change(note="second", wait=10) as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> 2 }")
    thread.join()
    assert versions.current_number() == 2


def test_released_versions_outlive_pruning_and_can_be_named(versions: VersionStore) -> None:
    put(versions, 1)
    versions.tag("2026.1")
    for number in range(2, 10):
        put(versions, number)
    assert versions.prune(keep=1) != []
    assert versions.numbers() == [1, 9]
    assert versions.get("2026.1").number == 1
    assert versions.get("2026.1").label == "2026.1"
    assert count(versions, "2026.1") == 1


@pytest.mark.parametrize("name", ["", "12", "a/b", "..", "x" * 65, "a b"])
def test_a_release_name_that_cannot_be_is_refused(versions: VersionStore, name: str) -> None:
    put(versions, 1)
    with pytest.raises(InputError, match="release name"):
        versions.tag(name)


def test_a_release_name_is_given_once(versions: VersionStore) -> None:
    put(versions, 1)
    versions.tag("one")
    assert versions.tag("one").number == 1
    put(versions, 2)
    with pytest.raises(InputError, match="already names version 1"):
        versions.tag("one")


def test_restoring_publishes_a_copy_under_a_new_number(versions: VersionStore) -> None:
    put(versions, 1)
    put(versions, 2)
    assert versions.restore(1).number == 3
    assert count(versions) == 1
    put(versions, 5)
    assert count(versions) == 2


def test_an_unknown_version_is_named_in_the_error(versions: VersionStore) -> None:
    put(versions, 1)
    with pytest.raises(NoVersion, match="17"):
        versions.get(17)
    with pytest.raises(NoVersion, match="'spring'"):
        versions.get("spring")
    with pytest.raises(InputError, match="is no version"):
        versions.get("-1")


def test_a_pruned_version_is_told_from_one_that_never_was(versions: VersionStore) -> None:
    for n in range(3):
        put(versions, n)
    versions.prune(keep=1)
    with pytest.raises(PrunedVersion, match="no longer kept"):
        versions.get(1)
    with pytest.raises(NoVersion) as caught:
        versions.get(4)
    assert not isinstance(caught.value, PrunedVersion)


def test_a_release_is_not_called_like_a_version_of_sparql(versions: VersionStore) -> None:
    put(versions, 1)
    with pytest.raises(InputError, match="cannot be a release name"):
        versions.tag("1.1")


def test_a_damaged_store_is_reported_and_another_version_still_opens(versions: VersionStore) -> None:
    put(versions, 1)
    put(versions, 2)
    for file in versions.require_current().store_path.iterdir():
        if file.name == "CURRENT":
            file.unlink()
            file.write_text("nonsense")
    with pytest.raises(DamagedData, match="versions repair"):
        versions.require_current().open()
    assert count(versions, 1) == 1


def test_the_leftovers_of_a_killed_change_are_removed_by_the_next(versions: VersionStore) -> None:
    put(versions, 1)
    leftover = versions.root / "versions" / ".building-dead"
    leftover.mkdir()
    (leftover / "junk").write_text("x")
    put(versions, 2)
    assert not leftover.exists()
    assert count(versions, 2) == 2


def test_what_was_renamed_and_never_switched_to_is_put_aside_and_its_number_never_used(
    versions: VersionStore,
) -> None:
    put(versions, 1)
    shutil.copytree(versions.path_of(1), versions.path_of(2))  # as a kill between the two leaves it
    put(versions, 2)
    assert versions.numbers() == [1, 3]
    assert [path.name[:6] for path in (versions.root / "set-aside").iterdir()] == ["000002"]
    assert versions.require_current().manifest.parent == 1


def test_a_process_killed_while_it_holds_the_lock_frees_it(versions: VersionStore, tmp_path: Path) -> None:
    put(versions, 1)
    script = (
        "import sys, time; from graph.store.versions import VersionStore\n"
        "with VersionStore(sys.argv[1]).change(note='x') as c:\n"
        "    c.store.update('INSERT DATA { <urn:a> <urn:b> 9 }'); print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(versions.root)], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in\n"
        with pytest.raises(StoreBusy):
            put(versions, 2)
        process.kill()
    assert count(versions) == 1
    put(versions, 2)
    assert count(versions) == 2


def test_the_lease_of_a_reader_is_a_shared_lock(versions: VersionStore) -> None:
    put(versions, 1)
    opened = versions.require_current().open()
    with (
        (versions.require_current().path / "manifest.json").open() as handle,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    opened.close()
    opened.close()


def test_who_waits_for_another_writer_is_told_who_that_is_and_for_how_long_is_bounded(
    versions: VersionStore,
) -> None:
    put(versions, 1)
    heard: list[str] = []
    patient = VersionStore(versions.root, patience=0.05, waiting=heard.append)
    with versions.lock(), pytest.raises(StoreBusy, match=f"process {os.getpid()}"):
        put(patient, 2)
    assert heard == [f"process {os.getpid()}"]
    put(patient, 2)
    assert heard == [f"process {os.getpid()}"]


def test_a_list_of_the_engine_that_was_cut_short_is_a_damage_and_not_an_empty_store(
    versions: VersionStore,
) -> None:
    """RocksDB reads such a list up to where it ends, and gives a store of before, or of nothing."""
    put(versions, 1)
    for journal in versions.require_current().store_path.glob("MANIFEST-*"):
        os.truncate(journal, journal.stat().st_size // 2)
    with pytest.raises(DamagedData, match="version 1"):
        versions.require_current().open()
