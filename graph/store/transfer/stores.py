"""The two sides of a transfer, and the store on this machine as either of them."""

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol, Self

from graph.errors import OtherFormat, PrunedVersion, StoreBusy, TransferFailed, WrongContent
from graph.store import durable
from graph.store import record as records
from graph.store.digests import digest_of, is_noted
from graph.store.faults import as_store_errors
from graph.store.published import PublishedVersions
from graph.store.retention import KEEP
from graph.store.transfer.beside import Beside, beside_of, file_beside, stamp_of
from graph.store.transfer.contents import Contents, File, State, require_same_history
from graph.store.version import MANIFEST, Manifest, Version
from graph.store.versions import VersionStore

PART: Final = 1 << 20
"""Bytes that are read and written at once."""
INCOMING: Final = ".incoming"
"""Folder beside the versions in which files arrive, each under its digest; what is not whole yet ends in `.part`."""
LOCK: Final = "lock"
_LOOKED_EVERY: Final = 0.02
_BESIDE_EVERY: Final = 0.5


class Origin(Protocol):
    """A store that versions are taken from.

    Each method raises TransferFailed where the store does not give it, PrunedVersion where the version is gone.
    """

    @property
    def address(self) -> str:
        """What the store is called in messages."""
        ...

    def state(self) -> State:
        """Return which versions there are."""
        ...

    def wait(self, stamp: str, seconds: float) -> State:
        """Return which versions there are as soon as that is not what `stamp` tells, or after so many seconds."""
        ...

    def contents(self, number: int) -> Contents:
        """Return the files of a version."""
        ...

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file from an offset on, in parts."""
        ...

    def beside(self) -> Beside:
        """Return which short links and queries of curators there are."""
        ...

    def read_beside(self, path: str) -> bytes:
        """Return a file of these."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Target(Protocol):
    """A store that versions are put into."""

    @property
    def address(self) -> str:
        """What the store is called in messages."""
        ...

    def state(self) -> State:
        """Return which versions there are."""
        ...

    def missing(self, contents: Contents) -> list[tuple[File, int]]:
        """Return the files that have to be sent, each with the bytes of it that are there already."""
        ...

    def put(self, file: File, offset: int, parts: Iterable[bytes]) -> int:
        """Take the bytes of a file from an offset on; return how many of it have come.

        Raises WrongContent where all have come and it is another file.
        """
        ...

    def publish(self, contents: Contents, state: State) -> None:
        """Publish a version whose files are all there, and name it; `state` is that of the store it came from."""
        ...

    def tag(self, release: str, number: int) -> None:
        """Give a version that is there a release name."""
        ...

    def finish(self) -> None:
        """Remove what was sent for a version that was never published."""
        ...

    def close(self) -> None:
        """Let go of connections and locks."""
        ...


class LocalOrigin:
    """The versions of a store on this machine, to be sent."""

    def __init__(self, store: PublishedVersions) -> None:
        self._store = store
        self._looked, self._beside = -_BESIDE_EVERY, ""
        self.address = str(store.root)

    def state(self) -> State:
        """Return which versions there are; one whose manifest cannot be read is none."""
        self._look()
        return replace(state_of(self._store), beside=self._beside)

    def _look(self) -> None:
        self._looked, self._beside = time.monotonic(), stamp_of(self._store.root)

    def wait(self, stamp: str, seconds: float) -> State:
        """Return the state when it is another than that of `stamp`, or after so many seconds."""
        until = time.monotonic() + seconds
        state = self.state()
        while state.stamp == stamp and time.monotonic() < until:
            time.sleep(_LOOKED_EVERY)
            if self.is_other(state):
                state = self.state()
        return state

    def is_other(self, state: State) -> bool:
        """Whether something has changed since a state; what lies beside is looked at twice a second."""
        if self._store.current_number() != (state.current or None):
            return True
        if time.monotonic() - self._looked >= _BESIDE_EVERY:
            self._look()
        return self._beside != state.beside

    def beside(self) -> Beside:
        """Return which short links and queries of curators there are."""
        return beside_of(self._store.root)

    def read_beside(self, path: str) -> bytes:
        """Return a file of these. Raises TransferFailed."""
        return file_beside(self._store.root, path)

    def contents(self, number: int) -> Contents:
        """Return the files of a version; those of the engine with the digests that they were published with."""
        version = self._store.get(number)
        try:
            return Contents(number, tuple(_files(version)))
        except FileNotFoundError as error:
            raise vanished(number) from error

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        try:
            with (self._store.path_of(number) / file.path).open("rb", buffering=0) as source:
                source.seek(offset)
                while part := source.read(PART):
                    yield part
        except FileNotFoundError as error:
            raise vanished(number) from error

    def close(self) -> None:
        """Do nothing."""


