"""What `make fresh` says where it cannot run. That it runs is tried by running it: it takes minutes, and root."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_it_names_what_is_missing_and_the_package_that_has_it(tmp_path: Path) -> None:
    bash = shutil.which("bash") or pytest.skip("bash is not installed")
    done = subprocess.run(
        [bash, ".ci/fresh"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "git is missing (Debian: apt install git)" in done.stderr
