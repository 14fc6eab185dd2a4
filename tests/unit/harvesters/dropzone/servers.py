"""Real servers that a drop zone is read from. Each serves «ablage», asks for a name and a password, and can be written to beside its protocol."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer, ThreadingMixIn
from typing import Any, cast
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from moto import settings
from moto.iam.models import iam_backends
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.s3.models import s3_backends
from wsgidav.wsgidav_app import WsgiDAVApp

from luzern_harvesters.source import Source
from unit.harvesters.dropzone import sftp_server

USER, PASSWORD = sftp_server.USER, sftp_server.PASSWORD
ACCOUNT = "123456789012"  # moto's own


@dataclass(frozen=True)
class Store:
    """A running server: where «ablage» lies there, and how to write to it without asking it."""

    url: str
    write: Callable[[str, bytes], None]
    remove: Callable[[str], None]
    link: Callable[[str, str], None] | None = None
    user: str = USER
    password: str = PASSWORD
    options: dict[str, object] = field(default_factory=dict)

    def source(self, url: str = "", **options: object) -> Source:
        """Give the source that reads it."""
        values = {"id": "ablage", "type": "dropzone", "url": url or self.url, "organization": "tiefbauamt", "title": "Ablage", "private_addresses": True}
        login = {"user_env": "ABLAGE_USER", "password_env": "ABLAGE_PASSWORD"}
        contact = {"name": "Tiefbauamt", "email": "tiefbauamt@luzern.example"}
        return Source.model_validate({**values, "contact": contact, "options": {"settle_seconds": 0, **login, **self.options, **options}})


def _on_disk(url: str, root: Path, **options: object) -> Store:
    def write(path: str, content: bytes) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    def remove(path: str) -> None:
        (root / path).unlink()

    def link(path: str, target: str) -> None:
        (root / path).symlink_to(root / target)

    return Store(url, write, remove, link, options=options)


@contextmanager
def sftp(folder: Path) -> Iterator[Store]:
    """Serve over SFTP."""
    with sftp_server.serving(folder) as server:
        yield _on_disk(f"sftp://127.0.0.1:{server.port}/ablage", folder / "ablage", host_key=server.host_key)


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@contextmanager
def _serving(server: BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def webdav(folder: Path) -> Iterator[Store]:
    """Serve over WebDAV."""
    users = {"user_mapping": {"*": {USER: {"password": PASSWORD}}}}
    app = WsgiDAVApp({"provider_mapping": {"/": {"root": str(folder), "readonly": True}}, "simple_dc": users, "logging": {"enable": False}, "verbose": 0})
    server = make_server("127.0.0.1", 0, cast(Any, app), _Threads, _Silent)  # Any: its annotations are wider than the standard's
    with _serving(server):
        yield _on_disk(f"webdav://127.0.0.1:{server.server_port}/ablage", folder / "ablage")


@contextmanager
def web(folder: Path) -> Iterator[Store]:
    """Serve over HTTP, with listings that tell names only."""
    expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def parse_request(self) -> bool:
            if not super().parse_request():
                return False
            if self.headers.get("Authorization") != expected:
                self.send_error(401)
                return False
            return True

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    with _serving(server):
        yield _on_disk(f"http://127.0.0.1:{server.server_port}/ablage", folder / "ablage")


@contextmanager
def s3_service() -> Iterator[str]:
    """Run an S3 server; give its address. It starts slowly: once is enough for many tests."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def s3(service: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give a bucket of its own, and a user who may read it."""
    people, bucket, user = iam_backends[ACCOUNT]["aws"], f"eimer-{uuid4()}", f"amt-{uuid4()}"
    store = s3_backends[ACCOUNT]["aws"]
    store.create_bucket(bucket, "us-east-1")
    people.create_user("us-east-1", user)
    people.put_user_policy(user, "reading", '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}')
    key = people.create_access_key(user)
    monkeypatch.setattr(settings, "S3_IGNORE_SUBDOMAIN_BUCKETNAME", True)  # the server's name is not a bucket's
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)  # every request must be signed

    def write(path: str, content: bytes) -> None:
        store.put_object(bucket, f"ablage/{path}", content)

    def remove(path: str) -> None:
        store.delete_object(bucket, f"ablage/{path}")

    return Store(f"s3://{bucket}/ablage", write, remove, user=key.access_key_id, password=key.secret_access_key, options={"endpoint": service})
