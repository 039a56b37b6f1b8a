"""One total order of all terms, for ORDER BY, MIN and MAX.

SPARQL leaves open how values sort that do not compare (section 15.1); the engine then compares some pairs by value and
others by spelling, which is no order: it sorts wrongly, or panics. `order_key` gives each term a text, and the texts
compare as the terms do:

    1. what has no value (not a term, so not here)    2. blank nodes    3. IRIs
    4. literals: numbers, NaN, booleans, points in time (years, months, days and moments by their beginning; without a
       zone as in UTC), text with and without a language, times of day, recurring dates, durations and what looks like
       a number but is too large for the engine, other datatypes
    5. quoted triples, by subject, predicate, object

Equal numbers follow by datatype; other values that are equal, or have none, by spelling, datatype and language.
`order_conditions.py` writes the same order in SPARQL, which is faster for a variable.
"""

import math
import re
import struct
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import xsd

_SCALE: Final = 10**18
"""The engine's decimals have eighteen places, in 128 bits."""
_MIDDLE: Final = 2**127
_LONG: Final = 2**63
LARGE: Final = 1.7e20
"""Some numbers from here on, and all beyond 2^127 / 10^18, are not decimals to the engine."""

_XSD: Final = xsd.string.removesuffix("string")
DOUBLE: Final = f"{_XSD}double"
_FLOAT: Final = f"{_XSD}float"
MOMENTS: Final = (xsd.date, xsd.dateTime)
PERIODS: Final = (xsd.gYear, xsd.gYearMonth)
_TIME: Final = f"{_XSD}time"
_RECURRING: Final = tuple(f"{_XSD}{name}" for name in ("gMonth", "gMonthDay", "gDay"))
_DURATIONS: Final = tuple(f"{_XSD}{name}" for name in ("duration", "yearMonthDuration", "dayTimeDuration"))
SPECIAL: Final = (_TIME, *_RECURRING, *_DURATIONS, xsd.integer, xsd.decimal)
"""Datatypes whose values the engine compares only partly, or not where they are too large: no key in SPARQL does."""

# The classes. Two digits, for they begin a key.
RESOURCE: Final = 0
BELOW, NUMBER, ABOVE, NAN = 10, 11, 12, 13
BOOLEAN: Final = 20
POINT: Final = 30
TEXT: Final = 50
PARTLY: Final = 55
OTHER: Final = 60
TRIPLE: Final = 70

