"""Values enter a query as terms: whatever stands in a value stays inside one term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store, Variable

from graph.errors import BadParameter
from queries.header import NamedQuery, parse
from queries.sparql.binding import bind, terms_of
from queries.sparql.lexer import Kind, tokenise

FILE = """\
#+ parameters:
#+   text: {type: text, label: {en: Text, vi: Văn bản}, example: x}
#+   thing: {type: iri, kind: [document, concept/body], label: {en: Thing, vi: Vật}, example: document/a}
#+   any: {type: iri, label: {en: Any, vi: Bất kỳ}}
#+   day: {type: date, label: {en: Day, vi: Ngày}}
#+   count: {type: integer, label: {en: Count, vi: Số}}
#+   share: {type: number, label: {en: Share, vi: Phần}}
#+   language: {type: language, label: {en: Language, vi: Ngôn ngữ}, default: en}
SELECT ("$text" AS ?a) (<http://e/$text> AS ?b) (COALESCE($text, 0) AS ?c) # $text
  (COALESCE($thing, 0) AS ?d) (COALESCE($any, 0) AS ?e) (COALESCE($day, 0) AS ?f) (COALESCE($count, 0) AS ?g)
  (COALESCE($share, 0) AS ?h) (COALESCE($language, 0) AS ?i) (bound( $text ) AS ?j) {}
"""
QUERY: NamedQuery = parse(FILE, "probe", group="")
DAY = Literal("2024-04-02", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
HN = "https://w3id.org/huunghi/"


def answer(text: str) -> dict[str, object]:
    """Run a SELECT of one row over an empty store."""
    (row,) = Store().query(text)
    return {name: row[Variable(name)] for name in "abcdefghij"}


def test_only_variable_tokens_are_replaced() -> None:
    """The same letters in a string, an IRI and a comment stay."""
    row = answer(bind(QUERY, {"text": "value"}))
    assert row["a"] == Literal("$text")
    assert row["b"] == NamedNode("http://e/$text")
    assert row["c"] == Literal("value")


def test_unbound_parameters_stay_variables_and_defaults_are_bound() -> None:
    """An optional value left out, or empty, is unbound unless it has a default; BOUND tells which."""
    row = answer(bind(QUERY, {"text": ""}))
    assert row["c"] == Literal(0)
    assert row["i"] == Literal("en")
    assert row["j"] == Literal(False)
    assert answer(bind(QUERY, {"text": "x"}))["j"] == Literal(True)


@given(st.text())
def test_text_comes_back_as_it_went_in(text: str) -> None:
    """Text to term to SPARQL to term is the same text, for any text but none."""
    row = answer(bind(QUERY, {"text": text}))
    assert row["c"] == (Literal(text) if text else Literal(0))


@given(st.text(alphabet="\"'\\{}<>#$? \n\r\tu0022n}"))
def test_no_value_changes_the_shape_of_the_query(text: str) -> None:
    """Quotes, comments, braces and escapes in a value leave the sequence of all other tokens as it was."""

    def shape(value: str) -> list[Kind]:
        return [token.kind for token in tokenise(bind(QUERY, {"text": value}))]

    assert shape(text or "x") == shape("x")


@given(st.text(min_size=1))
def test_an_iri_is_bound_whole_or_refused(text: str) -> None:
    """Whatever is given for an IRI becomes exactly one IRI term, or is refused."""
    try:
        term = terms_of(QUERY, {"any": text})["any"]
    except BadParameter:
        return
    assert answer(bind(QUERY, {"any": text}))["e"] == term


@pytest.mark.parametrize(
    ("parameter", "given_", "term"),
    [
        ("thing", "document/12-ct-tw-2022-01-05", f"<{HN}id/document/12-ct-tw-2022-01-05>"),
        ("thing", "id/document/12-ct-tw-2022-01-05", f"<{HN}id/document/12-ct-tw-2022-01-05>"),
        ("thing", f"{HN}id/document/a", f"<{HN}id/document/a>"),
        ("thing", f"<{HN}id/document/a>", f"<{HN}id/document/a>"),
        ("thing", "concept/body/union", f"<{HN}concept/body/union>"),
        ("thing", "http://example.org/not-ours", "<http://example.org/not-ours>"),
        ("any", "org:member", "<http://www.w3.org/ns/org#member>"),
        ("any", "hn:cited", f"<{HN}ontology#cited>"),
        ("any", "urn:isbn:9780306406157", "<urn:isbn:9780306406157>"),
        ("day", " 2024-04-02 ", '"2024-04-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("count", "-07", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("share", "0.50", '"0.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("language", "vi-Latn-x-plain", '"vi-latn-x-plain"'),
    ],
)
def test_values_become_terms_of_their_type(parameter: str, given_: str, term: str) -> None:
    """Each type has its term, and IRIs may be written short."""
    assert str(terms_of(QUERY, {parameter: given_})[parameter]) == term


@pytest.mark.parametrize(
    ("parameter", "given_", "expected"),
    [
        ("day", "2024-02-30", "YYYY-MM-DD"),
        ("day", "2024-04", "YYYY-MM-DD"),
        ("day", "20240402", "YYYY-MM-DD"),
        ("day", "٢٠٢٤-٠٤-٠٢", "YYYY-MM-DD"),
        ("count", "1.5", "whole number"),
        ("count", "9" * 30, "whole number"),
        ("share", "1e400", "number"),
        ("share", "NaN", "number"),
        ("language", 'en") } #', "language tag"),
        ("text", "\ud800", "text"),
        ("thing", "person/nguyen-ngoc-hung", "document/..."),
        ("thing", f"{HN}id/person/nguyen-ngoc-hung", "document/..."),
        ("thing", "http://example.org/a b", "an IRI"),
        ("thing", "http://example.org/> ?s ?p ?o . <x:y", "an IRI"),
        ("any", "nowhere", "an IRI"),
    ],
)
def test_wrong_values_are_refused(parameter: str, given_: str, expected: str) -> None:
    """The error names the query, the parameter, what was given and what is expected."""
    with pytest.raises(BadParameter) as caught:
        bind(QUERY, {parameter: given_})
    message = caught.value.message
    assert message.startswith(f"query probe: parameter {parameter} was given ")
    assert expected in message
    assert repr(given_)[1:20] in message


@pytest.mark.parametrize("value", [NamedNode("http://example.org/x"), Literal("2024-04-02")])
def test_terms_are_taken_where_their_type_fits(value: NamedNode | Literal) -> None:
    """A page may give a term; an IRI is no day, and a literal no thing."""
    good, bad = ("any", "day") if isinstance(value, NamedNode) else ("day", "any")
    assert terms_of(QUERY, {good: value})[good] == (value if good == "any" else DAY)
    with pytest.raises(BadParameter):
        terms_of(QUERY, {bad: value})


def test_the_nearest_name_is_offered() -> None:
    """A misspelt parameter, a misspelt kind and a bare slug each name what was probably meant."""
    with pytest.raises(BadParameter, match="unknown parameter 'langauge'") as caught:
        bind(QUERY, {"langauge": "en"})
    assert caught.value.hint == "Did you mean language?"
    with pytest.raises(BadParameter) as caught:
        bind(QUERY, {"thing": "documents/a"})
    assert "Did you mean document/a?" in caught.value.hint
    with pytest.raises(BadParameter) as caught:
        bind(QUERY, {"thing": "12-ct-tw-2022-01-05"})
    assert "Did you mean document/12-ct-tw-2022-01-05?" in caught.value.hint


def test_a_missing_parameter_is_named_with_its_example() -> None:
    """A required value left out says what it is and shows one."""
    required = parse(
        "#+ parameters: {day: {type: date, required: true, example: 2024-04-02, label: {en: Day, vi: Ngày}}}\n"
        "ASK { ?s ?p $day }",
        "of-day",
        group="",
    )
    with pytest.raises(BadParameter) as caught:
        bind(required, {})
    assert str(caught.value) == (
        "query of-day: parameter day is missing\nGive a day as YYYY-MM-DD, such as 2024-04-02: Day."
    )
