"""Processes forked from the fork server hold to what the system allows, and end with the web process."""

import json
import resource
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.conftest import ROOT
from web.sparql.execution.limits import Limits

LIMITS_SET = (
    "import resource, sys; from web.sparql.execution.limits import Limits, limit_memory;"
    "hard = int(sys.argv[2]); resource.setrlimit(resource.RLIMIT_DATA, (hard, hard));"
    "limit_memory(Limits('', int(sys.argv[1]), 1 << 20, False));"
    "print(resource.getrlimit(resource.RLIMIT_DATA)[0])"
)


def soft_limit(memory: int, hard: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", LIMITS_SET, str(memory), str(hard)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_more_memory_than_the_system_allows_is_what_it_allows() -> None:
    allowed = 4 << 30
    assert soft_limit(10**20, resource.RLIM_INFINITY) == sys.maxsize
    assert soft_limit(10**20, allowed) == allowed
    assert soft_limit(1 << 20, allowed) < allowed


def test_the_fork_server_ends_silently_when_the_web_process_is_killed(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-m", "web.sparql.execution.forkserver", str(theirs.fileno())],
        cwd=ROOT,
        pass_fds=(theirs.fileno(),),
        stderr=subprocess.PIPE,
    )
    theirs.close()
    limits = Limits(str(tmp_path), 1 << 30, 1 << 20, network=False)
    worker, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    order = json.dumps({"spawn": 1, "role": "worker", "limits": asdict(limits)}).encode()
    socket.send_fds(ours, [order], [its_end.fileno()])
    its_end.close()
    assert worker.recv(5)  # it is there, and the news of its birth lies unread
    ours.close()
    assert server.communicate(timeout=30)[1] == b""
    assert server.returncode == 0
    assert worker.recv(1) == b""
    worker.close()
