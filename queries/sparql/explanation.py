"""What is wrong with a text, as a template and its values, so that the web can say it in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import fill
from queries.sparql.places import place_of


@dataclass(frozen=True)
class Explanation:
    """What is wrong, what to do, and where: line and column count from 1; None where nobody can say.

    `template` and `hint` are English and the translation's keys; their places are filled by `values`, where a tuple is
    several things of which one is meant, each a text to be translated.
    """

    template: str
    hint: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return fill(self.template, self.values)

    @property
    def advice(self) -> str:
        """What to do, in English; may be empty."""
        return fill(self.hint, self.values)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}" if self.line else self.message


def fault(template: str, text: str, offset: int, *, hint: str = "", **values: object) -> Explanation:
    """Return an explanation about a code point of a text; the values fill the places of template and hint."""
    line, column = place_of(text, offset)
    return Explanation(template, hint, values, line, column)
