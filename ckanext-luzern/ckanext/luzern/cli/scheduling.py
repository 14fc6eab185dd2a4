"""``ckan luzern harvest due``: what is due goes to the workers; and what the portal does by itself every minute, hour, night."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import click
from ckan import model
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.feeds import guard, rebuild
from ckanext.luzern.harvest import jobs, schedule
from ckanext.luzern.harvest import sources as harvest_sources
from ckanext.luzern.preview import jobs as preview_jobs
from ckanext.luzern.quality import jobs as quality_jobs
from ckanext.luzern.search import outbox
from luzern_harvesters.errors import SettingsError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something to be done time and again. ``work`` commits, gives how much it did, and is done before the next begins: long work goes to a worker."""

    name: str
    every: timedelta
    work: Callable[[], int]


DUTIES = (
    Duty("feed-members", timedelta(minutes=1), guard.note),
    Duty("feed-rebuild", timedelta(minutes=1), rebuild.enqueue_outdated),
    Duty("preview-missing", timedelta(minutes=1), preview_jobs.enqueue_missing),
    Duty("quality-changed", timedelta(minutes=1), quality_jobs.judge_changed),
    Duty("quality-links", timedelta(minutes=10), quality_jobs.ask_links),
    Duty("quality-night", timedelta(minutes=30), quality_jobs.judge_every),
)


@click.command()
@click.option("--watch", metavar="SEKUNDEN", type=click.IntRange(min=1), help="Bleibt laufen und schaut alle so viele Sekunden nach.")
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Durchgang.")
def due(watch: int | None, as_json: bool) -> None:
    """Gibt die Quellen, deren Zeit gekommen ist, den Arbeitsprozessen; führt auch Suche und Feeds nach, wo sie etwas verpasst haben."""
    last: dict[str, float] = {}
    while True:
        ids, learned = _look(is_alone=watch is None)
        done = _do_duties(last)
        if as_json:
            click.echo(json.dumps({"enqueued": ids, "indexed": learned, "duties": done}))
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


def _do_duties(last: dict[str, float]) -> dict[str, int]:
    """Do what is due; ``last`` says when each was done, on the clock that is never set. One that could not be done is due at the next look."""
    done = {}
    for duty in DUTIES:
        now = time.monotonic()
        if duty.name in last and now - last[duty.name] < duty.every.total_seconds():
            continue
        try:
            done[duty.name] = duty.work()
            last[duty.name] = now
        except (OperationalError, RedisError) as err:
            log.warning("duty=%s outcome=later reason=%s", duty.name, err)
        finally:
            model.Session.remove()
    return done


def _catch_up() -> int:
    """Let the index learn what it has missed."""
    learned = 0
    try:
        while taken := outbox.drain():
            learned += taken
    except IndexUnavailable as err:
        log.warning("the index is away: %s", err)
    return learned