_POINT: Final = re.compile(
    r"(?P<year>-?(?:\d{4}|[1-9]\d{4,}))(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T(?P<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?))?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_PARTS: Final = ("month", "day", "time")
_PARTS_OF: Final = {xsd.gYear: 0, xsd.gYearMonth: 1, xsd.date: 2, xsd.dateTime: 3}
_COMPLEMENTS: Final = str.maketrans("0123456789", "9876543210")
_CLOCK: Final = re.compile(r"(?P<time>\d\d:\d\d:\d\d(?:\.\d+)?)(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII)
_DURATION: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)


_RANKS: Final = NamedNode("urn:huunghi:rank:")


def order_key(term: Any) -> Literal:
    """Return the key of a term, as the engine is given it."""
    return Literal(key_of(term))


def key_of(term: BlankNode | NamedNode | Literal | Triple) -> str:
    """Return a text for a term: the texts compare, by code points, as the terms do in our order.

    >>> two, ten = Literal("2.5", datatype=NamedNode(xsd.decimal)), Literal(10)
    >>> key_of(NamedNode("urn:a")) < key_of(two) < key_of(ten) < key_of(Literal("1"))
    True
    """
    if isinstance(term, BlankNode):
        return f"{RESOURCE:02}b{term.value}"
    if isinstance(term, NamedNode):
        return f"{RESOURCE:02}i{term.value}"
    if isinstance(term, Triple):
        return (
            f"{TRIPLE}{''.join(_ended(key_of(one)) for one in (term.subject, term.predicate, term.object))}"
        )
    return _literal(term)


def _literal(term: Literal) -> str:
    datatype = term.datatype.value
    if datatype == xsd.string or term.language is not None:
        direction = getattr(term, "direction", None)
        tail = (_ended(datatype), _ended(term.language or ""), str(direction or ""))
        return f"{TEXT}{_ended(term.value)}{''.join(tail)}"
    if datatype in (xsd.integer, xsd.decimal, DOUBLE, _FLOAT) and (key := _number(term.value, datatype)):
        return key
    if datatype in MOMENTS or datatype in PERIODS:
        since = _beginning(term.value, datatype)
        if since is not None:
            return f"{POINT}{_fixed(since)}{_ended(term.value)}{datatype}"
    if datatype == xsd.boolean:
        return f"{BOOLEAN}{term.value}"
    if datatype in SPECIAL:
        return f"{PARTLY}{_special(term.value, datatype)}{_ended(term.value)}{datatype}"
    return f"{OTHER}{_ended(term.value)}{datatype}"


def ranked(term: Any) -> Triple:
    """Return a quoted triple with the term as its object; the engine compares such triples as our order their terms."""
    return Triple(_RANKS, NamedNode(f"{_RANKS.value}{key_of(term).encode().hex()}"), term)


def beginning(term: Any) -> Literal | None:
    """Return the moment at which a year or a month begins, for the engine."""
    point = _POINT.fullmatch(term.value) if isinstance(term, Literal) else None
    if point is None or point["day"]:
        return None
    moment = f"{point['year']}-{point['month'] or '01'}-01T00:00:00{point['zone'] or ''}"
    return Literal(moment, datatype=NamedNode(xsd.dateTime))


def _ended(text: str) -> str:
    """A text that something follows: its end sorts before whatever could stand there."""
    return text.replace("\0", "\0\1") + "\0\0"


def _fixed(number: int) -> str:
    """A number of the engine's decimals, in digits that compare as texts."""
    return f"{number + _MIDDLE:039}"


def _double(number: float) -> str:
    """A double in digits that compare as texts."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", number + 0.0))
    return f"{bits ^ (2**64 - 1 if bits >> 63 else 2**63):016x}"


def _number(text: str, datatype: str) -> str:
    """The key of a number that the engine computes with, '' for another: the double nearest to it decides between those
    that are one decimal, as they are between a decimal and a double.
    """
    scaled: int | None
    if datatype in (DOUBLE, _FLOAT):
        try:
            number = float(text)
        except ValueError:
            return ""
        if math.isnan(number):
            return f"{NAN}{datatype}"
        if datatype == _FLOAT and math.isfinite(number):
            (number,) = struct.unpack(">f", struct.pack(">f", number))
        shifted = number * _SCALE
        scaled = min(int(shifted), _MIDDLE - 1) if -float(_MIDDLE) <= shifted <= float(_MIDDLE) else None
    else:
        scaled = _scaled(text)
        if scaled is None or (datatype == xsd.integer and not -_LONG <= scaled // _SCALE < _LONG):
            return ""
        number = _nearest(scaled)
    where = BELOW if number <= -LARGE else NUMBER if number < LARGE else ABOVE
    beyond = "0" if number < 0 else "2"  # what is no decimal is farther from zero than every decimal
    value = beyond if scaled is None else f"1{_fixed(scaled)}"
    return f"{where}{value}{_double(number)}{'' if number else text}{datatype}"


def _scaled(text: str) -> int | None:
    """A decimal times 10^18, None where the engine has none of that size."""
    try:
        with localcontext(prec=200) as context:
            scaled = context.multiply(Decimal(text), Decimal(_SCALE))
    except (InvalidOperation, ValueError):
        return None
    if "e" in text.lower() or scaled != scaled.to_integral_value() or not -_MIDDLE <= scaled < _MIDDLE:
        return None
    return int(scaled)


def _nearest(scaled: int) -> float:
    """The double for a decimal, rounded as the engine does it: digits and places apart."""
    places = _SCALE
    while scaled and places > 1 and scaled % 10 == 0:
        scaled, places = scaled // 10, places // 10
    return float(scaled) / float(places)


def _beginning(text: str, datatype: str) -> int | None:
    """The moment at which a point in time begins, in units of 10^-18 seconds of UTC; None where it is none."""
    point = _POINT.fullmatch(text)
    if point is None or sum(point[part] is not None for part in _PARTS) != _PARTS_OF[datatype]:
        return None
    year, month, day = int(point["year"]), int(point["month"] or 1), int(point["day"] or 1)
    days = _days(year, month, day)
    if day > 28 and days >= _days(year + month // 12, month % 12 + 1, 1):
        return None  # no such day in that month
    return days * 86_400 * _SCALE + _clock(point["time"]) - _zone(point["zone"])


def _days(year: int, month: int, day: int) -> int:
    """The days from 0000-03-01 to a day of the Gregorian calendar, which is taken to have held always."""
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1


def _clock(text: str | None) -> int:
    if not text:
        return 0
    hours, minutes, seconds = text.split(":")
    whole, _, fraction = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * _SCALE + int(f"{fraction:0<18}"[:18])


def _zone(text: str | None) -> int:
    if not text or text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return (minutes if text[0] == "+" else -minutes) * 60 * _SCALE


def _special(text: str, datatype: str) -> str:
    """The middle of the key of a special literal: its rank among them, and its value."""
    if datatype in (xsd.integer, xsd.decimal):
        return f"3{_large(text)}" if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text, re.ASCII) else "4"
    if datatype in _DURATIONS:
        duration = _DURATION.fullmatch(text)
        return "4" if duration is None else f"2{_fixed(_length(duration))}"
    if datatype == _TIME:
        clock = _CLOCK.fullmatch(text)
        return "4" if clock is None else f"0{_fixed(_clock(clock['time']) - _zone(clock['zone']))}"
    return "1"


def _length(duration: re.Match[str]) -> int:
    """How long a duration is from 1696-09-01 on, the first of the days at which XML Schema compares durations."""
    part = {name: value or "0" for name, value in duration.groupdict().items()}
    sign = -1 if duration["sign"] else 1
    months = sign * (int(part["years"]) * 12 + int(part["months"]))
    days = _days(1696 + (8 + months) // 12, (8 + months) % 12 + 1, 1) - _days(1696, 9, 1)
    clock = _clock(f"{part['hours']}:{part['minutes']}:{part['seconds']}")
    exact = days * 86_400 * _SCALE + sign * (int(part["days"]) * 86_400 * _SCALE + clock)
    return max(-_MIDDLE, min(_MIDDLE - 1, exact))


def _large(text: str) -> str:
    """A numeral of any length, in digits that compare as texts."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole = whole.lstrip("0")
    digits = f"{len(whole):08}{whole}.{fraction.rstrip('0')}"
    if text[0] != "-":
        return f"1{digits}"
    return f"0{digits.translate(_COMPLEMENTS)}~"
