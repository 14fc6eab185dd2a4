"""The one HTTP client of the harvesters: nothing else here opens a connection.

Only http and https, addresses checked when connecting (``addresses``), at most three redirects, limits on time and on size
after decompression, answers asked for conditionally. Proxies of the environment are not used: they would connect unchecked.
"""

from __future__ import annotations

import io
import json
import logging
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import httpcore

from . import redaction
from .connection import CheckedBackend, Clock
from .errors import SourceMalformed, SourceRefused, SourceUnreachable
from .finding import Finding
from .source import Source

log = logging.getLogger(__name__)

USER_AGENT = "luzern-harvest/0.1 (+https://www.stadtluzern.ch/opengovernmentdata)"
REDIRECTS = {301, 302, 303, 307, 308}
TRY_AGAIN = {429, 502, 503, 504}
CHUNK = 65_536
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
PACKED = (".gz", ".tgz", ".svgz")


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes that one answer may take."""

    connect: float = 5
    read: float = 60
    total: float = 300
    max_bytes: int = 100_000_000
    redirects: int = 3
    retries: int = 2
    longest_pause: float = 10  # a longer Retry-After is the next run's affair


@dataclass(frozen=True)
class Response:
    """An answer below 400. ``body`` is decompressed; ``url`` is the final one, without secrets; ``is_unchanged`` is a 304.

    ``length`` is the body's size in bytes as the server states it, packed if it is; None where it does not.
    """

    url: str
    status: int
    body: bytes
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    fetched_at: str = ""
    is_unchanged: bool = False
    length: int | None = None


class Client:
    """An HTTP client for one source; connections are kept open between requests."""

    def __init__(self, *, private_addresses: bool = False, limits: Limits = Limits(), secrets: Iterable[str] = ()) -> None:
        self._limits = limits
        self._secrets = tuple(secret for secret in secrets if secret)
        self._clock = Clock()
        backend = CheckedBackend(private_addresses, self._clock)
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=backend, max_connections=4, keepalive_expiry=30)

    @classmethod
    def of(cls, source: Source, *, max_bytes: int = Limits.max_bytes, secrets: Iterable[str] = ()) -> Client:
        """Make the client for a source."""
        return cls(private_addresses=source.private_addresses, limits=Limits(max_bytes=max_bytes), secrets=secrets)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def get(self, url: str, *, accept: str = "*/*", headers: Mapping[str, str] | None = None, etag: str = "", last_modified: str = "") -> Response:
        """Get an address; ``headers`` go to its own host only.

        Raises:
            SourceUnreachable: no answer, or none in time.
            SourceRefused: a refusal, an address that is not allowed, too many redirects.
            SourceMalformed: an answer that is cut off, broken or too large.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        sent = {"User-Agent": USER_AGENT, "Accept": accept, "Accept-Encoding": "gzip, deflate", **{key: value for key, value in conditions.items() if value}}
        return self._asked(url, _Request("GET", sent, headers or {}))

    def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Ask what ``get`` would answer, without its body; raises the same."""
        return self._asked(url, _Request("HEAD", {"User-Agent": USER_AGENT, "Accept": "*/*"}, headers or {}))

    def save(self, url: str, file: IO[bytes], *, headers: Mapping[str, str] | None = None) -> Response:
        """Get a file as it lies on the server and write it to ``file``, which may hold more than memory does; raises the same as ``get``."""
        return self._asked(url, _Request("GET", {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}, headers or {}, file))

    def post_json(self, url: str, values: Mapping[str, Any]) -> Response:
        """Send values to an address, once: nobody knows whether a receiver that did not answer has taken them, and none may send them on.

        Raises:
            SourceUnreachable, SourceRefused, SourceMalformed: as for ``get``; a redirect is a refusal.
        """
        body = json.dumps(values, ensure_ascii=False).encode()
        sent = {"User-Agent": USER_AGENT, "Content-Type": "application/json", "Content-Length": str(len(body))}
        self._clock.start(self._limits.total)
        answer = self._once(self._checked(url), _Request("POST", sent, {}, content=body), None)
        if not isinstance(answer, Response):
            raise SourceRefused(self._finding("post-redirected", url, "Die Adresse leitet weiter, statt anzunehmen."))
        return answer

    def shown(self, url: str) -> str:
        """Give an address as it may be logged and shown: without passwords and keys."""
        return redaction.address(url, self._secrets)

    def _asked(self, url: str, request: _Request) -> Response:
        self._clock.start(self._limits.total)
        for attempt in range(self._limits.retries + 1):
            pause = None if attempt == self._limits.retries else 2.0**attempt
            answer = self._follow(url, request, pause)
            if isinstance(answer, Response):
                return answer
            time.sleep(answer)
        raise AssertionError("the last attempt answers or raises")

    def _follow(self, url: str, request: _Request, pause: float | None) -> Response | float:
        """Follow redirects to an answer; a number is how many seconds to wait before another try (never if ``pause`` is None)."""
        origin = _origin(self._checked(url))
        for _ in range(self._limits.redirects + 1):
            own = request.private if _origin(url) == origin else {}
            answer = self._once(url, replace(request, sent={**request.sent, **own}), pause)
            if not isinstance(answer, _Redirect):
                return answer
            url = self._checked(urljoin(url, answer.target))
        raise SourceRefused(self._finding("too-many-redirects", url, "Die Adresse leitet im Kreis oder zu oft weiter."))

    def _once(self, url: str, request: _Request, pause: float | None) -> Response | _Redirect | float:
        timeouts = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read, "pool": self._limits.connect}
        log.info("%s url=%s", request.method.lower(), self.shown(url))
        try:
            headers = list(request.sent.items())
            with self._pool.stream(request.method, _ascii(url), headers=headers, content=request.content, extensions={"timeout": timeouts}) as raw:
                return self._answer(url, request, raw, pause)
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.ReadError, httpcore.WriteError) as err:
            if pause is not None:
                return min(pause, self._limits.longest_pause)
            raise SourceUnreachable(self._finding("unreachable", url, "Die Quelle antwortet nicht: Es kommt keine Verbindung zustande.")) from err
        except httpcore.TimeoutException as err:
            raise SourceUnreachable(self._finding("timeout", url, "Die Quelle antwortet nicht innert der Frist.")) from err
        except (httpcore.ProtocolError, zlib.error) as err:
            raise SourceMalformed(self._finding("answer-broken", url, "Die Antwort der Quelle bricht ab oder ist beschädigt.")) from err

    def _answer(self, url: str, request: _Request, raw: httpcore.Response, pause: float | None) -> Response | _Redirect | float:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw.headers}
        if raw.status in REDIRECTS and "location" in headers:
            return _Redirect(headers["location"])
        if raw.status in TRY_AGAIN and pause is not None and (wait := _wait(headers.get("retry-after", ""), pause)) <= self._limits.longest_pause:
            return wait
        if raw.status >= 400:
            raise SourceRefused(self._finding(f"http-{raw.status}", url, f"Die Quelle antwortet mit dem Fehler {raw.status}{MEANINGS.get(raw.status, '')}."))
        body = b"" if raw.status == 304 or request.method == "HEAD" else self._body(url, request, raw, headers)
        return Response(
            url=self.shown(url),
            status=raw.status,
            body=body,
            media_type=headers.get("content-type", "").split(";", 1)[0].strip().lower(),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            fetched_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            is_unchanged=raw.status == 304,
            length=int(length) if (length := headers.get("content-length", "")).isdecimal() and len(length) < 20 else None,
        )

    def _body(self, url: str, request: _Request, raw: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if request.file and urlsplit(url).path.lower().endswith(PACKED):
            encoding = "identity"  # Apache tells of a file that is packed itself as if the transfer were
        if encoding not in DECODERS:
            raise SourceMalformed(self._finding("encoding-unknown", url, f"Die Antwort ist auf unbekannte Art gepackt («{encoding[:40]}»)."))
        memory = io.BytesIO()
        target, size = request.file or memory, 0
        target.seek(0)
        target.truncate()  # what an attempt left that broke off
        for part in DECODERS[encoding](raw.iter_stream()):
            size += len(part)
            if size > self._limits.max_bytes:
                raise SourceMalformed(self._finding("too-large", url, f"Die Antwort ist grösser als {self._limits.max_bytes // 1_000_000} MB."))
            target.write(part)
        return memory.getvalue()

    def _checked(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            raise SourceRefused(self._finding("address-invalid", url, "Die Adresse ist ungültig.")) from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine:
            raise SourceRefused(self._finding("address-scheme", url, "Nur Adressen mit http oder https werden abgefragt."))
        if parts.username or parts.password:
            raise SourceRefused(
                self._finding("address-password", url, "In der Adresse steht ein Passwort.", "Zugangsdaten gehören in die Umgebung, nicht in die Adresse.")
            )
        return url

    def _finding(self, code: str, url: str, message: str, remedy: str = "") -> Finding:
        return Finding.error(code, self.shown(url), message, remedy)


MEANINGS = {
    401: " (Anmeldung nötig)",
    403: " (Zugriff verweigert)",
    404: " (nicht gefunden)",
    410: " (nicht mehr vorhanden)",
    429: " (zu viele Anfragen)",
    500: " (Störung)",
    503: " (vorübergehend nicht verfügbar)",
}


@dataclass(frozen=True)
class _Request:
    """What is asked: the headers always sent, those for the own host only, where the answer's body goes if not into it, and the body sent."""

    method: str
    sent: Mapping[str, str]
    private: Mapping[str, str]
    file: IO[bytes] | None = None
    content: bytes | None = None


@dataclass(frozen=True)
class _Redirect:
    target: str


def _plain(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield from chunks


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip or zlib piece by piece: a bomb is met at the size limit, not in memory."""
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB)
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if unpacker.eof:  # a gzip file may have several members: leaving them out would cut the document silently
                unpacker = zlib.decompressobj(GZIP_OR_ZLIB)
            yield unpacker.decompress(waiting, CHUNK)
            waiting = unpacker.unconsumed_tail or unpacker.unused_data
    if not unpacker.eof:
        raise zlib.error("the packed body is cut off")


DECODERS = {"identity": _plain, "": _plain, "gzip": _inflated, "x-gzip": _inflated, "deflate": _inflated}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _ascii(url: str) -> str:
    """Percent-encode what an address may not hold as it stands; ``brücke`` is a real service name."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode("ascii") if not parts.netloc.isascii() else parts.netloc
    return parts._replace(netloc=host, path=redaction.quoted(parts.path), query=redaction.quoted(parts.query), fragment="").geturl()


def _wait(stated: str, otherwise: float) -> float:
    return float(stated) if stated.isdecimal() else otherwise
