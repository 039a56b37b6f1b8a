"""A dataset has a name: what its load takes away is said first, and withdrawing it takes away what it claimed alone."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from graph.claims.datasets import datasets_of, withdraw_dataset
from graph.errors import InputError, NotFound
from graph.store.versions import VersionStore
from loaders.tables.forms import new_table
from loaders.tables.load import check_dataset, load_tables

DATA = Path(__file__).parents[3] / "data"
HEADER = "person,organisation,role,source\n"
ROW = "new: Trần Văn Bình,nghe-an-union,chair,https://example.org/a\n"


def names(versions: VersionStore) -> dict[str, int]:
    with versions.require_current().open() as opened:
        return {one.name: one.claims for one in datasets_of(opened.store)}


def quads(versions: VersionStore) -> set[str]:
    with versions.require_current().open() as opened:
        return {str(q) for q in opened.store if "endedAtTime" not in q.predicate.value}


def small(folder: Path, text: str = HEADER + ROW) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tenures.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_dataset_is_listed_and_its_withdrawal_leaves_the_rest(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """What it made goes with it, to the last quad; nothing else does."""
    before, curated = quads(five_reports_copy), names(five_reports_copy)
    load_tables(five_reports_copy, small(tmp_path / "mine"))
    assert set(names(five_reports_copy)) == {"huunghi-curated-tables", "mine"}
    report = withdraw_dataset(five_reports_copy, "mine")
    assert "person/tran-van-binh (Tran Van Binh)" in report.lost
    assert names(five_reports_copy) == curated
    assert quads(five_reports_copy) == before


def test_a_dataset_that_is_not_there_cannot_be_withdrawn(five_reports_copy: VersionStore) -> None:
    """The hint says how to find its name."""
    with pytest.raises(NotFound, match="datasets list"):
        withdraw_dataset(five_reports_copy, "nothing")


def test_a_dataset_may_be_withdrawn_by_its_title_where_one_has_it(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """The name that a sheet was made with ends in six letters that nobody knows; two of one title are told."""
    curated = names(five_reports_copy)
    load_tables(five_reports_copy, small(tmp_path / "one"), name="cantho-73a58f")
    with pytest.raises(NotFound, match="no dataset 'canthoo'; did you mean cantho-73a58f"):
        withdraw_dataset(five_reports_copy, "canthoo")
    assert withdraw_dataset(five_reports_copy, "Cantho").notes == ["dataset 'cantho-73a58f'"]
    assert names(five_reports_copy) == curated
    for name in ("cantho-73a58f", "cantho-000000"):
        load_tables(five_reports_copy, small(tmp_path / name, HEADER + ROW.replace("Bình", name)), name=name)
    with pytest.raises(NotFound, match="did you mean cantho-000000 or cantho-73a58f"):
        withdraw_dataset(five_reports_copy, "cantho")


def test_a_file_alone_is_a_dataset_of_the_name_that_is_given(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Without one it has the file's."""
    file = small(tmp_path / "mine") / "tenures.csv"
    load_tables(five_reports_copy, file, name="five facts")
    assert "five facts" in names(five_reports_copy)


