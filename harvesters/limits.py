"""Limits for a process that opens foreign documents: a bomb ends this process, not the machine."""

from __future__ import annotations

import resource


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Limit this process' memory and computing time, for good; it leaves no core dump."""
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
