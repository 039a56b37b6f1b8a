"""Schemathesis asks everything the OpenAPI description allows, and more, and the server keeps to it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.store.versions import VersionStore
from tests.abuse.service import Service

SECONDS = 150
"""Time of one run, whatever is left to ask: every operation has been asked its examples and limits by then."""
CONFIGURATION = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "501", "503", "504", "505", "507"]
"""
"""A limit that is met or a deadline that has passed is an honest answer; a 500 or 502 never is."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.slow
def test_whatever_the_description_allows_is_answered_as_it_says(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """No 500, no undescribed status or type, no body of another shape, and the server answers afterwards: of pages'
    documents, prepared queries, searches, traces, SPARQL and graphs.
    """
    assert five_reports_copy.root == tmp_path / "store"
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        program = Path(shutil.which("schemathesis") or pytest.skip("schemathesis is not installed"))
    service = Service(tmp_path, open_updates=True)
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    try:
        assert not (said := ask_everything(service, program, tmp_path)), said
        assert service.ask("ASK {}") == 200
    finally:
        service.stop()


def ask_everything(service: Service, program: Path, folder: Path) -> str:
    """Run Schemathesis; return what it found wrong, nothing where all is as described."""
    done = subprocess.run(
        [
            program,
            "--config-file",
            folder / "schemathesis.toml",
            "run",
            service.url + "/openapi.json",
            "--checks",
            CHECKS,
            "--max-examples",
            "10",
            "--max-time",
            str(SECONDS),
            "--seed",
            "7",
        ],
        capture_output=True,
        cwd=folder,
        check=False,
        timeout=600,
    )
    return done.stdout.decode()[-6000:] if done.returncode else ""