def state_of(store: PublishedVersions) -> State:
    """Return which versions a store has."""
    if not store.root.is_dir():
        return State()
    current = store.check_current() or 0
    record = records.read(store.root)
    versions = {}
    for one in store.listed():
        if isinstance(one.damage, OtherFormat):
            raise one.damage
        if one.version is not None and one.number <= current:  # one above was never published
            with suppress(FileNotFoundError):  # it was pruned in this moment
                versions[one.number] = digest_of(one.version.path / MANIFEST)
    releases = {name: number for name, number in store.releases().items() if number in versions}
    highest = max(current, record.highest if record else 0, *versions, 0)
    return State(current, highest, releases, versions)


def _files(version: Version) -> Iterator[File]:
    for folder, folders, names in os.walk(version.path):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            of_engine = path.parent == version.store_path
            if name.startswith(".") or (of_engine and not is_noted(name)) or not path.is_file():
                continue
            digest = version.manifest.files.get(name) if of_engine else None
            yield File(
                path.relative_to(version.path).as_posix(), path.stat().st_size, digest or digest_of(path)
            )


def vanished(number: int) -> PrunedVersion:
    """Return the error for a version that went while it was fetched."""
    return PrunedVersion("Version %(number)s was pruned while it was fetched.", values={"number": number})


