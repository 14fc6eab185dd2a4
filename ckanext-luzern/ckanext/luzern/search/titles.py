"""The datasets everybody may see by title, from the database alone: the way into the catalogue while the search is away."""

from __future__ import annotations

import json
from collections.abc import Collection

import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import aliased

from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.presenters.browsing import Titled

MOST = 1000  # on a page


def titles(organizations: Collection[str] = (), theme: str = "") -> list[Titled]:
    """Give the datasets, only those of organisations or of a theme where names are given; the first 1000 by title."""
    package, owner = model.Package, aliased(model.Group)
    filed = sa.select(model.Group.name).join(model.Member, model.Member.group_id == model.Group.id)
    filed = filed.where(model.Member.table_id == package.id, model.Member.state == model.State.ACTIVE, model.Group.type == "group")
    themes = sa.func.array(filed.correlate(package).scalar_subquery())
    query = sa.select(package.name, package.title, package.extras["title_translated"].astext, themes)
    query = query.where(*PUBLIC)
    if organizations:
        query = query.join(owner, owner.id == package.owner_org).where(owner.name.in_(organizations))
    if theme:
        query = query.where(filed.where(model.Group.name == theme).correlate(package).exists())
    rows = model.Session.execute(query.order_by(package.title).limit(MOST))
    return [Titled(name, json.loads(translated) if translated else {"de": title}, tuple(found or ())) for name, title, translated, found in rows]


def numbers() -> dict[str, int]:
    """Give how many datasets each organisation has, by its name; those without any are left out."""
    package, owner = model.Package, model.Group
    query = sa.select(owner.name, sa.func.count()).join(package, package.owner_org == owner.id).where(*PUBLIC).group_by(owner.name)
    return dict(model.Session.execute(query).tuples().all())
