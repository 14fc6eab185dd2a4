"""The ground both sides stand on: one embedded stack below var/bench with two databases on its PostgreSQL and two cores on its Solr.

Everything is kept between runs; each measurement begins with a fresh copy of an empty database and an empty core.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil

from bench.side import Side
from ckanext.luzern import ini
from ckanext.luzern.embedded import credentials, postgres, stack
from ckanext.luzern.embedded.layout import HOME, Layout
from ckanext.luzern.embedded.ports import known
from ckanext.luzern.embedded.services import PORTAL
from portal import free_port

HERE = Path(__file__).parent
LOCK = HERE / "vanilla.lock"
VANILLA_INI = """\
[app:main]
use = egg:ckan
SECRET_KEY = {secret}
ckan.site_id = vanilla
ckan.site_url = http://127.0.0.1:{port}
ckan.locale_default = de
ckan.storage_path = {files}
sqlalchemy.url = {database}
solr_url = {solr}
ckan.redis.url = {redis}
ckan.plugins = dcat harvest dcat_rdf_harvester scheming_datasets activity
scheming.dataset_schemas = ckanext.dcat.schemas:dcat_ap_full.yaml
scheming.presets = ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml
ckanext.dcat.rdf.profiles = euro_dcat_ap_3
"""


@dataclass(frozen=True)
class Ground:
    """The running stack, its state below ``folder``; ``environment`` is what its services see, ``supervisor`` the process above them."""

    folder: Path
    layout: Layout
    environment: dict[str, str]
    supervisor: int

    @property
    def ours(self) -> Side:
        """The portal."""
        environment = self._environment("ours", "ckan")
        path = self.folder / "ours.ini"
        ini.write(path, environment)
        return self._side("ours", "ckan", sys.executable, path, environment)

    @property
    def vanilla(self) -> Side:
        """CKAN with ckanext-harvest and ckanext-dcat, in its own virtual environment."""
        environment = self._environment("vanilla", "vanilla")
        path = self.folder / "vanilla.ini"
        self._write_vanilla(path, environment)
        return self._side("vanilla", "vanilla", str(self.folder / "vanilla" / "bin" / "python"), path, environment)

    def prepare_vanilla(self) -> None:
        """Make vanilla's empty database, once."""
        if not self._exists("vanilla-empty"):
            self._sql('DROP DATABASE IF EXISTS "vanilla-new" WITH (FORCE)', 'CREATE DATABASE "vanilla-new" OWNER ckan')
            environment = self._environment("vanilla-new", "vanilla")
            path = self.folder / "vanilla-new.ini"
            self._write_vanilla(path, environment)
            programs = self.folder / "vanilla" / "bin"
            subprocess.run([str(programs / "ckan"), "-c", str(path), "db", "upgrade"], env=environment, check=True, stdout=subprocess.DEVNULL)
            self._sql('ALTER DATABASE "vanilla-new" RENAME TO "vanilla-empty"')

    def reset(self, side: Side) -> None:
        """Empty a side's database and core."""
        template = "ckan" if side.name == "ours" else "vanilla-empty"
        self._sql(f'DROP DATABASE IF EXISTS "{side.name}" WITH (FORCE)', f'CREATE DATABASE "{side.name}" TEMPLATE "{template}" OWNER ckan')
        body = b'{"delete": {"query": "*:*"}}'
        urlopen(Request(f"{side.solr_url}/update?commit=true", body, {"Content-Type": "application/json"}), timeout=60).close()

    def cpu_seconds(self) -> float:
        """Give the computing time that PostgreSQL, Solr and the rest of the stack have taken so far."""
        return sum(map(_cpu_seconds, psutil.Process(self.supervisor).children(recursive=True)))

    def _side(self, name: str, core: str, python: str, path: Path, environment: dict[str, str]) -> Side:
        path.write_text(path.read_text(encoding="utf-8").partition("[loggers]")[0], encoding="utf-8")  # a log line per record costs both
        return Side(name, python, path, environment, environment["CKAN_SQLALCHEMY_URL"], f"{self.environment['CKAN_SOLR_URL'].rpartition('/')[0]}/{core}")

    def _environment(self, database: str, core: str) -> dict[str, str]:
        at, _, _ = self.environment["CKAN_SQLALCHEMY_URL"].rpartition("/")
        solr, _, _ = self.environment["CKAN_SOLR_URL"].rpartition("/")
        redis, _, _ = self.environment["CKAN_REDIS_URL"].rpartition("/")
        values = {"CKAN_SQLALCHEMY_URL": f"{at}/{database}", "CKAN_SOLR_URL": f"{solr}/{core}", "CKAN_REDIS_URL": f"{redis}/{int(core == 'vanilla')}"}
        return {**self.environment, **values, "PYTHONPATH": str(HERE.parent)}

    def _write_vanilla(self, path: Path, environment: dict[str, str]) -> None:
        values = {"secret": environment["CKAN_SECRET_KEY"], "port": self.layout.port, "files": self.folder / "vanilla-files"}
        addresses = {"database": environment["CKAN_SQLALCHEMY_URL"], "solr": environment["CKAN_SOLR_URL"], "redis": environment["CKAN_REDIS_URL"]}
        path.write_text(VANILLA_INI.format(**values, **addresses), encoding="utf-8")
        environment["CKAN_INI"] = str(path)

    def _exists(self, database: str) -> bool:
        with self._server() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return cursor.fetchone() is not None

    def _sql(self, *statements: str) -> None:
        with self._server() as cursor:
            for statement in statements:
                cursor.execute(statement)

    @contextmanager
    def _server(self) -> Iterator[Any]:  # Any: psycopg2's cursor
        password = credentials.load(self.layout.secrets)["POSTGRES_PASSWORD"]
        with postgres.connection(known(self.layout.ports)["postgres"], password) as server, server.cursor() as cursor:
            yield cursor


