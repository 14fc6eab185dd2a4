"""What the person at the terminal sees: a table of the services, and the services' logs as they are written."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from .layout import Layout
from .ports import known
from .services import PORTAL, STORES
from .supervision import State

FOLLOWED = (*STORES, *PORTAL)
COLOURS: dict[str, int] = dict(zip(FOLLOWED, (36, 33, 35, 34, 32, 31, 95), strict=True))


def table(layout: Layout, states: tuple[State, ...]) -> str:
    """Give one line a service: state, address, process, memory of it and its children."""
    inner = known(layout.ports)
    rows = [("service", "state", "address", "pid", "memory")]
    for state in states:
        port = layout.port if state.service == "web" else inner.get(state.service)
        host = layout.host if state.service == "web" else "127.0.0.1"
        rows.append((state.service, state.name.lower(), f"{host}:{port}" if port else "–", str(state.pid or "–"), _memory(state.pid)))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def follow(layout: Layout, is_alive: Callable[[], bool]) -> None:
    """Print new lines of every service's log with its name before them, for as long as the stack lives."""
    places = {name: layout.log(name) for name in FOLLOWED}
    read = {name: path.stat().st_size if path.exists() else 0 for name, path in places.items()}
    lives = True
    while lives:
        lives = is_alive()
        for name, path in places.items():
            read[name] = _print_new(name, path, read[name])
        time.sleep(0.3)


def _print_new(name: str, path: Path, offset: int) -> int:
    if not path.exists():
        return 0
    if path.stat().st_size < offset:
        offset = 0  # the log was rotated
    with path.open("rb") as file:
        file.seek(offset)
        chunk = file.read()
    whole, newline, _ = chunk.rpartition(b"\n")
    for line in whole.decode("utf-8", "replace").splitlines():
        print(f"{_prefix(name)} {line}", flush=True)
    return offset + len(whole) + len(newline)


def _prefix(name: str) -> str:
    label = f"{name:>15} |"
    return f"\033[{COLOURS[name]}m{label}\033[0m" if sys.stdout.isatty() else label


def _memory(pid: int) -> str:
    try:
        process = psutil.Process(pid)
        total = sum(_resident(one) for one in (process, *process.children(recursive=True))) if pid else 0
    except psutil.Error:
        total = 0
    return f"{total / 1e6:.0f} MB" if total else "–"


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
