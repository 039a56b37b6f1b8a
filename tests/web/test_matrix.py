"""The matrix of citations as tables for machines."""

import csv
import io
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from graph.limits import LIMITS
from ontology.iris import mint
from ontology.terms import hn
from tests.web.conftest import Inside, pages_of

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_the_tables_for_machines_hold_the_same_cells(inside: Inside) -> None:
    rows = list(csv.DictReader(io.StringIO(inside.get("/trace/matrix.csv").text)))
    cells = {(row["citing"], row["document"], row["status"]) for row in rows if row["relation"] == "cites"}
    listed = json.loads(inside.get("/trace/matrix.json").text)
    graph = ElementTree.fromstring(inside.get("/trace/matrix.graphml").text)  # noqa: S314 - our own answer
    assert cells
    assert {(c["citing"], c["document"], c["status"]) for c in listed if "document" in c} == cells
    edges = {
        (edge.get("source"), edge.get("target"))
        for edge in graph.iter(f"{GRAPHML}edge")
        if edge.findtext(f"{GRAPHML}data[@key='relation']") == "cites"
    }
    assert edges == {cell[:2] for cell in cells}


def test_each_line_has_names_words_place_source_and_a_status_in_words(inside: Inside) -> None:
    rows = list(csv.DictReader(io.StringIO(inside.get("/trace/matrix.csv?lang=en").text)))
    relations = {row["relation"] for row in rows}
    assert relations == {"cites", "names no document", "reading"}
    for row in rows:
        assert row["citing_name"] and row["source_name"] and row["source"]
        assert bool(row["document_name"]) == (row["relation"] == "cites")
        if row["relation"] != "reading":
            assert row["wording"] and int(row["start"]) < int(row["end"])
    assert {row["status"] for row in rows} == {
        "explicit",
        "inferred",
        "unresolved",
        "cites",
        "read and cites none",
        "not read",
    }


def test_the_graph_holds_what_names_no_document_with_its_words(inside: Inside) -> None:
    graph = ElementTree.fromstring(inside.get("/trace/matrix.graphml").text)  # noqa: S314 - our own answer
    vague = [
        edge.findtext(f"{GRAPHML}data[@key='wording']")
        for edge in graph.iter(f"{GRAPHML}edge")
        if edge.findtext(f"{GRAPHML}data[@key='status']") == "unresolved"
    ]
    assert "Центральной резолюции 4 (XII, XIII семестр)" in vague and all(vague)


@pytest.mark.parametrize("suffix", ["", ".csv", ".json", ".graphml"])
def test_the_matrix_is_of_the_years_that_are_asked_for(suffix: str, inside: Inside) -> None:
    one = inside.get(f"/trace/matrix{suffix}?from=2025&to=2025&lang=en").text
    assert "action-plan-2025" in one and "cluster-1-calls-2024" not in one


def rows_of(page: str) -> dict[str, list[str]]:
    """What cites -> the words of its cells, as the page has them."""
    found = {}
    for row in re.findall(r'<tr><th scope="row">(.*?)</tr>', page.partition("</main>")[0], re.DOTALL):
        name = re.findall(r'href="/trace/([^"?]+)', row)[0]
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        found[name] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return found


def test_each_cell_says_in_words_what_the_reports_of_each_language_say(inside: Inside) -> None:
    """All eight programmes, also those that cite nothing; a row that is alike in all columns is said once."""
    rows = rows_of(inside.get("/trace/matrix?lang=en").text)
    names = "≈ ru inferred ○ en silent"
    assert {name: cells for name, cells in rows.items() if name.startswith("programme/")} == {
        "programme/cluster-1-calls-2024": [names, names, names, "○ en , ru silent", "13"],
        "programme/cluster-1-2024": [names, names, names, "○ en , ru silent", "13"],
        "programme/nghe-an-union-key-tasks-2024-2029": [
            *["○ en silent – vi not read"] * 3,
            "● en said – vi not read",
            "2",
        ],
        "programme/cluster-1-commitments-2024": ["○ en , ru silent on all four", "0"],
        "programme/cluster-1-action-plan-2025": [
            "○ en , fr silent on all four – vi not read on all four",
            "0",
        ],
        "programme/cluster-1-emulation-agreement-2025": [
            "○ en silent on all four – vi not read on all four",
            "0",
        ],
        "programme/nghe-an-coordination-regulation-2021-2026": [
            *["○ en silent – vi not read"] * 3,
            "itself",
            "0",
        ],
        "programme/study-and-follow-ho-chi-minh": ["○ en , ru silent on all four", "0"],
    }


def test_each_language_leads_to_the_words_or_to_the_report(inside: Inside) -> None:
    page = inside.get("/trace/matrix?lang=en").text
    row = page.partition("/trace/programme/cluster-1-2024")[2].partition("</tr>")[0]
    assert re.search(
        r'<a href="/id/source/nghe-an-2024-04-ru\.html\?place=3014-3089#w-3014-3089" title="Директивы[^"]*">ru</a>',
        row,
    )
    assert re.search(r'<a href="/id/source/nghe-an-2024-04-en\.html" title="[^"]+">en</a>', row)


@pytest.mark.parametrize("suffix", ["csv", "json", "graphml"])
def test_a_whole_table_says_nothing_of_being_cut(suffix: str, inside: Inside) -> None:
    answer = inside.get(f"/trace/matrix.{suffix}")
    assert "truncated" not in answer.headers
    assert "runcated" not in answer.text


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """The pages of a graph with one citation more than a table for machines holds."""
    document, event = mint("document", "cited"), mint("event", "citing")
    lines = []
    for n in range(LIMITS.matrix_exported + 1):
        citation = mint("citation", f"c-{n}")
        lines.append(f"<{citation}> <{hn.cited}> <{document}> .")
        lines.append(f"<{citation}> <{hn.citing}> <{event}> .")
    with pages_of(lines, tmp_path_factory.mktemp("many")) as one:
        yield one


@pytest.mark.parametrize("suffix", ["csv", "json", "graphml"])
def test_a_table_that_stops_says_so_in_its_head_and_in_the_file(suffix: str, many: Inside) -> None:
    cut = f"citations={LIMITS.matrix_exported}"
    answer = many.get(f"/trace/matrix.{suffix}?lang=en")
    assert answer.headers["truncated"] == cut
    if suffix == "csv":
        first = next(csv.DictReader(io.StringIO(answer.text)))
        assert (first["relation"], first["status"]) == ("truncated", cut)
    elif suffix == "json":
        assert json.loads(answer.text)[0] == {"truncated": cut}
    else:
        described = ElementTree.fromstring(answer.text).find(f"{GRAPHML}graph/{GRAPHML}desc")  # noqa: S314 - our own answer
        assert described is not None
        assert described.text == f"Truncated: {cut}"
