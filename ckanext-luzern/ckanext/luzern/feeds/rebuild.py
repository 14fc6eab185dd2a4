"""Fragments built anew, on all cores: after a change of mapping, settings or vocabularies, or of what an organisation is called.

What is there is served meanwhile. A process that dies, or two at once, do no harm: each chunk is a transaction, and the next look finds
what is left.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from ckan import model

from ckanext.luzern import queues
from ckanext.luzern.feeds import settings, store

log = logging.getLogger(__name__)

CHUNK = 200  # datasets in one transaction
TITLE = "feed rebuild"
TIMEOUT = 3600  # seconds

Progress = Callable[[int, int], None]
"""Told after each chunk: datasets done, of how many."""


def run(ids: Sequence[str], workers: int = 0, progress: Progress = lambda done, of: None) -> int:
    """Describe datasets anew and commit, chunk by chunk; give how many. ``workers``: processes, 0 for one on each core.

    A dataset that somebody is writing at this moment is left to its writer.

    Raises:
        OperationalError: the database went away; what is done stays.
    """
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    done = written = 0
    for chunk, count in zip(chunks, _written(chunks, min(workers or os.cpu_count() or 1, len(chunks))), strict=True):
        done, written = done + len(chunk), written + count
        progress(done, len(ids))
    return written


def enqueue_outdated() -> int:
    """Let a worker rebuild what is outdated, unless one has been asked already; give how many datasets."""
    ids = store.outdated(settings.from_config())
    model.Session.rollback()
    if ids and TITLE not in queues.waiting():
        queues.enqueue(rebuild_outdated, TITLE, queues.LIVE, TIMEOUT)
    return len(ids)


def rebuild_outdated() -> None:
    """Rebuild what is outdated: what a worker does."""
    ids = store.outdated(settings.from_config())
    model.Session.rollback()
    log.info("feed=rebuild datasets=%s written=%s", len(ids), run(ids))


def _written(chunks: Sequence[Sequence[str]], workers: int) -> Iterator[int]:
    """Write chunk by chunk, in order. Forked processes know the configuration already; each makes its own connections."""
    if workers <= 1:
        yield from map(store.rewrite, chunks)
        return
    model.Session.remove()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=_forget_connections) as pool:
        yield from pool.map(store.rewrite, chunks)


def _forget_connections() -> None:
    """Leave the parent's connections to the parent."""
    model.Session.get_bind().engine.dispose(close=False)
