"""Give the columns of `SELECT *` in the order in which the text has its variables; the engine has them by alphabet.

Which variables are in scope the engine decides (subqueries, MINUS and EXISTS hide some); the text only says in which
order they stand.
"""

from collections.abc import Callable, Iterator, Sequence

from graph.errors import HuuNghiError
from queries.sparql.lexer import Kind, Token, tokenise

Scope = Callable[[str], Sequence[str]]
"""Gives the variables of a query's answer, by the engine."""


def with_columns_in_order(text: str, scope: Scope) -> str:
    """Return a query whose `*` is written out in the order of its text; as it is where that changes nothing.

    `scope` is asked about the query with a pattern that matches nothing, so that nothing is evaluated. What is raised
    by it leaves the query as it is, for then it cannot be run either.

    >>> with_columns_in_order("SELECT * { ?s ?p ?o } LIMIT 1", lambda _: ["o", "p", "s"])
    'SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1'
    """
    if "*" not in text:
        return text
    tokens = (token for token in tokenise(text) if token.kind is not Kind.COMMENT)
    star = _star(tokens)
    if star is None:
        return text
    rest = list(tokens)
    names = list(dict.fromkeys(token.variable for token in rest if token.variable))
    if names == sorted(names):
        return text
    emptied = _emptied(text, rest)
    if not emptied:
        return text
    try:
        known = scope(emptied)
    except (HuuNghiError, SyntaxError, RuntimeError, ValueError, OSError):
        return text
    ordered = [name for name in names if name in set(known)]
    if not ordered or len(ordered) != len(known) or ordered == list(known):
        return text
    return text[: star.start] + " ".join(f"?{name}" for name in ordered) + text[star.end :]


def _star(tokens: Iterator[Token]) -> Token | None:
    """Return the `*` of a `SELECT *` that is the query's own form; take the tokens up to it."""
    for token in tokens:
        if token.word == "SELECT":
            break
        if token.word in {"ASK", "CONSTRUCT", "DESCRIBE"} or token.text == "{":
            return None
    following = next(tokens, None)
    if following is not None and following.word in {"DISTINCT", "REDUCED"}:
        following = next(tokens, None)
    return following if following is not None and following.text == "*" else None


def _emptied(text: str, tokens: Sequence[Token]) -> str:
    """Return the query with a pattern that has the same variables in scope and no solution; '' where it has none."""
    depth, begin = 0, -1
    for token in tokens:
        if token.text == "{":
            depth += 1
            begin = token.start if begin < 0 else begin
        elif token.text == "}":
            depth -= 1
            if depth == 0 and begin >= 0:
                return f"{text[:begin]}{{ FILTER(false) {text[begin : token.end]} }}{text[token.end :]}"
    return ""
