"""Literals are kept by their value; whoever loads is told of each that is written otherwise or is none of its type."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.claims.validation import check_shapes
from graph.engine.stored import as_stored
from graph.store.versions import VersionStore
from huunghi import main
from loaders.rdf.files import rdf_files
from loaders.rdf.literals import LiteralCount
from loaders.rdf.load import load_rdf
from ontology.terms import hn, oa, rdf, xsd

BYTE, DOUBLE = (xsd.integer.replace("integer", name) for name in ("byte", "double"))
NODE = NamedNode("urn:x")


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))


def notes(*values: Literal) -> list[str]:
    count = LiteralCount()
    count.see(Quad(NODE, NODE, value) for value in values)
    return count.notes()


def test_literals_that_are_stored_by_their_value_are_counted_with_examples() -> None:
    said = notes(
        typed("007", xsd.integer),
        typed("1.50", xsd.decimal),
        typed("7", BYTE),
    )
    assert said == [
        '3 literals are stored by their value: 007 as 7, 1.50 as 1.5, "7"^^xsd:byte as "7"^^xsd:integer.'
    ]


def test_literals_that_are_none_of_their_type_are_counted_with_examples() -> None:
    said = notes(
        typed("abc", xsd.integer), typed("2019-13-05", xsd.date), typed("maybe", xsd.boolean), Literal("abc")
    )
    assert said == [
        '3 literals are not of their type, and cannot be compared or sorted by value: "abc"^^xsd:integer, '
        '"2019-13-05"^^xsd:date, "maybe"^^xsd:boolean.'
    ]


@given(
    st.one_of(
        st.integers().map(lambda n: typed(str(n), xsd.integer)),
        st.decimals(allow_nan=False, allow_infinity=False).map(lambda n: typed(f"{n:f}", xsd.decimal)),
        st.dates().map(lambda d: typed(d.isoformat(), xsd.date)),
        st.datetimes().map(lambda d: typed(d.isoformat(), xsd.dateTime)),
        st.floats().map(lambda n: typed(str(n), DOUBLE)),
        st.text("0123456789-+.TZ: e", max_size=20).map(lambda t: typed(t, xsd.date)),
        st.text("0123456789-+.TZ: e", max_size=20).map(lambda t: typed(t, xsd.decimal)),
    )
)
def test_a_literal_is_told_of_exactly_where_the_store_writes_it_otherwise(value: Literal) -> None:
    rewritten = as_stored([Triple(NODE, NODE, value)])[0].object != value
    assert any("by its value" in note for note in notes(value)) == rewritten


def test_a_load_and_validate_tell_of_them(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('<urn:a> <urn:p> 007, "abc"^^<http://www.w3.org/2001/XMLSchema#integer>, "x" .')
    report = load_rdf(versions, rdf_files(path))
    told = [note.removeprefix(f"{path}: ") for note in report.notes]
    assert len(told) == 2
    assert told[0] == "1 literal is stored by its value: 007 as 7."
    said = CliRunner().invoke(main, ["--store", str(versions.root), "validate"]).output
    assert f"note: a.ttl: {told[0]}" in said
    assert f"note: a.ttl: {told[1]}" in said


@pytest.mark.parametrize(
    ("cls", "predicate", "value"),
    [
        (hn.Claim, hn.confidence, typed("NaN", DOUBLE)),
        (hn.Claim, hn.confidence, typed("much", xsd.decimal)),
        (hn.Claim, hn.asOf, typed("2020-13-45", xsd.date)),
        (oa.TextPositionSelector, oa.start, typed("first", xsd.integer)),
    ],
)
def test_a_value_that_is_none_is_a_finding_of_the_shapes_and_no_crash(
    cls: str, predicate: str, value: Literal
) -> None:
    triples = [Triple(NODE, NamedNode(rdf.type), NamedNode(cls)), Triple(NODE, NamedNode(predicate), value)]
    found = [str(finding) for finding in check_shapes(triples, focus=["urn:x"])]
    assert any(value.value.lower() in one.lower() for one in found)
