"""Schemathesis asks everything the OpenAPI description allows, and more, and the server keeps to it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.abuse.service import Service

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.slow
def test_whatever_the_description_allows_is_answered_as_it_says(tmp_path: Path) -> None:
    """No 500, no undescribed status or type, no body of another shape, and the server answers afterwards."""
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        program = Path(shutil.which("schemathesis") or pytest.skip("schemathesis is not installed"))
    service = Service(tmp_path, open_updates=True)
    try:
        # On a machine that is busy otherwise an honest 503 or 504 counts as a fault; a real one shows twice.
        if ask_everything(service, program, tmp_path):
            assert not (said := ask_everything(service, program, tmp_path)), said
        assert service.ask("ASK {}") == 200
    finally:
        service.stop()


def ask_everything(service: Service, program: Path, folder: Path) -> str:
    """Run Schemathesis; return what it found wrong, nothing where all is as described."""
    done = subprocess.run(
        [
            program,
            "run",
            service.url + "/openapi.json",
            "--checks",
            CHECKS,
            "--max-examples",
            "40",
            "--seed",
            "7",
        ],
        capture_output=True,
        cwd=folder,
        check=False,
        timeout=600,
    )
    return done.stdout.decode()[-6000:] if done.returncode else ""
