"""Answer `/sparql` and `/update`: queries, updates and the service description (SPARQL 1.1 Protocol)."""

import asyncio
import sys
import time
from functools import partial

from graph.errors import StoreError
from web.errors import BadRequest
from web.negotiate import choose_coding
from web.sparql import responses
from web.sparql.answers import CacheKey, answer_query
from web.sparql.cache import CachedAnswer, is_stable, matches, tag_of
from web.sparql.dataset import with_dataset
from web.sparql.description import describe
from web.sparql.exchange import COUNTED, Exchange
from web.sparql.execution.operation import Operation
from web.sparql.execution.wire import QueryMessage
from web.sparql.federation import may_call
from web.sparql.negotiation import rdf_format_for
from web.sparql.protocol import (
    DescriptionAsked,
    Endpoint,
    QueryAsked,
    UpdateAsked,
    allowed_methods,
    read_request,
)
from web.sparql.service import SparqlService
from web.sparql.versioned import address_of_version
from web.sparql.writes import answer_write


def refuse_columns(asked: QueryAsked, name: str) -> None:
    """Raise BadRequest where a format has no columns to add labels to, or no place for a byte order mark."""
    for given, parameter, takes in (
        (asked.labels, "labels", ("csv", "tsv", "xlsx")),
        (asked.bom, "bom", ("csv", "tsv", "xlsx")),  # a workbook says its encoding itself
    ):
        if given and name not in takes:
            raise BadRequest(
                "%(name)s is for %(takes)s, and the answer is asked for in another format.",
                hint="Add a format, as in format=csv, or leave %(name)s out.",
                values={"name": parameter, "takes": takes},
            )


class Operations:
    """Answers the operations of the protocol."""

    def __init__(self, service: SparqlService) -> None:
        self._service = service
        self.both = partial(self._answer, Endpoint.BOTH)
        self.update = partial(self._answer, Endpoint.UPDATE)

    async def _answer(self, endpoint: Endpoint, exchange: Exchange) -> None:
        service = self._service
        if exchange.method == "OPTIONS":
            await exchange.send(204, responses.preflight(allowed_methods(endpoint)))
            return
        key: CacheKey = ()
        version, damage = None, None
        try:
            version = service.current_number()
        except StoreError as error:  # whoever asks an older version does not need the current one
            damage = error
        if damage is None and len(exchange.body) <= COUNTED:  # no answer to a longer text is kept
            key = (version, exchange.method, exchange.path, exchange.query, exchange.body, exchange.selection)
        if key and b"query-id" not in exchange.headers and (kept := service.cache.get(key)) is not None:
            await self._send_kept(exchange, kept, version)
            return
        asked = read_request(
            exchange.method,
            query_string=exchange.query,
            content_type=exchange.header(b"content-type"),
            body=exchange.body,
            endpoint=endpoint,
        )
        if not key:
            exchange.body = b""  # the text is all that is needed of it
        if damage is not None and not (isinstance(asked, QueryAsked) and asked.version):
            raise damage
        if isinstance(asked, QueryAsked):
            await self._query(exchange, asked, version, key)
        elif isinstance(asked, UpdateAsked):
            await self._update(exchange, asked)
        else:
            await self._describe(exchange, asked)

    async def _send_kept(self, exchange: Exchange, kept: CachedAnswer, version: int | None) -> None:
        service = self._service
        asked = exchange.header(b"if-none-match")
        if asked and matches(asked, kept.tag):
            await self._not_modified(exchange, kept.tag, version)
            return
        query_id = exchange.record.query_id = service.ids.take()
        service.finished(exchange, "cached")
        single = responses.single(query_id, time.perf_counter() - exchange.record.received)
        await exchange.send(200, [*kept.fields, *single], kept.body)

    async def _not_modified(self, exchange: Exchange, tag: bytes, version: int | None) -> None:
        self._service.finished(exchange, "not modified")
        await exchange.send(304, responses.not_modified(tag, version or 0))

    async def _query(self, exchange: Exchange, asked: QueryAsked, version: int | None, key: CacheKey) -> None:
        service, settings = self._service, self._service.settings
        if asked.version:
            named = service.number_of(asked.version)
            if named != version:
                # Not kept: while an answer is, nobody looks whether its version still is.
                version, key = named, ()
        wanted = service.negotiation.of(exchange, asked.hints)
        refuse_columns(asked, wanted.results)
        rows, capped = service.rows_for(asked.max_rows)
        query = QueryMessage(
            asked.text,
            version,
            wanted.base,
            wanted.results,
            wanted.rdf,
            asked.default_graphs,
            asked.named_graphs,
            max_rows=rows,
            rows_asked=capped,
            max_bytes=settings.max_bytes,
            coding=wanted.coding,
            allowed_calls=settings.allowed_calls if may_call(asked.text, update=False) else None,
            labels=asked.labels,
            bom=asked.bom,
        )
        # A calling query depends on what others say; its answer is not a function of the version. Nor is an endpoint's.
        stable = is_stable(asked.text) and not settings.allowed_calls and settings.endpoint is None
        frame = query.frame()
        exchange.hold(sys.getsizeof(asked.text) + len(frame))
        tag = tag_of(version or 0, frame) if stable else b""
        if tag and b"if-none-match" in exchange.headers and matches(exchange.header(b"if-none-match"), tag):
            exchange.record.text = asked.text
            await self._not_modified(exchange, tag, version)
            return
        await answer_query(
            service,
            exchange,
            query,
            timeout=service.timeout_for(exchange, asked.timeout),
            tag=tag,
            key=key,
            key_size=exchange.key_size,
            frame=frame,
        )

    async def _update(self, exchange: Exchange, asked: UpdateAsked) -> None:
        service = self._service
        service.allow(exchange, "update")
        operation = Operation(
            "update",
            with_dataset(asked.text, asked.using, asked.using_named),
            service.negotiation.base_of(exchange) + exchange.raw_path,
            allowed_calls=service.settings.allowed_calls if may_call(asked.text, update=True) else None,
        )
        await answer_write(service, exchange, operation, timeout=asked.timeout)

    async def _describe(self, exchange: Exchange, asked: DescriptionAsked) -> None:
        service, settings = self._service, self._service.settings
        name = rdf_format_for(asked.hints, exchange.header(b"accept"))
        coding = choose_coding(exchange.header(b"accept-encoding"), ("gzip",)) or ""
        endpoint, number = service.negotiation.base_of(exchange) + exchange.raw_path, service.current_number()
        if asked.version:  # whoever follows the description stays with the version
            number = service.number_of(asked.version)
            endpoint = service.negotiation.base_of(exchange) + address_of_version(asked.version)
        body = await asyncio.to_thread(
            describe,
            endpoint,
            name,
            updates=settings.endpoint is None and (settings.open_updates or service.tokens.takes_updates),
            calls=bool(settings.allowed_calls),
            managed=await service.managed_graphs(number),
            queries=service.library.collection(),
            default_graph=await service.default_graph(number),
            coding=coding,
        )
        service.finished(exchange, "description")
        fields = [*responses.ALWAYS, responses.type_field(name)]
        if coding:
            fields.append((b"content-encoding", coding.encode()))
        await exchange.send(200, fields, body)
