"""The place at which a SPARQL text leaves its grammar, and what stands and was being read around it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from queries.sparql.explanation import Explanation, fault
from queries.sparql.grammar import Reading, Tree
from queries.sparql.lexer import Kind, Token
from queries.sparql.places import place_of

UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
QUERIES: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
CLOSING: Final = {"{": "}", "(": ")", "[": "]", "{|": "|}", "<<": ">>", "<<(": ")>>"}
COMPARING: Final = frozenset({"=", "!=", "<", ">", "<=", ">="})
_NEAR: Final = 0.7
"""How alike a misspelt word and the right one are, of 1."""


@dataclass
class Situation:
    """A text, its tokens without comments, and how the grammar came to a stop in it."""

    text: str
    tokens: list[Token]
    reading: Reading
    update: bool = False

    @property
    def at(self) -> int:
        """The place of the token that cannot stand."""
        return self.reading.stuck if self.reading.stuck is not None else len(self.tokens)

    def token(self, offset: int = 0) -> Token:
        """Return a token by its distance from the one that cannot stand; an empty one beyond the ends."""
        place = self.at + offset
        if 0 <= place < len(self.tokens):
            return self.tokens[place]
        end = 0 if place < 0 else len(self.text)
        return Token(Kind.UNKNOWN, "", end, end)

    @cached_property
    def within(self) -> tuple[str, ...]:
        """The rules that were being read, the innermost first."""
        found: list[str] = []
        tree: Tree | None = self.reading.within
        while tree is not None and len(found) < 12:
            found.append(tree.rule)
            tree = tree.parent
        return tuple(found)

    @cached_property
    def siblings(self) -> tuple[str, ...]:
        """The rule that was read last in each of the three innermost of those."""
        found: list[str] = []
        tree: Tree | None = self.reading.within
        for _ in range(3):
            if tree is not None:
                found += [part.rule for part in tree.parts[-1:]]
                tree = tree.parent
        return tuple(found)

    def word_of(self, rule: str) -> str:
        """Return the keyword with which the innermost of the rules of this name began, '' where none is being read."""
        tree: Tree | None = self.reading.within
        while tree is not None and tree.rule != rule:
            tree = tree.parent
        return self.tokens[tree.start].word if tree is not None else ""

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The terminals of which one was expected."""
        return frozenset(name for node in self.reading.expected for name in node.first)

    @cached_property
    def open(self) -> tuple[Token, ...]:
        """The brackets that are open at that place, the innermost last."""
        stack: list[Token] = []
        for token in self.tokens[: self.at]:
            if token.kind is not Kind.PUNCTUATION:
                continue
            if token.text in CLOSING:
                stack.append(token)
            elif stack and CLOSING[stack[-1].text] == token.text:
                stack.pop()
        return tuple(stack)

    def fault(
        self, template: str, *, hint: str = "", offset: int | None = None, **values: object
    ) -> Explanation:
        """Return an explanation, placed at an offset of the text, else at the token that cannot stand."""
        return fault(
            template, self.text, self.token().start if offset is None else offset, hint=hint, **values
        )

    def line_of(self, token: Token) -> int:
        """Return the line in which a token stands."""
        return place_of(self.text, token.start).line


def nearest(word: str, known: tuple[str, ...] | frozenset[str], least: float = _NEAR) -> str:
    """Return the word most like this one, '' where none is alike.

    >>> nearest("FLITER", ("FILTER", "LIMIT"))
    'FILTER'
    """
    found = process.extractOne(word[:80], sorted(known), scorer=OSA.normalized_similarity, score_cutoff=least)
    return str(found[0]) if found else ""


def short(text: str, most: int = 60) -> str:
    """Return a token as it is said back: the beginning of a long one, and the code of a character that is not seen."""
    if len(text) == 1 and not text.isprintable():
        return f"U+{ord(text):04X}"
    return text if len(text) <= most else text[: most - 1] + "…"
