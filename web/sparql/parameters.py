"""The parameters of `/sparql`, `/update` and `/graphs`: typed models that read them and describe them for OpenAPI.

A field of a model is a parameter; its kind says what is allowed, in words for whoever got it wrong and as a schema for
whoever reads the description. Parameters that no model has are let pass, for clients add some of their own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode

from graph.errors import N_, fill
from graph.limits import LIMITS
from web.errors import BadRequest
from web.sparql import formats

Model = TypeVar("Model")
Pairs = list[tuple[str, str]]
"""Names and values in the order they came, decoded."""
Hints = tuple[formats.Hint, ...]
"""Formats in the order in which they are wished for."""

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_SWITCH: Final = {"1": True, "true": True, "": True, "0": False, "false": False}


@dataclass(frozen=True)
class Kind:
    """What a parameter's value may be: one of `allowed`, in words; `read` returns it, or raises ValueError."""

    allowed: tuple[str, ...]
    example: str
    schema: Mapping[str, object]
    read: Callable[[str], object]


def _read_iri(text: str) -> str:
    return NamedNode(text).value


def _read_seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e9:
        raise ValueError(text)
    return seconds


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ValueError(text)
    return int(text)


def _read_tag(text: str) -> str:
    if text and not _TAG.fullmatch(text):
        raise ValueError(text)
    if text:
        Literal("", language=text)  # a ValueError where it has the form of a tag and is none (RFC 5646)
    return text.lower()


def _read_switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError(text)
    return _SWITCH[text.lower()]


def _read_format(text: str) -> Hints:
    hints = _read_hint(text)
    if text.strip(" ,") and not hints:
        raise ValueError(text)
    return hints


def _read_hint(text: str) -> Hints:
    return tuple(formats.hints_in(text))


TEXT: Final = Kind((N_("text"),), "1.2", {"type": "string"}, str)
IRI: Final = Kind(
    (N_("an absolute IRI"),), "http://example.org/graph", {"type": "string", "format": "iri"}, _read_iri
)
SECONDS: Final = Kind(
    (N_("a number of seconds above 0"),), "10", {"type": "number", "exclusiveMinimum": 0}, _read_seconds
)
COUNT: Final = Kind((N_("a whole number"),), "1000", {"type": "integer", "minimum": 0}, _read_count)
_FORMAT_NAMES: Final = tuple(
    dict.fromkeys(name for form in formats.BY_NAME.values() for name in (form.name, *form.other_names))
)
FORMAT: Final = Kind(
    (*formats.BY_NAME, N_("another name of one of these formats"), N_("the media type of one")),
    "csv",
    {"type": "string", "enum": list(_FORMAT_NAMES)},
    _read_format,
)
HINT: Final = Kind(
    ("a format, as in `format`; what else it says is passed over",), "csv", {"type": "string"}, _read_hint
)
_FORMAT_TEXT: Final = (
    "The format of the answer, instead of Accept. Of several values the first that fits the kind of answer counts, and "
    "Accept where none does."
)
FLAG: Final = Kind((N_("given without a value"),), "", {"type": "string", "enum": [""]}, lambda _: True)

LABELS: Final = Kind(
    (N_("the tag of a language, such as en or vi"),),
    "en",
    {"type": "string", "pattern": _TAG.pattern},
    _read_tag,
)
SWITCH: Final = Kind(
    ("1", "0"), "1", {"type": "string", "enum": ["1", "0", "true", "false", ""]}, _read_switch
)


def _parameter(kind: Kind, text: str, *, many: bool = False, default: object = None) -> Any:
    return field(
        default=() if many else default,
        metadata={"kind": kind, "text": text, "many": many},
    )


@dataclass(frozen=True, kw_only=True)
class LimitParameters:
    """What one operation may take."""

    timeout: float | None = _parameter(SECONDS, "Seconds the operation may take.")
    version: str | None = _parameter(TEXT, "The version of SPARQL that the text is in.")


