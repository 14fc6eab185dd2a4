"""Harvests in the background: jobs on RQ's queues, taken by as many workers as one likes, on as many machines.

No source runs twice at once: the run itself holds the source's lock, so that a job too many ends at once. Live sources have a queue
of their own, which workers empty first (``ckan jobs worker luzern-live default``).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timezone

import sqlalchemy as sa
from ckan import model

from ckanext.luzern import queues
from ckanext.luzern.errors import SourceBusy
from ckanext.luzern.harvest import delivery, lock, schedule, sources
from ckanext.luzern.harvest.outcome import Status
from ckanext.luzern.harvest.schedule import Last
from ckanext.luzern.model import HarvestRun
from luzern_harvesters.source import Source

log = logging.getLogger(__name__)

TITLE = "harvest "


def enqueue_due(every: Iterable[Source], now: datetime | None = None) -> list[str]:
    """Enqueue the sources that are due and neither wait nor run already; give their ids."""
    now = now or datetime.now(timezone.utc)
    sources_now = tuple(every)
    running = lock.held([one.id for one in sources_now])
    waiting = {title.removeprefix(TITLE) for title in queues.waiting() if title.startswith(TITLE)}
    taken, last = running | waiting, _last_runs(running)
    due = [one for one in sources_now if one.id not in taken and schedule.is_due(one, last.get(one.id), now)]
    for source in due:
        enqueue(source)
    return [source.id for source in due]


def enqueue(source: Source) -> None:
    """Enqueue one source."""
    seconds = source.limits.minutes * 60 + 600
    queues.enqueue(harvest, f"{TITLE}{source.id}", queues.LIVE if source.live else queues.NORMAL, seconds, [source.id])


def harvest(source_id: str) -> None:
    """Harvest a source: what a worker does.

    Raises:
        SettingsError: the source is gone or its settings are wrong; RQ keeps the job as failed.
    """
    (source,) = sources.select([source_id])
    try:
        delivery.harvest(source, lambda done, of, outcome: None)
    except SourceBusy:
        log.info("source=%s is being harvested already", source_id)


def _last_runs(running: Collection[str]) -> dict[str, Last]:
    """Give the last run of every source; one without an end whose source nobody holds has died."""
    newest = sa.select(sa.func.max(HarvestRun.id)).group_by(HarvestRun.source_id)
    rows = model.Session.execute(sa.select(HarvestRun.source_id, HarvestRun.started_at, HarvestRun.status).where(HarvestRun.id.in_(newest)))
    unended = {Status.RUNNING.value, Status.DIED.value}
    return {row.source_id: Last(row.started_at, row.status in unended and row.source_id not in running) for row in rows}
