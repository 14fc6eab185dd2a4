"""A chart names columns of its file; of a column there is not there would be no chart, and nobody would know why."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.luzern.model import KeptPreview

from .fields import Flat, is_empty
from .messages import shown

PARTS = ("chart_x", "chart_y", "chart_by")


def check(resource: tuple[Any, ...], data: Flat, errors: Flat) -> None:
    """Refuse a column that neither the dataset's columns name, where they are described, nor the file has, as far as its preview knows it."""
    described = {_folded(value) for key, value in data.items() if key[0] == "columns" and key[-1] == "name" and not is_empty(value)}
    named = {part: data[(*resource, part)] for part in PARTS if not is_empty(data.get((*resource, part)))}
    if not described or all(_folded(name) in described for name in named.values()):
        return
    known = described | _of_preview(data.get((*resource, "id")))
    for part, name in named.items():
        if _folded(name) not in known:
            errors.setdefault((*resource, part), []).append(
                f"Eine Spalte «{shown(name)}» ist nicht beschrieben; ohne sie gibt es kein Diagramm. / "
                f"No column '{shown(name)}' is described; without it there is no chart."
            )


def _of_preview(resource_id: Any) -> set[str]:
    """Give the columns of the file as it was when its preview was made; nothing of a new one."""
    preview = model.Session.get(KeptPreview, resource_id) if isinstance(resource_id, str) else None
    return {_folded(name) for name in preview.content.get("columns", ())} if preview else set()


def _folded(name: Any) -> str:
    return str(name).strip().casefold()
