"""The parameters of the SPARQL service: each is read, refused and described by one declaration."""

from typing import Any
from urllib.parse import urlencode

import pytest

from web.errors import BadRequest
from web.sparql import openapi
from web.sparql.parameters import (
    GraphParameters,
    QueryParameters,
    UpdateParameters,
    names_of,
    read_parameters,
)


def test_a_parameter_that_is_left_out_has_its_default() -> None:
    assert read_parameters(QueryParameters, [("other", "1")]) == QueryParameters()
    assert read_parameters(GraphParameters, [("default", "")]) == GraphParameters(default=True)


def test_parameters_are_read_as_what_they_are() -> None:
    pairs = [
        ("timeout", "2.5"),
        ("max-rows", "10"),
        ("format", "application/json"),
        ("named-graph-uri", "urn:a"),
        ("named-graph-uri", "urn:b"),
    ]
    assert read_parameters(QueryParameters, pairs) == QueryParameters(
        timeout=2.5, max_rows=10, format="json", named_graph_uri=("urn:a", "urn:b")
    )


@pytest.mark.parametrize(
    ("path", "name", "value", "allowed"),
    [
        ("/sparql", "timeout", "soon", "a number of seconds above 0"),
        ("/sparql", "timeout", "inf", "a number of seconds above 0"),
        ("/sparql", "max-rows", "-1", "a whole number"),
        ("/sparql", "max-rows", "²", "a whole number"),
        ("/sparql", "format", "docx", "a format: json, xml, csv"),
        ("/sparql", "default-graph-uri", "g 1", "an absolute IRI"),
        ("/sparql", "named-graph-uri", "", "an absolute IRI"),
        ("/graphs", "graph", "g1", "an absolute IRI"),
        ("/graphs", "format", "docx", "a format: json, xml, csv"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed_and_an_example(
    server: Any, path: str, name: str, value: str, allowed: str
) -> None:
    base = {"query": "ASK {}"} if path == "/sparql" else {}
    graph = {"default": ""} if path == "/graphs" and name != "graph" else {}
    answer = server.get(f"{path}?{urlencode({**base, **graph, name: value})}")
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert f"The parameter {name} is {value!r}, which is not {allowed}" in answer.json["detail"]
    assert answer.json["hint"].startswith(f"For example {name}=")


@pytest.mark.parametrize("name", ["timeout", "max-rows", "format", "version"])
def test_what_is_single_is_given_once(name: str) -> None:
    with pytest.raises(BadRequest, match=f"The parameter {name} is given 2 times."):
        read_parameters(QueryParameters, [(name, "1"), (name, "1")])


def test_every_parameter_is_described_where_it_is_read() -> None:
    paths = openapi.paths()

    def described(parameters: list[dict[str, Any]]) -> set[str]:
        return {one["name"] for one in parameters if one["in"] == "query"}

    queries, updates = set(names_of(QueryParameters)), set(names_of(UpdateParameters))
    assert described(paths["/sparql"]["get"]["parameters"]) == queries | {"query"}
    assert described(paths["/sparql"]["post"]["parameters"]) == queries | updates
    assert described(paths["/update"]["post"]["parameters"]) == updates
    assert described(paths["/graphs"]["parameters"]) == set(names_of(GraphParameters))
    form = paths["/sparql"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert set(form["oneOf"][0]["properties"]) == queries | {"query"}
