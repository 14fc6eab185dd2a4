"""The addresses in the metadata, and whether they answer.

What does not answer is asked again later and later, and counts as dead from the second time on: a server may be down for an hour.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.luzern import config
from ckanext.luzern.harvest import sources
from ckanext.luzern.model import Judgement, Link, LinkUse
from luzern_harvesters.errors import SettingsError

from .asking import PAUSE, Answer, Pace, ask, host

log = logging.getLogger(__name__)

AT_ONCE = 400  # addresses taken together, so that a process that dies leaves few to wait for their next turn
CLAIM = timedelta(hours=1)
AGAIN = timedelta(days=7)
BACK_OFF = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), AGAIN)
DEAD_FROM = 2  # failures in a row

Told = Callable[[Answer], None]


def is_dead() -> sa.ColumnElement[bool]:
    """Give the condition on ``luzern_link`` for an address that counts as dead."""
    return Link.failures >= DEAD_FROM


def dead_of(package_ids: Sequence[str]) -> Mapping[str, set[str]]:
    """Give the addresses of each dataset that count as dead."""
    dead: dict[str, set[str]] = defaultdict(set)
    uses = sa.select(LinkUse.package_id, LinkUse.url).join(Link, Link.url == LinkUse.url).where(LinkUse.package_id.in_(package_ids), is_dead())
    for row in model.Session.execute(uses):
        dead[row.package_id].add(row.url)
    return dead


def remember(uses: Iterable[tuple[str, str, str]], package_ids: Sequence[str]) -> None:
    """Write which addresses these datasets have now, as (dataset's id, address, kind); new ones are asked soon. In the caller's transaction."""
    rows = sorted(uses)
    model.Session.execute(sa.delete(LinkUse).where(LinkUse.package_id.in_(package_ids)))
    if not rows:
        return
    now = datetime.now(timezone.utc)
    urls = [{"url": url, "status": 0, "reason": "", "failures": 0, "next_at": now} for url in sorted({url for _, url, _ in rows})]
    model.Session.execute(postgresql.insert(Link).on_conflict_do_nothing(), urls)
    # Somebody else may judge the same datasets at this moment, and find the same.
    model.Session.execute(postgresql.insert(LinkUse).on_conflict_do_nothing(), [dict(zip(("package_id", "url", "kind"), row, strict=True)) for row in rows])


def forget_unused() -> None:
    """Drop addresses that no dataset has any more."""
    model.Session.execute(sa.delete(Link).where(~sa.exists().where(LinkUse.url == Link.url)))
    model.Session.commit()


def are_due() -> bool:
    """Tell whether any address is to be asked now."""
    return bool(model.Session.scalar(sa.select(sa.exists().where(Link.next_at <= sa.func.now()))))


def ask_again() -> None:
    """Make every address due now."""
    model.Session.execute(sa.update(Link).values(next_at=sa.func.now()))
    model.Session.commit()


def check(told: Told = lambda answer: None, *, seconds: float = 3600, pause: float = PAUSE) -> int:
    """Ask the addresses that are due, for no longer than so many seconds; give how many were asked.

    Several processes may do so at once: each takes other addresses.
    """
    end, asked, ours = time.monotonic() + seconds, 0, host(config.site_url())
    internal = _internal() | {ours}
    while time.monotonic() < end and (known := _claim()):
        for answer in ask(known, Pace(end, ours, internal, pause)):
            asked += 1
            _keep(answer, known[answer.url])
            told(answer)
        model.Session.commit()
    return asked


def _internal() -> frozenset[str]:
    """Give the hosts that a source's settings let us ask though they lie in an internal network."""
    try:
        return frozenset(host(source.url) for source in sources.every_source() if source.private_addresses)
    except SettingsError as err:
        log.warning("links=internal-unknown reason=%s", err)
        return frozenset()


def _claim() -> dict[str, int]:
    """Take addresses that are due, the longest waiting first, and give how often each has failed in a row."""
    due = sa.select(Link.url).where(Link.next_at <= sa.func.now()).order_by(Link.next_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    claimed = sa.update(Link).where(Link.url.in_(due.scalar_subquery())).values(next_at=sa.func.now() + CLAIM).returning(Link.url, Link.failures)
    known = {row.url: row.failures for row in model.Session.execute(claimed)}
    model.Session.commit()
    return known


def _keep(answer: Answer, failures: int) -> None:
    """Write an answer; where an address dies or comes back, its datasets are judged again."""
    now = datetime.now(timezone.utc)
    if answer.is_busy:
        return  # the claim lets it wait an hour
    failed = 0 if answer.is_alive else failures + 1
    wait = AGAIN + _spread(answer.url) if answer.is_alive else BACK_OFF[min(failed, len(BACK_OFF)) - 1]
    values = {"status": answer.status, "reason": answer.reason, "failures": failed, "checked_at": now, "next_at": now + wait}
    model.Session.execute(sa.update(Link).where(Link.url == answer.url).values(values))
    if (failed >= DEAD_FROM) != (failures >= DEAD_FROM):
        users = sa.select(LinkUse.package_id).where(LinkUse.url == answer.url)
        model.Session.execute(sa.update(Judgement).where(Judgement.package_id.in_(users)).values(digest=""))


def _spread(url: str) -> timedelta:
    """Give up to a day, always the same for an address, so that those asked together part."""
    return timedelta(seconds=int(hashlib.sha256(url.encode()).hexdigest()[:8], 16) % 86_400)
