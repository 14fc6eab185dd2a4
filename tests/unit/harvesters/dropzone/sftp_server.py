"""A real SFTP server over a folder, for tests: one user, one password, reading only."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED

USER, PASSWORD = "tiefbauamt", "geheim-im-test"


@dataclass(frozen=True)
class Address:
    """Where it answers, and the fingerprint of its key."""

    port: int
    host_key: str


class _Login(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


class _Handle(paramiko.SFTPHandle):
    """An open file; paramiko reads from ``readfile``."""

    def __init__(self, path: Path, flags: int) -> None:
        super().__init__(flags)
        self.readfile = path.open("rb")


class _Files(paramiko.SFTPServerInterface):
    root: Path

    def __init__(self, server: paramiko.ServerInterface, root: Path) -> None:
        super().__init__(server)
        self.root = root

    def _path(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            return [paramiko.SFTPAttributes.from_stat(os.lstat(entry), entry.name) for entry in self._path(path).iterdir()]
        except OSError as err:
            return paramiko.SFTPServer.convert_errno(err.errno or 0)

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(os.lstat(self._path(path)))
        except OSError as err:
            return paramiko.SFTPServer.convert_errno(err.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        try:
            return _Handle(self._path(path), flags)
        except OSError as err:
            return paramiko.SFTPServer.convert_errno(err.errno or 0)


@contextmanager
def serving(root: Path) -> Iterator[Address]:
    """Serve a folder until the block ends."""
    key = paramiko.ECDSAKey.generate()
    transports: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:  # closed: the test is over
                    return
                transport = paramiko.Transport(connection)
                transports.append(transport)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, root)
                try:
                    transport.start_server(server=_Login())
                except (paramiko.SSHException, EOFError):  # the client did not like our key
                    transport.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        fingerprint = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        yield Address(listener.getsockname()[1], f"SHA256:{fingerprint}")
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for transport in transports:
        transport.close()
