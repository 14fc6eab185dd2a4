"""What search engines are told of the portal's pages: a sitemap for the fixed ones, organisations and themes, and one for every so many datasets.

After sitemaps.org 0.9: an index of sitemaps, each of at most 50,000 addresses with the moment of the last change. Only what everybody may
see is in it, read from the database (docs/adr/0003).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog.visibility import PUBLIC

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PER_FILE = 5000  # datasets; the limit is 50,000 addresses, but smaller files are read again sooner
FIXED = ("/", "/dataset/", "/organization/", "/group/", "/about", "/api-docs", "/feeds", "/quality", "/harvest")
KINDS = {"organization": "/organization/", "group": "/group/"}


@dataclass(frozen=True)
class Place:
    """An address below the site's, and when what stands there changed last (UTC, naive as CKAN keeps it)."""

    path: str
    changed: datetime | None = None


def parts() -> list[Place]:
    """Give the sitemaps of the datasets: each with the newest change in it."""
    package = model.Package
    number = ((sa.func.row_number().over(order_by=_order()) - 1) // PER_FILE + 1).label("number")
    numbered = sa.select(number, package.metadata_modified.label("changed")).where(*PUBLIC).subquery()
    rows = model.Session.execute(sa.select(numbered.c.number, sa.func.max(numbered.c.changed)).group_by(numbered.c.number).order_by(numbered.c.number))
    return [Place(f"/sitemap/{int(part)}.xml", changed) for part, changed in rows]


def datasets(number: int) -> list[Place]:
    """Give the pages of the datasets of one sitemap, in the order they came to the portal, so that a new one changes the last sitemap alone."""
    package = model.Package
    query = sa.select(package.name, package.metadata_modified).where(*PUBLIC).order_by(*_order())
    return [Place(f"/dataset/{name}", changed) for name, changed in model.Session.execute(query.offset((number - 1) * PER_FILE).limit(PER_FILE))]


def pages() -> list[Place]:
    """Give the fixed pages, and those of organisations and themes."""
    group = model.Group
    rows = model.Session.execute(
        sa.select(group.type, group.name).where(group.state == model.State.ACTIVE, group.type.in_(KINDS)).order_by(group.type, group.name)
    )
    return [*(Place(path) for path in FIXED), *(Place(KINDS[kind] + name) for kind, name in rows)]


def extent() -> tuple[int, datetime | None]:
    """Give how many datasets are public, and when the newest changed."""
    package = model.Package
    count, changed = model.Session.execute(sa.select(sa.func.count(), sa.func.max(package.metadata_modified)).where(*PUBLIC)).one()
    return count, changed


def first() -> str:
    """Give the name of the first public dataset, to show a command with that keeps its name; empty where there is none."""
    package = model.Package
    has_identifier = package.extras["identifier"].astext == package.name
    return model.Session.scalar(sa.select(package.name).where(*PUBLIC, has_identifier).order_by(*_order()).limit(1)) or ""


def index(site: str, places: Iterable[Place]) -> str:
    """Write an index of sitemaps."""
    return _document("sitemapindex", "sitemap", site, places)


def sitemap(site: str, places: Iterable[Place]) -> str:
    """Write a sitemap."""
    return _document("urlset", "url", site, places)


def _document(root: str, entry: str, site: str, places: Iterable[Place]) -> str:
    entries = (f"<{entry}><loc>{escape(site + place.path)}</loc>{_last_change(place.changed)}</{entry}>\n" for place in places)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{"".join(entries)}</{root}>\n'


def _last_change(moment: datetime | None) -> str:
    return f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""


def _order() -> tuple[Any, Any]:
    return model.Package.metadata_created, model.Package.id
