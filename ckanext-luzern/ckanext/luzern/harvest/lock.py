"""One run per source at a time: an advisory lock of PostgreSQL, which dies with the process that holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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
    key = int.from_bytes(hashlib.sha256(f"luzern-harvest {source_id}".encode()).digest()[:8], "big", signed=True)
    with model.Session.get_bind().engine.connect() as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
            raise SourceBusy(source_id)
        connection.commit()  # an open transaction would hold back the vacuum for as long as the run takes
        try:
            yield
        finally:
            connection.scalar(sa.select(sa.func.pg_advisory_unlock(key)))
            connection.commit()
