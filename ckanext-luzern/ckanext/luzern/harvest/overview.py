"""What the pages read of the sources: every one at a glance with a fixed number of queries, and one run as far as a page shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.harvest import journal, lock
from ckanext.luzern.harvest.journal import ACTIVE, PastRun
from ckanext.luzern.harvest.outcome import Outcome, Result, Status, from_json
from ckanext.luzern.model import HarvestObject, HarvestOutcome, HarvestRun
from luzern_harvesters.finding import Level

RECENT = 20  # runs of a source that its error rate is over
ON_A_PAGE = 500  # records of a run that its page shows; the downloads have all
BROKEN = frozenset({Status.FAILED, Status.INTERRUPTED, Status.DIED})
FIRST = (Result.FAILED, Result.HELD, Result.MISSING, Result.WITHDRAWN, Result.WAITING, Result.RESTORED, Result.UPDATED, Result.CREATED)
"""What a person should look at comes first on a page."""


@dataclass(frozen=True)
class Glance:
    """One run in short; moments are aware. ``waits``: it held something and nobody has decided yet."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    status: Status
    counts: Mapping[str, int]
    waits: bool


@dataclass(frozen=True)
class Standing:
    """Where a source stands.

    ``recent``: its last runs, newest first; ``complete_at``: the end of the last one that read all of it; ``changed_at``: when a record
    last said something new; ``datasets``: how many it has in the catalogue, ``to_improve`` how many of them could be better.
    """

    recent: tuple[Glance, ...] = ()
    complete_at: datetime | None = None
    changed_at: datetime | None = None
    datasets: int = 0
    to_improve: int = 0

    @property
    def last(self) -> Glance | None:
        """Give the newest run."""
        return self.recent[0] if self.recent else None

    @property
    def error_rate(self) -> float | None:
        """Give the share of ended runs that could not read the source to its end; None before the first."""
        ended = [run for run in self.recent if run.status is not Status.RUNNING]
        return sum(run.status in BROKEN for run in ended) / len(ended) if ended else None


def standings(source_ids: Collection[str]) -> dict[str, Standing]:
    """Give where each of the sources stands: three queries, however many sources and runs there are, and one more while any runs."""
    recent: dict[str, list[Glance]] = {source_id: [] for source_id in source_ids}
    for row in model.Session.execute(_recent(source_ids)):
        recent[row.source_id].append(Glance(row.id, row.started_at, row.ended_at, Status(row.status), row.counts, bool(row.waits)))
    running = [source_id for source_id, runs in recent.items() if runs and runs[0].status is Status.RUNNING]
    for source_id in set(running) - lock.held(running) if running else ():
        recent[source_id][0] = replace(recent[source_id][0], status=Status.DIED)
    complete = {row.source_id: row.ended_at for row in model.Session.execute(_complete(source_ids))}
    counted = {row.source_id: (row.changed_at, row.datasets, row.to_improve) for row in model.Session.execute(_counted(source_ids))}
    return {source_id: Standing(tuple(runs), complete.get(source_id), *counted.get(source_id, ())) for source_id, runs in recent.items()}


def departments(names: Collection[str]) -> dict[str, str]:
    """Give the titles of organisations by name."""
    found = sa.select(model.Group.name, model.Group.title).where(model.Group.name.in_(set(names)), model.Group.is_organization)
    return {row.name: row.title or row.name for row in model.Session.execute(found)}


def current(source_id: str) -> PastRun | None:
    """Give the newest run of a source, and beside its own outcomes every dataset that something is wrong with now; None before the first."""
    number = _newest(source_id)
    past = run_to_show(source_id, number) if number else None
    return _with_findings_now(past) if past and not past.report.is_complete else past


def run_to_show(source_id: str, number: int) -> PastRun | None:
    """Give a run of this source with the outcomes a page shows, those to look at first; None where it has no such run.

    Of older runs nothing is known about records that were as before but their number.
    """
    row = model.Session.get(HarvestRun, number)
    if row is None or row.source_id != source_id:
        return None
    outcome = HarvestOutcome
    urgency = sa.case({result.value: place for place, result in enumerate(FIRST)}, value=outcome.outcome, else_=len(FIRST))
    found = sa.select(outcome).filter_by(run_id=number)
    found = found.order_by(outcome.findings == sa.text("'[]'::jsonb"), urgency, outcome.title, outcome.remote_id).limit(ON_A_PAGE)
    past = replace(_alive_or_dead(journal.past_run(row)), outcomes=tuple(map(journal.outcome, model.Session.scalars(found))))
    return _with_findings_now(past) if past.report.is_complete and number == _newest(source_id) else past


