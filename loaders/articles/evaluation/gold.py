"""Read gold answers: what somebody who read a text found in it, before any rules ran on it.

A gold file is one JSON object, text by text:
`{"ID": {"language": "vi", "c": [[number, type, issuer, date]], "vague": [words], "p": [[person, role, body]],
"g": [[ordinal, body, term, date, place]], "e": [[kind, date, place, organiser]], "a": [[agent, as]], "s": [speaker],
"pr": [[kind, subject or period, [parties]]]}}`. `null` or `[]` stands where nothing is told; a key that is left out was
not looked for, and is not measured in that text.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from graph.errors import InputError

FORM: Final = (
    "See `huunghi evaluate --help`, or docs/decisions/057-gold-answers.md, for the form of a gold file."
)


def _rows(width: int) -> BeforeValidator:
    """Fill up rows that end early, and take a row of one for a list of its own."""

    def fill(rows: Any) -> Any:
        if not isinstance(rows, list):
            return rows
        return [[*row, *[None] * (width - len(row))] if isinstance(row, list) else row for row in rows]

    return BeforeValidator(fill)


class Cited(NamedTuple):
    """A document that a text cites: number with its code, type, issuer as printed, date in ISO 8601."""

    number: str | int
    type: str | None = None
    issuer: str | None = None
    date: str | None = None


class Post(NamedTuple):
    """A person with a role in a body."""

    person: str
    role: str | None = None
    body: str | None = None


class Congress(NamedTuple):
    """A congress that was held."""

    ordinal: int | None = None
    body: str | None = None
    term: str | None = None
    date: str | None = None
    place: str | None = None


class Happening(NamedTuple):
    """Another event that took place."""

    kind: str
    date: str | None = None
    place: str | None = None
    organiser: str | None = None


class Part(NamedTuple):
    """Who took part, and how."""

    agent: str
    role: str | None = None


class Agreement(NamedTuple):
    """A programme, plan or agreement with its parties."""

    kind: str
    about: str | None = None
    parties: tuple[str, ...] | None = ()


class Answers(BaseModel):
    """What a text says. A list that is None was not looked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["vi", "en", "ru", "fr"]
    c: Annotated[tuple[Cited, ...] | None, _rows(4)] = None
    vague: tuple[str, ...] | None = None
    p: Annotated[tuple[Post, ...] | None, _rows(3)] = None
    g: Annotated[tuple[Congress, ...] | None, _rows(5)] = None
    e: Annotated[tuple[Happening, ...] | None, _rows(4)] = None
    a: Annotated[tuple[Part, ...] | None, _rows(2)] = None
    s: tuple[str, ...] | None = None
    pr: Annotated[tuple[Agreement, ...] | None, _rows(3)] = None


_ADAPTER: Final = TypeAdapter(dict[str, Answers])


def read_gold(path: Path) -> Mapping[str, Answers]:
    """Read a gold file: the answers by the ID of their text; raise InputError where it is none, with the place."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", hint=FORM) from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}", hint=FORM) from error
    try:
        answers = _ADAPTER.validate_python(_without_null(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {where}: {first['msg']}", hint=FORM) from error
    if not answers:
        raise InputError(f"{path} has no answers.", hint=FORM)
    return answers


def _without_null(content: Any) -> Any:
    """A list that is null says what an empty one says: nothing is told."""
    if not isinstance(content, dict):
        return content
    return {
        text: {key: [] if value is None and key != "language" else value for key, value in said.items()}
        if isinstance(said, dict)
        else said
        for text, said in content.items()
    }
