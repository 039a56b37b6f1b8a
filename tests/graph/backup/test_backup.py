"""A backup has the whole store as it was at one moment, while others read and write, and comes back as it was."""

import io
import json
import os
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad

from graph.api_tokens import CURATOR, Tokens
from graph.backup.restore import restore_backup
from graph.backup.write import write_backup, write_tokens
from graph.errors import DamagedData, InputError, NoVersion, PrunedVersion
from graph.store.retention import Retention
from graph.store.versions import VersionStore
from huunghi import main
from loaders.articles.mentions.gazetteer import Name
from loaders.articles.readings import Readings
from queries.library import Library
from queries.links import QueryLinks

PREDICATE = NamedNode("urn:p")


def statements(versions: VersionStore, name: int | str) -> set[str]:
    with versions.get(name).open() as opened:
        return {str(quad) for quad in opened.store}


def grow(versions: VersionStore, number: int, *, keep: int = 5) -> None:
    """Publish a version that says a number twice, in two graphs."""
    with versions.change(note=f"{number}", keep=keep) as change:
        for graph in ("urn:one", "urn:two"):
            change.store.add(
                Quad(NamedNode("urn:s"), PREDICATE, Literal(number), NamedNode(graph)),
            )


@pytest.fixture
def grown(versions: VersionStore) -> VersionStore:
    """A store of three versions, the first of them a release."""
    for number in (1, 2, 3):
        grow(versions, number)
        if number == 1:
            versions.tag("2026.1")
    return versions


def test_all_versions_come_back_under_their_numbers_and_names(grown: VersionStore, tmp_path: Path) -> None:
    made = write_backup(grown, tmp_path / "all.tar.zst")
    assert made.versions == (1, 2, 3)
    other = VersionStore(tmp_path / "other")
    back = restore_backup(other, made.path)
    assert (back.sha256, back.files) == (made.sha256, made.files)
    assert other.numbers() == [1, 2, 3]
    assert other.current_number() == 3
    assert other.releases() == {"2026.1": 1}
    for name in (1, 2, 3, "2026.1"):
        assert statements(other, name) == statements(grown, name)
        assert not other.get(name).mismatch()
    assert [one.manifest for one in other.all()] == [one.manifest for one in grown.all()]
    grow(other, 4)
    assert other.current_number() == 4


def test_files_that_versions_share_are_in_it_once_and_shared_afterwards(
    grown: VersionStore, tmp_path: Path
) -> None:
    def shared(store: VersionStore) -> int:
        return sum(path.stat().st_nlink - 1 for path in store.path_of(3).rglob("*.sst"))

    made = write_backup(grown, tmp_path / "all.tar.zst")
    other = VersionStore(tmp_path / "other")
    restore_backup(other, made.path)
    assert shared(other) == shared(grown) > 0


def test_what_lies_beside_the_versions_comes_back(grown: VersionStore, tmp_path: Path) -> None:
    """Readings of articles, their texts, short links, the rule of retention, queries of curators and their history."""
    digest = Readings(grown.root).keep_names([Name("place/nghe-an", "Nghệ An", "place")])
    link = QueryLinks(grown.root).add("ASK {}")
    for name, content in (
        ("texts/ab.txt", "Hà Nội, 5 tháng 5 năm 2024."),
        ("library/people/mine.rq", "# not what a query is\nASK {}\n"),
        ("library/history.jsonl", "{}\n"),
    ):
        (grown.root / name).parent.mkdir(parents=True, exist_ok=True)
        (grown.root / name).write_text(content)
    os.mkfifo(grown.root / "library/people/pipe.rq")
    Retention(last=3, daily=4).write(grown.root)
    made = write_backup(grown, tmp_path / "all.tar.zst")
    assert made.left_out == ("'library/people/pipe.rq', which is no plain file",)
    other = VersionStore(tmp_path / "other")
    restore_backup(other, made.path)
    assert QueryLinks(other.root).get(link.name) == link
    assert Readings(other.root).names(digest)
    assert Retention.read(other.root) == Retention(last=3, daily=4)
    for name in ("texts/ab.txt", "library/people/mine.rq", "library/history.jsonl"):
        assert (other.root / name).read_bytes() == (grown.root / name).read_bytes()
    assert [one.name for one in Library(other.root).collection().faults] == ["mine"]


