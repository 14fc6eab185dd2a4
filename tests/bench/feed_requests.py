"""Asks a CKAN for documents, in its own process and one after the other. Runs in both virtual environments."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

Get = Callable[[str], bytes]
Values = dict[str, Any]  # Any: JSON


def ask(get: Get, paths: list[str], rounds: int, warm_up: str) -> Values:
    """Time each request in milliseconds, by path, and the process' computing over all; ``warm_up`` is asked first, for what a process does once."""
    get(warm_up)
    taken: dict[str, list[float]] = {path: [] for path in paths}
    lengths: dict[str, int] = {}
    computing = time.process_time()
    for _ in range(rounds):
        for path in paths:
            began = time.perf_counter()
            body = get(path)
            taken[path].append((time.perf_counter() - began) * 1000)
            lengths[path] = len(body)
    return {"ms": taken, "bytes": lengths, "computing_ms": (time.process_time() - computing) * 1000}
