"""Say whether two answers are the same: solutions, booleans, graphs and datasets, up to the names of blank nodes.

Numbers and booleans are equal by value within their datatype (`2.0` and `2.00` as xsd:decimal), since the standard
leaves the lexical form of a computed value open; language tags are equal in any case.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = (
    "integer long int short byte positiveInteger negativeInteger nonNegativeInteger nonPositiveInteger "
    "unsignedLong unsignedInt unsignedShort unsignedByte"
)
_DECIMALS: Final = frozenset(_XSD + name for name in ("decimal", *_INTEGERS.split()))
_FLOATS: Final = frozenset({_XSD + "double", _XSD + "float"})


@dataclass(frozen=True)
class Solutions:
    """A table. `ordered` where the order of the rows says something."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = False

    def arranged(self, variables: Sequence[str]) -> "Solutions":
        """Return the table with its columns in another order; a column it does not have is empty."""
        places = [self.variables.index(v) if v in self.variables else None for v in variables]
        rows = tuple(tuple(None if p is None else row[p] for p in places) for row in self.rows)
        return Solutions(tuple(variables), rows, self.ordered)


Answer = Solutions | bool | frozenset[Quad]


def difference(expected: Answer, actual: Answer, *, lax: bool = False) -> str:
    """Return what distinguishes an answer from the expected one in a few words, '' where nothing does.

    `lax`: rows may be left out where they stand there more than once (REDUCED).
    """
    if isinstance(expected, bool) or isinstance(actual, bool):
        return "" if expected is actual else f"expected {_told(expected)}, got {_told(actual)}"
    if isinstance(expected, Solutions) and isinstance(actual, Solutions):
        return _tables(expected, actual, lax)
    if isinstance(expected, Solutions) or isinstance(actual, Solutions):
        return f"expected {_told(expected)}, got {_told(actual)}"
    if _canonical(expected) == _canonical(actual):
        return ""
    return f"the graphs differ: expected {len(expected)} statements, got {len(actual)}"


def _told(answer: Answer) -> str:
    if isinstance(answer, bool):
        return str(answer).lower()
    return f"{len(answer.rows)} solutions" if isinstance(answer, Solutions) else f"{len(answer)} triples"


def _canonical(quads: Iterable[Quad]) -> frozenset[Quad]:
    dataset = Dataset(_valued(quad) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _valued(quad: Quad) -> Quad:
    if not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, _normal(quad.object), quad.graph_name)


def _normal(literal: Literal) -> Literal:
    if literal.language:
        return Literal(literal.value, language=literal.language.lower())
    value = _value(literal)
    return literal if value is None else Literal(value, datatype=literal.datatype)


def _value(literal: Literal) -> str | None:
    """The value of a number or a boolean in one way of writing it, None for what is neither or written so already."""
    datatype = literal.datatype.value
    if datatype == _XSD + "boolean":
        return {"0": "false", "1": "true"}.get(literal.value)
    try:
        if datatype in _DECIMALS:
            return format(Decimal(literal.value).normalize(), "f")
        if datatype in _FLOATS:
            number = float(literal.value.replace("INF", "inf"))
            return (
                "NaN"
                if math.isnan(number)
                else f"{number:.7g}"
                if datatype.endswith("float")
                else repr(number)
            )
    except (InvalidOperation, ValueError):
        return None
    return None


def _tables(expected: Solutions, actual: Solutions, lax: bool) -> str:
    if set(expected.variables) != set(actual.variables):
        return f"expected the variables {_names(expected)}, got {_names(actual)}"
    actual = actual.arranged(expected.variables)
    if lax:
        wanted = {_known(row) for row in expected.rows}
        got = {_known(row) for row in actual.rows}
        enough = len(wanted) <= len(actual.rows) <= len(expected.rows)
        return "" if wanted == got and enough else "the distinct solutions differ"
    if len(expected.rows) != len(actual.rows):
        return f"expected {len(expected.rows)} solutions, got {len(actual.rows)}"
    if expected.ordered:
        same = _match(list(expected.rows), list(actual.rows), ordered=True)
    else:
        same = Counter(map(_known, expected.rows)) == Counter(map(_known, actual.rows)) and _match(
            sorted(expected.rows, key=_blanks), list(actual.rows), ordered=False
        )
    return "" if same else "the solutions differ" + (" in value or order" if expected.ordered else "")


def _names(table: Solutions) -> str:
    return " ".join(f"?{name}" for name in table.variables) or "none"


def _blanks(row: Row) -> int:
    return sum(isinstance(term, BlankNode) for term in row)


def _known(row: Row) -> tuple[object, ...]:
    return tuple(_key(term) for term in row)


def _key(term: Term | None) -> object:
    """What two terms have in common that are the same but for the names of blank nodes."""
    if isinstance(term, BlankNode):
        return "blank"
    if isinstance(term, Triple):
        return (_key(term.subject), _key(term.predicate), _key(term.object))
    return _normal(term) if isinstance(term, Literal) else term


def _match(expected: list[Row], actual: list[Row], *, ordered: bool) -> bool:
    """Whether the rows fit each other under one renaming of blank nodes."""
    taken = [False] * len(actual)

    def search(place: int, names: dict[BlankNode, BlankNode]) -> bool:
        if place == len(expected):
            return True
        candidates = [place] if ordered else [n for n in range(len(actual)) if not taken[n]]
        for candidate in candidates:
            renamed = _rename(expected[place], actual[candidate], names)
            if renamed is None:
                continue
            taken[candidate] = True
            # A row without blank nodes binds no name: any of the rows equal to it does.
            if search(place + 1, renamed):
                return True
            taken[candidate] = False
            if len(renamed) == len(names):
                return False
        return False

    return search(0, {})


def _rename(
    expected: Row, actual: Row, names: dict[BlankNode, BlankNode]
) -> dict[BlankNode, BlankNode] | None:
    found = dict(names)
    pairs: list[tuple[Term | None, Term | None]] = list(zip(expected, actual, strict=True))
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, BlankNode) and isinstance(other, BlankNode):
            if found.setdefault(one, other) != other or sum(name == other for name in found.values()) > 1:
                return None
        elif isinstance(one, Triple) and isinstance(other, Triple):
            pairs += [
                (one.subject, other.subject),
                (one.predicate, other.predicate),
                (one.object, other.object),
            ]
        elif _key(one) != _key(other):
            return None
    return found
