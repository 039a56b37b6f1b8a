"""Where `current` is missing, outdated or leads nowhere that is said by one error, and nothing is lost by it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import BrokenCurrent, PrunedVersion, StoreDamaged
from graph.repair import Finding, repair
from graph.store.versions import VersionStore


def put(versions: VersionStore, number: int) -> None:
    with versions.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")


def count(versions: VersionStore) -> int:
    with versions.require_current().open() as opened:
        return len(opened.store)


def missing(versions: VersionStore) -> None:
    (versions.root / "current").unlink()


def outdated(versions: VersionStore) -> None:
    missing(versions)
    (versions.root / "current").symlink_to("versions/000002")


def dangling(versions: VersionStore) -> None:
    missing(versions)
    (versions.root / "current").symlink_to("versions/000999")


def elsewhere(versions: VersionStore) -> None:
    missing(versions)
    (versions.root / "current").symlink_to("elsewhere")


def a_folder(versions: VersionStore) -> None:
    """As a copy that follows links leaves it."""
    missing(versions)
    shutil.copytree(versions.path_of(3), versions.root / "current")


def copied_without_links(versions: VersionStore) -> None:
    missing(versions)
    shutil.rmtree(versions.root / "releases")


def of_an_earlier_release(versions: VersionStore) -> None:
    """Without a record, as stores were before there was one."""
    outdated(versions)
    (versions.root / "published.json").unlink()


BROKEN = (missing, outdated, dangling, elsewhere, a_folder, copied_without_links, of_an_earlier_release)


@pytest.fixture
def three(versions: VersionStore) -> VersionStore:
    """A store of three versions, the second of which is a release."""
    for number in (1, 2, 3):
        put(versions, number)
    versions.tag("2026.1", name=2)
    return versions


def found_by(versions: VersionStore, **options: bool) -> list[Finding]:
    return list(repair(VersionStore(versions.root), **options))


@pytest.mark.parametrize("break_it", BROKEN)
def test_a_broken_current_is_one_error_for_readers_and_writers_and_loses_no_version(
    three: VersionStore, break_it: Callable[[VersionStore], None]
) -> None:
    break_it(three)
    for act in (
        three.current,
        three.require_current,
        lambda: put(three, 4),
        three.prune,
        lambda: three.tag("x"),
    ):
        with pytest.raises(BrokenCurrent) as caught:
            act()
        assert "huunghi versions repair" in caught.value.hint
        assert str(three.root) not in caught.value.message + caught.value.hint
    assert three.numbers() == [1, 2, 3]


@pytest.mark.parametrize("break_it", BROKEN)
def test_a_repair_says_what_it_would_do_then_does_it_and_finds_nothing_more(
    three: VersionStore, break_it: Callable[[VersionStore], None]
) -> None:
    break_it(three)
    rehearsed = found_by(three, dry_run=True)
    with pytest.raises(BrokenCurrent):
        three.current()
    found = found_by(three)
    assert [one.part for one in found] == [one.part for one in rehearsed]
    assert found[0].part == "current"
    assert all(one.mended for one in found)
    assert three.require_current().number == 3
    assert count(three) == 3
    assert three.get("2026.1").number == 2
    assert (three.root / "releases" / "2026.1").resolve() == three.path_of(2).resolve()
    assert found_by(three) == []
    put(three, 4)
    assert three.numbers() == [1, 2, 3, 4]


def test_a_number_is_not_used_again_after_the_highest_was_taken_away_and_current_set_back(
    three: VersionStore,
) -> None:
    shutil.rmtree(three.path_of(3))
    outdated(three)
    (finding,) = found_by(three)
    assert "copy" in finding.done
    assert three.numbers() == [1, 2, 4]
    assert count(three) == 2
    put(three, 9)
    assert three.current_number() == 5
    with pytest.raises(PrunedVersion):
        three.get(3)


def test_a_current_version_that_cannot_be_read_gives_way_to_a_copy_of_the_newest_that_can(
    three: VersionStore,
) -> None:
    for number in (3, 2):
        (three.path_of(number) / "store" / "CURRENT").write_text("nonsense")
    (finding,) = found_by(three)
    assert "Version 1 is the newest that can be read" in finding.done
    assert three.current_number() == 4
    assert count(three) == 1
    assert three.numbers() == [1, 2, 3, 4]


def test_where_no_version_can_be_read_a_repair_changes_nothing_and_says_so(three: VersionStore) -> None:
    for number in (1, 2, 3):
        (three.path_of(number) / "store" / "CURRENT").write_text("nonsense")
    (finding,) = found_by(three)
    assert not finding.mended
    assert (three.current_number(), three.numbers()) == (3, [1, 2, 3])


def test_a_restored_version_makes_a_broken_current_whole(three: VersionStore) -> None:
    missing(three)
    assert three.restore(1).number == 4
    assert three.numbers() == [1, 2, 3, 4]
    assert count(three) == 1


def test_a_release_is_kept_though_its_link_was_lost(three: VersionStore) -> None:
    copied_without_links(three)
    found_by(three)
    for number in range(4, 12):
        put(three, number)
    three.prune(keep=1)
    assert three.numbers() == [2, 11]


def test_a_release_whose_link_was_lost_is_not_pruned_before_a_repair_either(three: VersionStore) -> None:
    shutil.rmtree(three.root / "releases")
    three.prune(keep=1)
    assert three.numbers() == [2, 3]


def test_a_copy_that_followed_the_links_is_a_store_again_after_a_repair(
    three: VersionStore, tmp_path: Path
) -> None:
    shutil.copytree(three.root, tmp_path / "copy", symlinks=False)
    copy = VersionStore(tmp_path / "copy")
    found_by(copy)
    assert (copy.require_current().number, copy.get("2026.1").number) == (3, 2)
    assert os.readlink(copy.root / "current") == "versions/000003"
    assert {path.name.partition("-")[0] for path in (copy.root / "set-aside").iterdir()} == {
        "current",
        "2026.1",
    }


def test_a_process_killed_before_it_noted_its_publication_has_published(three: VersionStore) -> None:
    before = (three.root / "published.json").read_bytes()
    put(three, 4)
    (three.root / "published.json").write_bytes(before)
    assert three.require_current().number == 4
    put(three, 5)
    assert three.numbers() == [1, 2, 3, 4, 5]


def test_a_damaged_record_stops_writers_and_no_reader(three: VersionStore) -> None:
    (three.root / "published.json").write_text("{")
    assert count(three) == 3
    with pytest.raises(StoreDamaged, match=r"published\.json"):
        put(three, 4)
    with pytest.raises(StoreDamaged, match=r"published\.json"):
        three.prune(keep=1)
    assert [one.part for one in found_by(three)] == ["record of publications"]
    put(three, 4)
    assert three.numbers() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"number": 2}', "[" * 100_000, '{"number":2,"created":3,"parent":1,"note":""}'],
)
def test_a_damaged_manifest_is_listed_as_such_and_made_again_by_a_repair(
    three: VersionStore, content: str
) -> None:
    (three.path_of(2) / "manifest.json").write_text(content)
    assert [(one.number, one.damage is None) for one in three.listed()] == [(1, True), (2, False), (3, True)]
    assert [one.number for one in three.all()] == [1, 3]
    put(three, 4)
    assert [one.part for one in found_by(three)] == ["manifest"]
    assert [one.number for one in three.all()] == [1, 2, 3, 4]
