"""Traces that follow what a thing became, and the mark of documents that had been replaced on the day."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import date_literal
from graph.store.reader import MemoryReader
from ontology.iris import mint
from ontology.prefixes import expand
from ontology.terms import hn
from queries.export import matrix as matrix_export
from queries.export.trace import to_csv
from queries.read.in_effect import Gone
from queries.read.labels import ENGLISH_FIRST, read_labels
from queries.read.trace import FollowedStep, Scope, TraceParams, TraceRecord, read_matrix, read_trace
from tests.spans import graph_of

STATEMENTS = (
    # Two bodies became one, which was renamed; another body is not concerned.
    ("change/merger", "org:originalOrganization", "organisation/one"),
    ("change/merger", "org:originalOrganization", "organisation/other"),
    ("change/merger", "org:resultingOrganization", "organisation/joint"),
    ("change/merger", "schema:endDate", "2025-07-01"),
    ("change/renaming", "org:originalOrganization", "organisation/joint"),
    ("change/renaming", "org:resultingOrganization", "organisation/renamed"),
    ("change/renaming", "schema:endDate", "2026"),
    # What each of them held, and the document cited there.
    *(
        statement
        for body, day in (
            ("one", "2024-04-02"),
            ("joint", "2025-09-01"),
            ("renamed", "2026-02-01"),
            ("apart", "2026"),
        )
        for statement in (
            (f"event/of-{body}", "schema:organizer", f"organisation/{body}"),
            (f"event/of-{body}", "schema:startDate", day),
            (f"citation/of-{body}", "hn:citing", f"event/of-{body}"),
            (f"citation/of-{body}", "hn:cited", "document/old"),
            (f"citation/of-{body}", "hn:wording", f"old, by {body}"),
        )
    ),
    ("document/new", "hn:replaces", "document/old"),
    ("document/new", "schema:legislationDate", "2025-06-01"),
    ("document/new", "hn:inEffectFrom", "2025-09-01"),
    ("document/newest", "hn:replaces", "document/new"),
    ("document/newest", "schema:legislationDate", "2026-01-01"),
    ("event/late", "schema:startDate", "2026-03-01"),
    ("citation/late", "hn:citing", "event/late"),
    ("citation/late", "hn:cited", "document/new"),
)


def made(statements: Sequence[tuple[str, str, str]]) -> MemoryReader:
    def term(text: str) -> NamedNode | Literal:
        if "/" in text:
            return NamedNode(mint(*text.split("/")))
        return date_literal(text) if text[0].isdigit() else Literal(text, language="en")

    return graph_of(
        (), *(Triple(NamedNode(mint(*s.split("/"))), NamedNode(expand(p)), term(o)) for s, p, o in statements)
    )


@pytest.fixture(scope="module")
def reader() -> MemoryReader:
    return made(STATEMENTS)


def trace(reader: MemoryReader, thing: str, *, successors: bool) -> TraceRecord:
    return read_trace(reader, TraceParams(Scope(mint(*thing.split("/"))), successors=successors))


def cites(record: TraceRecord) -> dict[str, str]:
    """What cites -> the successor or predecessor by way of which."""
    return {one.citing.rpartition("/")[2]: one.followed.rpartition("/")[2] for one in record.citations}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("one", {"of-one": "", "of-joint": "joint", "of-renamed": "renamed"}),
        ("other", {"of-joint": "joint", "of-renamed": "renamed"}),
        ("joint", {"of-joint": "", "of-renamed": "renamed", "of-one": "one"}),
        ("renamed", {"of-renamed": "", "of-joint": "joint", "of-one": "one"}),
        ("apart", {"of-apart": ""}),
    ],
)
def test_a_trace_follows_what_a_body_became_and_was_made_of_when_asked(
    reader: MemoryReader, body: str, found: dict[str, str]
) -> None:
    asked = cites(trace(reader, f"organisation/{body}", successors=True))
    assert asked == found
    unasked = cites(trace(reader, f"organisation/{body}", successors=False))
    assert unasked == {citing: way for citing, way in found.items() if not way}


def test_each_step_to_a_successor_is_told_with_its_day_and_its_change(reader: MemoryReader) -> None:
    one, joint, renamed = (mint("organisation", name) for name in ("one", "joint", "renamed"))
    followed = {way.thing: way for way in trace(reader, "organisation/one", successors=False).followed}
    assert set(followed) == {joint, renamed}
    assert followed[renamed].steps == (
        FollowedStep(one, joint, "2025-07-01", mint("change", "merger")),
        FollowedStep(joint, renamed, "2026", mint("change", "renaming")),
    )
    back = {way.thing: way for way in trace(reader, "organisation/renamed", successors=False).followed}
    assert set(back) == {one, joint, mint("organisation", "other")}
    assert all(way.back for way in back.values())
    assert [step.before for step in back[one].steps] == [joint, one]


def test_a_document_leads_to_what_replaced_it_and_back(reader: MemoryReader) -> None:
    record = trace(reader, "document/old", successors=True)
    assert cites(record)["late"] == "new"
    steps = [(way.thing, way.back, way.day) for way in record.followed]
    assert steps == [
        (mint("document", "new"), False, "2025-09-01"),
        (mint("document", "newest"), False, "2026-01-01"),
    ]
    back = trace(reader, "document/newest", successors=True).followed
    assert [(way.thing, way.back) for way in back] == [
        (mint("document", "new"), True),
        (mint("document", "old"), True),
    ]


def test_a_citation_of_a_document_that_had_been_replaced_is_marked_and_not_changed(
    reader: MemoryReader,
) -> None:
    old, new = mint("document", "old"), mint("document", "new")
    gone = {
        one.citing.rpartition("/")[2]: one.gone
        for one in trace(reader, "document/old", successors=False).citations
    }
    marked = Gone(old, new, "2025-09-01", "")
    assert gone == {"of-one": None, "of-joint": marked, "of-renamed": marked, "of-apart": marked}
    assert {one.cited for one in trace(reader, "document/old", successors=False).citations} == {old}


def test_the_matrix_marks_the_same_cells(reader: MemoryReader) -> None:
    record = read_matrix(reader)
    marked = {
        (row.citing.rpartition("/")[2], document.rpartition("/")[2])
        for row in record.rows
        for document, cell in zip(record.documents, row.cells, strict=True)
        if cell and cell.gone
    }
    assert marked == {("of-joint", "old"), ("of-renamed", "old"), ("of-apart", "old"), ("late", "new")}
    labels = read_labels(reader, record.iris())
    written = matrix_export.to_csv(record, labels, ENGLISH_FIRST)
    new, old = mint("document", "new"), mint("document", "old")
    rows = {(row["citing"], row["document"]): row for row in csv.DictReader(io.StringIO(written))}
    joint = rows[mint("event", "of-joint"), old]
    assert (joint["relation"], joint["status"]) == ("cites", "explicit")
    assert (joint["replaced_by"], joint["replaced_on"], joint["last_day"]) == (new, "2025-09-01", "")
    assert '"replaced_on":"2025-09-01"' in matrix_export.to_json(record, labels, ENGLISH_FIRST).replace(
        '": "', '":"'
    )


def test_exports_of_a_trace_say_by_which_way_and_what_was_replaced(reader: MemoryReader) -> None:
    record = trace(reader, "organisation/one", successors=True)
    lines = to_csv(record, read_labels(reader, record.iris()), ENGLISH_FIRST).splitlines()
    assert lines[0].endswith("followed,replaced_by,replaced_on,last_day")
    of_joint = next(line for line in lines if "of-joint" in line)
    assert of_joint.endswith(f"{mint('organisation', 'joint')},{mint('document', 'new')},2025-09-01,")


def test_a_trace_of_nothing_that_changed_is_the_same_with_and_without(reader: MemoryReader) -> None:
    assert (
        trace(reader, "organisation/apart", successors=True).citations
        == trace(reader, "organisation/apart", successors=False).citations
    )


RINGS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] != pair[1]), min_size=1
)
"""Which of five documents replaces which other one, often in a ring."""


@given(RINGS)
def test_replacements_that_go_round_are_followed_once(pairs: list[tuple[int, int]]) -> None:
    reader = made([(f"document/d{new}", "hn:replaces", f"document/d{old}") for new, old in pairs])
    followed = trace(reader, f"document/d{pairs[0][1]}", successors=True).followed
    onward = [way.thing for way in followed if not way.back]
    assert mint("document", f"d{pairs[0][0]}") in onward
    assert len(onward) == len(set(onward))
    assert all(step.by == hn.replaces for way in followed for step in way.steps)