def test_tokens_are_a_file_of_their_own(grown: VersionStore, tmp_path: Path) -> None:
    secret, token = Tokens(grown.root).new(name="Lan", role=CURATOR)
    made = write_backup(grown, tmp_path / "all.tar.zst")
    assert write_tokens(grown, tmp_path / "tokens.json") == 1
    assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0
    assert made.path.stat().st_mode & 0o077 == 0
    without, with_tokens = VersionStore(tmp_path / "without"), VersionStore(tmp_path / "with")
    restore_backup(without, made.path)
    assert Tokens(without.root).all() == ()
    restore_backup(with_tokens, made.path, tokens=tmp_path / "tokens.json")
    assert Tokens(with_tokens.root).check(secret, role=CURATOR) == token
    assert not list(without.root.glob("session.key")) + list(with_tokens.root.glob("session.key"))


def test_updates_and_pruning_go_on_while_backups_are_made(versions: VersionStore, tmp_path: Path) -> None:
    """Each backup is of one moment: each number that it has it has twice, and all before it."""
    grow(versions, 1)
    ended = threading.Event()
    grown: list[int] = [1]

    def go_on() -> None:
        while not ended.is_set():
            grow(versions, grown[0] + 1, keep=1)
            grown[0] += 1

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        made = []
        while writer.is_alive() and grown[0] < 12:
            made.append(write_backup(versions, tmp_path / f"{len(made)}.tar.zst"))
    finally:
        ended.set()
        writer.join()
    assert grown[0] >= 12
    for one in made[:: len(made) // 5 or 1]:
        other = VersionStore(tmp_path / one.path.name.partition(".")[0])
        restore_backup(other, one.path)
        with other.require_current().open() as opened:
            seen = [int(quad.object.value) for quad in opened.store]  # type: ignore[union-attr]
        most = other.require_current().number
        assert sorted(seen) == sorted([*range(1, most + 1)] * 2)


def test_a_version_that_is_being_backed_up_is_not_pruned(grown: VersionStore) -> None:
    grow(grown, 4)
    with grown.get(2).hold():
        assert grown.prune(keep=1) == [3]
    assert grown.prune(keep=1) == [2]
    with pytest.raises(PrunedVersion), VersionStore(grown.root).get(1).hold():
        grown.path_of(1).rename(grown.root / "away")
        grown.get(1)


def cuts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """A backup that is cut off, or of which one byte is another, in many places."""
    for number in range(0, len(content), max(1, len(content) // 40)):
        yield f"cut off at {number}", content[:number]
        yield (
            f"another byte at {number}",
            content[:number] + bytes([content[number] ^ 1]) + content[number + 1 :],
        )


def test_a_backup_that_is_cut_off_or_damaged_is_refused_and_the_store_stays_as_it_was(
    grown: VersionStore, tmp_path: Path
) -> None:
    made = write_backup(grown, tmp_path / "all.tar.zst")
    other = VersionStore(tmp_path / "other")
    QueryLinks(other.root).add("ASK {}")
    before = {path: path.stat().st_ino for path in other.root.rglob("*")}
    broken = tmp_path / "broken.tar.zst"
    for what, content in cuts(made.path.read_bytes()):
        broken.write_bytes(content)
        with pytest.raises(InputError, match="no whole backup"):
            restore_backup(other, broken)
        left = {path: path.stat().st_ino for path in other.root.rglob("*") if path.name != "lock"}
        assert left == before, what
    restore_backup(other, made.path)
    assert other.current_number() == 3


@pytest.mark.parametrize("name", ["versions/1", "versions/1/2", "versions", "versions/" + "n" * 300, "", "/"])
def test_a_file_that_has_no_place_in_a_backup_is_refused(
    name: str, grown: VersionStore, tmp_path: Path
) -> None:
    made = write_backup(grown, tmp_path / "all.tar.zst")
    with (
        zstandard.open(made.path) as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
        zstandard.open(tmp_path / "broken", "wb") as repacked,
        tarfile.open(fileobj=repacked, mode="w|") as broken,
    ):
        head = next(iter(tar))
        broken.addfile(head, tar.extractfile(head))
        for one in ("versions/1", name):
            broken.addfile(tarfile.TarInfo(one), io.BytesIO())
    with pytest.raises(InputError, match="no whole backup"):
        restore_backup(VersionStore(tmp_path / "other"), tmp_path / "broken")


def test_a_store_that_holds_versions_is_not_overwritten(grown: VersionStore, tmp_path: Path) -> None:
    made = write_backup(grown, tmp_path / "all.tar.zst")
    grow(grown, 4)
    with pytest.raises(InputError, match="holds versions already, the last is version 4"):
        restore_backup(grown, made.path)
    assert grown.current_number() == 4


def test_a_restore_that_was_killed_is_done_again_without_a_hand(grown: VersionStore, tmp_path: Path) -> None:
    """As a kill between any two steps leaves it: the versions lie there, and `current` does not lead to them yet."""
    made = write_backup(grown, tmp_path / "all.tar.zst")
    other = VersionStore(tmp_path / "other")
    restore_backup(other, made.path)
    (other.root / "current").unlink()
    record = json.loads((other.root / "published.json").read_text())
    (other.root / "published.json").write_text(json.dumps({**record, "current": 0}))
    (other.root / ".restoring-abc/versions").mkdir(parents=True)
    assert other.current() is None
    restore_backup(other, made.path)
    assert other.numbers() == [1, 2, 3]
    assert other.current_number() == 3
    assert not list(other.root.glob(".restoring-*"))


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(grown: VersionStore, tmp_path: Path) -> None:
    made = write_backup(grown, tmp_path / "all.tar.zst")
    good = made.path.read_bytes()
    file = max(grown.path_of(3).rglob("*.sst"))
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:-1] + b"!")
    with pytest.raises(DamagedData):
        write_backup(grown, made.path)
    assert made.path.read_bytes() == good


def test_a_damaged_earlier_version_is_left_out_and_said(grown: VersionStore, tmp_path: Path) -> None:
    (grown.path_of(2) / "manifest.json").write_text("{")
    made = write_backup(grown, tmp_path / "all.tar.zst")
    assert made.versions == (1, 3)
    assert "version 2" in made.left_out[0]


def test_an_empty_store_has_nothing_to_back_up(versions: VersionStore, tmp_path: Path) -> None:
    with pytest.raises(NoVersion):
        write_backup(versions, tmp_path / "all.tar.zst")
    assert not list(tmp_path.glob("*.zst"))


def test_the_commands_back_up_and_restore(grown: VersionStore, tmp_path: Path) -> None:
    Tokens(grown.root).new(name="Lan", role=CURATOR)
    command = CliRunner()
    file, tokens = str(tmp_path / "all.tar.zst"), str(tmp_path / "tokens.json")
    wrong = command.invoke(main, ["--store", str(grown.root), "backup", "all.zip"])
    assert (wrong.exit_code, "Name it FILE.tar.zst" in wrong.output) == (1, True)
    made = command.invoke(main, ["--store", str(grown.root), "backup", file, "--tokens", tokens])
    assert made.exit_code == 0, made.output
    assert "versions 1, 2, 3; releases: 2026.1" in made.output
    other = str(tmp_path / "other")
    back = command.invoke(main, ["--store", other, "restore", file, "--tokens", tokens])
    assert back.exit_code == 0, back.output
    assert "Version 3 is the current one." in back.output
    assert [one.name for one in Tokens(tmp_path / "other").all()] == ["Lan"]
    again = command.invoke(main, ["--store", other, "restore", file])
    assert (again.exit_code, "holds versions already" in again.output) == (1, True)
