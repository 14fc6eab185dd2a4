"""A connection between two programs, to be spoilt: a TCP proxy that can be away, slow, or cut what goes through it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


class Proxy:
    """Forwards a port of the loopback address to another one."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._delay = 0.0
        self._cut_after: int | None = None  # bytes from the client
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self.port = 0
        self.passed = 0  # bytes from clients so far
        self.up()

    def up(self) -> None:
        """Forward, as if nothing had been."""
        self._delay, self._cut_after = 0.0, None
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections, and cut those that are."""
        listener, self._listener = self._listener, None
        if listener:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def slow(self, seconds: float) -> None:
        """Keep back everything that comes for so long."""
        self._delay = seconds

    def cut_after(self, size: int) -> None:
        """Reset every connection once the client has sent so many bytes through it."""
        self._cut_after = size

    def cut(self) -> None:
        """Reset every connection."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _reset(end)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                _reset(client)
                continue
            server.settimeout(None)
            with self._lock:
                self._pairs.append((client, server))
            for source, sink, is_request in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, sink, is_request), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_request: bool) -> None:
        sent = 0
        try:
            while data := source.recv(65_536):
                time.sleep(self._delay)
                sent += len(data)
                self.passed += len(data) if is_request else 0
                if is_request and self._cut_after is not None and sent > self._cut_after:
                    _reset(source)
                    _reset(sink)
                    return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:  # an end that dies with something unread resets its connection: the other must learn it
            _reset(source)
            _reset(sink)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    """Run a proxy for the length of a test."""
    running = Proxy(target)
    try:
        yield running
    finally:
        running.down()
