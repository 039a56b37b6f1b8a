"""A worker: one process, one query at a time, a read-only store, and limits that end it and nobody else.

It runs in a process forked from `forkserver`. It must hold nothing that another query needs: whatever ends it, a deep
recursion, its memory limit or the pool's SIGKILL, a fresh one takes its place.
"""

import ctypes
import json
import os
import re
import resource
import signal
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from graph.errors import StoreError
from graph.fold import FUNCTIONS
from graph.versions import OpenVersion, VersionStore
from web.sparql import frames, network
from web.sparql.formats import RDF_WRITERS, RESULTS_WRITERS
from web.sparql.frames import Question

_PR_SET_PDEATHSIG: Final = 1
_KEPT_OPEN: Final = 2
_HOLD: Final = 64 * 1024
_PART: Final = 128 * 1024
_SYNTAX_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CLASSES: Final = re.compile(r"\[[^\]]*\](?:\s*\|\s*)?")


@dataclass(frozen=True)
class Limits:
    """What a worker may use. Bytes; `stack` comes on top of `memory`."""

    root: str
    memory: int
    stack: int
    network: bool


class TooManyBytes(Exception):
    """The answer is longer than one answer may be."""


class Output:
    """The file that pyoxigraph writes an answer to: holds back the beginning, then sends parts.

    Up to `hold` bytes are kept, so that a short answer is one frame, and an error in its course can still be told.
    """

    def __init__(self, sock: socket.socket, form: bytes, *, hold: int, max_bytes: int) -> None:
        self.sock = sock
        self.form = form
        self.flag = frames.WHOLE
        self.begun = False
        self.sent = 0
        self._room = hold
        self._max = max_bytes
        self._buffer = bytearray()

    def write(self, data: bytes) -> int:
        """Take bytes; send a part when there are enough."""
        self._buffer += data
        if len(self._buffer) >= self._room:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: parts are sent by size."""

    def _send(self) -> None:
        self.sent += len(self._buffer)
        if self._max and self.sent > self._max:
            raise TooManyBytes
        if self.begun:
            self.sock.sendall(frames.frame(frames.MORE, bytes(self._buffer)))
        else:
            self.sock.sendall(frames.frame(frames.FIRST, self.form + self.flag + self._buffer))
            self.begun = True
            self._room = _PART
        self._buffer.clear()

    def finish(self) -> None:
        """Send what is left, and the end."""
        if not self.begun:
            if self._max and len(self._buffer) > self._max:
                raise TooManyBytes
            self.sock.sendall(frames.frame(frames.COMPLETE, self.form + self.flag + self._buffer))
            return
        if self._buffer:
            self._send()
        self.sock.sendall(frames.frame(frames.END, self.flag))


class Worker:
    """Answers the questions that come over a socket, until it is closed."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.sock = sock
        self.limits = limits
        self._versions = VersionStore(limits.root)
        self._open: dict[int, OpenVersion] = {}
        self._empty = Store()

    def serve(self) -> None:
        """Open the current version, say so, then answer one question after the other."""
        current = self._versions.current_number()
        if current is not None:
            self._store(current)
        self.sock.sendall(frames.frame(frames.READY, b""))
        buffer = bytearray()
        while True:
            data = self.sock.recv(262144)
            if not data:
                return
            buffer += data
            while len(buffer) >= frames.HEADER.size:
                _, length = frames.HEADER.unpack_from(buffer)
                end = frames.HEADER.size + length
                if len(buffer) < end:
                    break
                question = Question.read(bytes(buffer[frames.HEADER.size : end]))
                del buffer[:end]
                self._answer(question)

    def _store(self, number: int | None) -> Store:
        if number is None:
            return self._empty
        opened = self._open.get(number)
        if opened is None:
            opened = self._versions.get(number).open()
            self._open[number] = opened
            while len(self._open) > _KEPT_OPEN:
                self._open.pop(min(self._open)).close()
        return opened.store

    def _answer(self, question: Question) -> None:
        try:
            output = self._evaluate(question)
            if output is not None:
                output.finish()
        except OSError as error:
            if isinstance(error, BrokenPipeError | ConnectionResetError):
                raise
            self._fail("outside" if _is_network(error) else "store", str(error))
        except SyntaxError as error:
            message = str(error)
            place = _SYNTAX_PLACE.match(message)
            if place:
                self._fail("syntax", _tidy(place[3]), line=int(place[1]), column=int(place[2]))
            else:
                self._fail("syntax", message)
        except TooManyBytes:
            self._fail("bytes", f"The answer is longer than {question.max_bytes} bytes.")
        except (MemoryError, StoreError) as error:
            self._fail("memory" if isinstance(error, MemoryError) else "store", str(error))
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            self._fail("query", str(error))

    def _evaluate(self, question: Question) -> Output | None:
        default, named = question.default_graphs, question.named_graphs
        results = self._store(question.version).query(
            question.text,
            base_iri=question.base_iri,
            default_graph=None if default is None else [NamedNode(iri) for iri in default],
            named_graphs=None if named is None else [NamedNode(iri) for iri in named],
            custom_functions=FUNCTIONS,
        )
        if isinstance(results, QueryTriples):
            form, name = frames.GRAPH, question.rdf_format
        else:
            form = frames.SOLUTIONS if isinstance(results, QuerySolutions) else frames.BOOLEAN
            name = question.results_format
        if not name:
            kind = "RDF" if form == frames.GRAPH else "SPARQL results"
            self._fail("unacceptable", f"The answer is {kind}, and no format of that kind is accepted.")
            return None
        output = Output(self.sock, form, hold=_HOLD, max_bytes=question.max_bytes)
        file = cast(IO[bytes], output)
        if isinstance(results, QueryTriples):
            results.serialize(file, RDF_WRITERS[name])
        elif isinstance(results, QuerySolutions | QueryBoolean):
            results.serialize(file, RESULTS_WRITERS[name])
        return output

    def _fail(self, kind: str, message: str, **place: int) -> None:
        payload = json.dumps({"kind": kind, "message": message, **place}).encode()
        self.sock.sendall(frames.frame(frames.ERROR, payload))


def _is_network(error: OSError) -> bool:
    return "HTTP" in str(error) or "http" in str(error) or "network" in str(error)


def _tidy(message: str) -> str:
    """Leave the character classes out of the parser's list of what it expected: they name letters, not things."""
    head, found, rest = message.partition("expected one of ")
    if not found:
        return message
    return head + "expected one of " + _CLASSES.sub("", rest).replace(", ,", ",").strip(" ,|\n")


def run(sock: socket.socket, limits: Limits) -> None:
    """Be a worker, in a process just forked."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 2)  # an abort's last words; the pool reports what it means
    baseline = _data_size()
    room = baseline + limits.memory + limits.stack
    resource.setrlimit(resource.RLIMIT_DATA, (room, room))
    if not limits.network:
        network.forbid()
    threading.stack_size(limits.stack)
    # In a thread of its own, for the main thread's stack cannot be enlarged after the start.
    thread = threading.Thread(target=_serve, args=(sock, limits), daemon=True)
    thread.start()
    thread.join()


def _serve(sock: socket.socket, limits: Limits) -> None:
    try:
        Worker(sock, limits).serve()
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the front is gone, or no longer wants this answer
    except MemoryError:
        os._exit(77)


def _data_size() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
