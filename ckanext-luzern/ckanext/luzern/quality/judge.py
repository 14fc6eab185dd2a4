"""The judgement of every dataset, kept: what the check says of it, its links, and by when newer data is due.

A dataset is judged again when its text in the feeds changes, when a link of it dies or comes back, and every night.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.luzern.catalog import read
from ckanext.luzern.feeds import settings
from ckanext.luzern.feeds.profile import FULL
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.model import Fragment, Judgement

from . import freshness, links
from .asking import in_statements
from .check import Report, check_package

AT_ONCE = 200  # datasets to a transaction

Told = Callable[[int, int], None]
"""How many datasets are judged, and of how many."""


def stale() -> list[str]:
    """Give the ids of the datasets whose judgement is missing or of an older text."""
    return list(model.Session.scalars(_stale().order_by(Fragment.package_id)))


def has_stale() -> bool:
    """Tell whether anything is to be judged."""
    return model.Session.scalar(_stale().limit(1)) is not None


def has_older_than(moment: datetime) -> bool:
    """Tell whether a judgement that counts was made before a moment."""
    older = sa.and_(Judgement.package_id == Fragment.package_id, Judgement.judged_at < moment)
    return model.Session.scalar(_fragments(Fragment.package_id).where(sa.exists().where(older)).limit(1)) is not None


def every() -> list[str]:
    """Give the ids of all datasets that can be judged."""
    return list(model.Session.scalars(_fragments(Fragment.package_id).order_by(Fragment.package_id)))


def judge(package_ids: Sequence[str], told: Told = lambda done, of: None) -> int:
    """Judge datasets, a transaction for each part of them; give how many there were."""
    feed, done = settings.from_config(), 0
    for start in range(0, len(package_ids), AT_ONCE):
        done += _judge_part(package_ids[start : start + AT_ONCE], feed)
        model.Session.commit()
        told(min(start + AT_ONCE, len(package_ids)), len(package_ids))
    return done


def _judge_part(package_ids: Sequence[str], feed: FeedSettings) -> int:
    wanted = _fragments(Fragment.package_id, Fragment.digest, Fragment.nt).where(Fragment.package_id.in_(package_ids))
    rows = model.Session.execute(wanted.order_by(Fragment.package_id))  # in one order, so that two who judge the same wait for each other in turn
    fragments = {row.package_id: row for row in rows}
    links.remember(((one, *found) for one, row in fragments.items() for found in in_statements(row.nt or "", feed.site)), package_ids)
    dead = links.dead_of(package_ids)
    judgements = [
        _values(shown.custom, fragments[shown.package.id].digest, check_package(shown.custom, feed, dead=dead[shown.package.id]))
        for shown in read.show(list(fragments))
    ]
    if judgements:
        insert = postgresql.insert(Judgement).values(judgements)
        changed = {name: insert.excluded[name] for name in judgements[0] if name != "package_id"}
        model.Session.execute(insert.on_conflict_do_update(index_elements=["package_id"], set_=changed))
    return len(judgements)


def _values(package: read.Values, digest: str, report: Report) -> dict[str, Any]:
    return {
        "package_id": package["id"],
        "digest": digest,
        "judged_at": datetime.now(timezone.utc),
        "rejections": len(report.of("rejected")),
        "violations": len(report.of("violation")),
        "warnings": len(report.of("warning")),
        "points": round(report.total),
        "dimensions": {name: round(points, 1) for name, points in report.points.items()},
        "findings": [asdict(fault) for fault in report.faults],
        "due_at": freshness.due(package),
    }


def _stale() -> sa.Select[Any]:
    is_judged = sa.and_(Judgement.package_id == Fragment.package_id, Judgement.digest == Fragment.digest)
    return _fragments(Fragment.package_id).where(~sa.exists().where(is_judged))


def _fragments(*columns: Any) -> sa.Select[Any]:
    """Select from the fragments that are judged: those in full, of datasets that are not deleted."""
    package = model.Package
    of_ours = sa.and_(package.id == Fragment.package_id, package.state == model.State.ACTIVE, package.type == "dataset")
    return sa.select(*columns).join(package, of_ours).where(Fragment.profile == FULL.name)
