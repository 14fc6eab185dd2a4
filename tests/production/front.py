"""A real nginx with the settings of docker/nginx, in front of a stand-in for the portal that says what it was asked."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from arch.source import ROOT

NAME = "data.example.org"
TAG = '"as the feeds have it"'
POLICY = "default-src 'self'"
FILE = bytes(range(256)) * 64


@dataclass
class StandIn:
    """The portal behind nginx: counts what reaches it; ``/public`` may be kept, ``/private`` may not, ``/public/failing`` fails, a download knows Range."""

    port: int
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def times(self, path: str) -> int:
        return sum(1 for asked, _ in self.seen if asked == path)

    def headers(self, path: str) -> dict[str, str]:
        return next(headers for asked, headers in reversed(self.seen) if asked == path)


@dataclass(frozen=True)
class Front:
    """nginx: ``get`` speaks to it under the portal's name."""

    https: int
    http: int
    trust: ssl.SSLContext

    def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, content: bytes | None = None, sender: str = "127.0.0.1"
    ) -> httpx.Response:
        """Ask once; ``sender`` is the address nginx counts."""
        with httpx.Client(transport=httpx.HTTPTransport(verify=self.trust, local_address=sender), timeout=10) as client:
            request = client.build_request(method, f"https://127.0.0.1:{self.https}{path}", headers={"Host": NAME, **(headers or {})}, content=content)
            request.extensions["sni_hostname"] = NAME
            return client.send(request)


@contextmanager
def stand_in_portal() -> Iterator[StandIn]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            stand_in.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            body, status, headers = b"<rdf/>" * 1000, 200, {"Content-Type": "application/rdf+xml"}
            if self.path.startswith("/public"):
                headers |= {"Cache-Control": "public, max-age=60, stale-while-revalidate=60", "Vary": "Accept-Encoding", "ETag": TAG}
                status = 503 if self.path.endswith("/failing") else 200
            elif "/download/" in self.path and (wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))):
                first, last = int(wanted[1]), int(wanted[2])
                body, status, headers = FILE[first : last + 1], 206, {"Content-Range": f"bytes {first}-{last}/{len(FILE)}"}
            else:
                headers |= {"Cache-Control": "private", "X-Content-Type-Options": "nosniff"}
                body, status, headers = (
                    (b"", 304, headers) if self.path.endswith("/unchanged") else (body, status, {**headers, "Content-Security-Policy": POLICY})
                )
            self.answer(status, headers, body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            stand_in.seen.append((self.path, {}))
            self.answer(200, {}, b"ok")

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in = StandIn(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield stand_in
    server.shutdown()
    server.server_close()


@contextmanager
def nginx_before(upstream: str, folder: Path) -> Iterator[Front]:
    """Run nginx with our settings; skip where there is none."""
    https, http = free_port(), free_port()
    settings = nginx_settings(folder, upstream, https, http)
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program
    subprocess.run([program, "-t", "-p", folder, "-c", settings], check=True, capture_output=True)
    process = subprocess.Popen([program, "-p", folder, "-c", settings, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    trust = ssl.create_default_context(cafile=str(folder / "tls/fullchain.pem"))
    wait_for(https)
    yield Front(https, http, trust)
    process.terminate()
    process.wait(timeout=10)


def nginx_settings(folder: Path, upstream: str, https: int, http: int) -> Path:
    """Put our settings where an ordinary user can run them: other ports, other folders, else untouched."""
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    for name in ("tls", "cache", "tmp"):
        (folder / name).mkdir()
    make_certificate(folder / "tls")
    moved = {
        "${PORTAL_HOST}": NAME,
        "${PORTAL_UPSTREAM}": upstream,
        "listen 443": f"listen 127.0.0.1:{https}",
        "listen 80": f"listen 127.0.0.1:{http}",
        "/etc/nginx/": f"{folder}/",
        "/var/cache/nginx/": f"{folder}/cache/",
    }
    text = (ROOT / "docker/nginx/portal.conf.template").read_text(encoding="utf-8")
    for ours, here in moved.items():
        assert ours in text
        text = text.replace(ours, here)
    (folder / "portal.conf").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "docker/nginx/proxy.conf", folder)
    temporary = "".join(f"{kind}_temp_path {folder}/tmp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    account = "user root; " if os.geteuid() == 0 else ""  # else root's nginx works as nobody, who may not enter the folder of a test
    settings = folder / "nginx.conf"
    settings.write_text(
        f"{account}pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {temporary} include {folder}/portal.conf; }}",
        encoding="utf-8",
    )
    return settings


def make_certificate(folder: Path) -> None:
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files], check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")
