"""The order of graph/engine/order.py as conditions of ORDER BY and arguments of MIN and MAX, in SPARQL alone.

For a variable this costs the engine less than a function of ours for each row. Every key is computed of the variable by
itself, and two terms compare by the first of their keys that differ, as their texts by `order_key` do:

    the class       of IRIs, text, numbers and points in time, as `key_of` begins; of anything else the whole key
    the value       of numbers as decimals, of points in time as moments of UTC
    the double      of numbers, which tells apart what is one decimal; the spelling of points in time
    the term        as the engine compares terms of one class
    the datatype    of numbers that are equal, of zero its sign before; the direction of text
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
    size = f"IF(%s<=-{LARGE:E},{of(BELOW)},IF(%s<{LARGE:E},{of(NUMBER)},{of(ABOVE)}))"
    other = f"IF(DATATYPE(%s) IN ({_listed(SPECIAL)}),{of(PARTLY)},{of(OTHER)})"
    other = f"IF(DATATYPE(%s)=<{xsd.boolean}>,{of(BOOLEAN)},{other})"
    literal = (
        # CONTAINS has a value for text alone, YEAR for points in time alone; NaN compares with nothing.
        f'COALESCE(IF(CONTAINS(%s,""),{of(TEXT)},{_NOTHING}),IF(isNumeric(%s),COALESCE({size},{of(NAN)}),{_NOTHING}),'
        f"IF(YEAR(%s)<0,{of(POINT)},{of(POINT)}),{other})"
    )
    return f"IF(isLiteral(%s),{literal},IF(isTRIPLE(%s),{of(TRIPLE)},{of(RESOURCE)}))"


_POINTS: Final = f"DATATYPE(%s) IN ({_listed((*MOMENTS, *PERIODS))})"
_TYPE: Final = f"SUBSTR(STR(DATATYPE(%s+0)),{len(xsd.string) - len('string') + 1})"
_IN_DECIMALS: Final = f"%s < {LARGE:.1E} && %s > -{LARGE:.1E}"
_HAS_YEAR: Final = "YEAR(%s)=YEAR(%s)"
_KEYS: Final = (
    f"IF(isLiteral(%s),IF(isNumeric(%s),COALESCE(IF({_IN_DECIMALS},{NUMBER},{_NOTHING}),{ORDER_KEY}(%s)),"
    f'COALESCE(IF(CONTAINS(%s,""),{TEXT},{_NOTHING}),IF({_HAS_YEAR},{POINT},{_NOTHING}),{ORDER_KEY}(%s))),'
    f"IF(isTRIPLE(%s),{ORDER_KEY}(%s),{RESOURCE}))",
    f"COALESCE(<{xsd.decimal}>(%s+0),"
    f"IF({_HAS_YEAR},ADJUST(COALESCE(<{xsd.dateTime}>(%s),{BEGINNING}(%s)),{_UTC}),{_NOTHING}))",
    f"COALESCE(<{DOUBLE}>(%s+0),IF({_HAS_YEAR},STR(%s),{_NOTHING}))",
    "%s",
    f"COALESCE(IF(%s=0,CONCAT(STR(%s),{_TYPE}),{_TYPE}),LANGDIR(%s))",
)
"""Short, for the engine reads them anew with every query. Arithmetic has a value for numbers alone, CONTAINS for text
alone, YEAR for points in time alone; NaN is not less than anything."""


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
