"""Put the service together: settings in, an ASGI application out. Everything here is composition."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from graph.errors import HuuNghiError
from queries.library import Library
from queries.read.texts import Texts
from web.admission import Admission
from web.auth.session import Sessions
from web.cache import Delivery
from web.clients import client_address
from web.cross_origin import CrossOrigin
from web.dependencies import Source, readers_of
from web.format_parameter import FormatParameter
from web.library_in_use import LibraryInUse
from web.lifespan import lifespan_of
from web.logs import hider
from web.openapi import REFUSALS
from web.page_context import STATIC, warm
from web.pages import (
    about,
    ask,
    catalogue,
    course,
    docs,
    endpoint,
    entity,
    first_citations,
    home,
    identity,
    links,
    map,
    matrix,
    neighbourhood,
    ontology,
    query_versions,
    reader,
    review,
    review_passage,
    review_query,
    review_record,
    row_evidence,
    search,
    sitemap,
    sources,
    sparql,
    sparql_layout,
    sparql_model,
    sparql_terms,
    versions,
    void,
)
from web.pages.trace import detail as trace
from web.pages.trace import index as trace_index
from web.parameters import given_once
from web.peers import Peers
from web.problems import InternalErrors, respond
from web.render_process import RenderProcess
from web.rendering import Rendering
from web.replication import queries
from web.replication.minimum_version import MinimumVersion
from web.replication.routes import Replication
from web.request_guard import RequestGuard
from web.request_log import RequestLog, RequestRecorder
from web.settings import LOG_JSON, Settings
from web.sparql.router import SparqlRouter
from web.sparql.service import SparqlService, service_settings
from web.static_files import Assets
from web.transfer_limits import TransferLimits

PAGES: Final = (
    home,
    reader,
    entity,
    identity,
    about,
    ask,
    catalogue,
    query_versions,
    course,
    neighbourhood,
    map,
    ontology,
    review,
    review_passage,
    review_query,
    review_record,
    search,
    sitemap,
    sources,
    sparql,
    sparql_layout,
    sparql_model,
    sparql_terms,
    links,
    row_evidence,
    trace_index,
    matrix,
    first_citations,
    trace,
    versions,
    void,
    docs,
    endpoint,
)
"""The pages; of two routes that match an address the first answers."""


def create_app(
    settings: Settings | None = None,
    *,
    source: Source | None = None,
    peers: Peers | None = None,
    limits: TransferLimits | None = None,
    render_processes: int = 0,
) -> FastAPI:
    """Return the whole service over the store that the settings name; without any they are read from the environment.

    `source` gives the reader that pages are made from, `peers` the other web processes of the same server,
    `limits` what clients may take where that is not what the table of limits says, and `render_processes` is how many
    processes may render pages beside this one. The SPARQL service starts and stops with the application's lifespan.
    """
    settings = settings or Settings.from_environment()
    service = SparqlService(service_settings(settings), peers)
    rendering = Rendering(partial(RenderProcess.start, settings), beside=render_processes)
    log = RequestLog(
        settings.request_log or (Path("-") if settings.log_format == LOG_JSON else None),
        slow=settings.slow_query_log,
        slow_seconds=settings.slow_query_seconds,
        texts=settings.log_query_texts,
        hide=hider(settings),
    )
    middleware = [  # the outermost first
        Middleware(
            RequestRecorder,
            metrics=service.metrics,
            log=log,
            client_of=client_address(settings.trusted_proxies),
        ),
        Middleware(Admission),
        Middleware(InternalErrors),
        Middleware(RequestGuard, admit=service.admit, limits=limits),
        Middleware(MinimumVersion, service=service),
        Middleware(SparqlRouter, service=service),
        Middleware(CrossOrigin),
        Middleware(
            Delivery,
            source=source or readers_of(settings),
            sessions=Sessions(Path(settings.store)),
            library=service.library,
            rendering=rendering,
            cache_bytes=settings.page_cache_mb * 1_000_000,
            seconds=(limits or TransferLimits()).page_seconds,
        ),
    ]
    service.metrics.gauge("huunghi_pages_waiting", "Pages waiting to be rendered.", lambda: rendering.waiting)
    app = pages_application(settings, middleware=middleware, lifespan=lifespan_of(service, rendering, log))
    app.state.service = service
    app.include_router(Replication().router)
    app.include_router(queries.router)
    return app


def pages_application(
    settings: Settings,
    *,
    middleware: Sequence[Middleware] = (),
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """Return the application that makes the pages, each for a request whose state has its reader."""
    library = Library(Path(settings.store))
    app = FastAPI(
        title="Hữu Nghị",
        version=version("huunghi"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Nobody collects it, and whether somebody may is looked up in the environment for every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        middleware=[*middleware, Middleware(LibraryInUse, library=library), Middleware(FormatParameter)],
    )
    app.state.library = library
    for kind in (HuuNghiError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, respond)
    app.state.settings = settings
    app.state.texts = Texts(settings.texts) if settings.texts else None
    warm()
    for page in PAGES:
        app.include_router(page.router, responses=REFUSALS, dependencies=[Depends(given_once)])
    app.mount("/static", Assets(directory=STATIC))
    return app
