"""The tokeniser names every piece of a query and loses none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.sparql.lexer import Kind, tokenise, unescape

CASES = [
    ("# SERVICE <x>\nSELECT", [("comment", "# SERVICE <x>"), ("word", "SELECT")]),
    ('"a SERVICE \\" b"', [("string", '"a SERVICE \\" b"')]),
    ('"""a "quoted" ""word\n"""', [("string", '"""a "quoted" ""word\n"""')]),
    ("'''it's'''@en", [("string", "'''it's'''"), ("language", "@en")]),
    ('""@en-', [("string", '""'), ("language", "@en"), ("punctuation", "-")]),
    ("ex:a%4z", [("name", "ex:a"), ("unknown", "%"), ("number", "4"), ("word", "z")]),
    ('""', [("string", '""')]),
    ("'' ''", [("string", "''"), ("string", "''")]),
    ("<http://e/SERVICE#x>", [("iri", "<http://e/SERVICE#x>")]),
    ("?a < 3", [("variable", "?a"), ("punctuation", "<"), ("number", "3")]),
    ("?a<3", [("variable", "?a"), ("punctuation", "<"), ("number", "3")]),
    ("ex:SERVICE", [("name", "ex:SERVICE")]),
    ("ex:a.b.", [("name", "ex:a.b"), ("punctuation", ".")]),
    ("ex:a\\,b%20c", [("name", "ex:a\\,b%20c")]),
    (":", [("name", ":")]),
    ("_:b1.", [("blank", "_:b1"), ("punctuation", ".")]),
    ("$tên", [("variable", "$tên")]),
    (
        "?s :p* ?o",
        [("variable", "?s"), ("name", ":p"), ("punctuation", "*"), ("variable", "?o")],
    ),
    ("1.5e3 .5 7", [("number", "1.5e3"), ("number", ".5"), ("number", "7")]),
    ("?x ?", [("variable", "?x"), ("punctuation", "?")]),
    ('"x"^^xsd:int', [("string", '"x"'), ("punctuation", "^^"), ("name", "xsd:int")]),
    ('"open \n x', [("unknown", '"open '), ("word", "x")]),
    ("'''open \n x", [("unknown", "'''open \n x")]),
    (
        "a-b.c d.e:f",
        [
            ("word", "a"),
            ("punctuation", "-"),
            ("word", "b"),
            ("punctuation", "."),
            ("word", "c"),
            ("name", "d.e:f"),
        ],
    ),
    (
        "<<( ?s ?p ?o )>>",
        [("punctuation", "<<("), *[("variable", f"?{v}") for v in "spo"], ("punctuation", ")>>")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_each_piece_of_a_query_gets_its_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(token.kind), token.text) for token in tokenise(text)] == expected


@given(st.text(alphabet=st.sampled_from("aS?$:<>\"'\\#{}().é \n1_-@%|")))
def test_no_character_is_lost_and_offsets_are_exact(text: str) -> None:
    position = 0
    for token in tokenise(text):
        assert text[position : token.start].strip() == ""
        assert text[token.start : token.end] == token.text
        position = token.end
    assert text[position:].strip() == ""


def test_a_name_with_marks_may_be_decomposed() -> None:
    """A Vietnamese variable name in decomposed form is one token."""
    assert [token.variable for token in tokenise("?te\u0302n")] == ["te\u0302n"]


def test_a_large_literal_takes_linear_time() -> None:
    """Ten megabytes in one literal are one token; one that never ends is read once, not again and again."""
    big = '"""' + 'a"b\\"' * 2_000_000
    assert next(tokenise(big + '"""')).kind is Kind.STRING
    assert next(tokenise(big)).kind in {Kind.STRING, Kind.UNKNOWN}


def test_code_point_escapes_are_resolved_anywhere() -> None:
    assert unescape("\\u0053ERVICE \\U0001F600") == "SERVICE \U0001f600"


@pytest.mark.parametrize("escape", ["\\uD800", "\\UFFFFFFFF", "\\u12"])
def test_an_escape_of_no_character_stays(escape: str) -> None:
    assert unescape(escape) == escape


def test_words_are_compared_in_upper_case() -> None:
    assert [t.word for t in tokenise("sErViCe ?x")] == ["SERVICE", ""]
