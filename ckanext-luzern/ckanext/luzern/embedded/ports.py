"""Ports: one public, chosen by the operator; inner ones chosen free once and kept."""

from __future__ import annotations

import errno
import json
import random
import socket
from pathlib import Path

import psutil

from .errors import PortTaken, StackError
from .layout import Layout

INNER = ("supervisor", "postgres", "redis", "solr", "example-partner")
RANGE = range(15000, 32000)  # below what Linux hands out to outgoing connections: a kept port stays ours
LOOPBACK = "127.0.0.1"


def inner(path: Path) -> dict[str, int]:
    """Give the inner ports by service. Call it while nothing of this stack runs: one a stranger holds is chosen anew."""
    kept = _read(path)
    ports = {name: port for name, port in kept.items() if name in INNER and is_free(LOOPBACK, port)}
    for name in INNER:
        ports.setdefault(name, _free(set(ports.values())))
    if ports != kept:
        draft = path.with_name(path.name + ".new")
        draft.write_text(json.dumps(ports, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)
    return ports


def known(path: Path) -> dict[str, int]:
    """Give the inner ports as last chosen; empty before the first start."""
    return _read(path)


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there."""
    return _obstacle(host, port) is None


def require_public(layout: Layout) -> None:
    """Make sure the public port is to be had.

    Raises:
        PortTaken: with the name of the holder where the system tells it.
        StackError: it is not ours to take (ports below 1024), or the address is not this machine's.
    """
    obstacle = _obstacle(layout.host, layout.port)
    if obstacle and obstacle.errno == errno.EADDRINUSE:
        raise PortTaken(
            f"port {layout.port} on {layout.host} is taken{_holder(layout.port)}.\n"
            f"  Stop that program, or choose another port: make start LUZERN_PORT={layout.port + 1}"
        )
    if obstacle:
        raise StackError(
            f"can't listen on {layout.host}, port {layout.port}: {obstacle.strerror}.\n"
            "  Choose a port above 1023 with LUZERN_PORT, and with LUZERN_HOST an address of this machine"
        )


def _obstacle(host: str, port: int) -> OSError | None:
    """Give the system's reason why no server can listen there; none if one can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            return err
    return None


def _holder(port: int) -> str:
    try:
        pids = {entry.pid for entry in psutil.net_connections("tcp") if entry.status == psutil.CONN_LISTEN and entry.laddr and entry.laddr.port == port}
        return "".join(f" by process {pid} ({' '.join(psutil.Process(pid).cmdline())[:80]})" for pid in pids if pid)
    except psutil.Error:
        return ""


def _read(path: Path) -> dict[str, int]:
    try:
        ports = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: port for name, port in ports.items() if isinstance(port, int)} if isinstance(ports, dict) else {}


def _free(taken: set[int]) -> int:
    for port in random.sample(RANGE, len(RANGE)):
        if port not in taken and is_free(LOOPBACK, port):
            return port
    raise PortTaken(f"no free port between {RANGE.start} and {RANGE.stop}")
