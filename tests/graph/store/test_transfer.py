"""Versions are brought between stores whole, checked and once; whatever goes wrong, what is served stays."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat

from graph.errors import (
    DiskFull,
    Diverged,
    HuuNghiError,
    OtherFormat,
    StoreBusy,
    TransferFailed,
    WrongContent,
)
from graph.health import faults
from graph.store.retention import Retention
from graph.store.transfer.contents import Contents, File, State
from graph.store.transfer.stores import INCOMING, LocalOrigin, LocalTarget, state_of
from graph.store.transfer.transfer import Transferred, transfer
from graph.store.versions import VersionStore
from huunghi import main


def put(store: VersionStore, number: int) -> None:
    with store.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")


def bring(origin: VersionStore, target: VersionStore, **options: int) -> Transferred:
    with LocalTarget(target) as side:
        return transfer(LocalOrigin(origin), side, **options)


def statements(store: VersionStore, name: int | str) -> list[str]:
    with store.get(name).open() as opened:
        return sorted(map(str, opened.store))


def command(store: VersionStore, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store.root), *arguments])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = VersionStore(tmp_path_factory.mktemp("made") / "store")
    for number in (1, 2, 3):
        put(store, number)
    store.tag("2026.1", name=2)
    return store.root


@pytest.fixture
def origin(made: Path, tmp_path: Path) -> VersionStore:
    """A store of three versions, the second with a release name."""
    shutil.copytree(made, tmp_path / "origin", symlinks=True)
    return VersionStore(tmp_path / "origin")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    """A store of one version with larger files."""
    store = VersionStore(tmp_path_factory.mktemp("large") / "store")
    with store.change(note="test") as change:
        lines = "".join(f"<urn:{number}> <urn:b> {number} .\n" for number in range(20_000))
        change.store.bulk_load(lines.encode(), RdfFormat.TURTLE)
        (change.path / "beside").write_bytes(os.urandom(3 << 20))
    return store


@pytest.fixture
def target(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "target")


def test_versions_come_with_numbers_days_and_release_names(
    origin: VersionStore, target: VersionStore
) -> None:
    done = bring(origin, target)
    assert done.versions == [3, 2, 1]
    assert state_of(target) == state_of(origin)
    assert [one.manifest for one in target.all()] == [one.manifest for one in origin.all()]
    assert target.releases() == {"2026.1": 2}
    assert all(statements(target, one) == statements(origin, one) for one in (1, 2, 3))
    assert faults(target) == []
    assert [one.name for one in target.folder.iterdir() if one.name.startswith(".")] == []


def test_files_that_are_there_are_not_sent_again(origin: VersionStore, target: VersionStore) -> None:
    bring(origin, target)
    put(origin, 4)
    shared = {one.name for one in origin.get(3).store_path.glob("*.sst")}
    new = {one.name for one in origin.get(4).store_path.glob("*.sst")} - shared
    done = bring(origin, target)
    assert done.versions == [4]
    assert done.files < len(list(origin.get(4).path.rglob("*.*")))
    assert new
    for name in shared & {one.name for one in target.get(4).store_path.iterdir()}:
        assert (target.get(4).store_path / name).samefile(target.get(3).store_path / name)
    assert bring(origin, target).versions == []


def test_a_version_whose_switch_was_killed_is_fetched_again(
    origin: VersionStore, target: VersionStore
) -> None:
    bring(origin, target)
    put(origin, 4)
    shutil.copytree(origin.path_of(4), target.path_of(4))
    assert target.current_number() == 3
    assert bring(origin, target).versions == [4]
    assert target.current_number() == 4
    assert faults(target) == []


def test_what_a_kill_left_of_a_pruned_version_goes_though_nothing_new_is_there(
    origin: VersionStore, target: VersionStore
) -> None:
    bring(origin, target)
    shutil.copytree(origin.path_of(1), target.folder / ".building-gone-1")
    assert bring(origin, target).versions == []
    assert not list(target.folder.glob(".building-*"))
    assert faults(target) == []


def test_a_release_that_is_named_later_is_named_at_the_target_too(
    origin: VersionStore, target: VersionStore
) -> None:
    bring(origin, target)
    origin.tag("2026.2", name=3)
    assert bring(origin, target).releases == {"2026.2": 3}
    assert target.get("2026.2").number == 3


def test_a_target_that_was_left_behind_gets_what_is_still_there(
    origin: VersionStore, target: VersionStore
) -> None:
    bring(origin, target)
    for number in range(4, 10):
        put(origin, number)
    bring(origin, target)
    assert target.numbers() == [2, 5, 6, 7, 8, 9]
    put(target, 10)
    assert target.current_number() == 10


class Breaking(LocalOrigin):
    """A store that breaks off after so many bytes."""

    def __init__(self, store: VersionStore, most: int) -> None:
        super().__init__(store)
        self.left = most

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for part in super().read(number, file, offset):
            if len(part) > self.left:
                yield part[: self.left]
                raise TransferFailed("The connection is gone.")
            self.left -= len(part)
            yield part


def test_what_is_kept_is_for_the_rule_of_the_target_to_say(
    origin: VersionStore, target: VersionStore
) -> None:
    Retention(last=1).write(target.root)
    bring(origin, target)
    assert target.numbers() == [2, 3], "the release, and the newest"
    Retention(last=9).write(target.root)
    put(origin, 4)
    bring(origin, target, keep=1)
    assert target.numbers() == [2, 3, 4]


def test_a_transfer_that_broke_off_goes_on_where_it_was(large: VersionStore, target: VersionStore) -> None:
    whole = LocalOrigin(large).contents(1).size
    with pytest.raises(TransferFailed, match="is gone"), LocalTarget(target) as side:
        transfer(Breaking(large, whole // 2), side)
    assert target.current() is None
    assert faults(target) == []
    come = sum(one.stat().st_size for one in (target.folder / INCOMING).iterdir())
    assert come == whole // 2
    assert bring(large, target).sent == whole - come
    assert target.require_current().mismatch() == ""


def test_a_part_that_was_spoilt_meanwhile_is_fetched_anew(large: VersionStore, target: VersionStore) -> None:
    whole = LocalOrigin(large).contents(1).size
    with pytest.raises(TransferFailed), LocalTarget(target) as side:
        transfer(Breaking(large, whole // 2), side)
    (part,) = (target.folder / INCOMING).glob("*.part")
    part.write_bytes(os.urandom(part.stat().st_size))
    bring(large, target)
    assert target.require_current().mismatch() == ""


class Lying(LocalOrigin):
    """A store whose files are not what they should be."""

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for part in super().read(number, file, offset):
            yield bytes([part[0] ^ 1]) + part[1:] if file.path.endswith(".sst") else part


def test_a_wrong_file_is_refused_and_what_is_served_stays(origin: VersionStore, target: VersionStore) -> None:
    bring(origin, target)
    put(origin, 4)
    before = state_of(target)
    with pytest.raises(WrongContent, match=r"sst is not what it should be"), LocalTarget(target) as side:
        transfer(Lying(origin), side)
    assert state_of(target) == before
    assert faults(target) == []


def test_a_file_that_was_damaged_here_is_fetched_again(origin: VersionStore, target: VersionStore) -> None:
    bring(origin, target)
    put(origin, 4)
    damaged = max(target.get(3).store_path.glob("*.sst"), key=lambda one: one.stat().st_size)
    damaged.write_bytes(os.urandom(damaged.stat().st_size))
    bring(origin, target)
    assert target.require_current().mismatch() == ""


def test_stores_that_went_different_ways_are_told_apart(origin: VersionStore, target: VersionStore) -> None:
    bring(origin, target)
    put(origin, 4)
    put(target, 5)
    before = state_of(target)
    with pytest.raises(Diverged, match=r"Version 4 of .*origin is another than version 4 of .*target"):
        bring(origin, target)
    with pytest.raises(Diverged):
        bring(target, origin)
    assert state_of(target) == before


def test_a_target_that_is_ahead_is_left_alone(origin: VersionStore, target: VersionStore) -> None:
    bring(origin, target)
    put(target, 4)
    with pytest.raises(Diverged, match="at version 4 already"):
        bring(origin, target)
    assert bring(target, origin).versions == [4]


def test_a_release_that_is_another_version_there_is_refused(
    origin: VersionStore, target: VersionStore
) -> None:
    bring(origin, target)
    origin.tag("x", name=3)
    target.tag("x", name=1)
    with pytest.raises(Diverged, match="Release x is version 3"):
        bring(origin, target)


def test_a_store_of_another_format_is_refused(origin: VersionStore, target: VersionStore) -> None:
    path = origin.get(3).path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 9}))
    with pytest.raises(OtherFormat, match="Version 3 is of format 9, and this program reads format 1"):
        bring(origin, target)
    assert target.current() is None


def test_a_second_transfer_into_a_store_is_told_to_wait(origin: VersionStore, target: VersionStore) -> None:
    with LocalTarget(target), pytest.raises(StoreBusy):
        bring(origin, target)
    bring(origin, target)


def test_without_room_nothing_is_fetched(origin: VersionStore, target: VersionStore) -> None:
    huge = Contents(1, (File("manifest.json", 1 << 50, "0" * 64),))
    with LocalTarget(target) as side, pytest.raises(DiskFull):
        side.missing(huge)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 megabytes, in memory."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here")
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


class Filling(LocalOrigin):
    """A store during whose transfer somebody else fills the disk of the target."""

    def __init__(self, store: VersionStore, filler: Path) -> None:
        super().__init__(store)
        self._filler = filler

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for place, part in enumerate(super().read(number, file, offset)):
            if file.path == "beside" and place == 1:
                with suppress(OSError), self._filler.open("wb", buffering=0) as filler:
                    while True:
                        filler.write(bytes(4096))
            yield part


def test_a_disk_that_becomes_full_in_a_transfer_keeps_what_is_served_and_is_given_room(
    origin: VersionStore, small_disk: Path
) -> None:
    target = VersionStore(small_disk / "store")
    bring(origin, target)
    with origin.change(note="test") as change:
        change.store.update("INSERT DATA { <urn:a> <urn:b> 4 }")
        (change.path / "beside").write_bytes(os.urandom(3 << 20))
    before, filler = state_of(target), small_disk / "filler"
    with pytest.raises(DiskFull), LocalTarget(target) as side:
        transfer(Filling(origin, filler), side)
    assert shutil.disk_usage(small_disk).free > 1 << 20, (
        "what had come is given back: what is served needs the room"
    )
    assert state_of(target) == before
    assert statements(target, 3) == statements(origin, 3)
    assert faults(target) == []
    filler.unlink()
    assert bring(origin, target).versions == [4]
    assert faults(target) == []


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {"version": 1, "files": []},
        {"version": 1, "files": [{"path": "../up", "size": 1, "sha256": "0" * 64}]},
        {"version": 1, "files": [{"path": "manifest.json", "size": -1, "sha256": "0" * 64}]},
        {"version": 1, "files": [{"path": "manifest.json", "size": 1, "sha256": "x"}]},
        {"version": 1, "files": [{"path": ".search.lock", "size": 1, "sha256": "0" * 64}]},
        {"version": "1", "files": [{"path": "manifest.json", "size": 1, "sha256": "0" * 64}]},
    ],
)
def test_contents_that_make_no_sense_are_refused(said: object) -> None:
    with pytest.raises(TransferFailed, match="cannot be understood"):
        Contents.from_json(said)


@pytest.mark.parametrize(
    "change",
    [{"versions": {"1": "x"}}, {"current": 5}, {"releases": {"../x": 1}}, {"format": "1"}, {"highest": -1}],
)
def test_states_that_make_no_sense_are_refused(change: dict[str, object]) -> None:
    whole = State(1, 2, {"x": 1}, {1: "0" * 64})
    assert State.from_json(json.loads(json.dumps(whole.to_json()))) == whole
    with pytest.raises(TransferFailed, match="cannot be understood"):
        State.from_json({**whole.to_json(), **change})


def test_the_commands_push_and_pull(origin: VersionStore, target: VersionStore, tmp_path: Path) -> None:
    pushed = command(origin, "versions", "push", str(target.root))
    assert pushed.exit_code == 0, pushed.output
    assert "Published: 1, 2, 3." in pushed.output
    assert "Version 2 is release 2026.1." in pushed.output
    third = VersionStore(tmp_path / "third")
    assert "Published: 2, 3." in command(third, "versions", "pull", str(target.root), "--keep", "1").output
    assert "Published: 1." in command(third, "versions", "pull", str(target.root)).output
    assert (
        "Nothing to send: version 3 is there." in command(third, "versions", "pull", str(target.root)).output
    )


def test_a_command_says_what_is_wrong_with_an_address(origin: VersionStore, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    for arguments, said in (
        (("pull", str(tmp_path / "nowhere")), "There is no store at"),
        (("push", str(tmp_path / "full")), "has files and is no store"),
        (("push", "gopher://x"), "is no address of a store"),
    ):
        done = command(origin, "versions", *arguments)
        assert done.exit_code == 1
        assert said in done.stderr
    shutil.rmtree(origin.root)
    assert command(origin, "versions", "push", str(tmp_path / "new")).exit_code == 1


def test_every_error_says_what_to_do_next() -> None:
    for one in (TransferFailed, WrongContent, Diverged, OtherFormat):
        assert isinstance(one("x"), HuuNghiError)
        assert one("x").hint
