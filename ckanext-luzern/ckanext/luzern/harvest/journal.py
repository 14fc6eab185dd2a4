"""What the portal remembers of runs: written while a source is harvested, read by `harvest status`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog.store import Delivered
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status, as_json, from_json
from ckanext.luzern.model import HarvestObject, HarvestOutcome, HarvestRun
from luzern_harvesters.finding import Finding


@dataclass(frozen=True)
class Stamp:
    """By what an unchanged record is known: its hash once it is read, its mark before. Empty ones match nothing."""

    hash: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Known:
    """A record that became a dataset: its title when it was written, stamp and findings when it was last read."""

    title: str
    stamp: Stamp
    findings: tuple[Finding, ...]
    delivered: Delivered


@dataclass(frozen=True)
class PastRun:
    """A run as it was kept; moments are aware, in UTC. ``ended_at`` is None while it runs, and for ever if it died."""

    started_at: datetime
    ended_at: datetime | None
    report: Report
    counts: Mapping[str, int]


def known(source_id: str) -> dict[str, Known]:
    """Give the records of a source that became datasets, by remote id."""
    found = model.Session.scalars(sa.select(HarvestObject).filter_by(source_id=source_id))
    return {
        one.remote_id: Known(one.title, Stamp(one.hash, one.mark), from_json(one.findings), Delivered(one.package_id, tuple(one.fields), one.resources))
        for one in found
    }


def keep(source_id: str, remote_id: str, title: str, delivered: Delivered) -> None:
    """Remember what a record became; the caller commits it together with the dataset.

    Its stamp is left to ``settle``: should the process die before the index knows the dataset, the next run takes the record for changed.
    """
    now = _now()
    one = model.Session.get(HarvestObject, (source_id, remote_id))
    if one is None:
        one = HarvestObject(source_id=source_id, remote_id=remote_id, first_seen_at=now)
        model.Session.add(one)
    one.package_id, one.title, one.hash, one.mark, one.findings = delivered.package_id, title, "", "", []
    one.fields, one.resources = dict.fromkeys(delivered.fields, ""), dict(delivered.resources)
    one.content = one.identifier = ""
    one.changed_at = now


def settle(source_id: str, remote_id: str, stamp: Stamp, findings: tuple[Finding, ...]) -> None:
    """Remember what the next run will know the record by, now that dataset and index say what it says, and what is wrong with it."""
    one = model.Session.get_one(HarvestObject, (source_id, remote_id))
    one.hash, one.mark, one.findings = stamp.hash, stamp.mark, as_json(findings)
    model.Session.commit()


def begin(report: Report) -> int:
    """Keep that a run has begun; give its number."""
    run = HarvestRun(source_id=report.source_id, started_at=_now(), ended_at=None, status=report.status.value, is_complete=False, counts={}, findings=[])
    model.Session.add(run)
    model.Session.commit()
    return run.id


def end(number: int, report: Report) -> None:
    """Keep what a run came to, in one transaction."""
    run = model.Session.get_one(HarvestRun, number)
    run.ended_at, run.status, run.is_complete = _now(), report.status.value, report.is_complete
    run.counts, run.findings = dict(report.counts), as_json(report.findings)
    rows = {outcome.remote_id: outcome for outcome in report.outcomes}  # a listing that names a record twice has one outcome of it
    model.Session.add_all(
        HarvestOutcome(run_id=number, remote_id=one.remote_id, title=one.title, outcome=one.result.value, findings=as_json(one.findings))
        for one in rows.values()
    )
    model.Session.commit()


def last_run(source_id: str) -> PastRun | None:
    """Give the last run of a source, with what it came to."""
    run = model.Session.scalars(sa.select(HarvestRun).filter_by(source_id=source_id).order_by(HarvestRun.id.desc()).limit(1)).first()
    if run is None:
        return None
    rows: Iterable[HarvestOutcome] = model.Session.scalars(sa.select(HarvestOutcome).filter_by(run_id=run.id).order_by(HarvestOutcome.remote_id))
    outcomes = [Outcome(row.remote_id, row.title, Result(row.outcome), from_json(row.findings)) for row in rows]
    report = Report(source_id, Status(run.status), run.is_complete, outcomes, from_json(run.findings))
    return PastRun(run.started_at, run.ended_at, report, run.counts)


def _now() -> datetime:
    return datetime.now(timezone.utc)
