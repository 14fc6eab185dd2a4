"""What the portal remembers of runs and records: written while a source is harvested, read by the commands and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.catalog.draft import Delivered
from ckanext.luzern.harvest.outcome import Held, Outcome, Report, Result, Status, as_json, from_json
from ckanext.luzern.model import HarvestObject, HarvestOutcome, HarvestRun
from luzern_harvesters.finding import Finding

ACTIVE, WITHDRAWN, TAKEN_DOWN = "active", "withdrawn", "taken-down"
ROWS = 1_000  # asked for or fetched at a time: a source may have more records than a run should hold in memory


class Stamp(NamedTuple):
    """By what an unchanged record is known: its hash once it is read, its mark before. Empty ones match nothing."""

    hash: str = ""
    mark: str = ""


class Known(NamedTuple):
    """A record that became a dataset, as far as a run has to know it before it has read it again."""

    title: str
    stamp: Stamp
    state: str
    has_findings: bool


@dataclass(frozen=True)
class Kept:
    """A record that was written, with what the next run will know it by."""

    remote_id: str
    title: str
    stamp: Stamp
    content: str
    identifier: str
    findings: tuple[Finding, ...]
    delivered: Delivered


@dataclass(frozen=True)
class PastRun:
    """A run as it was kept; moments are aware, in UTC. ``ended_at`` is None while it runs, and for ever if it died."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    report: Report
    outcomes: tuple[Outcome, ...] = ()
    decision: str = ""


def active(source_id: str) -> list[str]:
    """Give the remote ids of the records of a source that are datasets now."""
    return list(model.Session.scalars(sa.select(HarvestObject.remote_id).filter_by(source_id=source_id, state=ACTIVE), execution_options={"yield_per": ROWS}))


def known(source_id: str, remote_ids: Collection[str]) -> dict[str, Known]:
    """Give those of the records that became datasets, by remote id."""
    one = HarvestObject
    columns = sa.select(one.remote_id, one.title, one.hash, one.mark, one.state, one.findings != sa.text("'[]'::jsonb")).filter_by(source_id=source_id)
    rows = model.Session.execute(columns.where(one.remote_id.in_(remote_ids))) if remote_ids else ()
    return {row[0]: Known(row[1], Stamp(row[2], row[3]), row[4], row[5]) for row in rows}


def delivered(source_id: str, remote_ids: Collection[str]) -> dict[str, Delivered]:
    """Give what records delivered last time, by remote id."""
    found = sa.select(HarvestObject.remote_id, HarvestObject.package_id, HarvestObject.fields, HarvestObject.resources)
    rows = model.Session.execute(found.filter_by(source_id=source_id).where(HarvestObject.remote_id.in_(remote_ids))) if remote_ids else ()
    return {row.remote_id: Delivered(row.package_id, row.fields, row.resources) for row in rows}


def keep(source_id: str, kept: Sequence[Kept]) -> None:
    """Remember what records became; the caller commits it together with the datasets."""
    if not kept:
        return
    now = _now()
    rows = [
        {
            "source_id": source_id,
            "remote_id": one.remote_id,
            "package_id": one.delivered.package_id,
            "title": one.title,
            "hash": one.stamp.hash,
            "mark": one.stamp.mark,
            "content": one.content,
            "identifier": one.identifier,
            "fields": dict(one.delivered.fields),
            "resources": dict(one.delivered.resources),
            "findings": as_json(one.findings),
            "first_seen_at": now,
            "changed_at": now,
            "state": ACTIVE,
            "missing_runs": 0,
            "reason": "",
        }
        for one in kept
    ]
    statement = insert(HarvestObject).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in {"source_id", "remote_id", "first_seen_at"}}
    gone = {"missing_since": None, "withdrawn_at": None}
    model.Session.execute(statement.on_conflict_do_update(index_elements=["source_id", "remote_id"], set_={**changed, **gone}))


def settle(source_id: str, seen: Mapping[str, tuple[Stamp, tuple[Finding, ...]]]) -> None:
    """Remember a new mark or new findings of records that say the same as before."""
    if not seen:
        return
    table = HarvestObject.__table__
    update = (
        sa.update(table)
        .where(table.c.source_id == source_id, table.c.remote_id == sa.bindparam("record"))
        .values(mark=sa.bindparam("new_mark"), findings=sa.bindparam("new_findings"))
    )
    values = [{"record": remote_id, "new_mark": stamp.mark, "new_findings": as_json(findings)} for remote_id, (stamp, findings) in seen.items()]
    model.Session.connection().execute(update, values)


