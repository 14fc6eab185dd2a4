"""Where everything lies, and where the portal is to be reached."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ckanext.luzern.ini import HOME

from .errors import StackError

FOLDERS = ("postgres", "redis", "solr", "files", "cache", "log", "run")


@dataclass(frozen=True)
class Layout:
    """One stack: a state directory and a public port. Several may run side by side."""

    home: Path
    state: Path
    host: str = "127.0.0.1"
    port: int = 5000
    site_url: str = ""

    @classmethod
    def from_environment(cls) -> Layout:
        """Read ``LUZERN_STATE`` (default ``var/``), ``LUZERN_HOST`` (127.0.0.1), ``LUZERN_PORT`` (5000) and ``LUZERN_SITE_URL``."""
        port = os.environ.get("LUZERN_PORT") or "5000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise StackError(f"LUZERN_PORT must be a port number, not {port!r}")
        state = Path(os.environ.get("LUZERN_STATE") or HOME / "var").absolute()
        return cls(HOME, state, os.environ.get("LUZERN_HOST") or "127.0.0.1", int(port), os.environ.get("LUZERN_SITE_URL") or "")

    @property
    def local_address(self) -> str:
        """Where the web server answers on this machine."""
        everywhere = {"0.0.0.0", "::"}  # noqa: S104  compared, not bound
        host = "127.0.0.1" if self.host in everywhere else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def address(self) -> str:
        """The portal's own address, as it stands in every link."""
        return self.site_url or self.local_address

    @property
    def ini(self) -> Path:
        """CKAN's configuration."""
        return self.state / "ckan.ini"

    @property
    def secrets(self) -> Path:
        """Passwords and keys, made at the first start."""
        return self.state / "secrets.env"

    @property
    def ports(self) -> Path:
        """The inner ports, chosen once."""
        return self.state / "ports.json"

    @property
    def postgres(self) -> Path:
        """Folder of PostgreSQL."""
        return self.state / "postgres"

    @property
    def redis(self) -> Path:
        """Folder of Redis."""
        return self.state / "redis"

    @property
    def solr(self) -> Path:
        """Folder of Solr."""
        return self.state / "solr"

    @property
    def files(self) -> Path:
        """CKAN's file storages."""
        return self.state / "files"

    @property
    def run(self) -> Path:
        """Lock, stamps and supervisord's settings."""
        return self.state / "run"

    def log(self, service: str) -> Path:
        """Name the log of a service."""
        return self.state / "log" / f"{service}.log"

    def make(self) -> None:
        """Make the folders. Root opens the state directory for passing through: PostgreSQL runs as somebody else."""
        self.state.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        for name in FOLDERS:
            folder = self.state / name
            if not folder.is_symlink():
                folder.mkdir(exist_ok=True)

    def remove(self) -> None:
        """Remove what the stack made; whatever else lies in the state directory stays."""
        for name in FOLDERS:
            shutil.rmtree(self.state / name, ignore_errors=True)
        for path in (self.ini, self.secrets, self.ports):
            path.unlink(missing_ok=True)
            path.with_name(path.name + ".new").unlink(missing_ok=True)
        if not any(self.state.iterdir()):
            self.state.rmdir()


def installation(*parts: str) -> Path:
    """Name a place in the virtual environment: what is installed once and shared by every stack."""
    return Path(sys.prefix, *parts)