def run_in_full(source_id: str, number: int) -> PastRun | None:
    """Give a run of this source with all its outcomes, for a download; None where it has no such run."""
    past = journal.last_run(source_id)
    if past is None or past.number != number or not past.report.is_complete:
        past = journal.run_of(number)
    return past if past and past.report.source_id == source_id else None


def history(source_id: str, limit: int) -> tuple[PastRun, ...]:
    """Give the last runs of a source, the newest first, without their outcomes."""
    return tuple(map(_alive_or_dead, journal.history(source_id, limit)))


def titles(source_id: str, remote_ids: Collection[str]) -> dict[str, str]:
    """Give the titles of known records by remote id."""
    one = HarvestObject
    found = sa.select(one.remote_id, one.title).filter_by(source_id=source_id).where(one.remote_id.in_(remote_ids))
    return {row.remote_id: row.title for row in model.Session.execute(found)} if remote_ids else {}


def addresses(source_id: str, remote_ids: Collection[str]) -> dict[str, str]:
    """Give what the public datasets of records are called in their addresses, by remote id."""
    one, package = HarvestObject, model.Package
    found = sa.select(one.remote_id, package.name).join(package, package.id == one.package_id).where(one.source_id == source_id, *PUBLIC)
    return dict(model.Session.execute(found.where(one.remote_id.in_(remote_ids))).tuples().all()) if remote_ids else {}


def _alive_or_dead(past: PastRun) -> PastRun:
    """Call a run dead whose process is gone; the journal learns it from the next run."""
    if past.report.status is not Status.RUNNING or lock.held([past.report.source_id]):
        return past
    return replace(past, report=replace(past.report, status=Status.DIED))


def _with_findings_now(past: PastRun) -> PastRun:
    one = HarvestObject
    found = sa.select(one.remote_id, one.title, one.findings).filter_by(source_id=past.report.source_id, state=ACTIVE)
    rows = model.Session.execute(found.where(one.findings != sa.text("'[]'::jsonb")).order_by(one.title, one.remote_id).limit(ON_A_PAGE))
    told = {outcome.remote_id for outcome in past.outcomes}
    now = tuple(Outcome(row.remote_id, row.title, Result.UNCHANGED, from_json(row.findings)) for row in rows if row.remote_id not in told)
    return replace(past, outcomes=(*past.outcomes, *now))


def _newest(source_id: str) -> int | None:
    return model.Session.scalar(sa.select(sa.func.max(HarvestRun.id)).filter_by(source_id=source_id))


def _recent(source_ids: Collection[str]) -> sa.Select[tuple[str, int, datetime, datetime | None, str, dict[str, int], bool]]:
    """Select the last runs of each source: from the end of the index for each, never the whole history."""
    run = HarvestRun
    each = _each(source_ids)
    waits = sa.and_(run.status == Status.HELD.value, run.decision == "").label("waits")
    columns = sa.select(run.source_id, run.id, run.started_at, run.ended_at, run.status, run.counts, waits)
    last = columns.where(run.source_id == each.c.source_id).order_by(run.id.desc()).limit(RECENT).lateral()
    return sa.select(*last.c).select_from(each.join(last, sa.true())).order_by(last.c.source_id, last.c.id.desc())


def _complete(source_ids: Collection[str]) -> sa.Select[tuple[str, datetime]]:
    run = HarvestRun
    each = _each(source_ids)
    columns = sa.select(run.source_id, run.ended_at).where(run.source_id == each.c.source_id, run.is_complete, run.ended_at.is_not(None))
    last = columns.order_by(run.id.desc()).limit(1).lateral()
    return sa.select(*last.c).select_from(each.join(last, sa.true()))


def _counted(source_ids: Collection[str]) -> sa.Select[tuple[str, datetime, int, int]]:
    one = HarvestObject
    is_wrong = sa.or_(*(one.findings.contains([{"level": level.value}]) for level in (Level.ERROR, Level.WARNING)))
    numbers = (sa.func.count().label("datasets"), sa.func.count().filter(is_wrong).label("to_improve"))
    columns = sa.select(one.source_id, sa.func.max(one.changed_at).label("changed_at"), *numbers)
    return columns.where(one.source_id.in_(source_ids), one.state == ACTIVE).group_by(one.source_id)


def _each(source_ids: Collection[str]) -> sa.FromClause:
    return sa.select(sa.func.unnest(sa.cast(sorted(source_ids), sa.ARRAY(sa.Text))).label("source_id")).subquery()
