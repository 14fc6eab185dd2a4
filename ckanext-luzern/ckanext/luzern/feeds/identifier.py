"""Identifiers, which stay whatever a dataset is called: what each leads to, also when the dataset is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.feeds.profile import FULL
from ckanext.luzern.model import FeedMember, Fragment


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


def identified(identifier: str) -> Named | None:
    """Give the dataset with this identifier (``wohnen@stadt-luzern``): a public one first, then the one that was there last; None for none."""
    return _stored(identifier) or _gone(identifier)


def _stored(identifier: str) -> Named | None:
    package, fragment, member = model.Package, Fragment, FeedMember
    query = sa.select(package.name, package.state, package.private, member.left_at, member.reason).join(fragment, fragment.package_id == package.id)
    query = query.outerjoin(member, member.package_id == package.id).where(fragment.identifier == identifier, fragment.profile == FULL.name)
    public_first = ((package.state == model.State.ACTIVE) & ~package.private).desc()
    row = model.Session.execute(query.order_by(public_first, package.metadata_modified.desc())).first()
    return Named(row.name, row.state, row.private, row.left_at, row.reason or "") if row else None


def _gone(identifier: str) -> Named | None:
    member = FeedMember
    row = model.Session.execute(sa.select(member.left_at, member.reason).where(member.identifier == identifier, member.left_at.is_not(None))).first()
    return Named("", "", private=False, left_at=row.left_at, reason=row.reason) if row else None
