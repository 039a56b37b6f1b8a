"""One line of the table of limits: its number, unit, section and help."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

_Number = TypeVar("_Number", int, float)

KB: Final = 1 << 10
MB: Final = 1 << 20


class Section(StrEnum):
    """What a limit belongs to; the value is its heading."""

    PAGES = "Pages of things"
    TRACES = "Traces of citations"
    GRAPH = "Neighbourhoods and drawings"
    SEARCH = "Search"
    SOURCES = "Sources and passages"
    CATALOGUE = "Queries and versions"
    REVIEW = "Review"
    REQUESTS = "Requests"
    SPARQL = "SPARQL service"
    ENDPOINT = "Reading from an endpoint"
    LOADING = "Loading"
    REPLICAS = "Replicas"


class Unit(StrEnum):
    """What is counted, where the help text does not say it."""

    COUNT = ""
    BYTES = "bytes"
    MEGABYTES = "MB"
    SECONDS = "seconds"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Limit:
    """One line of the table. `value` is a whole number but for seconds."""

    name: str
    value: int | float
    unit: Unit
    section: Section
    help: str


def limit(section: Section, value: _Number, help_: str, unit: Unit = Unit.COUNT) -> _Number:
    """Return the field of a limit; its default is the number."""
    metadata = {"section": section, "help": help_, "unit": unit}
    made: Any = field(default=value, metadata=metadata)
    return made  # type: ignore[no-any-return]
