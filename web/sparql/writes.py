"""Apply updates and graph writes, and answer with the version they made."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from web.errors import Refusal
from web.sparql import responses
from web.sparql.exchange import Exchange
from web.sparql.execution.operation import Operation
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
    exchange.hold(operation.size)
    try:
        outcome = await service.updates.apply(operation, timeout=service.timeout_for(exchange, timeout))
    except Refusal as refusal:
        if operation.text:
            refusal.show_line(operation.text)
        raise
    created = outcome.created or minted
    fields = [*responses.ALWAYS, (b"data-version", b"%d" % outcome.version)]
    if created:
        fields.append((b"location", _address(service, exchange, operation.graph).encode("ascii")))
    service.finished(exchange, operation.kind)
    if outcome.kept:
        fields += [(b"kept-statements", b"%d" % outcome.kept["count"]), responses.PLAIN_TEXT]
        await exchange.send(200, fields, _told_of_kept(outcome.kept).encode())
        return
    await exchange.send(201 if created else 204, fields)


def _told_of_kept(kept: Mapping[str, Any]) -> str:
    """Say what was to be deleted and stays, and how it is taken back."""
    by = ", ".join(kept["claims"])
    said = f"is said by {by}" if by else "follows by rule from what is claimed"
    number = "1 statement stays" if kept["count"] == 1 else f"{kept['count']:,} statements stay"
    return (
        f"Done, but {number} that the operation was to delete: claims are not changed by updates.\n"
        f"{kept['statement']} {said}.\n"
        "Reject the claim (/review or huunghi review), or withdraw its source (huunghi sources withdraw NAME).\n"
    )


def _address(service: SparqlService, exchange: Exchange, graph: str) -> str:
    """Where a graph is had: at its own IRI if that is below this graph store, else by the parameter."""
    store = service.negotiation.base_of(exchange) + "/graphs"
    if graph.startswith(f"{store}/"):
        return quote(graph, safe="/:?#[]@!$&'()*+,;=%")
    return f"{store}?graph={quote(graph, safe='')}"
