"""The rows of the tables that make up datasets: four queries for what belongs to any number of them, besides their own rows.

Statements are put together once: that takes longer than what PostgreSQL needs to answer them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib import dictization
from ckan.lib.dictization import model_dictize

Values = dict[str, Any]  # Any: a resource, group … as CKAN's actions give it
IDS, OWNERS = (sa.bindparam(name, expanding=True) for name in ("ids", "owners"))
NOT_OF_THE_ORGANIZATION = {"extras", "capacity", "table_id"}


@dataclass
class Rows:
    """What belongs to the datasets asked for, by dataset id; organisations by their own."""

    resources: dict[str, list[Any]]
    tags: dict[str, list[Any]]
    groups: dict[str, list[Values]]
    organizations: dict[str, Values]
    subjects: dict[str, list[Any]]
    objects: dict[str, list[Any]]


def package(reference: str) -> tuple[model.Package, bool] | None:
    """Give the dataset with this id or name, an id before a name, and whether it has relationships; in one query where CKAN takes two."""
    found = model.Session.execute(_by_reference(), {"reference": reference}).first()
    return (found[0], found[1]) if found else None


def packages(ids: Sequence[str]) -> Iterable[model.Package]:
    """Give the datasets with these ids, read anew."""
    return model.Session.scalars(_packages(), {"ids": ids}, execution_options={"populate_existing": True})


def of(ids: Sequence[str], found: Iterable[model.Package], *, are_related: bool = True) -> Rows:
    """Give what belongs to the datasets with these ids, whose own rows are at hand; ``are_related``: whether any may have relationships."""
    asked = {"ids": list(ids)}
    relationships = model.Session.execute(_relationships(), asked).all() if are_related else []
    groups, organizations = _groups_of(ids, {package.owner_org for package in found if package.owner_org})
    return Rows(
        resources=_by("package_id", model.Session.execute(_resources(), asked)),
        tags=_by("package_id", model.Session.execute(_tags(), asked)),
        groups=groups,
        organizations=organizations,
        subjects=_by("subject_package_id", relationships),
        objects=_by("object_package_id", relationships),
    )


def _groups_of(ids: Collection[str], owners: Collection[str]) -> tuple[dict[str, list[Values]], dict[str, Values]]:
    """Give the themes of each dataset as CKAN shows them, in the order of their titles, and the organisations by their id."""
    by_dataset, known, organizations = defaultdict(list), {}, {}
    row: Any  # CKAN's functions take a row of the table for the group
    for row in model.Session.execute(_groups(), {"ids": list(ids), "owners": list(owners)}):
        if row.is_organization:
            organizations[row.id] = {name: value for name, value in dictization.table_dictize(row, {}).items() if name not in NOT_OF_THE_ORGANIZATION}
            continue
        if (row.id, row.capacity) not in known:
            parts = {"include_groups": False, "include_users": False, "include_extras": False}
            known[row.id, row.capacity] = model_dictize.group_dictize(row, {"ignore_auth": True}, packages_field=None, **parts)
        by_dataset[row.table_id].append(known[row.id, row.capacity])
    return defaultdict(list, {package_id: sorted(groups, key=_by_title) for package_id, groups in by_dataset.items()}), organizations


@cache
def _by_reference() -> Any:
    one, relationship, reference = model.Package, model.package_relationship_table.c, sa.bindparam("reference")
    is_related = sa.exists().where((relationship.subject_package_id == one.id) | (relationship.object_package_id == one.id))
    return sa.select(one, is_related).where((one.id == reference) | (one.name == reference)).order_by((one.id == reference).desc())


@cache
def _packages() -> Any:
    return sa.select(model.Package).where(model.Package.id.in_(IDS))


@cache
def _resources() -> Any:
    resource = model.resource_table.c
    return sa.select(model.resource_table).where(resource.package_id.in_(IDS), resource.state == "active").order_by(resource.position)


@cache
def _tags() -> Any:
    tag, member = model.tag_table.c, model.package_tag_table.c
    query = sa.select(model.tag_table, member.state, member.package_id).join(model.package_tag_table, tag.id == member.tag_id)
    return query.where(member.package_id.in_(IDS), member.state == "active").order_by(tag.name.collate("C"))


@cache
def _relationships() -> Any:
    relationship = model.package_relationship_table.c
    return sa.select(model.package_relationship_table).where(relationship.subject_package_id.in_(IDS) | relationship.object_package_id.in_(IDS))


@cache
def _groups() -> Any:
    """Themes by the datasets filed under them, and the organisations that own datasets."""
    group, member = model.group_table.c, model.member_table.c
    filed = (group.id == member.group_id) & member.table_id.in_(IDS) & (member.state == "active")
    is_theme = (group.is_organization == sa.false()) & member.table_id.isnot(None)
    is_owner = group.id.in_(OWNERS) & (group.state == "active")
    return sa.select(model.group_table, member.capacity, member.table_id).outerjoin(model.member_table, filed).where(is_theme | is_owner)


def _by_title(group: Values) -> str:
    return tk.h.strxfrm(group["display_name"])


def _by(column: str, rows: Iterable[Any]) -> dict[str, list[Any]]:
    result = defaultdict(list)
    for row in rows:
        result[row._mapping[column]].append(row)  # noqa: SLF001  the public name of a row as a mapping
    return result
