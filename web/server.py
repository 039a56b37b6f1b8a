"""Run the service with uvicorn: the one process that answers pages; SPARQL queries have worker processes of their own."""

import uvicorn

from web.app import create_app
from web.settings import Settings


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until interrupted."""
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