@contextmanager
def ground(folder: Path, *, with_vanilla: bool) -> Iterator[Ground]:
    """Start the stack, its web server and workers left out, and stop it at the end."""
    layout = Layout(HOME, folder / "stack", port=free_port())
    if with_vanilla:
        install(folder / "vanilla")
    lay_core(layout, folder / "vanilla")
    os.environ["LUZERN_HARVEST_SOURCES"] = "../var/bench/no-sources"
    with stack.alone(layout):
        running = stack.find(layout) or stack.start(layout, print, dies_with_us=True)
        running.supervisor._stop(PORTAL)
    try:
        made = Ground(folder, layout, running.environment, running.supervisor.pid())
        if with_vanilla:
            made.prepare_vanilla()
        yield made
    finally:
        stack.stop(layout, print)


def _cpu_seconds(process: psutil.Process) -> float:
    """Give a process' own computing time and that of its children that have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return times.user + times.system + times.children_user + times.children_system


def install(folder: Path) -> None:
    """Install vanilla from its lock file; kept until that changes."""
    stamp = folder / "installed"
    digest = sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    print(f"vanilla is installed into {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "-r", str(LOCK)], check=True)
    stamp.write_text(digest, encoding="ascii")


def lay_core(layout: Layout, vanilla: Path) -> None:
    """Lay vanilla's core beside the portal's: CKAN's own schema, the same settings of Solr."""
    schema = next(vanilla.glob("lib/python3.*/site-packages/ckan/config/solr/schema.xml"), None)
    if schema is None:
        return
    core = layout.solr / "home" / "vanilla"
    shutil.copytree(layout.home / "config" / "solr" / "conf", core / "conf", dirs_exist_ok=True)
    shutil.copy(schema, core / "conf" / "schema.xml")
    (core / "core.properties").write_text("name=vanilla\n", encoding="utf-8")
