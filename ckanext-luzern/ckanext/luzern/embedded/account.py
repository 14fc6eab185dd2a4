"""The account PostgreSQL runs under: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import Incomplete

NAME = "luzern-postgres"


@dataclass(frozen=True)
class Account:
    """Who runs a program: ourselves (``name`` is empty), or for root a system account of its own."""

    name: str = ""

    @classmethod
    def for_postgres(cls) -> Account:
        """Give the account; root makes it once."""
        if os.geteuid() != 0:
            return cls()
        try:
            pwd.getpwnam(NAME)
        except KeyError:
            if not shutil.which("useradd"):
                raise Incomplete("PostgreSQL does not run as root and useradd is missing: install the package passwd, or start as an ordinary user") from None
            subprocess.run(["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME], check=True)
        return cls(NAME)

    def own(self, folder: Path) -> None:
        """Make a folder that is this account's alone."""
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        if self.name:
            entry = pwd.getpwnam(self.name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    def run(self, command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program to its end under this account."""
        entry = pwd.getpwnam(self.name) if self.name else None
        who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()} if entry else {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
        return subprocess.run(command, check=False, cwd=folder, env=environment, text=True, capture_output=True, **who)

    def can_work(self, program: Path, folder: Path) -> bool:
        """Tell whether this account gets as far as the program and its own folder: neither may lie behind a closed door such as /root."""
        try:
            return all(self.run(command, folder).returncode == 0 for command in ([str(program), "--version"], ["test", "-w", str(folder)]))
        except PermissionError:
            return False
