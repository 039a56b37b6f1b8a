"""Start another engine as a process, and wait until it takes connections."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

import pytest

_START_SECONDS: Final = 120


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, *, said: IO[bytes]) -> Iterator[None]:
    """Run a server until the block ends; within it the server takes connections."""
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
    try:
        for _ in range(_START_SECONDS * 20):
            if server.poll() is not None:
                break
            with socket.socket() as one:  # closed before the block: a server of one thread would wait for it
                listens = one.connect_ex(("127.0.0.1", port)) == 0
            if listens:
                yield
                return
            time.sleep(0.05)
        said.seek(0)
        pytest.fail(f"{command[0]} did not start: {said.read().decode(errors='replace')[-2000:]}")
    finally:
        server.kill()
        server.wait()
