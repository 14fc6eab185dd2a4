"""Datasets as ``package_show`` gives them, many at once: five queries for any number of datasets, and no question to the index.

CKAN reads and checks one dataset at a time, twice for the index: once by its own schema, once by ours. Here rows are read
together and turned into dictionaries by CKAN's own functions, and what the two schemas do to them is worked out once
(catalog/showing.py). The answers are the same, which a test compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins as p
from ckan import model, types
from ckan.lib import dictization
from ckan.lib.dictization import model_dictize

from ckanext.luzern.catalog import rows, showing

Values = dict[str, Any]  # Any: a package, resource, group … as CKAN's actions give it


@dataclass(frozen=True)
class Shown:
    """One dataset: its row, and what ``package_show`` gives with CKAN's own schema (``default``) and with ours (``custom``)."""

    package: model.Package = field(repr=False)
    default: Values
    custom: Values


def show(ids: Sequence[str]) -> list[Shown]:
    """Give the datasets with these ids, deleted ones too, in the order of the ids; one that is gone for good is left out.

    The session must have nothing unwritten: rows are read anew.
    """
    found = {one.id: one for one in rows.packages(ids)}
    its = rows.of(ids, found.values())
    return [_shown(found[package_id], its) for package_id in dict.fromkeys(ids) if package_id in found]


def show_one(package: model.Package, context: types.Context, *, is_related: bool) -> Values:
    """Give a dataset of which the row is at hand as ``package_show`` gives it with our schema; ``is_related``: whether it has relationships."""
    values = _values(package, rows.of([package.id], [package], are_related=is_related), context)
    if context.get("for_view"):
        for plugin in p.PluginImplementations(p.IPackageController):
            values = plugin.before_dataset_view(values)
    return _custom(values, package, context)


def _shown(package: model.Package, its: rows.Rows) -> Shown:
    context: types.Context = {"ignore_auth": True, "package": package}
    values = _values(package, its, context)
    return Shown(package, showing.default(values), _custom(values, package, context))


def _values(package: model.Package, its: rows.Rows, context: types.Context) -> Values:
    """Give a dataset before any schema looks at it."""
    values = _package(package, its, context)
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.read(package)
    for plugin in p.PluginImplementations(p.IResourceController):
        for resource in values["resources"]:
            plugin.before_resource_show(resource)
    return values


def _custom(values: Values, package: model.Package, context: types.Context) -> Values:
    custom = showing.custom(values)
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.after_dataset_show(context, custom)
    return custom


def _package(package: model.Package, its: rows.Rows, context: types.Context) -> Values:
    values = dictization.table_dictize(package, context)
    values.pop("plugin_data")
    resources = [model_dictize.resource_dictize(row, context) for row in its.resources[package.id]]
    tags = [dictization.table_dictize(row, context) for row in its.tags[package.id]]
    groups = [group.copy() for group in its.groups[package.id]]
    organization = its.organizations.get(package.owner_org or "")
    return {
        **values,
        "title": values["title"] and values["title"].strip(),
        "resources": resources,
        "num_resources": len(resources),
        "tags": [{**{name: value for name, value in tag.items() if name != "package_id"}, "display_name": tag["name"]} for tag in tags],
        "num_tags": len(tags),
        "extras": [{"key": key, "value": value} for key, value in (values["extras"] or {}).items()],
        "groups": groups,
        "organization": organization and organization.copy(),
        "relationships_as_subject": dictization.obj_list_dictize(its.subjects[package.id], context),
        "relationships_as_object": dictization.obj_list_dictize(its.objects[package.id], context),
        "type": package.type or "dataset",
        **_licence(package),
    }


def _licence(package: model.Package) -> Values:
    """CKAN's own licence, which our datasets leave empty: theirs stands at the resources."""
    licence = package.license
    if licence is None:
        return {"isopen": False, "license_title": package.license_id}
    if not licence.url:
        return {"isopen": licence.isopen(), "license_title": licence.title}
    return {"isopen": licence.isopen(), "license_url": licence.url, "license_title": licence.title.split("::")[-1]}
