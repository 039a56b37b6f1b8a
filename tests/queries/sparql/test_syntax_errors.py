"""A SPARQL text that cannot be read is explained by its place and in words."""

import pytest
from pyoxigraph import Store

from queries.sparql.syntax_errors import explain

CASES = [
    ("SELECT ?x {", 1, 12, "the text ends"),
    ("SELECT ?x {\n ?x no:where 1 }", 2, 5, "the prefix no: is not declared"),
    ("PREFIX a: <urn:a> SELECT ?x { ?x a:b 'no:no' ; no:where 1 }", 1, 48, "the prefix no: is not declared"),
    ("SELEC ?x {}", 1, 10, "{ stands"),
    ("SELECT ?x ?y { ?x ?p ?o } GROUP BY ?x", 1, 38, "The SELECT contains a variable that is unbound"),
    ("", 1, 1, "the text ends"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), CASES)
def test_the_place_and_the_reason_are_given(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    explanation = explain(text, str(caught.value))
    assert (explanation.line, explanation.column) == (line, column)
    assert said in explanation.message
    assert "\\u{" not in explanation.message


def test_a_message_without_a_place_stays_as_it_is() -> None:
    assert str(explain("ASK {}", "something else")) == "something else"
