"""What the OpenAPI says of answers, and the document as a whole: every address that a program may call.

FastAPI reads parameters and models from the routes; here stands what it cannot know: the media types of answers that
are no JSON, the shape of an error, the prepared queries, and the SPARQL service's own paths.
"""

from typing import Any, Final, get_type_hints

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter, create_model

from queries.collection import catalogue
from queries.header import NamedQuery, Parameter, ParameterType
from web.format_parameter import Family, family_of
from web.parameters import QUERY_SUFFIXES
from web.problems import MEDIA_TYPE, Problem, problem_of
from web.sparql import openapi as sparql
from web.sparql.parameters import QueryParameters, describe_parameters
from web.urls import FORMATS

Responses = dict[int | str, dict[str, Any]]
_REF: Final = {"$ref": "#/components/schemas/Problem"}
_TEXT: Final = {"schema": {"type": "string"}}
_SCHEMAS: Final = {
    ParameterType.INTEGER: {"type": "integer"},
    ParameterType.NUMBER: {"type": "number"},
    ParameterType.DATE: {"type": "string", "format": "date"},
}
_EXAMPLE: Final = problem_of(
    RequestValidationError(
        [
            {
                "type": "greater_than_equal",
                "loc": ("query", "page"),
                "msg": "Input should be greater than or equal to 1",
                "input": "0",
                "ctx": {"ge": 1},
            }
        ]
    ),
    instance="/search",
    language="en",
).members()
PROBLEM: Final[dict[str, Any]] = {
    "description": "Why there is no answer (RFC 9457): what is wrong, what is allowed, and the next step.",
    "content": {MEDIA_TYPE: {"schema": _REF}, "text/plain": _TEXT, "text/html": _TEXT},
}
WRONG_PARAMETER: Final = {
    "description": "A parameter is wrong: the problem document (RFC 9457) names it and says what is allowed.",
    "content": {**PROBLEM["content"], MEDIA_TYPE: {"schema": _REF, "example": _EXAMPLE}},
}
REFUSALS: Final[Responses] = {400: WRONG_PARAMETER, 404: PROBLEM, 410: PROBLEM, 503: PROBLEM}
"""What any route can refuse: a wrong parameter, what is not there, and a store that cannot be read."""
DESCRIPTION: Final = """
A knowledge graph of the public record in which every statement carries the passage that says it.

A wrong parameter is answered with a problem document (RFC 9457, `application/problem+json`) that names the parameter,
what is allowed, and the next step; try `GET /search?kind=person&page=0`. Answers carry `Data-Version`, the version of
the data they were made from, and an `ETag`.
"""


def answers(*media_types: str, model: Any = None, also: tuple[int, ...] = ()) -> Responses:
    """Return the responses of a route that answers in these media types, and in JSON where it has a model for it.

    `also` are statuses that it can refuse with beside those of every route.
    """
    names = [one.partition(";")[0] for one in media_types]
    content: dict[str, Any] = {one: {"schema": {}} if one.endswith("json") else _TEXT for one in names}
    answer: dict[str, Any] = {"description": "The answer.", "content": content}
    if model is not None:
        answer["model"] = model
    return {200: answer, **dict.fromkeys(also, PROBLEM)}


def object_of(row: type[tuple[Any, ...]], *, sparse: bool = False, **more: type) -> type[BaseModel]:
    """Return the model of the JSON objects that the rows of a NamedTuple are written as, with `more` fields beside; in
    `sparse` ones what is empty is left out.
    """
    fields: Any = {
        name: (hint, "" if sparse else ...) for name, hint in {**get_type_hints(row), **more}.items()
    }
    made: type[BaseModel] = create_model(row.__name__, **fields)
    return made


