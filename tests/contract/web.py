"""A real web server for the tests: it answers what a test tells it to, on the loopback address."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer; ``send`` may take over the connection for what no well-behaved server does."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    send: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Site:
    """The server's address, its answers by path (with query), what it was asked, and the bodies it was sent."""

    url: str
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Say what a path answers; give its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(raw.replace(b"{{base}}", self.url.encode()), status, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path


class _Patient(BaseHTTPRequestHandler):
    """A client that hung up, or a connection that ``send`` closed, is what the test wanted."""

    def handle(self) -> None:
        with suppress(OSError, ValueError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


@contextmanager
def serve() -> Iterator[Site]:
    """Run a server for the length of a test."""

    class Handler(_Patient):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.answers.get(self.path, Answer(b"not found", 404))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if answer.send:
                answer.send(self)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def do_POST(self) -> None:
            site.received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
