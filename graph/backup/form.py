"""What a backup is: a whole store in one file, of which every file has its hash.

    FILE.tar.zst            `tar --zstd -xf FILE` takes it apart, `sha256sum -c SHA256SUMS` checks what came out
      backup.json           the form of the backup, when and by which release it was made, and which versions it has
      versions/000041/...   each version that is published; files that versions share are in it once (hard links)
      retention.json        the rule by which versions are kept
      library/, links/      queries of curators, short links
      readings.sqlite       what was read of articles
      texts/                the texts of sources, where the store keeps them
      SHA256SUMS            the hash of each file before it

Decisions of reviewers are statements of a version. Not in it are the tokens (whoever has a backup would have the hashes
of all of them, so they are a file of their own, for its owner alone), the key of sessions (everybody signs in again),
and what is made again by itself (the index of texts, working copies).

"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.health import READINGS
from graph.store.retention import FILE as RETENTION
from graph.store.transfer.beside import LIBRARY, LINKS

SUFFIX: Final = ".tar.zst"
FORMAT: Final = 1
"""The form of a backup; one of a later form is refused."""
HEAD: Final = "backup.json"
SUMS: Final = "SHA256SUMS"
FOLDERS: Final = (LIBRARY, LINKS)
TEXTS: Final = "texts"
BESIDE: Final = (RETENTION, *FOLDERS, READINGS, TEXTS)
"""What is in a backup beside the versions."""


@dataclass(frozen=True)
class Backup:
    """A backup that was written or brought back: its versions (the last is the current one), how many files and bytes
    it has, its SHA-256, and what was left out, a line each.
    """

    path: Path
    versions: tuple[int, ...]
    releases: dict[str, int]
    files: int
    size: int
    sha256: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """The first file of a backup: its form, when and by which release it was made, its versions, the record of them."""

    format: int
    created: str
    program: str
    versions: list[int]
    record: dict[str, Any]
