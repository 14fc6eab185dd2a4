"""What CKAN needs before it serves: tables, roles, organisations and themes, the index; and the first harvest.

Each step leaves a stamp made of what it depends on, so that a later start does only what has changed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

from .errors import ServiceFailed
from .layout import Layout


class Preparation:
    """The steps of one start."""

    def __init__(self, layout: Layout, environment: dict[str, str], say: Callable[[str], None]) -> None:
        self._layout = layout
        self._environment = environment
        self._say = say
        self._prepared = layout.run / "prepared"
        self._harvested = layout.run / "harvested"

    def is_done(self) -> bool:
        """Tell whether tables and basic data are those of this version."""
        return self._prepared.exists() and self._prepared.read_text(encoding="utf-8") == _version(self._layout.home)

    def migrate(self, grant: Callable[[str], None]) -> None:
        """Bring tables, permissions and basic data up to date; ``grant`` runs the DataStore's permission script.

        Raises:
            ServiceFailed: a step fails; its output is in the log.
        """
        self._say("the database is brought up to date")
        self._ckan("db", "upgrade")
        self._ckan("db", "pending-migrations", "--apply")
        grant(self._ckan("datastore", "set-permissions"))
        self._say("organisations, themes and users are set up")
        self._ckan("luzern", "init")
        self._prepared.write_text(_version(self._layout.home), encoding="utf-8")

    def rebuild_index(self) -> None:
        """Write the whole index anew."""
        self._say("the search index is built")
        self._ckan("search-index", "rebuild", "--force")

    def harvest(self) -> None:
        """Harvest every source once. Faults of the departments are told by `harvest status`; not even a harvest that fails keeps the portal from starting."""
        if self._harvested.exists():
            return
        self._say("the departments are harvested for the first time")
        command = [str(Path(sys.executable).parent / "ckan"), "luzern", "harvest", "run", "--all"]
        path = self._layout.log("first-harvest")
        with path.open("w", encoding="utf-8") as log:
            code = subprocess.run(command, env=self._environment, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT).returncode
        if code in {0, 1, 3}:  # 1: some records failed, 3: a source is away
            self._harvested.touch()
        else:
            self._say(f"the first harvest failed (exit code {code}) and is tried again at the next start; its log: {path}")

    def _ckan(self, *arguments: str) -> str:
        command = [str(Path(sys.executable).parent / "ckan"), *arguments]
        done = subprocess.run(command, env=self._environment, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        with self._layout.log("preparation").open("a", encoding="utf-8") as log:
            log.write(f"$ ckan {' '.join(arguments)}\n{done.stderr}\n")
            if done.returncode:
                log.write(done.stdout)
        if done.returncode:
            raise ServiceFailed(f"`ckan {' '.join(arguments)}`", f"exit code {done.returncode}", self._layout.log("preparation"))
        return done.stdout


def _version(home: Path) -> str:
    """Sum up what tables and basic data depend on: the installed packages, our migrations, organisations and themes."""
    parts = sorted(f"{one.metadata['Name']} {one.version}" for one in distributions())
    files = [home / "config" / "organizations.yaml", home / "config" / "themes.yaml", *sorted((home / "ckanext-luzern").rglob("migration/*/versions/*.py"))]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
