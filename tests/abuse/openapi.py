"""Have Schemathesis ask all that the OpenAPI document describes, and more: `python -m tests.abuse.openapi`.

A server over the five reports is asked the examples and limits of every operation, then made up values for as long as
is told. What is wrong is printed: a 5xx that is not honest, a status or media type that the document does not describe,
a body of another shape; 1 is returned then.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from graph.store.versions import VersionStore
from loaders.tables.load import load_tables
from tests.abuse.service import ROOT, Service

CONFIGURATION = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "501", "503", "504", "505", "507"]
"""
"""A limit that is met or a deadline that has passed is an honest answer; a 500 or 502 never is."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def schemathesis() -> Path | None:
    """Return the program, None where it is not installed."""
    program = Path(sys.executable).with_name("schemathesis")
    found = str(program) if program.exists() else shutil.which("schemathesis")
    return Path(found) if found else None


def ask_everything(
    service: Service, program: Path, folder: Path, *, seconds: int, examples: int, seed: int
) -> str:
    """Run Schemathesis, and stop it after so many seconds; return what it found wrong, '' where all is as described."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
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
            str(examples),
            "--max-time",
            str(seconds),
            "--seed",
            str(seed),
        ],
        capture_output=True,
        cwd=folder,
        check=False,
        timeout=seconds + 450,
    )
    return done.stdout.decode()[-6000:] if done.returncode else ""


def main() -> int:
    """Run it for long."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.abuse.openapi",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument(
        "--examples", type=int, default=500, help="made up requests of each operation, at most"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    program = schemathesis()
    if program is None:
        parser.error("schemathesis is not installed")
    with tempfile.TemporaryDirectory(prefix="huunghi-openapi-") as folder:
        root = Path(folder)
        load_tables(VersionStore(root / "store"), ROOT / "data")
        service = Service(root, open_updates=True)
        try:
            said = ask_everything(
                service, program, root, seconds=given.seconds, examples=given.examples, seed=given.seed
            )
            answers = service.ask("ASK {}") == 200
        finally:
            service.stop()
    print(said or "all is as described")
    if not answers:
        print("no answer to a query afterwards")
    return 1 if said or not answers else 0


if __name__ == "__main__":
    sys.exit(main())
