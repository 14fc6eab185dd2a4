"""One run per source at a time: an advisory lock of PostgreSQL, which dies with the process that holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.errors import SourceBusy


@contextmanager
def only_run(source_id: str) -> Iterator[None]:
    """Hold the source; the lock has a connection of its own, so that commits of the run do not touch it.

    Raises:
        SourceBusy: another process holds it.
    """
    key = _key(source_id)
    with model.Session.get_bind().engine.connect() as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
            raise SourceBusy(source_id)
        connection.commit()  # an open transaction would hold back the vacuum for as long as the run takes
        try:
            yield
        finally:
            connection.scalar(sa.select(sa.func.pg_advisory_unlock(key)))
            connection.commit()


def held(source_ids: Collection[str]) -> set[str]:
    """Give the sources that a process holds at this moment: one query, and no lock is taken."""
    key = sa.literal_column("(classid::bigint << 32) | objid::bigint")  # how PostgreSQL shows a lock with one number
    here = sa.text("locktype = 'advisory' AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
    keys = set(model.Session.scalars(sa.select(key).select_from(sa.table("pg_locks")).where(here)))
    return {source_id for source_id in source_ids if _key(source_id) in keys}


def _key(source_id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"luzern-harvest {source_id}".encode()).digest()[:8], "big", signed=True)
