"""``ckan luzern harvest …``: runs the sources and says what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from ckanext.luzern.errors import DatabaseUnavailable, SourceBusy
from ckanext.luzern.harvest import delivery, journal
from ckanext.luzern.harvest import sources as harvest_sources
from ckanext.luzern.harvest.outcome import Outcome, Result, Status
from ckanext.luzern.presenters import harvest_status, harvest_words
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.source import Source

FINE, SOME_RECORDS_FAILED, WRONG_SETTINGS, SOURCE_NOT_READABLE = range(4)
INCOMPLETE = (Status.INTERRUPTED, Status.FAILED)

as_json_lines = click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Zeile.")


@click.group()
def harvest() -> None:
    """Erntet die Quellen der Dienstabteilungen und sagt, was dabei herauskam."""


@harvest.command()
@click.argument("ids", metavar="QUELLE...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Alle Quellen, die eingeschaltet sind.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Lesen und vergleichen, nichts schreiben: zeigt, was neu, geändert (Feld für Feld) und entfernt würde.")
@as_json_lines
def run(ids: tuple[str, ...], every: bool, is_dry: bool, as_json: bool) -> None:
    """Erntet Quellen. Der Fehler der einen hält die anderen nicht auf.

    Exit-Codes: 0 in Ordnung, 1 einzelne Datensätze fehlerhaft, 2 Einstellungen falsch, 3 eine Quelle nicht lesbar oder unvollständig.
    """
    if bool(ids) == every:
        raise click.UsageError("Entweder Quellen nennen oder --all.")
    sys.exit(max([_harvest(source, is_dry=is_dry, as_json=as_json) for source in _select(ids)], default=FINE))


@harvest.command()
@click.argument("ids", metavar="[QUELLE...]", nargs=-1)
@as_json_lines
def status(ids: tuple[str, ...], as_json: bool) -> None:
    """Sagt, was die letzte Ernte ergab: je Datensatz, was daran falsch ist und was zu tun ist."""
    for source in _select(ids):
        last = journal.last_run(source.id)
        if as_json:
            _print_json(harvest_status.as_values(source, last))
        else:
            click.echo("\n".join(harvest_status.lines(source, last)) + "\n")


@harvest.command()
@click.argument("source_id", metavar="QUELLE")
@click.option("--limit", default=20, show_default=True, help="So viele Ernten, die letzte zuerst.")
@as_json_lines
def history(source_id: str, limit: int, as_json: bool) -> None:
    """Nennt die letzten Ernten einer Quelle."""
    (source,) = _select((source_id,))
    for past in journal.history(source.id, limit):
        if as_json:
            _print_json(harvest_status.run_values(past))
        else:
            click.echo(harvest_status.history_line(past))


@harvest.command()
@click.argument("number", metavar="ERNTE", type=int)
@as_json_lines
def show(number: int, as_json: bool) -> None:
    """Zeigt eine Ernte (Nummer aus «history»): was sich an jedem Datensatz geändert hat und was falsch war."""
    past = journal.run_of(number)
    if past is None:
        raise click.ClickException(f"Eine Ernte mit der Nummer {number} gibt es nicht.")
    if as_json:
        _print_json({"source": past.report.source_id, **harvest_status.run_values(past)})
        return
    click.echo(f"{past.report.source_id}\n{harvest_status.history_line(past)}")
    click.echo("\n".join(harvest_status.run_lines(past)))


@harvest.command("list")
@as_json_lines
def list_sources(as_json: bool) -> None:
    """Nennt alle Quellen der Konfiguration."""
    for source in _settings(harvest_sources.every_source):
        if as_json:
            _print_json({"source": source.id, "type": source.type, "organization": source.organization, "title": source.title, "enabled": source.enabled})
            continue
        state = "" if source.enabled else " (ausgeschaltet)"
        click.echo(f"{source.id}\t{source.type}\t{source.organization}\t{source.title}{state}")


def _harvest(source: Source, *, is_dry: bool, as_json: bool) -> int:
    """Harvest one source and give the exit code it alone would have."""
    if not as_json:
        click.echo(f"{source.title} ({source.id}){', nur zur Probe' if is_dry else ''}")
    try:
        report = delivery.harvest(source, _told_as_json(source) if as_json else _told, is_dry=is_dry)
    except SettingsError as err:
        click.echo(f"  {err}", err=True)
        return WRONG_SETTINGS
    except SourceBusy:
        click.echo("  Diese Quelle wird eben von einem anderen Prozess geerntet.", err=True)
        return FINE
    except DatabaseUnavailable as err:
        raise click.ClickException("Die Datenbank ist nicht erreichbar. Was geschrieben ist, bleibt; die nächste Ernte macht dort weiter.") from err
    if as_json:
        summary = {"status": report.status.value, "counts": dict(report.counts), "is_complete": report.is_complete}
        _print_json({"source": source.id, "summary": {**summary, "findings": [finding.message for finding in report.findings]}})
    else:
        click.echo(f"  {harvest_words.status(report.status)}: {harvest_words.summary(report)}")
        for finding in report.findings:
            click.echo(f"  {finding.message} {finding.remedy}".rstrip(), err=True)
    if report.status in INCOMPLETE:
        return SOURCE_NOT_READABLE
    return SOME_RECORDS_FAILED if report.counts[Result.FAILED.value] else FINE


def _told(done: int, of: int, outcome: Outcome) -> None:
    if outcome.result is not Result.UNCHANGED:
        click.echo(harvest_status.progress(done, of, outcome))
        for line in harvest_status.change_lines(outcome.changes):
            click.echo(f"    {line}")


def _told_as_json(source: Source) -> Callable[[int, int, Outcome], None]:
    def told(done: int, of: int, outcome: Outcome) -> None:
        _print_json({"source": source.id, **harvest_status.outcome_values(outcome)})

    return told


def _select(ids: tuple[str, ...]) -> tuple[Source, ...]:
    return _settings(lambda: harvest_sources.select(ids))


def _settings(read: Callable[[], tuple[Source, ...]]) -> tuple[Source, ...]:
    """Read settings; where they are wrong, say it and stop."""
    try:
        return read()
    except SettingsError as err:
        click.echo(str(err), err=True)
        sys.exit(WRONG_SETTINGS)


def _print_json(values: dict[str, Any]) -> None:
    click.echo(json.dumps(values, ensure_ascii=False))
