"""Apply updates and graph writes, and answer with the version they made."""

from urllib.parse import quote

from web.sparql import responses
from web.sparql.exchange import Exchange
from web.sparql.execution.writer import Operation
from web.sparql.service import SparqlService


async def answer_write(
    service: SparqlService,
    exchange: Exchange,
    operation: Operation,
    *,
    timeout: float | None = None,
    minted: bool = False,
) -> None:
    """Have an operation applied, and answer; raise a Refusal where it cannot be. `minted`: the graph's name is new."""
    service.require_started()
    exchange.record.text = operation.text
    outcome = await service.updates.apply(operation, timeout=service.timeout_for(exchange, timeout))
    created = outcome.created or minted
    fields = [*responses.ALWAYS, (b"data-version", b"%d" % outcome.version)]
    if created:
        fields.append((b"location", _address(service, exchange, operation.graph).encode("ascii")))
    service.finished(exchange, operation.kind)
    await exchange.send(201 if created else 204, fields)


def _address(service: SparqlService, exchange: Exchange, graph: str) -> str:
    """Where a graph is had: at its own IRI if that is below this graph store, else by the parameter."""
    store = service.negotiation.base_of(exchange) + "/graphs"
    if graph.startswith(f"{store}/"):
        return quote(graph, safe="/:?#[]@!$&'()*+,;=%")
    return f"{store}?graph={quote(graph, safe='')}"
