"""Where the SPARQL service answers otherwise than the standard says: `differences.yaml`, read.

/about/endpoint shows it, `tests/w3c` excuses its cases by it, and a test runs what each entry says to try.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from queries.header import Bilingual

REGIMES: Final = "regimes"
CALLS: Final = "calls"


@dataclass(frozen=True)
class Difference:
    """What the standard says, what is so here, and the way around it.

    `issues` are addresses where the engine's developers speak of it; `cases` the W3C's, by suite/name (`REGIMES` and
    `CALLS` stand for all that name a regime, or another server). `query` shows it, where one query can, by an answer
    of the values in `answer`, empty for none.
    """

    name: str
    title: Bilingual
    standard: Bilingual
    here: Bilingual
    instead: Bilingual
    issues: tuple[str, ...]
    cases: tuple[str, ...]
    query: str
    answer: tuple[str, ...]


@cache
def differences() -> tuple[Difference, ...]:
    """Return every difference, in the order of the page."""
    read = yaml.safe_load(files("queries.sparql").joinpath("differences.yaml").read_text("utf-8"))
    return tuple(_difference(entry) for entry in read)


def _difference(entry: dict[str, Any]) -> Difference:
    query, *answer = entry.get("try", [""])
    return Difference(
        entry["name"],
        title=Bilingual(**entry["title"]),
        standard=Bilingual(**entry["standard"]),
        here=Bilingual(**entry["here"]),
        instead=Bilingual(**entry["instead"]),
        issues=tuple(entry["issues"]),
        cases=tuple(entry["cases"]),
        query=query,
        answer=tuple(answer),
    )
