"""New datasets, many at once: checked one by one as ``package_create`` checks them, written with a handful of statements.

What is spared is what a batch can know for all of its datasets: names are given with one query after the checks (so that no
other harvest waits for them), ids are made here and asked for nowhere, and rows are flushed together. A test compares the
outcome with ``package_create``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model, types
from ckan.lib.dictization import model_save

from ckanext.luzern import config
from ckanext.luzern.catalog import acceptance, groups, tags
from ckanext.luzern.catalog.draft import Draft
from ckanext.luzern.catalog.edits import Fields
from ckanext.luzern.logic import naming


def checked(draft: Draft, context: types.Context) -> Fields:
    """Give a dataset as ``package_create`` would store it, without ids and under a provisional name.

    Raises:
        StoreError: with CKAN's messages by field.
    """
    name = naming.slug(draft.title)
    values = {"type": "dataset", **draft.values, "name": name, "identifier": name}
    acceptance.require_shape(values)
    return acceptance.accepted(values, context, "package_create")


def write(new: Sequence[tuple[Draft, Fields]], context: types.Context) -> list[model.Package]:
    """Write drafts, each with what ``checked`` made of it, in the open transaction, and tell the plugins, as ``package_create`` does."""
    if not new:
        return []
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
    tags.add({draft.package_id: [tag["name"] for tag in data.get("tags", ())] for draft, data in new})
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


def _tell(package: model.Package, data: Fields, context: types.Context) -> None:
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.create(package)
        plugin.after_dataset_create(context, data)
    if config.has_default_views():
        tk.get_action("package_create_default_resource_views")({"user": config.harvest_user(), "ignore_auth": True}, {"package": data})
