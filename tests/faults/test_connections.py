"""Connections and redirects."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from contract.web import Answer, Site
from faults.catalogue import PATH, catalogue, put, turtle
from faults.fault import fault
from faults.observed import a_source, observe
from luzern_harvesters.errors import SourceRefused, SourceUnreachable
from luzern_harvesters.http import Client, Limits
from luzern_harvesters.reader import Reader


@fault("A connection that is reset in the middle of the body", "It is asked for twice more, seconds apart; then the source counts as unreachable.")
def test_a_reset_connection(site: Site) -> None:
    def reset(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<http")
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.connection.close()
        handler.close_connection = True

    site.answers[PATH] = Answer(send=reset)

    assert observe(catalogue(site)).failed_as(SourceUnreachable)
    assert len(site.asked) == 3


@fault("Nobody listens at the address", "The source counts as unreachable; the next run tries again.")
def test_a_refused_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/katalog.ttl"

    assert observe(a_source("dcat", url)).failed_as(SourceUnreachable)


@fault("A host name that does not exist", "The source counts as unreachable («gibt es nicht»).")
def test_an_unknown_host() -> None:
    assert observe(a_source("dcat", "http://gibt-es-nicht.invalid/katalog.ttl")).failed_as(SourceUnreachable)


@fault("A redirect to an address inside the network", "It is not asked for («internen Netz»); the source fails.")
def test_a_redirect_inside(site: Site) -> None:
    site.answers[PATH] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceRefused)
    assert "169.254" in repr(observed.findings)


@fault("A redirect to file:", "The file is not opened; the source fails.")
def test_a_redirect_to_a_file(site: Site) -> None:
    site.answers[PATH] = Answer(status=302, headers={"Location": "file:///etc/passwd"})

    assert observe(catalogue(site)).codes == {"address-scheme"}


@fault("A redirect to itself", "After three redirects the source fails.")
def test_a_redirect_in_a_circle(site: Site) -> None:
    site.answers[PATH] = Answer(status=301, headers={"Location": PATH})

    assert observe(catalogue(site)).codes == {"too-many-redirects"}
    assert len(site.asked) == 4


@fault("A name that resolves to another address after the check", "It is resolved once: the connection goes to the address that was checked.")
def test_a_name_that_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, turtle("Brücken", "Bäume"))
    real, asked = socket.getaddrinfo, list[str]()

    def resolve(host: str, port: int, *arguments: object, **options: object) -> object:
        if host != "wechselnd.example":
            return real(host, port, *arguments, **options)  # pyright: ignore[reportArgumentType]  passed on as it came
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port))]  # the second one is the attack

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    assert len(observe(a_source("dcat", f"{site.url}{PATH}".replace("127.0.0.1", "wechselnd.example"))).titles) == 2
    assert len(asked) == 1


@fault("A body that drips byte by byte", "The request ends with its time (300 s in operation, 1 s here); the source counts as unreachable.", seconds=20)
def test_a_slow_drip(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.answers[PATH] = Answer(send=drip)

    with pytest.raises(SourceUnreachable, match="Frist"):
        Client(private_addresses=True, limits=Limits(total=1)).get(site.url + PATH)


@fault("A server that takes the request and says nothing", "The run ends with the source's time (limits.minutes); the next one starts on time.", seconds=30)
def test_a_silent_server(site: Site) -> None:
    site.answers[PATH] = Answer(send=lambda _: time.sleep(8))

    with Reader(catalogue(site)) as reader:
        reader._ends_at = time.monotonic() + 2  # the least that a source file can say is a minute
        with pytest.raises(SourceUnreachable, match="länger als"):
            reader.list()


@fault("A body that never ends", "It is refused at the size limit; no more is kept in memory.")
def test_a_body_without_end(site: Site) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"# nichts\n" * 10_000)
        except OSError:
            handler.close_connection = True

    site.answers[PATH] = Answer(send=pour)

    assert observe(catalogue(site, max_bytes=5_000_000)).codes == {"too-large"}


@fault("Headers that never end", "The source fails; no more than a few hundred kilobytes are kept.")
def test_headers_without_end(site: Site) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in count():
                handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))
        except OSError:
            handler.close_connection = True

    site.answers[PATH] = Answer(send=pour)

    assert observe(catalogue(site)).error is not None
