"""The quality of the metadata for the command (German) and for machines (JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from ckanext.luzern.quality.fault import MAX_POINTS, Severity
from ckanext.luzern.quality.overview import WHOLE, Figures, LinkStanding, Standing
from luzern_harvesters.wording import count, place

SEVERITY: Mapping[Severity, str] = {"rejected": "Nicht übernommen", "violation": "Verstoss", "warning": "Mangel", "advice": "Hinweis"}
TOTAL = "Alle Organisationen"


def lines(figures: Mapping[str, Figures]) -> list[str]:
    """Give the figures of the whole and of every organisation, a line each."""
    return [
        f"{scope or TOTAL}: {count(one.datasets, 'Datensatz', 'Datensätze')}, {one.points:.0f} von {MAX_POINTS} Punkten, {one.rejected} nicht übernommen, {one.faulty} mit Verstössen, "
        f"{one.dead} von {one.links} Adressen antworten nicht, {one.overdue} von {one.promised} überfällig"
        for scope, one in _in_order(figures)
    ]


def as_values(figures: Mapping[str, Figures]) -> list[dict[str, Any]]:
    """Give the same as values; ``organization`` is null for the whole."""
    return [{"organization": scope or None, **asdict(one)} for scope, one in _in_order(figures)]


def trend_values(history: Sequence[tuple[date, Figures]]) -> list[dict[str, Any]]:
    """Give the figures of days as values."""
    return [{"day": day.isoformat(), **asdict(one)} for day, one in history]


def dataset_lines(one: Standing, findings: Sequence[Mapping[str, Any]], links: Sequence[LinkStanding]) -> list[str]:
    """Give everything about one dataset line by line."""
    told = [f"{one.title['de']} ({one.name}): {one.points} von {MAX_POINTS} Punkten"]
    for found in findings:
        where = f" [{place(found['field'])}]" if found["field"] else ""
        told += [f"  {SEVERITY[found['severity']]}{where}: {found['text']}", *([f"    → {found['remedy']}"] if found["remedy"] else [])]
    return [*told, *(f"  Antwortet nicht: {link.url} {link.reason}".rstrip() for link in links if link.failures)]


def dataset_values(one: Standing, findings: Sequence[Mapping[str, Any]], links: Sequence[LinkStanding]) -> dict[str, Any]:
    """Give the same as values; moments are ISO 8601 in UTC."""
    asked = [{**asdict(link), "checked_at": link.checked_at.isoformat() if link.checked_at else None} for link in links]
    moments = {"due_at": one.due_at.isoformat() if one.due_at else None, "judged_at": one.judged_at.isoformat()}
    return {**asdict(one), **moments, "findings": list(findings), "links": asked}


def _in_order(figures: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    return sorted(figures.items(), key=lambda item: (item[0] != WHOLE, item[0]))
