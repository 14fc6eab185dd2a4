"""What a check finds, as values. Sentences are German and written for the person who can mend it; rules are codes for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["rejected", "violation", "warning", "advice"]
"""``rejected``: opendata.swiss does not import the dataset. ``violation``: it breaks DCAT-AP CH, or the checker mails about it.
``warning``: something is lost, or recommended and missing. ``advice``: what would raise the points."""

SEVERITIES: tuple[Severity, ...] = ("rejected", "violation", "warning", "advice")
MAX_POINTS = 405


@dataclass(frozen=True)
class Fault:
    """One fault.

    ``rule`` is stable and kebab-case. ``field`` is where a person mends it, a path in the package (``resources[0].license``); empty where it
    is the dataset or the feed as a whole. ``text`` says what is wrong, ``remedy`` what to choose or do. ``clause`` is where the rule is
    written. ``points`` are those that mending it would bring.
    """

    severity: Severity
    rule: str
    field: str
    text: str
    remedy: str = ""
    clause: str = ""
    points: float = 0


@dataclass(frozen=True)
class Report:
    """The judgement of one dataset: its identifier (else its IRI), the faults by severity, the MQA's points by dimension, in its order."""

    dataset: str
    faults: tuple[Fault, ...]
    points: Mapping[str, float] = field(hash=False)

    @property
    def total(self) -> float:
        """All points, of 405; a dimension may have fractions, because criteria of distributions count by their share."""
        return round(sum(self.points.values()), 1)

    def of(self, *severities: Severity) -> tuple[Fault, ...]:
        """Give the faults of these severities."""
        return tuple(fault for fault in self.faults if fault.severity in severities)

    @property
    def is_sound(self) -> bool:
        """Tell whether opendata.swiss takes the dataset and the checker finds no violation."""
        return not self.of("rejected", "violation")


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """Give faults by severity, the worst first; those of one severity as they were found, advice by the points it brings."""
    return tuple(sorted(faults, key=lambda fault: (SEVERITIES.index(fault.severity), -fault.points)))
