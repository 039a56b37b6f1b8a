"""Build an image of the service without a registry, and run it without a container engine, in namespaces of Linux.

The base is made by mmdebstrap from the sources that this machine's apt has. buildah builds as the Dockerfile says, in a
chroot, with the locked packages in a folder that pip filled beforehand. What an engine does at a start of a container,
`Container` does by unshare, mount, setpriv and chroot: the image's command, user, variables and directory; a root file
system that nobody can write to, a folder of this machine as its volume, /tmp in memory, process ids of its own, no
capabilities and no way to new ones.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

NEEDS = ("buildah", "mmdebstrap", "unshare", "setpriv")
PACKAGES = "base-files,bash,coreutils,dash,grep,libc-bin,libstdc++6,python3,python3-venv,sed"
"""What the base is made of: the shell and the tools that the Dockerfile calls, and Python."""


def missing() -> str:
    """Say what an image cannot be built without and is not here, '' where all is."""
    absent = [name for name in NEEDS if shutil.which(name) is None]
    if absent:
        return f"{', '.join(absent)} not installed (Debian: buildah, mmdebstrap, util-linux)"
    version = subprocess.run(["/usr/bin/python3", "-V"], capture_output=True, text=True, check=False).stdout
    if version.split(".")[:2] != f"Python {sys.version}".split(".")[:2]:
        return (
            "these tests run by another Python than that of Debian, for which the packages of the image are"
        )
    if not (ROOT / "web/static/built/stamp").exists():
        return "the scripts of the pages are not built here (make assets)"
    if os.geteuid() != 0:
        return "an image is built and started here as root, for it mounts folders"
    if subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, check=False
    ).returncode:
        return "namespaces cannot be made here"
    return ""


@dataclass(frozen=True)
class Builder:
    """buildah with a storage of its own, in a folder."""

    folder: Path

    def __call__(self, *arguments: str, timeout: float = 1800) -> str:
        storage = ["--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run")]
        done = subprocess.run(
            ["buildah", *storage, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            cwd=ROOT,
        )
        assert done.returncode == 0, (
            f"buildah {shlex.join(arguments)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
        return done.stdout.strip()

    def base(self) -> str:
        """Make a base of Debian, as this machine's apt has it, and return its name."""
        release, mirror = debian()
        archive = self.folder / "base.tar"
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=extract", f"--include={PACKAGES}", release, str(archive), mirror],
            check=True, capture_output=True,
        )  # fmt: skip
        container = self("from", "scratch")
        self("add", "--quiet", container, str(archive), "/")
        self("commit", "--quiet", container, "localhost/base")
        self("rm", container)
        archive.unlink()
        return "localhost/base"

    def build(self, base: str) -> str:
        """Build the image of the Dockerfile, and return its name."""
        wheels = self.folder / "wheels"
        download = [
            *("pip", "download", "--disable-pip-version-check", "--quiet", "--require-hashes"),
            "--no-deps",
        ]
        subprocess.run(
            [sys.executable, "-m", *download, "-r", "requirements.lock", "--dest", str(wheels)],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        given = {"BASE": base, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
        self(
            # The health check is no part of OCI's own form of an image.
            *("build", "--isolation", "chroot", "--format", "docker", "--volume", f"{wheels}:/wheels:ro"),
            *(one for name, value in given.items() for one in ("--build-arg", f"{name}={value}")),
            *("--tag", "localhost/huunghi", "."),
        )
        return "localhost/huunghi"


def debian() -> tuple[str, str]:
    """Return the release of Debian that this machine is, and where its apt has the packages from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for line in told.splitlines():
        origin, component, release, address = line.split()
        if (origin, component) == ("Debian", "main") and "-" not in release:
            return release, address
    raise AssertionError("apt knows no mirror of Debian here (after apt-get update?)")


@dataclass
class Container:
    """The image's root file system, and how its processes are started in it."""

    root: Path
    config: dict[str, Any]
    volume: Path

    def command(self, *arguments: str) -> list[str]:
        """Return the command that starts a process as an engine would, with these arguments or the image's own."""
        user, place = self.config["User"].split(":")[0], self.config["WorkingDir"]
        (mounted,) = self.config["Volumes"]
        program = [*self.config["Entrypoint"], *(arguments or self.config["Cmd"])]
        root, volume = shlex.quote(str(self.root)), shlex.quote(str(self.volume))
        prepared = f"""
            set -e
            mount --bind {root} {root}
            mount -o remount,bind,ro {root}
            mount --bind {volume} {root}{mounted}
            mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
            mount -t proc proc {root}/proc
            mount --rbind /dev {root}/dev
            exec setpriv --no-new-privs chroot --userspec={self.config["User"]} --groups={user} {root} \
                env -i {shlex.join(self.config["Env"])} sh -c 'cd {place} && exec "$@"' sh {shlex.join(program)}
        """  # noqa: S108 - memory of its own
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", prepared]

    def run(self, *arguments: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=timeout, check=False
        )

    def program(self, *program: str) -> "subprocess.CompletedProcess[str]":
        """Run another program of the image in place of its own."""
        return Container(self.root, {**self.config, "Entrypoint": program, "Cmd": []}, self.volume).run()

    @contextmanager
    def started(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """Start a process, and have it end within the time that engines give, by the signal that the image names."""
        with subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            try:
                yield process
                first = first_process(process.pid)
                os.kill(first, signal.Signals[self.config["StopSignal"]])
                process.wait(10)
            finally:
                process.kill()


def first_process(pid: int) -> int:
    """Return the process that `unshare --fork` started: the first one of its namespace."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.05)
    raise AssertionError("nothing was started")


def config_of(builder: Builder, image: str) -> dict[str, Any]:
    """Return the configuration of an image."""
    config: dict[str, Any] = json.loads(builder("inspect", "--type", "image", image))["Docker"]["config"]
    return config
