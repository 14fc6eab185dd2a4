"""The harvest engine as a test drives it: tasks of ``host``, whose connections go through proxies that a test can spoil."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from faults.proxy import Proxy, proxy
from luzern_harvesters.source import Source
from portal import Portal

HOST = Path(__file__).with_name("host.py")
SERVICES = {"postgres": "CKAN_SQLALCHEMY_URL", "solr": "CKAN_SOLR_URL", "redis": "CKAN_REDIS_URL"}

Values = dict[str, Any]  # Any: JSON


@dataclass
class Engine:
    """Runs of the engine, each in a process of its own; ``proxies`` stand before its services, by name."""

    portal: Portal
    proxies: dict[str, Proxy]
    _host: subprocess.Popen[str]
    _seen: set[str] = field(default_factory=set)

    def harvest(self, source: Source, **how: int) -> Values:
        """Run over a source; see ``host.harvest`` for what can be done to it, and for what comes back."""
        self._seen.add(source.id)
        return self.do("harvest", source=source.model_dump(mode="json"), **how)

    def state(self, source: Source) -> Values:
        return self.do("state", source=source.id)

    def outcomes(self, source: Source) -> Values:
        """Give what came of each record in the last run: a result, and the codes of findings."""
        return self.do("last_run", source=source.id)["outcomes"]

    def forget(self) -> None:
        """Mend the connections, and remove everything that was harvested."""
        for one in self.proxies.values():
            one.up()
        for source in self._seen:
            self.do("forget", source=source)
        self._seen.clear()

    def do(self, task: str, **values: object) -> Values:
        """Do one task of the host."""
        assert self._host.stdin
        assert self._host.stdout
        self._host.stdin.write(json.dumps({"task": task, **values}) + "\n")
        self._host.stdin.flush()
        return json.loads(self._host.stdout.readline())


@contextmanager
def engine_of(portal: Portal, folder: Path) -> Iterator[Engine]:
    """Start an engine beside a running portal."""
    environment = dict(portal.environment)
    ini = folder / "ckan.ini"
    ini.write_text((portal.state / "ckan.ini").read_text(encoding="utf-8").partition("[loggers]")[0], encoding="utf-8")
    with ExitStack() as stack:
        proxies = {}
        for name, variable in SERVICES.items():
            port = urlsplit(environment[variable]).port
            assert port
            proxies[name] = stack.enter_context(proxy(port))
            environment[variable] = environment[variable].replace(f":{port}/", f":{proxies[name].port}/")
        command = [sys.executable, str(HOST), str(ini)]
        with (folder / "host.log").open("wb") as log:
            host = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert host.stdout
            assert host.stdout.readline(), (folder / "host.log").read_text(encoding="utf-8")
            yield Engine(portal, proxies, host)
        finally:
            host.kill()
            host.communicate()
