"""Run our migrations over the connection CKAN names; tables of other owners are none of our business."""

from __future__ import annotations

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    return kind != "table" or (name or "").startswith("luzern_")


engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, version_table="luzern_alembic_version", include_object=is_ours)
    with context.begin_transaction():
        context.run_migrations()
