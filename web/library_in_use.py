"""The layer that has the pages know which queries the store has added to the catalogue, as a request finds it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from queries.collection import in_use
from queries.library import Library


class LibraryInUse:
    """Has the catalogue be that of the store while a request is answered."""

    def __init__(self, app: ASGIApp, *, library: Library) -> None:
        self.app = app
        self._library = library

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        now = self._library.collection()
        with in_use(lambda: now):
            await self.app(scope, receive, send)
