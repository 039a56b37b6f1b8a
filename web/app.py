"""Put the service together: settings in, an ASGI application out. Everything here is composition."""

import gzip
import os
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from graph.errors import HuuNghiError
from queries.read.texts import Texts
from web.cache import Delivery
from web.dependencies import Source, StoreReaders
from web.lifespan import lifespan_of
from web.negotiate import choose_coding
from web.openapi import REFUSALS
from web.page_context import STATIC, warm
from web.pages import (
    about,
    catalogue,
    docs,
    entity,
    first_citations,
    home,
    matrix,
    neighbourhood,
    ontology,
    review,
    search,
    sitemap,
    sources,
    sparql,
    versions,
)
from web.pages.trace import detail as trace
from web.pages.trace import index as trace_index
from web.peers import Peers
from web.problems import InternalErrors, respond
from web.request_guard import RequestGuard
from web.request_log import RequestLog, RequestRecorder
from web.settings import Settings
from web.sparql.router import SparqlRouter
from web.sparql.service import SparqlService, service_settings

PAGES: Final = (
    home,
    entity,
    about,
    catalogue,
    neighbourhood,
    ontology,
    review,
    search,
    sitemap,
    sources,
    sparql,
    trace_index,
    matrix,
    first_citations,
    trace,
    versions,
    docs,
)
"""The pages; of two routes that match an address the first answers."""

_TEXTS: Final = frozenset({".css", ".js", ".svg"})


@lru_cache(maxsize=32)
def _gzip(path: Path, _tag: str) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class Assets(StaticFiles):
    """Static files, texts among them packed; one asked for with the mark of its content never changes."""

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked, path = Headers(scope=scope), Path(full_path)
        if path.suffix in _TEXTS:
            if choose_coding(asked.get("accept-encoding"), ("gzip",)):
                response = self._packed(path, response.headers["etag"], asked)
            response.headers["Vary"] = "Accept-Encoding"
        marked = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if marked else "no-cache"
        return response

    def _packed(self, path: Path, tag: str, asked: Headers) -> Response:
        fields = {"etag": tag.rstrip('"') + '-gzip"', "content-encoding": "gzip"}
        response = Response(_gzip(path, tag), 200, fields, guess_type(path.name)[0])
        return (
            NotModifiedResponse(response.headers)
            if self.is_not_modified(response.headers, asked)
            else response
        )


def create_app(
    settings: Settings | None = None, *, source: Source | None = None, peers: Peers | None = None
) -> FastAPI:
    """Return the whole service over the store that the settings name; without any they are read from the environment.

    `source` gives the reader that pages are made from, `peers` the other web processes of the same server. The SPARQL
    service starts and stops with the application's lifespan.
    """
    settings = settings or Settings.from_environment()
    service = SparqlService(service_settings(settings), peers)
    log = RequestLog(
        settings.request_log,
        slow=settings.slow_query_log,
        slow_seconds=settings.slow_query_seconds,
        texts=settings.log_query_texts,
    )
    app = FastAPI(
        title="Hữu Nghị", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan_of(service, log)
    )
    app.state.settings = settings
    warm()
    app.state.service = service
    app.state.texts = Texts(settings.texts) if settings.texts else None
    for page in PAGES:
        app.include_router(page.router, responses=REFUSALS)
    app.mount("/static", Assets(directory=STATIC))
    for kind in (HuuNghiError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, respond)
    app.add_middleware(
        Delivery,
        source=source or StoreReaders(Path(settings.store)),
        cache_bytes=settings.page_cache_mb * 1_000_000,
    )
    # The last one added is the outermost.
    app.add_middleware(SparqlRouter, service=service)
    app.add_middleware(RequestGuard, admit=service.admit)
    app.add_middleware(InternalErrors)
    app.add_middleware(RequestRecorder, metrics=service.metrics, log=log)
    return app
