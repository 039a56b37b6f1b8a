"""The metrics of the service, for Prometheus."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


Counts = dict[str, Any]
"""The numbers of one web process, as JSON: name -> count by label, the histogram's buckets and sum, name -> gauge."""


class _Gauge(NamedTuple):
    text: str
    read: Callable[[], float]
    highest: bool


class Metrics:
    """Counters of what happened, and gauges that are read when they are asked for.

    A request counts with two additions: the client library's own counters cost a small query a tenth of its time, so
    its families are made of plain numbers, of all web processes together, when Prometheus asks.
    """

    _TEXTS: Final = {
        "huunghi_sparql_queries": ("SPARQL operations by outcome.", "outcome"),
        "huunghi_worker_events": ("Workers killed or dead, by reason.", "event"),
        "huunghi_http_requests": ("HTTP requests by status.", "status"),
    }

    def __init__(self) -> None:
        self._operations: defaultdict[str, int] = defaultdict(int)
        self._workers: defaultdict[str, int] = defaultdict(int)
        self._requests: defaultdict[int, int] = defaultdict(int)
        self._buckets = [0] * (len(_SECONDS) + 1)
        self._sum = 0.0
        self._gauges: dict[str, _Gauge] = {}

    def gauge(self, name: str, text: str, read: Callable[[], float], *, highest: bool = False) -> None:
        """Add a value that is read when it is asked for; of several processes the sum or the highest is given."""
        self._gauges[name] = _Gauge(text, read, highest)

    def operation(self, outcome: str, seconds: float) -> None:
        """Count an operation."""
        self._operations[outcome] += 1
        self._buckets[bisect_left(_SECONDS, seconds)] += 1
        self._sum += seconds

    def worker(self, event: str) -> None:
        """Count what happened to a worker."""
        self._workers[event] += 1

    def request(self, status: int) -> None:
        """Count a request."""
        self._requests[status] += 1

    def counts(self) -> Counts:
        """Return the numbers of this process."""
        return {
            "huunghi_sparql_queries": dict(self._operations),
            "huunghi_worker_events": dict(self._workers),
            "huunghi_http_requests": {str(status): count for status, count in self._requests.items()},
            "buckets": list(self._buckets),
            "sum": self._sum,
            "gauges": {name: gauge.read() for name, gauge in self._gauges.items()},
        }

    def text(self, others: Sequence[Counts] = ()) -> bytes:
        """Return everything in Prometheus' text format, with what other web processes counted."""
        registry = CollectorRegistry()
        registry.register(_Families(list(self._families([self.counts(), *others]))))
        return generate_latest(registry)

    def _families(self, all_counts: Sequence[Counts]) -> Iterator[Metric]:
        for name, (text, label) in self._TEXTS.items():
            total: Counter[str] = Counter()
            for one in all_counts:
                total.update(one[name])
            family = CounterMetricFamily(name, text, labels=[label])
            for value, count in total.items():
                family.add_metric([value], count)
            yield family
        numbers = map(sum, zip(*(one["buckets"] for one in all_counts), strict=True))
        bounds = [*map(str, _SECONDS), "+Inf"]
        yield HistogramMetricFamily(
            "huunghi_sparql_seconds",
            "Seconds until an operation's answer began.",
            buckets=list(zip(bounds, map(float, accumulate(numbers)), strict=True)),
            sum_value=sum(one["sum"] for one in all_counts),
        )
        for name, gauge in self._gauges.items():
            values = [one["gauges"][name] for one in all_counts]
            yield GaugeMetricFamily(name, gauge.text, value=max(values) if gauge.highest else sum(values))


class _Families(Collector):
    """Gives the client library the families that it writes out."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families
