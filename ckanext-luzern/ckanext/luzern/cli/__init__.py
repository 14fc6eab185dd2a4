"""The portal's commands: ``ckan luzern …``. They read arguments and print; the work is done further down."""

from __future__ import annotations

import click

from ckanext.luzern.catalog import setup
from ckanext.luzern.cli import decisions, scheduling
from ckanext.luzern.cli.feed import feed
from ckanext.luzern.cli.feed_check import check
from ckanext.luzern.cli.harvest import harvest
from ckanext.luzern.cli.index import index
from ckanext.luzern.cli.preview import preview
from ckanext.luzern.cli.quality import quality
from ckanext.luzern.cli.search import search
from ckanext.luzern.errors import ConfigurationError
from ckanext.luzern.feeds import rebuild, store


@click.group(short_help="Das Open-Data-Portal der Stadt Luzern.")
def luzern() -> None:
    """Befehle des Open-Data-Portals der Stadt Luzern."""


@luzern.command()
def init() -> None:
    """Legt an, was das Portal braucht: Benutzer, Organisationen, Themen, Texte der Feeds. Beliebig oft aufrufbar."""
    try:
        changes = [*setup.run(), *_describe()]
    except ConfigurationError as err:
        raise click.ClickException(str(err)) from err
    for change in changes:
        click.echo(change)
    click.echo(f"Bereit: {len(changes)} Änderungen." if changes else "Bereit: nichts zu ändern.")


def _describe() -> list[str]:
    """Describe the datasets that no feed can show yet: without them there is no feed. What is only outdated waits for a worker."""
    ids = store.missing()
    return [f"{rebuild.run(ids)} Datensätze für die Feeds beschrieben."] if ids else []


feed.add_command(check)
luzern.add_command(feed)
luzern.add_command(harvest)
luzern.add_command(index)
luzern.add_command(search)
luzern.add_command(quality)
luzern.add_command(preview)
for command in (decisions.approve, decisions.withdraw, decisions.restore, scheduling.due):
    harvest.add_command(command)


def get_commands() -> list[click.Command]:
    """Give the command groups of the portal."""
    return [luzern]
