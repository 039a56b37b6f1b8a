"""A file of SQLite that another process is writing is not damaged; one with a page that is not as it was, is."""

import shutil
import sqlite3
from pathlib import Path

from graph.search.index_file import sound


def written(path: Path) -> sqlite3.Connection:
    """Make a file, and begin a transaction that is larger than what SQLite keeps in memory."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE t (x UNIQUE)")
    connection.executemany("INSERT INTO t VALUES (?)", ((f"{n:0900}",) for n in range(0, 1000, 2)))
    connection.execute("PRAGMA cache_size = 5")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO t VALUES (?)", ((f"{n:0900}",) for n in range(1, 1000, 2)))
    return connection


def test_a_file_that_is_being_written_is_sound_and_looked_at_when_that_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    writer = written(path)
    assert sound(path)
    writer.execute("COMMIT")
    writer.close()
    assert sound(path)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"z" * (len(data) - 4096))
    assert not sound(path)


def test_what_a_killed_writer_leaves_is_sound(tmp_path: Path) -> None:
    writer = written(tmp_path / "a.sqlite")
    killed = tmp_path / "killed"
    killed.mkdir()
    for path in tmp_path.glob("a.sqlite*"):
        shutil.copy(path, killed)
    writer.close()
    assert {path.name for path in killed.iterdir()} == {"a.sqlite", "a.sqlite-journal"}
    assert sound(killed / "a.sqlite")


def test_what_is_no_database_is_not_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"no database" * 1000)
    assert not sound(path)
    assert not sound(tmp_path)
