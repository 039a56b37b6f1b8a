"""Versions in an S3-compatible object store, by obstore (an extra: `huunghi[s3]`).

    PREFIX/store.json               which versions there are, and where the files of each are listed: written last, on
                                    condition that nobody else has written it meanwhile
    PREFIX/versions/N-RANDOM.json   the files of version N, and the object of each
    PREFIX/files/SHA256-RANDOM      the bytes of one file, whole or not there
    PREFIX/condition                shows that the store keeps to conditions

Nothing but `store.json` is ever written twice, so two pushers cannot damage one another: the one whose `store.json`
comes second is refused, and has changed nothing. An object that no version needs is removed when it is a day old; a
pusher takes one that an earlier push left only while it is less than half a day old: it is not removed meanwhile.

A module of its own, for obstore is 16 megabytes that nobody else needs.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    NotModifiedError,
    PreconditionError,
)
from obstore.store import S3Store

from graph.errors import PrunedVersion, StoreBusy, TransferFailed, WrongContent
from graph.limits import LIMITS
from graph.store.retention import KEEP
from graph.store.transfer.beside import Beside
from graph.store.transfer.contents import Contents, File, State
from graph.store.transfer.object_errors import TransferErrors, environment, parts_of_address
from graph.store.transfer.stores import vanished

_STATE: Final = "store.json"
_CONDITION: Final = "condition"
_FILE: Final = re.compile(r"files/([0-9a-f]{64})-[0-9a-f]{8}")
_LISTED: Final = re.compile(r"versions/[0-9]{1,18}-[0-9a-f]{8}\.json")
_PART: Final = 8 << 20
"""Bytes of a part of an object that is sent in parts; an object has at most 10,000 parts."""
_PARTS: Final = 9_000
_AT_ONCE: Final = 4
_READ: Final = 1 << 20
_RANGE: Final = 32 << 20
_JSON_BYTES: Final = 64 << 20
_TAKEN_UNTIL: Final = timedelta(hours=12)
_KEPT_UNTIL: Final = timedelta(hours=24)


class _Short(Exception):
    """The bytes of a file ended too early."""


@dataclass(frozen=True)
class _Pointer:
    """What `store.json` says: the state, and where each version's files are listed; its entity tag, '' for none."""

    state: State = field(default_factory=State)
    lists: dict[int, str] = field(default_factory=dict)
    tag: str = ""

    def to_bytes(self, mark: str) -> bytes:
        lists = {str(number): name for number, name in self.lists.items()}
        return json.dumps({**self.state.to_json(), "lists": lists, "mark": mark}, indent=1).encode()


@dataclass
class _Listed:
    """The files of a version, and the object of each: SHA-256 -> name."""

    contents: Contents
    objects: dict[str, str]


