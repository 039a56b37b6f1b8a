"""Answer updates and requests for graphs: who may, what is asked, what came of it."""

import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from graph.errors import StoreError
from ontology.iris import ASSERTED_GRAPH, ENTAILED_GRAPH, GRAPH, ONTOLOGY_GRAPH
from web.request import Request
from web.sparql import problems
from web.sparql import responses as replies
from web.sparql.dataset import with_dataset
from web.sparql.execution.jobs import Job
from web.sparql.execution.wire import Question
from web.sparql.execution.writer import Operation
from web.sparql.federation import may_call
from web.sparql.graph_store_protocol import METHODS, GraphAsked, forbid_reserved, read_graph_request
from web.sparql.preconditions import graph_tag
from web.sparql.problems import Refusal
from web.sparql.protocol import UpdateAsked

if TYPE_CHECKING:
    from web.sparql.service import SparqlService

_ROOT: Final = b"/graphs"
_RESERVED: Final = (f"{GRAPH}source/", ENTAILED_GRAPH, ASSERTED_GRAPH, ONTOLOGY_GRAPH)
"""Graphs that the house makes from its sources; what is put there by hand would be overwritten."""


class GraphRoutes:
    """The paths that change something, and `/graphs` as a whole."""

    def __init__(self, service: "SparqlService") -> None:
        self._service = service

    def update(self, request: Request, asked: UpdateAsked) -> None:
        """Answer an update; raises a Refusal."""
        service = self._service
        service.allow(request, "update")
        replies.checked_iris(asked.using + asked.using_named)
        operation = Operation(
            "update",
            with_dataset(asked.text, asked.using, asked.using_named),
            service.manners.base_of(request) + request.path.decode("latin-1"),
            allowed_calls=service.settings.allowed_calls if may_call(asked.text, update=True) else None,
        )
        service.spawn(self._apply(request, operation, asked.timeout))

    def handle(self, request: Request) -> None:
        """Answer a request to `/graphs` or below it."""
        service = self._service
        try:
            if request.method == "OPTIONS":
                replies.preflight(request, METHODS)
                return
            if request.body and b"content-encoding" in request.headers:
                service.spawn(service.unpack(request, self.handle))
                return
            asked = read_graph_request(
                request.method,
                base=service.manners.base_of(request) + "/graphs",
                path=request.path[len(_ROOT) :].decode("latin-1"),
                query_string=request.query,
                content_type=request.header(b"content-type"),
                body=request.body,
            )
            if asked.method in {"GET", "HEAD"}:
                self._read(request, asked)
                return
            service.allow(request, "update")
            forbid_reserved(asked.graph, _RESERVED)
            # Relative IRIs in a document are resolved against the graph's own (Graph Store Protocol section 4).
            base = asked.graph or service.manners.base_of(request) + "/graphs"
            operation = Operation(
                asked.method.lower(),
                base_iri=base,
                graph=asked.graph,
                documents=asked.documents,
                if_match=request.header(b"if-match"),
                if_none_match=request.header(b"if-none-match"),
            )
            service.spawn(self._apply(request, operation, None, minted=asked.minted))
        except Refusal as refusal:
            service.refuse(request, refusal)
        except StoreError as error:
            service.refuse(request, problems.Unavailable(error.message, hint=error.hint))

    def _address(self, request: Request, graph: str) -> str:
        """Where a graph is had: at its own IRI if that is below this graph store, else by the parameter."""
        store = self._service.manners.base_of(request) + "/graphs"
        if graph.startswith(f"{store}/"):
            return quote(graph, safe="/:?#[]@!$&'()*+,;=%")
        return f"{store}?graph={quote(graph, safe='')}"

    def _read(self, request: Request, asked: GraphAsked) -> None:
        service = self._service
        name = replies.rdf_format_for(asked.format, request.header(b"accept"))
        version = service.current_number()
        tag = graph_tag(version, asked.graph, name).encode()
        if b"if-none-match" in request.headers and tag in request.headers[b"if-none-match"]:
            # The tag was given with the graph, so at its version the graph is there.
            request.send_block(304, replies.not_modified(tag, version or 0), b"")
            service.finished(request, "not modified", "", "")
            return
        question = Question(
            "",
            version,
            "",
            "",
            name,
            max_bytes=service.settings.max_bytes,
            graph=asked.graph,
            head_only=request.head_only,
        )
        job = Job(
            question,
            id=secrets.token_hex(8),
            client=request.client,
            timeout=service.settings.timeout,
            on_head=lambda job: service.answer_graph(request, job, tag),
        )
        request.on_gone = lambda: service.gone(request, job)
        service.pool.submit(job)

    async def _apply(
        self, request: Request, operation: Operation, timeout: float | None, *, minted: bool = False
    ) -> None:
        service = self._service
        try:
            outcome = await service.updates.apply(operation, timeout=service.timeout_for(request, timeout))
        except Refusal as refusal:
            service.refuse(request, refusal, text=operation.text)
            return
        created = outcome.created or minted
        head = replies.ALWAYS + b"data-version: %d\r\n" % outcome.version
        if created:
            head += b"location: %b\r\n" % self._address(request, operation.graph).encode("ascii")
        request.send_block(201 if created else 204, head, b"")
        service.finished(request, operation.kind, operation.text, "")