def redirects(*statuses: int) -> Responses:
    """Return the responses of a route that may lead on to another address."""
    where = {"Location": {"schema": {"type": "string"}, "description": "Where the answer is."}}
    return {status: {"description": "The answer is elsewhere.", "headers": where} for status in statuses}


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the whole service, made once."""
    if not app.openapi_schema:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION.strip(),
            routes=app.routes,
            tags=[{"name": name} for name in TAGS],
        )
        for item in made["paths"].values():
            for operation in item.values():
                _mend(operation)
        made["paths"].update(_prepared_queries())
        for path, item in made["paths"].items():
            if "get" in item and (found := family_of(path)):
                _add_format(item["get"], found[0], leads=path in _LEADING)
        for path, item in sparql.paths().items():
            tag = "SPARQL" if path.startswith(_SPARQL_PATHS) else "Service"
            for method in item.keys() & {"get", "put", "post", "delete"}:
                item[method]["tags"] = [tag]
            made["paths"][path] = item
        schemas = made["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):  # ours is Problem
            schemas.pop(name, None)
        made["components"] = {
            "schemas": schemas | _problem_schema(),
            "responses": {"Problem": PROBLEM},
            "securitySchemes": sparql.SECURITY_SCHEMES,
        }
        app.openapi_schema = made
    return app.openapi_schema


TAGS: Final = (
    "Things",
    "Search",
    "Traces",
    "Prepared queries",
    "Vocabulary",
    "Versions",
    "SPARQL",
    "Service",
    "Replication",
)
"""What the operations are about, in the order in which they are listed."""
_LEADING: Final = ("/id/{kind}/{slug}", "/concept/{path}", "/ontology")
"""Addresses that lead on to a document of their own."""
_SPARQL_PATHS: Final = ("/sparql", "/update", "/graphs")


def _mend(operation: dict[str, Any]) -> None:
    """Say what FastAPI cannot know: a wrong parameter is a 400 here, and the docstring is the summary."""
    operation["responses"].pop("422", None)
    summary, _, more = operation.pop("description", "").partition("\n")
    operation["summary"] = summary.removesuffix(".")
    if more.strip():
        operation["description"] = more.strip()


def _add_format(operation: dict[str, Any], family: Family, *, leads: bool) -> None:
    """Say that an operation takes `format`, for another document beside its own; `leads` where that answers 303."""
    names = [name for name in family.media_types if name != family.plain]
    parameter = {
        "name": "format",
        "in": "query",
        "description": "Format of the document, instead of Accept and of the suffix, by any usual name in any case; of "
        "several values the first that there is.",
        "schema": {"type": "string", "enum": names},
    }
    operation.setdefault("parameters", []).append(parameter)
    answered = operation["responses"]
    answered.setdefault("406", PROBLEM)
    if leads:
        beside = [media_type for name, media_type in family.media_types.items() if name not in FORMATS]
        if beside:
            answered["200"] = answers(*beside)[200] | {"description": "A reference to the page."}
    else:
        for media_type in family.media_types.values():
            answered["200"]["content"].setdefault(media_type, _TEXT)


def _problem_schema() -> dict[str, Any]:
    schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    schema["required"] = ["type", "title", "status", "detail", "hint", "instance"]
    return {"Problem": schema, **parts}


def _prepared_queries() -> dict[str, Any]:
    """Return a path for each query of the catalogue, from the header that also decides what it takes."""
    return {f"/queries/{query.name}.{{suffix}}": {"get": _operation(query)} for query in catalogue().values()}


def _operation(query: NamedQuery) -> dict[str, Any]:
    suffix = {
        "name": "suffix",
        "in": "path",
        "required": True,
        "description": "Format of the answer; `rq` is the query itself.",
        "schema": {"type": "string", "enum": list(QUERY_SUFFIXES)},
    }
    content = {media.partition(";")[0]: _TEXT for media in QUERY_SUFFIXES.values()}
    content["application/sparql-results+json"] = {"schema": {"type": "object"}}
    return {
        "tags": ["Prepared queries"],
        "summary": query.title.en,
        "description": query.description.en,
        "operationId": f"query-{query.name}",
        "parameters": [suffix, *(_parameter(one) for one in query.parameters), *_table_options()],
        "responses": {
            "200": {"description": "The answer.", "content": content},
            **{str(status): refusal for status, refusal in REFUSALS.items()},
        },
    }


def _table_options() -> list[dict[str, Any]]:
    """Return the parameters of every table: those of `/sparql` that say what a download has besides the rows."""
    return [one for one in describe_parameters(QueryParameters) if one["name"] in ("labels", "bom")]


def _parameter(one: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_SCHEMAS.get(one.type, {"type": "string"}))
    if one.default is not None:
        schema["default"] = one.default
    described: dict[str, Any] = {
        "name": one.name,
        "in": "query",
        "required": one.required,
        "description": one.label.en,
        "schema": schema,
    }
    return {**described, "example": one.example} if one.example else described
