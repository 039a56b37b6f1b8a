"""What somebody who fills in sheets is told: one fault is one line, with what may be meant and what to do next."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.tables.forms import new_table
from loaders.tables.load import load_tables

PAGE = "https://example.org/news/new-vice-chair.html"
TENURE = {
    "person": "new: Trần Văn Bình",
    "organisation": "nghe-an-union",
    "role": "vice-chair",
    "source": PAGE,
}
EVENT = {"name": "Opening", "language": "en", "kind": "launch", "start_date": "2025-05-10", "source": PAGE}


def told(store: VersionStore, folder: Path, table: str, row: dict[str, str]) -> list[str]:
    """Fill one row into a new sheet, load it, and return what is wrong, without the file's path."""
    path = new_table(table, folder)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerow(row)
    try:
        load_tables(store, folder, dry_run=True)
    except InputError as error:
        return [str(problem).removeprefix(f"{path}:") for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("table", "row", "columns"),
    [
        ("tenures", {**TENURE, "organisation": "Nghe An Unoin of Freindship"}, ["organisation"]),
        ("tenures", {**TENURE, "role": "vice-chiar"}, ["role"]),
        ("tenures", {**TENURE, "person": "Nobody At All"}, ["person"]),
        ("tenures", {**TENURE, "organisation": ""}, ["organisation"]),
        (
            "tenures",
            {**TENURE, "organisation": "", "role": "", "person": ""},
            ["organisation", "person", "role"],
        ),
        (
            "posts",
            {"organisation": "Nowhere Union", "role": "vice-chiar", "source": PAGE},
            ["organisation", "role"],
        ),
        ("posts", {"role": "chair", "source": PAGE}, ["organisation"]),
        ("memberships", {"member": "Nowhere Union", "organisation": "cluster-1", "source": PAGE}, ["member"]),
        ("memberships", {"organisation": "cluster-1", "source": PAGE}, ["member"]),
        ("people", {"language": "vi", "source": PAGE}, ["name"]),
        ("sources", {"language": "vi"}, ["title"]),
        ("events", {**EVENT, "kind": "lunch"}, ["kind"]),
        ("events", {**EVENT, "location": "Can Theo"}, ["location"]),
        (
            "participation",
            {"event": "Opening", "role": "speeker", "source": PAGE},
            ["agent", "event", "role"],
        ),
    ],
)
def test_what_follows_from_a_wrong_cell_is_not_told_beside_it(
    five_reports_copy: VersionStore, tmp_path: Path, table: str, row: dict[str, str], columns: list[str]
) -> None:
    """A post, an id and other columns that a sheet does not have are no fault of the row."""
    said = told(five_reports_copy, tmp_path / "mine", table, row)
    assert sorted(line.split(":")[1] for line in said) == columns


