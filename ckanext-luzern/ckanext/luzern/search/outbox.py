"""The outbox: datasets the index has yet to learn of. Rows are written with the dataset, and removed once Solr has taken it.

So a process that dies, or an index that is away, loses no change; the next drain sends what the dataset is by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog import read
from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.model import OutboxEntry
from ckanext.luzern.search import documents, solr
from ckanext.luzern.search.documents import Document

LIMIT = 200  # datasets in one request


def put(package_ids: Iterable[str]) -> None:
    """Let the index learn of these datasets, once the caller's transaction is committed."""
    if rows := [{"package_id": package_id} for package_id in dict.fromkeys(package_ids)]:
        model.Session.execute(sa.insert(OutboxEntry), rows)


def drain(limit: int = LIMIT) -> int:
    """Tell the index of up to ``limit`` datasets with one request, commit, and give how many; 0 when nothing can be told now.

    Several may drain at once: a dataset of which another is telling an older state at this moment is left to a later drain,
    so that the newest state wins. The session must have nothing uncommitted.

    Raises:
        IndexUnavailable: Solr is away; all rows are still there.
    """
    rows = _take(limit)
    if rows:
        try:
            solr.update(*_said_of(rows))
        except IndexUnavailable:
            model.Session.rollback()
            raise
        _forget(rows)
    model.Session.commit()
    return len(set(rows.values()))


@contextmanager
def draining(limit: int = LIMIT) -> Iterator[None]:
    """Do the same while the caller is at work on a transaction of its own, which it commits afterwards: Solr takes as long as a good part of a batch.

    What is told was committed by an earlier transaction. Should the caller's fail, or Solr be away, the rows stay and the index is told again.
    """
    rows = _take(limit)
    if not rows:
        yield
        return
    said = _said_of(rows)
    with ThreadPoolExecutor(1) as sender:
        telling = sender.submit(solr.update, *said)
        yield
        with suppress(IndexUnavailable):
            telling.result()
            _forget(rows)


def drain_all() -> int:
    """Drain until nothing is left that can be told now; give how many datasets were told.

    Raises:
        IndexUnavailable: Solr is away; what is left is still there.
    """
    told = 0
    while count := drain():
        told += count
    return told


def _take(limit: int) -> dict[int, str]:
    """Lock rows of up to ``limit`` datasets nobody else is telling of: row id to dataset id.

    All rows of a dataset have to be ours: who holds an older one may have read the dataset before its last change, and would
    send that after us.
    """
    entry = OutboxEntry
    waiting = sa.select(entry.package_id).order_by(entry.id).limit(limit).with_for_update(skip_locked=True)
    candidates = set(model.Session.scalars(waiting))
    of_candidates = sa.select(entry.id, entry.package_id).where(entry.package_id.in_(candidates))
    ours = {row.id: row.package_id for row in model.Session.execute(of_candidates.with_for_update(skip_locked=True))}
    others = {row.package_id for row in model.Session.execute(of_candidates) if row.id not in ours}
    return {row_id: package_id for row_id, package_id in ours.items() if package_id not in others}


def _said_of(rows: Mapping[int, str]) -> tuple[list[Document], list[str]]:
    """Give the documents of the datasets that are there, and the keys of those that are gone."""
    package_ids = set(rows.values())
    there = [one for one in read.show(sorted(package_ids)) if documents.belongs(one.package)]
    gone = package_ids - {one.package.id for one in there}
    return [documents.document(one) for one in there], [documents.index_id(package_id) for package_id in gone]


def _forget(rows: Mapping[int, str]) -> None:
    model.Session.execute(sa.delete(OutboxEntry).where(OutboxEntry.id.in_(rows)))
