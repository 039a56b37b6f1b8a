"""A claim becomes quads of its source's graph and can be read back from them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.claim import INFERRED, AsOf, Claim, Passage, date_literal, read, slug_of, write
from ontology.iris import concept, mint
from ontology.terms import prov

SOURCE = mint("source", "a-report")
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
HUNG = NamedNode(mint("person", "nguyen-ngoc-hung"))

PREMISES = (mint("claim", "a"), mint("claim", "b"), mint("passage", "a-report-20000-20001"))

dates = st.one_of(
    st.integers(1000, 2999).map(str),
    st.dates().map(lambda d: f"{d.year:04d}-{d.month:02d}"),
    st.dates().map(str),
)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    start = draw(st.integers(0, 10_000))
    printed = draw(st.none() | words)
    passage = draw(
        st.none()
        | st.builds(
            Passage,
            st.just(SOURCE),
            st.just(start),
            st.just(start + draw(st.integers(1, 500))),
            st.just(printed),
            st.none() | st.just("ab" * 32),
            st.none() | st.just(concept("part", "caption")),
        )
    )
    as_of = draw(st.none() | dates.map(AsOf))
    return Claim(
        triple=Triple(HUNG, LABEL, Literal(draw(words), language="vi")),
        source=SOURCE,
        status=draw(st.sampled_from([concept("status", s) for s in ("explicit", "proposed")])),
        passage=passage,
        printed=printed,
        language=None if printed is None else "en",
        as_of=as_of,
        reason=draw(st.none() | st.just("It follows.")),
        confidence=draw(st.none() | st.sampled_from([Decimal("0.5"), Decimal(1)])),
        run=draw(st.none() | st.just(mint("run", "tables"))),
        premises=tuple(sorted(draw(st.sets(st.sampled_from(PREMISES))))),
    )


@given(claims())
def test_a_claim_read_back_is_the_claim_written(claim: Claim) -> None:
    store = Store()
    write(store, [claim])
    assert list(read(store, source=SOURCE)) == [claim]


@pytest.mark.parametrize(
    ("exact", "part", "slug"),
    [
        ("12-CT/TW", None, "a-report-words-"),
        (None, concept("part", "catalogue-entry"), "a-report-catalogue-entry"),
    ],
)
def test_a_passage_without_a_place_is_told_by_its_words_or_its_part(
    exact: str | None, part: str | None, slug: str
) -> None:
    passage = Passage(SOURCE, None, None, exact, part=part)
    claim = Claim(Triple(HUNG, LABEL, Literal("Hùng", language="vi")), SOURCE, passage=passage)
    store = Store()
    write(store, [claim])
    assert passage.iri.startswith(mint("passage", slug))
    assert list(read(store, source=SOURCE)) == [claim]


def test_only_what_its_words_say_is_quoted_from_a_place() -> None:
    plain = Claim(Triple(HUNG, LABEL, Literal("Hùng", language="vi")), SOURCE, passage=Passage(SOURCE, 1, 5))
    inferred = replace(plain, status=INFERRED, reason="It follows.")
    quoted, derived = NamedNode(prov.wasQuotedFrom), NamedNode(prov.wasDerivedFrom)
    where = NamedNode(mint("passage", "a-report-1-5"))
    for claim, predicates in ((plain, {quoted, derived}), (inferred, {derived})):
        assert {q.predicate for q in claim.quads() if q.object == where} == predicates


@given(claims())
def test_saying_a_thing_twice_is_saying_it_once(claim: Claim) -> None:
    store = Store()
    write(store, [claim])
    once = set(store)
    write(store, [claim])
    assert set(store) == once


def test_all_quads_of_a_claim_are_in_the_graph_of_its_source() -> None:
    claim = Claim(Triple(HUNG, LABEL, Literal("x")), SOURCE, passage=Passage(SOURCE, 1, 2, exact="x"))
    assert {q.graph_name.value for q in claim.quads() if isinstance(q.graph_name, NamedNode)} == {
        "https://w3id.org/huunghi/graph/source/a-report"
    }


def test_the_same_words_at_two_places_are_two_claims() -> None:
    triple = Triple(HUNG, LABEL, Literal("x"))
    first = Claim(triple, SOURCE, passage=Passage(SOURCE, 1, 2))
    second = Claim(triple, SOURCE, passage=Passage(SOURCE, 5, 6))
    assert first.iri != second.iri


def test_the_name_of_a_claim_does_not_depend_on_who_extracted_it() -> None:
    triple = Triple(HUNG, LABEL, Literal("x"))
    assert (
        Claim(triple, SOURCE, run="urn:one").iri == Claim(triple, SOURCE, status=INFERRED, run="urn:two").iri
    )


@pytest.mark.parametrize("text", ["2024", "2024-04", "2024-04-30", "0044-03-15"])
def test_a_date_keeps_its_precision(text: str) -> None:
    assert date_literal(text).value == text


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "2024-4-1", "April 2024", "2024-00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        date_literal(text)


@pytest.mark.parametrize("text", ["2024/2023", "2024-05/", "/2024", "2024//2025"])
def test_an_interval_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        AsOf.parse(text)


def test_only_a_source_has_a_graph_of_claims() -> None:
    with pytest.raises(ValueError, match="not the IRI of a source"):
        slug_of(mint("person", "x"))
