"""Judging and asking in the background: what the scheduler looks after, and what the workers do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ckanext.luzern import queues

from . import days, judge, links, scores

JUDGE, NIGHTLY, LINKS = "quality judge", "quality nightly", "quality links"
SECONDS_OF_LINKS = 120  # a worker that asks harvests nothing meanwhile
TIMEOUT = 3600
HOUR = 2  # of the night, in Lucerne


def judge_changed() -> int:
    """Let a worker judge what has changed. A duty of every minute, as the others give how much they handed over."""
    return _enqueue(JUDGE, judge_stale) if judge.has_stale() else 0


def judge_every(now: datetime | None = None) -> int:
    """Let a worker judge everything anew, once a night: rules change, and promises fall due."""
    now = (now or datetime.now(days.ZURICH)).astimezone(days.ZURICH)
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return _enqueue(NIGHTLY, nightly) if now >= night and judge.has_older_than(night) else 0


def ask_links() -> int:
    """Let a worker ask the addresses whose turn it is. A duty of every few minutes."""
    return _enqueue(LINKS, check_links) if links.are_due() else 0


def judge_stale() -> None:
    """Judge what has changed, and note the day: what a worker does."""
    scores.publish()
    judge.judge(judge.stale())
    days.note()


def nightly() -> None:
    """Bring the dataset of the scores up to date, judge everything, drop addresses nobody has any more, note the day."""
    scores.publish()
    judge.judge(judge.every())
    links.forget_unused()
    days.note()


def check_links() -> None:
    """Ask addresses for a while."""
    links.check(seconds=SECONDS_OF_LINKS)


def _enqueue(title: str, work: Callable[[], None]) -> int:
    """Hand work to the workers, unless it waits for them already."""
    if title in queues.waiting():
        return 0
    queues.enqueue(work, title, queues.NORMAL, TIMEOUT)
    return 1
