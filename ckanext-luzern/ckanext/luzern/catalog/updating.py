"""Changed datasets, many at once: checked one by one as ``package_update`` checks them, written with a handful of statements.

Rows are read together before the checks and flushed together after them, as objects of CKAN's model: so plugins that watch it
see what changed. A test compares all rows with those that ``package_update`` leaves behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import ckan.plugins as p
import sqlalchemy as sa
from ckan import model, types
from ckan.lib.dictization import model_save
from sqlalchemy import orm

from ckanext.luzern.catalog import acceptance, groups, tags
from ckanext.luzern.catalog.draft import Draft
from ckanext.luzern.catalog.edits import Fields
from ckanext.luzern.errors import StoreError


def load(ids: Collection[str]) -> dict[str, model.Package]:
    """Read datasets with their resources, deleted ones too, by their ids."""
    query = sa.select(model.Package).where(model.Package.id.in_(ids)).options(orm.selectinload(model.Package.resources_all))
    return {one.id: one for one in model.Session.scalars(query, execution_options={"populate_existing": True})} if ids else {}


def checked(draft: Draft, package: model.Package, context: types.Context) -> Fields:
    """Give a dataset as ``package_update`` would store it. A resource that is as it was stays to the letter; only the others are checked.

    Raises:
        StoreError: with CKAN's messages by field.
    """
    values = {**draft.values, "id": package.id, "type": package.type}
    acceptance.require_shape(values)
    resources, before = values["resources"], _before(draft)
    changed = [position for position, resource in enumerate(resources) if resource != before.get(resource.get("id"))]
    try:
        data = acceptance.accepted({**values, "resources": [resources[position] for position in changed]}, {**context, "package": package}, "package_update")
    except StoreError as err:
        raise StoreError(_at_their_positions(err.messages, changed)) from err
    stored = dict(zip(changed, data.get("resources", ()), strict=True))
    return {**data, "resources": [stored.get(position, resource) for position, resource in enumerate(resources)]}


def write(changed: Sequence[tuple[Draft, Fields]], packages: Mapping[str, model.Package], context: types.Context) -> None:
    """Write drafts, each with what ``checked`` made of it, in the open transaction, and tell the plugins, as ``package_update`` does.

    ``packages`` are those of ``load``. A dataset in which nothing changed keeps its date, and no plugin is told of it.
    """
    if not changed:
        return
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    retagged = tags.replace({draft.package_id: [tag["name"] for tag in data.get("tags", ())] for draft, data in changed})
    told = []
    for draft, data in changed:
        package = packages[draft.package_id]
        if _bring_to(package, draft, data, context) or package.id in retagged:
            package.metadata_modified = now
            told.append((package, data))
    groups.follow_owners(package for package, _ in told)
    _flush()
    for package, data in told:
        for plugin in p.PluginImplementations(p.IPackageController):
            plugin.edit(package)
            plugin.after_dataset_update({**context, "package": package}, data)


def _before(draft: Draft) -> dict[str | None, Fields]:
    """Give the resources as they are shown now, by id."""
    return {resource["id"]: resource for resource in (draft.existing or {}).get("resources", ())}


def _at_their_positions(messages: Mapping[str, Any], changed: Sequence[int]) -> dict[str, Any]:
    """Put the messages about resources where those stand in the dataset."""
    found = dict(zip(changed, messages.get("resources", ()), strict=False))
    return {**messages, "resources": [found.get(position, {}) for position in range(max(found) + 1)]} if found else dict(messages)


def _bring_to(package: model.Package, draft: Draft, data: Fields, context: types.Context) -> bool:
    """Bring rows to what was checked; tell whether that changes any."""
    columns, _ = package.from_dict({**data, "extras": {extra["key"]: extra["value"] for extra in data["extras"]}})
    before, known = _before(draft), {row.id: row for row in package.resources_all}
    rows, changes = [], []
    for position, values in enumerate(data["resources"]):
        if values == before.get(values.get("id")):
            rows.append(known[values["id"]])
            continue
        row, change = model_save.resource_dict_save({**values, "package_id": package.id}, context)
        if row.id not in known:
            row.id = values["id"] = draft.resources[position].id  # only a delivered one can be new
        rows.append(row)
        changes.append(change)
    return _arrange(package, rows) or any(changes) or bool(columns)


def _arrange(package: model.Package, rows: list[model.Resource]) -> bool:
    """Give a dataset these resources in this order; tell whether it had others, or another order.

    One that is gone is kept as deleted, behind the others, and removed for good by the next change, as CKAN does.
    """
    before = [row for row in package.resources_all if row.state != "deleted"]
    if before == rows:
        return False
    gone_before = [row for row in package.resources_all if row.state == "deleted"]
    package.resources_all[:] = rows
    for row in gone_before:
        row.purge()
    for row in before:
        if row not in rows:
            row.state = "deleted"
            package.resources_all.append(row)
    return True


def _flush() -> None:
    """Write all changed rows of a table with one statement.

    SQLAlchemy joins statements that set the same columns: so each row of a table sets all columns that change in any of them.
    """
    rows = [(row, orm.object_mapper(row)) for row in model.Session.dirty]
    columns = defaultdict[Any, set[str]](set)
    for row, mapper in rows:
        columns[mapper] |= {column.key for column in mapper.column_attrs if orm.attributes.get_history(row, column.key).has_changes()}
    for row, mapper in rows:
        if model.Session.is_modified(row):
            for name in columns[mapper]:
                orm.attributes.flag_modified(row, name)
    model.Session.flush()
