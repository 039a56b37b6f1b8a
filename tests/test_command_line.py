"""Every command does its work on a real store, and answers a wrong input with one clear message and a non-zero exit."""

import csv
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import huunghi as command_line
from graph import limits
from graph.store.versions import VersionStore
from tests.conftest import DATA, ROOT
from web.settings import Settings, table


def huunghi(
    store: VersionStore | Path, *arguments: str | Path, stdin: str = "", **variables: str
) -> "subprocess.CompletedProcess[str]":
    root = store.root if isinstance(store, VersionStore) else store
    command = [sys.executable, "-m", "huunghi", "--store", str(root), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        input=stdin,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
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


def test_what_is_known_of_a_thing_is_printed_as_a_table_json_or_rdf(five_reports_root: VersionStore) -> None:
    """The same record in each: with who says it, cut alike, and as of a day."""
    asked = ("show", "person/nguyen-ngoc-hung")
    table = huunghi(five_reports_root, *asked)
    assert "Posts" in table.stdout
    assert "nghe-an-2024-09-en" in table.stdout
    document = json.loads(huunghi(five_reports_root, *asked, "--format", "json").stdout)
    assert document["iri"].endswith("/id/person/nguyen-ngoc-hung")
    for name, begins in (("turtle", "@prefix"), ("jsonld", "{"), ("ntriples", "<"), ("rdfxml", "<?xml")):
        assert huunghi(five_reports_root, *asked, "--format", name).stdout.startswith(begins)
    before = json.loads(huunghi(five_reports_root, *asked, "--at", "2024-01-01", "--format", "json").stdout)
    assert before["at"] == "2024-01-01"
    assert before["sections"][0]["groups"][0]["hidden"] == 1


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
    text = "\ufeffSELECT * { ?person a foaf:Person ; ?by ?a OPTIONAL { ?person hn:signatry ?c } } LIMIT 1"
    done = huunghi(five_reports_root, "query", "-", "--format", "csv", stdin=text)
    assert done.stdout.splitlines()[0] == "person,by,a,c"
    assert "hn:signatry is used nowhere in this graph. Did you mean hn:signatory?" in done.stderr


def test_a_trace_prints_the_documents_of_a_programme_with_their_words_and_places(
    five_reports_root: VersionStore,
) -> None:
    """The report in Russian names three documents of Cluster 1's programme by their numbers."""
    asked = ("trace", "programme/cluster-1-2024")
    done = huunghi(five_reports_root, *asked, "--format", "csv")
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["cited"]]
    assert {row["cited"].rpartition("/")[2] for row in rows} == {
        "12-kl-tw-2021-08-12",
        "12-ct-tw-2022-01-05",
        "25-ct-tw-2018-08-08",
    }
    for row in rows:
        assert row["cited"].rpartition("/")[2].partition("-tw")[0].upper() in row["wording"]
        assert int(row["start"]) < int(row["end"])
        assert (row["status"], row["source_language"]) == ("inferred", "ru")
        assert row["reason"]
    table = huunghi(five_reports_root, *asked).stdout
    assert all(row["wording"].split()[0] in table for row in rows)
    assert json.loads(huunghi(five_reports_root, *asked, "--format", "json").stdout)["citations"]
    assert "<graphml" in huunghi(five_reports_root, *asked, "--format", "graphml").stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("trace", "programme"), "", "names no thing"),
        (("trace", "programme/no body"), "", "names no thing"),
        (("trace", "film/one"), "", "names no thing"),
        (("trace", "programme/none"), "", "Nothing is known of"),
        (("query", "holder-of-post"), "", "Did you mean holders-of-post?"),
        (("query", "holders-of-post"), "", "parameter"),
        (("show", "person/nobody"), "", "Nothing is known of"),
        (("show", "nobody"), "", "'nobody' names no thing"),
        (("show", "Nobody at all"), "", "huunghi query things-of-name --param 'words=Nobody at all'"),
        (("show", "https://example.org/x"), "", "names no thing"),
        (("show", "12-CT/TW"), "", "'12-CT/TW' is a name of several things: document/12-ct-tw-"),
        (("show", "Hai Duong union"), "", "names no thing; near it are organisation/hai-duong-union ("),
        (("show", "person/nguyen-ngoc-hung", "--group", "x"), "", "There is no group x"),
        (("query", "holders-of-post", "--param", "post=post/x", "--param", "day=tomorrow"), "", "tomorrow"),
        (("query", "holders-of-post", "--param", "nothing=1"), "", "nothing"),
        (("query", "holders-of-post", "--param", "day"), "", "--param name=value"),
        (("query", "-"), "SELECT ?x { ?x nowhere:to ?y }", "column 16: The prefix nowhere: is not declared"),
        (
            ("query", "-"),
            "ASK {\n?x FLITER(1) }",
            "line 2, column 4: “FLITER” is not a word of SPARQL.\n?x FLITER(1) }\n   ^\n",
        ),
        (("query", "-"), "INSERT DATA { <urn:a> <urn:b> 1 }", "update"),
        (
            ("query", "-"),
            "SELECT * {\nSERVICE <http://a.invalid/> {} }",
            "Line 2: SERVICE is not allowed here.",
        ),
        (("query", "-"), "ASK { SERVICE <http://a.invalid/> {} }", "--allow-service HOST"),
        (
            ("query", "-", "--allow-service", "a.invalid"),
            "ASK { SERVICE <http://b.invalid/> {} }",
            "SERVICE of http://b.invalid/ is not allowed here.",
        ),
        (
            ("query", "-", "--allow-service", "local:127.0.0.1:1"),
            "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "Another service that the query calls did not answer: ",
        ),
        (("query", "document-record", "--at", "spring"), "", "no release 'spring'"),
        (("versions", "diff", "99"), "", "no version '99'"),
        (("versions", "tag", "7"), "", "release name"),
        (("sources", "withdraw", "nobody"), "", "no source 'nobody'"),
        (("sources", "withdraw", "No Body"), "", "names no source"),
        (("load", "pyproject.toml"), "", "holds no RDF"),
        (("token", "new", "--name", os.fsdecode(b"\xff")), "", "A token needs a name"),
        (("serve", "--host", "", "--port", "0"), "", "'' is no address of this machine"),
        (("serve", "--host", "x" * 70, "--port", "0"), "", "is no address of this machine"),
        (("serve", "--host", "a..b", "--port", "0"), "", "is no address of this machine"),
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
    what, *following = done.stderr.splitlines()
    assert what.startswith("huunghi: ")
    assert any(following), "what to do next is on a line of its own"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("versios",), "Did you mean 'versions'?"),
        (("versions", "lst"), "Did you mean 'list'?"),
        (("load", "data", "--agin"), "Did you mean '--again'?"),
        (("query",), "Missing argument 'NAME'"),
        (("serve", "--port", "70000"), "0<=x<=65535"),
        (("load", "no-such-folder"), "'no-such-folder' does not exist"),
        (("review", "--least", "much"), "'much' is not a valid float"),
        (("token", "new", "--name", "Lan", "--days", "9" * 12), "1<=x<=36500"),
    ],
)
def test_a_misspelt_command_or_option_is_named_with_the_command_that_helps(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = huunghi(tmp_path, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "--help' for help." in done.stderr


def test_a_path_that_the_system_refuses_is_named(five_reports_root: VersionStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    below = tmp_path / "file" / "below"
    for done, said in (
        (huunghi(five_reports_root, "export", "tables", below), f"huunghi: The system refused {below}"),
        (huunghi(below, "versions", "list"), f"({below / 'versions'}: Not a directory)"),
    ):
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_what_an_encoding_cannot_write_is_named(five_reports_root: VersionStore) -> None:
    query = os.fsdecode(b'SELECT * { ?s ?p "\xff" }')
    command = [sys.executable, "-m", "huunghi", "--store", five_reports_root.root, "query", "-"]
    done = subprocess.run(command, cwd=ROOT, input=os.fsencode(query), capture_output=True, check=False)
    assert done.returncode == 1
    assert b"cannot be written in utf-8" in done.stderr
    shown = huunghi(five_reports_root, "show", "organisation/vufo", PYTHONIOENCODING="ascii")
    assert shown.returncode == 1
    assert "cannot be written in ascii" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_file_whose_name_is_not_utf_8_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"name-\xff.ttl")
    path.write_text("<urn:a> <urn:b> 1 .", encoding="utf-8")
    done = huunghi(tmp_path / "store", "load", path)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)


def commands(group: click.Group, *names: str) -> list[tuple[str, click.Command]]:
    """Each command by the words that call it, the groups among them."""
    found: list[tuple[str, click.Command]] = [(" ".join(("huunghi", *names)), group)]
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, *names, name)
        else:
            found.append((" ".join(("huunghi", *names, name)), command))
    return found