@dataclass(frozen=True, kw_only=True)
class QueryParameters(LimitParameters):
    """A query's, besides its text."""

    default_graph_uri: tuple[str, ...] = _parameter(IRI, "Graphs that make up the default graph.", many=True)
    named_graph_uri: tuple[str, ...] = _parameter(IRI, "Named graphs.", many=True)
    version: str | None = _parameter(
        TEXT,
        "The version of the data that is asked, by its number or release name, the current one unless given; or the "
        "version of SPARQL that the text is in.",
    )
    max_rows: int | None = _parameter(COUNT, "Rows or triples the answer may have.")
    format: tuple[Hints, ...] = _parameter(FORMAT, _FORMAT_TEXT, many=True)
    output: tuple[Hints, ...] = _parameter(HINT, "As `format`, for clients that call it so.", many=True)
    results: tuple[Hints, ...] = _parameter(HINT, "As `format`, for clients that call it so.", many=True)

    labels: str | None = _parameter(
        LABELS, "A language: CSV, TSV and XLSX then have a column of labels beside each column of IRIs."
    )
    bom: bool = _parameter(
        SWITCH, "Begin CSV or TSV with a byte order mark, by which Excel knows UTF-8.", default=False
    )

    @property
    def hints(self) -> Hints:
        """The formats that are wished for, the first first, each once."""
        return tuple(dict.fromkeys(chain(*self.format, *self.output, *self.results)))


@dataclass(frozen=True, kw_only=True)
class UpdateParameters(LimitParameters):
    """An update's, besides its text."""

    using_graph_uri: tuple[str, ...] = _parameter(
        IRI, "Graphs that patterns see as the default graph.", many=True
    )
    using_named_graph_uri: tuple[str, ...] = _parameter(IRI, "Named graphs that patterns see.", many=True)


@dataclass(frozen=True, kw_only=True)
class GraphParameters:
    """Those that name a graph as a whole."""

    graph: str | None = _parameter(IRI, "IRI of a named graph.")
    default: bool = _parameter(FLAG, "The default graph.", default=False)
    format: tuple[Hints, ...] = _parameter(FORMAT, _FORMAT_TEXT, many=True)
    version: str | None = _parameter(
        TEXT,
        "The version of the data that is read, by its number or release name; the current one unless given.",
    )

    @property
    def hints(self) -> Hints:
        """The formats that are wished for, the first first, each once."""
        return tuple(dict.fromkeys(chain(*self.format)))


def read_parameters(model: type[Model], pairs: Pairs) -> Model:
    """Return what the parameters say; raise BadRequest that names the one that is wrong, and what is allowed."""
    values: dict[str, Any] = {}
    for one in fields(model):  # type: ignore[arg-type]
        name = one.name.replace("_", "-")
        given = [value for key, value in pairs if key == name]
        if not given:
            continue
        if one.metadata["kind"] is FORMAT or one.metadata["kind"] is HINT:
            given = given[: LIMITS.formats_named]
        if one.metadata["kind"] is FORMAT:
            values[one.name] = _read_known(name, given)
        elif one.metadata["many"]:
            values[one.name] = tuple(_read(name, value, one.metadata["kind"]) for value in given)
        elif len(given) > 1:
            raise BadRequest(
                "The parameter %(name)s is given %(count)s times.",
                hint="Give it once.",
                values={"name": name, "count": len(given)},
            )
        else:
            values[one.name] = _read(name, given[0], one.metadata["kind"])
    return model(**values)


def _read_known(name: str, given: list[str]) -> tuple[Hints, ...]:
    """Return the formats that are known; raise BadRequest where none of what is said is one."""
    found = tuple(map(_read_hint, given))
    if not any(found):
        for value in given:
            _read(name, value, FORMAT)
    return found


def read_option(kind: Kind, name: str, given: str) -> object:
    """Return what one parameter says, None where it is not given; raise BadRequest for what is not allowed."""
    return _read(name, given, kind) if given else None


def _read(name: str, value: str, kind: Kind) -> object:
    try:
        return kind.read(value)
    except ValueError as error:
        raise BadRequest(
            "The parameter %(name)s is %(value)r, which is not %(allowed)s.",
            hint="For example %(name)s=%(example)s",
            values={"name": name, "value": value[:100], "allowed": kind.allowed, "example": kind.example},
        ) from error


def names_of(model: type[object]) -> tuple[str, ...]:
    """Return the names of a model's parameters."""
    return tuple(one.name.replace("_", "-") for one in fields(model))  # type: ignore[arg-type]


def describe_parameters(model: type[object]) -> list[dict[str, Any]]:
    """Return a model's parameters as OpenAPI has them, all in the address."""
    described = []
    for one in fields(model):  # type: ignore[arg-type]
        kind: Kind = one.metadata["kind"]
        schema = {"type": "array", "items": kind.schema} if one.metadata["many"] else kind.schema
        described.append(
            {
                "name": one.name.replace("_", "-"),
                "in": "query",
                "description": f"{one.metadata['text']} {fill('Allowed: %(allowed)s.', {'allowed': kind.allowed})}",
                "schema": schema,
                "example": [kind.example] if one.metadata["many"] else kind.example,
            }
        )
    return described
