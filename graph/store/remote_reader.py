"""The port of `graph.store.reader` over any other engine that speaks the SPARQL 1.1 Protocol.

A module of its own, for the HTTP client is seven megabytes that a service over its own store would hold for nothing.
"""

from typing import Final

import httpx
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from graph.errors import QueryError, StoreError
from graph.store.reader import NO_NODES, Nodes, Rows, VersionName
from ontology.prefixes import PREFIXES

_SELECT_ACCEPT: Final = "application/sparql-results+json"


class RemoteReader:
    """Answer from another engine over the SPARQL 1.1 Protocol (query via URL-encoded POST)."""

    def __init__(self, endpoint: str, *, client: httpx.Client | None = None) -> None:
        self._endpoint = endpoint
        self._client = client or httpx.Client(timeout=60)

    def __enter__(self) -> "RemoteReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def version(self) -> VersionName:
        """The version the endpoint names in its answers, where it is one of ours; else version 0."""
        headers = self._post("ASK {}", _SELECT_ACCEPT).headers
        return VersionName(
            int(headers.get("Data-Version", "0")),
            headers.get("Last-Modified", ""),
            headers.get("Data-Release") or None,
        )

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        """Return the solutions; none of a blank node, which the protocol cannot name to the engine that has it."""
        if nodes:
            return Rows((*nodes,), ())
        solutions = parse_query_results(
            self._post(query, _SELECT_ACCEPT).content, format=QueryResultsFormat.JSON
        )
        if not isinstance(solutions, QuerySolutions):
            raise QueryError("A SELECT query is expected here.")
        names = tuple(v.value for v in solutions.variables)
        return Rows(names, tuple(tuple(row[name] for name in names) for row in solutions))

    def ask(self, query: str) -> bool:
        answer = parse_query_results(
            self._post(query, _SELECT_ACCEPT).content, format=QueryResultsFormat.JSON
        )
        if not isinstance(answer, QueryBoolean):
            raise QueryError("An ASK query is expected here.")
        return bool(answer)

    def construct(self, query: str) -> list[Triple]:
        content = self._post(query, "application/n-triples").content
        return [quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)]

    def _post(self, query: str, accept: str) -> httpx.Response:
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        try:
            answer = self._client.post(
                self._endpoint, data={"query": declared + query}, headers={"Accept": accept}
            )
        except httpx.HTTPError as error:
            raise StoreError(
                "%(endpoint)s does not answer.", values={"endpoint": self._endpoint}, cause=error
            ) from error
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise QueryError(
                "%(endpoint)s refuses the query: %(text)s",
                values={"endpoint": self._endpoint, "text": answer.text[:500]},
            )
        if answer.is_error:
            raise StoreError(
                "%(endpoint)s answers %(status_code)s: %(text)s",
                values={
                    "endpoint": self._endpoint,
                    "status_code": answer.status_code,
                    "text": answer.text[:500],
                },
            )
        return answer
