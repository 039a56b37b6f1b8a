"""What `/docs` lists: the operations of the OpenAPI document with their parameters and answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

METHODS: Final = ("get", "query", "post", "put", "delete")


@dataclass(frozen=True)
class ParameterRow:
    """A parameter: where it stands (path, query, header) and what is allowed, in words."""

    name: str
    where: str
    required: bool
    description: str
    allowed: str


@dataclass(frozen=True)
class AnswerRow:
    """A status that the operation answers with, what it means, and the media types of the body."""

    status: str
    description: str
    media_types: tuple[str, ...]


@dataclass(frozen=True)
class OperationRow:
    """One operation: a method at an address."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ParameterRow, ...]
    bodies: tuple[str, ...]
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class OperationGroup:
    """Operations about one thing."""

    name: str
    operations: tuple[OperationRow, ...]


def operation_groups(document: Mapping[str, Any]) -> tuple[OperationGroup, ...]:
    """Return the operations of an OpenAPI document by tag, in the order of its tags."""
    groups: dict[str, list[OperationRow]] = {tag["name"]: [] for tag in document.get("tags", ())}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                tags = item[method].get("tags") or ["SPARQL"]
                groups.setdefault(tags[0], []).append(_operation(document, path, method, item))
    return tuple(OperationGroup(name, tuple(found)) for name, found in groups.items() if found)


def _operation(document: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]) -> OperationRow:
    operation = item[method]
    parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
    return OperationRow(
        method.upper(),
        path,
        operation.get("summary", "").replace("`", ""),
        operation.get("description", "").replace("`", ""),
        tuple(_parameter(_resolved(document, one)) for one in parameters),
        tuple(operation.get("requestBody", {}).get("content", ())),
        tuple(
            AnswerRow(status, found.get("description", ""), tuple(found.get("content", ())))
            for status, one in sorted(operation["responses"].items())
            for found in [_resolved(document, one)]
        ),
    )


def _parameter(one: Mapping[str, Any]) -> ParameterRow:
    return ParameterRow(
        one["name"],
        one["in"],
        one.get("required", False),
        one.get("description", "").replace("`", ""),
        ", ".join(_allowed(one.get("schema", {}), one)),
    )


def _allowed(schema: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[str]:
    """Give what a schema allows, a phrase for each of its limits."""
    for variant in schema.get("anyOf", ()):
        if variant.get("type") != "null":
            yield from _allowed(variant, {})
    if words := [str(word) for word in schema.get("enum", ()) if word != ""]:
        yield " | ".join(words)
    elif "type" in schema:
        yield str(schema.get("format", schema["type"]))
    for name, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤")):
        if name in schema:
            yield f"{sign} {schema[name]}"
    if "maxLength" in schema:
        yield f"≤ {schema['maxLength']} characters"
    example = next(iter(schema.get("examples", ())), one.get("example"))
    if example is not None:
        yield f"e.g. {example}"


def _resolved(document: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference within the document leads to."""
    if "$ref" not in one:
        return one
    found: Any = document
    for name in one["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)
