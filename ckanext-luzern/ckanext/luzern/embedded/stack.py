"""The stack as a whole: start, stop, what it is doing. Every step may be interrupted at any moment and is taken up again at the next start."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ckanext.luzern import ini

from . import credentials, environment, ports, postgres, solr, supervision
from .errors import AlreadyAtWork
from .layout import Layout
from .preparation import Preparation
from .readiness import wait_for
from .services import PORTAL, STORES, services, write_settings

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


def is_whole(layout: Layout, running: Running) -> bool:
    """Tell whether the running stack was started to the end and no service has given up."""
    return _whole(layout).exists() and not any(state.name in {"STOPPED", "EXITED", "FATAL"} for state in running.supervisor.states())


def start(layout: Layout, say: Say, *, dies_with_us: bool) -> Running:
    """Start everything and return when the portal answers and the example city is harvested.

    Raises:
        StackError: with nothing left running.
    """
    layout.make()
    _whole(layout).unlink(missing_ok=True)
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
    with ExitStack() as undo:
        undo.callback(stop, layout, _say_nothing)  # whatever ends the start, be it Ctrl-C, ends what was started
        process = supervision.launch(layout, write_settings(layout, inner["supervisor"], all_services), surroundings, dies_with_us=dies_with_us)
        supervision.wait_until_up(supervisor, process, layout)
        wait_for(STORES, supervisor, layout, inner, secrets, say)
        preparation = Preparation(layout, surroundings, say)
        _prepare(preparation, layout, inner, secrets, keep_index=keep_index)
        for name in PORTAL:
            supervisor.start(name)
        wait_for(PORTAL, supervisor, layout, inner, secrets, say)
        preparation.harvest()
        undo.pop_all()
    _whole(layout).touch()
    return Running(supervisor, surroundings)


def stop(layout: Layout, say: Say) -> bool:
    """Stop everything; tell whether there was anything to stop."""
    if running := find(layout):
        running.supervisor.shut_down()
    until = time.monotonic() + (9 if running else 1)  # without supervisord nobody tells the rest to end
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


def _prepare(preparation: Preparation, layout: Layout, inner: dict[str, int], secrets: dict[str, str], *, keep_index: bool) -> None:
    """Bring database and index to this version."""
    if not preparation.is_done():
        postgres.create_databases(inner["postgres"], secrets)
        preparation.migrate(lambda script: postgres.grant(inner["postgres"], secrets["POSTGRES_PASSWORD"], script))
    if not keep_index:
        preparation.rebuild_index()
    solr.mark_indexed(layout)


def _whole(layout: Layout) -> Path:
    """Name the stamp of a start that came to its end."""
    return layout.run / "started"


def _say_nothing(line: str) -> None:
    pass
