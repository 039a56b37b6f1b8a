"""Try both commands where nothing of ours is: `make run` answers and can be stopped, `make test` passes.

`.ci/fresh` runs it in a new Debian (`make fresh`), before there is an environment: it needs the standard library alone.
What passed is told in lines that begin with `fresh: `.
"""

import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

START_SECONDS = 1800
"""What making the environment, building the store and starting may take together, on a slow line."""
STOP_SECONDS = 60
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SUMMARY = re.compile(r"=+ (.*\d+ passed.*) =+\s*")


class Failed(Exception):
    """A command does not do what it should."""


def say(text: str) -> None:
    """Tell what passed."""
    print(f"fresh: {text}", flush=True)


def ask(address: str, accept: str = "text/html") -> bytes:
    """Return the body of a 200; raise Failed for any other answer."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    try:
        answer: HTTPResponse
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        raise Failed(f"{address} answers {error.code}") from error
    say(f"make run: 200 for {urllib.parse.urlsplit(address).path}")
    return body


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def listens(port: int) -> bool:
    """Whether something takes connections at a port of this machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def try_run() -> None:
    """Start the service by `make run`, ask for the first page, a thing and the number of statements, and stop it."""
    port = free_port()
    with subprocess.Popen(["make", "run", f"PORT={port}"], start_new_session=True) as server:
        try:
            until = time.monotonic() + START_SECONDS
            while not listens(port):
                if server.poll() is not None:
                    raise Failed(f"make run ended with {server.returncode}")
                if time.monotonic() > until:
                    raise Failed(f"make run does not listen after {START_SECONDS} seconds")
                time.sleep(0.5)
            site = f"http://127.0.0.1:{port}"
            ask(site + "/")
            if "Nghệ An" not in ask(site + "/id/place/nghe-an.html").decode():
                raise Failed("the page of Nghệ An does not name it")
            question = urllib.parse.urlencode({"query": COUNT})
            found = json.loads(ask(f"{site}/sparql?{question}", "application/sparql-results+json"))
            if int(found["results"]["bindings"][0]["n"]["value"]) == 0:
                raise Failed("the store is empty")
            os.killpg(server.pid, signal.SIGINT)  # what Ctrl+C does
            server.wait(STOP_SECONDS)
            if listens(port):
                raise Failed("something listens after Ctrl+C")
            say("make run: stopped by Ctrl+C")
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)


def lines_of(process: "subprocess.Popen[str]") -> Iterator[str]:
    """Pass on what a process says, and yield it by lines."""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        yield line


def try_tests() -> None:
    """Run `make test`; tell how many tests passed in each of its runs."""
    with subprocess.Popen(
        ["make", "test"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as tests:
        summaries = [found[1] for line in lines_of(tests) if (found := SUMMARY.fullmatch(line))]
    if tests.returncode:
        raise Failed(f"make test ended with {tests.returncode}")
    for summary in summaries:
        say(f"make test: {summary}")


def main() -> int:
    """Try both commands; return the status of the process."""
    debian = Path("/etc/debian_version").read_text("utf-8").strip()
    say(f"Debian {debian}, Python {platform.python_version()}")
    try:
        try_run()
        try_tests()
    except (Failed, OSError, subprocess.TimeoutExpired) as error:
        say(f"FAILED: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
