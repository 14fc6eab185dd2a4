"""The findings of a run as a table that opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.presenters.harvest_words import level, result
from luzern_harvesters.finding import Finding
from luzern_harvesters.wording import place

COLUMNS = ("Ernte", "Quelle", "Kennung", "Datensatz", "Ergebnis", "Stufe", "Code", "Ort", "Pfad", "Meldung", "Abhilfe")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run what follows


def as_csv(past: PastRun) -> str:
    """Give one row per finding (RFC 4180, with a head); those about the source as a whole have no record."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(value) for value in row] for row in _rows(past))
    return file.getvalue()


def _rows(past: PastRun) -> Iterator[tuple[str, ...]]:
    run = (str(past.number), past.report.source_id)
    for finding in past.report.findings:
        yield (*run, "", "", "", *_told(finding))
    for outcome in past.outcomes:
        for finding in outcome.findings:
            yield (*run, outcome.remote_id, outcome.title, result(outcome.result), *_told(finding))


def _told(finding: Finding) -> tuple[str, ...]:
    return (level(finding.level), finding.code, place(finding.path) if finding.path else "", finding.path, finding.message, finding.remedy)


def harmless(value: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value
