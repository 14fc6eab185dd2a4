"""Datasets as ``package_show`` gives them, many at once: five queries for any number of datasets, and no question to the index.

CKAN reads and checks one dataset at a time, twice for the index: once by its own schema, once by ours. Here rows are read
together and turned into dictionaries by CKAN's own functions, and what the two schemas do to them is worked out once
(catalog/showing.py). The answers are the same, which a test compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model, types
from ckan.lib import dictization
from ckan.lib.dictization import model_dictize

from ckanext.luzern.catalog import showing

Values = dict[str, Any]  # Any: a package, resource, group … as CKAN's actions give it


NOT_OF_THE_ORGANIZATION = {"extras", "capacity", "table_id"}


@dataclass(frozen=True)
class Shown:
    """One dataset: its row, and what ``package_show`` gives with CKAN's own schema (``default``) and with ours (``custom``)."""

    package: model.Package = field(repr=False)
    default: Values
    custom: Values


@dataclass
class _Rows:
    """What belongs to the datasets asked for, by dataset id."""

    resources: dict[str, list[Any]]
    tags: dict[str, list[Any]]
    groups: dict[str, list[Values]]
    organizations: dict[str, Values]
    subjects: dict[str, list[Any]]
    objects: dict[str, list[Any]]


def show(ids: Sequence[str]) -> list[Shown]:
    """Give the datasets with these ids, deleted ones too, in the order of the ids; one that is gone for good is left out.

    The session must have nothing unwritten: rows are read anew.
    """
    found = {one.id: one for one in model.Session.scalars(_packages(ids), execution_options={"populate_existing": True})}
    rows = _rows(ids, found.values())
    return [_shown(found[package_id], rows) for package_id in dict.fromkeys(ids) if package_id in found]


def find(reference: str) -> model.Package | None:
    """Give the row of the dataset with this id or name, in one query where CKAN takes two."""
    package = model.Package
    query = sa.select(package).where((package.id == reference) | (package.name == reference))
    return model.Session.scalars(query.order_by((package.id == reference).desc())).first()


def show_one(package: model.Package, context: types.Context) -> Values:
    """Give a dataset of which the row is at hand as ``package_show`` gives it with our schema."""
    values = _values(package, _rows([package.id], [package]), context)
    if context.get("for_view"):
        for plugin in p.PluginImplementations(p.IPackageController):
            values = plugin.before_dataset_view(values)
    return _custom(values, package, context)


def _shown(package: model.Package, rows: _Rows) -> Shown:
    context: types.Context = {"ignore_auth": True, "package": package}
    values = _values(package, rows, context)
    return Shown(package, showing.default(values), _custom(values, package, context))


def _values(package: model.Package, rows: _Rows, context: types.Context) -> Values:
    """Give a dataset before any schema looks at it."""
    values = _package(package, rows, context)
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


def _package(package: model.Package, rows: _Rows, context: types.Context) -> Values:
    values = dictization.table_dictize(package, context)
    values.pop("plugin_data")
    resources = [model_dictize.resource_dictize(row, context) for row in rows.resources[package.id]]
    tags = [_without(dictization.table_dictize(row, context), "package_id") for row in rows.tags[package.id]]
    groups = [group.copy() for group in rows.groups[package.id]]
    organization = rows.organizations.get(package.owner_org or "")
    return {
        **values,
        "title": values["title"] and values["title"].strip(),
        "resources": resources,
        "num_resources": len(resources),
        "tags": [{**tag, "display_name": tag["name"]} for tag in tags],
        "num_tags": len(tags),
        "extras": [{"key": key, "value": value} for key, value in (values["extras"] or {}).items()],
        "groups": groups,
        "organization": organization and organization.copy(),
        "relationships_as_subject": dictization.obj_list_dictize(rows.subjects[package.id], context),
        "relationships_as_object": dictization.obj_list_dictize(rows.objects[package.id], context),
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


def _rows(ids: Sequence[str], packages: Iterable[model.Package]) -> _Rows:
    relationships = model.Session.execute(_relationships(ids)).all()
    groups, organizations = _groups(ids, {package.owner_org for package in packages if package.owner_org})
    return _Rows(
        resources=_by("package_id", model.Session.execute(_resources(ids))),
        tags=_by("package_id", model.Session.execute(_tags(ids))),
        groups=groups,
        organizations=organizations,
        subjects=_by("subject_package_id", relationships),
        objects=_by("object_package_id", relationships),
    )


def _packages(ids: Collection[str]) -> Any:
    return sa.select(model.Package).where(model.Package.id.in_(ids))


def _resources(ids: Collection[str]) -> Any:
    resource = model.resource_table.c
    return sa.select(model.resource_table).where(resource.package_id.in_(ids), resource.state == "active").order_by(resource.position)


def _tags(ids: Collection[str]) -> Any:
    tag, member = model.tag_table.c, model.package_tag_table.c
    query = sa.select(model.tag_table, member.state, member.package_id).join(model.package_tag_table, tag.id == member.tag_id)
    return query.where(member.package_id.in_(ids), member.state == "active").order_by(tag.name.collate("C"))


def _relationships(ids: Collection[str]) -> Any:
    relationship = model.package_relationship_table.c
    of_ours = relationship.subject_package_id.in_(ids) | relationship.object_package_id.in_(ids)
    return sa.select(model.package_relationship_table).where(of_ours)


def _groups(ids: Collection[str], owners: Collection[str]) -> tuple[dict[str, list[Values]], dict[str, Values]]:
    """Give the themes of each dataset as CKAN shows them, in the order of their titles, and the organisations by their id."""
    group, member = model.group_table.c, model.member_table.c
    files = (group.id == member.group_id) & member.table_id.in_(ids) & (member.state == "active")
    query = sa.select(model.group_table, member.capacity, member.table_id).outerjoin(model.member_table, files)
    is_theme = (group.is_organization == sa.false()) & member.table_id.isnot(None)
    by_dataset, known, organizations = defaultdict(list), {}, {}
    row: Any  # CKAN's functions take a row of the table for the group
    for row in model.Session.execute(query.where(is_theme | (group.id.in_(owners) & (group.state == "active")))):
        if row.is_organization:
            organizations[row.id] = {name: value for name, value in dictization.table_dictize(row, {}).items() if name not in NOT_OF_THE_ORGANIZATION}
            continue
        if (row.id, row.capacity) not in known:
            parts = {"include_groups": False, "include_users": False, "include_extras": False}
            known[row.id, row.capacity] = model_dictize.group_dictize(row, {"ignore_auth": True}, packages_field=None, **parts)
        by_dataset[row.table_id].append(known[row.id, row.capacity])
    return defaultdict(list, {package_id: sorted(groups, key=_by_title) for package_id, groups in by_dataset.items()}), organizations


def _by_title(group: Values) -> str:
    return tk.h.strxfrm(group["display_name"])


def _by(column: str, rows: Iterable[Any]) -> dict[str, list[Any]]:
    result = defaultdict(list)
    for row in rows:
        result[row._mapping[column]].append(row)  # noqa: SLF001  the public name of a row as a mapping
    return result


def _without(values: Values, name: str) -> Values:
    return {key: value for key, value in values.items() if key != name}
