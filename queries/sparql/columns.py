"""Give the columns of `SELECT *` in the order in which the text has its variables; the engine has them by alphabet.

Which variables are in scope the engine decides (subqueries, MINUS and EXISTS hide some); the text only says in which
order they stand.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from graph.errors import HuuNghiError
from graph.limits import LIMITS
from queries.sparql.lexer import Token, significant_tokens

Scope = Callable[[str], Sequence[str]]
"""Gives the variables of a query's answer, by the engine."""


def with_columns_in_order(text: str, scope: Scope) -> str:
    """Return a query whose `*` is written out in the order of its text; as it is where that changes nothing.

    `scope` is asked about the query with a pattern that matches nothing, so that nothing is evaluated. What is raised
    by it leaves the query as it is, for then it cannot be run either.

    >>> with_columns_in_order("SELECT * { ?s ?p ?o } LIMIT 1", lambda _: ["o", "p", "s"])
    'SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1'
    """
    if "*" not in text or len(text) > LIMITS.columns_ordered:
        return text
    tokens = significant_tokens(text)
    star = _star(tokens)
    if star is None:
        return text
    names, group = _names_and_group(tokens)
    if group is None or names == sorted(names):
        return text
    begin, end = group
    try:
        known = scope(f"{text[:begin]}{{ FILTER(false) {text[begin:end]} }}{text[end:]}")
    except (HuuNghiError, SyntaxError, RuntimeError, ValueError, OSError):
        return text
    in_scope = set(known)
    ordered = [name for name in names if name in in_scope]
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


def _names_and_group(tokens: Iterable[Token]) -> tuple[list[str], tuple[int, int] | None]:
    """Return the variables in the order in which they first stand, and the query's pattern with its braces."""
    names: dict[str, None] = {}
    depth, begin = 0, -1
    group = None
    for token in tokens:
        if token.variable:
            names[token.variable] = None
        elif token.text == "{":
            depth += 1
            begin = token.start if begin < 0 else begin
        elif token.text == "}":
            depth -= 1
            if depth == 0 and group is None and begin >= 0:
                group = begin, token.end
    return list(names), group
