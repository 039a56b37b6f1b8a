"""Guess whether a query is likely to take long, from its text alone.

Asked only when queries have to wait: those that look light go first, so that a crowd of heavy ones does not stand in
their way. It is a guess from tokens, cheap and often wrong, and nothing but the order of waiting depends on it.
"""

from itertools import pairwise
from typing import Final

from queries.sparql.lexer import Kind, Token, significant_tokens

LONG: Final = 20_000
"""Characters beyond which a query looks heavy whatever it says."""
_CONSTANTS: Final = frozenset({Kind.IRI, Kind.NAME, Kind.STRING, Kind.NUMBER})
_MODIFIERS: Final = frozenset({"LIMIT", "ASK"})


def looks_heavy(text: str) -> bool:
    """Return whether a query looks as if it joined what is not connected, scanned everything, or walked paths.

    >>> looks_heavy("SELECT * { <urn:a> ?p ?o }"), looks_heavy("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    (False, True)
    """
    if len(text) > LONG:
        return True
    tokens = list(significant_tokens(text))
    opening = next((n for n, token in enumerate(tokens) if token.text == "{"), len(tokens))
    body = tokens[opening:]
    if any(_closure(before, token) for before, token in pairwise(body)):
        return True
    statements = _statements(body)
    limited = any(token.word in _MODIFIERS for token in tokens)
    if len(statements) == 1 and limited:
        return False
    return not _joined(statements) or any(not _anchored(one) for one in statements)


def _closure(before: Token, token: Token) -> bool:
    """Whether a token is the `*` or `+` of a property path."""
    is_path = before.kind in {Kind.IRI, Kind.NAME} or before.text in {")", "a"}
    return token.text in {"*", "+"} and is_path and before.end == token.start


def _statements(body: list[Token]) -> list[list[Token]]:
    """Return the tokens of each triple pattern (with what `;` and `,` add), without what stands in parentheses."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in body:
        if token.text in {"(", ")"}:
            depth += 1 if token.text == "(" else -1
        elif depth == 0 and (token.text in {".", "{", "}"} or (token.word and token.text != "a")):
            found.append([])
        elif depth == 0 and token.kind is not Kind.PUNCTUATION:
            found[-1].append(token)
    return [one for one in found if len(one) >= 3 and any(token.variable for token in one)]


def _anchored(statement: list[Token]) -> bool:
    return any(token.kind in _CONSTANTS for token in statement)


def _joined(statements: list[list[Token]]) -> bool:
    """Whether variables and blank nodes connect all statements, directly or by others."""
    places: dict[str, list[int]] = {}
    names = [
        {token.text.lstrip("?$") for token in statement if token.kind in {Kind.VARIABLE, Kind.BLANK}}
        for statement in statements
    ]
    for place, used in enumerate(names):
        for name in used:
            places.setdefault(name, []).append(place)
    reached, todo = set[int](), [0] if statements else []
    while todo:
        place = todo.pop()
        if place not in reached:
            reached.add(place)
            todo += (there for name in names[place] for there in places.pop(name, ()))
    return len(reached) == len(statements)
