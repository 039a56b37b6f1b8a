"""Versions between machines by ssh: against a server of OpenSSH that runs, with keys of its own."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import InputError, StoreBusy, TransferFailed, Unreachable
from graph.health import faults
from graph.store.transfer.beside import Beside, beside_of, bring_beside
from graph.store.transfer.contents import File
from graph.store.transfer.ssh import SshStore, parts_of_address
from graph.store.transfer.stores import INCOMING, LocalOrigin, LocalTarget, state_of
from graph.store.transfer.transfer import transfer
from graph.store.versions import VersionStore

ROOT = Path(__file__).resolve().parents[3]
SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
SSH = shutil.which("ssh")
LARGE = 9 << 20
PROGRAM = f"env PYTHONPATH={shlex.quote(str(ROOT))} {sys.executable} -c 'from huunghi import main; main()'"

pytestmark = pytest.mark.skipif(
    not (SSHD and SSH), reason="sshd or ssh is not installed (Debian: openssh-server, openssh-client)"
)


@dataclass
class Machine:
    """A machine that is reached by ssh: this one. `log` is what its sshd says, `path` finds an `ssh` with our key."""

    port: int
    log: Path
    path: str

    def address(self, store: Path | str) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{store}"


def key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("sshd")
    host, user = key(folder / "host"), key(folder / "user")
    shutil.copy(user.with_suffix(".pub"), folder / "authorized_keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {host}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nPasswordAuthentication no\nPermitRootLogin yes\n"
        "KbdInteractiveAuthentication no\n"
    )
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host.with_suffix('.pub').read_text()}")
    (folder / "ssh_config").write_text(
        f"UserKnownHostsFile {folder}/known_hosts\nIdentityFile {user}\nIdentitiesOnly yes\nStrictHostKeyChecking yes\n"
    )
    (folder / "bin").mkdir()
    ours = folder / "bin" / "ssh"
    ours.write_text(f'#!/bin/sh\nexec {SSH} -F {folder}/ssh_config "$@"\n')
    ours.chmod(0o755)
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # the server wants it, and its unit makes it
    log = folder / "log"
    process = subprocess.Popen([str(SSHD), "-D", "-f", str(folder / "sshd_config"), "-E", str(log)])
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield Machine(port, log, f"{folder / 'bin'}:{os.environ['PATH']}")
    process.terminate()
    process.wait(10)


@pytest.fixture(autouse=True)
def with_our_key(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", machine.path)
    monkeypatch.setenv("HUUNGHI_REMOTE_COMMAND", PROGRAM)


def put(store: VersionStore, number: int, **files: bytes) -> None:
    with store.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")
        for name, content in files.items():
            (change.path / name).write_bytes(content)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = VersionStore(tmp_path_factory.mktemp("made") / "store")
    put(store, 1, large=os.urandom(LARGE))
    store.tag("2026.1")
    put(store, 2)
    return store.root


@pytest.fixture
def origin(made: Path, tmp_path: Path) -> VersionStore:
    """A store of two versions in a folder whose name has a blank and a quote."""
    shutil.copytree(made, tmp_path / "the store's", symlinks=True)
    return VersionStore(tmp_path / "the store's")


@pytest.fixture
def target(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "target")


def command(store: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from huunghi import main; main()", "--store", str(store), *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def opened(machine: Machine, store: VersionStore) -> SshStore:
    return SshStore(machine.address(store.root), program=PROGRAM)


def test_addresses_name_a_user_a_host_a_port_and_a_path_and_nothing_else() -> None:
    assert parts_of_address("ssh://db/srv/store") == ("db", None, "/srv/store")
    assert parts_of_address("ssh://me@[::1]:22/a'b") == ("me@::1", 22, """'/a'"'"'b'""")
    for wrong in (
        "ssh://", "ssh://db", "ssh://-oProxyCommand=x/y", "ssh://-l@db/x", "ssh://db:0/x", "ssh://db:99999/x",
        "ssh://a b/x", "ssh://db/x\ny", "ssh://me:secret@db/x",
    ):  # fmt: skip
        with pytest.raises(InputError, match="is no address of a store that is reached by ssh"):
            parts_of_address(wrong)


def test_versions_are_pulled_and_pushed(
    machine: Machine, origin: VersionStore, target: VersionStore, tmp_path: Path
) -> None:
    pulled = command(target.root, "versions", "pull", machine.address(origin.root))
    assert "Published: 1, 2." in pulled.stdout, pulled.stderr
    assert state_of(target) == state_of(origin)
    assert faults(target) == []
    put(target, 3)
    target.tag("2026.2")
    pushed = command(target.root, "versions", "push", machine.address(origin.root))
    assert "Published: 3." in pushed.stdout, pushed.stderr
    assert "Version 3 is release 2026.2." in pushed.stdout
    assert state_of(target) == state_of(origin)
    target.tag("2026.3", name=2)
    assert (
        "Version 2 is release 2026.3."
        in command(target.root, "versions", "push", machine.address(origin.root)).stdout
    )
    assert faults(origin) == []
    fresh = tmp_path / "fresh"
    assert "Published: 1, 2, 3." in command(target.root, "versions", "push", machine.address(fresh)).stdout
    assert (VersionStore(fresh).get(3).path / "large").samefile(VersionStore(fresh).get(1).path / "large")
    assert not (origin.folder / INCOMING).exists()


def test_a_transfer_that_broke_off_goes_on_at_that_byte(
    machine: Machine, origin: VersionStore, target: VersionStore
) -> None:
    whole = (origin.get(1).path / "large").read_bytes()
    large = next(one for one in LocalOrigin(origin).contents(1).files if one.path == "large")
    there = opened(machine, origin)
    with LocalTarget(target) as side:
        come = 0
        with pytest.raises(Unreachable):

            def parts() -> Iterator[bytes]:
                nonlocal come
                for part in there.read(1, large, 0):
                    yield part
                    come += len(part)
                    if come > LARGE // 2:
                        there._process.send_signal(signal.SIGKILL)

            side.put(large, 0, parts())
        there.close()
        left = [(one, known) for one, known in side.missing(LocalOrigin(origin).contents(1)) if known]
        assert [one for one, _ in left] == [large]
        again = opened(machine, origin)
        done = transfer(again, side)
        again.close()
    assert done.sent < LARGE - left[0][1] + (1 << 20)
    assert (target.get(1).path / "large").read_bytes() == whole


class Breaking(LocalOrigin):
    """A store that breaks off in the middle of its large file."""

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        for place, part in enumerate(super().read(number, file, offset)):
            if file.path == "large" and place == 5:
                raise TransferFailed("The disk is gone.")
            yield part


def test_a_push_that_broke_off_lets_go_of_the_store_and_goes_on(
    machine: Machine, origin: VersionStore, target: VersionStore
) -> None:
    there = opened(machine, target)
    with pytest.raises(TransferFailed, match="The disk is gone"):
        transfer(Breaking(origin), there)
    there.close()
    assert target.current() is None
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with LocalTarget(target):
                break
        except StoreBusy:
            time.sleep(0.05)
    there = opened(machine, target)
    done = transfer(LocalOrigin(origin), there)
    there.close()
    assert 4 << 20 < done.sent < LARGE - (4 << 20)
    assert state_of(target) == state_of(origin)
    assert faults(target) == []


def test_stores_that_went_different_ways_and_wrong_files_are_refused_in_the_words_of_the_other_side(
    machine: Machine, origin: VersionStore, target: VersionStore
) -> None:
    link = origin.root / "links" / "00" / f"{'0' * 24}.rq"
    link.parent.mkdir(parents=True)
    link.write_text("this is another text than its name says")
    there = opened(machine, origin)
    assert there.beside() == beside_of(origin.root)
    assert not bring_beside(there, target.root)
    assert beside_of(target.root) == Beside()
    there.close()
    assert command(target.root, "versions", "pull", str(origin.root)).returncode == 0
    put(origin, 3)
    there = opened(machine, target)
    contents, state = LocalOrigin(origin).contents(3), state_of(origin)
    missing = there.missing(contents)
    sst = next(file for file, _ in missing if file.path.endswith(".sst"))
    with pytest.raises(TransferFailed, match="is not what it should be"):
        there.put(sst, 0, iter([os.urandom(sst.size)]))
    with pytest.raises(TransferFailed, match=r"answers: .* is missing"):
        there.publish(contents, state)
    with pytest.raises(TransferFailed, match="answers: "):
        there.put(File("../x", 1, "0" * 64), 0, iter([b"x"]))
    with pytest.raises(TransferFailed, match="answers: "):
        there.tag("x/y", 1)
    assert there.state() == state_of(target)
    there.close()
    put(target, 33)
    refused = command(origin.root, "versions", "push", machine.address(target.root))
    assert refused.returncode == 1 and "Version 3 of" in refused.stderr


def test_a_key_can_be_held_to_fetching(machine: Machine, origin: VersionStore, target: VersionStore) -> None:
    allowed = machine.log.with_name("authorized_keys")
    before = allowed.read_text()
    held = f"{PROGRAM} --store {shlex.quote(str(origin.root))} versions serve-stdio --read-only"
    allowed.write_text(f'command="{held.replace(chr(34), chr(92) + chr(34))}",restrict {before}')
    try:
        assert (
            "Published: 1, 2."
            in command(target.root, "versions", "pull", machine.address("/of/whatever/path")).stdout
        )
        put(target, 3)
        refused = command(target.root, "versions", "push", machine.address("/of/whatever/path"))
        assert "none may be sent" in refused.stderr, refused.stderr
    finally:
        allowed.write_text(before)
    assert origin.require_current().number == 2


def test_what_is_wrong_is_said_with_what_to_do(
    machine: Machine,
    origin: VersionStore,
    target: VersionStore,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def told(address: str, what: str = "pull") -> str:
        done = command(target.root if what == "pull" else origin.root, "versions", what, address)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr

    there = machine.address(origin.root)
    assert "Connection refused" in told("ssh://127.0.0.1:9/x")
    assert "has no version" in told(machine.address(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    assert "has files and is no store" in told(machine.address(tmp_path / "full"), "push")
    hosts = machine.log.with_name("known_hosts")
    known = hosts.read_text()
    hosts.write_text("")
    assert "Host key verification failed" in told(there)
    hosts.write_text(known)
    user = machine.log.with_name("user")
    user.rename(user.with_name("away"))
    assert "Permission denied" in told(there)
    user.with_name("away").rename(user)
    monkeypatch.setenv("HUUNGHI_REMOTE_COMMAND", "no-such-program")
    said = told(there)
    assert "The program was not found" in said and "HUUNGHI_REMOTE_COMMAND" in said
    monkeypatch.setenv("HUUNGHI_REMOTE_COMMAND", "echo welcome;")
    assert "does not answer as a store of this program" in told(there)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "need the program ssh" in told(there)
    assert target.current() is None


def test_a_replica_follows_by_ssh(machine: Machine, origin: VersionStore, target: VersionStore) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "graph.store.transfer.follow", str(target.root), machine.address(origin.root)],
        stdin=subprocess.PIPE,
        cwd=ROOT,
    )
    until = time.monotonic() + 60
    try:
        for number in (2, 3):
            if number == 3:
                put(origin, 3)
            while target.current_number() != number and time.monotonic() < until:
                time.sleep(0.02)
            assert target.current_number() == number
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)
    assert faults(target) == []
