"""Ask small things, one after the other, until standard input ends: `python tests/abuse/probe.py PORT`.

A process of its own, so that what is measured is the server and not those who abuse it. Prints how long each request
took, how often each status came, and the heads of answers that were errors, as JSON.
"""

import http.client
import json
import select
import sys
import time
from typing import Any
from urllib.parse import quote

SECONDS = 90
"""How long the probe waits for an answer: longer than anything may take."""


ADDRESS = "127.0.0.2"
"""Where the probe comes from: another client than the attackers, who share what one client may have."""


def probe(port: int) -> dict[str, Any]:
    """Return the seconds of each request, three queries to one page of a thing, and how often each status came."""
    latencies: list[float] = []
    statuses: dict[str, int] = {}
    wrong: list[str] = []
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        number = len(latencies)
        thing = f"http://example.org/thing/{number}"
        if number % 4:
            path, accept = f"/sparql?query={quote(f'SELECT ?p ?o {{ <{thing}> ?p ?o }}')}", "application/json"
        else:
            path, accept = f"/describe?iri={quote(thing, safe='')}", "text/html"
        began = time.perf_counter()
        connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=SECONDS, source_address=(ADDRESS, 0)
        )
        try:
            connection.request("GET", path, headers={"Accept": accept})
            response = connection.getresponse()
            response.read()
            status = str(response.status)
            if response.status >= 500:
                fields = "".join(f"{name}: {value}\r\n" for name, value in response.getheaders())
                wrong.append(f"HTTP/1.1 {status} \r\n{fields}\r\n")
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        finally:
            connection.close()
        latencies.append(time.perf_counter() - began)
        statuses[status] = statuses.get(status, 0) + 1
    return {"latencies": latencies, "statuses": statuses, "wrong": wrong[:20]}


if __name__ == "__main__":
    print(json.dumps(probe(int(sys.argv[1]))))
