"""What a run came to, as values: per record, and for the source as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from ckanext.luzern.catalog.differences import Change
from luzern_harvesters.finding import Finding, Level


class Result(str, Enum):
    """What happened to one record of a source."""

    CREATED = "created"
    UPDATED = "updated"
    RESTORED = "restored"  # it was withdrawn because it was missing, and is delivered again
    UNCHANGED = "unchanged"
    WAITING = "waiting"  # the delivery is not finished
    HELD = "held"  # it waits for a person's word
    FAILED = "failed"
    MISSING = "missing"  # known from an earlier run, not in this listing; kept for now
    WITHDRAWN = "withdrawn"  # missing for longer than the source's grace
    TAKEN_DOWN = "taken-down"  # withdrawn by a person's word, though it is still delivered


class Status(str, Enum):
    """How a run ended. ``RUNNING`` is one that has not; the next run finds those that died and calls them ``DIED``."""

    RUNNING = "running"
    COMPLETE = "complete"
    FINDINGS = "findings"  # complete, but something is wrong with the source or a record
    HELD = "held"  # complete, but removals or renamed records wait for a person's word
    INTERRUPTED = "interrupted"  # the source went away half-way, or gave less than it announced
    FAILED = "failed"  # it could not be read at all
    DIED = "died"  # the process was ended


@dataclass(frozen=True)
class Outcome:
    """One record."""

    remote_id: str
    title: str
    result: Result
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Held:
    """What waits for a person's word: records that are missing, and new ones that look like one of these, new id to old."""

    missing: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.missing or self.renamed)


@dataclass
class Report:
    """One run, while it is filled and after; the records' outcomes are in the journal."""

    source_id: str
    status: Status = Status.RUNNING
    is_complete: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    findings: tuple[Finding, ...] = ()
    held: Held = field(default_factory=Held)

    @property
    def has_faults(self) -> bool:
        """Whether a record failed, or something is wrong with the source as a whole."""
        return bool(self.counts[Result.FAILED.value]) or any(finding.level is not Level.INFO for finding in self.findings)


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Give findings as they are kept."""
    return [{**asdict(finding), "level": finding.level.value} for finding in findings]


def from_json(values: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """Give kept findings back."""
    return tuple(Finding(**{**value, "level": Level(value["level"])}) for value in values)
