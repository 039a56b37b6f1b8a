"""Find where the engine may read a text otherwise than our lexer, so that nothing is hidden from a check by tokens.

The lexer takes `<` for the beginning of an IRI wherever one could stand, and `<<` for that of a triple. The engine
knows the grammar: after a value, inside the brackets of an expression, both mean "less than". Where an IRI holds `#` or
`'`, one of the two then reads a comment or a string where the other reads braces and words: `FILTER(?a<?b)#>{`. Who
checks what an update writes, or whom a text calls, refuses such a text; written with spaces it is plain.
"""

import re
from collections.abc import Iterable
from typing import Final

from graph.errors import QueryError
from queries.sparql.lexer import Kind, Token

_VALUES: Final = frozenset(
    {Kind.VARIABLE, Kind.NUMBER, Kind.STRING, Kind.LANGUAGE, Kind.NAME, Kind.IRI, Kind.BLANK}
)
_ENDS: Final = frozenset({")", "]", "}", ">>", ")>>"})
_OPENS: Final = frozenset({"{", "[", "{|"})
_CLOSES: Final = frozenset({"}", "]", "|}"})
_WHOLE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
"""An IRI with an authority is no comparison: two slashes follow no value."""


def ambiguous(tokens: Iterable[Token]) -> Token | None:
    """Return the first token, of those that are no comments, that the engine may read otherwise; None where none is.

    >>> from queries.sparql.lexer import tokenise
    >>> ambiguous(tokenise("ASK { FILTER(?a<?b)#>{ }")).text
    '<?b)#>'
    >>> ambiguous(tokenise("ASK { ?a <urn:b#c> (1 2) FILTER(?a < ?b) # > { }"))
    """
    brackets = [0]  # of what is open: how many round ones within it
    value = False
    for token in tokens:
        text = token.text
        if value and brackets[-1] and _may_compare(token):
            return token
        if text == "(":
            brackets[-1] += 1
        elif text == ")":
            brackets[-1] -= 1
        elif text in _OPENS:
            brackets.append(0)
        elif text in _CLOSES and len(brackets) > 1:
            brackets.pop()
        value = token.kind in _VALUES or text in _ENDS or token.word in ("TRUE", "FALSE")
    return None


def refuse_ambiguous(text: str, tokens: Iterable[Token]) -> None:
    """Raise QueryError, with its line, where a token of a text may be read in two ways."""
    token = ambiguous(tokens)
    if token is not None:
        raise QueryError(
            "Line %(line)s: “<” could mean “less than” here, or begin an IRI.",
            hint="Write spaces around it, as in ?a < ?b; an IRI here as a prefixed name.",
            values={"line": text.count("\n", 0, token.start) + 1},
        )


def _may_compare(token: Token) -> bool:
    if token.kind is Kind.IRI:
        return ("#" in token.text or "'" in token.text) and _WHOLE.match(token.text) is None
    return token.text.startswith("<<")
