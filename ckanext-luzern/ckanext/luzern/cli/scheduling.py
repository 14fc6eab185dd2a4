"""``ckan luzern harvest due``: what is due goes to the workers."""

from __future__ import annotations

import json
import logging
import time

import click
from ckan import model
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.harvest import jobs, schedule
from ckanext.luzern.harvest import sources as harvest_sources
from ckanext.luzern.search import outbox
from luzern_harvesters.errors import SettingsError

log = logging.getLogger(__name__)


@click.command()
@click.option("--watch", metavar="SEKUNDEN", type=click.IntRange(min=1), help="Bleibt laufen und schaut alle so viele Sekunden nach.")
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Durchgang.")
def due(watch: int | None, as_json: bool) -> None:
    """Gibt die Quellen, deren Zeit gekommen ist, den Arbeitsprozessen; führt auch die Suche nach, wo sie etwas verpasst hat."""
    while True:
        ids, learned = _look(is_alone=watch is None)
        if as_json:
            click.echo(json.dumps({"enqueued": ids, "indexed": learned}))
        elif ids or watch is None:
            click.echo(f"Eingereiht: {', '.join(ids)}." if ids else "Keine Quelle ist fällig.")
        if watch is None:
            return
        time.sleep(watch)


def _look(*, is_alone: bool) -> tuple[list[str], int]:
    """Look once. One that stays outlives a database or queue that is away; one that is alone says so."""
    try:
        every = harvest_sources.every_source()
        for source in every:
            schedule.check(source)
        return jobs.enqueue_due(every), _catch_up()
    except SettingsError as err:
        message = str(err)
    except OperationalError:
        message = "Die Datenbank ist nicht erreichbar."
    except RedisError:
        message = "Redis ist nicht erreichbar; solange werden keine Quellen eingereiht."
    finally:
        model.Session.remove()
    if is_alone:
        raise click.ClickException(message)
    log.warning(message)
    return [], 0


def _catch_up() -> int:
    """Let the index learn what it has missed."""
    learned = 0
    try:
        while taken := outbox.drain():
            learned += taken
    except IndexUnavailable as err:
        log.warning("the index is away: %s", err)
    return learned
