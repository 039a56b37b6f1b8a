"""Short links to queries that visitors share: one file a query in the store's folder, named by the hash of its text.

    ROOT/links/3f/3fa2….rq      the query, UTF-8, lines ending in LF; SHA-256 of the file begins with its name

The same query has the same link, in every store. Versions, loads and pruning never touch the folder; whoever copies or
merges stores copies it as it is. What is read is compared with its name, so a damaged file is never taken for a query.
"""

import errno
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from graph.errors import DamagedLink, InputError, NotFound, StoreError
from graph.limits import LIMITS
from graph.store import durable
from graph.store.faults import as_store_errors
from graph.store.transfer.beside import LINKS

FOLDER: Final = LINKS
DIGITS: Final = 24
"""Hexadecimal digits of a hash in a link: 96 bits."""
_NAME: Final = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def text_kept(text: str) -> str:
    r"""Return the text of a query as it is kept and hashed: without a byte order mark, lines ending in LF.

    >>> text_kept("\ufeffASK {}\r\n\r\n")
    'ASK {}\n'
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip() + "\n"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a query's text as it is kept: the version of the query.

    >>> text_hash("ASK {}") == text_hash("ASK {}\\r\\n")
    True
    """
    return hashlib.sha256(text_kept(text).encode()).hexdigest()


@dataclass(frozen=True)
class QueryLink:
    """A stored query and the hash of its text; the beginning of the hash names it."""

    text: str
    sha256: str

    @property
    def name(self) -> str:
        """What the link ends with."""
        return self.sha256[:DIGITS]


class QueryLinks:
    """The short links of one store."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._lock = Lock()
        self._counted: dict[Path, tuple[int, int, int]] = {}  # folder: when it changed, files, bytes

    def add(self, text: str) -> QueryLink:
        """Keep a query and return its link; nothing is written where it is kept already.

        Raises QueryTooLong, NoRoomForLinks where there are too many or too large ones, StoreError where the store takes
        no writes.
        """
        kept = text_kept(text)
        content = kept.encode()
        if len(content) > LIMITS.link_bytes:
            raise QueryTooLong(
                "The query is %(size)s bytes long; a link is made for one of up to %(most)s.",
                hint="Send it to /sparql by POST, or keep it in a file.",
                values={"size": len(content), "most": LIMITS.link_bytes},
            )
        link = QueryLink(kept, hashlib.sha256(content).hexdigest())
        path = self._path(link.name)
        if self._read(path) == content:
            return link
        with (
            as_store_errors(
                "The link could not be stored.",
                hint="The query itself is in the address: /sparql?query=…",
                where=path,
            ),
            self._lock,
        ):
            self._require_room(len(content))
            durable.make_folder(path.parent)
            durable.write(path, content)
        return link

    def get(self, name: str) -> QueryLink:
        """Return the query of a link. Raises NotFound for one never stored, DamagedLink where its file is damaged."""
        if not _NAME.fullmatch(name):
            raise _unknown(name)
        path = self._path(name)
        content = self._read(path)
        if content is None:
            raise _unknown(name)
        sha256 = hashlib.sha256(content).hexdigest()
        if not sha256.startswith(name):
            raise DamagedLink(
                "The query of the link %(name)s is not what was stored.",
                hint="Whoever has the query can share it once more: that mends the link.",
                values={"name": name},
                where=path,
                cause=f"its SHA-256 is {sha256}",
            )
        return QueryLink(content.decode(), sha256)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.rq"

    def _read(self, path: Path) -> bytes | None:
        """Return what a link's file has, no more than a whole one can have; None where there is none."""
        try:
            if path.exists() and not path.is_file():  # a pipe would never end
                raise IsADirectoryError(errno.EISDIR, "it is no regular file")
            with path.open("rb") as file:
                return file.read(LIMITS.link_bytes + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise DamagedLink(
                "The query of the link %(name)s cannot be read.",
                hint="The query itself can be asked at /sparql. Whoever runs the service can look at the file of the "
                "link in links/ of the store's folder.",
                values={"name": path.stem},
                where=path,
                cause=error,
            ) from error

    def _require_room(self, size: int) -> None:
        """Raise StoreError where there are too many links, or too much in them, to keep one more."""
        files = total = 0
        for entry in os.scandir(self.folder) if self.folder.is_dir() else ():
            if entry.is_dir():
                count, taken = self._measure(Path(entry.path))
                files, total = files + count, total + taken
        if files >= LIMITS.links or total + size > LIMITS.links_bytes:
            raise NoRoomForLinks(
                "This store keeps %(count)s links, and there is room for no more.",
                hint="The query itself is in the address: /sparql?query=… Whoever runs the service can remove files "
                "of links/ in the store's folder.",
                values={"count": files},
                where=self.folder,
            )

    def _measure(self, folder: Path) -> tuple[int, int]:
        """Return how many links a folder has and their bytes; it is looked at again only after it has changed."""
        changed = folder.stat().st_mtime_ns
        known = self._counted.get(folder)
        if known is None or known[0] != changed:
            sizes = [one.stat().st_size for one in os.scandir(folder) if one.name.endswith(".rq")]
            known = self._counted[folder] = (changed, len(sizes), sum(sizes))
        return known[1], known[2]


class QueryTooLong(InputError):
    """The query is too long for a link."""

    slug = "too-large"
    title = "This is too large"
    status = 413


class NoRoomForLinks(StoreError):
    """The store keeps as many links as it may."""

    slug = "no-room-for-links"
    title = "There is no room for more links"
    status = 507


def _unknown(name: str) -> NotFound:
    return NotFound(
        "No query is stored under the link %(name)s.",
        hint="Links are as long as this one: /q/%(example)s. See that it was copied whole; or write the query at "
        "/sparql and share it.",
        values={"name": name[:40], "example": "0123456789abcdef01234567"},
    )
