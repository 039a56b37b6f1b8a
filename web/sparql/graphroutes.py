"""Answer updates and requests for graphs: who may, what is asked, what came of it."""

import secrets
from typing import TYPE_CHECKING, Final

from graph.errors import StoreError
from ontology.iris import ASSERTED_GRAPH, ENTAILED_GRAPH, GRAPH, ONTOLOGY_GRAPH
from web.http import Request
from web.sparql import problems, replies
from web.sparql.dataset import with_dataset
from web.sparql.egress import may_call
from web.sparql.frames import Question
from web.sparql.graphstore import METHODS, GraphAsked, forbid_reserved, read_graph_request
from web.sparql.jobs import Job
from web.sparql.problems import Refusal
from web.sparql.protocol import UpdateAsked
from web.sparql.writer import Operation

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
            service.base_of(request) + request.path.decode("latin-1"),
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
            asked = read_graph_request(
                request.method,
                base=service.base_of(request) + "/graphs",
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
            base = asked.graph or service.base_of(request) + "/graphs"
            operation = Operation(asked.method.lower(), "", base, asked.graph, asked.documents)
            service.spawn(self._apply(request, operation, None, minted=asked.minted))
        except Refusal as refusal:
            service.refuse(request, refusal)
        except StoreError as error:
            service.refuse(request, problems.Unavailable(error.message, hint=error.hint))

    def _read(self, request: Request, asked: GraphAsked) -> None:
        service = self._service
        name = replies.rdf_format_for(asked.format, request.header(b"accept"))
        question = Question(
            "",
            service.current_number(),
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
            on_head=lambda job: service.answer_graph(request, job),
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
            head += b"location: %b\r\n" % operation.graph.encode("ascii", "xmlcharrefreplace")
        request.send_block(201 if created else 204, head, b"")
        service.finished(request, operation.kind, operation.text, "")
