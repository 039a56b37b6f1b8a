"""Versions in an S3-compatible store: moto's server, which runs in an environment of its own (`make clients`)."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import obstore
import pytest
from click.testing import CliRunner, Result
from obstore.store import S3Store

from graph.errors import Diverged, InputError, StoreBusy, TransferFailed, Unreachable, WrongContent
from graph.health import faults
from graph.store.transfer import object_store
from graph.store.transfer.contents import File
from graph.store.transfer.object_errors import parts_of_address
from graph.store.transfer.object_store import ObjectStore
from graph.store.transfer.stores import LocalOrigin, LocalTarget, state_of
from graph.store.transfer.transfer import Transferred, transfer
from graph.store.versions import VersionStore
from huunghi import main

ROOT = Path(__file__).resolve().parents[3]
MOTO = ROOT / "tests" / "clients" / ".moto" / "bin" / "python"
LARGE = 9 << 20
"""Bytes of a file that is sent in parts."""

pytestmark = pytest.mark.skipif(not MOTO.exists(), reason="moto is not installed: make clients")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that speaks S3."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("moto") / "log").open("wb")
    process = subprocess.Popen(
        [str(MOTO), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=log,
        stderr=log,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                httpx.get(address + "/moto-api/", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        log.close()


@pytest.fixture(autouse=True)
def credentials(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever may use the server."""
    for name in [one for one in os.environ if one.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-a-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-a-test-too")


@pytest.fixture
def address(endpoint: str, request: pytest.FixtureRequest) -> str:
    """Address of an empty bucket, and a prefix in it."""
    bucket = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:40].strip("-")
    assert httpx.put(f"{endpoint}/{bucket}").status_code == 200
    return f"s3://{bucket}/graphs/huunghi"


def put(store: VersionStore, number: int, **files: bytes) -> None:
    with store.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")
        for name, content in files.items():
            (change.path / name).write_bytes(content)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = VersionStore(tmp_path_factory.mktemp("made") / "store")
    put(store, 1, large=os.urandom(LARGE))
    put(store, 2)
    put(store, 3)
    store.tag("2026.1", name=2)
    return store.root


@pytest.fixture
def origin(made: Path, tmp_path: Path) -> VersionStore:
    """A store of three versions, with a large file beside the statements, the second with a release name."""
    shutil.copytree(made, tmp_path / "origin", symlinks=True)
    return VersionStore(tmp_path / "origin")


@pytest.fixture
def target(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "target")


def push(origin: VersionStore, address: str, keep: int = 5) -> Transferred:
    return transfer(LocalOrigin(origin), ObjectStore(address, keep=keep), keep=keep)


def pull(address: str, target: VersionStore) -> Transferred:
    with LocalTarget(target) as side:
        return transfer(ObjectStore(address), side)


def bucket_of(address: str) -> S3Store:
    """The objects behind an address, for what others may do to them."""
    bucket, prefix = parts_of_address(address)
    return S3Store(bucket, prefix=prefix, region="us-east-1", client_options={"allow_http": True})


def objects(address: str) -> list[str]:
    return [one["path"] for some in obstore.list(bucket_of(address)) for one in some]


def command(store: VersionStore, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store.root), *arguments])


def test_versions_go_to_a_bucket_and_come_back_the_same(
    origin: VersionStore, target: VersionStore, address: str
) -> None:
    pushed = command(origin, "versions", "push", address)
    assert "Published: 1, 2, 3." in pushed.output, pushed.output
    assert "Version 2 is release 2026.1." in pushed.output
    pulled = command(target, "versions", "pull", address)
    assert "Published: 1, 2, 3." in pulled.output, pulled.output
    assert state_of(target) == state_of(origin)
    assert faults(target) == []
    assert all(target.get(number).mismatch() == "" for number in (1, 2, 3))
    assert (target.get(1).path / "large").read_bytes() == (origin.get(1).path / "large").read_bytes()
    for one in ("push", "pull"):
        assert "Nothing to send: version 3 is there." in command(origin, "versions", one, address).output