def begin(report: Report) -> int:
    """Keep that a run has begun, and that runs of this source without an end have died; give its number. Commits."""
    dead = sa.update(HarvestRun).filter_by(source_id=report.source_id, status=Status.RUNNING.value)
    model.Session.execute(dead.values(status=Status.DIED.value), execution_options={"synchronize_session": False})
    run = HarvestRun(source_id=report.source_id, started_at=_now(), ended_at=None, status=report.status.value, is_complete=False, counts={}, findings=[])
    model.Session.add(run)
    model.Session.commit()
    return run.id


def note(number: int, outcomes: Iterable[Outcome]) -> None:
    """Keep the outcomes of records; the caller commits. One that was as before and is in order needs no row."""
    rows = [
        {
            "run_id": number,
            "remote_id": one.remote_id,
            "title": one.title,
            "outcome": one.result.value,
            "findings": as_json(one.findings),
            "changes": [asdict(change) for change in one.changes],
        }
        for one in outcomes
        if one.result is not Result.UNCHANGED
    ]
    if rows:
        model.Session.execute(insert(HarvestOutcome).values(rows).on_conflict_do_nothing())


def end(number: int, report: Report) -> None:
    """Keep what a run came to. Commits."""
    values: dict[str, Any] = {"ended_at": _now(), "status": report.status.value, "is_complete": report.is_complete}
    values |= {"counts": dict(report.counts), "findings": as_json(report.findings), "held": asdict(report.held) if report.held else {}}
    model.Session.execute(sa.update(HarvestRun).filter_by(id=number).values(values), execution_options={"synchronize_session": False})
    model.Session.commit()


def last_run(source_id: str) -> PastRun | None:
    """Give the last run of a source with its outcomes; records that were as before are in it where something is wrong with them."""
    run = newest(source_id)
    if run is None:
        return None
    past = past_run(run)
    rows = tuple(outcome(row) for row in model.Session.scalars(sa.select(HarvestOutcome).filter_by(run_id=run.id).order_by(HarvestOutcome.remote_id)))
    told = {one.remote_id for one in rows}
    found = sa.select(HarvestObject.remote_id, HarvestObject.title, HarvestObject.findings).filter_by(source_id=source_id, state=ACTIVE)
    wrong = model.Session.execute(found.where(HarvestObject.findings != sa.text("'[]'::jsonb")).order_by(HarvestObject.remote_id))
    as_before = tuple(Outcome(row.remote_id, row.title, Result.UNCHANGED, from_json(row.findings)) for row in wrong if row.remote_id not in told)
    return PastRun(past.number, past.started_at, past.ended_at, past.report, (*rows, *as_before), past.decision)


def history(source_id: str, limit: int = 20) -> tuple[PastRun, ...]:
    """Give the last runs of a source, the newest first, without their outcomes."""
    runs = model.Session.scalars(sa.select(HarvestRun).filter_by(source_id=source_id).order_by(HarvestRun.id.desc()).limit(limit))
    return tuple(map(past_run, runs))


def run_of(number: int) -> PastRun | None:
    """Give one run with the outcomes that were kept of it."""
    run = model.Session.get(HarvestRun, number)
    if run is None:
        return None
    rows = model.Session.scalars(sa.select(HarvestOutcome).filter_by(run_id=number).order_by(HarvestOutcome.remote_id))
    past = past_run(run)
    return PastRun(past.number, past.started_at, past.ended_at, past.report, tuple(map(outcome, rows)), past.decision)


def source_of(number: int) -> str:
    """Give the source a run was over; empty where there is no such run."""
    return model.Session.scalar(sa.select(HarvestRun.source_id).filter_by(id=number)) or ""


def newest(source_id: str) -> HarvestRun | None:
    """Give the row of a source's last run."""
    return model.Session.scalars(sa.select(HarvestRun).filter_by(source_id=source_id).order_by(HarvestRun.id.desc()).limit(1)).first()


def past_run(run: HarvestRun) -> PastRun:
    """Give a row as a run without its outcomes."""
    held = Held(tuple(run.held.get("missing", ())), run.held.get("renamed", {}))
    report = Report(run.source_id, Status(run.status), run.is_complete, Counter(run.counts), from_json(run.findings), held)
    return PastRun(run.id, run.started_at, run.ended_at, report, (), run.decision)


def outcome(row: HarvestOutcome) -> Outcome:
    """Give a row as what one record came to."""
    return Outcome(row.remote_id, row.title, Result(row.outcome), from_json(row.findings), tuple(Change(**change) for change in row.changes))


def _now() -> datetime:
    return datetime.now(timezone.utc)
