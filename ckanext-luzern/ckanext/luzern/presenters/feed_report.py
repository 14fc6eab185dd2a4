"""The judgement of a feed, for a person to read (German) and for machines (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ckanext.luzern.quality.check import MAX_POINTS, SEVERITIES, Fault, FeedReport
from luzern_harvesters.wording import count

SEVERITY = {"rejected": "abgelehnt", "violation": "Verstoss", "warning": "Warnung", "advice": "Hinweis"}
DIMENSION = {
    "findability": "Auffindbarkeit",
    "accessibility": "Zugänglichkeit",
    "interoperability": "Interoperabilität",
    "reusability": "Wiederverwendbarkeit",
    "contextuality": "Kontext",
}


def lines(report: FeedReport) -> Iterator[str]:
    """Give the judgement line by line: how much there is, each rule with how often it was broken, an example and its remedy, the points."""
    yield f"{count(len(report.datasets), 'Datensatz', 'Datensätze')}, {count(report.distributions, 'Ressource', 'Ressourcen')}"
    groups: dict[tuple[str, str], list[tuple[str, Fault]]] = {}
    for name, fault in _named(report):
        groups.setdefault((fault.severity, fault.rule), []).append((name, fault))
    for severity in SEVERITIES:
        for (_, rule), found in sorted(group for group in groups.items() if group[0][0] == severity):
            name, fault = found[0]
            yield f"  {SEVERITY[severity]:10} {rule:24} {len(found):6}  {name or 'Katalog'}{f', {fault.field}' if fault.field else ''}: {fault.text}"
            if fault.remedy:
                yield f"  {'':10} {'':24} {'':6}  → {fault.remedy}"
    by_dimension = ", ".join(f"{label} {report.points[dimension]:g}" for dimension, label in DIMENSION.items())
    yield f"Punkte: {by_dimension}; zusammen {report.total:g} von {MAX_POINTS}"
    yield "In Ordnung." if report.is_sound else "Nicht in Ordnung: opendata.swiss lehnt etwas ab oder meldet einen Verstoss."


def as_values(report: FeedReport) -> dict[str, Any]:
    """Give the judgement as JSON values."""
    return {
        "is_sound": report.is_sound,
        "datasets": len(report.datasets),
        "distributions": report.distributions,
        "points": {**report.points, "total": report.total},
        "points_per_dataset": {each.dataset: each.total for each in report.datasets},
        "faults": [{"dataset": name, **asdict(fault)} for name, fault in _named(report)],
    }


def _named(report: FeedReport) -> Iterator[tuple[str, Fault]]:
    """Give every fault with the dataset it is of; the feed's own with none."""
    yield from (("", fault) for fault in report.faults)
    yield from ((each.dataset, fault) for each in report.datasets for fault in each.faults)
