"""Actions of our own, and what is put before CKAN's: whatever is written is looked at first, whichever way it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog import read, rows
from ckanext.luzern.logic import licence, shape
from ckanext.luzern.model import FeedMember, Fragment

Action = Callable[[Any, dict[str, Any]], Any]  # Any: CKAN's context; what the action answers

GUARDED = tuple(f"{thing}_{verb}" for thing in ("package", "resource", "organization", "group") for verb in ("create", "update", "patch"))
PURGED = "Der Datensatz wurde endgültig gelöscht."
WITH_RESOURCES = ("package_create", "package_update")
ONE_RESOURCE = ("resource_create", "resource_update")
OTHERWISE_SHOWN = ({"use_default_schema", "include_plugin_data"}, {"schema", "validate", "for_update"})
"""What in the parameters, and what in the context, asks for a dataset in another form, or for one that is about to be written."""


def get_actions() -> dict[str, Callable[..., Any]]:
    """Give the actions by name."""
    return {**{name: _guarded(name) for name in GUARDED}, "dataset_purge": dataset_purge, "package_show": package_show}


@tk.chained_action
@tk.side_effect_free
def package_show(following: Action, context: Any, data_dict: dict[str, Any]) -> Any:
    """Give a dataset as CKAN does, to whom CKAN lets see it, from the tables read at once: not from the index, which may be away or behind."""
    parameters, of_context = OTHERWISE_SHOWN
    if not data_dict.get("id") or parameters & data_dict.keys() or of_context & context.keys():
        return following(context, data_dict)
    if not isinstance(data_dict["id"], str):
        raise tk.ValidationError({"id": [shape.NOT_A_TEXT]})
    package, is_related = rows.package(data_dict["id"]) or (None, False)
    if package is None or package.type != "dataset":
        return following(context, data_dict)
    context["session"], context["package"] = model.Session, package  # as CKAN leaves them for who called
    tk.check_access("package_show", context, {**data_dict, "id": package.id})  # by its id the session knows it
    return read.show_one(package, context, is_related=is_related)


@tk.chained_action
def dataset_purge(following: Action, context: Any, data_dict: dict[str, Any]) -> None:
    """Remember that a person took a dataset away for good: one that vanishes from the feed for opendata.swiss without a word closes it.

    Its own texts go with it, so the documents it stood in tell by those of another one that they have changed.
    """
    tk.check_access("dataset_purge", context, data_dict)
    package = model.Package.get(data_dict.get("id"))
    member = model.Session.get(FeedMember, package.id) if package else None
    if member and member.left_at is None:
        member.left_at, member.reason = datetime.now(timezone.utc), PURGED
    following(context, data_dict)
    other = sa.select(Fragment.package_id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    model.Session.execute(sa.update(Fragment).where(Fragment.package_id == other).values(built_at=sa.func.clock_timestamp()))
    model.Session.commit()


def _guarded(name: str) -> Callable[..., Any]:
    """Put the check of the shape before one of CKAN's actions."""

    @tk.chained_action
    def guarded(following: Action, context: Any, data_dict: dict[str, Any]) -> Any:
        if isinstance(data_dict.get("id"), sa.Row):  # what CKAN's bulk_update_* hand on
            data_dict["id"] = data_dict["id"][0]
        shape.check(data_dict)
        if name in ONE_RESOURCE:
            context = licence.take(context, data_dict)
        if name in WITH_RESOURCES:
            licence.spread(context, data_dict)
            shape.check_licences(data_dict.get("resources"))
        return following(context, data_dict)

    guarded.__name__ = name
    return guarded
