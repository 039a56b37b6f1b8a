"""A worker's engine where the service reads from an endpoint: a query goes on to it, and its rows are read while they
come.

The text is read by our own parser first, over an empty store: what is no SPARQL 1.1 query, an update above all, never
leaves this service, and its faults are said with their places as elsewhere.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from graph.limits import LIMITS
from graph.store.endpoint import Endpoint
from graph.store.endpoint_address import EndpointAddress
from graph.store.remote_reader import RESULT_FORMATS, RESULTS, TRIPLES, RemoteReader, declared
from ontology.prefixes import PREFIXES
from queries.runner import Form, form_of
from web.sparql.execution.wire import QueryMessage

Results = QuerySolutions | QueryBoolean | QueryTriples | Iterator[Triple]
_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\s]*>")
"""An IRI without a scheme; a comparison that looks like one does no harm."""


class EndpointEngine:
    """Answers queries from an endpoint. A query that takes too long is ended with its process."""

    def __init__(self, address: EndpointAddress) -> None:
        self._endpoint = Endpoint(address, seconds=LIMITS.longest_timeout)
        self._empty = Store()
        self.reader = RemoteReader(self._endpoint)

    @contextmanager
    def answer(self, text: str, query: QueryMessage) -> Iterator[Results]:
        """Give the answer to a query, which is read while it comes.

        Raises SyntaxError for a text that is no query, EndpointRefused or EndpointFailed.
        """
        if query.allowed_calls is None:  # else even an empty store would have to call others
            self._empty.query(text, base_iri=query.base_iri, prefixes=PREFIXES)
        graph = form_of(text) is Form.GRAPH
        sent = declared(text)
        if _RELATIVE.search(text):
            sent = f"BASE <{query.base_iri}> {sent}"
        graphs = [
            *(("default-graph-uri", iri) for iri in query.default_graphs or ()),
            *(("named-graph-uri", iri) for iri in query.named_graphs or ()),
        ]
        with self._endpoint.stream(sent, TRIPLES if graph else RESULTS, graphs) as (media_type, _, parts):
            try:
                yield self._read(media_type, parts, graph=graph)
            except (BrokenPipeError, ConnectionResetError):
                raise
            except (SyntaxError, ValueError, OSError, RuntimeError) as error:
                raise self._endpoint.unreadable(error) from error

    def _read(self, media_type: str, parts: Iterator[bytes], *, graph: bool) -> Results:
        file = cast("IO[bytes]", io.BufferedReader(_Parts(parts), 128 * 1024))
        if graph:
            rdf = RdfFormat.from_media_type(media_type)
            if rdf is None or media_type in RESULT_FORMATS:
                raise self._endpoint.other_type(media_type, "RDF")
            return (quad.triple for quad in parse(file, format=rdf))
        results: QueryResultsFormat | None = RESULT_FORMATS.get(media_type)
        if results is None:
            raise self._endpoint.other_type(media_type, "SPARQL results")
        return parse_query_results(file, format=results)


class _Parts(io.RawIOBase):
    """The parts of an answer as a file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._left = memoryview(part)
        size = min(len(room), len(self._left))
        room[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
