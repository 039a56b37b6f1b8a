"""A writer that keeps its copy open makes the same versions as one that clones anew for each change."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.store.versions import VersionStore
from graph.store.working_copy import PREFIX, WorkingCopy

P = NamedNode("urn:p")


def quad(value: str) -> Quad:
    return Quad(NamedNode("urn:s"), P, Literal(value))


def values(versions: VersionStore, number: int | None = None) -> set[str]:
    version = versions.require_current() if number is None else versions.get(number)
    with version.open() as opened:
        return {found.object.value for found in opened.store if isinstance(found.object, Literal)}


def add(versions: VersionStore, value: str, working: WorkingCopy | None = None) -> None:
    with versions.change(note=value, working=working) as change:
        change.store.add(quad(value))


def copies(versions: VersionStore) -> list[Path]:
    return list((versions.root / "versions").glob(PREFIX + "*"))


def test_each_version_holds_what_was_there_when_it_was_published(versions: VersionStore) -> None:
    working = WorkingCopy()
    for number in range(12):
        with versions.change(note="", keep=12, working=working) as change:
            change.store.add(quad(str(number)))
            change.store.remove(quad(str(number - 5)))
    for number in range(12):
        assert values(versions, number + 1) == {str(n) for n in range(max(0, number - 4), number + 1)}
    working.discard()
    assert values(versions) == {"7", "8", "9", "10", "11"}


def test_the_copy_is_opened_once_and_gone_when_it_is_discarded(versions: VersionStore) -> None:
    working = WorkingCopy()
    add(versions, "one", working)
    first = copies(versions)
    add(versions, "two", working)
    assert len(first) == 1
    assert copies(versions) == first
    working.discard()
    working.discard()
    assert copies(versions) == []


def test_the_copy_is_renewed_after_so_many_changes(versions: VersionStore) -> None:
    working = WorkingCopy(most=3)
    seen = set()
    for number in range(7):
        add(versions, str(number), working)
        seen.update(copies(versions))
    assert len(seen) == 3
    assert values(versions) == {str(number) for number in range(7)}
    working.discard()


def test_what_a_failed_change_wrote_is_in_no_later_version(versions: VersionStore) -> None:
    working = WorkingCopy()
    add(versions, "kept", working)
    with pytest.raises(ZeroDivisionError), versions.change(note="", working=working) as change:
        change.store.add(quad("lost"))
        raise ZeroDivisionError
    with versions.change(note="", working=working) as change:
        change.store.add(quad("dropped"))
        change.keep_nothing()
    add(versions, "later", working)
    assert values(versions) == {"kept", "later"}
    working.discard()


def test_what_others_published_in_between_is_in_the_next_version(versions: VersionStore) -> None:
    working = WorkingCopy()
    add(versions, "one", working)
    add(versions, "two")
    add(versions, "three", working)
    assert values(versions) == {"one", "two", "three"}
    versions.restore(1)
    add(versions, "four", working)
    assert values(versions) == {"one", "four"}
    working.discard()


def test_a_store_put_in_the_place_of_another_is_what_the_next_version_is_made_of(
    versions: VersionStore, tmp_path: Path
) -> None:
    other = VersionStore(tmp_path / "other")
    add(other, "theirs")
    working = WorkingCopy()
    add(versions, "ours", working)
    shutil.rmtree(versions.root / "versions" / "000001")
    shutil.copytree(other.root / "versions" / "000001", versions.root / "versions" / "000001")
    add(versions, "next", working)
    assert values(versions) == {"theirs", "next"}
    working.discard()


def test_a_killed_process_s_copy_is_removed_and_a_living_one_s_is_not(versions: VersionStore) -> None:
    code = (
        "import os, signal, sys\n"
        "from graph.store.versions import VersionStore\n"
        "from graph.store.working_copy import WorkingCopy\n"
        "working = WorkingCopy()\n"
        "with VersionStore(sys.argv[1]).change(note='', working=working): pass\n"
        "print(flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(versions.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    add(versions, "while it lives")
    assert len(copies(versions)) == 1
    process.kill()
    process.communicate()
    add(versions, "after it died")
    assert copies(versions) == []
