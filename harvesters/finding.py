"""What is wrong with a delivery, as a value that a department can read.

A finding names the fault by a stable code, says where it is, and what to do. It is written in German, because the person
who can mend it reads German; the code is for machines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Level(str, Enum):
    """How much a finding matters.

    ``error``: the record can't be published. ``warning``: it is published, something is missing or was left out.
    ``info``: worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One fault or remark.

    ``code`` is stable and kebab-case (``licence-unknown``). ``path`` says where: a field of the record
    (``distributions[0].licence``), or a place in the delivery (``metadaten.xlsx, Blatt «Metadaten», Zelle C7``).
    ``message`` is one or two German sentences; ``remedy`` is the German advice, empty where the message says it all.
    """

    code: str
    level: Level
    path: str
    message: str
    remedy: str = ""

    @classmethod
    def error(cls, code: str, path: str, message: str, remedy: str = "") -> Finding:
        """A fault that keeps the record from being published."""
        return cls(code, Level.ERROR, path, message, remedy)

    @classmethod
    def warning(cls, code: str, path: str, message: str, remedy: str = "") -> Finding:
        """A fault that the record is published with."""
        return cls(code, Level.WARNING, path, message, remedy)

    @classmethod
    def info(cls, code: str, path: str, message: str, remedy: str = "") -> Finding:
        """A remark."""
        return cls(code, Level.INFO, path, message, remedy)


class Notes(list[Finding]):
    """Collects findings beside the values that they are about."""

    def keep(self, pair: tuple[T, Finding | None]) -> T:
        """Give the value of a pair, keep its finding."""
        value, finding = pair
        if finding:
            self.append(finding)
        return value
