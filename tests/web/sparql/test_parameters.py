"""The parameters of the SPARQL service: each is read, refused and described by one declaration."""

from typing import Any
from urllib.parse import urlencode

import pytest

from graph.limits import LIMITS
from web.errors import BadRequest
from web.sparql import formats, openapi
from web.sparql.formats import Hint
from web.sparql.parameters import (
    FORMAT,
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
    read = read_parameters(QueryParameters, pairs)
    assert (read.timeout, read.max_rows, read.named_graph_uri) == (2.5, 10, ("urn:a", "urn:b"))
    assert read.hints == (Hint("json", "jsonld"),)


def test_a_format_is_wished_for_by_any_of_its_names_in_any_case() -> None:
    for name in FORMAT.schema["enum"]:
        for text in (name, name.upper(), f" {name} "):
            assert read_parameters(QueryParameters, [("format", text)]).hints
    for form in (*formats.RESULTS, *formats.RDF):
        for media_type in (form.media_type, *form.aliases):
            (hint,) = read_parameters(QueryParameters, [("format", f"{media_type};q=0.5")]).hints
            assert form.name in hint


def test_formats_are_wished_for_in_their_order_each_once() -> None:
    pairs = [
        ("results", "ttl"),
        ("output", "pretty,csv"),
        ("format", "application/rdf xml, xml"),
        ("format", ""),
        ("format", "docx"),
        ("format", "XML"),
    ]
    read = read_parameters(QueryParameters, pairs)
    assert read.hints == (Hint("", "rdf"), Hint("xml", "rdf"), Hint("csv", ""), Hint("", "ttl"))


def test_no_more_formats_are_looked_at_than_a_client_names() -> None:
    most = LIMITS.formats_named
    far = [("format", "csv," * (most - 1) + "tsv"), ("format", "csv," * most + "xml")]
    assert read_parameters(QueryParameters, far).hints == (Hint("csv", ""), Hint("tsv", ""))
    many = [("format", "csv")] * most + [("format", "xml")]
    assert read_parameters(QueryParameters, many).hints == (Hint("csv", ""),)
    assert len(list(formats.first_formats("a," * 1_000_000))) == most


def test_what_other_parameters_call_a_format_and_is_none_is_passed_over() -> None:
    read = read_parameters(QueryParameters, [("output", "pretty"), ("results", "20")])
    assert read.hints == ()
    with pytest.raises(BadRequest, match="The parameter format is 'docx'"):
        read_parameters(QueryParameters, [("format", "docx"), ("output", "csv")])


@pytest.mark.parametrize(
    ("path", "name", "value", "allowed"),
    [
        ("/sparql", "timeout", "soon", "a number of seconds above 0"),
        ("/sparql", "timeout", "inf", "a number of seconds above 0"),
        ("/sparql", "max-rows", "-1", "a whole number"),
        ("/sparql", "max-rows", "²", "a whole number"),
        ("/sparql", "format", "docx", "json, xml, csv"),
        ("/sparql", "default-graph-uri", "g 1", "an absolute IRI"),
        ("/sparql", "named-graph-uri", "", "an absolute IRI"),
        ("/graphs", "graph", "g1", "an absolute IRI"),
        ("/graphs", "format", "docx", "json, xml, csv"),
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


@pytest.mark.parametrize("name", ["timeout", "max-rows", "version"])
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
