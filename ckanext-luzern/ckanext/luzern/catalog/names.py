"""Names that datasets had before, and identifiers that stay: what an old address leads to.

A rename is noticed where it is written, whichever way it comes (form, API, a script of our own): SQLAlchemy tells of it before the row
changes. CKAN's hooks for datasets come later, when nobody knows the old name any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import get_history

from ckanext.luzern.model import FeedMember, FormerName, Fragment

CHANGE = "before_update"
FULL = "luzern_dcat_ap_ch"  # the profile whose fragments every dataset has; feeds, a row above, names it so too


@dataclass(frozen=True)
class Named:
    """A dataset that an identifier names. ``state`` is CKAN's, empty where the dataset is gone for good.

    ``left_at`` and ``reason`` (German) say when and why it left the feed for opendata.swiss, if it has.
    """

    name: str
    state: str
    private: bool
    left_at: datetime | None = None
    reason: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state == model.State.ACTIVE and not self.private


def watch() -> None:
    """Remember former names from now on; asked twice, it does nothing."""
    if not event.contains(model.Package, CHANGE, _remember):
        event.listen(model.Package, CHANGE, _remember)


def current(former: str) -> str | None:
    """Give the name of the dataset that had this one before; None where nobody had it, or visitors may not know of whoever had."""
    package = model.Package
    query = sa.select(package.name).join(FormerName, FormerName.package_id == package.id).where(FormerName.name == former, package.name != former)
    return model.Session.scalar(query.where(package.private.is_(False), package.state.in_([model.State.ACTIVE, model.State.DELETED])))


def identified(identifier: str) -> Named | None:
    """Give the dataset with this identifier (``wohnen@stadt-luzern``): a public one first, then the one that was there last; None for none."""
    return _stored(identifier) or _gone(identifier)


def _stored(identifier: str) -> Named | None:
    package, fragment, member = model.Package, Fragment, FeedMember
    query = sa.select(package.name, package.state, package.private, member.left_at, member.reason).join(fragment, fragment.package_id == package.id)
    query = query.outerjoin(member, member.package_id == package.id).where(fragment.identifier == identifier, fragment.profile == FULL)
    public_first = ((package.state == model.State.ACTIVE) & ~package.private).desc()
    row = model.Session.execute(query.order_by(public_first, package.metadata_modified.desc())).first()
    return Named(row.name, row.state, row.private, row.left_at, row.reason or "") if row else None


def _gone(identifier: str) -> Named | None:
    member = FeedMember
    row = model.Session.execute(sa.select(member.left_at, member.reason).where(member.identifier == identifier, member.left_at.is_not(None))).first()
    return Named("", "", private=False, left_at=row.left_at, reason=row.reason) if row else None


def _remember(mapper: Any, connection: sa.Connection, package: model.Package) -> None:
    """Keep the name that the database has while another is about to be written; the same transaction writes both."""
    if get_history(package, "name").added:
        table = model.package_table.c
        former = connection.scalar(sa.select(table.name).where(table.id == package.id))
        if former and former != package.name:
            row = {"name": former, "package_id": package.id}
            kept = insert(FormerName).values(row).on_conflict_do_update(index_elements=["name"], set_={**row, "changed_at": sa.func.now()})
            connection.execute(kept)