COMMANDS = commands(command_line.main)


def test_there_are_commands_for_each_part() -> None:
    assert len(COMMANDS) >= 25


@pytest.mark.parametrize("command", [pytest.param(one, id=called) for called, one in COMMANDS])
def test_every_command_and_every_option_has_help(command: click.Command) -> None:
    assert command.help is not None
    assert command.help.strip().endswith(".")
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_the_list_of_commands_shows_each_line_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huunghi", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "..." not in done.stdout.partition("Commands:")[2]
    assert len(done.stdout.partition("Commands:")[2].strip().splitlines()) == len(command_line.main.commands)


def test_help_loads_no_library_that_a_command_needs() -> None:
    code = (
        "import sys, huunghi; huunghi.main(['--help'], standalone_mode=False); "
        "print(sorted({'pyoxigraph', 'rdflib', 'fastapi', 'jinja2', 'rich', 'csvw'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "versions" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huunghi", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: huunghi [OPTIONS] COMMAND")


def test_an_unknown_variable_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    done = huunghi(tmp_path, "versions", "list", HUUNGHI_QUERY_TIMEOT="5")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "huunghi: The environment variable HUUNGHI_QUERY_TIMEOT is no setting.",
        "Did you mean HUUNGHI_QUERY_TIMEOUT? Correct HUUNGHI_QUERY_TIMEOT or unset it.",
    ]


