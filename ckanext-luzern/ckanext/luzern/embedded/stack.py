"""The stack as a whole: start, stop, what it is doing. Every step may be interrupted at any moment and is taken up again at the next start."""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from ckanext.luzern import ini

from . import credentials, environment, ports, postgres, solr, supervision
from .errors import AlreadyAtWork, ServiceFailed, StackError
from .layout import Layout
from .preparation import Preparation
from .services import PORTAL, STORES, services, write_settings

PATIENCE = 60  # seconds a service may take to answer
Say = Callable[[str], None]


@dataclass(frozen=True)
class Running:
    """A stack that was found or started."""

    supervisor: supervision.Supervisor
    environment: dict[str, str]


def find(layout: Layout) -> Running | None:
    """Give the running stack of this state directory, if there is one."""
    if not layout.secrets.exists() or "supervisor" not in (inner := ports.known(layout.ports)):
        return None
    secrets = credentials.load(layout.secrets)
    supervisor = supervision.Supervisor(inner["supervisor"], secrets["SUPERVISOR_PASSWORD"])
    return Running(supervisor, environment.build(layout, inner, secrets)) if supervisor.answers() else None


def start(layout: Layout, say: Say, *, dies_with_us: bool) -> Running:
    """Start everything and return when the portal answers and the example city is harvested.

    Raises:
        StackError: with nothing left running.
    """
    layout.make()
    if orphans := supervision.leftovers(layout):
        say(f"ending {len(orphans)} processes that an earlier run left behind")
        supervision.end(orphans)
    ports.require_public(layout)
    secrets, inner = credentials.load(layout.secrets), ports.inner(layout.ports)
    surroundings = environment.build(layout, inner, secrets)
    is_new = not (layout.postgres / "cluster").exists()
    keep_index = is_new or solr.is_indexed(layout)
    all_services = services(layout, inner, secrets)
    ini.write(layout.ini, surroundings)
    supervisor = supervision.Supervisor(inner["supervisor"], secrets["SUPERVISOR_PASSWORD"])
    process = supervision.launch(layout, write_settings(layout, inner["supervisor"], all_services), surroundings, dies_with_us=dies_with_us)
    try:
        supervision.wait_until_up(supervisor, process, layout)
        _wait_for(STORES, supervisor, layout, inner, secrets, say)
        preparation = Preparation(layout, surroundings, say)
        if not preparation.is_done():
            postgres.create_databases(inner["postgres"], secrets)
            preparation.migrate(lambda script: postgres.grant(inner["postgres"], secrets["POSTGRES_PASSWORD"], script))
        if not keep_index:
            preparation.rebuild_index()
        solr.mark_indexed(layout)
        for name in PORTAL:
            supervisor.start(name)
        _wait_for(PORTAL, supervisor, layout, inner, secrets, say)
        preparation.harvest()
    except BaseException:  # also Ctrl-C: whatever ends the start ends what was started
        stop(layout, lambda _: None)
        raise
    return Running(supervisor, surroundings)


def stop(layout: Layout, say: Say) -> bool:
    """Stop everything; tell whether there was anything to stop."""
    if running := find(layout):
        running.supervisor.shut_down()
        until = time.monotonic() + 9
        while supervision.leftovers(layout) and time.monotonic() < until:
            time.sleep(0.1)
    alive = supervision.leftovers(layout)
    if alive:
        say(f"ending {len(alive)} processes by force")
        supervision.end(alive)
    return bool(running or alive)


def clean(layout: Layout) -> None:
    """Remove the state directory, and nothing else."""
    postgres.remove(layout)
    if layout.state.exists():
        shutil.rmtree(layout.state)


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Hold the state directory: two commands must not start or stop the same stack at once.

    Raises:
        AlreadyAtWork: somebody else holds it.
    """
    layout.state.parent.mkdir(parents=True, exist_ok=True)
    path = layout.state.with_name(f".{layout.state.name}.lock")  # beside the state: clean removes that
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyAtWork(f"another command is starting or stopping the portal in {layout.state}; wait for it") from None
        yield


def _wait_for(names: tuple[str, ...], supervisor: supervision.Supervisor, layout: Layout, inner: dict[str, int], secrets: dict[str, str], say: Say) -> None:
    """Wait until each service answers, not only runs."""
    checks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres.answers(inner["postgres"], secrets["POSTGRES_PASSWORD"]),
        "redis": lambda: not ports.is_free(ports.LOOPBACK, inner["redis"]),
        "solr": lambda: solr.answers(inner["solr"]),
        "example-partner": lambda: not ports.is_free(ports.LOOPBACK, inner["example-partner"]),
        "web": lambda: _web_answers(layout),
        "worker": lambda: True,
    }
    for name in names:
        began = time.monotonic()
        while not checks[name]():
            state = next(state for state in supervisor.states() if state.service == name)
            if state.name == "FATAL":
                raise ServiceFailed(name, state.description, layout.log(name))
            if time.monotonic() - began > PATIENCE:
                raise ServiceFailed(name, f"no answer within {PATIENCE} seconds", layout.log(name))
            time.sleep(0.1)
        say(f"{name} is up")


def _web_answers(layout: Layout) -> bool:
    host = "127.0.0.1" if layout.host in {"0.0.0.0", ""} else layout.host  # noqa: S104  compared, not bound
    try:
        with urlopen(f"http://{host}:{layout.port}/api/3/action/status_show", timeout=30) as answer:
            return bool(json.load(answer)["success"])
    except HTTPError as err:
        raise StackError(f"web answers {err.code}; its log: {layout.log('web')}") from err
    except (URLError, OSError, ValueError):
        return False
