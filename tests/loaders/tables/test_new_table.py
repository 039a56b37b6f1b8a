"""A sheet made by `new-table` is filled in and loaded with no more than a person knows."""

import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.tables.check import check_tables
from loaders.tables.forms import FORMS, new_table
from loaders.tables.load import check_dataset, load_tables

ROOT = Path(__file__).parents[3]
PAGE = "https://example.org/news/new-vice-chair.html"


def fill(path: Path, *rows: dict[str, object]) -> None:
    """Write rows below what a workbook holds."""
    book = openpyxl.load_workbook(path)
    sheet = book[path.stem]
    columns = [cell.value for cell in sheet[1]]
    for row in rows:
        assert row.keys() <= set(columns)
        sheet.append([row.get(name) for name in columns])
    book.save(path)


@pytest.mark.parametrize("table", FORMS)
def test_the_line_of_example_is_not_loaded(table: str, tmp_path: Path) -> None:
    """A sheet that nobody has filled in says nothing, and nothing is wrong with it."""
    for workbook in (False, True):
        new_table(table, tmp_path / str(workbook), workbook=workbook)
        assert check_tables(tmp_path / str(workbook)) == ()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A sheet that is there may be filled in."""
    new_table("tenures", tmp_path)
    with pytest.raises(InputError, match="is there already"):
        new_table("tenures", tmp_path)


def test_a_table_that_we_do_not_know_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    """The hint lists the tables."""
    with pytest.raises(InputError, match="Did you mean tenures"):
        new_table("tenure", tmp_path)


def test_a_tenure_needs_person_body_and_role(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """Names of the graph, a new person, a role in Vietnamese, a day as a spreadsheet has it; post and source are
    made."""
    path = new_table("tenures", tmp_path / "mine", workbook=True)
    fill(
        path,
        {
            "person": "new: Trần Văn Bình",
            "organisation": "Hai Duong Union of Friendship Organizations",
            "role": "phó chủ tịch",
            "start_date": datetime(2025, 4, 2),
            "source": PAGE,
            "source_title": "A new vice chair",
            "printed": "Tran Van Binh",
            "as_of": 2025.0,
        },
        {
            "person": "Trần Văn Bình",
            "organisation": "nghe-an-union",
            "role": "Chairman",
            "start_date": date(2025, 5, 1),
            "source": PAGE,
        },
    )
    load_tables(five_reports_copy, tmp_path / "mine")
    with five_reports_copy.require_current().open() as opened:
        rows = opened.store.query(
            """PREFIX hn: <https://w3id.org/huunghi/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
            PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
            SELECT ?post ?start ?url WHERE {
              ?person skos:prefLabel "Trần Văn Bình"@vi .
              ?tenure org:member ?person ; hn:post ?post ; schema:startDate ?start .
              ?tenure <http://www.w3.org/ns/prov#wasDerivedFrom>/schema:url ?url .
            } ORDER BY ?post"""
        )
        found = [(row["post"].value.rpartition("/")[2], row["start"].value, row["url"].value) for row in rows]
    assert found == [
        ("hai-duong-union-vice-chair", "2025-04-02", PAGE),
        ("nghe-an-union-chair", "2025-05-01", PAGE),
    ]


def test_a_dataset_loaded_again_changes_nothing(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """What was made of its names is made the same again, though the graph has it by now."""
    path = new_table("tenures", tmp_path / "mine", workbook=True)
    row = {"person": "new: Trần Văn Bình", "organisation": "cluster-1", "role": "chair", "source": PAGE}
    fill(path, row)
    load_tables(five_reports_copy, tmp_path / "mine")
    again = load_tables(five_reports_copy, tmp_path / "mine")
    assert again.version is None


def test_five_facts_are_entered_as_the_readme_says(five_reports_copy: VersionStore, tmp_path: Path) -> None:
    """The commands and tables of data/README.md, as they stand there, at the first attempt."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Five facts of a new report")[2].partition("\n## ")[0]
    for table in re.findall(r"huunghi new-table (\w+) my-report", section):
        new_table(table, tmp_path / "my-report")
    filled = re.findall(r"`my-report/(\w+\.csv)`\n\n((?:    .*\n)+)", section)
    assert len(filled) == 5
    for name, rows in filled:
        path = tmp_path / "my-report" / name
        header = path.read_text(encoding="utf-8-sig").splitlines()[0]
        lines = [line.removeprefix("    ") for line in rows.splitlines()]
        assert lines[0] == header
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = load_tables(five_reports_copy, tmp_path / "my-report")
    assert report.version is not None
    assert report.counts["claims removed"] == 0
    with five_reports_copy.require_current().open() as opened:
        asked = """PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        ASK { ?union skos:prefLabel "Vinh Long Union of Friendship Organizations"@en ; org:memberOf ?vietnam .
              ?vietnam skos:prefLabel "Vietnam Union of Friendship Organizations"@en .
              ?person org:memberOf ?union ; skos:prefLabel "Trần Văn Bình"@vi }"""
        assert opened.store.query(asked)


