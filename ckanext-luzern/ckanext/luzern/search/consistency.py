"""Whether the index has what the database has: every dataset, none too many, each as it is now.

Both sides are read in the order of their ids and compared as they come, so that 50,000 datasets take seconds and no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from ckan import model

from ckanext.luzern import config
from ckanext.luzern.search import outbox, solr

ROWS = 2000  # read at a time
MILLISECOND = timedelta(milliseconds=1)  # as exact as Solr keeps a moment

Entry = tuple[str, datetime]
"""A dataset's id, and when its metadata was last changed (UTC, naive as CKAN keeps it)."""


@dataclass(frozen=True)
class Differences:
    """Ids of datasets the index does not know, of those only the index knows, and of those it knows in an older state."""

    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.missing or self.surplus or self.outdated)

    @property
    def all(self) -> tuple[str, ...]:
        """Give the ids of all."""
        return (*self.missing, *self.surplus, *self.outdated)


def check() -> Differences:
    """Compare index and database. What waits in the outbox is a difference too, until it is drained.

    Raises:
        IndexUnavailable: Solr can't be read.
    """
    missing: list[str] = []
    surplus: list[str] = []
    outdated: list[str] = []
    for in_database, in_index in _pairs(_database(), _index()):
        if in_index is None and in_database:
            missing.append(in_database[0])
        elif in_database is None and in_index:
            surplus.append(in_index[0])
        elif in_database and in_index and abs(in_database[1] - in_index[1]) >= MILLISECOND:
            outdated.append(in_database[0])
    return Differences(tuple(missing), tuple(surplus), tuple(outdated))


def repair(differences: Differences) -> int:
    """Tell the index of these datasets anew; give how many were told. What can't be told now stays in the outbox.

    Raises:
        IndexUnavailable: Solr is away.
    """
    outbox.put(differences.all)
    model.Session.commit()
    return outbox.drain_all()


def _pairs(first: Iterator[Entry], second: Iterator[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Give the entries of both by id, None where one of them has none; both are in the order of their ids."""
    one, other = next(first, None), next(second, None)
    while one or other:
        if other is None or (one and one[0] < other[0]):
            yield one, None
            one = next(first, None)
        elif one is None or other[0] < one[0]:
            yield None, other
            other = next(second, None)
        else:
            yield one, other
            one, other = next(first, None), next(second, None)


def _database() -> Iterator[Entry]:
    package = model.Package
    query = sa.select(package.id, package.metadata_modified).order_by(package.id.collate("C"))
    if not config.index_keeps_deleted():
        query = query.where(package.state != "deleted")
    for row in model.Session.execute(query, execution_options={"yield_per": ROWS}):
        yield row.id, row.metadata_modified


def _index() -> Iterator[Entry]:
    query = f'+entity_type:package +site_id:"{config.site_id()}"'
    for found in solr.walk(query, ["id", "metadata_modified"], "id asc, index_id asc", ROWS):
        yield found["id"], datetime.fromisoformat(found["metadata_modified"].removesuffix("Z"))
