"""The image is built without a registry, is what it should be, starts on a root file system that is read only, answers,
takes changes into its volume, and ends when it is told to.
"""

import json
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from graph.store.versions import VersionStore
from tests.operation.image import Builder, Container, config_of, missing

USER = 10001
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    if why := missing():
        pytest.skip(why)
    builder = Builder(tmp_path_factory.mktemp("images"))
    yield builder
    builder("umount", "--all")
    builder("rm", "--all")
    shutil.rmtree(builder.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def image(builder: Builder) -> str:
    return builder.build(builder.base())


@pytest.fixture(scope="module")
def container(
    builder: Builder, image: str, five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory
) -> Container:
    """A container of the image, with the graph of the five reports in its volume."""
    volume = tmp_path_factory.mktemp("volume")
    shutil.copytree(five_reports_root.root, volume / "store", symlinks=True)
    for folder, _, files in os.walk(volume):
        for path in (folder, *(f"{folder}/{name}" for name in files)):
            os.chown(path, USER, USER, follow_symlinks=False)
    root = Path(builder("mount", builder("from", image)))
    return Container(root, config_of(builder, image), volume)


def test_the_image_names_a_user_a_volume_a_health_check_and_a_signal(container: Container) -> None:
    config = container.config
    assert config["User"] == f"{USER}:{USER}"
    assert list(config["Volumes"]) == ["/var/lib/huunghi"]
    assert list(config["ExposedPorts"]) == ["8000/tcp"]
    assert config["StopSignal"] == "SIGTERM"
    assert (config["Entrypoint"], config["Cmd"][0]) == (["huunghi"], "serve")
    check = config["Healthcheck"]
    assert check["Test"][0] == "CMD"
    assert 0 < check["Timeout"] < check["Interval"]
    assert not [one for one in config["Env"] if one.startswith("PIP_")]


def test_the_image_has_the_program_and_not_what_built_it(
    builder: Builder, image: str, container: Container
) -> None:
    packages = {path.name for path in container.root.glob("opt/huunghi/lib/python3*/site-packages/*")}
    assert {"web", "graph", "granian"} <= packages
    assert not {"pip", "hatchling", "pytest", "tests"} & packages
    assert list(container.root.glob("opt/huunghi/lib/python3*/site-packages/web/static/built/*.js"))
    assert not (container.root / "src").exists()
    (said,) = (
        one for one in json.loads(builder("images", "--json")) if f"{image}:latest" in (one["names"] or ())
    )
    print(f"the image has {said['size']}")
    size, unit = said["size"].split()
    assert (float(size), unit) < (800, "MB")


def test_it_runs_as_nobody_else_and_can_write_to_its_volume_alone(container: Container) -> None:
    tried = container.program(
        "sh", "-c", "id -u; touch /tmp/a /var/lib/huunghi/a && rm /var/lib/huunghi/a && echo written; "
        "grep -E '^(CapEff|NoNewPrivs)' /proc/self/status; touch /opt/huunghi/a || echo refused",
    )  # fmt: skip
    assert tried.stdout.split() == [
        *(str(USER), "written", "CapEff:", "0000000000000000", "NoNewPrivs:", "1", "refused"),
    ]
    assert "Read-only file system" in tried.stderr


class Site:
    """What the service in a container answers."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def count(self) -> int:
        answer = self.get(f"/sparql?query={quote(COUNT)}", Accept="application/sparql-results+json")
        return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])

    def update(self, text: str, token: str) -> int:
        request = urllib.request.Request(
            f"{self.address}/update", text.encode(),
            {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)

    def wait(self) -> None:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                self.get("/readyz")
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the service does not answer")


def test_it_starts_answers_takes_changes_and_ends(container: Container) -> None:
    """The statements of the five reports, then one more; the health check knows whether it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check = [one.replace(":8000/", f":{port}/") for one in container.config["Healthcheck"]["Test"][1:]]
    assert container.program(*check).returncode == 1
    token = container.run("token", "new", "--name", "Lan").stdout.strip()
    site = Site(port)
    lines: list[str] = []
    with container.started("serve", "--host", "127.0.0.1", "--port", str(port)) as process:
        site.wait()
        assert container.program(*check).returncode == 0
        assert "Nghệ An" in site.get("/id/place/nghe-an.html").decode()
        before = site.count()
        assert before > 1000
        assert site.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", token) in {200, 204}
        assert site.count() == before + 1
        backed_up = container.run("backup", "/var/lib/huunghi/all.tar.zst")
        assert backed_up.returncode == 0, backed_up.stderr
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
    assert process.returncode == 0
    said: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert all(one["time"] and one["level"] for one in said)
    owners = {path.lstat().st_uid for path in container.volume.rglob("*")}
    assert owners == {USER}
    with pytest.raises(urllib.error.URLError):
        site.get("/healthz")
