"""What became of each request: counted by status, and one line of JSON in the log.

`RequestRecorder` is the outermost layer of the application. It sees what is really sent, whoever answers; the SPARQL
service adds the text of an operation and its id to the record. The answer has the id of its request, X-Request-ID, by
which the line is found.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import logs
from web.clients import network_of
from web.metrics import Metrics

_log = logging.getLogger("huunghi.log")


class RequestRecord:
    """One request and what became of it; `received` is of `time.perf_counter`, in seconds.

    `share` is whose share of the server it takes from: the network of the client (`web.clients.network_of`).
    """

    __slots__ = (
        "client",
        "finished",
        "gone",
        "ids",
        "method",
        "path",
        "received",
        "sent_bytes",
        "share",
        "status",
        "text",
    )

    def __init__(self, scope: Scope, client: str) -> None:
        self.received = time.perf_counter()
        self.client = client
        self.share = network_of(client)
        self.method = scope["method"]
        self.path = scope["path"]
        self.status = 0
        self.sent_bytes = 0
        self.finished = False
        self.gone = False
        self.text = ""
        self.ids = logs.ids_of(scope["headers"])

    @property
    def query_id(self) -> str:
        """The id of its query, '' without one."""
        return self.ids.get("query", "")

    @query_id.setter
    def query_id(self, query_id: str) -> None:
        self.ids["query"] = query_id


class RequestRecorder:
    """Gives each request its record, at `scope["state"]["record"]`, and counts and logs it at its end."""

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, log: "RequestLog", client_of: Callable[[Scope], str]
    ) -> None:
        self.app = app
        self._client_of = client_of
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = RequestRecord(scope, self._client_of(scope))
        scope.setdefault("state", {}).update(record=record, ids=record.ids)
        named = (logs.REQUEST_ID, record.ids["request"].encode())

        async def recorded(message: Message) -> None:
            kind = message["type"]
            if kind == "http.response.start":
                record.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), named]}
            elif kind == "http.response.body":
                record.sent_bytes += len(message.get("body", b""))
                record.finished = not message.get("more_body", False)
            elif kind == "http.response.pathsend":
                record.finished = True
            await send(message)

        token = logs.ids.set(record.ids)
        try:
            await self.app(scope, receive, recorded)
        except Exception:
            # It is answered further out, where nothing is recorded.
            record.status = record.status or 500
            raise
        finally:
            logs.ids.reset(token)
            self._metrics.request(record.status)
            self._log.request(record)


class RequestLog:
    """One JSON object a line for each request; a file of its own for slow queries, the only one with their text.

    `hide` leaves secrets out of a line.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        slow: Path | None = None,
        slow_seconds: float = 1.0,
        texts: bool = False,
        hide: Callable[[str], str],
    ) -> None:
        self._path = path
        self._slow = slow
        self._slow_seconds = slow_seconds
        self._texts = texts
        self._hide = hide
        self._lines: list[str] = []

    def request(self, record: RequestRecord) -> None:
        """Note a request that has been answered; written at the next `flush`."""
        if self._path is None and self._slow is None:
            return
        seconds = time.perf_counter() - record.received
        if self._slow is not None and record.text and seconds >= self._slow_seconds:
            self._append(self._slow, [self._hide(_line(record, seconds, record.text))])
        if self._path is not None:
            self._lines.append(self._hide(_line(record, seconds, record.text if self._texts else "")))
            if len(self._lines) >= 1000:
                self.flush()

    def flush(self) -> None:
        """Write what has been noted."""
        if self._lines and self._path is not None:
            lines, self._lines = self._lines, []
            self._append(self._path, lines)

    def _append(self, path: Path, lines: list[str]) -> None:
        try:
            if str(path) == "-":
                sys.stderr.write("".join(lines))
                sys.stderr.flush()
            else:
                with path.open("a", encoding="utf-8") as file:
                    file.write("".join(lines))
        except OSError:
            _log.exception("the log cannot be written")


def _line(record: RequestRecord, seconds: float, text: str) -> str:
    fields: dict[str, object] = {
        "time": logs.now(),
        "level": "info",
        "logger": "huunghi.request",
        "client": record.client,
        "method": record.method,
        "path": record.path,
        "status": record.status,
        "bytes": record.sent_bytes,
        "ms": round(seconds * 1000, 1),
        **record.ids,
    }
    if record.gone or not record.finished:
        fields["aborted"] = True
    if text:
        fields["text"] = text
    return json.dumps(fields, ensure_ascii=False) + "\n"
