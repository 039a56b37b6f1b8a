"""A neighbourhood is read as things and ties, without records between them, and never more than is bounded."""

from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.errors import NotFound
from graph.store.reader import EmbeddedReader, MemoryReader
from ontology.iris import ID
from ontology.kinds import kind_of
from ontology.prefixes import expand
from queries.export.neighbourhood import relation_in, to_graphml
from queries.read.labels import read_labels
from queries.read.neighbourhood import MOST, OF_ONE_SORT, RECORDS, read_neighbourhood

UNION = ID + "organisation/nghe-an-union"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_a_person_is_tied_to_posts_and_events_and_not_to_records(five_reports: EmbeddedReader) -> None:
    found = read_neighbourhood(five_reports, [ID + "person/hoang-nghia-hieu"])
    kinds = {kind_of(thing) for thing in found.things}
    assert {"post", "person"} <= kinds
    assert not kinds & {"tenure", "participation", "membership", "citation", "claim", "concept"}
    holding = [tie for tie in found.ties if tie.target == ID + "post/nghe-an-union-chair"]
    assert holding
    assert all(tie.record.startswith(ID + "tenure/") for tie in holding)
    assert {tie.relation for tie in holding} == {"tenure"}


def test_every_tie_is_between_things_that_are_given_and_touches_a_focus(five_reports: EmbeddedReader) -> None:
    foci = (UNION, ID + "place/nghe-an")
    found = read_neighbourhood(five_reports, foci)
    assert found.foci == foci == found.things[:2]
    assert found.ties
    for tie in found.ties:
        assert {tie.source, tie.target} <= set(found.things)
        assert {tie.source, tie.target} & set(foci)


def test_what_cites_a_document_is_tied_to_it_by_its_citation(five_reports: EmbeddedReader) -> None:
    """A programme cites by inference what its event cites outright."""
    found = read_neighbourhood(five_reports, [ID + "document/12-ct-tw-2022-01-05"])
    citing = [tie for tie in found.ties if tie.relation == "citation"]
    assert citing
    assert {kind_of(tie.record) for tie in citing} == {"citation"}


def test_on_a_day_only_what_held_then_is_left(five_reports: EmbeddedReader) -> None:
    ever = read_neighbourhood(five_reports, [UNION])
    then = read_neighbourhood(five_reports, [UNION], at="2020-01-01")
    assert {(t.source, t.target) for t in then.ties} < {(t.source, t.target) for t in ever.ties}
    assert then.not_held == len(ever.ties) - len(then.ties)
    assert "person" not in {kind_of(thing) for thing in then.things}
    later = read_neighbourhood(five_reports, [UNION], at="2024-12-31")
    assert ID + "person/hoang-nghia-hieu" in later.things


def test_a_tenure_is_over_from_the_last_day_on_which_it_can_have_ended() -> None:
    """The rule of time is that of `graph.claims.as_of`: a successor was elected on 17 September."""
    store = Store()
    tenure, person, post = (f"{ID}{name}" for name in ("tenure/a", "person/a", "post/chair"))
    store.extend(
        Quad(NamedNode(tenure), NamedNode(expand(name)), value)
        for name, value in (
            ("org:member", NamedNode(person)),
            ("hn:post", NamedNode(post)),
            ("schema:startDate", Literal("2020", datatype=NamedNode(expand("xsd:gYear")))),
            ("hn:endedBy", Literal("2024-09-17", datatype=NamedNode(expand("xsd:date")))),
        )
    )
    reader = MemoryReader(store)
    holders = {day: read_neighbourhood(reader, [post], at=day).ties for day in ("2024-09-16", "2024-09-17")}
    assert [tie.source for tie in holders["2024-09-16"]] == [person]
    assert holders["2024-09-17"] == ()


def test_hidden_kinds_are_counted_and_not_given(five_reports: EmbeddedReader) -> None:
    whole = read_neighbourhood(five_reports, [UNION])
    part = read_neighbourhood(five_reports, [UNION], hidden=("person", "programme"))
    assert not {"person", "programme"} & {kind_of(thing) for thing in part.things}
    assert part.kinds == whole.kinds


def test_of_a_high_degree_thing_a_part_is_read_and_what_is_left_out_is_counted() -> None:
    store, high_degree = Store(), NamedNode("http://example.org/high-degree")
    store.bulk_extend(
        quad
        for n in range(2_400)
        for quad in (
            Quad(
                NamedNode(f"http://example.org/{n}"), NamedNode(f"http://example.org/p{n % 3}"), high_degree
            ),
            Quad(
                NamedNode(f"http://example.org/{n}"),
                NamedNode(expand("skos:prefLabel")),
                Literal(f"Thing {n}"),
            ),
        )
    )
    found = read_neighbourhood(MemoryReader(store), [high_degree.value])
    assert len(found.ties) == 3 * OF_ONE_SORT <= MOST
    assert found.left_out == 2_400 - 3 * OF_ONE_SORT


def test_a_thing_of_which_nothing_is_known_is_not_found(five_reports: EmbeddedReader) -> None:
    with pytest.raises(NotFound, match="Nothing is known"):
        read_neighbourhood(five_reports, [ID + "place/nowhere"])


def test_ties_are_called_by_roles_or_in_the_words_of_the_vocabulary(five_reports: EmbeddedReader) -> None:
    """Each language has its own words for every kind of record."""
    found = read_neighbourhood(five_reports, [UNION, ID + "document/12-ct-tw-2022-01-05"])
    labels = read_labels(five_reports, found.iris())
    seen = set()
    for tie in found.ties:
        english, vietnamese = (relation_in(labels, tie, order) for order in (("en", "vi"), ("vi", "en")))
        assert english.text
        assert vietnamese.text
        if tie.relation in RECORDS:
            seen.add(tie.relation)
            assert english.text != vietnamese.text
    assert {"tenure", "citation"} <= seen


def test_the_graphml_of_a_neighbourhood_needs_no_page(five_reports: EmbeddedReader) -> None:
    found = read_neighbourhood(five_reports, [UNION])
    labels = read_labels(five_reports, found.iris())
    root = ElementTree.fromstring(to_graphml(found, labels, ("en",)))  # noqa: S314 - our own
    edges = {(e.get("source"), e.get("target")) for e in root.iter(GRAPHML + "edge")}
    assert edges == {(tie.source, tie.target) for tie in found.ties}
    assert [n.get("id") for n in root.iter(GRAPHML + "node")] == list(found.things)
