"""New datasets, many at once: checked one by one as ``package_create`` checks them, written with a handful of statements.

The checks are CKAN's and ours, all of them, in CKAN's own machine. What is spared is what a batch can know for all of its
datasets: the schema is built once, names are given with one query after the checks (so that no other harvest waits for them),
ids are made here and asked for nowhere, and rows are flushed together. A test compares the outcome with ``package_create``'s.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import cache
from typing import Any, cast

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model, types
from ckan.lib import plugins as lib_plugins
from ckan.lib.dictization import model_save

from ckanext.luzern import config
from ckanext.luzern.catalog import groups
from ckanext.luzern.catalog.checking import Check
from ckanext.luzern.catalog.draft import Draft
from ckanext.luzern.catalog.edits import Fields
from ckanext.luzern.errors import StoreError
from ckanext.luzern.logic import naming, shape
from luzern_schemas import fields

Flat = dict[Any, Any]  # Any: CKAN's flattened data, by tuples of names and positions

REPEATING = tuple(field.name for field in fields.dataset_fields() if field.repeating)


def new_context() -> types.Context:
    """Give the context in which the datasets of one batch are checked and written."""
    return _context({"accepted_owners": set()})


def checked(draft: Draft, context: types.Context) -> Fields:
    """Give a dataset as ``package_create`` would store it, without ids and under a provisional name.

    Raises:
        StoreError: with CKAN's messages by field.
    """
    name = naming.slug(draft.title)
    values = {"type": "dataset", **draft.values, "name": name, "identifier": name}
    try:
        shape.check(values)
        shape.check_licences(values["resources"])
    except tk.ValidationError as err:
        raise StoreError(err.error_dict) from err
    data, errors = _check()(values, context)
    if errors:
        raise StoreError(errors)
    extras = [*data.get("extras", ()), *({"key": name, "value": json.dumps(data[name])} for name in REPEATING if name in data)]
    return {**data, "extras": extras}


def add(new: Sequence[tuple[Draft, Fields]], context: types.Context) -> list[model.Package]:
    """Write drafts, each with what ``checked`` made of it, in the open transaction, and tell the plugins, as ``package_create`` does."""
    names = naming.free_names(draft.title for draft, _ in new)
    creator = model.User.by_name(config.harvest_user())
    assert creator, "the harvest user is created by `ckan luzern init`"
    packages = []
    for (draft, data), name in zip(new, names, strict=True):
        data.update(id=draft.package_id, name=name, creator_user_id=creator.id)
        packages.append(_package(draft, data, context))
    model.Session.add_all(packages)
    model.Session.flush()
    groups.add_members((package.id, package.owner_org, "organization") for package in packages)
    _tag(new)
    for package, (_, data) in zip(packages, new, strict=True):
        _tell(package, data, context)
    return packages


def _package(draft: Draft, data: Fields, context: types.Context) -> model.Package:
    package = model.Package()
    extras = {extra["key"]: extra["value"] for extra in data["extras"]} | {"identifier": data["name"]}
    package.from_dict({**data, "extras": extras})
    package.metadata_created = package.metadata_modified = datetime.now(timezone.utc).replace(tzinfo=None)
    for one, values in zip(draft.resources, data.get("resources", ()), strict=True):
        resource, _ = model_save.resource_dict_save(dict(values), context)
        resource.id = values["id"] = one.id
        package.resources_all.append(resource)
    return package


def _tag(new: Sequence[tuple[Draft, Fields]]) -> None:
    """Give the datasets their tags; missing ones are made. The lock on names keeps two harvests from making the same.

    Not by relations of the model: each dataset would make it look through all others with the same tag.
    """
    tags = [(draft.package_id, name) for draft, data in new for name in dict.fromkeys(tag["name"] for tag in data.get("tags", ()))]
    names = {name for _, name in tags}
    query = sa.select(model.Tag.name, model.Tag.id).where(model.Tag.name.in_(names), model.Tag.vocabulary_id.is_(None))
    known = {row.name: row.id for row in model.Session.execute(query)}
    missing = [{"id": str(uuid.uuid4()), "name": name} for name in sorted(names - known.keys())]
    known |= {tag["name"]: tag["id"] for tag in missing}
    if missing:
        model.Session.execute(sa.insert(model.tag_table), missing)
    if tags:
        rows = [{"package_id": package_id, "tag_id": known[name], "state": "active"} for package_id, name in tags]
        model.Session.execute(sa.insert(model.package_tag_table), rows)


def _tell(package: model.Package, data: Fields, context: types.Context) -> None:
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.create(package)
        plugin.after_dataset_create(context, data)
    if config.has_default_views():
        tk.get_action("package_create_default_resource_views")({"user": config.harvest_user(), "ignore_auth": True}, {"package": data})


@cache
def _check() -> Check:
    """Give the check of ``package_create``, with the schema as scheming fills it, without the questions to the database that a batch answers itself.

    Scheming puts its validators into the schema it is given; here it gets a dataset that no validator has to look up. What
    makes extras of repeating fields stands in no schema; ``checked`` does it.
    """
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema = plugin.create_package_schema()
    lib_plugins.plugin_validate(plugin, _context({}), {"type": "dataset", "name": "-", "identifier": "-"}, schema, "package_create")
    schema["name"] = []  # a slug; the name is given when all is checked
    schema["owner_org"] = [_once(validator) for validator in schema["owner_org"]]
    return Check(schema)


def _once(validator: Any) -> Any:
    """Ask a validator once for each value that a batch's datasets have in common."""
    if validator.__code__.co_argcount != 4:
        return validator

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        accepted = context["accepted_owners"]
        if data.get(key) not in accepted:
            validator(key, data, errors, context)
            accepted.add(data.get(key))

    return validate


def _context(more: dict[str, Any]) -> types.Context:
    return cast("types.Context", {"user": config.harvest_user(), "ignore_auth": True, "session": model.Session, **more})
