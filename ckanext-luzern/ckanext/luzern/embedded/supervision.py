"""Talks to supervisord, which starts the services again when they die, and finds what a killed stack left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from .errors import ServiceFailed, StackError
from .layout import Layout

MARK = "LUZERN_STACK"
"""Set for every process of a stack to its state directory: this is how leftovers are known."""

PR_SET_PDEATHSIG = 1
STOPPED = {"STOPPED", "EXITED", "FATAL"}


@dataclass(frozen=True)
class State:
    """What supervisord says of a service; ``name`` is supervisord's word (RUNNING, FATAL …)."""

    service: str
    name: str
    pid: int
    description: str


class Supervisor:
    """A supervisord at its port."""

    def __init__(self, port: int, password: str) -> None:
        self._proxy: Any = xmlrpc.client.ServerProxy(f"http://luzern:{password}@127.0.0.1:{port}/RPC2").supervisor  # Any: methods exist by name only

    def pid(self) -> int:
        """Give its process; 0 if there is none, or one that is ending."""
        try:
            return self._proxy.getPID() if self._proxy.getState()["statename"] == "RUNNING" else 0
        except (OSError, xmlrpc.client.Error):
            return 0

    def states(self) -> tuple[State, ...]:
        """Give every service's state.

        Raises:
            StackError: supervisord is gone.
        """
        try:
            return tuple(State(one["name"], one["statename"], one["pid"], one["description"]) for one in self._proxy.getAllProcessInfo())
        except (OSError, xmlrpc.client.Error) as err:
            raise StackError("supervisord, which keeps the services running, has gone; `make start` begins anew") from err

    def state(self, service: str) -> State:
        """Give the state of one service."""
        return next(state for state in self.states() if state.service == service)

    def start(self, service: str) -> None:
        """Start a service without waiting for it."""
        self._proxy.startProcess(service, False)

    def shut_down(self, first: Sequence[str], until: float) -> None:
        """Stop the services named first, then the others, each group at once; then supervisord. Returns when the last are asked to stop.

        ``until`` is the moment (``time.monotonic``) up to which the first may take.
        """
        try:
            self._stop([state.service for state in self.states() if state.service in first])
            while time.monotonic() < until and any(state.name not in STOPPED for state in self.states() if state.service in first):
                time.sleep(0.1)
            self._stop([state.service for state in self.states() if state.service not in first])
            self._proxy.shutdown()
        except (OSError, xmlrpc.client.Error, StackError):
            return  # it went away meanwhile: what it leaves is found by its mark

    def _stop(self, services: Sequence[str]) -> None:
        for service in services:
            with suppress(xmlrpc.client.Fault):  # it does not run
                self._proxy.stopProcess(service, False)


def launch(layout: Layout, settings: Path, environment: dict[str, str], password: str, *, dies_with_us: bool) -> subprocess.Popen[bytes]:
    """Start supervisord in a session of its own, so that Ctrl-C reaches us alone.

    ``dies_with_us``: a foreground run that is killed takes its services along.
    """
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--silent", "--configuration", str(settings)]
    with layout.log("supervisor-start").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=layout.state,
            env={**environment, MARK: str(layout.state), "SUPERVISOR_PASSWORD": password},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent if dies_with_us else None,  # noqa: PLW1509  one thread here
        )


def wait_until_up(supervisor: Supervisor, process: subprocess.Popen[bytes], layout: Layout) -> None:
    """Wait for supervisord itself.

    Raises:
        ServiceFailed: it ended.
    """
    until = time.monotonic() + 15
    while not supervisor.pid():
        if process.poll() is not None or time.monotonic() > until:
            raise ServiceFailed("supervisord", f"ended with {process.returncode}", layout.log("supervisor-start"))
        time.sleep(0.1)


def leftovers(layout: Layout) -> list[psutil.Process]:
    """Give the living processes of this stack, whoever started them."""
    cluster = str(layout.postgres.resolve() / "cluster")
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _belongs(process, str(layout.state), cluster)]


def end(processes: list[psutil.Process], patience: float) -> None:
    """End processes: politely at first, supervisord before what it would start again; after ``patience`` seconds by force."""
    ordered = sorted(processes, key=lambda process: "supervisord" not in " ".join(_command(process)))
    for process in ordered:
        _send(process, signal.SIGINT if "postgres" in " ".join(_command(process)[:1]) else signal.SIGTERM)
    _, alive = psutil.wait_procs(ordered, timeout=patience)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _belongs(process: psutil.Process, state: str, cluster: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # PostgreSQL's children write their title over their environment; their working directory is the cluster.
        return process.environ().get(MARK) == state or (process.name() == "postgres" and process.cwd() == cluster)
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
