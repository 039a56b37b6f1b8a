"""The course in SPARQL: its steps, read from `steps/`, one file a step, in the order of their names.

A step has a text, a query, a change to try, and an exercise. A test runs all of them on the reports of the repository
and compares the answers with what the files say.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from graph.yaml_loader import load_yaml
from queries.header import Bilingual

_FOLDER: Final = "steps"


@dataclass(frozen=True)
class Change:
    """A change of a step's query: what a reader is told to do, each text to replace with its replacement, and how many
    rows come of it.
    """

    text: Bilingual
    replace: tuple[tuple[str, str], ...]
    rows: int

    def of(self, query: str) -> str:
        """Return the query as changed.

        >>> Change(Bilingual("", ""), (("a", "b"),), 1).of("a a")
        'b b'
        """
        for before, after in self.replace:
            query = query.replace(before, after)
        return "\n".join(line for line in query.splitlines() if line.strip())


@dataclass(frozen=True)
class Exercise:
    """A question that a reader's own query is to answer.

    `answer` is a query that does; `expected` are its rows on the reports of the repository, IRIs by their prefixed
    names. In an `ordered` one the order of the rows counts.
    """

    task: Bilingual
    hint: Bilingual
    answer: str
    expected: tuple[tuple[str, ...], ...]
    ordered: bool


@dataclass(frozen=True)
class Step:
    """One step; `rows` is how many its query has on the reports of the repository. A text is paragraphs, with what is
    SPARQL between grave accents.
    """

    number: int
    title: Bilingual
    text: Bilingual
    query: str
    rows: int
    change: Change
    exercise: Exercise


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of the course in their order.

    >>> steps()[0].title.en
    'One triple pattern'
    """
    found = sorted(
        (one for one in files("queries.course").joinpath(_FOLDER).iterdir() if one.name.endswith(".yaml")),
        key=lambda one: one.name,
    )
    return tuple(_step(at, load_yaml(one.read_text("utf-8"))) for at, one in enumerate(found, 1))


def _step(number: int, read: dict[str, Any]) -> Step:
    change, exercise = read["try"], read["exercise"]
    return Step(
        number,
        Bilingual(**read["title"]),
        Bilingual(**read["text"]),
        read["query"].strip(),
        read["rows"],
        Change(
            Bilingual(**change["text"]),
            tuple((before, after) for before, after in change["replace"]),
            change["rows"],
        ),
        Exercise(
            Bilingual(**exercise["task"]),
            Bilingual(**exercise["hint"]),
            exercise["answer"].strip(),
            tuple(tuple(row) for row in exercise["expected"]),
            exercise.get("ordered", False),
        ),
    )
