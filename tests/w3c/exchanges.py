"""Run the cases that are requests and responses: the protocol, the graph store, the service description."""

import json
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from tests.w3c.compare import Solutions, difference
from tests.w3c.manifest import Case, Exchange, Graph
from tests.w3c.results import RDF_TYPES, read_answer
from tests.w3c.service import Response, Service

_BOOLEAN: Final = {"application/sparql-results+json", "application/sparql-results+xml"}
_TABULAR: Final = _BOOLEAN | {"text/csv", "text/tab-separated-values"}
_GRAPH: Final = {*RDF_TYPES, "application/ld+json", "application/n-quads", "application/trig", "text/n3"}
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_UPDATES: Final = re.compile(r"update=|application/sparql-update")
_GRAPH_STORE: Final = "/gsp"
_EXAMPLE: Final = "http://www.example/gsp"
_SEPARATOR: Final = re.compile(r"\r?\n")

Load = Callable[[Service, tuple[Graph, ...]], None]


class _Failed(Exception):
    pass


def exchange(case: Case, service: Service, load: Load) -> str:
    """Send the requests of a case one after the other; return '' or what was wrong with a response.

    Each case begins with its own data, which is none for the graph store.
    """
    if not case.exchanges:
        return "the case names no requests in its RDF"
    graphs = case.exchanges[0].path.startswith(_GRAPH_STORE)
    load(service, case.data)
    try:
        for one in case.exchanges:
            response = _send_graphs(one, service) if graphs else _send(one, service)
            _check(one, response, service)
    except _Failed as failed:
        return str(failed)
    return ""


def _send(one: Exchange, service: Service) -> Response:
    """The suite's address is `/sparql/`; what takes updates may have an address of its own."""
    query = one.path.partition("?")[2]
    asks_update = _UPDATES.search(f"{query} {one.body or ''} {dict(one.headers).get('content-type', '')}")
    url = service.update_url if asks_update and one.method == "POST" else service.query_url
    body = None if one.body is None else one.body.encode(one.encoding)
    return service.request(one.method, f"{url}?{query}" if query else url, body, one.headers)


def _send_graphs(one: Exchange, service: Service) -> Response:
    """The suite's graph store is `/gsp` of a host; what it calls graphs there are graphs of the service's own."""
    ours = service.graphs_url
    path = one.path.replace("$LOCATION$", quote(service.made, safe=""))
    path = path.replace(_EXAMPLE, ours).replace(quote(_EXAMPLE, safe=""), quote(ours, safe=""))
    body = None if one.body is None else one.body.replace(_EXAMPLE, ours)
    if body is not None and "multipart" in {n.lower(): v for n, v in one.headers}.get("content-type", ""):
        body = _SEPARATOR.sub("\r\n", body.strip()) + "\r\n"  # RFC 2046 has lines end so
    url = ours + path.removeprefix(_GRAPH_STORE)
    response = service.request(
        one.method, url, None if body is None else body.encode(one.encoding), one.headers
    )
    if one.method == "POST" and (location := response.headers.get("location")):
        service.made = location if "//" in location else f"http://{service.authority}{location}"
    return response


def _check(one: Exchange, response: Response, service: Service) -> None:
    if one.statuses and not any(_fits(response.status, pattern) for pattern in one.statuses):
        raise _Failed(f"{one.method}: expected {' or '.join(one.statuses)}, got {response.told}")
    if response.status >= 400:
        return
    wanted = {"boolean": _BOOLEAN, "tabular": _TABULAR, "RDF": _GRAPH}.get(one.format)
    if wanted and response.media_type not in wanted:
        raise _Failed(f"{response.media_type} is no format for {one.format} results")
    if one.boolean is not None and read_answer(response.media_type, response.body, "") is not one.boolean:
        raise _Failed(f"expected {one.boolean}")
    if one.expectation:
        answer = read_answer(response.media_type, response.body, "")
        rows = answer.rows if isinstance(answer, Solutions) else ()
        if len(rows) != 1 or not isinstance(rows[0][0], NamedNode) or rows[0][0].value == "test":
            raise _Failed(f"expected {one.expectation}")
    if one.expected_body is not None:
        _check_graph(one.expected_body.replace(_EXAMPLE, service.graphs_url), response)


