"""What came of a source's last run, for a person to read (German) and for machines (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status, as_json
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.source import Source
from luzern_harvesters.wording import place

ZURICH = ZoneInfo("Europe/Zurich")
STATUS = {
    Status.RUNNING: "läuft noch oder wurde abgebrochen",
    Status.COMPLETE: "vollständig gelesen",
    Status.INTERRUPTED: "unterbrochen",
    Status.FAILED: "nicht lesbar",
}
RESULT = {
    Result.CREATED: "neu",
    Result.UPDATED: "geändert",
    Result.UNCHANGED: "unverändert",
    Result.WAITING: "wartend",
    Result.FAILED: "fehlerhaft",
    Result.MISSING: "fehlt in der Lieferung",
}
LEVEL = {Level.ERROR: "Fehler", Level.WARNING: "Warnung", Level.INFO: "Hinweis"}


def lines(source: Source, last: PastRun | None) -> Iterator[str]:
    """Give the status of a source line by line: the run, then every record somebody should look at."""
    yield f"{source.title} ({source.id})"
    if last is None:
        yield "  noch nie geerntet" if source.enabled else "  ausgeschaltet, noch nie geerntet"
        return
    yield f"  {_moment(last.started_at)}: {STATUS[last.report.status]}. {summary(last.report)}"
    yield from (f"  {line}" for finding in last.report.findings for line in _finding(finding))
    for outcome in last.report.outcomes:
        if outcome.findings or outcome.result in {Result.WAITING, Result.FAILED, Result.MISSING}:
            yield f"  {RESULT[outcome.result]}: {_called(outcome)}"
            yield from (f"    {line}" for finding in outcome.findings for line in _finding(finding))


def summary(report: Report) -> str:
    """Give the numbers of a run in one line."""
    counts = report.counts
    told = [f"{counts[result.value]} {RESULT[result]}" for result in Result if counts.get(result.value)]
    return (", ".join(told) or "Keine Datensätze") + "."


def progress(done: int, of: int, outcome: Outcome) -> str:
    """Give the line that is shown while a source is harvested."""
    return f"  {done}/{of} {RESULT[outcome.result]}: {outcome.title}"


def as_values(source: Source, last: PastRun | None) -> dict[str, Any]:
    """Give the status as values for JSON; moments are ISO 8601 in UTC."""
    values: dict[str, Any] = {"source": source.id, "title": source.title, "organization": source.organization, "enabled": source.enabled}
    if last is None:
        return {**values, "status": "never"}
    return {
        **values,
        "status": last.report.status.value,
        "started_at": last.started_at.isoformat(),
        "ended_at": last.ended_at.isoformat() if last.ended_at else None,
        "is_complete": last.report.is_complete,
        "counts": dict(last.report.counts),
        "findings": as_json(last.report.findings),
        "records": [
            {"remote_id": one.remote_id, "title": one.title, "outcome": one.result.value, "findings": as_json(one.findings)} for one in last.report.outcomes
        ],
    }


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{LEVEL[finding.level]} [{place(finding.path)}]: {finding.message}" if finding.path else f"{LEVEL[finding.level]}: {finding.message}"
    if finding.remedy:
        yield f"  → {finding.remedy}"


def _called(outcome: Outcome) -> str:
    """Give the title, and what the source knows the record by: several may have one title."""
    return outcome.title if outcome.title == outcome.remote_id else f"{outcome.title} ({outcome.remote_id})"


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZURICH).strftime("%d.%m.%Y %H:%M")
