"""Say what is wrong with a SPARQL text, or with RDF, in words a person can act on.

The parser's own message lists all it would have accepted, character classes included, and does not name a prefix it
does not know. This module only explains; what is accepted is the parser's affair.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ontology.prefixes import PREFIXES
from queries.sparql.lexer import Kind, tokenise

_PLACE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<said>.*)", re.DOTALL)
_RDF: Final = re.compile(
    r"Parser error at line (?P<line>\d+) (?:column|between columns) (?P<column>\d+)(?: and \d+)?: (?P<said>.*?)"
    r"(?: \(line \d+\))?\Z",
    re.DOTALL,
)
_SENTENCE: Final = re.compile(r"(?<![A-Za-z'])[A-Z][A-Za-z']*(?: [A-Za-z'?]+){2,}")
"""What the parser says in words stands among what it would have accepted."""


@dataclass(frozen=True)
class Explanation:
    """What is wrong, and where: line and column count from 1; None where the parser does not say."""

    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}" if self.line else self.message


def explain(text: str, said: str, *, known: Iterable[str] = PREFIXES) -> Explanation:
    """Explain the parser's message `said` about a text; `known` are the prefixes that need no declaration.

    >>> str(explain("SELECT * { ?x no:p 1 }", "error at 1:19: expected one of Prefix not found, ['%']"))
    'line 1, column 15: the prefix no: is not declared; begin the query with PREFIX no: <...>'
    """
    place = _PLACE.search(said)
    if place is None:
        rdf = _RDF.match(said)
        if rdf is not None:  # the parsers of RDF say in words what is wrong
            return Explanation(rdf["said"].strip(), int(rdf["line"]), int(rdf["column"]))
        return Explanation(said.strip())
    line, column, rest = int(place["line"]), int(place["column"]), place["said"].strip()
    if "Prefix not found" in rest and (missing := _undeclared(text, set(known))):
        prefix, offset = missing
        line = text.count("\n", 0, offset) + 1
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        message = f"the prefix {prefix}: is not declared; begin the query with PREFIX {prefix}: <...>"
        return Explanation(message, line, column)
    if reasons := _SENTENCE.findall(re.sub(r"\[[^\[\]]*\]", " ", rest)):
        return Explanation("; ".join(dict.fromkeys(reasons)), line, column)
    return Explanation(f"{_found(text, line, column)} where the query cannot go on so", line, column)


def _undeclared(text: str, declared: set[str]) -> tuple[str, int] | None:
    previous = ""
    for token in tokenise(text):
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return prefix, token.start
        if token.kind is not Kind.COMMENT:
            previous = token.word
    return None


def _found(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    if not rest.strip() and line >= len(lines):
        return "the text ends"
    token = next(iter(tokenise(rest)), None)
    return f"{token.text[:60]} stands" if token else "the line ends"
