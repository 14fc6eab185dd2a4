"""``ckan luzern feed …``: what the feeds are made of, and what leaves the one for opendata.swiss."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

import click
from ckan import model
from sqlalchemy.exc import OperationalError

from ckanext.luzern.errors import DatabaseUnavailable
from ckanext.luzern.feeds import guard, rebuild, settings, store
from luzern_harvesters.wording import count

OPEN, CLOSED = range(2)
SHOWN = 20  # identifiers

as_json_option = click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Zeile.")


@click.group()
def feed() -> None:
    """Die Feeds: was sie enthalten, was sie verlässt, und woraus sie bestehen."""


@feed.command()
@as_json_option
def status(as_json: bool) -> None:
    """Sagt, wie viele Datensätze opendata.swiss erhält, was den Feed verlässt und ob er ausgegeben wird.

    Exit-Codes: 0 er wird ausgegeben, 1 er wird es nicht.
    """
    now = guard.state(model.Session.connection())
    waiting = [{"identifier": one.identifier, "reason": one.reason} for one in now.leaving]
    rebuilding = len(store.outdated(settings.from_config()))
    if as_json:
        values = {"is_open": not now.objection, "objection": now.objection, "listed": now.listed, "members": now.members, "missing": now.missing}
        changed = now.changed.isoformat() if now.changed else None
        _print_json({**values, "changed": changed, "leaving": waiting, "left_today": now.left_today, "allowed": now.allowed, "outdated": rebuilding})
    else:
        click.echo(f"Der Feed wird nicht ausgegeben: {now.objection}" if now.objection else "Der Feed wird ausgegeben.")
        click.echo(f"Datensätze: {now.listed}; letzte Änderung: {now.changed:%d.%m.%Y %H:%M} UTC" if now.changed else "Datensätze: keine")
        click.echo(f"Heute entfernt: {now.left_today}, wartend: {len(waiting)}, ohne Rückfrage erlaubt: {now.allowed}; neu zu beschreiben: {rebuilding}")
        _list(waiting)
    sys.exit(CLOSED if now.objection else OPEN)


@feed.command()
@click.option("--by", metavar="NAME", help="Wer es bestätigt; sonst der Name, unter dem Sie angemeldet sind.")
@as_json_option
def approve(by: str | None, as_json: bool) -> None:
    """Bestätigt, dass die wartenden Datensätze den Feed verlassen: opendata.swiss löscht sie beim nächsten Abruf."""
    gone = [{"identifier": one.identifier, "reason": one.reason} for one in guard.approve(by or getpass.getuser())]
    if as_json:
        _print_json({"left": gone})
        return
    click.echo(f"{count(len(gone), 'Datensatz verlässt', 'Datensätze verlassen')} den Feed.")
    _list(gone)


@feed.command("rebuild")
@click.option("--all", "every", is_flag=True, help="Auch, was auf dem neusten Stand ist.")
@click.option("--workers", type=click.IntRange(min=1), help="So viele Prozesse; sonst einer je Kern.")
@as_json_option
def rebuild_command(every: bool, workers: int | None, as_json: bool) -> None:
    """Beschreibt die Datensätze für die Feeds neu; bis dahin gilt, was da ist."""
    try:
        ids = store.everything() if every else store.outdated(settings.from_config())
        model.Session.rollback()
        written = rebuild.run(ids, workers or 0, lambda done, of: _print_json({"done": done, "of": of}) if as_json else click.echo(f"  {done}/{of}"))
    except (OperationalError, DatabaseUnavailable) as err:
        raise click.ClickException("Die Datenbank ist nicht erreichbar. Was geschrieben ist, bleibt.") from err
    if as_json:
        _print_json({"written": written})
    else:
        click.echo(f"{count(written, 'Datensatz', 'Datensätze')} neu beschrieben." if ids else "Alles ist auf dem neusten Stand.")


def _list(departures: list[dict[str, str]]) -> None:
    for one in departures[:SHOWN]:
        click.echo(f"  {one['identifier']}: {one['reason']}")
    if len(departures) > SHOWN:
        click.echo(f"  … und {len(departures) - SHOWN} weitere")


def _print_json(values: dict[str, Any]) -> None:
    click.echo(json.dumps(values, ensure_ascii=False))
