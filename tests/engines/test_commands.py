"""`huunghi query`, `show` and `trace` print the same from an endpoint as from the store."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.store.versions import VersionStore
from huunghi import main

COMMANDS = {
    "query": [
        "query",
        "holders-of-post",
        "--param",
        "post=post/nghe-an-union-chair",
        "--param",
        "day=2024-10-01",
    ],
    "query as CSV": ["query", "unresolved-citations", "--format", "csv"],
    "show": ["show", "programme/cluster-1-2024", "--format", "ntriples"],
    "trace": ["trace", "programme/cluster-1-2024", "--format", "csv"],
}


def lines(output: str) -> list[str]:
    """Return the lines without the version's, in no order: of rows that an ORDER BY leaves equal any comes first."""
    return sorted(line for line in output.splitlines() if "version" not in line)


@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_prints_the_same(
    what: str, five_reports_root: VersionStore, oxigraph: str, tmp_path: Path
) -> None:
    command = COMMANDS[what]
    local = CliRunner().invoke(main, ["--store", str(five_reports_root.root), *command])
    remote = CliRunner().invoke(main, ["--store", str(tmp_path / "none"), *command, "--reader", oxigraph])
    assert (local.exit_code, remote.exit_code) == (0, 0), remote.output
    assert lines(remote.output) == lines(local.output)


def test_an_endpoint_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    told = CliRunner().invoke(
        main, ["--store", str(tmp_path), "query", "documents", "--reader", "http://127.0.0.1:9/sparql"]
    )
    assert told.exit_code == 1
    assert "The endpoint that this service reads does not answer." in told.output
    assert "http://127.0.0.1:9/sparql" in told.output