def _fits(status: int, pattern: str) -> bool:
    """Whether a status is of a pattern. 200, 201 and 204 each say success: which fits, the protocol leaves open."""
    if pattern in {"200", "201", "204"}:
        return status in {200, 201, 204}
    if pattern == "400":
        return 400 <= status < 500
    return all(p in {"x", s} for p, s in zip(pattern, str(status), strict=True))


def _check_graph(expected: str, response: Response) -> None:
    if response.media_type not in RDF_TYPES:
        raise _Failed(f"{response.media_type} is no format of RDF")
    try:
        actual = read_answer(response.media_type, response.body, "http://example.org/")
    except SyntaxError as error:
        raise _Failed(f"the graph cannot be read: {error}") from error
    wanted = frozenset(parse(expected, format=RdfFormat.TURTLE))
    if told := difference(wanted, actual):
        raise _Failed(told)


def describe(case: Case, service: Service) -> str:
    """Ask the endpoint for its description, and check what the case is about."""
    response = service.request("GET", service.query_url, None, (("Accept", "text/turtle"),))
    if response.status != 200 or response.media_type not in RDF_TYPES:
        return f"no RDF: {response.told} {response.media_type}"
    answer = read_answer(response.media_type, response.body, service.query_url)
    assert isinstance(answer, frozenset)
    if case.name == "has-endpoint-triple":
        found = [q.object for q in answer if q.predicate.value == _SD + "endpoint"]
        return (
            ""
            if NamedNode(service.query_url) in found
            else f"sd:endpoint is {json.dumps([str(n) for n in found])}"
        )
    if case.name == "conforms-to-schema":
        return _schema(answer)
    return "" if answer else "the description is empty"


_RANGES: Final = {  # domain and range of each property of the vocabulary, where it has a class of the vocabulary
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
_SUBCLASSES: Final = {"Dataset": "GraphCollection"}
_INSTANCES: Final = {
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
}


def _schema(graph: frozenset[Quad]) -> str:
    """What in a description the vocabulary does not allow: unknown terms, subjects and objects of another class."""
    types: dict[object, set[str]] = {}
    for quad in graph:
        if (
            quad.predicate == _TYPE
            and isinstance(quad.object, NamedNode)
            and quad.object.value.startswith(_SD)
        ):
            name = quad.object.value[len(_SD) :]
            types.setdefault(quad.subject, set()).update({name, _SUBCLASSES.get(name, name)})
    services = [node for node, names in types.items() if "Service" in names]
    if len(services) != 1:
        return f"there are {len(services)} nodes of type sd:Service"
    for quad in graph:
        if not quad.predicate.value.startswith(_SD):
            continue
        name = quad.predicate.value[len(_SD) :]
        if name not in _RANGES:
            return f"the vocabulary has no sd:{name}"
        domain, range_ = _RANGES[name]
        if domain not in types.get(quad.subject, {domain}):
            return f"sd:{name} is said of something that is no sd:{domain}"
        if wrong := _wrong_object(quad, range_, types):
            return wrong
    return ""


def _wrong_object(quad: Quad, range_: str | None, types: dict[object, set[str]]) -> str:
    term = quad.object
    if not isinstance(term, NamedNode) and term not in types:
        return f"{term} is no resource of a known class"
    if range_ is None or not isinstance(term, NamedNode):
        return "" if range_ is None or range_ in types[term] else f"{term} is no sd:{range_}"
    if term.value.startswith(_SD):
        known = _INSTANCES.get(term.value[len(_SD) :])
        return "" if known == range_ else f"{term} is no sd:{range_} of the vocabulary"
    return "" if range_ in types.get(term, {range_}) else f"{term} is no sd:{range_}"
