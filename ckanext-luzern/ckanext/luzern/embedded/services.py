"""The services of the stack, in the order they start, and supervisord's settings for them."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from . import postgres, redis, solr
from .layout import Layout

STORES = ("postgres", "redis", "solr", "example-partner")
"""What has to answer before CKAN can start."""

PORTAL = ("web", "worker", "scheduler")
"""The portal itself; the scheduler last, once the departments were harvested for the first time."""


@dataclass(frozen=True)
class Service:
    """One supervised process. ``stop_seconds`` is how long it may take to end before it is killed."""

    name: str
    command: list[str]
    starts_by_itself: bool
    user: str = ""
    stop_signal: str = "TERM"
    stop_seconds: int = 3


def services(layout: Layout, ports: dict[str, int], secrets: dict[str, str]) -> tuple[Service, ...]:
    """Prepare every service's folder and give what is to be run.

    Raises:
        StackError: something of the installation is missing, or the database can't be made.
    """
    programs = Path(sys.executable).parent
    database, account = postgres.prepare(layout, ports["postgres"], secrets["POSTGRES_PASSWORD"])
    partner = [sys.executable, "-m", "ckanext.luzern.embedded.partner", str(layout.home / "config" / "example-city" / "partner"), str(ports["example-partner"])]
    return (
        Service("postgres", database, True, account.name, "INT"),  # INT: fast shutdown, no waiting for clients
        Service("redis", redis.prepare(layout.redis, ports["redis"], secrets["REDIS_PASSWORD"]), True),
        Service("solr", solr.prepare(layout, ports["solr"]), True),
        Service("example-partner", partner, True, stop_seconds=1),
        Service("web", [str(programs / "gunicorn"), "--config", str(layout.home / "config" / "gunicorn.conf.py")], False, stop_seconds=4),
        # A job cut short is safe: the scheduler sees that its run died, and the next one goes on from there.
        Service("worker", [str(programs / "ckan"), "jobs", "worker", "--no-scheduler", "luzern-live", "default"], False, stop_seconds=4),
        Service("scheduler", [str(programs / "ckan"), "luzern", "harvest", "due", "--watch", "30"], False, stop_seconds=2),
    )


def write_settings(layout: Layout, port: int, all_services: tuple[Service, ...]) -> Path:
    """Write supervisord's settings. The password stays in the environment."""
    path = layout.run / "supervisord.conf"
    head = f"""\
[supervisord]
logfile = {_value(layout.log("supervisor"))}
logfile_maxbytes = 1MB
logfile_backups = 2
pidfile = {_value(layout.run / "supervisord.pid")}
childlogdir = {_value(layout.state / "log")}
minfds = 1024
{"user = root" if os.geteuid() == 0 else ""}

[inet_http_server]
port = 127.0.0.1:{port}
username = luzern
password = %(ENV_SUPERVISOR_PASSWORD)s

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
    path.write_text(head + "".join(_program(layout, number, service) for number, service in enumerate(all_services, 1)), encoding="utf-8")
    return path


def _program(layout: Layout, number: int, service: Service) -> str:
    # supervisord changes user, then folder: an account of its own may not be allowed into the state directory.
    folder = layout.postgres.resolve() if service.user else layout.state
    return f"""
[program:{service.name}]
command = {_value(shlex.join(service.command))}
directory = {_value(folder)}
{f"user = {service.user}" if service.user else ""}
priority = {number}
autostart = {str(service.starts_by_itself).lower()}
autorestart = true
startsecs = 1
startretries = 5
stopsignal = {service.stop_signal}
stopwaitsecs = {service.stop_seconds}
stopasgroup = {str(service.name in PORTAL).lower()}
killasgroup = true
redirect_stderr = true
stdout_logfile = {_value(layout.log(service.name))}
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 3
"""


def _value(text: object) -> str:
    """Write a value of supervisord's settings, where a lone % is a reference."""
    return str(text).replace("%", "%%")
