"""The form by which a curator adds a query to the library or changes one: from a file to fields, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from graph.limits import LIMITS
from graph.yaml_loader import load_yaml
from queries.header import GROUPS, MARK, NamedQuery, ParameterType
from queries.sparql.lexer import tokenise

PARAMETER_FIELDS: Final = ("type", "kind", "en", "vi", "required", "default", "example")


@dataclass(frozen=True)
class ParameterFields:
    """The fields of one parameter, as they are typed; `required` is "1" or empty."""

    name: str
    type: str = "text"
    kind: str = ""
    en: str = ""
    vi: str = ""
    required: str = ""
    default: str = ""
    example: str = ""


@dataclass(frozen=True)
class QueryFields:
    """The fields of a query, as they are typed; `asked_en` and `asked_vi` have a phrase a line."""

    name: str = ""
    group: str = ""
    title_en: str = ""
    title_vi: str = ""
    description_en: str = ""
    description_vi: str = ""
    asked_en: str = ""
    asked_vi: str = ""
    text: str = ""
    parameters: tuple[ParameterFields, ...] = ()


@dataclass(frozen=True)
class QueryFormPage:
    """What the form shows: `replacing` is the name of the query that is changed."""

    mark: str
    replacing: str
    fields: QueryFields
    groups: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    problem: str
    hint: str
    told: str
    may_save: bool


def groups(language: str) -> tuple[tuple[str, str], ...]:
    """Return the groups of the catalogue with what they are called."""
    return tuple((name, title.in_language(language)) for name, title in GROUPS.items())


def types() -> tuple[str, ...]:
    """Return the types that a parameter can have."""
    return tuple(one.value for one in ParameterType)


def fields_of(query: NamedQuery, file: str) -> QueryFields:
    """Return the fields that a query fills; `file` is the text of its file."""
    header = [line.removeprefix(MARK) for line in file.splitlines() if line.startswith(MARK)]
    given = load_yaml("\n".join(line.removeprefix(" ") for line in header)) or {}
    asked = given.get("asked") or {}
    return QueryFields(
        query.name,
        query.group,
        query.title.en,
        query.title.vi,
        query.description.en,
        query.description.vi,
        "\n".join(asked.get("en") or ()),
        "\n".join(asked.get("vi") or ()),
        query.text.strip(),
        tuple(
            ParameterFields(
                one.name,
                one.type.value,
                ", ".join(one.kinds),
                one.label.en,
                one.label.vi,
                "1" if one.required else "",
                one.default or "",
                one.example or "",
            )
            for one in query.parameters
        ),
    )


def fields_sent(sent: Mapping[str, str]) -> QueryFields:
    """Return the fields of a form that was sent: a row for each variable that the text writes with a dollar."""

    def given(name: str) -> str:
        return sent.get(name, "").replace("\r\n", "\n").strip()[: LIMITS.link_bytes]

    text = given("text") or given("query")
    return QueryFields(
        given("name"),
        given("group"),
        given("title_en"),
        given("title_vi"),
        given("description_en"),
        given("description_vi"),
        given("asked_en"),
        given("asked_vi"),
        text,
        tuple(
            ParameterFields(name, **{field: given(f"{field}.{name}") for field in PARAMETER_FIELDS})
            for name in variables_given(text)
        ),
    )


def variables_given(text: str) -> tuple[str, ...]:
    """Return the names of the variables that a text writes with a dollar, which are its parameters.

    >>> variables_given("SELECT ?s { ?s ?p $thing, $other, $thing }")
    ('thing', 'other')
    """
    named = (one.variable for one in tokenise(text) if one.text[:1] == "$" and one.variable)
    return tuple(dict.fromkeys(named))


def file_of(fields: QueryFields, order: int) -> str:
    """Return the file of a query: its header, then its text."""
    header: dict[str, object] = {
        "title": {"en": fields.title_en, "vi": fields.title_vi},
        "description": {"en": fields.description_en, "vi": fields.description_vi},
        "order": order,
    }
    asked = {
        language: phrases
        for language, lines in (("en", fields.asked_en), ("vi", fields.asked_vi))
        if (phrases := [line.strip() for line in lines.splitlines() if line.strip()])
    }
    if asked:
        header["asked"] = asked
    if fields.parameters:
        header["parameters"] = {one.name: _parameter(one) for one in fields.parameters}
    written = yaml.safe_dump(header, allow_unicode=True, sort_keys=False, width=110)
    lines = "".join(f"{MARK} {line}\n" for line in written.splitlines())
    return f"{lines}\n{fields.text.strip()}\n"


def _parameter(one: ParameterFields) -> dict[str, object]:
    made: dict[str, object] = {"type": one.type or "text"}
    if kinds := [kind.strip() for kind in one.kind.split(",") if kind.strip()]:
        made["kind"] = kinds
    made["label"] = {"en": one.en, "vi": one.vi}
    if one.required:
        made["required"] = True
    if one.default:
        made["default"] = one.default
    if one.example:
        made["example"] = one.example
    return made
