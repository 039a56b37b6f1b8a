"""The OpenAPI description of what `/sparql` and its neighbours take and give: a part of that of the whole service.

Parameters come from the models that read them (`web.sparql.parameters`), media types from the formats; what is written
out here is which statuses an operation answers with. A test holds the whole to the server by asking everything that it
describes (Schemathesis).
"""

from typing import Any, Final

from web.sparql import formats
from web.sparql.parameters import GraphParameters, QueryParameters, UpdateParameters, describe_parameters

_RESULTS: Final = [form.media_type for form in formats.RESULTS]
_RDF: Final = [form.media_type for form in formats.RDF]
_TEXT: Final = {"schema": {"type": "string"}}
_SECURED: Final[list[dict[str, list[str]]]] = [{"token": []}, {"password": []}]
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


def _problems(*statuses: int) -> dict[str, Any]:
    return {str(status): _PROBLEM for status in statuses}


def _content(types: list[str]) -> dict[str, Any]:
    return {one: {"schema": {}} if one.endswith("json") else _TEXT for one in types}


_QUERY_ID: Final = {
    "name": "Query-Id",
    "in": "header",
    "description": "A name for the query, to cancel it by: up to 64 letters, digits and . _ ~ -",
    "schema": {"type": "string"},
}
_QUERY: Final = [*describe_parameters(QueryParameters), _QUERY_ID]
_OF_VERSION: Final = [one for one in _QUERY if one["name"] != "version"]
_UPDATE: Final = describe_parameters(UpdateParameters)
_GRAPH: Final = describe_parameters(GraphParameters)
_ANSWERS: Final = {
    "200": {
        "description": "The answer; without a query, the service description.",
        "headers": {
            name: {"schema": {"type": "string"}}
            for name in (
                "Data-Version",
                "Data-Release",
                "Query-Id",
                "Row-Limit",
                "Server-Timing",
                "Truncated",
            )
        },
        "content": _content([*_RESULTS, *_RDF]),
    },
    "304": {"description": "The answer has not changed."},
    **_problems(
        400, 401, 403, 404, 405, 406, 408, 410, 413, 414, 415, 422, 429, 431, 501, 503, 504, 505, 507
    ),
}
_CHANGED: Final = {
    "200": {
        "description": "Done, except that statements backed by claims were kept; the body lists them and says what "
        "to do.",
        "headers": {"Kept-Statements": {"schema": {"type": "integer"}}},
        "content": {"text/plain": _TEXT},
    },
    "201": {
        "description": "Done; a graph was made.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    },
    "204": {"description": "Done, and on the disk."},
    **_problems(
        400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 422, 429, 431, 501, 503, 504, 505, 507
    ),
}


def _form(**texts: type[object]) -> dict[str, Any]:
    """Return the schema of a form that has one of these texts, with the parameters of its model."""
    choices = [
        {
            "type": "object",
            "properties": {
                text: {"type": "string"},
                **{one["name"]: one["schema"] for one in describe_parameters(model)},
            },
            "required": [text],
        }
        for text, model in texts.items()
    ]
    return {"schema": {"oneOf": choices} if len(choices) > 1 else choices[0]}


def _merged(*lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parameters of several operations at one address, each once."""
    return list({one["name"]: one for each in lists for one in each}.values())


def _bodies() -> dict[str, Any]:
    body = {
        "application/sparql-query": _TEXT,
        "application/sparql-update": _TEXT,
        "application/x-www-form-urlencoded": _form(query=QueryParameters, update=UpdateParameters),
    }
    return {"required": True, "content": body}


def _graph_operations(name: str) -> dict[str, Any]:
    read = {
        "200": {"description": "The graph.", "content": _content(_RDF)},
        **_problems(400, 404, 406, 410, 503, 504),
    }
    given = {"requestBody": {"content": _content([*_RDF, "multipart/form-data"])}}
    secured: dict[str, Any] = {"security": _SECURED}
    return {
        "get": {"summary": f"Read {name}", "responses": read},
        "put": {"summary": f"Replace {name}", "responses": _CHANGED, **given, **secured},
        "post": {"summary": f"Add to {name}", "responses": _CHANGED, **given, **secured},
        "delete": {"summary": f"Remove {name}", "responses": _CHANGED, **secured},
    }


def _plain(summary: str, *also: int) -> dict[str, Any]:
    answer = {"description": "So it is.", "content": {"text/plain": _TEXT}}
    return {
        "summary": summary,
        "responses": {
            "200": answer,
            **{str(status): {**answer, "description": "Not so."} for status in also},
        },
    }


def paths() -> dict[str, Any]:
    """Return the paths of the service with their operations; errors are `#/components/responses/Problem`."""
    text = {"name": "query", "in": "query", "description": "The SPARQL query.", **_TEXT}
    return {
        "/sparql": {
            "get": {"summary": "Ask", "parameters": [text, *_QUERY], "responses": _ANSWERS},
            "post": {
                "summary": "Ask or update",
                "parameters": _merged(_QUERY, _UPDATE),
                "requestBody": _bodies(),
                "responses": {**_ANSWERS, "204": _CHANGED["204"]},
            },
        },
        "/sparql/versions/{version}": {
            "parameters": [
                {
                    "name": "version",
                    "in": "path",
                    "required": True,
                    "description": "The version of the data, by its number or release name.",
                    "schema": {"type": "string", "minLength": 1},
                }
            ],
            "get": {
                "summary": "Ask one version of the data",
                "description": "As /sparql with version=, for clients that take an address and no parameters.",
                "parameters": [text, *_OF_VERSION],
                "responses": _ANSWERS,
            },
            "post": {
                "summary": "Ask one version of the data",
                "parameters": _OF_VERSION,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/sparql-query": _TEXT,
                        "application/x-www-form-urlencoded": _form(query=QueryParameters),
                    },
                },
                "responses": _ANSWERS,
            },
        },
        "/update": {
            "post": {
                "summary": "Update",
                "parameters": _UPDATE,
                "security": _SECURED,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/sparql-update": _TEXT,
                        "application/x-www-form-urlencoded": _form(update=UpdateParameters),
                    },
                },
                "responses": _CHANGED,
            },
        },
        "/graphs": {
            "parameters": _GRAPH,
            **_graph_operations("a graph that the parameters name, or without any the whole dataset"),
        },
        "/graphs/{path}": {
            "parameters": [
                {
                    "name": "path",
                    "in": "path",
                    "required": True,
                    "description": "What follows /graphs/ in the IRI of the graph.",
                    "schema": {"type": "string", "minLength": 1},
                }
            ],
            **_graph_operations("the graph whose IRI is this address"),
        },
        "/healthz": {"get": _plain("Whether the service runs")},
        "/readyz": {"get": _plain("Whether a query would be answered", 503)},
        "/metrics": {"get": _plain("The metrics, in the text format of Prometheus")},
        "/sparql/queries": {
            "get": {
                "summary": "List what waits and runs",
                "security": _SECURED,
                "responses": {
                    "200": {
                        "description": "The queries of all servers of the graph (HUUNGHI_PEERS); those that did not "
                        "answer stand in Unanswered-Servers.",
                        "content": {"application/json": {"schema": {"type": "array"}}},
                    },
                    **_problems(401, 403, 429),
                },
            }
        },
        "/sparql/queries/{id}": {
            "delete": {
                "summary": "Cancel a query",
                "description": "Who asked it may: with the same token, or without one from the same address and site; "
                "an administrator may cancel any.",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "description": "The id that the query was given or its answer names.",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {"204": {"description": "Cancelled."}, **_problems(401, 403, 404, 429, 503)},
            }
        },
    }


SECURITY_SCHEMES: Final = {
    "token": {"type": "http", "scheme": "bearer"},
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The token is the password; the user name may be any.",
    },
}
"""How the operations that change something are protected."""