def test_a_sheet_that_was_taken_away_is_not_told_beside_a_wrong_cell(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Sheets that nobody fills in may go; the metadata still name them."""
    for table in ("organisations", "events", "people", "documents"):
        new_table(table, tmp_path / "mine").unlink()
    said = told(five_reports_copy, tmp_path / "mine", "tenures", {**TENURE, "organisation": "Nghe Am"})
    assert len(said) == 1 and said[0].startswith("3:organisation: ")


@pytest.mark.parametrize(
    ("name", "written"),
    [("Hai Duong City", "Hai Duong"), ("TP. Hải Dương", "Hải Dương"), ("tỉnh Nghệ An", "Nghệ An")],
)
def test_a_place_named_with_its_kind_is_near_the_place(
    five_reports_copy: VersionStore, tmp_path: Path, name: str, written: str
) -> None:
    """Which is told with its id, and how a new place is made."""
    (said,) = told(five_reports_copy, tmp_path / "mine", "events", {**EVENT, "location": name})
    assert f"no place is called {name!r}; near it are place/" in said
    assert f"({written}, " in said
    assert said.endswith("or a row in places (huunghi new-table places) for a new place")


def test_a_body_of_another_number_is_near(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """Cluster 6 is not there, Cluster 1 is."""
    (said,) = told(five_reports_copy, tmp_path / "mine", "tenures", {**TENURE, "organisation": "Cluster 6"})
    assert "near it are organisation/cluster-1 (Cluster 1" in said


def test_a_near_name_of_the_tables_is_told_as_it_is_written(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Not in small letters, as names compare."""
    union = {"name": "Can Tho Union of Friends", "kind": "friendship-union", "source": PAGE}
    assert told(five_reports_copy, tmp_path / "mine", "organisations", union) == []
    row = {**TENURE, "organisation": "Can Tho Union of Freinds"}
    (said,) = told(five_reports_copy, tmp_path / "mine", "tenures", row)
    assert "(Can Tho Union of Friends, in these tables)" in said


def test_what_is_made_of_a_row_is_told_with_its_id_and_how_sheets_were_read_in_one_line(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Organisations and events as well as people, posts and sources; a load of the same says nothing is new."""
    folder = tmp_path / "mine"
    union = {"name": "Can Tho Union of Friends", "kind": "friendship-union", "source": PAGE}
    assert told(five_reports_copy, folder, "organisations", union) == []
    assert told(five_reports_copy, folder, "events", EVENT) == []
    assert told(five_reports_copy, folder, "tenures", {**TENURE, "organisation": union["name"]}) == []
    notes = load_tables(five_reports_copy, folder).notes
    assert notes[0] == "3 sheets read as CSV; the example line of each is not loaded"
    for said in (
        "new organisation organisation/can-tho-union-of-friends (Can Tho Union of Friends)",
        "new event event/opening (Opening)",
        "new person person/tran-van-binh (Trần Văn Bình)",
        "new post post/can-tho-union-of-friends-vice-chair",
        "new source source/example-org-new-vice-chair-",
    ):
        assert len([note for note in notes if f": {said}" in note]) == 1, said
    assert not [note for note in load_tables(five_reports_copy, folder).notes if ": new " in note]


def test_the_end_of_a_load_says_how_to_look_at_it_and_how_to_take_it_back(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """And that of a dry run how to load it, in commands that can be copied."""
    folder = tmp_path / "my facts"
    path = new_table("tenures", folder, workbook=True)
    book = openpyxl.load_workbook(path)
    columns = [cell.value for cell in book["tenures"][1]]
    book["tenures"].append([TENURE.get(name) for name in columns])
    book.save(path)
    tried = load_tables(five_reports_copy, folder, dry_run=True)
    assert tried.notes[0] == "1 sheet read as XLSX; the example line is not loaded"
    assert tried.next == [f"This was a dry run: nothing was loaded. To load it: huunghi load '{folder}'"]
    look, back = load_tables(five_reports_copy, folder).next
    assert look.startswith("Look at it: huunghi show person/tran-van-binh, huunghi show source/example-org-")
    assert re.fullmatch(r"Take it back: huunghi datasets withdraw 'my facts-\w{6}'", back)


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("places", {"name": "Nowhere", "kind": "zzz"}, "'zzz' is no kind of place; write one of "),
        (
            "organisations",
            {"name": "Nowhere", "kind": "zzz"},
            "'zzz' is no kind of organisation; write one of ",
        ),
        ("tenures", {**TENURE, "role": "chiar"}, "'chiar' is no role; did you mean chair"),
        ("events", {**EVENT, "kind": ""}, "a thing that is new to events needs a kind: write one of "),
    ],
)
def test_a_word_that_is_not_in_a_list_is_told_with_the_list(
    five_reports_copy: VersionStore, tmp_path: Path, table: str, row: dict[str, str], said: str
) -> None:
    """In words of the sheet, with no file of ours to add it to."""
    (one,) = told(five_reports_copy, tmp_path / "mine", table, {"source": PAGE, **row})
    assert said in one and "schemes.ttl" not in one and "rite one of " in one
    if table == "places":
        assert "write one of city, commune, " in one


def test_a_body_that_shares_one_word_is_not_near(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """Every union is called one."""
    (said,) = told(
        five_reports_copy, tmp_path / "mine", "tenures", {**TENURE, "organisation": "Nowhere union"}
    )
    assert "near it" not in said
    assert said.endswith("or a row in organisations (huunghi new-table organisations) for a new organisation")
