"""The portal's commands: ``ckan luzern …``. They read arguments and print; the work is done further down."""

from __future__ import annotations

import click

from ckanext.luzern.catalog import setup
from ckanext.luzern.cli import decisions, scheduling
from ckanext.luzern.cli.harvest import harvest
from ckanext.luzern.cli.index import index
from ckanext.luzern.errors import ConfigurationError


@click.group(short_help="Das Open-Data-Portal der Stadt Luzern.")
def luzern() -> None:
    """Befehle des Open-Data-Portals der Stadt Luzern."""


@luzern.command()
def init() -> None:
    """Legt an, was das Portal braucht: Benutzer, Organisationen, Themen. Beliebig oft aufrufbar."""
    try:
        changes = setup.run()
    except ConfigurationError as err:
        raise click.ClickException(str(err)) from err
    for change in changes:
        click.echo(change)
    click.echo(f"Bereit: {len(changes)} Änderungen." if changes else "Bereit: nichts zu ändern.")


luzern.add_command(harvest)
luzern.add_command(index)
for command in (decisions.approve, decisions.withdraw, decisions.restore, scheduling.due):
    harvest.add_command(command)


def get_commands() -> list[click.Command]:
    """Give the command groups of the portal."""
    return [luzern]
