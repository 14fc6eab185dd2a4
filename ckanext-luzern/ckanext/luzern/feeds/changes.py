"""What happened in the catalogue, newest first: datasets that came, changed, were withdrawn. Read from the tables as they are; no log is kept.

So a dataset has at most one event of each kind: when it came, and when it changed or went last.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.harvest.journal import TAKEN_DOWN, WITHDRAWN
from ckanext.luzern.model import FeedMember, HarvestObject
from luzern_harvesters.record import Text

NEW, CHANGED, GONE = "new", "changed", "withdrawn"
PER_PAGE = 50
FIRST_EDITS = sa.literal_column("interval '1 minute'")  # what is still part of publishing a dataset is no change of it


@dataclass(frozen=True)
class Event:
    """What happened to a dataset; ``at`` is aware. ``name`` is empty where the dataset is gone for good; ``reason`` (German) tells why one was withdrawn."""

    kind: str
    at: datetime
    package_id: str
    identifier: str
    name: str
    title: Text
    description: Text
    organisation: Text
    reason: str = ""


def newest(page: int, organisation: str = "", theme: str = "") -> list[Event]:
    """Give a page of events, of one organisation's or one theme's datasets (by name) or of all; an empty list beyond the last."""
    filters = [*([_is_of(organisation)] if organisation else []), *([_is_about(theme)] if theme else [])]
    parts = [_came(filters), _changed(filters), _withdrawn(filters), *([] if filters else [_purged()])]
    every = sa.union_all(*parts).subquery()
    query = sa.select(every).order_by(every.c.at.desc(), every.c.package_id, every.c.kind).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    rows = model.Session.execute(query).all()
    return [_event(row, known) for row, known in zip(rows, _details(rows), strict=True)]


def is_known(kind: str, name: str) -> bool:
    """Tell whether there is an ``organization`` or a ``group`` (theme) of this name."""
    group = model.Group
    return bool(model.Session.scalar(sa.select(group.id).where(group.type == kind, group.name == name, group.state == model.State.ACTIVE)))


def _came(filters: Sequence[Any]) -> Any:  # Any, here and below: SQLAlchemy's conditions and selects
    return _events(NEW, model.Package.metadata_created).where(*PUBLIC, *filters)


def _changed(filters: Sequence[Any]) -> Any:
    package = model.Package
    return _events(CHANGED, package.metadata_modified).where(*PUBLIC, package.metadata_modified > package.metadata_created + FIRST_EDITS, *filters)


def _withdrawn(filters: Sequence[Any]) -> Any:
    """Those a harvest or a person's word withdrew, and those deleted otherwise once the feed for opendata.swiss noticed."""
    package, one, member = model.Package, HarvestObject, FeedMember
    at = sa.func.timezone("UTC", sa.func.coalesce(one.withdrawn_at, member.left_at))
    is_gone = package.state == model.State.DELETED, package.private.is_(False), at.is_not(None)
    joined = _events(GONE, at, sa.func.coalesce(sa.func.nullif(one.reason, ""), member.reason, ""))
    joined = joined.outerjoin(one, (one.package_id == package.id) & one.state.in_([WITHDRAWN, TAKEN_DOWN]))
    return joined.outerjoin(member, member.package_id == package.id).where(*is_gone, *filters)


def _purged() -> Any:
    member, package = FeedMember, model.Package
    columns = member.package_id, sa.literal(GONE).label("kind"), sa.func.timezone("UTC", member.left_at).label("at"), member.reason.label("reason")
    query = sa.select(*columns, member.identifier.label("identifier")).outerjoin(package, package.id == member.package_id)
    return query.where(package.id.is_(None), member.left_at.is_not(None))


def _events(kind: str, at: Any, reason: Any = None) -> Any:
    why = sa.literal("") if reason is None else reason
    columns = model.Package.id.label("package_id"), sa.literal(kind).label("kind"), at.label("at"), why.label("reason")
    return sa.select(*columns, sa.literal("").label("identifier")).select_from(model.Package)


def _is_of(organisation: str) -> Any:
    return model.Package.owner_org.in_(sa.select(model.Group.id).where(model.Group.name == organisation))


def _is_about(theme: str) -> Any:
    """A dataset's membership has its state: deleted with it, and active again with it."""
    member, group = model.Member, model.Group
    members = sa.select(member.table_id).join(group, group.id == member.group_id).where(group.type == "group", group.name == theme)
    return model.Package.id.in_(members.where(member.state == model.Package.state))


def _details(rows: Sequence[Any]) -> list[Any]:
    """Give the dataset of each row; None where it is gone for good."""
    package, group = model.Package, model.Group
    query = sa.select(package.id, package.name, package.title, package.extras, group.title.label("owner")).outerjoin(group, group.id == package.owner_org)
    found = {one.id: one for one in model.Session.execute(query.where(package.id.in_({row.package_id for row in rows})))}
    return [found.get(row.package_id) for row in rows]


def _event(row: Any, known: Any) -> Event:
    at = row.at.replace(tzinfo=timezone.utc)
    if known is None:
        return Event(row.kind, at, row.package_id, row.identifier, "", {"de": row.identifier.partition("@")[0]}, {}, {}, row.reason)
    extras = known.extras or {}
    title = _text(extras.get("title_translated")) or {"de": known.title or known.name}
    owner = {"de": known.owner} if known.owner else {}
    description = _text(extras.get("notes_translated"))
    return Event(row.kind, at, row.package_id, extras.get("identifier") or known.name, known.name, title, description, owner, row.reason)


def _text(stored: str | None) -> dict[str, str]:
    return {language: text for language, text in json.loads(stored).items() if text} if stored else {}
