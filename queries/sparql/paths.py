"""Paths of length zero from a constant that no statement names: `<urn:x> p* ?y` has the row <urn:x> all the same.

The engine (pyoxigraph 0.5.13) gives none. Where the data do not name the constant, nothing but paths of length zero can
begin or end there, so such a statement has one row for each way in which its path can have that length, and is written
as VALUES; where they do, the engine is right, and the query stays as it is. This holds for any path with a constant at
one end and at the other a variable, a blank node or the same constant, outside of GRAPH and EXISTS; of statements with
`;` or `,` it is not looked for.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import QueryError
from queries.sparql.glued import without_glue
from queries.sparql.lexer import Kind, Token, significant_tokens

_MAY: Final = re.compile(
    r"S(?<![\w:.%-]S)ELECT\s*+(?:(?:DISTINCT|REDUCED)\s*+)?\*|(?P<path>[>)\w:.%-]\s*+(?:\*|\?(?!\w)))",
    re.IGNORECASE,
)
"""What may be a path of length zero; the `*` of a SELECT is read first, and is none."""
_NAMES: Final = frozenset({Kind.IRI, Kind.NAME})
_BEFORE: Final = frozenset({"{", "}", ".", ")"})
_AFTER: Final = frozenset({"{", "}", "."})
_ELSEWHERE: Final = frozenset({"GRAPH", "EXISTS", "SERVICE"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_MOST_ROWS: Final = 100
"""How often one statement may be written out: `p*|p*` finds what it begins at twice."""
_MOST_NESTED: Final = 100

Absent = Callable[[str], bool]
"""Whether an ASK finds nothing."""


@dataclass(frozen=True)
class _End:
    """The subject or the object of a statement, from one token to before another."""

    text: str
    first: Kind
    start: int
    end: int

    @property
    def is_constant(self) -> bool:
        return self.first not in (Kind.VARIABLE, Kind.BLANK)


@dataclass(frozen=True)
class _Statement:
    subject: _End
    rows: int
    object: _End


def with_paths_of_length_zero(text: str, is_absent: Absent) -> str:
    """Return a query whose paths from what the data do not name are written as the rows that they have.

    >>> with_paths_of_length_zero("SELECT * { <urn:x> <urn:p>* ?y }", lambda ask: True)
    'SELECT * { VALUES ?y { <urn:x> } }'
    """
    if not any(found["path"] for found in _MAY.finditer(text)):
        return text
    tokens = without_glue(significant_tokens(text))
    form = next((token for token in tokens if token.word in _FORMS), None)
    if form is None or any(token.word == "FROM" for token in tokens):
        return text
    blanks = Counter(token.text for token in tokens if token.kind is Kind.BLANK)
    pieces, position = [], 0
    for found in _statements(text, tokens):
        ends = (found.subject, found.object)
        if any(end.first is Kind.BLANK and blanks[end.text] > 1 for end in ends):
            continue  # another statement says something of it
        absent = False
        with contextlib.suppress(SyntaxError, QueryError):  # what cannot be asked is told of the query itself
            absent = _is_absent(text[: form.start], ends, is_absent)
        if absent:
            start, end = tokens[found.subject.start].start, tokens[found.object.end - 1].end
            pieces += [text[position:start], _values(ends, found.rows), "\n" * text.count("\n", start, end)]
            position = end
    return "".join(pieces) + text[position:]


def _is_absent(prologue: str, ends: tuple[_End, _End], is_absent: Absent) -> bool:
    """Whether the data name no constant of a statement, and its ends can be one term."""
    constants = [end for end in ends if end.is_constant]
    if len(constants) == 2 and is_absent(
        f"{prologue}ASK {{ FILTER(sameTerm({constants[0].text}, {constants[1].text})) }}"
    ):
        return False
    name = constants[0].text
    ask = f"{prologue}ASK {{ ?s ?p {name} }}"
    if constants[0].first in _NAMES:
        ask = f"{prologue}ASK {{ {{ {name} ?p ?o }} UNION {{ ?s ?p {name} }} }}"
    return is_absent(ask)


def _values(ends: tuple[_End, _End], rows: int) -> str:
    constant = next(end.text for end in ends if end.is_constant)
    for end in ends:
        if end.first is Kind.VARIABLE:
            return f"VALUES {end.text} {{ {' '.join([constant] * rows)} }}"
    return f"VALUES () {{ {' '.join(['()'] * rows)} }}"


def _statements(text: str, tokens: Sequence[Token]) -> list[_Statement]:
    """The statements whose path may have length zero and has a constant at one end."""
    found: list[_Statement] = []
    elsewhere: list[bool] = []  # for each open brace, whether what is in it is asked of something else
    for place, token in enumerate(tokens):
        if token.text == "{":
            named = {one.word for one in tokens[max(0, place - 3) : place]} & _ELSEWHERE
            elsewhere.append(bool(named) or (bool(elsewhere) and elsewhere[-1]))
        elif token.text == "}" and elsewhere:
            elsewhere.pop()
        if token.text in _BEFORE and elsewhere and not elsewhere[-1]:
            statement = _statement(text, tokens, place + 1)
            if statement is not None:
                found.append(statement)
    return found


def _statement(text: str, tokens: Sequence[Token], place: int) -> _Statement | None:
    subject = _end(text, tokens, place)
    if subject is None:
        return None
    path = _Path(tokens, subject.end)
    try:
        rows = path.alternatives()
    except (_NoPathError, IndexError):
        return None
    object_ = _end(text, tokens, path.place)
    if not 0 < rows <= _MOST_ROWS or object_ is None or object_.end >= len(tokens):
        return None
    after = tokens[object_.end]
    if not (subject.is_constant or object_.is_constant) or not (
        after.text in _AFTER or after.kind is Kind.WORD
    ):
        return None
    return _Statement(subject, rows, object_)


def _end(text: str, tokens: Sequence[Token], place: int) -> _End | None:
    """The term that begins at a place."""
    if place >= len(tokens):
        return None
    token, last = tokens[place], place
    following = tokens[place + 1] if place + 1 < len(tokens) else token
    if token.text == "[" and following.text == "]":
        return _End("[]", Kind.BLANK, place, place + 2)
    if token.kind is Kind.STRING and following.kind is Kind.LANGUAGE:
        last = place + 1
    elif token.kind is Kind.STRING and following.text == "^^":
        last = place + 2
    elif token.text in ("-", "+") and following.kind is Kind.NUMBER:
        last = place + 1
    elif token.word not in ("TRUE", "FALSE") and token.kind not in (
        *_NAMES, Kind.NUMBER, Kind.STRING, Kind.VARIABLE, Kind.BLANK,
    ):  # fmt: skip
        return None
    if last >= len(tokens):
        return None
    return _End(text[token.start : tokens[last].end], token.kind, place, last + 1)


class _NoPathError(Exception):
    """What stands there is no path."""


class _Path:
    """Counts in how many ways the path that begins at a place can have length zero (SPARQL 1.1 section 9)."""

    def __init__(self, tokens: Sequence[Token], place: int) -> None:
        self._tokens = tokens
        self.place = place
        self._depth = 0

    def alternatives(self) -> int:
        """The ways of what `|` separates, together; `place` is then after the path."""
        ways = self._sequence()
        while self._take("|"):
            ways += self._sequence()
        return ways

    def _sequence(self) -> int:
        ways = self._step()
        while self._take("/"):
            ways *= self._step()
        return ways

    def _step(self) -> int:
        self._take("^")
        token = self._tokens[self.place]
        ways = 0
        if self._take("!"):
            self._passed_over()
        elif self._take("("):
            self._depth += 1
            if self._depth > _MOST_NESTED:
                raise _NoPathError
            ways = self.alternatives()
            self._depth -= 1
            self._require(")")
        elif token.kind in _NAMES or token.text == "a":
            self.place += 1
        else:
            raise _NoPathError
        if self._take("*") or self._take("?"):
            return 1
        return min(ways, 1) if self._take("+") else min(ways, _MOST_ROWS + 1)

    def _passed_over(self) -> None:
        """The steps after `!`."""
        if not self._take("("):
            self._one()
        elif not self._take(")"):
            self._one()
            while self._take("|"):
                self._one()
            self._require(")")

    def _one(self) -> None:
        self._take("^")
        token = self._tokens[self.place]
        if token.kind not in _NAMES and token.text != "a":
            raise _NoPathError
        self.place += 1

    def _take(self, text: str) -> bool:
        token = self._tokens[self.place]
        if token.kind is Kind.PUNCTUATION and token.text == text:
            self.place += 1
            return True
        return False

    def _require(self, text: str) -> None:
        if not self._take(text):
            raise _NoPathError
