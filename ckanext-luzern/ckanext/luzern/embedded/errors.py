"""What can go wrong with the stack.

::

    StackError               the sentence for the person at the terminal
    ├── AlreadyAtWork        another make command holds this state directory
    ├── PortTaken            the public port belongs to somebody else
    ├── ServiceFailed        a service does not start: which, why, where its log is
    └── Incomplete           something of the installation is missing or damaged
"""

from __future__ import annotations

from pathlib import Path


class StackError(Exception):
    """The stack can't do what was asked; the message is for the person at the terminal."""


class AlreadyAtWork(StackError):
    """Another command holds this state directory."""


class PortTaken(StackError):
    """The public port belongs to somebody else."""


class Incomplete(StackError):
    """Something of the installation is missing or damaged."""


class ServiceFailed(StackError):
    """A service does not start."""

    def __init__(self, service: str, why: str, log: Path) -> None:
        tail = "".join(f"\n    {line}" for line in _tail(log))
        super().__init__(f"{service} does not start: {why}{tail}\n  its log: {log}")
        self.service = service


def _tail(log: Path, lines: int = 12) -> list[str]:
    """Give the last lines of a log; none where there is no log yet."""
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []
