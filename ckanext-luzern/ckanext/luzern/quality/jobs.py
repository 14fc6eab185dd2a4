"""Judging and asking in the background: what the scheduler looks after, and what the workers do."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from . import days, judge, links, scores

QUEUE = "default"
JUDGE, NIGHTLY, LINKS = "quality judge", "quality nightly", "quality links"
SECONDS_OF_LINKS = 120  # a worker that asks harvests nothing meanwhile
TIMEOUT = 3600


def judge_changed() -> None:
    """Let a worker judge what has changed. A duty of every minute."""
    if judge.has_stale():
        _enqueue(JUDGE, judge_stale)


def judge_every() -> None:
    """Let a worker judge everything anew: rules change, and promises fall due. A duty of every night."""
    _enqueue(NIGHTLY, nightly)


def ask_links() -> None:
    """Let a worker ask the addresses whose turn it is. A duty of every few minutes."""
    if links.are_due():
        _enqueue(LINKS, check_links)


def judge_stale() -> None:
    """Judge what has changed, and note the day: what a worker does."""
    judge.judge(judge.stale())
    days.note()


def nightly() -> None:
    """Judge everything, drop addresses nobody has any more, note the day, and bring the dataset of the scores up to date."""
    judge.judge(judge.every())
    links.forget_unused()
    days.note()
    scores.publish()


def check_links() -> None:
    """Ask addresses for a while."""
    links.check(seconds=SECONDS_OF_LINKS)


def _enqueue(title: str, work: Callable[[], None]) -> None:
    """Hand work to the workers, unless it waits for them already."""
    waiting = tk.get_action("job_list")({"ignore_auth": True}, {"queues": [QUEUE], "limit": -1})
    if title not in {job["title"] for job in waiting}:
        tk.enqueue_job(work, title=title, queue=QUEUE, rq_kwargs={"timeout": TIMEOUT, "result_ttl": 0})
