"""Which file system a source's address means: this machine's disk, a web folder, SFTP, WebDAV, SMB or S3.

The drivers for anything but the disk and the web are the extra ``remote``. Credentials come from the environment variables that the options name;
they are handed to the driver and kept nowhere else: no address, message or log line has them.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from fsspec.implementations.local import LocalFileSystem

from luzern_harvesters.addresses import resolve
from luzern_harvesters.dropzone import connections
from luzern_harvesters.dropzone.options import DropzoneOptions
from luzern_harvesters.dropzone.tree import Tree
from luzern_harvesters.dropzone.web import WebTree
from luzern_harvesters.errors import SettingsError, SourceRefused, SourceUnreachable
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Limits

TIMEOUT = 30  # seconds without an answer
LONGEST = 3600  # seconds for one file of a web folder
PORTS = {"sftp": 22, "webdav": 80, "webdavs": 443, "smb": 445, "http": 80, "https": 443}


@dataclass(frozen=True)
class _Place:
    """Where to connect to, and as whom; without credentials in its representation."""

    parts: SplitResult
    options: DropzoneOptions
    user: str
    password: Callable[[], str]  # a call, so that no representation shows it
    private_allowed: bool

    @property
    def host(self) -> str:
        return self.parts.hostname or ""

    @property
    def port(self) -> int:
        return self.parts.port or PORTS[self.parts.scheme]

    @property
    def path(self) -> str:
        return unquote(self.parts.path)

    @property
    def address(self) -> str:
        """The address without a user's name."""
        return self.parts._replace(netloc=self.parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def open_tree(url: str, options: DropzoneOptions, *, private_allowed: bool = False, environment: Mapping[str, str] = os.environ) -> Tree:
    """Give the tree at an address; a server is connected now.

    Raises:
        SettingsError: the address, a variable or a driver is wrong or missing.
        SourceError: the server does not answer, or refuses.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Tree(LocalFileSystem(), unquote(parts.path) or "/", url)
    if parts.scheme not in DRIVERS:
        message = f"Adressen mit «{parts.scheme}:» kann die Ablage nicht lesen."
        raise SettingsError(Finding.error("scheme-unknown", "url", message, "Möglich sind file, http, https, sftp, webdav, webdavs, smb und s3."))
    if parts.password:
        raise SettingsError(
            Finding.error("password-in-address", "url", "In der Adresse steht ein Passwort.", "Bitte mit password_env aus der Umgebung nehmen.")
        )
    password = _variable(options.password_env, "options.password_env", environment)
    user = _variable(options.user_env, "options.user_env", environment) or parts.username or ""
    place = _Place(parts, options, user, lambda: password, private_allowed)
    _check_host(place)
    return _connected(place)


def _variable(name: str, path: str, environment: Mapping[str, str]) -> str:
    if name and name not in environment:
        raise SettingsError(Finding.error("variable-missing", path, f"Die Umgebungsvariable «{name}» ist nicht gesetzt."))
    return environment[name] if name else ""


def _check_host(place: _Place) -> None:
    """Refuse addresses inside the city's network, unless the source says that it lies there."""
    parts = urlsplit(place.options.endpoint or "https://s3.amazonaws.com") if place.parts.scheme == "s3" else place.parts
    if not parts.hostname:
        raise SettingsError(Finding.error("host-missing", "url", "In der Adresse fehlt der Name des Servers."))
    if place.parts.scheme != "s3" or place.options.endpoint:
        resolve(parts.hostname, parts.port or PORTS.get(parts.scheme, 443), private_allowed=place.private_allowed)


def _connected(place: _Place) -> Tree:
    module, connect = DRIVERS[place.parts.scheme]
    try:
        import_module(module)
    except ImportError as err:
        message = f"Für Adressen mit «{place.parts.scheme}:» fehlt das Programmpaket «{module}»."
        raise SettingsError(Finding.error("driver-missing", "url", message, "Bitte das Portal mit dem Zusatz «remote» installieren.")) from err
    try:
        return connect(place)
    except _failures(place.parts.scheme) as err:
        if isinstance(err, PermissionError) or any(word in type(err).__name__ for word in ("Auth", "Logon", "AccessDenied")):
            message = f"Der Server «{place.host}» lehnt die Anmeldung ab."
            raise SourceRefused(Finding.error("login-refused", "url", message, "Bitte Benutzer, Passwort oder Schlüssel prüfen.")) from err
        raise SourceUnreachable(
            Finding.error("source-unreachable", "url", f"Der Server «{place.host}» antwortet nicht.", "Bitte Adresse und Netz prüfen.")
        ) from err


def _failures(scheme: str) -> tuple[type[Exception], ...]:
    """Give what a driver raises when its server or a file fails; the web folder is our own."""
    names: dict[str, list[tuple[str, str]]] = {
        "http": [],
        "sftp": [("paramiko", "SSHException")],
        "webdav": [("httpx", "HTTPError"), ("webdav4.client", "ClientError"), ("webdav4.http", "HTTPStatusError")],
        "smb": [("smbprotocol.exceptions", "SMBException")],
        "s3": [("botocore.exceptions", "BotoCoreError"), ("botocore.exceptions", "ClientError")],
    }
    found = [getattr(import_module(module), name) for module, name in names[scheme.removesuffix("s")] if hasattr(import_module(module), name)]
    return (OSError, EOFError, *found)


def _sftp(place: _Place) -> Tree:
    from fsspec.implementations.sftp import SFTPFileSystem  # noqa: PLC0415 - an optional driver

    if not place.options.host_key:
        message = "Für SFTP fehlt der Fingerabdruck des Servers (host_key): Ohne ihn ist nicht sicher, wer antwortet."
        raise SettingsError(Finding.error("host-key-missing", "options.host_key", message, "«ssh-keyscan SERVER | ssh-keygen -lf -» zeigt ihn."))
    login: dict[str, Any] = {"key_filename": place.options.key_file} if place.options.key_file else {"password": place.password()}
    times: dict[str, Any] = {"timeout": TIMEOUT, "banner_timeout": TIMEOUT, "auth_timeout": TIMEOUT}
    system = SFTPFileSystem(
        place.host,
        port=place.port,
        sock=connections.connect(place.host, place.port, TIMEOUT, private_allowed=place.private_allowed),
        username=place.user,
        host_key_policy=_host_key_policy(place.options.host_key, place.host),
        allow_agent=False,
        look_for_keys=False,
        skip_instance_cache=True,
        **login,
        **times,
    )
    return Tree(system, place.path, place.address, _failures("sftp"), system.client.close)


def _host_key_policy(expected: str, host: str) -> Any:  # Any: the optional driver's class
    from paramiko import MissingHostKeyPolicy  # noqa: PLC0415 - an optional driver

    class OnlyThis(MissingHostKeyPolicy):
        """Accept the key with the fingerprint of the settings, no other."""

        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            found = "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
            if found != expected.strip().rstrip("="):
                message = f"Der Server «{host}» hat einen anderen Schlüssel als erwartet ({found}); es wurde nicht verbunden."
                raise SourceRefused(Finding.error("host-key-wrong", "options.host_key", message, "Bitte beim Betrieb des Servers nachfragen."))

    return OnlyThis()


def _webdav(place: _Place) -> Tree:
    from webdav4.fsspec import WebdavFileSystem  # noqa: PLC0415 - an optional driver

    from luzern_harvesters.dropzone.dav import CheckedTransport, DavClient  # noqa: PLC0415 - needs the driver

    base = place.parts._replace(scheme="https" if place.parts.scheme == "webdavs" else "http", netloc=urlsplit(place.address).netloc, query="", fragment="")
    auth = (place.user, place.password()) if place.user else None
    transport = CheckedTransport(base.geturl(), private_allowed=place.private_allowed)
    client = DavClient(base.geturl(), auth=auth, timeout=TIMEOUT, transport=transport, follow_redirects=False, trust_env=False)
    system = WebdavFileSystem(base.geturl(), client=client, skip_instance_cache=True)
    return Tree(system, "", place.address, _failures("webdav"), transport.close)


def _smb(place: _Place) -> Tree:
    """Connect by address; without the Kerberos libraries, which the portal does not install, the server's name is not needed to log in."""
    from fsspec.implementations.smb import SMBFileSystem  # noqa: PLC0415 - an optional driver
    from smbclient import ClientConfig  # noqa: PLC0415 - an optional driver

    address = connections.answering_address(place.host, place.port, TIMEOUT, private_allowed=place.private_allowed)
    ClientConfig(skip_dfs=True)  # a referral would lead to servers that nobody checked
    system = SMBFileSystem(address, port=place.port, username=place.user or None, password=place.password() or None, timeout=TIMEOUT, skip_instance_cache=True)
    return Tree(system, place.path, place.address, _failures("smb"))


def _s3(place: _Place) -> Tree:
    from s3fs import S3FileSystem  # noqa: PLC0415 - an optional driver

    login: dict[str, Any] = {"key": place.user, "secret": place.password()} if place.user else {"anon": True}
    times = {"connect_timeout": TIMEOUT, "read_timeout": TIMEOUT, "retries": {"max_attempts": 2}}
    sockets = {"socket_factory": connections.checked_sockets(private_allowed=place.private_allowed)}
    config = {**times, "connector_args": sockets, "proxies": {}}  # a proxy of the environment would connect unchecked
    endpoint = place.options.endpoint or None
    system = S3FileSystem(**login, endpoint_url=endpoint, config_kwargs=config, use_listings_cache=False, skip_instance_cache=True)
    return Tree(system, f"{place.parts.netloc}{place.path}", place.address, _failures("s3"))


def _web(place: _Place) -> Tree:
    client = Client(private_addresses=place.private_allowed, limits=Limits(max_bytes=place.options.max_file_bytes, total=LONGEST))
    return WebTree(client, place.address, (lambda: f"{place.user}:{place.password()}") if place.user else None)


DRIVERS: Mapping[str, tuple[str, Callable[[_Place], Tree]]] = {
    "http": ("httpcore", _web),
    "https": ("httpcore", _web),
    "sftp": ("paramiko", _sftp),
    "webdav": ("webdav4", _webdav),
    "webdavs": ("webdav4", _webdav),
    "smb": ("smbclient", _smb),
    "s3": ("s3fs", _s3),
}
