"""Lay a query out in lines: a clause, a triple or a property each, two spaces a level.

Only white space changes: the tokens stay as they are, and so does each line break within an expression, for it was put
there by somebody who reads it. A text that is laid out stays as it is, and any text can be, with faults or without.
"""

from itertools import pairwise
from typing import Final

from queries.sparql.grammar import AGGREGATES, ARGUMENTS
from queries.sparql.lexer import Kind, Token, matching_brackets, tokenise

_STEP: Final = "  "
_SHORT: Final = 60
"""Characters up to which a group without clauses, or what stands in brackets, keeps to one line."""
_STARTING: Final = (
    "PREFIX BASE VERSION SELECT CONSTRUCT DESCRIBE ASK FROM GROUP HAVING ORDER LIMIT OFFSET VALUES FILTER BIND "
    "OPTIONAL MINUS GRAPH SERVICE LATERAL INSERT DELETE WITH USING LOAD CLEAR DROP CREATE ADD MOVE COPY"
)
_CLAUSES: Final = frozenset(_STARTING.split())
"""Words that begin a line, outside of parentheses."""
_HELD: Final = frozenset({("INSERT", "DATA"), ("DELETE", "DATA"), ("CLEAR", "GRAPH"), ("DROP", "GRAPH")})
_FUNCTIONS: Final = frozenset({*AGGREGATES, *ARGUMENTS})
_DEEPEST: Final = 20
"""Levels that are told apart by indentation."""
_CALLED: Final = ("FILTER", "BIND", "HAVING", "ASC", "DESC")
_FULL: Final = frozenset({"{", ";", ".", "}"})
_LOOSE: Final = ("<<", ">>", "<<(", ")>>", "{|", "|}")
"""Brackets of triple terms, which are other tokens where white space comes or goes: it stays as it is beside them."""


def lay_out(text: str) -> str:
    r"""Return a text of SPARQL with its lines laid out anew.

    >>> print(lay_out("select * where{?s a ?c;?p ?o.OPTIONAL{?s ?q ?r}}limit 3"), end="")
    select * where {
      ?s a ?c ;
        ?p ?o .
      OPTIONAL { ?s ?q ?r }
    }
    limit 3
    """
    tokens = list(tokenise(text))
    laid = _Layout(text, tokens).text()
    if [token.text for token in tokenise(laid)] != [token.text for token in tokens]:
        return text  # white space that tells tokens apart: such a text is left alone
    return laid


