"""What an editor marks in a query while it is typed: its first fault, by our own grammar, with its place in the text.

Nothing is run and the engine is not asked: its parser takes the stack of a process that may be lost. What the grammar
takes and the engine does not is found when the query is run.
"""

from dataclasses import dataclass, replace
from typing import Final

from graph.limits import LIMITS
from queries.sparql.explanation import Explanation, fault
from queries.sparql.lexer import Token, prologue_length, significant_tokens
from queries.sparql.places import offset_of
from queries.sparql.situation import UPDATES
from queries.sparql.syntax_errors import first_fault

_MEANT: Final = "Did you mean %(near)s?"


@dataclass(frozen=True)
class Diagnosis:
    """What is to be said of a part of a text; `start` and `end` count code points."""

    start: int
    end: int
    explanation: Explanation

    @property
    def fix(self) -> str:
        """The text that may have been meant in its place; empty where nobody can say."""
        near = self.explanation.values.get("near")
        return near if isinstance(near, str) and self.explanation.hint == _MEANT else ""


def diagnose(text: str) -> Diagnosis | None:
    """Return the first fault of a query; None where none is found, or the text is too long to be looked at.

    >>> found = diagnose("SELECT * { ?x a }")
    >>> found.start, found.end, found.explanation.message
    (16, 17, 'This triple has no object.')
    """
    if not text.strip() or len(text) > LIMITS.query_checked:
        return None
    tokens = list(significant_tokens(text))
    if not tokens:
        return None
    found = _update(text, tokens) or first_fault(text)
    return None if found is None else diagnosis_of(text, found, tokens)


def diagnosis_of(text: str, found: Explanation, tokens: list[Token] | None = None) -> Diagnosis:
    """Return an explanation with the part of the text that it is about: the token at its place, or what is before it
    where the text ends.
    """
    told = replace(found, line=None, column=None)
    if found.line is None or found.column is None:
        return Diagnosis(0, len(text), told)
    offset = offset_of(text, found.line, found.column)
    tokens = list(significant_tokens(text)) if tokens is None else tokens
    for token in tokens:
        if token.start <= offset < token.end:
            return Diagnosis(offset, token.end, told)
    if offset < len(text) and text[offset].strip():
        return Diagnosis(offset, offset + 1, told)
    last = max((token.end for token in tokens if token.end <= offset), default=offset)
    return Diagnosis(max(last - 1, 0), last, told)


def _update(text: str, tokens: list[Token]) -> Explanation | None:
    """Return that a text is an update, where it begins as one."""
    place = prologue_length(tokens)
    if place >= len(tokens) or tokens[place].word not in UPDATES:
        return None
    return fault(
        "This is an update (%(word)s); here queries are asked, which change nothing.",
        text,
        tokens[place].start,
        hint="Updates are sent to /update by POST, with a token.",
        word=tokens[place].word,
    )
