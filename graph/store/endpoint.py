"""Ask a SPARQL 1.1 endpoint over HTTP: one query sent, one whole answer within bounds, or an error that says what is
wrong.

Whatever the endpoint does, an answer ends within its time and its size: the time left is that of the whole answer, and
each read of the socket gets what is left of it. An address is only ever the operator's, who gives it to
`huunghi serve --reader`; redirects are not followed, for the password would go with them.

httpcore, the transport of httpx: it lets us bound a whole answer in time (`_Stream`), which httpx does not.
"""

import ssl
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpcore

from graph.errors import N_, EndpointFailed, EndpointRefused
from graph.limits import LIMITS
from graph.store.deadline import time_left
from graph.store.endpoint_address import EndpointAddress

_FORM: Final = "application/x-www-form-urlencoded"
_SAID: Final = 500
"""Characters of what an endpoint says of an error that are repeated."""
_AGAIN: Final = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
"""What a connection that was kept open too long ends with; a query can be sent again."""


@dataclass(frozen=True)
class EndpointAnswer:
    """A whole answer: the media type without parameters, the header fields by lower-case names, and the body."""

    media_type: str
    fields: Mapping[str, str]
    body: bytes


class Endpoint:
    """An endpoint, with the connections to it that are open; threads may share it."""

    def __init__(
        self,
        address: EndpointAddress,
        *,
        seconds: float = LIMITS.endpoint_seconds,
        most: int = LIMITS.endpoint_answer_bytes,
    ) -> None:
        self.address = address
        self._seconds = seconds
        self._most = most
        secure = ssl.create_default_context() if address.url.startswith("https:") else None
        self._pool = httpcore.ConnectionPool(
            ssl_context=secure,
            max_connections=LIMITS.endpoint_connections,
            keepalive_expiry=30.0,
            network_backend=_Backend(),
        )
        self._closed = weakref.finalize(self, self._pool.close)

    def close(self) -> None:
        """Close the connections; they are closed too when nobody has the endpoint any more."""
        self._closed()

    def ask(self, query: str, accept: str, graphs: Sequence[tuple[str, str]] = ()) -> EndpointAnswer:
        """Send a query, and return the whole answer. `graphs` are (`default-graph-uri` or `named-graph-uri`, IRI).

        Raises EndpointRefused where the endpoint takes the query for none, EndpointFailed for all else.
        """
        ends = time.monotonic() + min(self._seconds, time_left() or self._seconds)
        with self.stream(query, accept, graphs, ends=ends) as (media_type, fields, parts):
            return EndpointAnswer(media_type, fields, self._whole(parts))

    def _whole(self, parts: Iterable[bytes]) -> bytes:
        body = bytearray()
        for part in parts:
            body += part
            if len(body) > self._most:
                raise self.failed(
                    N_("The endpoint that this service reads answered with more than %(most)s bytes."),
                    hint=N_("Ask for less at once."),
                    most=self._most,
                )
        return bytes(body)

    @contextmanager
    def stream(
        self, query: str, accept: str, graphs: Sequence[tuple[str, str]] = (), *, ends: float | None = None
    ) -> Iterator[tuple[str, Mapping[str, str], Iterator[bytes]]]:
        """Send a query; give the media type, the header fields and the parts of a good answer. Raises as `ask`.

        `ends` is the time, of the monotonic clock, when it is broken off; without it each wait is bounded alone.
        """
        content = urlencode([("query", query), *graphs]).encode()
        fields = {
            "Host": urlsplit(self.address.url).netloc,
            "Content-Type": _FORM,
            "Content-Length": str(len(content)),
            "Accept": accept,
            "Accept-Encoding": "identity",
            "User-Agent": "huunghi",
        }
        if authorization := self.address.authorization:
            fields["Authorization"] = authorization
        begun = False
        try:
            with self._sent(content, fields, ends) as response:
                begun = True
                given = _fields(response)
                self._require_good(response, given)
                yield (
                    given.get("content-type", "").partition(";")[0].strip().lower(),
                    given,
                    response.iter_stream(),
                )
        except httpcore.TimeoutException as error:
            raise self.failed(
                N_("The endpoint that this service reads did not answer within %(seconds)s seconds."),
                cause=error,
                seconds=f"{self._seconds:g}",
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
            raise self.failed(
                N_("The endpoint that this service reads broke its answer off.")
                if begun
                else N_("The endpoint that this service reads does not answer."),
                cause=error,
            ) from error

    @contextmanager
    def _sent(
        self, content: bytes, fields: Mapping[str, str], ends: float | None
    ) -> Iterator[httpcore.Response]:
        """Send a request, a second time where the connection had been closed meanwhile."""
        extensions: dict[str, Any] = {
            "timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        }
        request = httpcore.Request(
            "POST", self.address.url, headers=list(fields.items()), content=content, extensions=extensions
        )
        token = _ends.set(ends)
        try:
            try:
                response = self._pool.handle_request(request)
            except _AGAIN:
                response = self._pool.handle_request(request)
            try:
                yield response
            finally:
                response.close()
        finally:
            _ends.reset(token)

    def _require_good(self, response: httpcore.Response, fields: Mapping[str, str]) -> None:
        status = response.status
        if status == 200:
            return
        said = b""
        if fields.get("content-type", "").startswith(
            ("text/plain", "application/json", "application/problem")
        ):
            for part in response.iter_stream():
                said += part
                if len(said) > _SAID:
                    break
        text = said.decode(errors="replace")[:_SAID].strip()
        if status == 400:
            raise EndpointRefused(
                N_("The endpoint that this service reads refuses the query: %(text)s"),
                values={"text": text or "-", "endpoint": self.address.shown},
            )
        if status in (401, 403):
            raise self.failed(
                N_("The endpoint that this service reads lets it in only with the right password."),
                hint=N_(
                    "Whoever runs the service: set HUUNGHI_READER_USER, and HUUNGHI_READER_PASSWORD or "
                    "HUUNGHI_READER_PASSWORD_FILE."
                ),
                cause=f"{status} {text}",
            )
        if 300 <= status < 400:
            raise self.failed(
                N_("The endpoint that this service reads has moved."),
                hint=N_("Whoever runs the service: give --reader the address it has now."),
                cause=f"{status} {fields.get('location', '')}",
            )
        raise self.failed(
            N_("The endpoint that this service reads answers %(status)s."), cause=text, status=status
        )

    def other_type(self, given: str, wanted: str) -> EndpointFailed:
        """Return the error of an answer whose media type is another than those that were asked for."""
        return self.failed(
            N_("The endpoint that this service reads answered with %(type)s, and not with %(wanted)s."),
            type=given[:80] or "-",
            wanted=wanted,
        )

    def unreadable(self, cause: object) -> EndpointFailed:
        """Return the error of an answer that is not what its media type says, or none to what was asked."""
        return self.failed(
            N_("The answer of the endpoint that this service reads cannot be read."), cause=cause
        )

    def failed(
        self, template: str, *, hint: str = "", cause: object = "", **values: str | int
    ) -> EndpointFailed:
        """Return an error of this endpoint; its address and the cause are for the command line and the log."""
        said = ": ".join(one for one in (self.address.shown, str(cause)) if one)
        return EndpointFailed(template, hint=hint, values=values, cause=said)


def _fields(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


_ends: ContextVar[float | None] = ContextVar("ends", default=None)
"""When the answer that is read in this context must be there."""


def _within(timeout: float | None) -> float | None:
    """Return how long one wait may take: what is left of the whole answer's time, where that is less."""
    ends = _ends.get()
    if ends is None:
        return timeout
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time of the whole answer is over")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection of which each wait ends when the time of the whole answer does."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _within(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, _within(timeout), local_address, socket_options))
