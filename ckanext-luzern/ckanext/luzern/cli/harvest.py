"""``ckan luzern harvest …``: runs the sources and says what came of it."""

from __future__ import annotations

import json
import sys

import click

from ckanext.luzern.errors import SourceBusy
from ckanext.luzern.harvest import journal
from ckanext.luzern.harvest import sources as harvest_sources
from ckanext.luzern.harvest.outcome import Outcome, Result, Status
from ckanext.luzern.harvest.run import run as run_source
from ckanext.luzern.presenters import harvest_status
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.source import Source

FINE, SOME_RECORDS_FAILED, WRONG_SETTINGS, SOURCE_NOT_READABLE = range(4)


@click.group()
def harvest() -> None:
    """Erntet die Quellen der Dienstabteilungen und sagt, was dabei herauskam."""


@harvest.command()
@click.argument("ids", metavar="QUELLE...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Alle Quellen, die eingeschaltet sind.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Lesen und vergleichen, nichts schreiben.")
def run(ids: tuple[str, ...], every: bool, is_dry: bool) -> None:
    """Erntet Quellen. Der Fehler der einen hält die anderen nicht auf.

    Exit-Codes: 0 in Ordnung, 1 einzelne Datensätze fehlerhaft, 2 Einstellungen falsch, 3 eine Quelle nicht lesbar.
    """
    if bool(ids) == every:
        raise click.UsageError("Entweder Quellen nennen oder --all.")
    sys.exit(max((_harvest(source, is_dry=is_dry) for source in _select(ids)), default=FINE))


@harvest.command()
@click.argument("ids", metavar="[QUELLE...]", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Quelle und Zeile.")
def status(ids: tuple[str, ...], as_json: bool) -> None:
    """Sagt, was die letzte Ernte ergab: je Datensatz, was daran falsch ist und was zu tun ist."""
    for source in _select(ids):
        last = journal.last_run(source.id)
        if as_json:
            click.echo(json.dumps(harvest_status.as_values(source, last), ensure_ascii=False))
        else:
            click.echo("\n".join(harvest_status.lines(source, last)) + "\n")


@harvest.command("list")
def list_sources() -> None:
    """Nennt alle Quellen der Konfiguration."""
    for source in _sources():
        state = "" if source.enabled else " (ausgeschaltet)"
        click.echo(f"{source.id}\t{source.type}\t{source.organization}\t{source.title}{state}")


def _harvest(source: Source, *, is_dry: bool) -> int:
    """Harvest one source and give the exit code it alone would have."""
    click.echo(f"{source.title} ({source.id}){', nur zur Probe' if is_dry else ''}")
    try:
        report = run_source(source, _show_progress, is_dry=is_dry)
    except SettingsError as err:
        click.echo(f"  {err}", err=True)
        return WRONG_SETTINGS
    except SourceBusy:
        click.echo("  Diese Quelle wird eben von einem anderen Prozess geerntet.", err=True)
        return FINE
    click.echo(f"  {harvest_status.summary(report)}")
    for finding in report.findings:
        click.echo(f"  {finding.message}", err=True)
    if report.status is not Status.COMPLETE:
        return SOURCE_NOT_READABLE
    return SOME_RECORDS_FAILED if any(outcome.result is Result.FAILED for outcome in report.outcomes) else FINE


def _show_progress(done: int, of: int, outcome: Outcome) -> None:
    if outcome.result is not Result.UNCHANGED:
        click.echo(harvest_status.progress(done, of, outcome))


def _select(ids: tuple[str, ...]) -> tuple[Source, ...]:
    try:
        return harvest_sources.select(ids)
    except SettingsError as err:
        click.echo(str(err), err=True)
        sys.exit(WRONG_SETTINGS)


def _sources() -> tuple[Source, ...]:
    try:
        return harvest_sources.every_source()
    except SettingsError as err:
        click.echo(str(err), err=True)
        sys.exit(WRONG_SETTINGS)
