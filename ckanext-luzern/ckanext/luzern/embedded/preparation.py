"""What CKAN needs before it serves: tables, roles, organisations and themes, the index; and the first harvest.

Each step leaves a stamp made of what it depends on, so that a later start does only what has changed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

from . import postgres, solr
from .errors import ServiceFailed
from .layout import Layout

CKAN = str(Path(sys.executable).parent / "ckan")


class Preparation:
    """The steps of one start."""

    def __init__(self, layout: Layout, environment: dict[str, str], secrets: dict[str, str], say: Callable[[str], None]) -> None:
        self._layout = layout
        self._environment = environment
        self._secrets = secrets
        self._say = say
        self._prepared = layout.run / "prepared"
        self._harvested = layout.run / "harvested"

    def forget(self) -> None:
        """Do every step anew: the database is empty."""
        self._prepared.unlink(missing_ok=True)
        self._harvested.unlink(missing_ok=True)

    def complete(self, port: int) -> None:
        """Bring tables, permissions, basic data and the index up to date, as far as they are not. ``port`` is PostgreSQL's.

        Raises:
            ServiceFailed: a step fails; its output is in the log.
        """
        is_new = not self._prepared.exists()
        version = _version(self._layout.home)
        if is_new or self._prepared.read_text(encoding="utf-8") != version:
            self._migrate(port)
            self._prepared.write_text(version, encoding="utf-8")
        if not solr.is_indexed(self._layout):
            if not is_new:
                self._say("the search index is built")
                self._ckan("search-index", "rebuild", "--force")
            solr.mark_indexed(self._layout)

    def harvest(self) -> None:
        """Harvest every source once. Faults of the departments are told by `harvest status`; not even a harvest that breaks off keeps the portal from starting."""
        if self._harvested.exists():
            return
        self._say("the departments are harvested for the first time")
        log = self._layout.log("first-harvest")
        code = self._harvest_all(log)
        # 1 is for failed records, 3 for a source that is away; but Python, too, ends with 1 when it breaks off.
        if code == 0 or (code in {1, 3} and not self._unharvested()):
            self._harvested.touch()
            self._judge()
        else:
            self._say(f"the first harvest failed (exit code {code}) and is tried again at the next start; its log: {log}")

    def _judge(self) -> None:
        """Judge what was harvested and make its previews, so that nobody meets an empty page; where that fails, the scheduler does it within a minute."""
        try:
            self._ckan("luzern", "quality", "judge")
            self._say("the previews of the files are made")
            self._ckan("luzern", "preview", "build")
        except ServiceFailed as err:
            self._say(f"quality and previews follow later: {err}")

    def _harvest_all(self, log: Path) -> int:
        """Harvest, saying each source when its turn comes; the log has every record."""
        command = [CKAN, "luzern", "harvest", "run", "--all"]
        with (
            log.open("w", encoding="utf-8", buffering=1) as file,
            subprocess.Popen(command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=file, text=True) as run,
        ):
            for line in run.stdout or ():
                file.write(line)
                if not line.startswith(" "):
                    self._say(f"  {line.rstrip()}")
        return run.returncode

    def _unharvested(self) -> list[str]:
        """Name the sources nobody has begun; a run that broke off is the scheduler's affair."""
        states = [json.loads(line) for line in self._ckan("luzern", "harvest", "status", "--json").splitlines()]
        return [state["source"] for state in states if state["enabled"] and state["status"] == "never"]

    def _migrate(self, port: int) -> None:
        self._say("the database is brought up to date")
        postgres.create_databases(port, self._secrets)
        self._ckan("db", "upgrade")
        self._say("the DataStore's reader gets its permissions")
        postgres.grant(port, self._secrets["POSTGRES_PASSWORD"], self._ckan("datastore", "set-permissions"))
        self._say("organisations, themes and users are set up")
        self._ckan("luzern", "init", LUZERN_ADMIN_PASSWORD=self._secrets["LUZERN_ADMIN_PASSWORD"])

    def _ckan(self, *arguments: str, **variables: str) -> str:
        environment = {**self._environment, **variables}
        done = subprocess.run([CKAN, *arguments], env=environment, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        log = self._layout.log("preparation")
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ ckan {' '.join(arguments)}\n{done.stderr}\n")
        if done.returncode:
            raise ServiceFailed(f"`ckan {' '.join(arguments)}`", f"exit code {done.returncode}", log)
        return done.stdout


def _version(home: Path) -> str:
    """Sum up what tables and basic data depend on: the installed packages, our migrations, organisations and themes."""
    parts = sorted(f"{one.metadata['Name']} {one.version}" for one in distributions())
    files = [home / "config" / "organizations.yaml", home / "config" / "themes.yaml", *sorted((home / "ckanext-luzern").rglob("migration/*/versions/*.py"))]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
