"""``ckan luzern harvest approve|withdraw|restore``: what only a person may decide."""

from __future__ import annotations

import getpass
import json
from typing import Any

import click

from ckanext.luzern.errors import NothingToDecide, UnknownDataset
from ckanext.luzern.harvest import removal

as_json_lines = click.option("--json", "as_json", is_flag=True, help="Das Ergebnis als JSON-Objekt.")


@click.command()
@click.argument("source_id", metavar="QUELLE")
@as_json_lines
def approve(source_id: str, as_json: bool) -> None:
    """Bestätigt, was die letzte Ernte einer Quelle angehalten hat.

    Fehlende Datensätze werden zurückgezogen; umbenannte behalten ihre Adresse und werden mit der nächsten Ernte nachgeführt.
    """
    try:
        withdrawn, renamed = removal.approve(source_id, getpass.getuser())
    except NothingToDecide as err:
        raise click.ClickException(f"Bei der Quelle «{source_id}» ist nichts zu bestätigen.") from err
    titles = [outcome.title for outcome in withdrawn]
    _say({"source": source_id, "withdrawn": titles, "renamed": renamed}, f"{len(titles)} zurückgezogen, {renamed} umbenannt.", as_json)


@click.command()
@click.argument("dataset", metavar="DATENSATZ")
@click.option("--reason", required=True, help="Warum, in einem Satz: Er steht auf der Seite des Datensatzes.")
@as_json_lines
def withdraw(dataset: str, reason: str, as_json: bool) -> None:
    """Zieht einen geernteten Datensatz sofort zurück, auch wenn seine Quelle ihn weiter liefert."""
    title = _known(lambda: removal.take_down(dataset, reason), dataset)
    _say({"dataset": dataset, "title": title, "state": "taken-down", "reason": reason}, f"«{title}» ist zurückgezogen.", as_json)


@click.command()
@click.argument("dataset", metavar="DATENSATZ")
@as_json_lines
def restore(dataset: str, as_json: bool) -> None:
    """Holt einen zurückgezogenen Datensatz zurück, unter derselben Adresse."""
    title = _known(lambda: removal.restore(dataset), dataset)
    _say({"dataset": dataset, "title": title, "state": "active"}, f"«{title}» ist wieder da.", as_json)


def _known(work: Any, dataset: str) -> str:
    try:
        return work()
    except UnknownDataset as err:
        raise click.ClickException(f"Einen geernteten Datensatz «{dataset}» gibt es nicht.") from err


def _say(values: dict[str, Any], sentence: str, as_json: bool) -> None:
    click.echo(json.dumps(values, ensure_ascii=False) if as_json else sentence)
