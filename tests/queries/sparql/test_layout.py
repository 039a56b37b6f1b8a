"""A query that is laid out has the tokens that it had, and stays as it is when it is laid out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.collection import catalogue
from queries.sparql.layout import lay_out
from queries.sparql.lexer import tokenise

PIECES = """SELECT * ?x ?y ( ) { } [ ] . ; , a hn:Post <http://e/a> WHERE FILTER BIND OPTIONAL UNION VALUES GRAPH FROM
LIMIT 1 GROUP BY ORDER HAVING COUNT AS IN NOT EXISTS << >> <<( )>> {| |} | / ^ < > = && - + ? "x" @en ^^ ' #c"""
SPACES = ("", " ", "\n", "\n\n", "\t", "  # why\n")

CASES = [
    ("SELECT ?x\nWHERE\n{ ?x a hn:A; hn:b ?y. }", "SELECT ?x WHERE {\n  ?x a hn:A ;\n    hn:b ?y .\n}\n"),
    ("ASK{filter( ?x>1 )# why\n}", "ASK {\n  filter(?x>1) # why\n}\n"),
    ("SELECT*{{?x ?y ?z}UNION{?a ?b ?c}}", "SELECT* {\n  { ?x ?y ?z } UNION { ?a ?b ?c }\n}\n"),
    ("# first\n\nPREFIX a: <b>  ASK {}", "# first\n\nPREFIX a: <b>\nASK { }\n"),
    (
        "SELECT * { ?x hn:a/hn:b* ?y } ORDER BY DESC (?x) LIMIT 1",
        "SELECT * {\n  ?x hn:a/hn:b* ?y\n}\nORDER BY DESC(?x)\nLIMIT 1\n",
    ),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_clauses_triples_and_properties_have_a_line_each(text: str, expected: str) -> None:
    assert lay_out(text) == expected


@given(st.lists(st.tuples(st.sampled_from(PIECES.split()), st.sampled_from(SPACES)), max_size=40))
def test_tokens_stay_and_a_second_time_changes_nothing(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + space for word, space in pieces)
    laid = lay_out(text)
    assert [token.text for token in tokenise(laid)] == [token.text for token in tokenise(text)]
    assert lay_out(laid) == laid


def test_the_queries_of_the_catalogue_keep_their_tokens_and_their_layout() -> None:
    for query in catalogue().values():
        laid = lay_out(query.text)
        assert [token.text for token in tokenise(laid)] == [token.text for token in tokenise(query.text)]
        assert lay_out(laid) == laid
