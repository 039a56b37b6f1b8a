"""What the service tells Prometheus, and its log of requests."""

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from web.http import Request

_log = logging.getLogger("huunghi.log")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counters of what happened, and gauges that are read when they are asked for."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._queries = Counter(
            "huunghi_sparql_queries", "SPARQL operations by outcome.", ["outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "huunghi_sparql_seconds",
            "Seconds until an operation's answer began.",
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._workers = Counter(
            "huunghi_worker_events", "Workers killed or dead, by reason.", ["event"], registry=self._registry
        )
        self._requests = Counter(
            "huunghi_http_requests", "HTTP requests by status.", ["status"], registry=self._registry
        )
        self._by_outcome: dict[str, Any] = {}
        self._by_status: dict[int, Any] = {}

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a value that is read when it is asked for."""
        Gauge(name, text, registry=self._registry).set_function(read)

    def operation(self, outcome: str, seconds: float) -> None:
        """Count an operation."""
        counter = self._by_outcome.get(outcome)
        if counter is None:
            counter = self._by_outcome[outcome] = self._queries.labels(outcome)
        counter.inc()
        self._seconds.observe(seconds)

    def worker(self, event: str) -> None:
        """Count what happened to a worker."""
        self._workers.labels(event).inc()

    def request(self, status: int) -> None:
        """Count a request."""
        counter = self._by_status.get(status)
        if counter is None:
            counter = self._by_status[status] = self._requests.labels(str(status))
        counter.inc()

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


class RequestLog:
    """One JSON object a line for each request; a file of its own for slow queries, the only one with their text."""

    def __init__(
        self, path: Path | None, *, slow: Path | None = None, slow_seconds: float = 1.0, texts: bool = False
    ) -> None:
        self._path = path
        self._slow = slow
        self._slow_seconds = slow_seconds
        self._texts = texts
        self._lines: list[str] = []

    def request(self, request: "Request", text: str, query_id: str) -> None:
        """Note a request that has been answered; written at the next `flush`."""
        seconds = time.perf_counter() - request.received
        if self._slow is not None and text and seconds >= self._slow_seconds:
            self._append(self._slow, [_line(request, seconds, query_id, text)])
        if self._path is not None:
            self._lines.append(_line(request, seconds, query_id, text if self._texts else ""))
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


def _line(request: "Request", seconds: float, query_id: str, text: str) -> str:
    fields: dict[str, object] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "client": request.client,
        "method": request.method,
        "path": request.path.decode("latin-1"),
        "status": request.status,
        "bytes": request.sent_bytes,
        "ms": round(seconds * 1000, 1),
    }
    if query_id:
        fields["query"] = query_id
    if request.gone or not request.finished:
        fields["aborted"] = True
    if text:
        fields["text"] = text
    return json.dumps(fields, ensure_ascii=False) + "\n"
