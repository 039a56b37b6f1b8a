"""What every error of the project has: its text, a hint, where it happened, and what HTTP says of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its `%(name)s` places filled; without values it is a text, and stays as it is.

    A tuple is several things of which one is meant.

    >>> fill("There is no page %(page)s.", {"page": 9})
    'There is no page 9.'
    >>> fill("This needs %(expected)s.", {"expected": ("a dot", "a semicolon", "}")})
    'This needs a dot, a semicolon or }.'
    >>> fill("100% of it", {})
    '100% of it'
    """
    if not values or not template:
        return template
    return template % {
        name: _either(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def _either(things: tuple[object, ...]) -> str:
    *most, last = map(str, things)
    return f"{', '.join(most)} or {last}" if most else last


class HuuNghiError(Exception):
    """What happened, to which input, and what to do next.

    `template` and `hint` are English; where `values` are given, both have `%(name)s` places that these fill.

    >>> error = HuuNghiError("There is no token %(name)r.", hint="`list` names them.", values={"name": "Lan"})
    >>> print(error)
    There is no token 'Lan'.
    `list` names them.
    >>> error.template
    'There is no token %(name)r.'
    """

    slug: str = "error"
    title: str = "Something went wrong on our side"
    next_step: ClassVar[str] = ""
    status: int = 500

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template)
        self.template = template
        self.hint_template = hint or self.next_step
        self.values: Mapping[str, object] = MappingProxyType(dict(values or {}))

    @property
    def message(self) -> str:
        """What happened, in English."""
        return fill(self.template, self.values)

    @property
    def hint(self) -> str:
        """What to do next, in English; may be empty."""
        return fill(self.hint_template, self.values)

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message
