"""A running portal for tests: PostgreSQL, Redis, Solr, web and worker in a state directory of their own, the example city harvested."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Portal:
    """Where the portal answers. ``environment`` is what its services see: addresses with passwords, ``CKAN_INI``."""

    url: str
    state: Path
    environment: Mapping[str, str] = field(repr=False)

    @property
    def dsn(self) -> str:
        """Say where CKAN's database is, with the password of its owner."""
        return self.environment["CKAN_SQLALCHEMY_URL"]

    @property
    def solr_url(self) -> str:
        """Say where the core is, without trailing slash."""
        return self.environment["CKAN_SOLR_URL"]

    @cached_property
    def token(self) -> str:
        """Give an API token of the sysadmin, for the header ``Authorization``."""
        return self.ckan("user", "token", "add", "admin", "tests", "-q").stdout.split()[-1]

    def ckan(self, *arguments: str, check: bool = True, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a ``ckan`` command; unless ``check`` is off, its failure fails the test with what it said."""
        command = [str(Path(sys.executable).parent / "ckan"), *arguments]
        done = subprocess.run(command, env=dict(self.environment), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=timeout)
        assert not check or done.returncode == 0, f"ckan {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done


@dataclass(frozen=True)
class Stack:
    """One state directory and one public port for the commands behind the Makefile; nothing runs before they say so."""

    state: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Give what a person at the terminal has set."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CKAN", "LUZERN"))}
        return {**inherited, "LUZERN_STATE": str(self.state), "LUZERN_PORT": str(self.port)}

    def command(self, *arguments: str, timeout: float = 300, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run ``start``, ``stop`` … to its end."""
        command = [sys.executable, "-m", "ckanext.luzern.embedded", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env={**self.environment, **variables}, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=timeout
        )

    def start(self) -> Portal:
        """Start the portal in the background and give it."""
        done = self.command("start")
        assert done.returncode == 0, f"the portal does not start:\n{done.stdout}\n{done.stderr}"
        return Portal(self.url, self.state, self.services())

    def services(self) -> dict[str, str]:
        """Give the environment of the services that run, and the sysadmin's password."""
        from ckanext.luzern.embedded import credentials, stack  # noqa: PLC0415  unit tests are collected without the portal's libraries
        from ckanext.luzern.embedded.layout import HOME, Layout  # noqa: PLC0415  only a configured portal has a CKAN to import

        layout = Layout(HOME, self.state)
        running = stack.find(layout)
        assert running, f"no portal runs in {self.state}"
        return {**running.environment, "LUZERN_ADMIN_PASSWORD": credentials.load(layout.secrets)["LUZERN_ADMIN_PASSWORD"]}


@contextmanager
def new_stack() -> Iterator[Stack]:
    """Give a stack that has not been started; at the end it is stopped and removed."""
    # Not pytest's tmp_path: root's is closed to others, and PostgreSQL would have to be copied to where its account may enter.
    folder = Path(tempfile.mkdtemp(prefix="luzern-"))
    folder.chmod(0o755)
    stack = Stack(folder / "var", free_port())
    try:
        yield stack
    finally:
        stack.command("clean", "--yes", timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
