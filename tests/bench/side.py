"""One side of the comparison as the bench drives it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import psycopg2

DATASETS = """
SELECT p.title, p.notes, array_agg(r.url ORDER BY r.url) FROM package p LEFT JOIN resource r ON r.package_id = p.id AND r.state = 'active'
WHERE p.type = 'dataset' AND p.state = 'active' GROUP BY p.id ORDER BY p.title
"""


@dataclass(frozen=True)
class Figures:
    """What one task took. ``said`` is its own report: of a harvest, how many records were created, unchanged …"""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    counts: dict[str, int]
    said: dict[str, Any]


@dataclass
class Side:
    """A CKAN in a process of its own (``host``), its database and its core."""

    name: str
    python: str
    ini: Path
    environment: dict[str, str] = field(repr=False)
    dsn: str = field(repr=False)
    solr_url: str
    _host: subprocess.Popen[str] | None = None

    @contextmanager
    def running(self, core: int | None = None) -> Iterator[Side]:
        """Have CKAN loaded, for the length of the measurement, with all its processes held to one core if so asked. The database has to be there."""
        with self.ini.with_suffix(".log").open("ab") as log:
            command = [self.python, "-m", f"bench.{self.name}", str(self.ini)]
            self._host = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        if core is not None:
            os.sched_setaffinity(self._host.pid, {core})  # its children inherit it
        try:
            yield self
        finally:
            self._host.kill()
            self._host.communicate()

    def harvest(self, name: str, url: str) -> Figures:
        """Harvest a catalogue as the source ``name``."""
        return self.do("harvest", name=name, url=url)

    def do(self, task: str, **values: Any) -> Figures:
        """Do one of the tasks of ``bench.ours`` and ``bench.vanilla``."""
        assert self._host
        assert self._host.stdin
        assert self._host.stdout
        self._host.stdin.write(json.dumps({"task": task, **values}) + "\n")
        self._host.stdin.flush()
        answer = self._host.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} failed; its log: {self.ini.with_suffix('.log')}")
        return Figures(**json.loads(answer))

    def datasets(self) -> list[tuple[str, str, list[str]]]:
        """Give title, description and distributions' addresses of every dataset."""
        with closing(psycopg2.connect(self.dsn)) as connection, connection.cursor() as cursor:
            cursor.execute(DATASETS)
            return cursor.fetchall()

    def count_indexed(self) -> int:
        """Give how many datasets the index has."""
        query = urlencode({"q": "*:*", "fq": "+dataset_type:dataset +state:active", "rows": 0, "wt": "json"})
        with urlopen(f"{self.solr_url}/select?{query}", timeout=60) as answer:
            return json.load(answer)["response"]["numFound"]
