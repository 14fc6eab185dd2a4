"""The stack as a whole: start, stop, what it is doing. Every step may be interrupted at any moment and is taken up again at the next start."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ckanext.luzern import ini

from . import credentials, environment, ports, postgres, supervision
from .errors import AlreadyAtWork
from .layout import Layout
from .preparation import Preparation
from .readiness import answers, wait_for
from .services import PORTAL, STORES, services, write_settings

STOP = 8.5  # seconds until what still runs is killed
Say = Callable[[str], None]


@dataclass(frozen=True)
class Running:
    """A stack that was found or started; ``layout`` says where it answers, whatever port the present command was given."""

    layout: Layout
    supervisor: supervision.Supervisor
    environment: dict[str, str]

    @property
    def is_whole(self) -> bool:
        """Tell whether no service has given up."""
        return not any(state.name in supervision.STOPPED for state in self.supervisor.states())


def find(layout: Layout) -> Running | None:
    """Give the running stack of this state directory, if there is one. A start that was cut off left none, whatever of it still lives."""
    try:
        record = json.loads(_record(layout).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not layout.secrets.exists():
        return None
    inner, secrets = ports.known(layout.ports), credentials.load(layout.secrets)
    supervisor = supervision.Supervisor(inner.get("supervisor", 0), secrets["SUPERVISOR_PASSWORD"])
    if supervisor.pid() != record["pid"]:
        return None
    where = replace(layout, host=record["host"], port=record["port"], site_url=record["site_url"])
    return Running(where, supervisor, environment.build(where, inner, secrets))


def start(layout: Layout, say: Say, *, dies_with_us: bool) -> Running:
    """Start everything and return when the portal answers and the example city is harvested.

    Raises:
        StackError: with nothing left running.
    """
    layout.make()
    if orphans := supervision.leftovers(layout):
        say(f"ending {len(orphans)} processes that an earlier run left behind")
        supervision.end(orphans, patience=STOP)
    ports.require_public(layout)
    secrets, inner = credentials.load(layout.secrets), ports.inner(layout.ports)
    running = Running(layout, supervision.Supervisor(inner["supervisor"], secrets["SUPERVISOR_PASSWORD"]), environment.build(layout, inner, secrets))
    preparation = Preparation(layout, running.environment, secrets, say)
    if not postgres.exists(layout):
        preparation.forget()
    settings = write_settings(layout, inner["supervisor"], services(layout, inner, secrets))
    ini.write(layout.ini, running.environment)
    with ExitStack() as undo:
        undo.callback(stop, layout, lambda _: None)  # whatever ends the start, be it Ctrl-C, ends what was started
        process = supervision.launch(layout, settings, running.environment, secrets["SUPERVISOR_PASSWORD"], dies_with_us=dies_with_us)
        supervision.wait_until_up(running.supervisor, process, layout)
        for name in STORES:
            wait_for(name, running.supervisor, layout, inner, secrets, say)
        preparation.complete(inner["postgres"])
        *answering, scheduler = PORTAL
        for name in answering:
            running.supervisor.start(name)
            wait_for(name, running.supervisor, layout, inner, secrets, say)
        record = {"pid": process.pid, "host": layout.host, "port": layout.port, "site_url": layout.site_url}
        _record(layout).write_text(json.dumps(record), encoding="utf-8")
        preparation.harvest()
        running.supervisor.start(scheduler)  # only now: it would have every source harvested a second time
        wait_for(scheduler, running.supervisor, layout, inner, secrets, say)
        undo.pop_all()
    return running


def finish(running: Running, say: Say) -> None:
    """Wait for what has just been killed and comes back, and take up the first harvest where an earlier start was cut off.

    Raises:
        StackError: a service does not come back.
    """
    layout, secrets, inner = running.layout, credentials.load(running.layout.secrets), ports.known(running.layout.ports)
    for name in (*STORES, *PORTAL):
        if not answers(name, running.supervisor, layout, inner, secrets):
            wait_for(name, running.supervisor, layout, inner, secrets, say)
    Preparation(layout, running.environment, secrets, say).harvest()


def stop(layout: Layout, say: Say) -> bool:
    """Stop everything within ten seconds; tell whether there was anything to stop."""
    if not layout.secrets.exists():
        return False
    supervisor = supervision.Supervisor(ports.known(layout.ports).get("supervisor", 0), credentials.load(layout.secrets)["SUPERVISOR_PASSWORD"])
    was_running = bool(supervisor.pid())
    until = time.monotonic() + (STOP if was_running else 1)  # a supervisord that is ending needs a moment; without one nobody tells the rest to end
    if was_running:
        supervisor.shut_down(PORTAL, until - 3)
    while supervision.leftovers(layout) and time.monotonic() < until:
        time.sleep(0.1)
    alive = supervision.leftovers(layout)
    if alive:
        say(f"ending {len(alive)} processes by force")
        supervision.end(alive, patience=1 if was_running else STOP)
    _record(layout).unlink(missing_ok=True)
    return bool(was_running or alive)


def clean(layout: Layout) -> None:
    """Remove the stack's state, and nothing else."""
    postgres.remove(layout)
    layout.remove()


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Hold the state directory: two commands must not start or stop the same stack at once.

    Raises:
        AlreadyAtWork: somebody else holds it.
    """
    layout.make()
    handle = os.open(layout.state, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go by the system when we end, however we end
    except BlockingIOError:
        os.close(handle)
        raise AlreadyAtWork(f"another command is starting or stopping the portal in {layout.state}; wait for it") from None
    try:
        yield
    finally:
        os.close(handle)


def _record(layout: Layout) -> Path:
    """Name the stamp of a start that came so far that the portal answers: where it answers, and which supervisord it is."""
    return layout.run / "started.json"