class LocalTarget:
    """A store on this machine that versions are put into; one process at a time.

    Files arrive in the folder `versions/.incoming` and stay there until they are part of a version, whatever ends the
    process: the next transfer goes on with them.
    """

    def __init__(self, store: VersionStore, *, keep: int | None = KEEP) -> None:
        self._store = store
        self.address = str(store.root)
        self._keep = keep
        self._incoming = store.folder / INCOMING
        self._lock = -1

    def __enter__(self) -> Self:
        """Take the lock. Raises StoreBusy where another process has it, StoreError where nothing can be written."""
        while self._lock < 0:
            with as_store_errors("Nothing can be written here.", hint="", where=self._store.root):
                durable.make_folder(self._incoming)
                path = self._incoming / LOCK
                lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.exists() and path.stat().st_ino == os.fstat(lock).st_ino:
                    self._lock = lock
            except BlockingIOError as error:
                raise StoreBusy(
                    "Another process is fetching versions into this store.",
                    hint="Wait until it is done, then try again.",
                    where=self._store.root,
                ) from error
            finally:
                if self._lock < 0:  # or who held it before has removed the folder at its end
                    os.close(lock)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lock, and remove the folder where nothing is left in it."""
        if self._lock >= 0:
            with suppress(OSError):
                if [one.name for one in self._incoming.iterdir()] == [LOCK]:
                    (self._incoming / LOCK).unlink()
                    self._incoming.rmdir()
            os.close(self._lock)
            self._lock = -1

    def state(self) -> State:
        """Return which versions there are."""
        return state_of(self._store)

    def missing(self, contents: Contents) -> list[tuple[File, int]]:
        """Return the files that neither came before nor are part of a version here. Raises DiskFull without room."""
        held = self._held(contents)
        left: dict[str, tuple[File, int]] = {}
        for file in contents.files:
            if file.sha256 not in held and file.sha256 not in left:
                part = self._part(file)
                left[file.sha256] = file, min(part.stat().st_size if part.exists() else 0, file.size)
        self._require_room(sum(file.size - there for file, there in left.values()))
        return sorted(left.values(), key=lambda one: one[0].path != MANIFEST)

    def _require_room(self, size: int) -> None:
        with as_store_errors(
            "The versions cannot be fetched: %(size)s bytes are to come.",
            hint="Nothing was changed. Make room on the disk, and try again.",
            where=self._store.root,
        ):
            free = shutil.disk_usage(self._store.folder).free
            if size > free:
                raise OSError(errno.ENOSPC, f"{size:,} bytes are to come, and {free:,} are free")

    def _held(self, contents: Contents) -> dict[str, Path]:
        """Return the files of a version that are here already: digest -> path, each compared with its digest."""
        wanted = {one.sha256: one for one in contents.files}
        found: dict[str, Path] = {}
        for digest in wanted:
            path = self._incoming / digest
            if path.exists():
                found[digest] = path
        places = {one.path: one for one in contents.files}
        current = self._store.current_number() or 0
        for version in reversed([one for one in self._store.all() if one.number <= current]):
            noted = {f"store/{name}": digest for name, digest in version.manifest.files.items()}
            for name in {**noted, **places}:
                digest = noted.get(name) or places[name].sha256
                if digest in wanted and digest not in found:
                    path = version.path / name
                    if _is(path, wanted[digest]):
                        found[digest] = path
        return found

    def _part(self, file: File) -> Path:
        return self._incoming / f"{file.sha256}.part"

    def put(self, file: File, offset: int, parts: Iterable[bytes]) -> int:
        """Write the bytes of a file from an offset on, and keep it when it is whole; return how many have come.

        What has come stays where the parts break off. Raises WrongContent, and removes it, where it is another file;
        DiskFull, and removes all that has come, where the disk is full: what is served needs the room.
        """
        part = self._part(file)
        try:
            with part.open("ab", buffering=0) as sink:
                size = sink.seek(0, os.SEEK_END)
                if size < offset:
                    raise TransferFailed(
                        "%(path)s goes on at byte %(offset)s, and only %(size)s have come.",
                        values={"path": file.path, "offset": offset, "size": size},
                    )
                sink.truncate(offset)
                size = offset
                for some in parts:
                    size += _write(sink.fileno(), some)
                    if size > file.size:
                        break
                if size >= file.size:
                    os.fsync(sink.fileno())
            if size >= file.size:
                self._keep_whole(part, file)
            return size
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                self._remove_all()
            with as_store_errors("What came cannot be written.", hint="", where=self._store.root):
                raise

    def _keep_whole(self, part: Path, file: File) -> None:
        found = digest_of(part)
        if found != file.sha256:
            part.unlink()
            raise WrongContent(
                "%(path)s is not what it should be: its SHA-256 begins with %(found)s and not with %(expected)s.",
                values={"path": file.path, "found": found[:16], "expected": file.sha256[:16]},
            )
        part.rename(self._incoming / file.sha256)

    def _remove_all(self) -> None:
        for one in self._incoming.iterdir():
            if one.name != LOCK:
                one.unlink()

    def tag(self, release: str, number: int) -> None:
        """Give a version that is here a release name."""
        self._store.tag(release, name=number)

    def finish(self) -> None:
        """Remove what has come and is part of no version: it belonged to one that was never published.

        What a transfer that was killed left half pruned goes too.
        """
        self._remove_all()
        self._store.tidy()

    def publish(self, contents: Contents, state: State) -> None:
        """Publish a version under its number, as the current one where it is the newest, with its release names.

        Raises TransferFailed where it is not whole, or its manifest and its files do not belong together.
        """
        with as_store_errors(
            "The version that was fetched could not be published.",
            hint="What is served is unchanged. See that the disk has room, and try again.",
            where=self._store.root,
        ):
            durable.synchronise(self._incoming)
            releases = [name for name, number in state.releases.items() if number == contents.number]
            with self._store.adopting(
                contents.number, releases=releases, highest=state.highest, keep=self._keep
            ) as folder:
                # Whoever sends it has compared before; since then something else may have been published here.
                require_same_history(state, self.state(), "What is sent", self.address)
                self._assemble(contents, folder)
        for file in contents.files:
            (self._incoming / file.sha256).unlink(missing_ok=True)

    def _assemble(self, contents: Contents, folder: Path) -> None:
        """Link the files of a version into a folder."""
        held = self._held(contents)
        for file in contents.files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if file.sha256 not in held:
                raise TransferFailed(
                    "%(path)s of version %(number)s is missing.",
                    values={"path": file.path, "number": contents.number},
                )
            os.link(held[file.sha256], path)
        said = Manifest.read(folder, contents.number).files
        have = {one.path: one.sha256 for one in contents.files}
        wrong = next((name for name, digest in said.items() if have.get(f"store/{name}") != digest), "")
        if wrong:
            raise WrongContent(
                "store/%(name)s of version %(number)s is not the file that its manifest names.",
                values={"name": wrong, "number": contents.number},
            )
        for inner, _, _ in os.walk(folder, topdown=False):
            durable.synchronise(Path(inner))


def _is(path: Path, file: File) -> bool:
    """Whether a file is there and is this one, by its bytes; they are read once as long as it stays as it is."""
    try:
        return path.stat().st_size == file.size and digest_of(path) == file.sha256
    except OSError:
        return False


def _write(handle: int, part: bytes) -> int:
    left = memoryview(part)
    while left:
        left = left[os.write(handle, left) :]
    return len(part)
