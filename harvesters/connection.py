"""Connections to checked addresses, each step of which ends with the time of its request: what every client of the harvesters connects by."""

from __future__ import annotations

import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore

from .addresses import resolve


@dataclass
class Clock:
    """The end of the time that the current request may take."""

    _end: float = field(default=0.0)

    def start(self, seconds: float) -> None:
        """Give the request that begins now so many seconds."""
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Give what one step may take; raises ``httpcore.ReadTimeout`` where the time is up."""
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the time for this request is up")
        return remaining if timeout is None else min(timeout, remaining)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, private_allowed: bool, clock: Clock) -> None:
        self._private_allowed = private_allowed
        self._clock = clock
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """Connect to the first address that takes the connection."""
        *others, last = resolve(host, port, private_allowed=self._private_allowed)
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(address, port, timeout, local_address, socket_options)
        return self._connect(last, port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, local_address: str | None, socket_options: Any) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.connect_tcp(address, port, self._clock.left(timeout), local_address, socket_options), self._clock)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends with the request's time: a drip of bytes can't hold a run."""

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, self._clock.left(timeout)), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
