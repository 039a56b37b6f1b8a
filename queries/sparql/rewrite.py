"""Write a query so that the engine computes what the standard says, where it would compute something else.

    ORDER BY        by one total order of all terms (graph/engine/order.py)
    MIN, MAX        by the same order
    GROUP_CONCAT    of IRIs and numbers: their texts; of texts with a language: a text without one
    TRUE, False     booleans in any case
    REGEX, REPLACE  patterns and replacements of XPath (graph/engine/regular_expressions.py)

One pass over the tokens; a text with none of these words is not looked at further. What is sent to another server in a
SERVICE block stays as it is. A text that does not parse must be reported by the parser about the text as it was sent:
where the engine refuses a rewritten one, run the original.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, TypeVar

from pyoxigraph import Literal

from graph.engine.functions import FLAGS, ORDER_KEY, PATTERN, RANKED, REPLACE
from graph.engine.order_conditions import conditions, ranked
from graph.engine.regular_expressions import (
    BadPattern,
    translate_flags,
    translate_pattern,
    translate_replacement,
)
from graph.errors import UnreadableQuery
from queries.sparql.escapes import is_escaped_rightly
from queries.sparql.glued import without_glue
from queries.sparql.grammar import AGGREGATES, ARGUMENTS
from queries.sparql.lexer import Kind, Token, matching_brackets, significant_tokens, unquote

_WORDS: Final = ("ORDER", "MIN", "MAX", "GROUP_CONCAT", "REGEX", "REPLACE")
_BOOLEANS: Final = ("TRUE", "FALSE")
_NAMES_OF_ONE_KIND: Final = (
    "STR LCASE UCASE CONCAT SUBSTR STRBEFORE STRAFTER REPLACE LANG COUNT STRLEN YEAR MONTH DAY HOURS MINUTES "
    "SECONDS ENCODE_FOR_URI GROUP_CONCAT DATATYPE IRI URI BOUND CONTAINS STRSTARTS STRENDS REGEX LANGMATCHES "
    "SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC EXISTS RAND UUID STRUUID NOW TZ MD5 SHA1 SHA256 SHA384 "
    "SHA512"
)
_ONE_KIND: Final = frozenset(_NAMES_OF_ONE_KIND.split())
"""Functions whose values the engine compares with each other in one order, whatever they are called on."""
_BEGIN_CONDITIONS: Final = frozenset({*AGGREGATES, *ARGUMENTS, "ASC", "DESC", "NOT", "EXISTS"})
_ERROR: Final = "(1/0)"
_WRITTEN_OUT: Final = 32
"""How many conditions and aggregates are written out in SPARQL, at most: what comes after them calls our functions."""


def rewrite(text: str) -> str:
    """Return a query or an update as the engine is to be given it: the very same text where there is nothing to do.

    >>> rewrite("SELECT ?s { ?s ?p ?o }")
    'SELECT ?s { ?s ?p ?o }'
    >>> rewrite('SELECT (REPLACE(?d, "(a+)-(b+)", "$2_$1") AS ?r) { ?s ?p ?d }')
    'SELECT (REPLACE(?d, "(a+)-(b+)", "${2}_${1}") AS ?r) { ?s ?p ?d }'
    """
    upper = text.upper()
    booleans = any(upper.count(word) != text.count(word.lower()) for word in _BOOLEANS)
    if not (booleans or any(word in upper for word in _WORDS)):
        return text
    tokens = without_glue(significant_tokens(text))
    if not any(token.kind is Kind.WORD and token.word in (*_WORDS, *_BOOLEANS) for token in tokens):
        return text
    try:
        return _Rewriter(text, tokens).rewritten()
    except RecursionError:
        return text  # nested too deeply for this, and soon for the engine


class _Rewriter:
    """Writes the tokens of one text out again."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._closing = matching_brackets(tokens)
        self._left = _WRITTEN_OUT
        self._one_kind: frozenset[str] | None = None

    def rewritten(self) -> str:
        """Return the whole text."""
        made = self._written(0, len(self._tokens))
        return self._text[: self._tokens[0].start] + made + self._text[self._tokens[-1].end :]

    def _written(self, start: int, end: int) -> str:
        """The text from one token to before another."""
        if start >= end:
            return ""
        pieces = []
        place, position = start, self._tokens[start].start
        while place < end:
            token = self._tokens[place]
            pieces.append(self._text[position : token.start])
            made, following = (
                self._replaced(place)
                if token.kind is Kind.WORD and place + 1 < end
                else (token.text, place + 1)
            )
            position = self._tokens[following - 1].end
            # As many lines as before, for what says where something stands in the text.
            lost = self._text.count("\n", token.start, position) - made.count("\n")
            pieces.append(made + "\n" * lost)
            place = following
        return "".join(pieces)

    def _replaced(self, place: int) -> tuple[str, int]:
        """What takes the place of a word and what belongs to it, and the token after it."""
        token = self._tokens[place]
        word = token.word
        following = self._tokens[place + 1]
        if word == "ORDER" and following.word == "BY":
            return self._ordered(place)
        if word == "SERVICE":
            return self._as_it_is(place)
        if word in _BOOLEANS:
            return word.lower(), place + 1
        if following.text == "(" and place + 1 in self._closing:
            arguments, after = self._arguments(place + 1)
            made = None
            if word in ("MIN", "MAX") and len(arguments) == 1:
                made = self._least(token, arguments[0])
            elif word == "GROUP_CONCAT" and arguments:
                made = self._joined(token, arguments)
            elif word == "REGEX" and len(arguments) in (2, 3):
                made = self._matched(token, arguments)
            elif word == "REPLACE" and len(arguments) in (3, 4):
                made = self._substituted(token, arguments)
            if made is not None:
                return made, after
        return token.text, place + 1

    # -- what is where ----------------------------------------------------------------------------------------

    def _as_it_is(self, place: int) -> tuple[str, int]:
        """A call of another server, to the end of its block."""
        near = range(place, min(place + 4, len(self._tokens)))
        opening = next((n for n in near if self._tokens[n].text == "{"), None)
        end = self._closing.get(opening, place) + 1 if opening is not None else place + 1
        return self._text[self._tokens[place].start : self._tokens[end - 1].end], end

    def _arguments(self, opening: int) -> tuple[list[tuple[int, int]], int]:
        """The arguments in a bracket, each from one token to before another, and the token after the bracket."""
        closing = self._closing[opening]
        found = []
        start = place = opening + 1
        while place < closing:
            if self._tokens[place].text in (",", ";"):
                found.append((start, place))
                start = place + 1
            place = self._closing.get(place, place) + 1
        if start < closing:
            found.append((start, closing))
        return found, closing + 1

    def _variable(self, start: int, end: int) -> Token | None:
        """The variable that an expression is, in brackets or not; None where it is more."""
        while end - start > 2 and self._tokens[start].text == "(" and self._closing.get(start) == end - 1:
            start, end = start + 1, end - 1
        token = self._tokens[start]
        return token if end - start == 1 and token.kind is Kind.VARIABLE else None

    def _called(self, start: int, end: int) -> str:
        """The function of which an expression is one call, '' where it is more or something else."""
        while end - start > 2 and self._tokens[start].text == "(" and self._closing.get(start) == end - 1:
            start, end = start + 1, end - 1
        is_call = end - start > 2 and self._closing.get(start + 1) == end - 1
        return self._tokens[start].word if is_call and self._tokens[start + 1].text == "(" else ""

    def _constant(self, start: int, end: int) -> str | None:
        """The text that an expression is, written out; None where it is something else."""
        if end - start != 1 or self._tokens[start].kind is not Kind.STRING:
            return None
        if not is_escaped_rightly(self._tokens[start].text):
            return None  # the engine is to refuse it
        return unquote(self._tokens[start].text)

    # -- ORDER BY ---------------------------------------------------------------------------------------------

    def _ordered(self, place: int) -> tuple[str, int]:
        first = place + 2
        pieces = [self._text[self._tokens[place].start : self._tokens[place + 1].end]]
        place = first
        while place < len(self._tokens):
            end = self._condition(place)
            if end is None:
                break
            pieces.append(self._sorted(place, end))
            place = end
        return " ".join(pieces) + (" " if place > first else ""), place

    def _condition(self, place: int) -> int | None:
        """The token after the condition of ORDER BY that begins at a place; None where none does."""
        token = self._tokens[place]
        if token.kind is Kind.VARIABLE:
            return place + 1
        if token.kind is Kind.WORD and token.word not in _BEGIN_CONDITIONS:
            return None  # VALUES (?w) { ... } and the like, after all conditions
        if token.word == "NOT":
            place += 1
        opening = place if token.text == "(" else place + 1
        if opening != place and token.kind not in (Kind.WORD, Kind.IRI, Kind.NAME):
            return None
        if opening >= len(self._tokens) or self._tokens[opening].text not in ("(", "{"):
            return None
        closing = self._closing.get(opening)
        return None if closing is None else closing + 1

    def _sorted(self, start: int, end: int) -> str:
        """A condition of ORDER BY by our order."""
        direction = self._tokens[start].word
        if direction in ("ASC", "DESC"):
            start += 1
        else:
            direction = "ASC"
        variable = self._variable(start, end)
        if variable is not None and not self._is_of_one_kind(variable):
            if self._may_write_out():
                return conditions(variable.text, direction)
            return f"{direction}({ORDER_KEY}({variable.text}))"
        made = self._written(start, end)
        if variable is not None or self._called(start, end) in _ONE_KIND or self._tokens[start].word == "NOT":
            return f"{direction}({made})"
        return f"{direction}({ORDER_KEY}({made}))"

    def _is_of_one_kind(self, variable: Token) -> bool:
        if self._one_kind is None:
            self._one_kind = _of_one_kind(self._tokens, self._closing)
        return variable.variable in self._one_kind

    def _may_write_out(self) -> bool:
        self._left -= 1
        return self._left >= 0

    # -- functions and aggregates -----------------------------------------------------------------------------

    def _least(self, token: Token, argument: tuple[int, int]) -> str | None:
        start, end = argument
        if self._tokens[start].word == "DISTINCT":
            start += 1
        if start >= end or self._called(start, end) in _ONE_KIND:
            return None
        variable = self._variable(start, end)
        written_out = variable is not None and self._may_write_out()
        term = ranked(variable.text) if variable and written_out else f"{RANKED}({self._written(start, end)})"
        return f"OBJECT({token.text}({term}))"

    def _joined(self, token: Token, arguments: list[tuple[int, int]]) -> str | None:
        start, end = arguments[0]
        distinct = "DISTINCT " if self._tokens[start].word == "DISTINCT" else ""
        start += bool(distinct)
        if start >= end or self._called(start, end) == "STR":
            return None
        rest = "".join(f";{self._written(*more)}" for more in arguments[1:])
        return f"{token.text}({distinct}STR({self._written(start, end)}){rest})"

    def _matched(self, token: Token, arguments: list[tuple[int, int]]) -> str | None:
        subject, pattern, *flags = (self._written(*one) for one in arguments)
        known = [self._constant(*one) for one in arguments[1:]]
        if any(one is None for one in known):
            if known[-1] is None and len(known) == 2 and self._variable(*arguments[2]) is None:
                return None  # flags that are computed are not computed twice
            options = "".join(f",{FLAGS}({one})" for one in flags)
            return f"{token.text}({subject},{PATTERN}({','.join((pattern, *flags))}){options})"
        given = [one for one in known if one is not None]
        try:
            made = _spelt(pattern, given[0], translate_pattern(*given))
        except BadPattern:
            made = _ERROR
        return f"{token.text}({', '.join((subject, made, *_flags(flags, given[1:])))})"

    def _substituted(self, token: Token, arguments: list[tuple[int, int]]) -> str:
        subject, pattern, replacement, *flags = (self._written(*one) for one in arguments)
        known = [self._constant(*one) for one in arguments[1:]]
        given = [one for one in known if one is not None]
        if len(given) < len(known):
            return f"{REPLACE}({', '.join((subject, pattern, replacement, *flags))})"
        options = given[2:]
        try:
            made = _spelt(pattern, given[0], translate_pattern(given[0], *options))
            by = _spelt(replacement, given[1], translate_replacement(given[1], given[0], *options))
        except BadPattern:
            made, by = pattern, _ERROR
        return f"{token.text}({', '.join((subject, made, by, *_flags(flags, options)))})"


