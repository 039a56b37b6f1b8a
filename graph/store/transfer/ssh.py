"""The store of another machine, through the system's `ssh`: there `huunghi versions serve-stdio` answers.

    ssh://[USER@]HOST[:PORT]/PATH/OF/STORE      `/~/PATH` is below the user's home

Keys, host keys, jump hosts: all is as the user's configuration of ssh has it. Nothing is asked for where nobody sits at
a terminal (BatchMode).
"""

import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any, Final

from graph.errors import InputError, TransferFailed, Unreachable
from graph.limits import LIMITS
from graph.store.retention import KEEP
from graph.store.transfer.beside import Beside
from graph.store.transfer.contents import Contents, File, State
from graph.store.transfer.wire import HELLO, error_of, missing_of, receive, send

_ADDRESS: Final = re.compile(
    r"ssh://(?:([A-Za-z0-9_][A-Za-z0-9_.-]*)@)?"
    r"([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(/[^\x00-\x1f\x7f]+)"
)
_OPTIONS: Final = (
    "-T", "-a", "-x",
    "-o", "ClearAllForwardings=yes",
    "-o", "ConnectTimeout=10",
    "-o", "ServerAliveInterval=15",
    "-o", "ServerAliveCountMax=2",
)  # fmt: skip
_END_SECONDS: Final = 10.0
_SAID: Final = 1_000
_NO_PROGRAM: Final = 127


