"""Talks to supervisord, which starts the services again when they die, and finds what a killed stack left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from .environment import MARK
from .errors import ServiceFailed, StackError
from .layout import Layout

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class State:
    """What supervisord says of a service; ``name`` is supervisord's word (RUNNING, FATAL …)."""

    service: str
    name: str
    pid: int
    description: str


class Supervisor:
    """A supervisord at its port. Every call answers at once."""

    def __init__(self, port: int, password: str) -> None:
        self._proxy: Any = xmlrpc.client.ServerProxy(f"http://luzern:{password}@127.0.0.1:{port}/RPC2").supervisor  # Any: methods exist by name only

    def answers(self) -> bool:
        """Tell whether it is there."""
        try:
            return bool(self._proxy.getState())
        except (OSError, xmlrpc.client.Error):
            return False

    def states(self) -> tuple[State, ...]:
        """Give every service's state.

        Raises:
            StackError: supervisord has ended meanwhile.
        """
        try:
            found = self._proxy.getAllProcessInfo()
        except OSError as err:
            raise StackError("supervisord has ended; start again") from err
        return tuple(State(one["name"], one["statename"], one["pid"], one["description"]) for one in found)

    def start(self, service: str) -> None:
        """Start a service without waiting for it."""
        try:
            self._proxy.startProcess(service, False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise

    def shut_down(self) -> None:
        """Stop every service, then supervisord; returns at once."""
        self._proxy.shutdown()


def launch(layout: Layout, settings: Path, environment: dict[str, str], *, dies_with_us: bool) -> subprocess.Popen[bytes]:
    """Start supervisord in a session of its own, so that Ctrl-C reaches us alone.

    ``dies_with_us``: a foreground run that is killed takes its services along.
    """
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--silent", "--configuration", str(settings)]
    with layout.log("supervisor-start").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=layout.state,
            env=environment,
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
    while not supervisor.answers():
        if process.poll() is not None or time.monotonic() > until:
            raise ServiceFailed("supervisord", f"ended with {process.returncode}", layout.log("supervisor-start"))
        time.sleep(0.1)


def leftovers(layout: Layout) -> list[psutil.Process]:
    """Give the living processes of this stack, whoever started them."""
    cluster = str((layout.postgres / "cluster").resolve())
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _belongs(process, str(layout.state), cluster)]


def end(processes: list[psutil.Process]) -> None:
    """End processes: politely at first, supervisord before what it would start again, then by force."""
    ordered = sorted(processes, key=lambda process: "supervisord" not in " ".join(_command(process)))
    for process in ordered:
        _send(process, signal.SIGINT if "postgres" in " ".join(_command(process)[:1]) else signal.SIGTERM)
    _, alive = psutil.wait_procs(ordered, timeout=8)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _belongs(process: psutil.Process, state: str, cluster: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.environ().get(MARK) == state or cluster in process.cmdline()
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