def _spelt(written: str, value: str, wanted: str) -> str:
    """A constant as it is written, or the one that is wanted where that is another."""
    return written if value == wanted else str(Literal(wanted))


def _flags(written: list[str], given: list[str]) -> list[str]:
    return [_spelt(one, value, translate_flags(value)) for one, value in zip(written, given, strict=True)]


def _of_one_kind(tokens: list[Token], closing: dict[int, int]) -> frozenset[str]:
    """The variables that name a function's value, of one kind, and that only ORDER BY mentions beside that."""
    mentions = Counter(token.variable for token in tokens if token.kind is Kind.VARIABLE)
    opening = {end: start for start, end in closing.items()}
    found = set()
    for place in range(4, len(tokens)):
        name = tokens[place].variable
        if name and mentions[name] == 2 and tokens[place - 1].word == "AS" and tokens[place - 2].text == ")":
            start = opening.get(place - 2, 0)
            if start > 1 and tokens[start - 1].word in _ONE_KIND and tokens[start - 2].text == "(":
                found.add(name)
    return frozenset(found)


_Found = TypeVar("_Found")


def run_rewritten(text: str, run: Callable[[str], _Found], *, sent: str | None = None) -> _Found:
    """Run a text as the engine is to be given it. What `run` raises of its syntax is about the text as it was `sent`,
    where that is another.
    """
    original = text if sent is None else sent
    made = rewrite(text)
    if made == original:
        return run(original)
    try:
        return run(made)
    except (SyntaxError, UnreadableQuery):
        return run(original)
