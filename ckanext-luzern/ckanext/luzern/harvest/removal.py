"""Datasets whose record is gone: counted, withdrawn after the source's grace, taken down or brought back by a person's word.

Withdrawn is not deleted: id, name and address stay, and a delivery or a person brings the dataset back under them.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog import withdrawal
from ckanext.luzern.errors import IndexUnavailable, NothingToDecide, UnknownDataset
from ckanext.luzern.harvest import journal
from ckanext.luzern.harvest.journal import ACTIVE, TAKEN_DOWN, WITHDRAWN
from ckanext.luzern.harvest.outcome import Outcome, Result
from ckanext.luzern.model import HarvestObject
from ckanext.luzern.search import outbox
from luzern_harvesters.source import Source

log = logging.getLogger(__name__)

GONE = "Die Quelle liefert diesen Datensatz nicht mehr."
CONFIRMED = "Die Quelle liefert diesen Datensatz nicht mehr; die zuständige Stelle hat es bestätigt."
APPROVED = "approved"


def note_missing(source: Source, missing: Collection[str]) -> list[Outcome]:
    """Count one complete run without these records, and withdraw those whose grace is over; the caller commits."""
    now = datetime.now(timezone.utc)
    ours = HarvestObject.source_id == source.id
    back = sa.update(HarvestObject).where(ours, HarvestObject.missing_runs > 0, HarvestObject.remote_id.not_in(missing))
    model.Session.execute(back.values(missing_runs=0, missing_since=None), execution_options={"synchronize_session": False})
    if not missing:
        return []
    gone = sa.update(HarvestObject).where(ours, HarvestObject.state == ACTIVE, HarvestObject.remote_id.in_(missing))
    once_more = {"missing_runs": HarvestObject.missing_runs + 1, "missing_since": sa.func.coalesce(HarvestObject.missing_since, now)}
    model.Session.execute(gone.values(once_more), execution_options={"synchronize_session": False})
    found = _objects(source.id, missing)
    grace = timedelta(days=source.removal.grace_days)
    due = [one for one in found if one.missing_runs >= source.removal.runs and one.missing_since and one.missing_since + grace <= now]
    _withdraw(due, GONE, WITHDRAWN)
    return [Outcome(one.remote_id, one.title, Result.WITHDRAWN if one in due else Result.MISSING) for one in found]


def approve(source_id: str, by: str, number: int | None = None) -> tuple[list[Outcome], int]:
    """Do what the last run held: withdraw what is missing, give renamed records their datasets. Commits; give the outcomes and how many were renamed.

    ``number`` is the run that the person saw: where there is a newer one, nothing is done.

    Raises:
        NothingToDecide: the last run held nothing, is another one than the person saw, or somebody has decided.
    """
    run = journal.newest(source_id)
    if run is None or not run.held or run.decision or number not in {None, run.id}:
        raise NothingToDecide(source_id)
    renamed: dict[str, str] = run.held.get("renamed", {})
    for new, old in sorted(renamed.items()):
        rename = sa.update(HarvestObject).filter_by(source_id=source_id, remote_id=old)
        model.Session.execute(rename.values(remote_id=new, hash="", mark=""), execution_options={"synchronize_session": False})
    objects = _objects(source_id, set(run.held.get("missing", ())) - set(renamed.values()))
    _withdraw(objects, CONFIRMED, WITHDRAWN)
    run.decision, run.decided_by, run.decided_at = APPROVED, by, datetime.now(timezone.utc)
    outcomes = [Outcome(one.remote_id, one.title, Result.WITHDRAWN) for one in objects]
    _commit()
    return outcomes, len(renamed)


def take_down(dataset: str, reason: str) -> str:
    """Withdraw a dataset at once, whatever its source delivers; give its title. Commits.

    Raises:
        UnknownDataset: no harvested dataset has this name or id.
    """
    one = _by_dataset(dataset)
    title = one.title
    _withdraw([one], reason, TAKEN_DOWN)
    _commit()
    return title


def restore(dataset: str) -> str:
    """Bring a withdrawn dataset back under its address; give its title. Commits.

    Raises:
        UnknownDataset: as for ``take_down``.
    """
    one = _by_dataset(dataset)
    withdrawal.restore(one.package_id)
    outbox.put([one.package_id])
    title = one.title
    one.state, one.reason, one.withdrawn_at, one.missing_runs, one.missing_since = ACTIVE, "", None, 0, None
    _commit()
    return title


def _commit() -> None:
    """Make a person's word true, in the search too; where that is away, it learns later (``outbox``)."""
    model.Session.commit()
    try:
        outbox.drain_all()
    except IndexUnavailable as err:
        log.warning("the index is away: %s", err)


def _withdraw(objects: Sequence[HarvestObject], reason: str, state: str) -> None:
    for one in objects:
        withdrawal.withdraw(one.package_id)
        one.state, one.reason, one.withdrawn_at = state, reason, datetime.now(timezone.utc)
    outbox.put([one.package_id for one in objects])
    model.Session.flush()


def _objects(source_id: str, remote_ids: Collection[str]) -> list[HarvestObject]:
    found = sa.select(HarvestObject).filter_by(source_id=source_id, state=ACTIVE).where(HarvestObject.remote_id.in_(remote_ids))
    return list(model.Session.scalars(found.order_by(HarvestObject.remote_id).execution_options(populate_existing=True)))


def _by_dataset(dataset: str) -> HarvestObject:
    package = model.Package.get(dataset)
    one = model.Session.scalars(sa.select(HarvestObject).filter_by(package_id=package.id)).first() if package else None
    if one is None:
        raise UnknownDataset(dataset)
    return one
