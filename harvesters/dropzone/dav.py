"""WebDAV's driver, held to one server at addresses that were checked, and to what else it leaves open. Needs the extra ``remote``."""

from __future__ import annotations

import math
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

import httpcore
import httpx
from webdav4.client import Client

from luzern_harvesters.connection import CheckedBackend, Clock
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding

FAILURES = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class DavClient(Client):
    """The driver's client; names may hold what means something in an address (``#``, ``?``, ``%``)."""

    def join_url(self, path: str, add_trailing_slash: bool = False) -> httpx.URL:
        """Give the address of a path."""
        steps = [part for part in (self.base_url.path.strip("/"), path.strip("/")) if part]
        return self.base_url.copy_with(path=quote("/" + "/".join(steps)) + ("/" if add_trailing_slash else ""))

    def propfind(self, path: str, *args: Any, **kwargs: Any) -> Any:  # Any: the driver's signature
        """Ask for properties.

        Raises:
            SourceMalformed: the answer is none that the protocol knows.
        """
        try:
            return super().propfind(path, *args, **kwargs)
        except (ParseError, httpx.InvalidURL, AssertionError, KeyError, ValueError) as err:
            message = f"Der Server «{self.base_url.host}» antwortet nicht so, wie es WebDAV verlangt."
            raise SourceMalformed(Finding.error("answer-broken", "url", message, "Bitte die Adresse prüfen: Führt sie zu einem Ordner in WebDAV?")) from err

    def info(self, path: str) -> dict[str, Any]:
        """Say what lies at a path."""
        try:
            return super().info(path)
        except KeyError as err:  # the server tells of something else
            raise FileNotFoundError(path) from err


class CheckedTransport(httpx.BaseTransport):
    """Sends requests to the server of ``base``; one to another (a redirect) is refused."""

    def __init__(self, base: str, *, private_allowed: bool) -> None:
        self._origin = _origin(httpx.URL(base))
        clock = Clock()
        clock.start(math.inf)  # a file may be large; the run has its own limit
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=CheckedBackend(private_allowed, clock))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            SourceError: the address is not allowed.
            httpx.TransportError: no answer.
        """
        if _origin(request.url) != self._origin:
            message = f"Der Server verweist auf «{request.url.host}»; dorthin wurde nicht verbunden."
            raise SourceRefused(Finding.error("link-outside", "url", message, "Bitte die endgültige Adresse eintragen."))
        url = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
        with _translated():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method, url, headers=request.headers.raw, content=cast(httpx.SyncByteStream, request.stream), extensions=request.extensions
                )
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the driver's own errors: it tries again after some of them. Both libraries use the same names."""
    try:
        yield
    except FAILURES as err:
        raise getattr(httpx, type(err).__name__, httpx.TransportError)(str(err)) from err


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