def test_the_store_of_the_option_goes_before_that_of_the_variable(
    five_reports_root: VersionStore, tmp_path: Path
) -> None:
    store = str(five_reports_root.root)
    done = huunghi(tmp_path / "none", "versions", "list", HUUNGHI_STORE=store)
    assert "There is no version yet" in done.stderr
    environment = {**os.environ, "HUUNGHI_STORE": store}
    command = [sys.executable, "-m", "huunghi", "versions", "list"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("* ")


def test_settings_prints_every_setting_and_every_limit_with_its_help(tmp_path: Path) -> None:
    done = huunghi(tmp_path, "settings", **{"HUUNGHI_QUERY_ROWS": "7", "HUUNGHI_UPDATE_TOKEN": "hush"})
    assert (done.returncode, done.stderr) == (0, "")
    assert f"HUUNGHI_STORE={tmp_path}  (default: store)" in done.stdout
    assert "HUUNGHI_QUERY_ROWS=7  (default: 1000000)" in done.stdout
    assert "hush" not in done.stdout
    for setting in table(Settings()):
        assert f"\n{setting.variable}=" in done.stdout
        assert f"\n    {setting.help}\n" in done.stdout
    for limit in limits.table():
        assert f"\n{limit.name} = {limit.value:,.12g}" in done.stdout
        assert f"\n    {limit.help}\n" in done.stdout


def test_settings_can_be_had_as_json(tmp_path: Path) -> None:
    told = json.loads(huunghi(tmp_path, "settings", "--format", "json", HUUNGHI_QUERY_ROWS="7").stdout)
    rows = {one["variable"]: one for one in told["settings"]}
    assert rows["HUUNGHI_QUERY_ROWS"]["value"] == "7"
    assert rows["HUUNGHI_QUERY_ROWS"]["default"] == "1000000"
    assert {one["name"]: one["value"] for one in told["limits"]} == {
        one.name: one.value for one in limits.table()
    }


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
    assert "Removed 1: 2" in huunghi(five_reports_copy, "versions", "prune", "--keep-last", "1").stdout
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


@pytest.mark.parametrize(("day", "came"), [("2025-06-30", False), ("2025-07-01", True), ("2025-07-02", True)])
def test_show_says_what_a_place_had_become_on_a_day(
    five_reports_root: VersionStore, day: str, came: bool
) -> None:
    shown = huunghi(five_reports_root, "show", "place/hai-duong", "--at", day).stdout
    assert "Hai Duong became part of Hai Phong on 2025-07-01." in shown
    assert ("Not yet on the day asked for." in shown) is not came
    document = json.loads(
        huunghi(
            five_reports_root, "show", "organisation/hai-duong-union", "--at", day, "--format", "json"
        ).stdout
    )
    (turn,) = document["turns"]
    assert (turn["turn"], turn["came"], turn["others"][0]["label"]) == ("became-part", came, "Hai Phong")


def test_show_tells_why_names_are_one_and_what_falls_if_not(five_reports_root: VersionStore) -> None:
    post = "post/nghe-an-union-chair"
    shown = huunghi(five_reports_root, "show", post, "--why-one").stdout
    assert "by judgement" in shown and "President and chairman" in shown
    told = json.loads(huunghi(five_reports_root, "show", post, "--why-one", "--format", "json").stdout)
    judged = [name for name in told["names"] if name["held"] == "by judgement"]
    assert [name["value"] for name in judged] == [
        "President of the Nghe An Union of Friendship Organizations"
    ]
    assert judged[0]["resting"] and judged[0]["lost"]
    refused = huunghi(five_reports_root, "show", post, "--why-one", "--format", "turtle")
    assert refused.returncode == 1 and "as a table or as JSON" in refused.stderr


def test_show_tells_names_in_context_with_their_sources(five_reports_root: VersionStore) -> None:
    body = "organisation/nghe-an-party-committee"
    shown = huunghi(five_reports_root, "show", body).stdout
    assert "called Provincial Party Committee (en) in nghe-an-2024-04-en" in " ".join(shown.split())
    told = json.loads(huunghi(five_reports_root, "show", body, "--format", "json").stdout)
    names = {one["value"]: one["sources"] for one in told["contextNames"]}
    assert len(names["Provincial Party Committee"]) == 2


def test_the_module_is_the_command() -> None:
    """`python -m huunghi` is `huunghi`: without a command it prints what there is, and does not end as if done."""
    ran = subprocess.run(
        [sys.executable, "-m", "huunghi"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "Usage: huunghi" in ran.stdout + ran.stderr
    assert "restore" in ran.stdout + ran.stderr
    assert ran.returncode == 2


def test_a_table_is_made_filled_in_tried_loaded_and_withdrawn(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Each command says what it did and what to do next; a dry run changes nothing."""
    folder = tmp_path / "facts"
    made = huunghi(five_reports_copy, "new-table", "tenures", folder)
    assert f"huunghi load --dry-run {folder}" in made.stdout
    assert "statements" in huunghi(five_reports_copy, "new-table").stdout
    sheet = folder / "tenures.csv"
    header = sheet.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    cells = {"person": "new: Trần Văn Bình", "organisation": "nghe-an-union", "role": "vice-chair"}
    row = [{**cells, "source": "https://example.org/a"}.get(name, "") for name in header]
    sheet.write_text("\r\n".join([";".join(header), ";".join(row)]), encoding="utf-16")
    tried = huunghi(five_reports_copy, "load", "--dry-run", folder)
    assert "tenures.csv: read as CSV: UTF-16, semicolons, CRLF" in tried.stdout
    assert tried.stdout.endswith(
        f"This was a dry run: nothing was loaded. To load it: huunghi load {folder}\n"
    )
    loaded = huunghi(five_reports_copy, "load", folder).stdout
    assert "Published" in loaded
    assert "\nLook at it: huunghi show person/tran-van-binh, huunghi show source/example-org-a-" in loaded
    assert "\nTake it back: huunghi datasets withdraw facts-" in loaded
    listed = huunghi(five_reports_copy, "datasets", "list").stdout
    name = next(line.split()[0] for line in listed.splitlines() if line.startswith("facts-"))
    withdrawn = huunghi(five_reports_copy, "datasets", "withdraw", name).stdout
    assert "nothing left of: person/tran-van-binh" in withdrawn
    assert name not in huunghi(five_reports_copy, "datasets", "list").stdout
    sheet.write_text("person,organisation,role\n", encoding="utf-8")
    for command in ("check-data", "load"):
        refused = huunghi(five_reports_copy, command, folder)
        assert refused.returncode == 1
        assert f"{sheet}:1:source: column 'source' is missing" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_command_that_writes_says_who_else_does_and_waits_for_it(versions: VersionStore) -> None:
    with versions.change(note="first"):
        pass
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with VersionStore(versions.root).lock():
            entered.set()
            leave.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    entered.wait(30)
    threading.Timer(0.2, leave.set).start()
    done = CliRunner().invoke(command_line.main, ["--store", str(versions.root), "versions", "tag", "one"])
    writer.join()
    assert done.exit_code == 0
    assert f"is being written by process {os.getpid()}; waiting up to 60 seconds" in done.stderr
    assert versions.get("one").number == 1
