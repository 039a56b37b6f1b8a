"""What the W3C runner takes for the same, and what not: a runner that cannot fail says nothing."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from tests.w3c.compare import Row, Solutions, difference
from tests.w3c.excused import CASES, unexpected
from tests.w3c.manifest import Case, Kind
from tests.w3c.results import read_answer

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B, P = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:p")


def number(text: str, name: str = "decimal") -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


def table(*rows: Row, ordered: bool = False) -> Solutions:
    return Solutions(("x", "y"), rows, ordered)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (table((A, B), (B, A)), table((B, A), (A, B))),
        (table((A, BlankNode("n"))), table((A, BlankNode("m")))),
        (table((BlankNode("n"), BlankNode("n"))), table((BlankNode("m"), BlankNode("m")))),
        (
            table((BlankNode("n"), A), (BlankNode("n"), B), (BlankNode("m"), B)),
            table((BlankNode("m"), B), (BlankNode("k"), A), (BlankNode("k"), B)),
        ),
        (table((number("2.0"), None)), table((number("2.00"), None))),
        (table((number("1E0", "double"), None)), table((number("1.0", "double"), None))),
        (table((number("1", "boolean"), None)), table((number("true", "boolean"), None))),
        (table((Literal("a", language="en-GB"), None)), table((Literal("a", language="en-gb"), None))),
        (table((A, B)), Solutions(("y", "x"), ((B, A),))),
        (frozenset({Quad(A, P, BlankNode("n"))}), frozenset({Quad(A, P, BlankNode("m"))})),
        (True, True),
    ],
)
def test_these_are_the_same(one: Solutions, other: Solutions) -> None:
    assert difference(one, other) == difference(other, one) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (table((A, B)), table((A, A))),
        (table((A, B)), table((A, B), (A, B))),
        (table((A, None)), table((A, B))),
        (table((A, BlankNode("n"))), table((A, A))),
        (table((BlankNode("n"), BlankNode("n"))), table((BlankNode("m"), BlankNode("k")))),
        (
            table((BlankNode("n"), A), (BlankNode("n"), B)),
            table((BlankNode("m"), A), (BlankNode("k"), B)),
        ),
        (table((number("2"), None)), table((number("2", "integer"), None))),
        (table((number("2.0"), None)), table((number("2.01"), None))),
        (table((Literal("a"), None)), table((Literal("a", language="en"), None))),
        (table((A, B), (B, A), ordered=True), table((B, A), (A, B))),
        (table((A, B)), Solutions(("x", "z"), ((A, B),))),
        (frozenset({Quad(A, P, A)}), frozenset({Quad(A, P, A, B)})),
        (frozenset({Quad(A, P, BlankNode("n"))}), frozenset({Quad(A, P, A)})),
        (True, False),
        (True, table()),
        (frozenset[Quad](), table()),
    ],
)
def test_these_are_not_the_same(one: Solutions, other: Solutions) -> None:
    assert difference(one, other)


def test_reduced_rows_may_be_fewer_but_no_others() -> None:
    expected = table((A, B), (A, B), (B, A))
    assert difference(expected, table((A, B), (B, A)), lax=True) == ""
    assert difference(expected, table((A, B)), lax=True)
    assert difference(expected, table((A, B), (A, B), (A, B), (B, A)), lax=True)


def test_csv_has_rows_of_text_and_blank_nodes() -> None:
    answer = read_answer("text/csv", b'x,y\r\n"a,b",\r\n_:n,1\r\n', "")
    assert answer == Solutions(("x", "y"), ((Literal("a,b"), None), (BlankNode("n"), Literal("1"))))


def test_a_case_that_is_excused_by_name_and_passes_is_named_as_one_that_fails_is() -> None:
    excused, other = next(name for name in CASES if "/" in name), "suite/other"
    cases = [Case(*name.rsplit("/", 1), title="", kind=Kind.QUERY) for name in (excused, other)]
    assert unexpected(cases, {excused: "wrong", other: ""}) == []
    assert unexpected(cases, {excused: "", other: "wrong"}) == [excused, other]
