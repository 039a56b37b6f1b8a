"""Traces written for other programs: every row is a citation at a place, and all formats hold the same."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from rich.console import Console

from graph.store.reader import Reader
from ontology.iris import ID, mint
from queries.export import first_citations, matrix, trace
from queries.export.formats import Format
from queries.read.labels import Labels, read_labels
from queries.read.trace import (
    Scope,
    TraceParams,
    TraceRecord,
    read_first_citations,
    read_matrix,
    read_trace,
)

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
THINGS = [
    mint("programme", "cluster-1-2024"),
    mint("document", "12-ct-tw-2022-01-05"),
    mint("organisation", "nghe-an-union"),
]


def read(reader: Reader, thing: str) -> tuple[TraceRecord, Labels]:
    record = read_trace(reader, TraceParams(Scope(thing)))
    return record, read_labels(reader, record.iris())


@pytest.mark.parametrize("thing", THINGS)
def test_csv_and_json_hold_the_same_rows(five_reports: Reader, thing: str) -> None:
    record, labels = read(five_reports, thing)
    as_csv = list(csv.DictReader(io.StringIO(trace.to_csv(record, labels, ["en"]), newline="")))
    assert as_csv == json.loads(trace.to_json(record, labels, ["en"]))["citations"]
    assert len(as_csv) >= len(record.citations)


@pytest.mark.parametrize("thing", THINGS)
def test_every_row_with_a_claim_has_its_source_and_place(five_reports: Reader, thing: str) -> None:
    record, labels = read(five_reports, thing)
    rows = list(trace.rows_of(record, labels, ["en"]))
    assert rows
    for row in rows:
        assert row.source.startswith(ID + "source/")
        assert int(row.start) < int(row.end)
        assert row.source_language in {"en", "vi", "fr", "ru"}
    assert len({(row.citation, row.citing, row.source, row.start) for row in rows}) == len(rows)


def test_names_are_in_the_first_language_that_has_one(five_reports: Reader) -> None:
    record, labels = read(five_reports, THINGS[0])
    english, vietnamese = (
        {row.citing_name for row in trace.rows_of(record, labels, languages)}
        for languages in (["en", "vi"], ["vi", "en"])
    )
    assert english == {"Programme of Cluster 1 to coordinate people-to-people diplomacy in 2024"}
    assert vietnamese == {"Chương trình phối hợp hoạt động đối ngoại nhân dân năm 2024 của Cụm số 1"}


@pytest.mark.parametrize("thing", THINGS)
def test_the_graph_has_a_node_for_every_end_of_an_edge(five_reports: Reader, thing: str) -> None:
    record, labels = read(five_reports, thing)
    graph = ElementTree.fromstring(trace.to_graphml(record, labels, ["en"]))  # noqa: S314 - our own
    nodes = {node.get("id") for node in graph.iter(GRAPHML + "node")}
    ends = {(edge.get("source"), edge.get("target")) for edge in graph.iter(GRAPHML + "edge")}
    assert {end for pair in ends for end in pair} <= nodes
    assert {(one.citing, one.cited) for one in record.citations if one.cited} <= ends


def test_a_terminal_shows_every_row_whole(five_reports: Reader) -> None:
    record, labels = read(five_reports, THINGS[0])
    console = Console(width=400, file=io.StringIO(), record=True)
    console.print(trace.to_table(record, labels, ["en"]))
    printed = " ".join(console.export_text().split())
    for row in trace.rows_of(record, labels, ["en"]):
        assert row.wording in printed
        assert row.reason in printed


def test_the_formats_of_the_matrix_hold_the_same_cells(five_reports: Reader) -> None:
    record = read_matrix(five_reports, whole=True)
    labels = read_labels(five_reports, record.iris())
    text = matrix.to_csv(record, labels, ["en"])
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    cells = [(row["citing"], row["document"], row["status"]) for row in rows if row["document"]]
    items = json.loads(matrix.to_json(record, labels, ["en"]))
    assert [(one["citing"], one["document"], one["status"]) for one in items if "document" in one] == cells
    assert len(cells) == sum(cell.count for row in record.rows for cell in row.cells if cell)


@pytest.mark.parametrize("format_", Format)
def test_first_citations_are_written_with_names(five_reports: Reader, format_: Format) -> None:
    record = read_first_citations(five_reports)
    labels = read_labels(five_reports, record.iris(record.documents))
    text = first_citations.WRITERS[format_](record, labels, ["vi", "en"])
    assert "Chỉ thị số 12-CT/TW ngày 05/01/2022" in text
    assert all(one.document in text for one in record.documents)
