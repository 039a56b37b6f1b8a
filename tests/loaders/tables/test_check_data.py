"""The curated tables are right, and each way of getting a row wrong is named with its place and its remedy."""

import csv
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import Problem
from loaders.tables.check import PRINTED_LIMIT, check_tables

ROOT = Path(__file__).parents[3]
DATA = ROOT / "data"
TEXTS = ROOT.parent / "shared" / "reports"
REPORTS = (
    "nghe-an-2024-04-en",
    "nghe-an-2024-04-ru",
    "nghe-an-2024-09-en",
    "hai-duong-2025-04-en",
    "hai-duong-2025-04-fr",
)

needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the reports are not in {TEXTS}")


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the curated tables that a test may break."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def test_the_curated_tables_have_no_problem() -> None:
    """Without the texts, everything but the positions is checked."""
    assert check_tables(DATA) == ()


@needs_texts
def test_every_passage_stands_where_its_row_says() -> None:
    """With the texts, each printed form and each hash is compared with what stands at its position."""
    assert check_tables(DATA, texts=TEXTS) == ()


@needs_texts
def test_no_table_copies_a_sentence_of_the_reports() -> None:
    """Printed forms are short, and no cell holds a whole sentence or caption; headlines are facts and may stand."""
    sources = read(DATA, "sources")
    sentences = {
        sentence.rstrip(".")
        for row in sources
        if row["file"]
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n", (TEXTS / row["file"]).read_text(encoding="utf-8"))
        if len(sentence) > 40 and not sentence.startswith("http")
    } - {row["title"] for row in sources}
    assert len(sentences) > 90
    for path in sorted(DATA.glob("*.csv")):
        for row in read(DATA, path.stem):
            assert len(row["printed"]) <= PRINTED_LIMIT
            copied = [cell for cell in row.values() if any(sentence in cell for sentence in sentences)]
            assert copied == [], path.name


def test_each_report_supports_many_rows() -> None:
    """A floor for each of the five reports, so that none is lost unseen."""
    rows = [row for path in DATA.glob("*.csv") for row in read(DATA, path.stem)]
    counts = {slug: sum(row["source"] == slug for row in rows) for slug in REPORTS}
    floors = dict(zip(REPORTS, (170, 210, 130, 165, 115), strict=True))
    assert {slug: n for slug, n in counts.items() if n < floors[slug]} == {}


