"""What waits for review is read into one record; what has no label yet is called as its claims propose."""

from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import PROPOSED, Claim, Passage
from graph.claims.publish import Run, put_claims
from graph.review import decisions
from graph.review.decisions import Reviewer
from graph.review.queue import Filter
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import org, skos
from queries.read.labels import read_labels
from queries.read.review import named_in, read_proposed_labels, read_review

REPORT = mint("source", "nghe-an-2024-04-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
PERSON, UNION = mint("person", "tran-thi-lan"), mint("organisation", "nghe-an-union")
TENURE = mint("tenure", "lan-chairs")


def proposed(subject: str, predicate: str, value: NamedNode | Literal, start: int) -> Claim:
    return Claim(
        Triple(NamedNode(subject), NamedNode(predicate), value),
        REPORT,
        PROPOSED,
        Passage(REPORT, start, start + 4, exact="word"),
        printed="word",
        language="en",
        confidence=Decimal("0.9"),
        run=RUN.iri,
    )


NAME = proposed(PERSON, skos.prefLabel, Literal("Trần Thị Lan", language="vi"), 10)
NICKNAME = proposed(PERSON, skos.altLabel, Literal("Lan", language="en"), 20)
MEMBER = proposed(TENURE, org.member, NamedNode(PERSON), 30)
BODY = proposed(TENURE, org.organization, NamedNode(UNION), 40)


@pytest.fixture
def waiting(five_reports_copy: VersionStore) -> VersionStore:
    """The five reports, and a proposed person with a proposed tenure."""
    put_claims(five_reports_copy, [NAME, NICKNAME, MEMBER, BODY], run=RUN, note="test extraction")
    return five_reports_copy


def test_the_first_thing_of_the_queue_is_read_with_its_claims_and_their_sources(
    waiting: VersionStore,
) -> None:
    reader = EmbeddedReader.current(waiting)
    record = read_review(reader, Filter(source="nghe-an-2024-04-en"))
    assert {group.thing for group in record.groups} == {PERSON, TENURE}
    assert record.thing == record.groups[0].thing
    assert {one.claim.triple.subject.value for one in record.proposals} == {record.thing}  # type: ignore[union-attr]
    assert record.sources[REPORT].language == "en"
    assert read_review(reader, Filter(), TENURE).thing == TENURE


def test_every_iri_that_the_page_names_is_asked_for(waiting: VersionStore) -> None:
    record = read_review(EmbeddedReader.current(waiting), Filter(), TENURE)
    assert {PERSON, TENURE, UNION, REPORT} <= set(record.iris())


def test_what_has_no_label_is_called_by_the_names_that_claims_prefer(waiting: VersionStore) -> None:
    """The union has a label, so nothing is proposed for it."""
    reader = EmbeddedReader.current(waiting)
    labels = read_labels(reader, [PERSON, UNION])
    found = read_proposed_labels(reader, [PERSON, UNION], labels)
    assert found.of == {PERSON: {"vi": "Trần Thị Lan"}}


def test_a_relation_without_a_label_is_called_by_its_ends(waiting: VersionStore) -> None:
    """In the languages in which both have a name: the queue has no other words for it than its IRI."""
    reader = EmbeddedReader.current(waiting)
    found = read_proposed_labels(reader, [TENURE], read_labels(reader, [TENURE]))
    assert found.of == {TENURE: {"vi": "Trần Thị Lan · Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An"}}


def test_a_decision_is_read_with_the_claims_that_it_is_about(waiting: VersionStore) -> None:
    decisions.reject(waiting, [NICKNAME.iri], by=Reviewer("Lan"), why="no name")
    record = read_review(EmbeddedReader.current(waiting), Filter())
    (made,) = record.decisions
    assert named_in(made) == ((NICKNAME.iri,), ())
    assert record.claims[NICKNAME.iri].triple == NICKNAME.triple
    assert NICKNAME.iri not in set(record.iris())


def test_a_filter_that_leaves_nothing_gives_an_empty_record(waiting: VersionStore) -> None:
    record = read_review(EmbeddedReader.current(waiting), Filter(kind="event"))
    assert (record.thing, record.proposals, record.groups) == ("", (), ())
