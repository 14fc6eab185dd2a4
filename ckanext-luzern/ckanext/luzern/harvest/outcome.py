"""What a run came to, as values: per record, and for the source as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from luzern_harvesters.finding import Finding, Level


class Result(str, Enum):
    """What happened to one record of a source."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WAITING = "waiting"  # the delivery is not finished
    FAILED = "failed"
    MISSING = "missing"  # known from an earlier run, not in this listing; kept


class Status(str, Enum):
    """How a run ended; ``RUNNING`` without an end is a run that died."""

    RUNNING = "running"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One record."""

    remote_id: str
    title: str
    result: Result
    findings: tuple[Finding, ...] = ()


@dataclass
class Report:
    """One run, while it is filled and after."""

    source_id: str
    status: Status = Status.RUNNING
    is_complete: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records had which result; only results that occurred."""
        return dict(Counter(outcome.result.value for outcome in self.outcomes))


def as_json(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Give findings as they are kept."""
    return [{**asdict(finding), "level": finding.level.value} for finding in findings]


def from_json(values: list[dict[str, Any]]) -> tuple[Finding, ...]:
    """Give kept findings back."""
    return tuple(Finding(**{**value, "level": Level(value["level"])}) for value in values)