class ObjectStore:
    """A store in a bucket, to take versions from or to put them there.

    All methods raise Unreachable or another TransferFailed where the bucket does not do what it should.
    """

    def __init__(self, address: str, *, keep: int = KEEP) -> None:
        self.address = address.rstrip("/")
        bucket, prefix = parts_of_address(self.address)
        self._keep = keep
        self._told = TransferErrors(self.address, bucket)
        with self._told():
            self._store = S3Store(
                bucket,
                prefix=prefix or None,
                config=environment(os.environ),
                client_options={
                    "allow_http": True,  # where the endpoint's address says so
                    "connect_timeout": timedelta(seconds=5),
                    "timeout": timedelta(minutes=2),  # of one request, whose body has at most _RANGE bytes
                },
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
            )
        self._pointer: _Pointer | None = None
        self._lists: dict[str, _Listed] = {}
        self._held: dict[str, str] = {}
        self._conditional = False

    def close(self) -> None:
        """Do nothing: obstore closes its connections itself."""

    # -- versions are taken from there -----------------------------------------------------------------------------

    def state(self) -> State:
        """Return which versions there are; none where nothing was ever put there."""
        return self._read_pointer().state

    def wait(self, stamp: str, seconds: float) -> State:
        """Return the state when another version is there, or after so many seconds."""
        until = time.monotonic() + seconds
        while (state := self.state()).stamp == stamp and time.monotonic() < until:
            time.sleep(LIMITS.object_store_poll_seconds)
        return state

    def contents(self, number: int) -> Contents:
        """Return the files of a version. Raises PrunedVersion where it is gone."""
        return self._listed(number).contents

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file from an offset on."""
        name = self._listed(number).objects[file.sha256]
        for begin in range(offset, file.size, _RANGE):
            with self._told():
                try:
                    span = begin, min(begin + _RANGE, file.size)
                    answer = obstore.get(self._store, name, options={"range": span})
                except FileNotFoundError as error:
                    self._told.require_bucket(error)
                    raise vanished(number) from error
                for part in answer.stream(_READ):
                    yield bytes(part)

    def beside(self) -> Beside:
        """Return nothing: in a bucket there are versions alone."""
        return Beside()

    def read_beside(self, path: str) -> bytes:
        """Raise TransferFailed: in a bucket there are versions alone."""
        raise TransferFailed("There is no file %(path)s beside the versions.", values={"path": path[:100]})

    # -- versions are put there ------------------------------------------------------------------------------------

    def missing(self, contents: Contents) -> list[tuple[File, int]]:
        """Return the files that are not there; a file is there whole or not at all."""
        pointer = self._pointer or self._read_pointer()
        held = {file: name for number in pointer.lists for file, name in self._objects(number).items()}
        held |= {sha256: name for sha256, name in self._left(contents, held).items() if sha256 not in held}
        self._held = held | self._held
        left = {one.sha256: one for one in contents.files if one.sha256 not in self._held}
        return [(one, 0) for one in sorted(left.values(), key=lambda one: one == contents.manifest)]

    def _left(self, contents: Contents, held: dict[str, str]) -> dict[str, str]:
        """Return the files that a push sent that was broken off."""
        sizes = {one.sha256: one.size for one in contents.files if one.sha256 not in held}
        since = datetime.now(UTC) - _TAKEN_UNTIL
        found = {}
        for path, size, modified in self._all("files/") if sizes else ():
            if (match := _FILE.fullmatch(path)) and sizes.get(match[1]) == size and modified > since:
                found[match[1]] = path
        return found

    def put(self, file: File, offset: int, parts: Iterable[bytes]) -> int:
        """Send the bytes of a file; return how many have come. Raises WrongContent where it is another file."""
        if offset:
            raise TransferFailed(
                "%(path)s cannot be gone on with: it is sent whole.", values={"path": file.path}
            )
        name = f"files/{file.sha256}-{secrets.token_hex(4)}"
        seen = 0

        def checked() -> Iterator[bytes]:
            nonlocal seen
            digest = hashlib.sha256()
            for part in parts:
                seen += len(part)
                digest.update(part)
                yield part
            if seen < file.size:
                raise _Short
            if digest.hexdigest() != file.sha256:
                raise WrongContent(
                    "%(path)s is not what it should be: its SHA-256 begins with %(found)s and not with %(expected)s.",
                    values={
                        "path": file.path,
                        "found": digest.hexdigest()[:16],
                        "expected": file.sha256[:16],
                    },
                )

        try:
            with self._told():
                if file.size <= _PART:
                    obstore.put(self._store, name, b"".join(checked()), use_multipart=False)
                else:  # what is raised within leaves no object
                    size = max(_PART, -(-file.size // _PARTS))
                    obstore.put(self._store, name, checked(), chunk_size=size, max_concurrency=_AT_ONCE)
        except _Short:
            return seen
        self._held[file.sha256] = name
        return seen

    def publish(self, contents: Contents, state: State) -> None:
        """Add a version whose files are all there, as the current one where it is the newest, with its release names.

        Raises StoreBusy where another push was published meanwhile: nothing of this one is then.
        """
        pointer = self._pointer or self._read_pointer()
        lacking = next((one for one in contents.files if one.sha256 not in self._held), None)
        if lacking is not None:
            raise TransferFailed(
                "%(path)s of version %(number)s is missing.",
                values={"path": lacking.path, "number": contents.number},
            )
        self._require_conditions()
        objects = {one.sha256: self._held[one.sha256] for one in contents.files}
        self._require_kept(objects, pointer)
        name = f"versions/{contents.number}-{secrets.token_hex(4)}.json"
        said = json.dumps({**contents.to_json(), "objects": objects}).encode()
        with self._told():
            obstore.put(self._store, name, said, mode="create", use_multipart=False)
        here = pointer.state
        named = {release: number for release, number in state.releases.items() if number == contents.number}
        versions = {**here.versions, contents.number: contents.manifest.sha256}
        releases = {**here.releases, **named}
        current = max(here.current, contents.number)
        kept = {*sorted(versions)[-self._keep :], *releases.values(), current}
        after = State(
            current,
            max(here.highest, state.highest, current),
            releases,
            {number: digest for number, digest in versions.items() if number in kept},
        )
        lists = {number: listed for number, listed in pointer.lists.items() if number in kept}
        self._write_pointer(_Pointer(after, {**lists, contents.number: name}, pointer.tag))

    def tag(self, release: str, number: int) -> None:
        """Give a version that is there a release name."""
        pointer = self._pointer or self._read_pointer()
        state = replace(pointer.state, releases={**pointer.state.releases, release: number})
        self._write_pointer(replace(pointer, state=state))

    def finish(self) -> None:
        """Remove objects that no version needs and that are a day old: another push may use younger ones."""
        pointer = self._read_pointer()
        used = {name for number in pointer.lists for name in self._objects(number).values()}
        used |= set(pointer.lists.values())
        before = datetime.now(UTC) - _KEPT_UNTIL
        old = [
            path
            for folder, pattern in (("files/", _FILE), ("versions/", _LISTED))
            for path, _, modified in self._all(folder)
            if pattern.fullmatch(path) and path not in used and modified < before
        ]
        if old:
            with self._told():
                obstore.delete(self._store, old)

    # -- objects -----------------------------------------------------------------------------------------------------

    def _read_pointer(self) -> _Pointer:
        """Return what `store.json` says now; it is fetched only where it has changed."""
        known = self._pointer.tag if self._pointer else ""
        with self._told():
            try:
                answer = obstore.get(self._store, _STATE, options={"if_none_match": known} if known else {})
            except NotModifiedError:
                assert self._pointer is not None
                return self._pointer
            except FileNotFoundError as error:
                self._told.require_bucket(error)
                self._pointer = _Pointer()
                return self._pointer
            said, tag = self._json(answer), answer.meta["e_tag"] or ""
        state = State.from_json(said)
        lists = {
            int(number): str(name)
            for number, name in dict(said.get("lists", {})).items()
            if number.isdecimal()
        }
        if lists.keys() != state.versions.keys() or not all(map(_LISTED.fullmatch, lists.values())):
            raise self._told.nonsense(_STATE)
        self._pointer = _Pointer(state, lists, tag)
        return self._pointer

    def _write_pointer(self, pointer: _Pointer) -> None:
        """Write `store.json` if it is still the one that was read. Raises StoreBusy where it is another."""
        mark = secrets.token_hex(8)
        with self._told():
            try:
                done = obstore.put(
                    self._store,
                    _STATE,
                    pointer.to_bytes(mark),
                    mode={"e_tag": pointer.tag} if pointer.tag else "create",
                    use_multipart=False,
                )
                tag = done["e_tag"] or ""
            except (AlreadyExistsError, PreconditionError, FileNotFoundError) as error:
                self._told.require_bucket(error)
                answer = obstore.get(self._store, _STATE)
                if self._json(answer).get("mark") != mark:  # else it came, and only its answer was lost
                    self._pointer = None
                    raise StoreBusy(
                        "Something else was sent to %(address)s meanwhile.",
                        hint="What is there is whole, and nothing was published of this. Send it again: what has come "
                        "is not sent twice.",
                        values={"address": self.address},
                    ) from error
                tag = answer.meta["e_tag"] or ""
        self._pointer = replace(pointer, tag=tag)

    def _require_conditions(self) -> None:
        """Raise TransferFailed unless the store refuses to write what is there already, or is another than expected."""
        if self._conditional:
            return
        taken = 0
        with self._told():
            for mode in ("create", "create", {"e_tag": f'"{secrets.token_hex(16)}"'}):
                try:
                    obstore.put(self._store, _CONDITION, b"kept", mode=mode, use_multipart=False)  # type: ignore[arg-type]
                    taken += 1
                except (AlreadyExistsError, PreconditionError):
                    continue
        if taken > 1:
            raise TransferFailed(
                "%(address)s does not keep to conditions (If-None-Match, If-Match): two who send at once could damage "
                "one another's versions.",
                hint="Use a store that does: S3 itself, MinIO, Cloudflare R2 and Ceph of today do.",
                values={"address": self.address},
            )
        self._conditional = True

    def _require_kept(self, objects: dict[str, str], pointer: _Pointer) -> None:
        """Raise TransferFailed where an object that no version needs yet is gone, or about to be removed."""
        safe = {name for number in pointer.lists for name in self._objects(number).values()}
        fresh = set(objects.values()) - safe
        since = datetime.now(UTC) - (_TAKEN_UNTIL + _KEPT_UNTIL) / 2
        there = {path for path, _, modified in self._all("files/") if modified > since}
        if gone := fresh - there:
            for sha256 in [one for one, name in self._held.items() if name in gone]:
                del self._held[sha256]
            raise TransferFailed(
                "%(number)s files that were sent to %(address)s are no longer there.",
                hint="Nothing was published. Send it again.",
                values={"number": len(gone), "address": self.address},
            )

    def _listed(self, number: int) -> _Listed:
        pointer = self._pointer or self._read_pointer()
        name = pointer.lists.get(number)
        if name is None:
            raise PrunedVersion("Version %(number)s is no longer kept there.", values={"number": number})
        if name not in self._lists:
            with self._told():
                try:
                    said = self._json(obstore.get(self._store, name))
                except FileNotFoundError as error:
                    self._told.require_bucket(error)
                    raise vanished(number) from error
            contents, objects = Contents.from_json(said), said.get("objects")
            if not isinstance(objects, dict) or contents.number != number:
                raise self._told.nonsense(name)
            for one in contents.files:
                match = _FILE.fullmatch(str(objects.get(one.sha256)))
                if match is None or match[1] != one.sha256:
                    raise self._told.nonsense(name)
            self._lists[name] = _Listed(contents, objects)
        return self._lists[name]

    def _objects(self, number: int) -> dict[str, str]:
        """Return the objects of a version; none where it is gone: then `store.json` changed, and a push is refused."""
        try:
            return self._listed(number).objects
        except PrunedVersion:
            return {}

    def _all(self, folder: str) -> Iterator[tuple[str, int, datetime]]:
        """Yield the objects below a folder: name, bytes, when they were written."""
        with self._told():
            for some in obstore.list(self._store, folder):
                for one in some:
                    yield one["path"], one["size"], one["last_modified"]

    def _json(self, answer: Any) -> dict[str, Any]:
        if answer.meta["size"] > _JSON_BYTES:
            raise self._told.nonsense(answer.meta["path"])
        try:
            said = json.loads(bytes(answer.bytes()))
        except (ValueError, RecursionError) as error:
            raise self._told.nonsense(answer.meta["path"]) from error
        if not isinstance(said, dict):
            raise self._told.nonsense(answer.meta["path"])
        return said
