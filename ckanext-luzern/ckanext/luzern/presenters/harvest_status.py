"""What came of a source's last run, for a person to read (German) and for machines (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status, as_json
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.source import Source
from luzern_harvesters.wording import place

ZURICH = ZoneInfo("Europe/Zurich")
STATUS = {
    Status.RUNNING: "läuft",
    Status.COMPLETE: "vollständig",
    Status.FINDINGS: "vollständig, mit Befunden",
    Status.HELD: "angehalten, wartet auf eine Bestätigung",
    Status.INTERRUPTED: "unvollständig",
    Status.FAILED: "nicht lesbar",
    Status.DIED: "abgebrochen",
}
RESULT = {
    Result.CREATED: "neu",
    Result.UPDATED: "geändert",
    Result.RESTORED: "wieder da",
    Result.UNCHANGED: "unverändert",
    Result.WAITING: "wartend",
    Result.HELD: "angehalten",
    Result.FAILED: "fehlerhaft",
    Result.MISSING: "fehlt in der Lieferung",
    Result.WITHDRAWN: "zurückgezogen",
    Result.TAKEN_DOWN: "auf Anordnung zurückgezogen",
}
TO_LOOK_AT = {Result.WAITING, Result.HELD, Result.FAILED, Result.MISSING, Result.WITHDRAWN, Result.TAKEN_DOWN}
LEVEL = {Level.ERROR: "Fehler", Level.WARNING: "Warnung", Level.INFO: "Hinweis"}


def lines(source: Source, last: PastRun | None) -> Iterator[str]:
    """Give the status of a source line by line: the run, then every record somebody should look at."""
    yield f"{source.title} ({source.id})"
    if last is None:
        yield "  noch nie geerntet" if source.enabled else "  ausgeschaltet, noch nie geerntet"
        return
    yield f"  {moment_text(last.started_at)}: {STATUS[last.report.status]}. {summary(last.report)}"
    yield from run_lines(last)


def run_lines(past: PastRun) -> Iterator[str]:
    """Give what a run found, line by line: about the source, then about every record somebody should look at."""
    yield from (f"  {line}" for finding in past.report.findings for line in _finding(finding))
    if past.report.held and past.decision:
        yield "  Bestätigt: Die angehaltenen Änderungen sind ausgeführt."
    for outcome in past.outcomes:
        if outcome.findings or outcome.changes or outcome.result in TO_LOOK_AT:
            yield f"  {RESULT[outcome.result]}: {_called(outcome)}"
            yield from (f"    {line}" for line in change_lines(outcome.changes))
            yield from (f"    {line}" for finding in outcome.findings for line in _finding(finding))


def change_lines(changes: tuple[Change, ...]) -> Iterator[str]:
    """Give what changed in a dataset, a line a field."""
    for change in changes:
        yield f"{place(change.field)}: «{change.before}» → «{change.after}»"


def history_line(past: PastRun) -> str:
    """Give a run in one line."""
    return f"{past.number}\t{moment_text(past.started_at)}\t{STATUS[past.report.status]}\t{summary(past.report)}"


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
    return {**values, **(run_values(last) if last else {"status": "never"})}


def run_values(past: PastRun) -> dict[str, Any]:
    """Give a run as values for JSON."""
    return {
        "run": past.number,
        "status": past.report.status.value,
        "started_at": past.started_at.isoformat(),
        "ended_at": past.ended_at.isoformat() if past.ended_at else None,
        "is_complete": past.report.is_complete,
        "counts": dict(past.report.counts),
        "findings": as_json(past.report.findings),
        "held": asdict(past.report.held) if past.report.held else {},
        "decision": past.decision,
        "records": [outcome_values(one) for one in past.outcomes],
    }


def outcome_values(one: Outcome) -> dict[str, Any]:
    """Give what one record came to as values for JSON."""
    changes = [asdict(change) for change in one.changes]
    return {"remote_id": one.remote_id, "title": one.title, "outcome": one.result.value, "findings": as_json(one.findings), "changes": changes}


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{LEVEL[finding.level]} [{place(finding.path)}]: {finding.message}" if finding.path else f"{LEVEL[finding.level]}: {finding.message}"
    if finding.remedy:
        yield f"  → {finding.remedy}"


def _called(outcome: Outcome) -> str:
    """Give the title, and what the source knows the record by: several may have one title."""
    return outcome.title if outcome.title == outcome.remote_id else f"{outcome.title} ({outcome.remote_id})"


def moment_text(moment: datetime) -> str:
    """Give a moment as people here write it."""
    return moment.astimezone(ZURICH).strftime("%d.%m.%Y %H:%M")


def day_text(moment: datetime) -> str:
    """Give the day of a moment as people here write it."""
    return moment.astimezone(ZURICH).strftime("%d.%m.%Y")
