"""Run the W3C's SPARQL suites over HTTP: `python -m tests.w3c FOLDER [--service ours|oxigraph|URL ...]`.

FOLDER is the folder `sparql` of a copy of w3c/rdf-tests, or any with suites below it (folders with a `manifest.ttl`).
Prints one table with what each service passes of each suite, then the names of what it fails. `ours` and `oxigraph`
are started on an empty store; a service that runs is named by its address (`--update`, `--graphs`, `--token` for what
is not the same there), and is emptied again and again: name none whose data is needed.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.w3c.cases import run
from tests.w3c.excused import CASES, reason, unexpected
from tests.w3c.manifest import Case, read_suites
from tests.w3c.service import Service, started


@dataclass
class Outcome:
    """What one service did: '' for each case passed, or what was wrong."""

    service: str
    told: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def run_all(cases: list[Case], service: Service, folder: Path) -> Outcome:
    """Run cases one after the other."""
    outcome, begun = Outcome(service.name), time.monotonic()
    for case in cases:
        outcome.told[case.key] = run(case, service, folder)
    outcome.seconds = time.monotonic() - begun
    return outcome


def main() -> int:
    """Run the suites; return 1 where the first service fails a case that is not excused, or passes one that is."""
    parser = argparse.ArgumentParser(prog="python -m tests.w3c", description=__doc__)
    parser.add_argument("folder", type=Path, help="the suites")
    parser.add_argument(
        "--service", action="append", metavar="NAME", help="ours, oxigraph, or an address (default ours)"
    )
    parser.add_argument("--update", help="where the address takes updates, if elsewhere")
    parser.add_argument("--graphs", help="where the address is a graph store, if not at /graphs of its host")
    parser.add_argument("--token", default="", help="the token that updates need there")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only cases whose suite/name contains this"
    )
    given = parser.parse_args()
    cases = [case for case in read_suites(given.folder) if given.only in case.key]
    outcomes = []
    for name in given.service or ["ours"]:
        with _service(name, given) as service:
            outcomes.append(run_all(cases, service, given.folder))
    print(table(cases, outcomes))
    for outcome in outcomes:
        print(failures(cases, outcome))
    return 1 if unexpected(cases, outcomes[0].told) else 0


@contextlib.contextmanager
def _service(name: str, given: argparse.Namespace) -> Iterator[Service]:
    if name in {"ours", "oxigraph"}:
        with tempfile.TemporaryDirectory() as folder, started(name, Path(folder)) as service:
            yield service
        return
    host = "/".join(name.split("/")[:3])
    yield Service(name, name, given.update or name, given.graphs or f"{host}/graphs", given.token)


def table(cases: list[Case], outcomes: list[Outcome]) -> str:
    """Return the table: a row for each suite, a column for each service, and the sums."""
    suites = list(dict.fromkeys(case.suite for case in cases))
    rows = [["suite", *(outcome.service for outcome in outcomes), "of", "excused"]]
    for suite in [*suites, ""]:
        here = [case for case in cases if suite in {case.suite, ""}]
        asked = [case.key for case in here if not reason(case)]
        passed = [str(sum(not outcome.told[key] for key in asked)) for outcome in outcomes]
        rows.append(
            [
                suite or "all",
                *passed,
                str(len(asked)),
                str(len(here) - len(asked)) if len(here) > len(asked) else "",
            ]
        )
    rows.append(["seconds", *(f"{outcome.seconds:.0f}" for outcome in outcomes), "", ""])
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(widths[n]) if n == 0 else cell.rjust(widths[n]) for n, cell in enumerate(row))
        for row in rows
    )


def failures(cases: list[Case], outcome: Outcome) -> str:
    """Return what a service fails, one case a line, with what it did; and what it passes though excused by name."""
    told = outcome.told
    lines = [f"  {case.key}: {told[case.key]}" for case in cases if told[case.key] and not reason(case)]
    extra = [f"  {case.key}" for case in cases if case.key in CASES and not told[case.key]]
    passes = [f"{outcome.service} passes {len(extra)} that are excused:", *extra] if extra else []
    return "\n".join([f"\n{outcome.service} fails {len(lines)}:", *lines, *passes])


if __name__ == "__main__":
    sys.exit(main())
