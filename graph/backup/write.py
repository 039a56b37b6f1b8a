"""Make a backup of a store while it is served and written to.

A version never changes, and a shared lock keeps it from being pruned meanwhile, so no writer waits for a backup. What
changes beside the versions is read after them, the other way round than a load writes it: a backup may have the reading
of an article that its version does not claim yet, and never a claim without its reading.
"""

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version as release_of
from io import BytesIO
from pathlib import Path
from typing import IO, cast

import zstandard

from graph.api_tokens import Tokens
from graph.backup.form import FOLDERS, FORMAT, HEAD, SUFFIX, SUMS, TEXTS, Backup, Head
from graph.errors import DamagedReadings, InputError, PrunedVersion
from graph.health import READINGS
from graph.private_files import replace as replace_private
from graph.store import durable
from graph.store import record as records
from graph.store.faults import as_store_errors, damaged_data
from graph.store.record import Record
from graph.store.retention import FILE as RETENTION
from graph.store.version import Version
from graph.store.versions import VersionStore


def write_backup(store: VersionStore, path: Path) -> Backup:
    """Write a backup of a store to a file, in place of one that is there as soon as it is whole.

    Raises NoVersion where nothing was published, DamagedData where the current version is damaged.
    """
    if not path.name.endswith(SUFFIX):
        raise InputError(
            "%(path)s is no name for a backup.",
            hint="Name it FILE.tar.zst. All graphs as N-Quads, for other programs: huunghi export dump FILE.nq.zst",
            values={"path": path},
        )
    refused = as_store_errors(
        "The backup could not be written.", hint="A backup that was there before is as it was.", where=path
    )
    with ExitStack() as held, refused, durable.replacing(path, mode=0o600) as whole:
        record, versions, left_out = _hold(store, held)
        with whole.open("wb") as file:
            hashed = _Hashing(file)
            with (
                zstandard.ZstdCompressor(write_checksum=True).stream_writer(
                    cast("IO[bytes]", hashed), closefd=False
                ) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = _Writer(tar, left_out)
                head = Head(
                    FORMAT, _now(), release_of("huunghi"), [v.number for v in versions], asdict(record)
                )
                writer.put(HEAD, json.dumps(asdict(head), ensure_ascii=False, indent=1).encode())
                for version in versions:
                    writer.folder(version.path, f"versions/{version.path.name}")
                writer.file(store.root / RETENTION, RETENTION)
                for name in FOLDERS:
                    writer.folder(store.root / name, name)
                with _copy_of_readings(store.root / READINGS, path.parent) as copy:
                    if copy is not None:
                        writer.file(copy, READINGS)
                writer.folder(store.root / TEXTS, TEXTS)
                files = len(writer.sums)
                writer.put(SUMS, "".join(f"{sha}  {name}\n" for name, sha in writer.sums.items()).encode())
        size = whole.stat().st_size
    return Backup(
        path,
        tuple(head.versions),
        record.releases,
        files,
        size,
        hashed.hexdigest(),
        tuple(left_out),
    )


def _hold(store: VersionStore, held: ExitStack) -> tuple[Record, list[Version], list[str]]:
    """Hold all published versions until `held` ends; return them, the newest last, with the record of just these."""
    while True:
        current = store.require_current()
        try:
            held.enter_context(current.hold())
            break
        except PrunedVersion:
            continue  # others were published in this moment
    if why := current.mismatch():
        raise damaged_data(current.number, why, where=current.store_path)
    versions, left_out = [], []
    for one in store.listed():
        if one.number >= current.number:
            continue
        try:
            if one.version is not None:
                held.enter_context(one.version.hold())
                if not one.version.mismatch():
                    versions.append(one.version)
                    continue
            left_out.append(f"version {one.number}, which is damaged (huunghi versions repair)")
        except PrunedVersion:
            continue  # it went in this moment
    known = records.read(store.root)
    there = {one.number for one in versions} | {current.number}
    releases = {name: number for name, number in store.releases().items() if number in there}
    highest = max(current.number, known.highest if known else 0)
    return Record(current.number, highest, releases), [*versions, current], left_out


@contextmanager
def _copy_of_readings(path: Path, beside: Path) -> Iterator[Path | None]:
    """Yield a copy of the readings as they are at one moment, None where there are none."""
    if not path.exists() or not path.stat().st_size:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix=".readings-", dir=beside) as folder:
        copy = Path(folder) / path.name
        try:
            with (
                closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as there,
                closing(sqlite3.connect(copy)) as here,
            ):
                there.backup(here)
        except sqlite3.Error as error:
            raise DamagedReadings(DamagedReadings.unreadable, where=path, cause=error) from error
        yield copy


class _Hashing:
    """A file that is hashed while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Reading:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Writer:
    """Puts files into a backup and keeps their hashes, name -> SHA-256."""

    def __init__(self, tar: tarfile.TarFile, left_out: list[str]) -> None:
        self._tar = tar
        self._left_out = left_out
        self.sums: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o644
        self._tar.addfile(info, BytesIO(content))
        self.sums[name] = hashlib.sha256(content).hexdigest()

    def file(self, path: Path, name: str) -> None:
        """Put a file there; of one that has gone in this moment nothing is kept."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)  # a second name of a file becomes a link
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            reading = _Reading(file)
            self._tar.addfile(info, reading if info.isreg() else None)
            self.sums[name] = self.sums[info.linkname] if info.islnk() else reading.hexdigest()

    def folder(self, path: Path, name: str) -> None:
        """Put the files of a folder there, and of those in it; what is no file is left out and told of."""
        if path.is_symlink():
            self._left_out.append(f"{name}, which is no folder")
            return
        for entry in sorted(os.scandir(path), key=lambda one: one.name) if path.is_dir() else ():
            inner = f"{name}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                self.folder(Path(entry.path), inner)
            elif entry.name.startswith("."):
                continue  # it is being written
            elif entry.is_file(follow_symlinks=False) and entry.name.isprintable():
                self.file(Path(entry.path), inner)
            else:
                self._left_out.append(f"{inner!a}, which is no plain file")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def write_tokens(store: VersionStore, path: Path) -> int:
    """Write the store's tokens, by their hashes, to a file that only its owner reads; return how many there are."""
    tokens = Tokens(store.root).all()
    replace_private(path, json.dumps([asdict(one) for one in tokens], ensure_ascii=False, indent=1).encode())
    return len(tokens)
