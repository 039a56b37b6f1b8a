"""The port of `graph.store.reader` over any other engine that speaks the SPARQL 1.1 Protocol.

A module of its own, for the HTTP client takes memory that a service over its own store would hold for nothing.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from pyoxigraph import (
    BlankNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from graph.limits import LIMITS
from graph.store.deadline import in_time
from graph.store.endpoint import Endpoint, EndpointAnswer
from graph.store.reader import NO_NODES, Nodes, Rows, VersionName
from graph.store.version import Version
from ontology.prefixes import PREFIXES

RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.6"
RESULT_FORMATS: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
_UNREADABLE: Final = (SyntaxError, ValueError, TypeError, OSError)
_Results = QuerySolutions | QueryBoolean
_Read = TypeVar("_Read")
_PROLOGUE: Final = re.compile(r"\s+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s+([^\s:]*):\s*<[^>]*>", re.IGNORECASE)
_PROLOGUE_WORD: Final = re.compile(r"(?im)^\s*(?:PREFIX|BASE)\b")
_COMMENT: Final = re.compile(r"(?m)^\s*#.*$")
_NAME: Final = re.compile(r"\b([A-Za-z]+):")


class RemoteReader:
    """Answer from another engine over the SPARQL 1.1 Protocol (query via URL-encoded POST)."""

    def __init__(
        self, endpoint: Endpoint, *, version: VersionName | None = None, on_disk: Version | None = None
    ) -> None:
        self._endpoint = endpoint
        self._version = version
        self.on_disk = on_disk
        # Label of a blank node -> the query and the variable that gave it.
        self._found: dict[str, tuple[str, str]] = {}
        self._lasting: bool | None = None

    @classmethod
    def current(cls, endpoint: Endpoint, *, on_disk: Version | None = None) -> "RemoteReader":
        """Return a reader of an endpoint that answers. Raises EndpointFailed or EndpointRefused."""
        reader = cls(endpoint, on_disk=on_disk)
        _ = reader.version
        return reader

    @property
    def version(self) -> VersionName:
        """The version that the endpoint names in its answers, where it is one of ours; else number 0, read now."""
        if self._version is None:
            answer = self._endpoint.ask("ASK {}", RESULTS)
            self._read(answer, _truth)
            fields = answer.fields
            number = fields.get("data-version", "")
            self._version = VersionName(
                int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0,
                read_now(),
                fields.get("data-release") or None,
            )
        return self._version

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        """Return the solutions; of a blank node those that the standard lets us ask for.

        No text of a query names a blank node. But it is among what the query that gave it finds: that query becomes a
        sub-select, and of all its nodes those rows count that have the label, where an engine gives a node the same
        label in each answer. Of others, and of nodes that another reader was given, there are none.
        """
        if nodes:
            return self._of_nodes(query, nodes)
        rows = self._read(self._endpoint.ask(declared(query), RESULTS), _rows)
        if not _PROLOGUE_WORD.search(query):
            for row in rows.rows:
                for name, term in zip(rows.variables, row, strict=True):
                    if isinstance(term, BlankNode) and len(self._found) < LIMITS.endpoint_nodes:
                        self._found.setdefault(term.value, (query, name))
        return rows

    def _of_nodes(self, query: str, nodes: Nodes) -> Rows:
        """Return the solutions of a query, which selects these variables, where they stand for these blank nodes."""
        text = _COMMENT.sub("", query)
        begin = text.find("{") + 1
        for name, node in nodes.items():
            found = self._found.get(node.value)
            if found is None or not self._labels_last(*found):
                return Rows((*nodes,), ())
            asked, variable = found
            text = f"{text[:begin]} {{ SELECT DISTINCT (?{variable} AS ?{name}) {{ {{ {asked}\n}} }} }} {text[begin:]}"
        rows = self.select(text)
        if not set(nodes) <= set(rows.variables):
            return Rows((*nodes,), ())
        places = [(rows.variables.index(name), node) for name, node in nodes.items()]
        return Rows(
            rows.variables,
            tuple(row for row in rows.rows if all(row[place] == node for place, node in places)),
        )

    def _labels_last(self, query: str, variable: str) -> bool:
        """Return whether the engine gives a blank node the same label in each answer; looked at once.

        Engines that number the nodes of an answer give other numbers where a new node stands before each.
        """
        if self._lasting is None:
            pattern = f"{{ {{ {query}\n}} FILTER(isBlank(?{variable})) }}"
            texts = (
                f"SELECT ?{variable} {pattern}",
                f"SELECT ?new ?{variable} {{ {pattern} BIND(BNODE() AS ?new) }}",
            )
            plain, shifted = (
                {row[-1] for row in self._read(self._endpoint.ask(declared(text), RESULTS), _rows).rows}
                for text in texts
            )
            self._lasting = plain == shifted
        return self._lasting

    def ask(self, query: str) -> bool:
        return self._read(self._endpoint.ask(declared(query), RESULTS), _truth)

    def construct(self, query: str) -> list[Triple]:
        answer = self._endpoint.ask(declared(query), TRIPLES)
        format_ = RdfFormat.from_media_type(answer.media_type)
        if format_ is None or answer.media_type in RESULT_FORMATS:
            raise self._endpoint.other_type(answer.media_type, "RDF")
        try:
            return [quad.triple for quad in in_time(parse(answer.body, format=format_))]
        except _UNREADABLE as error:
            said = str(error)
        raise self._endpoint.unreadable(said)

    def _read(self, answer: EndpointAnswer, read: Callable[[_Results], _Read]) -> _Read:
        """Return what `read` makes of the results."""
        format_ = RESULT_FORMATS.get(answer.media_type)
        if format_ is None:
            raise self._endpoint.other_type(answer.media_type, "SPARQL results")
        try:
            return read(parse_query_results(answer.body, format=format_))
        except _UNREADABLE as error:
            said = str(error)
        # Raised out here, for the traceback of the cause holds the results, which only this thread may let go of.
        raise self._endpoint.unreadable(said)


def _rows(found: _Results) -> Rows:
    if not isinstance(found, QuerySolutions):
        raise TypeError("yes or no, in answer to a SELECT")
    return Rows(tuple(v.value for v in found.variables), tuple(map(tuple, in_time(found))))


def _truth(found: _Results) -> bool:
    if not isinstance(found, QueryBoolean):
        raise TypeError("rows, in answer to an ASK")
    return bool(found)


def read_now() -> str:
    """Return the time (ISO 8601, UTC), in place of the day of a version where the data have no versions."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def declared(query: str) -> str:
    """Return a query that declares those of our prefixes that it may use and does not declare itself.

    They stand on its first line, so a place in the text keeps its line.

    >>> declared("ASK { ?x a org:Post }")
    'PREFIX org: <http://www.w3.org/ns/org#> ASK { ?x a org:Post }'
    >>> declared("PREFIX org: <urn:o:> ASK { ?x a org:Post }")
    'PREFIX org: <urn:o:> ASK { ?x a org:Post }'
    """
    own, place = set(), 0
    while found := _PROLOGUE.match(query, place):
        own.add(found[1])
        place = found.end()
    used = dict.fromkeys(name for name in _NAME.findall(query) if name in PREFIXES and name not in own)
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used) + query
