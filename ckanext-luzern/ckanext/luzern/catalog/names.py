"""Names that datasets had before: what an old address leads to.

A rename is noticed where it is written, whichever way it comes (form, API, a script of our own): SQLAlchemy tells of it before the row
changes. CKAN's hooks for datasets come later, when nobody knows the old name any more.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import get_history

from ckanext.luzern.model import FormerName

CHANGE = "before_update"


def watch() -> None:
    """Remember former names from now on; asked twice, it does nothing."""
    if not event.contains(model.Package, CHANGE, _remember):
        event.listen(model.Package, CHANGE, _remember)


def current(former: str) -> str | None:
    """Give the name of the dataset that had this one before; None where nobody had it, or visitors may not know of whoever had."""
    package = model.Package
    query = sa.select(package.name).join(FormerName, FormerName.package_id == package.id).where(FormerName.name == former, package.name != former)
    return model.Session.scalar(query.where(package.private.is_(False), package.state.in_([model.State.ACTIVE, model.State.DELETED])))


def _remember(mapper: Any, connection: sa.Connection, package: model.Package) -> None:
    """Keep the name that the database has while another is about to be written; the same transaction writes both."""
    if get_history(package, "name").added:
        table = model.package_table.c
        former = connection.scalar(sa.select(table.name).where(table.id == package.id))
        if former and former != package.name:
            row = {"name": former, "package_id": package.id}
            kept = insert(FormerName).values(row).on_conflict_do_update(index_elements=["name"], set_={**row, "changed_at": sa.func.now()})
            connection.execute(kept)
