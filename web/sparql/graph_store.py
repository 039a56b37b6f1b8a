"""Answer `/graphs` and what is below it (SPARQL 1.1 Graph Store HTTP Protocol)."""

from typing import Final

from graph.claims.managed import refuse_managed
from web.sparql import responses
from web.sparql.answers import answer_query
from web.sparql.exchange import Exchange
from web.sparql.execution.operation import Operation
from web.sparql.execution.wire import QueryMessage
from web.sparql.graph_store_protocol import METHODS, GraphAsked, read_graph_request
from web.sparql.negotiation import dataset_format_for, rdf_format_for
from web.sparql.preconditions import WHOLE, graph_tag
from web.sparql.service import SparqlService
from web.sparql.writes import answer_write

_ROOT: Final = "/graphs"


class GraphStore:
    """Reads and writes graphs as a whole, and the dataset of all of them."""

    def __init__(self, service: SparqlService) -> None:
        self._service = service

    async def answer(self, exchange: Exchange) -> None:
        """Answer a request; raise a Refusal where it cannot be."""
        service = self._service
        if exchange.method == "OPTIONS":
            await exchange.send(204, responses.preflight(METHODS))
            return
        service.refuse_elsewhere()
        store = service.negotiation.base_of(exchange) + _ROOT
        asked = read_graph_request(
            exchange.method,
            base=store,
            path=exchange.raw_path[len(_ROOT) :],
            query_string=exchange.query,
            content_type=exchange.header(b"content-type"),
            body=exchange.body,
        )
        if asked.method in {"GET", "HEAD"}:
            await self._read(exchange, asked)
            return
        service.allow(exchange, "update")
        refuse_managed(asked.graph)
        operation = Operation(
            asked.method.lower(),
            # Relative IRIs in a document are resolved against the graph's own (section 4).
            base_iri=asked.graph or store,
            graph=asked.graph,
            documents=asked.documents,
            dataset=asked.dataset,
            if_match=exchange.header(b"if-match"),
            if_none_match=exchange.header(b"if-none-match"),
        )
        await answer_write(service, exchange, operation, minted=asked.minted)

    async def _read(self, exchange: Exchange, asked: GraphAsked) -> None:
        service = self._service
        accept = exchange.header(b"accept")
        format_for = dataset_format_for if asked.dataset else rdf_format_for
        name = format_for(asked.hints, accept)
        version = service.number_of(asked.version) if asked.version else service.current_number()
        tag = graph_tag(version, WHOLE if asked.dataset else asked.graph, name).encode()
        if b"if-none-match" in exchange.headers and tag in exchange.headers[b"if-none-match"]:
            # The tag was given with the graph, so at its version the graph is there.
            service.finished(exchange, "not modified")
            await exchange.send(304, responses.not_modified(tag, version or 0))
            return
        query = QueryMessage(
            "",
            version,
            "",
            "",
            name,
            max_bytes=service.settings.max_bytes,
            graph=asked.graph,
            head_only=exchange.method == "HEAD",
            dataset=asked.dataset,
        )
        await answer_query(service, exchange, query, timeout=service.settings.timeout, tag=tag)
