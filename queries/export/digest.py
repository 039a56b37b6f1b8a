"""What tells one answer from another: the hash of its file, the number of its rows, and a hash that no order changes.

The file is the download of the answer: CSV, or N-Triples where the answer is a graph. The engine gives the rows of a
query in the same order each time (measured: hash of terms, fixed plans), but another release of it may give another
one where nothing orders them. `unordered` then still tells that the rows are the same.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_BITS: Final = 64
DIGITS: Final = _BITS // 4
"""Hexadecimal digits of the hash that no order changes."""


@dataclass(frozen=True)
class AnswerDigest:
    """The SHA-256 of a file (hexadecimal), its rows without the head, and the hash that no order of them changes."""

    sha256: str
    rows: int
    unordered: str


class Digest:
    r"""Takes a file part by part, in memory that does not grow with it; `head` lines are no rows.

    >>> found = digest_of([b"x\r\n1\r\n", b"2\r\n"])
    >>> found.rows, found.sha256 == hashlib.sha256(b"x\r\n1\r\n2\r\n").hexdigest()
    (2, True)
    >>> found.unordered == digest_of([b"x\r\n2\r\n1\r\n"]).unordered
    True

    A line break within quotes begins no row:

    >>> digest_of([b'x\r\n"a\n', b'b"\r\nc\r\n']).rows
    2
    """

    def __init__(self, *, head: int = 1) -> None:
        self._hash = hashlib.sha256()
        self._left = b""
        self._quoted: list[bytes] = []
        self._sum = 0
        self._rows = -head

    def update(self, part: bytes) -> None:
        """Take the next part."""
        self._hash.update(part)
        *lines, self._left = (self._left + part).split(b"\n")
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        if self._quoted or line.count(b'"') % 2:
            self._quoted.append(line)
            if len(self._quoted) == 1 or not line.count(b'"') % 2:
                return
            line = b"\n".join(self._quoted)
            self._quoted.clear()
        self._row(line)

    def _row(self, line: bytes) -> None:
        if self._rows >= 0:
            self._sum += int.from_bytes(hashlib.blake2b(line, digest_size=_BITS // 8).digest())
        self._rows += 1

    def finish(self) -> AnswerDigest:
        """Return what was found."""
        rest = b"\n".join([*self._quoted, self._left])
        if rest:
            self._row(rest)
        return AnswerDigest(
            self._hash.hexdigest(), max(self._rows, 0), f"{self._sum % (1 << _BITS):0{DIGITS}x}"
        )


def digest_of(parts: Iterable[bytes], *, head: int = 1) -> AnswerDigest:
    """Return what tells a file from others."""
    digest = Digest(head=head)
    for part in parts:
        digest.update(part)
    return digest.finish()
