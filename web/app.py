"""Put the service together: settings in, an ASGI application out. Everything here is composition."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from graph.errors import HuuNghiError
from web.current import Follower, Source
from web.delivery import Delivery
from web.errors import respond
from web.frame import STATIC, warm
from web.pages import (
    about,
    catalogue,
    changes,
    entity,
    home,
    matrix,
    neighbourhood,
    ontology,
    review,
    search,
    silence,
    sitemap,
    sources,
    sparql,
    trace,
    traces,
)
from web.settings import Settings
from web.sparql.service import SparqlService
from web.texts import Texts


class Assets(StaticFiles):
    """Static files; one asked for with the mark of its content never changes."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        scope: Scope = args[2] if len(args) > 2 else kwargs["scope"]
        marked = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if marked else "no-cache"
        return response


def create_app(
    settings: Settings, *, source: Source | None = None, service: SparqlService | None = None
) -> FastAPI:
    """Return the pages over the store that the settings name, or over the reader that `source` gives.

    `service` answers what people ask in the form at `/sparql`; programs reach it without passing here.
    """
    app = FastAPI(title="Hữu Nghị", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    warm()
    app.state.service = service
    app.state.texts = Texts(settings.texts) if settings.texts else None
    app.router.routes.extend(
        [
            *home.ROUTES,
            *about.ROUTES,
            *catalogue.ROUTES,
            *changes.ROUTES,
            *entity.ROUTES,
            *ontology.ROUTES,
            *review.ROUTES,
            *search.ROUTES,
            *sitemap.ROUTES,
            *sources.ROUTES,
            *sparql.ROUTES,
            *matrix.ROUTES,
            *neighbourhood.ROUTES,
            *silence.ROUTES,
            *traces.ROUTES,
            *trace.ROUTES,
            Mount("/static", Assets(directory=STATIC)),
        ]
    )
    for kind in (HuuNghiError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, respond)
    app.add_middleware(
        Delivery,
        source=source or Follower(Path(settings.store)),
        cache_bytes=settings.page_cache_mb * 1_000_000,
    )
    return app