def parts_of_address(address: str) -> tuple[str, int | None, str]:
    """Return USER@HOST, the port, and the path as a shell there takes it.

    >>> parts_of_address("ssh://graph@db.example.org:2222/srv/the store")
    ('graph@db.example.org', 2222, "'/srv/the store'")
    >>> parts_of_address("ssh://db/~/store")
    ('db', None, '~/store')
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[3] or 22) < 1 << 16:
        raise InputError(
            "%(address)s is no address of a store that is reached by ssh.",
            hint="Write ssh://USER@HOST:PORT/PATH/OF/STORE; USER and PORT may be left out.",
            values={"address": address},
        )
    host = match[2].strip("[]")
    path = f"~/{shlex.quote(match[4][3:])}" if match[4].startswith("/~/") else shlex.quote(match[4])
    return f"{match[1]}@{host}" if match[1] else host, int(match[3]) if match[3] else None, path


class SshStore:
    """A store on another machine, to take versions from or to put them there."""

    def __init__(
        self, address: str, *, program: str = "huunghi", interactive: bool = False, keep: int = KEEP
    ) -> None:
        self.address = address
        host, port, path = parts_of_address(address)
        there = f"{program} --store {path} versions serve-stdio --keep {keep}"
        options = [*_OPTIONS, *(["-p", str(port)] if port else [])]
        if not interactive:
            options += ["-o", "BatchMode=yes"]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the store
        try:
            self._process = subprocess.Popen(
                ["ssh", *options, "--", host, there],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
            )
        except FileNotFoundError as error:
            self._said.close()
            raise TransferFailed(
                "Addresses of the form ssh:// need the program ssh, which is not installed.",
                hint="Install it (Debian: openssh-client).",
            ) from error
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        message, _ = self._received()
        if message.get("hello") != HELLO:
            raise self._no_store()

    def close(self) -> None:
        """End the session; the other side lets go of its lock."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not written yet, to a side that is gone
                    stream.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    # -- versions are taken from there -----------------------------------------------------------------------------

    def state(self) -> State:
        """Return which versions there are."""
        return State.from_json(self._ask("state"))

    def wait(self, stamp: str, seconds: float) -> State:
        """Return which versions there are when that is not what `stamp` tells, or after so many seconds."""
        return State.from_json(
            self._ask("wait", stamp=stamp, seconds=min(seconds, LIMITS.version_wait_seconds))
        )

    def contents(self, number: int) -> Contents:
        """Return the files of a version; it is not pruned until those of another are asked for."""
        return Contents.from_json(self._ask("contents", version=number))

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file from an offset on."""
        if offset >= file.size:
            return
        self._send({"call": "read", "version": number, "file": asdict(file), "offset": offset})
        whole = False
        try:
            while True:
                message, part = self._received()
                whole = "end" in message or "error" in message
                self._require_well(message)
                if whole:
                    return
                yield part
        finally:
            if not whole:  # what is left of it would be taken for the answer to another question
                self._process.kill()

    def beside(self) -> Beside:
        """Return which short links and queries of curators there are."""
        return Beside.from_json(self._ask("beside"))

    def read_beside(self, path: str) -> bytes:
        """Return a file of these."""
        self._send({"call": "read-beside", "path": path})
        message, part = self._received()
        self._require_well(message)
        return part

    # -- versions are put there ------------------------------------------------------------------------------------

    def missing(self, contents: Contents) -> list[tuple[File, int]]:
        """Return the files that have to be sent, each with the bytes of it that are there already."""
        said = self._ask("missing", contents=contents.to_json())
        return missing_of(contents, said, self.address)

    def put(self, file: File, offset: int, parts: Iterable[bytes]) -> int:
        """Send the bytes of a file from an offset on; return how many have come."""
        self._send({"call": "put", "file": asdict(file), "offset": offset})
        try:
            for part in parts:
                self._send({}, part)
        except BaseException:
            with suppress(OSError):
                self._stream(self._process.stdin).close()  # it waits for the rest, and keeps what has come
            raise
        self._send({"end": True})
        come = self._answer().get("come")
        if type(come) is not int:
            raise self._no_store()
        return come

    def publish(self, contents: Contents, state: State) -> None:
        """Publish a version of which all files are there."""
        self._ask("publish", contents=contents.to_json(), state=state.to_json())

    def tag(self, release: str, number: int) -> None:
        """Give a version that is there a release name."""
        self._ask("tag", release=release, version=number)

    def finish(self) -> None:
        """Remove what was sent for a version that was never published."""
        self._ask("finish")

    # -- messages ----------------------------------------------------------------------------------------------------

    def _ask(self, call: str, **given: Any) -> dict[str, Any]:
        self._send({"call": call, **given})
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        message, _ = self._received()
        self._require_well(message)
        return message

    def _require_well(self, message: dict[str, Any]) -> None:
        if "error" in message:
            hint = str(message.get("hint") or "")
            raise error_of(self.address, str(message["error"]), str(message.get("detail")), hint)

    def _send(self, message: dict[str, Any], part: bytes = b"") -> None:
        try:
            send(self._stream(self._process.stdin), message, part)
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def _received(self) -> tuple[dict[str, Any], bytes]:
        try:
            found = receive(self._stream(self._process.stdout))
        except OSError as error:
            raise self._gone() from error
        except (ValueError, RecursionError) as error:
            raise self._no_store() from error
        if found is None:
            raise self._gone()
        return found

    @staticmethod
    def _stream(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream

    def _no_store(self) -> TransferFailed:
        return TransferFailed(
            "%(address)s does not answer as a store of this program.",
            hint="See that the program there is of this release, and that nothing is printed when its shell starts: "
            "`ssh HOST true` has to print nothing.",
            values={"address": self.address},
        )

    def _gone(self) -> Unreachable:
        """Return the error for a connection that ended, with what `ssh` or the program there said."""
        try:
            status = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            status = None
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip()[-_SAID:].splitlines()
        if status == _NO_PROGRAM:
            return Unreachable(
                "The program was not found at %(address)s.",
                hint="Install it there; where it is not on the path of a shell that nobody sits at, say how it is "
                "started in HUUNGHI_REMOTE_COMMAND.",
                values={"address": self.address},
                cause=" ".join(lines[-1:]),
            )
        return Unreachable(
            "%(address)s cannot be reached, or the connection ended.",
            hint="See that `ssh` comes there from here without asking for anything. What is served is unchanged, and "
            "what has come is kept.",
            values={"address": self.address},
            cause=" ".join(lines[-3:]) or f"ssh ended with {status}",
        )
