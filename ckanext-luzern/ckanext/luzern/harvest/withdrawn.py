"""Datasets that are no longer in the catalogue, as their address still tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.harvest.journal import TAKEN_DOWN, WITHDRAWN
from ckanext.luzern.model import HarvestObject


@dataclass(frozen=True)
class Withdrawn:
    """A harvested dataset that was public once. ``at`` is aware; ``organization`` is the name of its organisation, empty where that is gone."""

    title: str
    reason: str
    at: datetime | None
    organization: str
    organization_title: str


def find(dataset: str) -> Withdrawn | None:
    """Give the withdrawn dataset of this name or id; None where there is none that visitors may know of."""
    one, package, owner = HarvestObject, model.Package, model.Group
    columns = sa.select(one.title, one.reason, one.withdrawn_at, owner.name, owner.title.label("owner_title"))
    joined = columns.join(package, package.id == one.package_id).outerjoin(owner, (owner.id == package.owner_org) & (owner.state == "active"))
    is_gone = one.state.in_([WITHDRAWN, TAKEN_DOWN]) & ~package.private
    row = model.Session.execute(joined.where(sa.or_(package.name == dataset, package.id == dataset), is_gone)).first()
    return Withdrawn(row.title, row.reason, row.withdrawn_at, row.name or "", row.owner_title or "") if row else None
