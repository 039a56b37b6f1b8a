"""The words of the sources' texts: which passages hold them, and where in the text each word stands.

One SQLite file beside the versions, which texts are added to and never taken from; whoever asks says which texts
count. It holds no text, only where words stand: passages are read from the texts themselves, by their hash.
"""

import contextlib
import fcntl
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import DamagedTextIndex
from graph.limits import LIMITS
from graph.search.fts_query import asked_words, fulltext_queries
from graph.search.normalise import Word, words_of
from graph.store.faults import refused_write

FILE: Final = "texts.sqlite"
LONGEST: Final = LIMITS.passage_length
"""Code points of a passage at most; a longer paragraph is cut between two words."""

_FORMAT: Final = 3
_SCHEMA: Final = f"""
    BEGIN;
    CREATE TABLE IF NOT EXISTS text (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS passage (id INTEGER PRIMARY KEY, text INTEGER NOT NULL, start INTEGER NOT NULL,
                                        end INTEGER NOT NULL);
    CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5(words, content='', tokenize='ascii', prefix='2 3 4');
    PRAGMA user_version={_FORMAT};
    COMMIT;
"""

_DROPPED: Final = """
    BEGIN;
    DROP TABLE IF EXISTS text;
    DROP TABLE IF EXISTS passage;
    DROP TABLE IF EXISTS word;
    COMMIT;
"""


@dataclass(frozen=True)
class Passage:
    """A passage that holds the words asked for: the text's hash and the passage's place in it (code points)."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """The passages found, best first; `more` that there are more."""

    passages: tuple[Passage, ...]
    more: bool


def passages_in(text: str) -> Iterator[tuple[int, int]]:
    """Give the passages of a text: its lines, without the space around them, long ones cut between words.

    >>> text = "Title\\n\\n  One line. \\n"
    >>> [text[start:end] for start, end in passages_in(text)]
    ['Title', 'One line.']
    """
    at = 0
    for line in text.splitlines(keepends=True):
        start = at + len(line) - len(line.lstrip())
        end = at + len(line.rstrip())
        at += len(line)
        while end - start > LONGEST:
            space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = space if space > 0 else start + LONGEST
            yield start, cut
            start = cut + (1 if space > 0 else 0)
        if start < end:
            yield start, end


class TextIndex:
    """The index of the texts of one store. Texts that the disk does not take are indexed in memory, up to a bound."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def missing(self, hashes: Collection[str]) -> list[str]:
        """Return those of the hashes whose texts are not indexed yet, in order."""
        known: set[str] = set()
        with self._reading() as connections:
            for connection in connections:
                known.update(row[0] for row in connection.execute("SELECT sha256 FROM text"))
        return sorted(set(hashes) - known)

    def add(self, hashes: Collection[str], read: Callable[[str], str | None], *, seconds: float) -> int:
        """Index the texts with these hashes for so many seconds at most; return how many are still to do.

        Where another process is at it, nothing is done. Raises DamagedTextIndex.
        """
        left = self.missing(hashes)
        if not left:
            return 0
        deadline = time.monotonic() + seconds
        try:
            with self.path.with_suffix(".lock").open("w") as turn:
                try:
                    fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return len(left)
                with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                    todo = _add(connection, left, read, deadline)
            if not todo or time.monotonic() > deadline:
                return todo
        except (sqlite3.Error, OSError) as error:
            if refused_write(error) is None and not isinstance(error, OSError):
                raise self._damaged(error) from error
        left = self.missing(hashes)
        with _turn:
            return _add(_memory_of(self.path), left, read, deadline)

    def find(self, asked: str, *, among: Collection[str], limit: int = 100) -> Found:
        """Return the passages that hold all words asked for, of the texts whose hashes are `among` those given."""
        found: dict[Passage, None] = {}
        with self._reading() as connections:
            for query in fulltext_queries(asked):
                for connection in connections:
                    rows = connection.execute(
                        """SELECT sha256, start, end
                           FROM (SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank LIMIT ?)
                           JOIN passage ON passage.id = rowid JOIN text ON text.id = passage.text""",
                        (query, limit * 4 + 1),
                    )
                    found.update((Passage(*row), None) for row in rows if row[0] in among)
                if found:
                    break
        return Found(tuple(found)[:limit], len(found) > limit)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[list[sqlite3.Connection]]:
        """What is indexed: on the disk, and in memory. Raises DamagedTextIndex, in the block too."""
        try:
            with contextlib.ExitStack() as opened:
                connections = []
                if self.path.exists():
                    address = f"{self.path.resolve().as_uri()}?mode=ro"
                    on_disk = opened.enter_context(contextlib.closing(sqlite3.connect(address, uri=True)))
                    # A disk that was full when the file was made has left it without tables.
                    if on_disk.execute("PRAGMA user_version").fetchone()[0] == _FORMAT:
                        connections.append(on_disk)
                if self.path in _in_memory:
                    opened.enter_context(_turn)
                    connections.append(_in_memory[self.path])
                yield connections
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedTextIndex:
        return DamagedTextIndex(
            DamagedTextIndex.unreadable,
            hint="Whoever runs the service: `huunghi versions repair` has it made again.",
            where=self.path,
            cause=error,
        )


_turn: Final = threading.Lock()
_in_memory: dict[Path, sqlite3.Connection] = {}
"""What the disk does not take, used by one thread at a time (`_turn`)."""
_PAGES_IN_MEMORY: Final = 16_384
"""Pages of 4 kB that the texts take in memory at most; those beyond are not found until the disk takes them."""


def _memory_of(path: Path) -> sqlite3.Connection:
    if path not in _in_memory:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA max_page_count={_PAGES_IN_MEMORY}")
        _in_memory[path] = connection
    return _in_memory[path]


def _add(
    connection: sqlite3.Connection, left: list[str], read: Callable[[str], str | None], deadline: float
) -> int:
    done = 0
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
            connection.executescript(_DROPPED)  # of another format: its words are others, so it is made anew
        connection.executescript(_SCHEMA)
        while done < len(left) and time.monotonic() <= deadline:
            connection.execute("BEGIN")
            _index(connection, left[done], read(left[done]) or "")
            connection.execute("COMMIT")
            done += 1
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if refused_write(error) is None:
            raise
    return len(left) - done


def _index(connection: sqlite3.Connection, sha256: str, text: str) -> None:
    one = connection.execute("INSERT INTO text (sha256) VALUES (?)", (sha256,)).lastrowid
    for start, end in passages_in(text):
        words = words_of(text[start:end])
        if not words:
            continue
        parts = [word.folded for word in words] + [word.marked for word in words if word.has_marks]
        put = connection.execute("INSERT INTO passage (text, start, end) VALUES (?, ?, ?)", (one, start, end))
        connection.execute("INSERT INTO word (rowid, words) VALUES (?, ?)", (put.lastrowid, " ".join(parts)))


def marks_in(passage: str, asked: str) -> list[tuple[int, int]]:
    """Return where in a passage the words asked for stand, as half-open ranges of code points, in order.

    A word without marks is found whatever its marks; one with marks where it has those marks.

    >>> marks_in("Tỉnh Nghệ An", "nghe an")
    [(5, 9), (10, 12)]
    """
    wanted = asked_words(asked)
    return [(word.start, word.end) for word in words_of(passage) if any(_is(word, one) for one in wanted)]


def _is(word: Word, asked: Word) -> bool:
    if asked.has_marks:
        return word.marked.startswith(asked.marked) if len(asked.marked) > 3 else word.marked == asked.marked
    return word.folded.startswith(asked.folded) if len(asked.folded) > 3 else word.folded == asked.folded
