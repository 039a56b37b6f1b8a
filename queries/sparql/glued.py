"""Take words apart that the engine reads without a blank between them: `ORDERBYDESC(?v)`, `FILTERREGEX(...)`.

The lexer knows no keywords and has one word there. Who looks for keywords in what the engine accepts takes the tokens
from here.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from ontology.prefixes import PREFIXES
from queries.sparql.lexer import Kind, Token

_FIRST: Final = re.compile(
    r"(?:ORDER|GROUP)(?=BY)|NOT(?=EXISTS)|BY|HAVING|FILTER|DISTINCT|SERVICE|SILENT|GRAPH|FROM|NAMED",
    re.IGNORECASE,
)
"""A keyword that another word, or a name, may follow. No other word of SPARQL begins like that."""


def without_glue(tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens with each keyword as one of its own.

    A name is taken apart only where its prefix is declared nowhere: `FILTERex:f(?v)`.

    >>> from queries.sparql.lexer import tokenise
    >>> [token.text for token in without_glue(tokenise("ORDERBYdesc(?v)"))]
    ['ORDER', 'BY', 'desc', '(', '?v', ')']
    """
    found: list[Token] = []
    known: frozenset[str] | None = None
    tokens = list(tokens)
    for token in tokens:
        left = token
        if token.kind in (Kind.WORD, Kind.NAME) and _FIRST.match(token.text):
            if token.kind is Kind.NAME:
                known = _declared(tokens) if known is None else known
                if token.text.partition(":")[0] in known:
                    found.append(token)
                    continue
            while (first := _FIRST.match(left.text)) and first.end() < len(left.text):
                middle = left.start + first.end()
                found.append(Token(Kind.WORD, first.group(), left.start, middle))
                left = Token(token.kind, left.text[first.end() :], middle, token.end)
        found.append(left)
    return found


def _declared(tokens: list[Token]) -> frozenset[str]:
    """The prefixes that a text may use: those that stand before an IRI as `ex:` or `PREFIXex:`, and ours."""
    found = set(PREFIXES)
    for token, following in pairwise(tokens):
        if following.kind is Kind.IRI and token.text.endswith(":"):
            name = token.text[:-1]
            found.add(name)
            if name.upper().startswith("PREFIX"):
                found.add(name[len("PREFIX") :])
    return frozenset(found)
