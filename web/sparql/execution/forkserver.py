"""The process that others are forked from: warm (everything imported), no store open, no thread, so forking is safe.

Started by `processes` as `python -m web.sparql.execution.forkserver FD`; FD is a SOCK_SEQPACKET socket. Each message is
one JSON object. In: {"spawn": id, "role": ..., "limits": ...} with the new process's end of a socket pair attached, and
{"kill": pid}. Out: {"born": id, "pid": pid}, {"dead": pid, "status": wait status, "words": what it wrote last to its
standard error}. Only this process waits for them, so a pid it is asked to kill is still theirs.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, Final

from web.sparql.execution import worker, writer
from web.sparql.execution.limits import Limits

_WORDS: Final = 4096


def main(descriptor: int) -> None:
    """Serve until the pool closes its end."""
    control = socket.socket(fileno=descriptor)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # Ctrl-C in a terminal reaches the whole group; the web process decides when the workers go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    alive: dict[int, int] = {}  # for each process, the file in memory that is its standard error
    with contextlib.suppress(ConnectionError):  # the other end was killed with something unread
        _serve(control, (wake_read, wake_write), alive)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


def _serve(control: socket.socket, wake: tuple[int, int], alive: dict[int, int]) -> None:
    wake_read, _ = wake
    while True:
        ready, _, _ = select.select([control.fileno(), wake_read], [], [])
        if wake_read in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake_read, 4096)
            _reap(alive, control)
        if control.fileno() in ready:
            message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
            if not message:
                return
            _obey(json.loads(message), descriptors, alive, control, wake)


def _reap(alive: dict[int, int], control: socket.socket) -> None:
    for pid in list(alive):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            _tell(control, {"dead": pid, "status": status, "words": _last_words(alive.pop(pid))})


def _last_words(written: int) -> str:
    """What a process wrote to its standard error, at the end: how it ended is told by that where a signal does not."""
    try:
        size = os.fstat(written).st_size
        return os.pread(written, _WORDS, max(0, size - _WORDS)).decode(errors="replace")
    finally:
        os.close(written)


def _obey(
    order: dict[str, Any],
    descriptors: list[int],
    alive: dict[int, int],
    control: socket.socket,
    pipe: tuple[int, int],
) -> None:
    if "kill" in order:
        if order["kill"] in alive:
            os.kill(order["kill"], signal.SIGKILL)
        return
    words = os.memfd_create("last-words")
    pid = os.fork()
    if pid == 0:
        os.dup2(words, 2)
        os.close(words)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        for end in pipe:
            os.close(end)
        role = writer.run if order["role"] == "writer" else worker.run
        role(socket.socket(fileno=descriptors[0]), Limits(**order["limits"]))
        os._exit(0)
    os.close(descriptors[0])
    alive[pid] = words
    _tell(control, {"born": order["spawn"], "pid": pid})


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # The pool is gone; the next read ends us.
        control.send(json.dumps(message).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
