"""Ask small things, one after the other, and print how long each took: `python tests/abuse/probe.py PORT SECONDS`.

A process of its own, so that what is measured is the server and not the threads of those who abuse it.
"""

import http.client
import json
import sys
import time
from urllib.parse import quote


def probe(port: int, seconds: float) -> tuple[list[float], dict[int, int]]:
    """Return the seconds of each request, three queries to one page, and how often each status came."""
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        number = len(latencies)
        query = quote(f"SELECT ?p ?o {{ <http://example.org/thing/{number}> ?p ?o }}")
        path = f"/sparql?query={query}" if number % 4 else f"/about?{number}"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Accept": "application/json" if number % 4 else "text/html"})
        response = connection.getresponse()
        response.read()
        connection.close()
        latencies.append(time.perf_counter() - began)
        statuses[response.status] = statuses.get(response.status, 0) + 1
        time.sleep(0.02)
    return latencies, statuses


if __name__ == "__main__":
    print(json.dumps(probe(int(sys.argv[1]), float(sys.argv[2]))))
