"""Bring a backup back: all of it or nothing, and only into a store in which nothing was published."""

import errno
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final

import zstandard

from graph.api_tokens import Token, Tokens
from graph.backup.form import BESIDE, FORMAT, HEAD, SUMS, Backup, Head
from graph.errors import InputError
from graph.store import record as records
from graph.store.faults import as_store_errors
from graph.store.record import Record
from graph.store.versions import VersionStore

_UNPACKING: Final = ".restoring-"
_AT_ONCE: Final = 1 << 20
_MOST_SAID: Final = 64 << 20
"""Bytes that each of the two lists in a backup may have."""

_WRONG_NAMES: Final = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
"""What the system says of a file that is in a backup twice, or whose name leads through another file."""


def restore_backup(store: VersionStore, path: Path, *, tokens: Path | None = None) -> Backup:
    """Bring a backup back into a store in which nothing was published: versions, numbers, releases and all.

    Everything is unpacked and compared with its hash before any of it counts. Raises InputError where the backup is
    not whole or of a later release, and where the store has versions; the store is as it was then.
    """
    kept = _tokens_in(tokens) if tokens else ()
    hint = "The store is as it was. See that the disk has room, and try again."
    with (
        as_store_errors("The backup could not be restored.", hint=hint, where=store.root),
        store.lock(),
    ):
        store.require_empty()
        for old in store.root.glob(_UNPACKING + "*"):
            shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_UNPACKING, dir=store.root))
        try:
            head, sums = _unpack(path, folder)
            record = Record(**head.record)
            os.sync()  # there may be a million texts: one call has all of them on the disk
            for name in BESIDE:
                if (store.root / name).exists():
                    store.set_aside(store.root / name)
                if (folder / name).exists():
                    (folder / name).rename(store.root / name)
            if kept:
                Tokens(store.root).keep(kept)
            store.adopt(folder / "versions", record)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Backup(path, tuple(head.versions), record.releases, len(sums), path.stat().st_size, sha256)


def _unpack(path: Path, folder: Path) -> tuple[Head, dict[str, str]]:
    """Unpack a backup into an empty folder; return its head and hashes. Raises InputError unless all of it is whole."""
    try:
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            return _Reader(tar, folder).read()
    except (
        tarfile.TarError, zstandard.ZstdError, EOFError, ValueError, TypeError, KeyError, AttributeError, RecursionError
    ) as error:  # fmt: skip
        raise InputError(
            "%(path)s is no whole backup: %(reason)s.",
            hint="Nothing was restored. Copy it again, and compare the SHA-256 that `huunghi backup` printed; or take "
            "an earlier backup.",
            values={"path": path, "reason": " ".join(str(error).split())[:200] or type(error).__name__},
        ) from error


class _Reader:
    """Takes a backup apart. Raises ValueError for whatever is not as a backup is written."""

    def __init__(self, tar: tarfile.TarFile, folder: Path) -> None:
        self._tar = tar
        self._folder = folder
        self._sums: dict[str, str] = {}

    def read(self) -> tuple[Head, dict[str, str]]:
        head, expected = None, None
        for member in self._tar:
            if expected is not None:
                raise ValueError("something follows its list of hashes")
            if head is None:
                head = self._head(member)
            elif member.name == SUMS:
                expected = self._listed(self._text(member))
            else:
                self._file(member)
        if head is None or expected is None:
            raise ValueError("it ends too early")
        for name, sha256 in expected.items():
            if self._sums.get(name) != sha256:
                raise ValueError(f"{name} is not as it was written")
        if self._sums.keys() != expected.keys():
            raise ValueError("it has files without a hash")
        return head, expected

    def _text(self, member: tarfile.TarInfo) -> str:
        file = self._tar.extractfile(member)
        if file is None or member.size > _MOST_SAID:
            raise ValueError(f"{member.name} is no list")
        content = file.read()
        self._sums[member.name] = hashlib.sha256(content).hexdigest()
        return content.decode()

    def _head(self, member: tarfile.TarInfo) -> Head:
        if member.name != HEAD:
            raise ValueError(f"it does not begin with {HEAD}")
        said = json.loads(self._text(member))
        if type(said["format"]) is int and said["format"] > FORMAT:
            raise InputError(
                "The backup is of form %(found)s, by release %(release)s; this release reads form %(known)s.",
                hint="Restore it with that release or a later one.",
                values={"found": said["format"], "release": str(said.get("program"))[:20], "known": FORMAT},
            )
        head = Head(**{name: said[name] for name in Head.__dataclass_fields__})
        record = records.checked(head.record)
        if record.current not in head.versions or not set(record.releases.values()) <= set(head.versions):
            raise ValueError("it does not have the versions that it names")
        return head

    def _listed(self, text: str) -> dict[str, str]:
        self._sums.pop(SUMS)
        return {name: sha256 for sha256, _, name in (line.partition("  ") for line in text.splitlines())}

    def _file(self, member: tarfile.TarInfo) -> None:
        try:
            self._unpack(member, self._place(member.name))
        except OSError as error:
            if error.errno not in _WRONG_NAMES:
                raise
            raise ValueError(f"{member.name} has no place in it") from error

    def _unpack(self, member: tarfile.TarInfo, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        if member.islnk() and member.linkname in self._sums:
            os.link(self._place(member.linkname), target)
            self._sums[member.name] = self._sums[member.linkname]
            return
        file = self._tar.extractfile(member) if member.isreg() else None
        if file is None:
            raise ValueError(f"{member.name} is no file")
        digest = hashlib.sha256()
        with target.open("xb") as written:
            while data := file.read(_AT_ONCE):
                digest.update(data)
                written.write(data)
        self._sums[member.name] = digest.hexdigest()

    def _place(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or parts[0] not in ("versions", *BESIDE) or ".." in parts:
            raise ValueError(f"{name} has no place in it")
        return self._folder.joinpath(*parts)


def _tokens_in(path: Path) -> tuple[Token, ...]:
    try:
        return tuple(map(Token.of, json.loads(path.read_text("utf-8"))))
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            "%(path)s has no tokens that can be read: %(reason)s.",
            hint="`huunghi backup FILE --tokens FILE` writes them. Without --tokens the store is restored without any.",
            values={"path": path, "reason": str(error)[:200]},
        ) from error
