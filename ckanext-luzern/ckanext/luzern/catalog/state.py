"""In what state the database is, as a word: as long as it is the same, so is everything that was read from it."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError


def seen_by(connection: Connection) -> str:
    """Give a word for what a connection sees: the transactions committed by now, in any database of the server."""
    return connection.scalar(sa.text("SELECT pg_current_snapshot()::text"))


def current() -> str | None:
    """Give that word as of now, on a connection of its own; None where the database is away."""
    try:
        with model.Session.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return seen_by(connection)
    except DBAPIError:
        return None
