"""Paths of length zero from a constant that no statement names: `<urn:x> p* ?y` has the row <urn:x> all the same.

The engine (pyoxigraph 0.5.13) gives none. Where the data do not name the constant, such a path has that row and no
other, so it is written as VALUES; where they do, the engine is right, and the query stays as it is. Looked for is what
people write: a constant at one end, a variable at the other, and one step with `*` or `?` between, outside of GRAPH and
EXISTS.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Final

from graph.errors import QueryError
from queries.sparql.lexer import Kind, Token, tokenise

_MAY: Final = re.compile(r"[>)\w][*?]\s")
_CONSTANTS: Final = frozenset({Kind.IRI, Kind.NAME, Kind.NUMBER})
_BEFORE: Final = frozenset({"{", "}", "."})
_AFTER: Final = frozenset({"{", "}", "."})
_ELSEWHERE: Final = frozenset({"GRAPH", "EXISTS", "SERVICE"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

Absent = Callable[[str], bool]
"""Whether an ASK that looks for a constant in the data finds nothing."""


def with_paths_of_length_zero(text: str, is_absent: Absent) -> str:
    """Return a query whose paths from what the data do not name are written as their one row.

    >>> with_paths_of_length_zero("SELECT * { <urn:x> <urn:p>* ?y }", lambda ask: True)
    'SELECT * { VALUES ?y { <urn:x> } }'
    """
    if _MAY.search(text) is None:
        return text
    tokens = [token for token in tokenise(text) if token.kind is not Kind.COMMENT]
    form = next((token for token in tokens if token.word in _FORMS), None)
    if form is None or any(token.word == "FROM" for token in tokens):
        return text
    pieces, position = [], 0
    for start, end in _paths(tokens):
        subject, value = tokens[start], tokens[end - 1]
        variable, constant = (subject, value) if subject.kind is Kind.VARIABLE else (value, subject)
        prologue, absent = text[: form.start], False
        ask = f"{prologue}ASK {{ {{ {constant.text} ?p ?o }} UNION {{ ?s ?p {constant.text} }} }}"
        if constant.kind is Kind.NUMBER:
            ask = f"{prologue}ASK {{ ?s ?p {constant.text} }}"
        with contextlib.suppress(SyntaxError, QueryError):  # what cannot be asked is told of the query itself
            absent = is_absent(ask)
        if absent:
            written = f"VALUES {variable.text} {{ {constant.text} }}"
            lines = "\n" * text.count("\n", subject.start, value.end)
            pieces += [text[position : subject.start], written, lines]
            position = value.end
    return "".join(pieces) + text[position:]


def _paths(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The statements with such a path, each from one token to before another."""
    found = []
    elsewhere: list[bool] = []  # for each open brace, whether what is in it is asked of something else
    for place, token in enumerate(tokens):
        if token.text == "{":
            named = {one.word for one in tokens[max(0, place - 3) : place]} & _ELSEWHERE
            elsewhere.append(bool(named) or (bool(elsewhere) and elsewhere[-1]))
        elif token.text == "}" and elsewhere:
            elsewhere.pop()
        elif token.text in ("*", "?") and token.kind is Kind.PUNCTUATION and elsewhere and not elsewhere[-1]:
            start = _step(tokens, place - 1) - 1
            if start < 1 or place + 2 >= len(tokens):
                continue
            ends = {tokens[start].kind, tokens[place + 1].kind}
            closed = tokens[place + 2].text in _AFTER or tokens[place + 2].kind is Kind.WORD
            if Kind.VARIABLE in ends and ends & _CONSTANTS and tokens[start - 1].text in _BEFORE and closed:
                found.append((start, place + 2))
    return found


def _step(tokens: Sequence[Token], place: int) -> int:
    """The place where the step of a path begins that ends at a place."""
    if tokens[place].text == ")":
        depth = 0
        while place > 0:
            depth += (tokens[place].text == ")") - (tokens[place].text == "(")
            if depth == 0:
                break
            place -= 1
    elif tokens[place].kind not in (Kind.IRI, Kind.NAME) and tokens[place].text != "a":
        return 0
    return place - 1 if place > 0 and tokens[place - 1].text == "^" else place
