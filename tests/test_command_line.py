"""Every command does its work on a real store, and answers a wrong input with one clear message and a non-zero exit."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from graph.store.versions import VersionStore
from tests.conftest import DATA, ROOT


def huunghi(
    store: VersionStore | Path, *arguments: str | Path, stdin: str = ""
) -> "subprocess.CompletedProcess[str]":
    root = store.root if isinstance(store, VersionStore) else store
    command = [sys.executable, "-c", "import huunghi; huunghi.main()", "--store", str(root)]
    return subprocess.run(
        [*command, *map(str, arguments)], cwd=ROOT, input=stdin, capture_output=True, text=True, check=False
    )


def test_a_query_of_the_catalogue_prints_a_table_csv_or_json(five_reports_root: VersionStore) -> None:
    asked = (
        "query",
        "holders-of-post",
        "--param",
        "post=post/nghe-an-union-chair",
        "--param",
        "day=2024-10-01",
    )
    table = huunghi(five_reports_root, *asked)
    assert "Hoang Nghia Hieu" in table.stdout
    rows = list(csv.DictReader(io.StringIO(huunghi(five_reports_root, *asked, "--format", "csv").stdout)))
    assert len(rows) == 1
    answer = json.loads(huunghi(five_reports_root, *asked, "--format", "json").stdout)
    assert len(answer["results"]["bindings"]) == 1


def test_any_sparql_runs_from_standard_input(five_reports_root: VersionStore) -> None:
    done = huunghi(
        five_reports_root,
        "query",
        "-",
        "--format",
        "csv",
        stdin="SELECT (COUNT(*) AS ?n) { ?p a foaf:Person }",
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].isdecimal()


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("query", "holder-of-post"), "", "Did you mean holders-of-post?"),
        (("query", "holders-of-post"), "", "parameter"),
        (("query", "holders-of-post", "--param", "post=post/x", "--param", "day=tomorrow"), "", "tomorrow"),
        (("query", "holders-of-post", "--param", "nothing=1"), "", "nothing"),
        (("query", "holders-of-post", "--param", "day"), "", "--param name=value"),
        (("query", "-"), "SELECT ?x { ?x nowhere:to ?y }", "column 16: the prefix nowhere: is not declared"),
        (("query", "-"), "SELECT ?x {", "line 1, column 12"),
        (("query", "-"), "INSERT DATA { <urn:a> <urn:b> 1 }", "update"),
        (("query", "document-record", "--at", "spring"), "", "no release 'spring'"),
        (("versions", "diff", "99"), "", "no version '99'"),
        (("versions", "tag", "7"), "", "release name"),
        (("sources", "withdraw", "nobody"), "", "no source 'nobody'"),
        (("sources", "withdraw", "No Body"), "", "names no source"),
        (("load", "README.md"), "", "holds no RDF"),
        (("load", "data", "--graph", "no iri"), "", "not an IRI"),
    ],
)
def test_a_wrong_input_is_named_with_the_next_step(
    five_reports_root: VersionStore, arguments: tuple[str, ...], stdin: str, said: str
) -> None:
    done = huunghi(five_reports_root, *arguments, stdin=stdin)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_store_says_what_to_load(tmp_path: Path) -> None:
    for command in (
        ("query", "document-record"),
        ("validate",),
        ("sources", "list"),
        ("versions", "diff", "1"),
    ):
        done = huunghi(tmp_path / "none", *command)
        assert done.returncode != 0
        assert "huunghi load data" in done.stderr or "no version" in done.stderr


def test_the_five_reports_conform(five_reports_root: VersionStore) -> None:
    done = huunghi(five_reports_root, "validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "conforms" in done.stdout


def test_a_wrong_row_names_file_and_line_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for file in (*DATA.glob("*.csv"), DATA / "metadata.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    people = (folder / "people.csv").read_text(encoding="utf-8").replace("explicit", "perhaps", 1)
    (folder / "people.csv").write_text(people, encoding="utf-8")
    done = huunghi(tmp_path / "store", "load", folder)
    assert done.returncode == 1
    assert "people.csv:2" in done.stderr
    assert VersionStore(tmp_path / "store").current() is None


def test_versions_are_tagged_compared_restored_and_pruned(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    (tmp_path / "more.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    assert "release first" in huunghi(five_reports_copy, "versions", "tag", "first").stdout
    assert huunghi(five_reports_copy, "load", tmp_path / "more.nt").returncode == 0
    diff = huunghi(five_reports_copy, "versions", "diff", "first")
    assert diff.stdout == "+ <urn:a> <urn:p> <urn:b> .\n"
    assert "1 gained, 0 lost" in diff.stderr
    assert "version 3" in huunghi(five_reports_copy, "versions", "restore", "first").stdout
    assert huunghi(five_reports_copy, "versions", "diff", "first").stdout == ""
    assert "Removed 1: 2" in huunghi(five_reports_copy, "versions", "prune", "--keep", "1").stdout
    listed = huunghi(five_reports_copy, "versions", "list").stdout
    assert "first" in listed
    assert "* " in listed.splitlines()[-1]


def test_loading_the_tables_again_changes_nothing(five_reports_copy: VersionStore) -> None:
    done = huunghi(five_reports_copy, "load", DATA)
    assert "Nothing changed" in done.stdout
    assert five_reports_copy.current_number() == 1


def test_withdrawing_a_report_removes_what_only_it_supported(five_reports_copy: VersionStore) -> None:
    done = huunghi(five_reports_copy, "sources", "withdraw", "nghe-an-2024-09-en", "--reason", "a test")
    assert done.returncode == 0, done.stderr
    asked = (
        "query",
        "holders-of-post",
        "--param",
        "post=post/nghe-an-union-chair",
        "--param",
        "day=2024-10-01",
    )
    assert "Hoang Nghia Hieu" not in huunghi(five_reports_copy, *asked).stdout
    assert "withdrawn" in huunghi(five_reports_copy, "sources", "list").stdout
    assert "left out: " in huunghi(five_reports_copy, "load", DATA).stdout
    assert huunghi(five_reports_copy, "sources", "restore", "nghe-an-2024-09-en").returncode == 0
    assert huunghi(five_reports_copy, "load", DATA).returncode == 0
    assert "Hoang Nghia Hieu" in huunghi(five_reports_copy, *asked).stdout
