"""Requests that are nearly right are answered or refused; `python -m tests.abuse.fuzz` sends many times as many."""

import random
from pathlib import Path

from graph.store.versions import VersionStore
from tests.abuse.fuzz import changed_bytes, changed_parts, fuzz_server
from tests.abuse.samples import Sample
from tests.scale import share

REQUESTS = share(2000, least=500)
SAMPLE = Sample("POST", "/sparql?a=b", (("Host", "localhost"), ("Accept", "*/*")), b"query=ASK+%7B%7D")


def test_requests_that_are_nearly_right_cause_no_error_and_no_silence(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    assert five_reports_copy.root == tmp_path / "store"
    fuzz, replaced = fuzz_server(tmp_path, REQUESTS, seed=7, hold=0)
    assert fuzz.done == REQUESTS
    assert not fuzz.faults, fuzz.faults[:3]
    assert not replaced


def test_a_request_changed_in_its_parts_keeps_its_frame() -> None:
    chance = random.Random(1)
    for _ in range(1000):
        raw = changed_parts(chance, SAMPLE).raw()
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        assert lines[0].count(b" ") == 2
        assert all(b":" in line and b"\n" not in line and b"\0" not in line for line in lines[1:])
        lengths = [line for line in lines if line.startswith(b"Content-Length: ")]
        assert lengths == ([b"Content-Length: %d" % len(body)] if body or lengths else [])


def test_the_same_seed_changes_the_same_bytes() -> None:
    runs = [changed_bytes(random.Random(3), SAMPLE.raw(), b"GET / HTTP/1.1\r\n\r\n") for _ in range(2)]
    assert runs[0] == runs[1]
