"""All citations of the five reports at once: the matrix, first citations, and where traces begin."""

from collections import Counter

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import mint
from ontology.kinds import kind_of
from queries.read.labels import read_labels
from queries.read.trace import Scope, read_first_citations, read_matrix, read_starting_points
from queries.read.trace.readings import ReadState
from queries.read.trace.starting_points import Listing

DIRECTIVE = mint("document", "12-ct-tw-2022-01-05")
OLDER = mint("document", "12-ct-tw-2007-05-03")
PROGRAMME = mint("programme", "cluster-1-2024")
CEREMONY = mint("event", "cluster-1-signing-2024-04")


def test_a_cell_of_the_matrix_says_how_often_and_whether_a_source_says_so(five_reports: Reader) -> None:
    matrix = read_matrix(five_reports)
    rows = {row.citing: dict(zip(matrix.documents, row.cells, strict=True)) for row in matrix.rows}
    stated, inferred = rows[CEREMONY][DIRECTIVE], rows[PROGRAMME][DIRECTIVE]
    assert stated is not None
    assert inferred is not None
    assert (stated.inferred, inferred.inferred) == (False, True)
    assert OLDER not in matrix.documents


def test_the_matrix_has_its_fullest_rows_and_columns_first(five_reports: Reader) -> None:
    matrix = read_matrix(five_reports)
    rows = matrix.ordered(read_labels(five_reports, matrix.iris()), ["en"])
    place = [
        (kind_of(row.citing) != "programme", -sum(cell is not None for cell in row.cells)) for row in rows
    ]
    assert place == sorted(place), "programmes come first, each sort by how many documents it cites"
    cited = [sum(row.cells[at] is not None for row in rows) for at in range(len(matrix.documents))]
    assert cited == sorted(cited, reverse=True)


def test_the_whole_matrix_holds_what_the_page_shows(five_reports: Reader) -> None:
    shown, whole = read_matrix(five_reports), read_matrix(five_reports, whole=True)
    assert set(shown.documents) <= set(whole.documents)
    assert {row.citing for row in shown.rows} <= {row.citing for row in whole.rows}
    assert shown.numbers[DIRECTIVE] == "12-CT/TW"
    assert (whole.rows_left_out, whole.documents_left_out, whole.counted) == (0, 0, 0)


def test_first_citations_count_the_days_from_issue(five_reports: Reader) -> None:
    record = read_first_citations(five_reports)
    documents = {one.document: one for one in record.documents}
    first = documents[DIRECTIVE]
    assert (first.issued, first.first_cited, first.days_later) == ("2022-01-05", "2024-04-01", 817)
    assert first.first_citing in (CEREMONY, PROGRAMME)
    assert documents[OLDER].citations == 0
    assert set(record.documents) == {*record.cited, *record.uncited}


def test_where_traces_begin_the_most_cited_come_first_and_few_are_listed(five_reports: Reader) -> None:
    few = read_starting_points(five_reports)
    assert few.counts[Listing.BODIES] > LIMITS.trace_starts_shown == len(few.points[Listing.BODIES])
    cited = [one.cited for one in few.points[Listing.BODIES]]
    assert cited == sorted(cited, reverse=True)
    assert DIRECTIVE in {one.thing for one in few.points[Listing.DOCUMENTS]}
    whole = read_starting_points(five_reports, whole=Listing.BODIES)
    assert len(whole.points[Listing.BODIES]) == few.counts[Listing.BODIES]
    assert whole.points[Listing.BODIES][: LIMITS.trace_starts_shown] == few.points[Listing.BODIES]


def test_what_cites_counts_the_documents_it_names_and_the_words_that_name_none(five_reports: Reader) -> None:
    citing = {one.thing: one for one in read_starting_points(five_reports).points[Listing.CITING]}
    row = next(row for row in read_matrix(five_reports).rows if row.citing == CEREMONY)
    assert citing[CEREMONY].resolved == sum(cell.count for cell in row.cells if cell)
    assert citing[CEREMONY].unresolved == row.unresolved


PROGRAMMES = {
    "cluster-1-2024": 13,
    "cluster-1-calls-2024": 13,
    "nghe-an-union-key-tasks-2024-2029": 2,
    "cluster-1-commitments-2024": 0,
    "cluster-1-action-plan-2025": 0,
    "cluster-1-emulation-agreement-2025": 0,
    "nghe-an-coordination-regulation-2021-2026": 0,
    "study-and-follow-ho-chi-minh": 0,
}
"""The programmes of the five reports, and in how many of their words no single document is named."""


def test_the_matrix_has_every_programme_whether_it_cites_or_not(five_reports: Reader) -> None:
    rows = {row.citing: row for row in read_matrix(five_reports).rows if kind_of(row.citing) == "programme"}
    assert {iri.rpartition("/")[2]: row.unresolved for iri, row in rows.items()} == PROGRAMMES


def test_a_programme_is_silent_only_in_a_report_that_was_read_whole(five_reports: Reader) -> None:
    found = {
        (row.citing.rpartition("/")[2], one.source.rpartition("/")[2]): one.state
        for row in read_matrix(five_reports).rows
        for one in row.sources
        if kind_of(row.citing) == "programme"
    }
    regulation = "nghe-an-coordination-regulation-2021-2026"
    assert found[regulation, "nghe-an-2024-09-en"] is ReadState.SILENT
    assert found[regulation, "baonghean-post-247130"] is ReadState.NOT_READ
    assert found["cluster-1-action-plan-2025", "hai-duong-2025-04-vi"] is ReadState.NOT_READ
    assert found["cluster-1-calls-2024", "nghe-an-2024-04-ru"] is ReadState.CITES
    assert Counter(found.values()) == {ReadState.CITES: 5, ReadState.SILENT: 8, ReadState.NOT_READ: 5}


def test_every_cell_leads_to_its_words(five_reports: Reader) -> None:
    matrix = read_matrix(five_reports)
    cells = [cell for row in matrix.rows for cell in row.cells if cell]
    assert cells and all(len(cell.words) == cell.count for cell in cells)
    for one in [one for cell in cells for one in cell.words] + [
        one for row in matrix.rows for one in row.vague
    ]:
        assert one.wording and one.passage and one.start < one.end


def test_the_matrix_of_some_years_has_what_cites_or_is_silent_then(five_reports: Reader) -> None:
    found = {
        row.citing.rpartition("/")[2] for row in read_matrix(five_reports, scope=Scope(begin="2025")).rows
    }
    assert found == {
        "nguyen-ngoc-hung-hai-duong-2025",
        "cluster-1-action-plan-2025",
        "cluster-1-emulation-agreement-2025",
    }
    both = read_matrix(five_reports, scope=Scope(begin="2024", finish="2025"))
    assert len(both.rows) + both.undated == len(read_matrix(five_reports).rows)


def test_parts_stand_in_the_rows_of_their_wholes(five_reports: Reader) -> None:
    kinds = {kind_of(row.citing) for row in read_matrix(five_reports).rows}
    assert kinds == {"programme", "event", "speech"}
    listed = read_starting_points(five_reports).points[Listing.CITING]
    assert not {"task", "recommendation"} & {kind_of(one.thing) for one in listed}