class _Layout:
    """Writes tokens one after the other, with the white space between them."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._gaps = [text[one.end : other.start] for one, other in pairwise(tokens)]
        self._closing = matching_brackets(tokens)
        self._out: list[str] = []
        self._brackets: list[bool] = []  # for each bracket that is open, whether it has lines of its own
        self._begun = False  # whether a statement or clause has begun on this line or one before
        self._clause = ""

    def text(self) -> str:
        """Return the text, which ends with a line feed where it has any token."""
        for place, token in enumerate(self._tokens):
            if place:
                self._out.append(self._between(place))
            self._take(place, token)
            self._out.append(token.text)
        return "".join(self._out) + ("\n" if self._tokens else "")

    # -- what stands between two tokens ---------------------------------------------------------------------------

    def _between(self, place: int) -> str:
        before, token = self._tokens[place - 1], self._tokens[place]
        breaks = self._gaps[place - 1].count("\n") or self._gaps[place - 1].count("\r")
        if token.kind is Kind.COMMENT:
            return self._line(breaks, token) if breaks else " "
        if before.kind is Kind.COMMENT or self._starts_line(before, token):
            return self._line(breaks, token)
        if breaks and not self._joined(before, token):
            return self._line(1, token)
        return self._space(place, before, token)

    def _line(self, breaks: int, token: Token) -> str:
        """Return a line feed, an empty line where there was one, and the indentation of what follows."""
        blank = breaks > 1 and not "".join(self._out[-1:]).endswith("{") and token.text != "}"
        return ("\n\n" if blank else "\n") + _STEP * self._level(token)

    def _level(self, token: Token) -> int:
        closes = token.text in ("}", "]", ")") and bool(self._brackets)
        deeper = len(self._brackets) - closes
        if self._begun and not (token.text == "}" or self._is_clause(token)):
            deeper += 1
        return min(deeper, _DEEPEST)

    def _is_clause(self, token: Token) -> bool:
        return token.word in _CLAUSES and (token.word, self._clause) not in _HELD

    def _starts_line(self, before: Token, token: Token) -> bool:
        if not self._brackets or self._brackets[-1]:
            if token.text in ("}", "]") and self._brackets:
                return True
            if before.text in _FULL and token.text not in (".", ";") and self._is_open(before):
                return not (before.text == "}" and token.word in ("UNION",))
            if self._is_word_of_clause(before, token):
                return True
        return False

    def _is_open(self, before: Token) -> bool:
        """Whether the line ends after a sign: in a group, and after one."""
        return before.text != "." or bool(self._brackets)

    def _is_word_of_clause(self, before: Token, token: Token) -> bool:
        if token.word == "WHERE":
            return self._clause == "FROM"
        if token.word not in _CLAUSES or before.word in (
            "INSERT",
            "DELETE",
            "CLEAR",
            "DROP",
            "SILENT",
            "TO",
            "INTO",
        ):
            return False
        return not (token.word == "GRAPH" and before.word in ("CREATE", "ADD", "MOVE", "COPY"))

    def _joined(self, before: Token, token: Token) -> bool:
        """Whether two tokens stand in one line, whatever was between them."""
        if token.text in ("{", ".", ";", ",", ")") or before.text == "(":
            return True
        return token.word in ("WHERE", "BY") or before.word in (
            *_CLAUSES,
            "WHERE",
            "UNION",
            "BY",
            "NOT",
            "EXISTS",
        )

    def _space(self, place: int, before: Token, token: Token) -> str:
        apart = " " if self._gaps[place - 1] else ""
        if before.text in _LOOSE or token.text in _LOOSE:
            return apart
        if before.text == "(" or token.text in (")", ","):
            return "" if token.text != "," or before.text != "(" else apart
        if token.text in ("{", "}", ";") or before.text in ("{", "}", ";", ","):
            return " "
        if token.text == "." or (before.text == "." and before.kind is Kind.PUNCTUATION):
            return " "
        if token.text == "(" and before.kind is Kind.WORD:
            return "" if before.word in _FUNCTIONS or before.word in _CALLED else " "
        if before.text == ")" and token.kind is Kind.WORD:
            return " "
        if token.text == "[" or before.text == "]":
            return " "
        return apart

    # -- what is open ----------------------------------------------------------------------------------------------

    def _take(self, place: int, token: Token) -> None:
        """Note what a token opens, closes or ends."""
        if token.kind is Kind.COMMENT:
            return
        if token.kind is not Kind.PUNCTUATION:
            if token.word in _CLAUSES:
                self._clause = token.word
            self._begun = True
            return
        if token.text in ("{", "(", "["):
            self._brackets.append(token.text != "(" and not self._is_short(place))
            if token.text == "{":
                self._begun = not self._brackets[-1]
        elif token.text in ("}", ")", "]"):
            if self._brackets:
                self._brackets.pop()
            self._begun = token.text != "}"
            if token.text == ")" and self._clause in ("FILTER", "BIND") and not self._in_parentheses():
                self._begun, self._clause = False, ""
        elif token.text == "." and not self._in_parentheses():
            self._begun = False

    def _in_parentheses(self) -> bool:
        return bool(self._brackets) and not self._brackets[-1]

    def _is_short(self, place: int) -> bool:
        """Whether what stands in these brackets keeps to one line."""
        end = self._closing.get(place)
        if end is None or end - place > _SHORT:
            return False
        inside = self._tokens[place + 1 : end]
        if not inside:
            return True
        if self._tokens[place].text == "{" and not self._brackets and self._clause != "VALUES":
            return False
        if any(one.kind is Kind.COMMENT or one.text == "{" for one in inside):
            return False
        if self._tokens[place].text == "{" and any(one.text == ";" or one.word in _CLAUSES for one in inside):
            return False
        return sum(len(one.text) + 1 for one in inside) <= _SHORT
