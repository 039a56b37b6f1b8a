"""Abuse: what a server must survive. Slow, and on a real server; see each test for what it must still do."""

import socket

import pytest


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
