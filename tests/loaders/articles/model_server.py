"""A server on a real socket that speaks OpenAI's chat completions as a script tells it: truly, or with lies."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Handler"], None]


@dataclass
class ModelServer:
    """The server's address and what it was sent: bodies of requests, headers and paths, in order."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """One request; `asked` is its body."""

    asked: dict[str, Any]

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def text(self) -> str:
        """Return the text that the model is asked about."""
        return str(json.loads(self.asked["messages"][1]["content"])["text"])

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Send a whole response."""
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, content: object, **more: Any) -> None:
        """Send what a model writes: text as it is, anything else as JSON."""
        said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": said},
            **more,
        }
        self.send(200, json.dumps({"object": "chat.completion", "choices": [choice]}).encode())


def drip(handler: Handler, piece: bytes, seconds: float = 60.0) -> None:
    """Send a piece again and again, slowly."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            handler.wfile.write(piece)
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.02)


@contextmanager
def model_server(script: Script) -> Iterator[ModelServer]:
    """Serve a script on this machine until the block ends."""
    known = ModelServer("")

    class Scripted(Handler):
        def do_POST(self) -> None:
            self.asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            known.requests.append(self.asked)
            known.headers.append({k.lower(): v for k, v in self.headers.items()})
            known.paths.append(self.path)
            with suppress(OSError):  # who asked has left
                script(self)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: a client that leaves is part of the tests."""

    server = Server(("127.0.0.1", 0), Scripted)
    known.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