def test_a_cluster_an_event_of_a_day_and_a_citation_are_entered_as_the_readme_says(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """The values that its notes name; both ways to name the directive mean it."""
    text = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    cited = re.search(r"`cited` is `([^`]+)` or `([^`]+)`, `kind` is `(\w+)`", text)
    cluster = re.search(r"new cluster is a row of `organisations` with `kind` `(\w+)`", text)
    assert cited and cluster and "An event of one day needs no `end_date`" in text
    folder = tmp_path / "mine"
    union, event = "nghe-an-union", "Launch in Nghe An"
    rows: dict[str, list[dict[str, object]]] = {
        "organisations": [{"name": "Cluster 6", "kind": cluster[1]}],
        "memberships": [{"member": union, "organisation": "Cluster 6"}],
        "events": [{"name": event, "kind": "launch", "start_date": "2025-03-12"}],
        "citations": [
            {
                "citing": event,
                "cited": one,
                "kind": cited[3],
                "wording": words,
                "printed": words,
                "source": page,
            }
            for one, words, page in (
                (cited[1], "Directive 12", PAGE),
                (cited[2], "Directive No. 12", f"{PAGE}?2"),
            )
        ],
    }
    for table, filled in rows.items():
        fill(new_table(table, folder, workbook=True), *({"source": PAGE, **row} for row in filled))
    load_tables(five_reports_copy, folder)
    with five_reports_copy.require_current().open() as opened:
        asked = """PREFIX hn: <https://w3id.org/huunghi/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX id: <https://w3id.org/huunghi/id/>
        ASK { ?cluster skos:prefLabel "Cluster 6"@en . ?union org:memberOf ?cluster .
              ?event skos:prefLabel "Launch in Nghe An"@en .
              ?one hn:citing ?event ; hn:cited ?directive ; hn:wording "Directive 12"@en .
              ?other hn:citing ?event ; hn:cited ?directive ; hn:wording "Directive No. 12"@en .
              FILTER (STRENDS(STR(?directive), "/document/12-ct-tw-2022-01-05")) }"""
        assert opened.store.query(asked)


def test_a_new_report_cites_a_directive_though_its_text_is_not_here(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """The words alone are the passage; what cites is named by the name that it has in the graph."""
    row = {
        "citing": "Signing of the 2024 programme of Cluster 1, Dien Bien, April 2024",
        "cited": "12-ct-tw-2022-01-05",
        "kind": "full",
        "wording": "Directive 12 of the Secretariat",
        "language": "en",
        "source": PAGE,
        "printed": "Directive 12 of the Secretariat",
    }
    fill(new_table("citations", tmp_path / "mine", workbook=True), row)
    load_tables(five_reports_copy, tmp_path / "mine")
    with five_reports_copy.require_current().open() as opened:
        asked = """PREFIX hn: <https://w3id.org/huunghi/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
        ASK { ?citation hn:wording "Directive 12 of the Secretariat"@en ; oa:hasTarget ?passage ; hn:citing ?citing ;
                        hn:cited <https://w3id.org/huunghi/id/document/12-ct-tw-2022-01-05> .
              ?passage oa:hasSelector/oa:exact "Directive 12 of the Secretariat" }"""
        assert opened.store.query(asked)


def test_what_may_mean_several_is_listed_with_what_tells_them_apart_and_how_a_new_one_is_made(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Three documents have the number; a new document has a row of its own, and the message says so."""
    row = {
        "citing": "cluster-1-2024",
        "cited": "12-CT/TW",
        "wording": "Directive 12",
        "source": PAGE,
        "printed": "Directive 12",
    }
    fill(new_table("citations", tmp_path / "mine", workbook=True), row)
    with pytest.raises(InputError) as raised:
        load_tables(five_reports_copy, tmp_path / "mine")
    said = " ".join(str(problem) for problem in raised.value.problems)
    assert "12-ct-tw-2022-01-05 (12-CT/TW, directive, 2022-01-05, Secretariat" in said
    assert "huunghi new-table documents" in said and "new:" not in said


def test_a_day_in_words_is_refused_with_the_forms_that_a_day_has(tmp_path: Path) -> None:
    """A spreadsheet's user is told what to write, in no pattern."""
    row = {
        "name": "Opening",
        "language": "en",
        "kind": "launch",
        "start_date": "the 20th of March",
        "source": PAGE,
    }
    fill(new_table("events", tmp_path / "mine", workbook=True), row)
    said = " ".join(str(problem) for problem in check_tables(tmp_path / "mine"))
    assert "'the 20th of March' is no date; write YYYY, YYYY-MM or YYYY-MM-DD, such as 2025-04-02" in said
    assert "lexical" not in said


@pytest.mark.parametrize("table", FORMS)
def test_the_line_of_example_loads_where_it_is_written_as_a_row(
    table: str, five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """Only that the graph has a person or a document of this name already is told."""
    path = new_table(table, tmp_path / "mine")
    text = path.read_text(encoding="utf-8-sig").replace("# example: ", "")
    path.write_text(text, encoding="utf-8")
    problems = check_dataset(five_reports_copy, tmp_path / "mine")
    if table in ("people", "documents"):
        (problem,) = problems
        assert problem.message.startswith("the graph has ")
    else:
        assert problems == ()
