"""Count the literals of a file that the store writes otherwise, and those that are not of their type.

The engine keeps numbers, dates and truth values by their value: "007" is 7 then, and an xsd:byte an xsd:integer. The
meaning is the same and the letters are not, so whoever loads is told.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.engine.stored import as_stored
from ontology.prefixes import shrink
from ontology.terms import xsd

_EXAMPLES: Final = 3
_ZONE = r"(Z|[+-](0[1-9]|1[0-3]):[0-5]\d)?"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"
# What is written so is stored so; only the rest is worth a look.
_AS_STORED: Final = {
    xsd.integer: re.compile(r"0|-?[1-9]\d{0,17}"),
    xsd.decimal: re.compile(r"0|-?(0|[1-9]\d{0,8})(\.\d{0,8}[1-9])"),
    xsd.boolean: re.compile("true|false"),
    xsd.date: re.compile(_DAY + _ZONE),
    xsd.dateTime: re.compile(_DAY + r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d" + _ZONE),
    xsd.gYear: re.compile(r"\d{4}" + _ZONE),
    xsd.gYearMonth: re.compile(r"\d{4}-(0[1-9]|1[0-2])" + _ZONE),
}
_XSD: Final = xsd.integer.removesuffix("integer")
_NAMES: Final = """integer decimal boolean date dateTime gYear gYearMonth double float time dateTimeStamp duration
yearMonthDuration dayTimeDuration gMonth gDay gMonthDay byte short int long unsignedByte unsignedShort unsignedInt
unsignedLong nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger"""
_LOOKED_AT: Final = frozenset(_XSD + name for name in _NAMES.split())
_NODE: Final = NamedNode("urn:x")


@dataclass
class LiteralCount:
    """How many literals are stored by their value, how many are not of their type, and the first ones of each."""

    rewritten: int = 0
    wrong: int = 0
    _rewritten: dict[str, None] = field(default_factory=dict)
    _wrong: dict[str, None] = field(default_factory=dict)

    def see(self, quads: Iterable[Quad]) -> None:
        """Look at the objects of statements; those that `rewritten_in` leaves out need not be among them."""
        odd: Counter[Literal] = Counter()
        for quad in quads:
            value = quad.object
            if isinstance(value, Literal) and value.language is None:
                datatype = value.datatype.value
                if datatype in _LOOKED_AT and not _is_as_stored(datatype, value.value):
                    odd[value] += 1
        if not odd:
            return
        order = list(odd)
        for before, after in zip(order, as_stored([Triple(_NODE, _NODE, one) for one in order]), strict=True):
            if before != after.object:
                self.rewritten += odd[before]
                if len(self._rewritten) < _EXAMPLES and isinstance(after.object, Literal):
                    self._rewritten[_change(before, after.object)] = None
            elif is_ill_typed(before):
                self.wrong += odd[before]
                if len(self._wrong) < _EXAMPLES:
                    self._wrong[_written(before)] = None

    def notes(self) -> list[str]:
        """What there is to tell, a sentence each.

        >>> count = LiteralCount()
        >>> number = Literal("007", datatype=NamedNode(xsd.integer))
        >>> count.see([Quad(_NODE, _NODE, number)])
        >>> count.notes()
        ['1 literal is stored by its value: 007 as 7.']
        """
        found = []
        if self.rewritten:
            what = (
                "literal is stored by its value"
                if self.rewritten == 1
                else "literals are stored by their value"
            )
            found.append(f"{self.rewritten:,} {what}: {', '.join(self._rewritten)}.")
        if self.wrong:
            what = "literal is not of its type" if self.wrong == 1 else "literals are not of their type"
            found.append(
                f"{self.wrong:,} {what}, and cannot be compared or sorted by value: {', '.join(self._wrong)}."
            )
        return found


_TYPED: Final = b'"^^<' + _XSD.encode()
_WRITTEN_SO: Final = re.compile(
    "|".join(
        f' "(?:{pattern.pattern})"\\^\\^<{re.escape(datatype)}>' for datatype, pattern in _AS_STORED.items()
    ).encode()
)


def rewritten_in(lines: Iterable[bytes]) -> list[int]:
    """Return the places of statements, by their lines of N-Quads, whose objects the store may give back in another
    form.

    >>> rewritten_in([b'<urn:a> <urn:b> "007"^^<http://www.w3.org/2001/XMLSchema#integer>', b'<urn:a> <urn:b> "007"'])
    [0]
    """
    return [
        n
        for n, line in enumerate(lines)
        if (_TYPED in line and _WRITTEN_SO.search(line) is None) or b"<<(" in line
    ]


def _is_as_stored(datatype: str, text: str) -> bool:
    pattern = _AS_STORED.get(datatype)
    return pattern is not None and pattern.fullmatch(text) is not None


def is_ill_typed(value: Literal) -> bool:
    """Whether a literal is none of its datatype: "abc" as a number."""
    if value.datatype.value == xsd.boolean:
        return value.value.strip() not in {"true", "false", "1", "0"}  # rdflib warns of each
    # rdflib takes a moment to import, and only odd literals need it.
    import logging  # noqa: PLC0415

    from rdflib import Literal as Typed  # noqa: PLC0415
    from rdflib import URIRef  # noqa: PLC0415

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it prints a traceback for each
    return bool(Typed(value.value, datatype=URIRef(value.datatype.value)).ill_typed)


def _change(before: Literal, after: Literal) -> str:
    if before.datatype == after.datatype:
        return f"{before.value} as {after.value}"
    return f"{_written(before)} as {_written(after)}"


def _written(value: Literal) -> str:
    text = value.value if len(value.value) <= 40 else value.value[:40] + "..."
    return f'"{text}"^^{shrink(value.datatype.value)}'
