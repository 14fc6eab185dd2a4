"""What came of a source's last run, for a person to read (German) and for machines (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Outcome, Result, as_json
from ckanext.luzern.presenters.harvest_words import level, result, status, summary
from ckanext.luzern.presenters.locale import moment_text
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source
from luzern_harvesters.wording import place

TO_LOOK_AT = {Result.WAITING, Result.HELD, Result.FAILED, Result.MISSING, Result.WITHDRAWN, Result.TAKEN_DOWN}


def lines(source: Source, last: PastRun | None) -> Iterator[str]:
    """Give the status of a source line by line: the run, then every record somebody should look at."""
    yield f"{source.title} ({source.id})"
    if last is None:
        yield "  noch nie geerntet" if source.enabled else "  ausgeschaltet, noch nie geerntet"
        return
    yield f"  {moment_text(last.started_at)}: {status(last.report.status)}. {summary(last.report)}"
    yield from run_lines(last)


def run_lines(past: PastRun) -> Iterator[str]:
    """Give what a run found, line by line: about the source, then about every record somebody should look at."""
    yield from (f"  {line}" for finding in past.report.findings for line in _finding(finding))
    if past.report.held and past.decision:
        yield "  Bestätigt: Die angehaltenen Änderungen sind ausgeführt."
    for outcome in past.outcomes:
        if outcome.findings or outcome.changes or outcome.result in TO_LOOK_AT:
            yield f"  {result(outcome.result)}: {_called(outcome)}"
            yield from (f"    {line}" for line in change_lines(outcome.changes))
            yield from (f"    {line}" for finding in outcome.findings for line in _finding(finding))


def change_lines(changes: tuple[Change, ...]) -> Iterator[str]:
    """Give what changed in a dataset, a line a field."""
    for change in changes:
        yield f"{place(change.field)}: «{change.before}» → «{change.after}»"


def history_line(past: PastRun) -> str:
    """Give a run in one line."""
    return f"{past.number}\t{moment_text(past.started_at)}\t{status(past.report.status)}\t{summary(past.report)}"


def progress(done: int, of: int, outcome: Outcome) -> str:
    """Give the line that is shown while a source is harvested."""
    return f"  {done}/{of} {result(outcome.result)}: {outcome.title}"


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
    yield f"{level(finding.level)} [{place(finding.path)}]: {finding.message}" if finding.path else f"{level(finding.level)}: {finding.message}"
    if finding.remedy:
        yield f"  → {finding.remedy}"


def _called(outcome: Outcome) -> str:
    """Give the title, and what the source knows the record by: several may have one title."""
    return outcome.title if outcome.title == outcome.remote_id else f"{outcome.title} ({outcome.remote_id})"
