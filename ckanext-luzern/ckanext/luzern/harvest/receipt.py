"""The receipt of a run for the department that delivers: when there is one, and what it says; pure.

A department that hears of every run soon hears of none. So a receipt tells of what changed and of what has gone wrong since the last
run; a source that is as before, in order or not, is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Result, Status
from ckanext.luzern.harvest.overview import BROKEN
from ckanext.luzern.presenters import harvest_page
from ckanext.luzern.presenters.harvest_page import FindingLine, RecordLine
from ckanext.luzern.presenters.harvest_status import run_values
from ckanext.luzern.presenters.harvest_words import summary
from luzern_harvesters.source import Source

CHANGED = (Result.CREATED, Result.UPDATED, Result.RESTORED, Result.WITHDRAWN)
TROUBLED = frozenset({Result.FAILED, Result.HELD, Result.MISSING})
IN_A_MAIL = 50  # records; the page has all
LONGEST_SUBJECT = 150  # characters


@dataclass(frozen=True)
class Receipt:
    """What is sent: a plain text with a subject, and the same for machines."""

    subject: str
    text: str
    values: dict[str, Any]  # Any: JSON


def is_due(source: Source, past: PastRun, before: PastRun | None) -> bool:
    """Tell whether a run has something to say; ``before`` is the run before it. What a live source changes is its daily work."""
    if past.report.status in {Status.RUNNING, Status.DIED}:
        return False
    has_changed = any(past.report.counts.get(result.value) for result in CHANGED)
    return (has_changed and not source.live) or _troubles(past) != (_troubles(before) if before else frozenset())


def write(source: Source, past: PastRun, url: str) -> Receipt:
    """Write the receipt of a run; ``url`` is its page."""
    page = harvest_page.run_page(past, is_current=True)
    lines = ["Guten Tag", "", f"Das Portal hat die Quelle «{source.title}» am {page.started} gelesen.", "", page.sentence]
    lines += [page.advice] if page.advice else []
    lines += ["", f"Gekommen ist: {summary(past.report)}"]
    if page.findings:
        lines += ["", "Zur Quelle als Ganzem:", *_findings(page.findings)]
    if page.to_mend:
        lines += ["", "Diese Datensätze brauchen Ihre Hilfe:", *_records(page.to_mend)]
    if page.to_improve:
        lines += ["", "Veröffentlicht, liesse sich aber verbessern:", *_records(page.to_improve)]
    lines += ["", *_how_to_confirm(url)] if past.report.held and not past.decision else []
    lines += ["", f"Alles zu dieser Ernte: {url}", "", "Diese Nachricht schreibt das Open-Data-Portal der Stadt Luzern von selbst."]
    subject = " ".join(f"{source.title}: {page.sentence}".split())
    values = {"source": source.id, "title": source.title, "url": url, "summary": page.sentence, **run_values(past)}
    return Receipt(subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…", "\n".join(lines) + "\n", values)


def _troubles(past: PastRun) -> frozenset[tuple[str, str, str]]:
    """Give what went wrong in a run, without words that change from run to run: times, numbers."""
    report = past.report
    whole = {("", finding.code, finding.path) for finding in report.findings} | ({("", report.status.value, "")} if report.status in BROKEN else set())
    records = {(one.remote_id, one.result.value, "") for one in past.outcomes if one.result in TROUBLED}
    return frozenset(
        whole | records | {(one.remote_id, finding.code, finding.path) for one in past.outcomes if one.result in TROUBLED for finding in one.findings}
    )


def _records(records: Sequence[RecordLine]) -> Iterator[str]:
    for number, record in enumerate(records[:IN_A_MAIL], start=1):
        yield f"{number}. {record.title} ({record.result})"
        yield from _findings(record.findings)
    if len(records) > IN_A_MAIL:
        yield f"… und {len(records) - IN_A_MAIL} weitere: siehe unten angegebene Seite."


def _findings(findings: Sequence[FindingLine]) -> Iterator[str]:
    for finding in findings:
        yield f"   - {finding.level}: {finding.message}"
        if finding.place:
            yield f"     Wo: {finding.place}"
        if finding.remedy:
            yield f"     Abhilfe: {finding.remedy}"


def _how_to_confirm(url: str) -> Iterator[str]:
    yield "So bestätigen Sie, dass die fehlenden Datensätze wirklich wegfallen:"
    yield f"   1. Diese Seite öffnen: {url}"
    yield "   2. Sich anmelden; es braucht ein Konto, das Datensätze Ihrer Stelle bearbeiten darf."
    yield "   3. «Ja, das stimmt so: bestätigen» wählen."
    yield "Solange niemand bestätigt, bleibt alles veröffentlicht."
