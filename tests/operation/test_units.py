"""The unit of systemd and the Compose file say what they should, and agree with the image and the command line."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from huunghi import main
from tests.conftest import ROOT

UNIT = ROOT / "deploy" / "huunghi.service"
COMPOSE = ROOT / "deploy" / "compose.yaml"
GUIDES = ROOT / "docs" / "operation"
MOST_EXPOSED = 2.0
"""Of 10, by which systemd itself says how much a service could do."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there in the place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    path = tmp_path / UNIT.name
    text, count = re.subn(
        r"(?m)^ExecStart=/opt/huunghi/bin/huunghi ", f"ExecStart={sys.executable} ", UNIT.read_text()
    )
    assert count == 1
    path.write_text(text)
    return path


def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if UNIT.name in line]
    assert (done.returncode, said) == (0, [])


def test_systemd_finds_little_that_the_service_could_do(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) < MOST_EXPOSED


def test_the_unit_starts_a_command_that_there_is() -> None:
    command = re.search(r"(?m)^ExecStart=\S+ (.*)$", UNIT.read_text())
    assert command
    told = CliRunner().invoke(main, [*command[1].split(), "--help"])
    assert told.exit_code == 0, told.output


def test_the_compose_file_runs_the_image_as_it_is_meant_to_be() -> None:
    image = (ROOT / "Dockerfile").read_text()
    service = yaml.safe_load(COMPOSE.read_text())["services"]["huunghi"]
    (volume,) = re.findall(r"(?m)^VOLUME (\S+)$", image)
    (port,) = re.findall(r"(?m)^EXPOSE (\d+)$", image)
    assert service["volumes"] == [f"store:{volume}"]
    assert service["ports"] == [f"127.0.0.1:8000:{port}"]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - memory of the container
    assert (COMPOSE.parent / service["build"]["context"]).resolve() == ROOT


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.stem)
def test_a_guide_is_one_page_and_names_files_and_commands_that_there_are(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (guide.parent / link).exists(), link
    for name in re.findall(r"\bdeploy/[\w.]+", text):
        assert (ROOT / name).exists(), name
    for command in re.findall(r"\bhuunghi (?:--store \S+ )?([a-z][a-z-]+)\b", text):
        assert command in {*main.commands, "huunghi"}, command
