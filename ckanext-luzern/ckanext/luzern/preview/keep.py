"""The kept previews: which are missing or of an older file, and what a page asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.luzern.model import KeptPreview

from .content import FORMATS, Chart, Preview, as_values, from_values

VERSION = "3"
"""Raised when the same file gives another preview, so that every one is made anew."""


@dataclass(frozen=True)
class Wanted:
    """A resource whose preview is to be made."""

    resource_id: str
    kind: str
    chart: Chart
    mark: str


def missing() -> list[Wanted]:
    """Give the uploaded files without a preview, or with one of an older file; in any order, so that two who make them seldom make the same."""
    resource = model.Resource
    wanted = _missing(resource.id, sa.func.upper(resource.format).label("kind"), resource.extras, _mark().label("mark"))
    rows = model.Session.execute(wanted.order_by(sa.func.random()))
    return [Wanted(row.id, row.kind, _chart(row.extras or {}), row.mark) for row in rows]


def is_any_missing() -> bool:
    """Tell whether a preview is to be made."""
    return model.Session.execute(_missing(sa.literal(1)).limit(1)).first() is not None


def is_missing(wanted: Wanted) -> bool:
    """Tell whether nobody made a preview meanwhile."""
    kept = sa.exists().where(KeptPreview.resource_id == wanted.resource_id, KeptPreview.mark == wanted.mark)
    return not model.Session.scalar(sa.select(kept))


def store(wanted: Wanted, preview: Preview) -> None:
    """Keep a preview and commit; a resource that is gone meanwhile gets none."""
    values = {"mark": wanted.mark, "content": {**as_values(preview), "places": ""}, "places": preview.places, "built_at": sa.func.now()}
    there = sa.select(model.Resource.id).where(model.Resource.id == wanted.resource_id).with_for_update(read=True, key_share=True)
    if model.Session.scalar(there):
        insert = postgresql.insert(KeptPreview).values(resource_id=wanted.resource_id, **values)
        model.Session.execute(insert.on_conflict_do_update(index_elements=["resource_id"], set_=values))
    model.Session.commit()


def forget() -> None:
    """Let all be made anew."""
    model.Session.execute(sa.delete(KeptPreview))
    model.Session.commit()


def find(resource_id: str) -> Preview | None:
    """Give the preview of a resource, without its places; None where there is none yet."""
    content: Mapping[str, Any] | None = model.Session.scalar(sa.select(KeptPreview.content).where(KeptPreview.resource_id == resource_id))
    return from_values(content) if content else None


def places(resource_id: str) -> str:
    """Give the places of a resource as GeoJSON; empty where there are none."""
    return model.Session.scalar(sa.select(KeptPreview.places).where(KeptPreview.resource_id == resource_id)) or ""


def _missing(*columns: Any) -> sa.Select[Any]:
    resource, package = model.Resource, model.Package
    is_kept = sa.and_(KeptPreview.resource_id == resource.id, KeptPreview.mark == _mark())
    return (
        sa.select(*columns)
        .select_from(resource)
        .join(package, package.id == resource.package_id)
        .where(resource.state == model.State.ACTIVE, package.state != model.State.DELETED, resource.url_type == "upload")
        .where(sa.func.upper(resource.format).in_(FORMATS), ~sa.exists().where(is_kept))
    )


def _mark() -> Any:  # Any: an SQL expression
    """Sum up what a preview is made of: the file, and what the metadata says of it."""
    resource = model.Resource
    parts = (resource.hash, resource.size, resource.last_modified, resource.format, resource.extras)
    return sa.func.md5(sa.func.concat_ws("|", VERSION, *(sa.func.coalesce(sa.cast(part, sa.Text), "") for part in parts)))


def _chart(extras: Mapping[str, Any] | str) -> Chart:
    values = json.loads(extras) if isinstance(extras, str) else extras
    return Chart(*(str(values.get(name) or "") for name in ("chart_x", "chart_y", "chart_by")))
