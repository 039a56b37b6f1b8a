"""How clients want their answers: formats, coding, and the base of relative IRIs."""

from typing import Final, NamedTuple

from web.heads import Selection
from web.negotiate import choose_coding
from web.request import Request
from web.sparql import responses as replies

_KNOWN: Final = 1024
_LONG: Final = 1000


class Manner(NamedTuple):
    """How a client wants its answers: the formats for results and for RDF, the coding, the base of relative IRIs."""

    results: str
    rdf: str
    coding: str
    base: str


class Manners:
    """What clients want, remembered: most send the same fields every time. `public_url` is '' or the server's own."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._known: dict[tuple[bytes, Selection, str | None], Manner] = {}

    def base_of(self, request: Request) -> str:
        """Return the address of the service as the client sees it, without a slash at the end."""
        return self._public_url or f"http://{request.header(b'host') or 'localhost'}"

    def of(self, request: Request, format: str | None) -> Manner:
        """Return how a request is to be answered. Raises BadRequest and NotAcceptable, see `replies.formats_for`."""
        key = (request.path, request.selection, format)
        known = self._known.get(key)
        if known is None:
            known = Manner(
                *replies.formats_for(format, request.header(b"accept")),
                choose_coding(request.header(b"accept-encoding"), ("zstd", "gzip")) or "",
                self.base_of(request) + request.path.decode("latin-1"),
            )
            if sum(len(part or b"") for part in (request.path, *request.selection)) <= _LONG:
                if len(self._known) >= _KNOWN:
                    self._known.clear()
                self._known[key] = known
        return known
