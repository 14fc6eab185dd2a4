"""Looks at the stack from outside: its processes, its answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

MARK = "LUZERN_STACK"


def count_datasets(url: str) -> int:
    """Count what both the database and the index hold, by reading all of it; -1 while the portal does not answer."""
    try:
        answer = httpx.get(f"{url}/api/3/action/package_search?rows=1000", timeout=30)
    except httpx.TransportError:
        return -1
    return len(answer.json()["result"]["results"]) if answer.status_code == 200 else -1


def processes(state: Path) -> list[psutil.Process]:
    """Give every living process of a stack, supervisord first."""
    found = [process for process in psutil.process_iter() if _belongs(process, state)]
    return sorted(found, key=lambda process: "supervisord" not in " ".join(arguments(process)))


def arguments(process: psutil.Process) -> list[str]:
    """Give what a process was started with; one that ended meanwhile has nothing to say."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def is_alive(process: psutil.Process) -> bool:
    """Say whether a process still does something; one that only waits for its parent to notice its end does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_listening(process: psutil.Process) -> bool:
    """Say whether a process has a port on which it answers; one that ended meanwhile has none."""
    try:
        return any(connection.status == psutil.CONN_LISTEN for connection in process.net_connections())
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that has to come true."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} seconds"
        time.sleep(0.2)


def _belongs(process: psutil.Process, state: Path) -> bool:
    try:
        return is_alive(process) and (process.environ().get(MARK) == str(state) or (process.name() == "postgres" and process.cwd().startswith(str(state))))
    except psutil.Error:
        return False
