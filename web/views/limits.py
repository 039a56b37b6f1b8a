"""The limits of the service as its page shows them: in the reader's language, sizes in units that can be read."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from graph import limits
from graph.limits import Unit
from web import settings as service
from web.languages import N_, Words
from web.settings import Settings

_UNITS: Final = {
    Unit.BYTES: N_("%(count)s bytes"),
    Unit.MEGABYTES: N_("%(count)s MB"),
    Unit.SECONDS: N_("%(count)s seconds"),
    Unit.CHARACTERS: N_("%(count)s characters"),
}
_LARGER_UNITS: Final = (
    (1 << 20, N_("%(count)s MB")),
    (1_000_000, N_("%(count)s MB")),
    (1 << 10, N_("%(count)s KB")),
)


@dataclass(frozen=True)
class LimitRow:
    """One limit: what it cuts, and where."""

    help: str
    value: str


@dataclass(frozen=True)
class LimitGroup:
    """The limits of one part of the service, or those that its operator has set."""

    title: str
    rows: tuple[LimitRow, ...]


def limit_groups(settings: Settings, words: Words) -> tuple[LimitGroup, ...]:
    """Return the settings that bound answers, then all limits by their sections."""
    told = [one for one in service.table(settings) if one.bounds_answers]
    own = tuple(LimitRow(words(one.help), measure(float(one.value), one.unit, words)) for one in told)
    sections = groupby(limits.table(), key=lambda one: one.section)
    return (
        LimitGroup(words("Set by the operator of this service"), own),
        *(
            LimitGroup(
                words(section),
                tuple(LimitRow(words(one.help), measure(one.value, one.unit, words)) for one in rows),
            )
            for section, rows in sections
        ),
    )


def measure(value: float, unit: Unit, words: Words) -> str:
    """Write a value with its unit; bytes in larger units where nothing is lost by it.

    >>> from web.languages import words
    >>> measure(268435456, Unit.BYTES, words("en")), measure(2.0, Unit.SECONDS, words("vi"))
    ('256 MB', '2 giây')
    """
    number = int(value) if value == int(value) else value
    if unit is Unit.BYTES:
        for size, name in _LARGER_UNITS:
            if number and number % size == 0:
                return words(name, count=words.number(number // size))
    return words(_UNITS[unit], count=words.number(number)) if unit in _UNITS else words.number(number)
