"""What is read ahead of being asked for: all of a folder, as far as memory is free."""

import os
from pathlib import Path

import pytest

from graph.store import prefetch as readahead
from graph.store.prefetch import read_ahead


def test_all_files_below_are_asked_for_to_their_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "store").mkdir()
    sizes = {"a": 10, "store/b": 9_000_000, "store/empty": 0}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _, at, length, advice: asked.append((at, length)))
    assert read_ahead(tmp_path) == sum(sizes.values())
    assert asked == [(0, 10), (0, 8 << 20), (8 << 20, 9_000_000 - (8 << 20))]


def test_no_more_than_half_of_the_free_memory_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("small", 100), ("large", 10_000)):
        (tmp_path / name).write_bytes(b"x" * size)
    monkeypatch.setattr(readahead, "_free_memory", lambda: 2_000)
    assert read_ahead(tmp_path) == 100


def test_a_folder_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert read_ahead(tmp_path / "gone") == 0
