"""Answer another store through standard input and output: `huunghi versions serve-stdio`, which `ssh` starts.

    {"call": "state"}                                    which versions there are
    {"call": "wait", "stamp": ..., "seconds": ...}       the same, as soon as that is not what the stamp tells
    {"call": "contents", "version": N}                   the files of a version
    {"call": "read", "version": N, "file": ..., "offset": ...}     bytes in parts, then {"end": true}
    {"call": "beside"}, {"call": "read-beside", "path": ...}       short links and queries of curators
    {"call": "missing", "contents": ...}                 those that have to be sent
    {"call": "put", "file": ..., "offset": ...}          followed by bytes in parts and {"end": true}
    {"call": "publish", "contents": ..., "state": ...}, {"call": "tag", ...}, {"call": "finish"}

An error is {"error": SLUG, "detail": ..., "hint": ...}, and the next message is answered as ever. The session, and with
it the lock of a store that versions are sent to, ends with the other side's standard output.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO, Any, Final

from graph.errors import HuuNghiError, StoreReadOnly, TransferFailed
from graph.limits import LIMITS
from graph.store.transfer.contents import SHA256, Contents, File, State, is_path
from graph.store.transfer.stores import LocalOrigin, LocalTarget
from graph.store.transfer.wire import HELLO, parts_of, receive, send
from graph.store.versions import VersionStore

_READING: Final = frozenset({"state", "wait", "contents", "read", "beside", "read-beside"})
_PART: Final = "part"
"""Under this key an answer has the bytes that follow it."""


class Session:
    """One other side, with the version that it fetches, which is not pruned meanwhile, and the lock that it holds."""

    def __init__(
        self, store: VersionStore, source: IO[bytes], sink: IO[bytes], *, keep: int, read_only: bool
    ) -> None:
        self._store = store
        self._source = source
        self._sink = sink
        self._keep = keep
        self._read_only = read_only
        self._origin = LocalOrigin(store)
        self._held = ExitStack()
        self._target: LocalTarget | None = None
        self._unread: Iterator[bytes] = iter(())
        self._calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "state": lambda _: self._origin.state().to_json(),
            "wait": self._wait,
            "contents": self._contents,
            "read": self._read,
            "beside": lambda _: self._origin.beside().to_json(),
            "read-beside": self._read_beside,
            "missing": self._missing,
            "put": self._put,
            "publish": self._publish,
            "tag": self._tag,
            "finish": self._finish,
        }

    def run(self) -> None:
        """Answer until the other side ends. Raises TransferFailed where what it says makes no sense."""
        with self._held, ExitStack() as self._locks:
            send(self._sink, {"hello": HELLO})
            while True:
                try:
                    found = receive(self._source)
                    if found is None:
                        return
                    message, _ = found
                    call = self._calls[message["call"]]
                except (ValueError, KeyError, TypeError, RecursionError) as error:
                    raise TransferFailed(
                        "What came on standard input is no message of a transfer."
                    ) from error
                answer = self._answer(call, message)
                send(self._sink, answer, answer.pop(_PART, b""))

    def _answer(
        self, call: Callable[[dict[str, Any]], dict[str, Any]], message: dict[str, Any]
    ) -> dict[str, Any]:
        if message["call"] == "put":
            self._unread = parts_of(self._source)
        try:
            if self._read_only and message["call"] not in _READING:
                raise StoreReadOnly("Versions may be fetched from here, and none may be sent.")
            return call(message)
        except HuuNghiError as error:
            found = error
        except (KeyError, TypeError, ValueError, AttributeError):
            found = TransferFailed("The message %(call)s lacks something.", values={"call": message["call"]})
        self._skip()
        return {"error": found.slug, "detail": found.message, "hint": found.hint}

    def _skip(self) -> None:
        """Read what is left of a file that was not taken: it is on its way all the same."""
        for _ in self._unread:
            pass
        self._unread = iter(())

    def _wait(self, message: dict[str, Any]) -> dict[str, Any]:
        seconds = min(max(0.0, float(message["seconds"])), LIMITS.version_wait_seconds)
        return self._origin.wait(str(message["stamp"]), seconds).to_json()

    def _contents(self, message: dict[str, Any]) -> dict[str, Any]:
        number = int(message["version"])
        version = self._store.get(number)
        self._held.close()
        self._held.enter_context(version.hold())
        return self._origin.contents(number).to_json()

    def _read(self, message: dict[str, Any]) -> dict[str, Any]:
        for part in self._origin.read(
            int(message["version"]), _file(message["file"]), int(message["offset"])
        ):
            send(self._sink, {}, part)
        return {"end": True}

    def _read_beside(self, message: dict[str, Any]) -> dict[str, Any]:
        return {_PART: self._origin.read_beside(str(message["path"]))}

    # -- versions are sent here ------------------------------------------------------------------------------------

    @property
    def _at_target(self) -> LocalTarget:
        """The store as a place for versions; its lock is taken by the first call that needs it."""
        if self._target is None:
            self._target = self._locks.enter_context(LocalTarget(self._store, keep=self._keep))
        return self._target

    def _missing(self, message: dict[str, Any]) -> dict[str, Any]:
        found = self._at_target.missing(Contents.from_json(message["contents"]))
        return {"missing": [{"sha256": file.sha256, "come": come} for file, come in found]}

    def _put(self, message: dict[str, Any]) -> dict[str, Any]:
        file, offset = _file(message["file"]), int(message["offset"])
        come = self._at_target.put(file, offset, self._unread)
        self._skip()
        return {"come": come}

    def _publish(self, message: dict[str, Any]) -> dict[str, Any]:
        contents, state = Contents.from_json(message["contents"]), State.from_json(message["state"])
        self._at_target.publish(contents, state)
        return {}

    def _tag(self, message: dict[str, Any]) -> dict[str, Any]:
        self._at_target.tag(str(message["release"]), int(message["version"]))
        return {}

    def _finish(self, _: dict[str, Any]) -> dict[str, Any]:
        self._at_target.finish()
        return {}


def _file(said: dict[str, Any]) -> File:
    """Return the file that a message names. Raises ValueError or KeyError where it names none."""
    file = File(str(said["path"]), int(said["size"]), str(said["sha256"]))
    if not is_path(file.path) or SHA256.fullmatch(file.sha256) is None or file.size < 0:
        raise ValueError(file.path)
    return file