def test_only_new_files_are_sent_and_files_of_no_version_go_when_they_are_old(
    origin: VersionStore, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = push(origin, address)
    assert first.sent > LARGE
    put(origin, 4)
    origin.tag("2026.2", name=3)
    second = push(origin, address)
    assert second.versions == [4] and second.sent < LARGE
    assert second.releases == {"2026.2": 3}
    for number in range(5, 9):
        put(origin, number)
        push(origin, address, keep=1)
    assert sorted(ObjectStore(address).state().versions) == [2, 3, 8], "two releases, and the newest"
    before = objects(address)
    monkeypatch.setattr(object_store, "_KEPT_UNTIL", timedelta(0))
    ObjectStore(address).finish()
    gone = set(before) - set(objects(address))
    assert any(one.startswith("files/") for one in gone)
    assert sum(one.startswith("versions/") for one in objects(address)) == 3


class Breaking(LocalOrigin):
    """A store that breaks off after its large file."""

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for part in super().read(number, file, offset):
            yield part
            if file.path.startswith("store/"):
                raise TransferFailed("The connection is gone.")


class Lying(LocalOrigin):
    """A store whose large file is another than it should be."""

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for part in super().read(number, file, offset):
            yield bytes([part[0] ^ 1]) + part[1:] if file.path == "large" else part


def test_a_push_that_broke_off_leaves_what_is_there_and_goes_on(
    origin: VersionStore, target: VersionStore, address: str
) -> None:
    for kind, error, left in ((Lying, WrongContent, 0), (Breaking, TransferFailed, 1)):
        with pytest.raises(error):
            transfer(kind(origin), ObjectStore(address))
        assert ObjectStore(address).state().current == 0
        assert len(objects(address)) == left
        with pytest.raises(TransferFailed, match="has no version"):
            pull(address, target)
    done = transfer(LocalOrigin(origin), ObjectStore(address), keep=1)
    assert done.versions == [3, 2]
    assert 0 < done.sent < LARGE
    assert pull(address, target).versions == [3, 2]
    assert faults(target) == []


def test_a_pull_that_broke_off_goes_on_at_that_byte(
    origin: VersionStore, target: VersionStore, address: str
) -> None:
    push(origin, address)
    large = next(one for one in LocalOrigin(origin).contents(1).files if one.path == "large")
    incoming = target.folder / ".incoming"
    incoming.mkdir(parents=True)
    whole = (origin.get(1).path / "large").read_bytes()
    (incoming / f"{large.sha256}.part").write_bytes(whole[: LARGE - 100])
    assert pull(address, target).sent < 1 << 20
    assert (target.get(1).path / "large").read_bytes() == whole


def test_an_object_that_was_changed_in_the_bucket_is_refused(
    origin: VersionStore, target: VersionStore, address: str
) -> None:
    push(origin, address)
    large = next(one for one in LocalOrigin(origin).contents(1).files if one.path == "large")
    name = next(one for one in objects(address) if one.startswith(f"files/{large.sha256}"))
    obstore.put(bucket_of(address), name, os.urandom(LARGE))
    with pytest.raises(WrongContent, match="large is not what it should be"):
        pull(address, target)
    assert target.current() is None
    obstore.put(bucket_of(address), "store.json", b"{}")
    with pytest.raises(TransferFailed, match="cannot be understood"):
        pull(address, target)
    obstore.put(bucket_of(address), "store.json", b"<html>")
    with pytest.raises(TransferFailed, match=r"store\.json at .* is not what this program writes"):
        pull(address, target)


def test_of_two_who_push_at_once_one_is_refused_and_no_version_is_damaged(
    origin: VersionStore, target: VersionStore, address: str, tmp_path: Path
) -> None:
    push(origin, address)
    shutil.copytree(origin.root, tmp_path / "other", symlinks=True)
    other = VersionStore(tmp_path / "other")
    put(origin, 4)
    put(other, 44, beside=b"of the other")
    mine, theirs = ObjectStore(address), ObjectStore(address)
    assert mine.state() == theirs.state()
    sides = ((LocalOrigin(origin), mine), (LocalOrigin(other), theirs))
    for side, store in sides:
        contents = side.contents(4)
        for file, _ in store.missing(contents):
            store.put(file, 0, side.read(4, file, 0))
    theirs.publish(sides[1][0].contents(4), state_of(other))
    with pytest.raises(StoreBusy, match="Something else was sent"):
        mine.publish(sides[0][0].contents(4), state_of(origin))
    assert pull(address, target).current == 4
    assert state_of(target).versions[4] == state_of(other).versions[4]
    assert faults(target) == []
    with pytest.raises(Diverged):
        push(origin, address)


def test_many_who_push_the_same_at_once_come_to_one_whole_store(
    origin: VersionStore, target: VersionStore, address: str
) -> None:
    def one(_: int) -> str:
        try:
            push(origin, address)
        except StoreBusy:
            return "busy"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert "done" in list(pool.map(one, range(4)))
    assert pull(address, target).current == 3
    assert state_of(target) == state_of(origin)
    assert faults(target) == []


def test_an_old_leftover_is_sent_again_and_not_relied_on(
    origin: VersionStore, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TransferFailed):
        transfer(Breaking(origin), ObjectStore(address))
    contents = LocalOrigin(origin).contents(3)
    every = len({one.sha256 for one in contents.files})
    assert len(ObjectStore(address).missing(contents)) == every - 1
    monkeypatch.setattr(object_store, "_TAKEN_UNTIL", timedelta(0))
    assert len(ObjectStore(address).missing(contents)) == every


def test_files_that_went_before_the_push_was_published_are_missed(origin: VersionStore, address: str) -> None:
    store = ObjectStore(address)
    contents = LocalOrigin(origin).contents(3)
    for file, _ in store.missing(contents):
        store.put(file, 0, LocalOrigin(origin).read(3, file, 0))
    gone = next(one for one in objects(address) if one.startswith("files/"))
    obstore.delete(bucket_of(address), gone)
    with pytest.raises(TransferFailed, match=r"1 files that were sent to .* are no longer there"):
        store.publish(contents, state_of(origin))
    assert push(origin, address).current == 3


@contextmanager
def without_conditions(endpoint: str) -> Iterator[str]:
    """Stand in front of a store as one that knows no conditions."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"] or 0)))

        do_POST = do_PUT

        def do_GET(self) -> None:
            self.answer(b"")

        def answer(self, body: bytes) -> None:
            fields = {
                name: value for name, value in self.headers.items() if not name.lower().startswith("if-")
            }
            answer = httpx.request(self.command, endpoint + self.path, content=body, headers=fields)
            self.send_response(answer.status_code)
            for name in ("etag", "last-modified", "content-type"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_store_that_ignores_conditions_is_refused(
    origin: VersionStore, endpoint: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_conditions(endpoint) as front:
        monkeypatch.setenv("AWS_ENDPOINT_URL", front)
        with pytest.raises(TransferFailed, match="does not keep to conditions"):
            push(origin, address)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert ObjectStore(address).state().current == 0


def test_what_is_wrong_is_said_with_what_to_do(
    origin: VersionStore, endpoint: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(to: str = address) -> str:
        done = command(origin, "versions", "push", to)
        assert done.exit_code == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "There is no bucket nowhere." in told("s3://nowhere/x")
    assert "AWS_ENDPOINT_URL" in told("s3://nowhere/x")
    for wrong in ("s3://", "s3://UPPER/x", "s3://bucket/../x", "s3://bucket//x", "s3://bucket/x?y"):
        assert "is no address in an object store" in told(wrong)
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"0")  # from now on it looks at the credentials
    try:
        said = told()
    finally:
        httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"inf")
    assert "does not let us in" in said and "AWS_ACCESS_KEY_ID" in said
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert "There are no credentials" in told()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "does not answer as it should" in told()
    monkeypatch.setitem(sys.modules, "graph.store.transfer.object_store", None)
    monkeypatch.delitem(sys.modules, "graph.store.transfer.object_store")
    monkeypatch.delitem(sys.modules, "graph.store.transfer.object_errors")
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    assert "need the package obstore" in told() and "huunghi[s3]" in told()
    with pytest.raises(InputError):
        parts_of_address("s3://..")
    assert issubclass(Unreachable, TransferFailed)


def test_a_replica_follows_a_bucket(origin: VersionStore, target: VersionStore, address: str) -> None:
    push(origin, address)
    process = subprocess.Popen(
        [sys.executable, "-m", "graph.store.transfer.follow", str(target.root), address],
        stdin=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert comes(lambda: target.current_number() == 3)
        put(origin, 4)
        push(origin, address)
        assert comes(lambda: target.current_number() == 4)
        assert comes(lambda: json.loads((target.root / "following").read_text())["there"] == 4)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
    assert faults(target) == []


def comes(what: object, seconds: float = 60.0) -> bool:
    """Whether something comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
