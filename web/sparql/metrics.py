"""What the service tells Prometheus, and its log of requests."""

import json
import logging
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

if TYPE_CHECKING:
    from web.http import Request

_log = logging.getLogger("huunghi.log")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class _Seconds:
    """A histogram that is only counted here, and given its shape when Prometheus asks."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(_SECONDS) + 1)
        self.sum = 0.0

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Give the histogram as Prometheus has it: cumulative."""
        bounds = [*map(str, _SECONDS), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(self.buckets)), strict=True))
        text = "Seconds until an operation's answer began."
        yield HistogramMetricFamily("huunghi_sparql_seconds", text, buckets=buckets, sum_value=self.sum)


class _Counts:
    """Counters by one label, plain numbers until Prometheus asks."""

    def __init__(self, name: str, text: str, label: str) -> None:
        self.counts: defaultdict[object, int] = defaultdict(int)
        self._name, self._text, self._label = name, text, label

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counters as Prometheus has them."""
        family = CounterMetricFamily(self._name, self._text, labels=[self._label])
        for value, count in self.counts.items():
            family.add_metric([str(value)], count)
        yield family


class Metrics:
    """Counters of what happened, and gauges that are read when they are asked for.

    A request counts with two additions: the client library's own counters cost a small query a tenth of its time, so
    its collectors are fed from plain numbers.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._operations = _Counts("huunghi_sparql_queries", "SPARQL operations by outcome.", "outcome")
        self._workers = _Counts("huunghi_worker_events", "Workers killed or dead, by reason.", "event")
        self._requests = _Counts("huunghi_http_requests", "HTTP requests by status.", "status")
        self._seconds = _Seconds()
        for collector in (self._operations, self._workers, self._requests, self._seconds):
            self._registry.register(collector)

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a value that is read when it is asked for."""
        Gauge(name, text, registry=self._registry).set_function(read)

    def operation(self, outcome: str, seconds: float) -> None:
        """Count an operation."""
        self._operations.counts[outcome] += 1
        self._seconds.buckets[bisect_left(_SECONDS, seconds)] += 1
        self._seconds.sum += seconds

    def worker(self, event: str) -> None:
        """Count what happened to a worker."""
        self._workers.counts[event] += 1

    def request(self, status: int) -> None:
        """Count a request."""
        self._requests.counts[status] += 1

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
        if self._path is None and self._slow is None:
            return
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
