"""The OpenAPI description of what `/sparql` and its neighbours take and give; served at `/openapi.json`.

Written by hand beside the code, because no framework stands in front of these paths; a test holds it to the server by
asking everything it describes (Schemathesis).
"""

from typing import Any, Final

from web.sparql import formats

_RESULTS: Final = [form.media_type for form in formats.RESULTS]
_RDF: Final = [form.media_type for form in formats.RDF]
_TEXT: Final = {"schema": {"type": "string"}}
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


def _problems(*statuses: int) -> dict[str, Any]:
    return {str(status): _PROBLEM for status in statuses}


def _content(types: list[str]) -> dict[str, Any]:
    return dict.fromkeys(types, _TEXT)


def _parameter(name: str, text: str, schema: dict[str, Any], *, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "description": text, "schema": schema}


_IRIS: Final = {"type": "array", "items": {"type": "string", "format": "iri"}}
_LIMITS: Final = [
    _parameter("timeout", "Seconds the operation may take.", {"type": "number", "exclusiveMinimum": 0}),
    _parameter("max-rows", "Rows or triples the answer may have.", {"type": "integer", "minimum": 0}),
    _parameter(
        "format", "Name of the format, instead of Accept.", {"type": "string", "enum": list(formats.BY_NAME)}
    ),
]
_DATASET: Final = [
    _parameter("default-graph-uri", "Graphs that make up the default graph.", _IRIS),
    _parameter("named-graph-uri", "Named graphs.", _IRIS),
]
_USING: Final = [
    _parameter("using-graph-uri", "Graphs that patterns see as the default graph.", _IRIS),
    _parameter("using-named-graph-uri", "Named graphs that patterns see.", _IRIS),
]
_QUERY_ID: Final = _parameter(
    "Query-Id", "A name for the query, to cancel it by.", {"type": "string"}, where="header"
)
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
    **_problems(400, 401, 403, 405, 406, 408, 413, 414, 415, 422, 431, 503, 504, 507),
}
_CHANGED: Final = {
    "201": {
        "description": "Done; a graph was made.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    },
    "204": {"description": "Done, and on the disk."},
    **_problems(400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 422, 431, 503, 504, 507),
}
_GRAPH: Final = [
    _parameter("graph", "IRI of a named graph.", {"type": "string", "format": "iri"}),
    _parameter("default", "The default graph.", {"type": "string", "enum": [""]}),
]


def _form(*fields: str) -> dict[str, Any]:
    properties = {field: {"type": "string"} for field in fields}
    return {"schema": {"type": "object", "properties": properties, "required": [fields[0]]}}


def _bodies() -> dict[str, Any]:
    body = {
        "application/sparql-query": _TEXT,
        "application/sparql-update": _TEXT,
        "application/x-www-form-urlencoded": _form("query"),
    }
    return {"required": True, "content": body}


def _graph_operations(name: str) -> dict[str, Any]:
    read = {
        "200": {"description": "The graph.", "content": _content(_RDF)},
        **_problems(400, 404, 406, 503, 504),
    }
    given = {"requestBody": {"content": _content([*_RDF, "multipart/form-data"])}}
    secured: dict[str, Any] = {"security": [{"token": []}]}
    return {
        "get": {"summary": f"Read {name}", "responses": read},
        "put": {"summary": f"Replace {name}", "responses": _CHANGED, **given, **secured},
        "post": {"summary": f"Add to {name}", "responses": _CHANGED, **given, **secured},
        "delete": {"summary": f"Remove {name}", "responses": _CHANGED, **secured},
    }


def document() -> dict[str, Any]:
    """Return the description as an object of JSON."""
    query = [_parameter("query", "The SPARQL query.", {"type": "string"}), *_DATASET, *_LIMITS, _QUERY_ID]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hữu Nghị SPARQL service",
            "version": "1",
            "description": "SPARQL 1.1 Protocol, Graph Store HTTP Protocol and Service Description.",
        },
        "paths": {
            "/sparql": {
                "get": {"summary": "Ask", "parameters": query, "responses": _ANSWERS},
                "post": {
                    "summary": "Ask or update",
                    "parameters": [*_DATASET, *_USING, *_LIMITS, _QUERY_ID],
                    "requestBody": _bodies(),
                    "responses": {**_ANSWERS, "204": _CHANGED["204"]},
                },
            },
            "/update": {
                "post": {
                    "summary": "Update",
                    "parameters": _USING,
                    "security": [{"token": []}],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/sparql-update": _TEXT,
                            "application/x-www-form-urlencoded": _form("update"),
                        },
                    },
                    "responses": _CHANGED,
                },
            },
            "/graphs": {"parameters": _GRAPH, **_graph_operations("a graph that the parameters name")},
            "/graphs/{path}": {
                "parameters": [
                    {
                        "name": "path",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "minLength": 1},
                    }
                ],
                **_graph_operations("the graph whose IRI is this address"),
            },
            "/sparql/queries": {
                "get": {
                    "summary": "List what waits and runs",
                    "security": [{"token": []}],
                    "responses": {
                        "200": {
                            "description": "The queries.",
                            "content": {"application/json": {"schema": {"type": "array"}}},
                        },
                        **_problems(401, 403),
                    },
                }
            },
            "/sparql/queries/{id}": {
                "delete": {
                    "summary": "Cancel a query",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                    ],
                    "responses": {"204": {"description": "Cancelled."}, **_problems(400, 404)},
                }
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Problem": {
                    "description": "Why not (RFC 9457).",
                    "content": {
                        "application/problem+json": {
                            "schema": {
                                "type": "object",
                                "required": ["type", "title", "status", "detail"],
                                "properties": {
                                    "type": {"type": "string", "format": "uri"},
                                    "title": {"type": "string"},
                                    "status": {"type": "integer"},
                                    "detail": {"type": "string"},
                                    "hint": {"type": "string"},
                                    "line": {"type": "integer"},
                                    "column": {"type": "integer"},
                                    "excerpt": {"type": "string"},
                                },
                            }
                        },
                        "text/plain": _TEXT,
                        "text/html": _TEXT,
                    },
                }
            },
        },
    }