def test_the_readme_counts_the_rows_as_they_are() -> None:
    """The counts of rows, of rows of each report and of inferred rows in data/README.md are those of the tables."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    stated = {
        name: int(rows) for name, rows in re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|", readme, re.MULTILINE)
    }
    tables = {path.stem: read(DATA, path.stem) for path in DATA.glob("*.csv")}
    assert stated == {name: len(rows) for name, rows in tables.items()}
    rows = [row for table in tables.values() for row in table]
    labels = [row for row in tables["names"] if row["source"] == "editors"]
    counts = [sum(row["source"] == slug for row in rows) for slug in REPORTS]
    inferred = sum(row["status"] == "inferred" for row in rows)
    words = " ".join(readme.split())
    assert f"Of the {len(rows)} rows {sum(counts)} rest on the five reports" in words
    assert all(f"{count} on " in words for count in counts[::2])
    assert f"{inferred} rows are inferred; {len(labels)} of these are labels by the editors" in words


@dataclass(frozen=True)
class Broken:
    """One wrong cell: where it is put, and what the problem must say."""

    what: str
    table: str
    line: int
    cells: dict[str, str]
    column: str
    says: tuple[str, ...]
    texts: bool = False


def first_line(table: str, **where: str) -> int:
    """The line (1-based, the header being 1) of the first row with these cells; `name="?"` asks for any."""
    for number, row in enumerate(read(DATA, table), start=2):
        if all(row[k] != "" if v == "?" else row[k] == v for k, v in where.items()):
            return number
    raise LookupError((table, where))


PRINTED = first_line("names", printed="?", start="?")
HASHED = first_line("tasks", sha256="?")
EDITORS = first_line("names", source="editors")
BROKEN = (
    Broken(
        "a required cell that is empty",
        "memberships",
        2,
        {"member": ""},
        "member",
        ("empty", "must be filled"),
    ),
    Broken("a number that is none", "tasks", 2, {"position": "one"}, "position", ("integer",)),
    Broken("a slug with capitals", "people", 2, {"id": "Nguyen"}, "id", ("[a-z0-9]",)),
    Broken(
        "a date of another shape",
        "documents",
        first_line("documents", date="?"),
        {"date": "12/8/2021"},
        "date",
        ("YYYY-MM-DD",),
    ),
    Broken(
        "a day that the calendar lacks",
        "documents",
        first_line("documents", date="?"),
        {"date": "2021-02-30"},
        "date",
        ("day is out of range",),
    ),
    Broken("an unknown source", "people", 2, {"source": "nowhere"}, "source", ("'nowhere'", "sources.csv")),
    Broken(
        "an unknown status",
        "people",
        2,
        {"status": "certain"},
        "status",
        ("'certain'", "explicit or inferred"),
    ),
    Broken("an inference without reason", "names", EDITORS, {"reason": ""}, "reason", ("needs a reason",)),
    Broken(
        "a reason without inference", "people", 2, {"reason": "I think so"}, "reason", ("move it to note",)
    ),
    Broken("an as-of date of another shape", "people", 2, {"as_of": "April"}, "as_of", ("A/B",)),
    Broken(
        "an as-of interval that runs backward",
        "people",
        2,
        {"as_of": "2024-05/2024-04"},
        "as_of",
        ("ends before it begins",),
    ),
    Broken(
        "an unknown part of a text",
        "names",
        PRINTED,
        {"part": "footnote"},
        "part",
        ("is no part of a source", "caption"),
    ),
    Broken("a start without an end", "names", PRINTED, {"end": ""}, "start", ("fill both or neither",)),
    Broken(
        "an end that is not after the start", "names", PRINTED, {"end": "0"}, "end", ("is not after start",)
    ),
    Broken("neither printed form nor hash", "names", PRINTED, {"printed": ""}, "printed", ("not both",)),
    Broken("both printed form and hash", "names", PRINTED, {"sha256": "0" * 64}, "printed", ("not both",)),
    Broken("a printed form that is too long", "names", PRINTED, {"printed": "x" * 201}, "printed", ("200",)),
    Broken(
        "a place in a source without text", "names", PRINTED, {"source": "editors"}, "start", ("has no text",)
    ),
    Broken(
        "a thing that no table defines",
        "memberships",
        2,
        {"member": "somebody"},
        "member",
        ("organisation/somebody", "add a row"),
    ),
    Broken(
        "a thing of any kind that no table defines",
        "citations",
        2,
        {"citing": "event/nothing"},
        "citing",
        ("event/nothing", "add a row"),
    ),
    Broken(
        "a name for what no table defines",
        "names",
        2,
        {"entity": "person/nobody"},
        "entity",
        ("person/nobody",),
    ),
    Broken(
        "an unknown concept",
        "events",
        first_line("events", kind="?"),
        {"kind": "party-time"},
        "kind",
        ("'party-time' is no kind of event", "write one of ", "conference"),
    ),
    Broken(
        "an unknown class",
        "documents",
        first_line("documents", **{"class": "?"}),
        {"class": "Edict"},
        "class",
        ("'Edict'", "huunghi.ttl"),
    ),
    Broken(
        "an unknown property of ours",
        "statements",
        2,
        {"property": "https://w3id.org/huunghi/ontology#likes"},
        "property",
        ("#likes", "huunghi.ttl"),
    ),
    Broken(
        "two preferred names in one language",
        "names",
        first_line("names", name="Hoàng Nghĩa Hiếu"),
        {"entity": "person/nguyen-van-thong"},
        "name",
        ("another prefLabel in 'vi'", "altLabel"),
    ),
    Broken(
        "a passage that stands elsewhere",
        "names",
        PRINTED,
        {"start": "0", "end": "5"},
        "printed",
        ("correct the position",),
        texts=True,
    ),
    Broken(
        "a passage with another hash",
        "tasks",
        HASHED,
        {"sha256": "0" * 64},
        "sha256",
        ("another SHA-256",),
        texts=True,
    ),
    Broken(
        "a passage past the end of the text",
        "names",
        PRINTED,
        {"end": "99999"},
        "end",
        ("ends at",),
        texts=True,
    ),
    Broken(
        "a text of another length",
        "sources",
        first_line("sources", file="?"),
        {"text_length": "1"},
        "text_length",
        ("code points",),
        texts=True,
    ),
    Broken(
        "a text with another hash",
        "sources",
        first_line("sources", file="?"),
        {"text_sha256": "0" * 64},
        "text_sha256",
        ("mend the text",),
        texts=True,
    ),
    Broken(
        "a text that is not there",
        "sources",
        first_line("sources", file="?"),
        {"file": "lost.txt"},
        "file",
        ("cannot be read", "give the folder"),
        texts=True,
    ),
)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b.what.replace(" ", "-"))
def test_a_broken_row_is_named_with_its_place_and_remedy(broken: Broken, tables: Path) -> None:
    """The problem gives the file, the line, the column and what to do."""
    if broken.texts and not TEXTS.is_dir():
        pytest.skip(f"the texts of the reports are not in {TEXTS}")
    rows = read(tables, broken.table)
    rows[broken.line - 2] |= broken.cells
    write(tables, broken.table, rows)
    problems = check_tables(tables, texts=TEXTS if broken.texts else None)
    found = [
        p
        for p in problems
        if p.file == str(tables / f"{broken.table}.csv")
        and p.line == broken.line
        and (p.column or "") == broken.column
    ]
    assert any(all(word in p.message for word in broken.says) for p in found), problems


def named(problems: tuple[Problem, ...], file: Path, words: str) -> bool:
    return any(p.file == str(file) and words in p.message for p in problems)


def test_a_thing_without_any_name_is_a_problem(tables: Path) -> None:
    """Every thing that a table defines needs a row in names.csv, unless a rule names it."""
    kept = [row for row in read(tables, "names") if row["entity"] != "person/nguyen-duc-tuan"]
    write(tables, "names", kept)
    problems = check_tables(tables)
    assert [str(p) for p in problems] == [
        f"{tables / 'people.csv'}:{first_line('people', id='nguyen-duc-tuan')}:id: "
        "person/nguyen-duc-tuan has no name; add a row for it to names.csv"
    ]


def test_an_unknown_column_is_a_problem(tables: Path) -> None:
    """The message names the column and lists the known ones."""
    path = tables / "people.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("id,", "id,shoe_size,", 1), encoding="utf-8")
    problems = check_tables(tables)
    assert problems[0].column == "shoe_size"
    assert problems[0].line == 1
    assert named(problems, path, "the columns are id, source, start")


def test_a_missing_column_is_a_problem(tables: Path) -> None:
    """The message names the column to add."""
    path = tables / "people.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",source,", ",", 1), encoding="utf-8")
    assert named(check_tables(tables), path, "'source' is missing; add it")


def test_a_missing_table_is_a_problem(tables: Path) -> None:
    """A table that the metadata name must be there."""
    (tables / "people.csv").unlink()
    assert named(check_tables(tables), tables / "people.csv", "is missing; metadata.json names it")


def test_a_table_that_is_not_utf_8_is_a_problem(tables: Path) -> None:
    """The message says at which byte."""
    path = tables / "people.csv"
    path.write_bytes(path.read_bytes() + b"\xff\n")
    assert named(check_tables(tables), path, "is not UTF-8")


def test_a_row_with_a_comma_too_many_is_a_problem(tables: Path) -> None:
    """The line is named, and that a cell with a comma needs quotes."""
    path = tables / "people.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] += ",x"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = check_tables(tables)
    assert [(p.file, p.line) for p in problems] == [(str(path), 3)]
    assert "the row has 12 cells, the header 11" in problems[0].message


def test_empty_lines_are_no_rows(tables: Path) -> None:
    """Spreadsheets leave them at the end of a table."""
    path = tables / "people.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n,,,\n", encoding="utf-8")
    assert check_tables(tables) == ()


def test_metadata_that_are_no_json_are_a_problem(tables: Path) -> None:
    """Nothing else is checked then."""
    (tables / "metadata.json").write_text("{", encoding="utf-8")
    problems = check_tables(tables)
    assert len(problems) == 1
    assert named(problems, tables / "metadata.json", "cannot be read as CSVW metadata")


def test_a_table_without_the_evidence_columns_is_a_problem(tables: Path) -> None:
    """Every table ends with the same columns, in the same order."""
    path = tables / "metadata.json"
    metadata = json.loads(path.read_text(encoding="utf-8"))
    people = next(t for t in metadata["tables"] if t["url"] == "people.csv")
    people["tableSchema"]["columns"] = [c for c in people["tableSchema"]["columns"] if c["name"] != "note"]
    path.write_text(json.dumps(metadata), encoding="utf-8")
    assert named(check_tables(tables), path, "people.csv must end with the evidence columns")


def test_one_wrong_row_hides_no_other(tables: Path) -> None:
    """Two wrong rows in two tables give two problems, in the order of the tables."""
    for table, cells in (("places", {"source": "nowhere"}), ("people", {"source": "nowhere"})):
        rows = read(tables, table)
        rows[1] |= cells
        write(tables, table, rows)
    assert [(Path(p.file).name, p.line, p.column) for p in check_tables(tables)] == [
        ("people.csv", 3, "source"),
        ("places.csv", 3, "source"),
    ]
