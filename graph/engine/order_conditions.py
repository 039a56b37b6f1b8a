"""The order of graph/engine/order.py as conditions of ORDER BY and arguments of MIN and MAX, in SPARQL alone.

For a variable this costs the engine less than a function of ours for each row. Every key is computed of the variable by
itself, and two terms compare by the first of their keys that differ, as their texts by `order_key` do:

    the class       numbers, text, points in time, ... as `key_of` begins
    the value       of numbers as decimals; of points in time as moments of UTC; by `order_key` where neither is enough
    the double      of numbers, which tells apart what is one decimal; the spelling of points in time
    the term        as the engine compares terms of one class
    the datatype    of numbers that are equal; the direction of text
"""

from collections.abc import Callable
from typing import Final

from graph.engine.functions import BEGINNING, ORDER_KEY
from graph.engine.order import (
    ABOVE,
    BELOW,
    BOOLEAN,
    DOUBLE,
    LARGE,
    MOMENTS,
    NAN,
    NUMBER,
    OTHER,
    PARTLY,
    PERIODS,
    POINT,
    RESOURCE,
    SPECIAL,
    TEXT,
    TRIPLE,
)
from ontology.terms import xsd

_NOTHING: Final = "1/0"
"""An expression without a value: a key that does not distinguish."""
_UTC: Final = f'"PT0S"^^<{xsd.string.removesuffix("string")}dayTimeDuration>'


def _listed(iris: tuple[str, ...]) -> str:
    return ",".join(f"<{iri}>" for iri in iris)


def _classes(of: Callable[[int], str]) -> str:
    """The class of `%s`, each named by `of`."""
    size = f"IF(%s<-{LARGE:E},{of(BELOW)},IF(%s<{LARGE:E},{of(NUMBER)},{of(ABOVE)}))"
    other = f"IF(DATATYPE(%s) IN ({_listed(SPECIAL)}),{of(PARTLY)},{of(OTHER)})"
    other = f"IF(DATATYPE(%s)=<{xsd.boolean}>,{of(BOOLEAN)},{other})"
    literal = (
        # CONTAINS has a value for text alone, YEAR for points in time alone; NaN compares with nothing.
        f'COALESCE(IF(CONTAINS(%s,""),{of(TEXT)},{_NOTHING}),IF(isNumeric(%s),COALESCE({size},{of(NAN)}),{_NOTHING}),'
        f"IF(YEAR(%s)<0,{of(POINT)},{of(POINT)}),{other})"
    )
    return f"IF(isLiteral(%s),{literal},IF(isTRIPLE(%s),{of(TRIPLE)},{of(RESOURCE)}))"


_MOMENT: Final = (
    f"ADJUST(IF(DATATYPE(%s) IN ({_listed(MOMENTS)}),<{xsd.dateTime}>(%s),{BEGINNING}(%s)),{_UTC})"
)
_POINTS: Final = f"DATATYPE(%s) IN ({_listed((*MOMENTS, *PERIODS))})"
_KEYS: Final = (
    _classes(str),
    f"IF(isNumeric(%s),<{xsd.decimal}>(%s),IF(isTRIPLE(%s),{ORDER_KEY}(%s),"
    f"IF({_POINTS},{_MOMENT},IF(DATATYPE(%s) IN ({_listed(SPECIAL)}),{ORDER_KEY}(%s),{_NOTHING}))))",
    f"IF(isNumeric(%s),<{DOUBLE}>(%s),IF(YEAR(%s)<0,STR(%s),STR(%s)))",
    "%s",
    "IF(isNumeric(%s),DATATYPE(%s),LANGDIR(%s))",
)


def conditions(variable: str, direction: str = "ASC") -> str:
    """Return the conditions that sort a variable, as it is written, by our order."""
    return " ".join(f"{direction}({key.replace('%s', variable)})" for key in _KEYS)


_UTC_TIME: Final = f"STR(ADJUST(<{xsd.dateTime}>(%s),{_UTC}))"
_BEGINS: Final = f'IRI(CONCAT("urn:t:",COALESCE({_UTC_TIME},IF({_POINTS},STR(%s),{_NOTHING}))))'
_RANKED: Final = f"TRIPLE({_classes('<urn:c:{:02}>'.format)},COALESCE({_BEGINS},<urn:t>),%s)"


def ranked(variable: str) -> str:
    """Return an expression that MIN and MAX compare by our order; the variable's value is its OBJECT.

    The engine compares quoted triples by their subject, here the class, then the predicate, here the beginning of a
    point in time, then the object. In one class it goes wrong only between values that MIN and MAX may both give.
    """
    return _RANKED.replace("%s", variable)