def test_a_small_folder_under_the_name_of_a_large_one_deletes_nothing(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """The metadata copied beside five small tables: refused, with counts; the same with tables that have no rows."""
    before = quads(five_reports_copy)
    folder = tmp_path / "copied"
    folder.mkdir()
    shutil.copy(DATA / "metadata.json", folder)
    for table in ("people", "places", "periods", "sources", "names"):
        lines = (DATA / f"{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / f"{table}.csv").write_text("".join(lines[:3]), encoding="utf-8")
    with pytest.raises(InputError, match=r"2,\d{3} claims in the graph, which these tables would replace"):
        load_tables(five_reports_copy, folder)
    for entry in json.loads((folder / "metadata.json").read_text("utf-8"))["tables"]:
        header = (DATA / entry["url"]).read_text(encoding="utf-8").splitlines(keepends=True)[0]
        (folder / entry["url"]).write_text(header, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"(2,\d{3}) of the \1 claims of dataset 'huunghi-curated-tables' would go"
    ):
        load_tables(five_reports_copy, folder)
    assert quads(five_reports_copy) == before


def test_the_same_metadata_under_another_name_are_another_dataset(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Its tables may be few; it adds its own and takes nothing away."""
    curated = names(five_reports_copy)["huunghi-curated-tables"]
    folder = small(tmp_path / "mine")
    metadata = json.loads((DATA / "metadata.json").read_text("utf-8")) | {"dc:identifier": "mine"}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    report = load_tables(five_reports_copy, folder)
    assert report.counts["claims removed"] == 0
    assert any("names tables that are not there" in note for note in report.notes)
    assert names(five_reports_copy)["huunghi-curated-tables"] == curated


def test_a_loss_above_a_tenth_is_told_and_needs_to_be_asked_for(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """A dry run says what would go and changes nothing; with `replace` it goes."""
    second = ROW.replace("Bình", "Cảnh").replace("/a", "/b")
    folder = small(tmp_path / "mine", HEADER + ROW + second)
    load_tables(five_reports_copy, folder)
    before = quads(five_reports_copy)
    small(folder, HEADER + ROW)
    with pytest.raises(InputError, match="person/tran-van-canh"):
        load_tables(five_reports_copy, folder)
    report = load_tables(five_reports_copy, folder, dry_run=True)
    assert any("needs --replace" in note for note in report.notes)
    assert "person/tran-van-canh (Tran Van Canh)" in report.lost
    assert quads(five_reports_copy) == before
    assert load_tables(five_reports_copy, folder, replace=True).counts["claims removed"] > 0
    assert "person/tran-van-canh" not in " ".join(quads(five_reports_copy))


def test_checking_finds_what_loading_refuses(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """A tenure without a post, a body without a kind: with file, row and column, and by both the same."""
    folder = tmp_path / "mine"
    header = "id,person,organisation,source,status\n"
    small(folder, header + "x,nguyen-van-thong,nghe-an-union,nghe-an-2024-04-en,explicit\n")
    (folder / "organisations.csv").write_text(
        "name,source\nA new body,https://example.org/a\n", encoding="utf-8"
    )
    problems = check_dataset(five_reports_copy, folder)
    with pytest.raises(InputError) as refused:
        load_tables(five_reports_copy, folder)
    assert refused.value.problems == problems
    places = {(Path(p.file).name, p.line, p.column) for p in problems}
    assert places == {("organisations.csv", 2, "kind")}
    (folder / "organisations.csv").unlink()
    assert [str(p) for p in check_dataset(five_reports_copy, folder)] == [
        f"{folder / 'tenures.csv'}:2:post: tenure/x: Name in hn:post the post that is held. (hn:post)"
    ]
    assert check_dataset(VersionStore(tmp_path / "none"), DATA) == ()


def test_a_row_that_contradicts_the_graph_is_told_with_both_sides(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Another preferred name in a language, with the source that prefers the first; a post of another body."""
    folder = small(
        tmp_path / "mine",
        "person,post,organisation,role,source\n"
        "nguyen-van-thong,nghe-an-union-chair,cluster-1,chair,nghe-an-2024-04-en\n",
    )
    with (folder / "names.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["entity", "label", "name", "language", "source"],
                ["person/nguyen-van-thong", "prefLabel", "Someone Else", "en", "nghe-an-2024-04-en"],
            ]
        )
    said = [str(p) for p in check_dataset(five_reports_copy, folder)]
    assert any("names.csv:2:name" in one and "prefers 'Nguyen Van Thong'" in one for one in said)
    assert any("tenures.csv:2:organisation" in one and "is nghe-an-union's" in one for one in said)


def test_a_new_sheet_names_its_own_dataset(tmp_path: Path) -> None:
    """Two folders of one name do not replace each other."""
    made = [new_table("tenures", tmp_path / n / "mine").parent / "metadata.json" for n in "ab"]
    assert len({json.loads(path.read_text("utf-8"))["dc:identifier"] for path in made}) == 2


HOLDERS = "person,organisation,role,start_date,end_date,source\n"


def test_a_row_that_contradicts_what_is_known_is_told_with_both_sides(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """A second chair on the days of the first, an end before the start: rows, both sides, their places."""
    second = "new: Trần Văn Bình,nghe-an-union,chair,2023-01-01,2024-05-01,https://example.org/a\n"
    again = "nguyen-van-thong,nghe-an-union,chair,2025-01-01,,https://example.org/a\n"
    folder = small(tmp_path / "mine", HOLDERS + second)
    foretold = load_tables(five_reports_copy, folder, dry_run=True).notes
    told = [n for n in load_tables(five_reports_copy, folder).notes if n.startswith("contradiction")]
    assert told == [n for n in foretold if n.startswith("contradiction")]
    assert len(told) == 1
    assert "post/nghe-an-union-chair: two hold a post for one on 2024-04-01 to 2024-04-30" in told[0]
    assert "tenures.csv:2" in told[0]
    assert "nghe-an-2024-04-en 536-596" in told[0]
    notes = load_tables(five_reports_copy, small(tmp_path / "other", HOLDERS + again)).notes
    assert any("it ends before it begins" in n and "nghe-an-2024-09-en 589-614" in n for n in notes)


def test_a_row_that_agrees_with_what_is_known_is_no_contradiction(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Whoever was chair before, and left in the month in which the next is first named."""
    before = "new: Trần Văn Bình,nghe-an-union,chair,2019,2023-12-31,https://example.org/a\n"
    notes = load_tables(five_reports_copy, small(tmp_path / "mine", HOLDERS + before)).notes
    assert not [n for n in notes if n.startswith("contradiction")]


def test_a_dry_run_tells_the_loss_although_the_shapes_find_more(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """A row of its own under the name of a large dataset: what it would take away is the first thing to know."""
    header = "member,organisation,source\n"
    bodies = "name,language,kind,source\nUnion of Nowhere,en,friendship-union,https://example.org/a\n"
    mine, same = small(tmp_path / "mine"), tmp_path / "same"
    (mine / "organisations.csv").write_text(bodies, encoding="utf-8")
    load_tables(five_reports_copy, mine)
    same.mkdir()
    row = "Union of Nowhere,Union of Nowhere,https://example.org/a\n"
    (same / "memberships.csv").write_text(header + row, encoding="utf-8")
    problems = check_dataset(five_reports_copy, same, name="huunghi-curated-tables")
    assert "claims of dataset 'huunghi-curated-tables' would go: it needs --replace" in problems[0].message
    assert len(problems) > 1
