"""A batch of harvested records into CKAN, in the caller's transaction: about two hundred at a time.

Nothing is committed and nothing indexed here. Datasets, what the harvest remembers of them and what the index has to learn
become visible together when the caller commits (docs/adr/0002).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model, types
from sqlalchemy import orm

from ckanext.luzern import config
from ckanext.luzern.catalog import creation, edits, groups, read, showing
from ckanext.luzern.catalog.differences import Change, differences
from ckanext.luzern.catalog.draft import Delivered, Draft, Item, draft
from ckanext.luzern.catalog.edits import Fields
from ckanext.luzern.errors import Refused, StoreError
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source

UPLOADED = ("url",)  # the address of a copied file is the portal's own


@dataclass(frozen=True)
class _Prepared:
    """A draft, and for a new dataset what its check made of it."""

    draft: Draft
    data: Fields | None


@dataclass(frozen=True)
class Written:
    """What one record became. ``findings`` tell of fields that a person had changed, ``changes`` of all that differs from before."""

    delivered: Delivered
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]


def write_all(items: Sequence[Item], source: Source, owner: str) -> list[Written]:
    """Create or update the dataset of each record; ``owner`` is the organisation's id. Give what each became, in their order.

    What a record no longer delivers goes; what a person added to dataset or resources stays. All files are read, and all new
    datasets checked, before the first row is written.

    Raises:
        Refused: nothing is written and the session is rolled back; write again without the refused ones.
    """
    context = creation.new_context()
    existing = _existing(items)
    prepared = [_prepare(item, existing, source, owner, context) for item in items]
    if refused := {position: one for position, one in enumerate(prepared) if not isinstance(one, _Prepared)}:
        model.Session.rollback()
        raise Refused(refused)
    ready = [one for one in prepared if isinstance(one, _Prepared)]
    new = [(one.draft, one.data) for one in ready if one.data is not None]
    packages = _load([one.draft.package_id for one in ready if one.data is None])
    with groups.together():
        for position, one in enumerate(ready):
            if one.data is None:
                _update(position, one.draft)
        packages |= {package.id: package for package in creation.add(new, context)}
    for position, one in enumerate(ready):
        _store_files(position, one.draft)
    return [Written(_delivered(one.draft, packages[one.draft.package_id]), one.draft.findings, _changes(one.draft)) for one in ready]


def compare(items: Sequence[Item], source: Source, owner: str) -> list[tuple[Change, ...]]:
    """Give what ``write_all`` would change in the dataset of each record, and write nothing; a new dataset changes nothing.

    Raises:
        RecordError: a file can't be read.
    """
    existing = _existing(items)
    return [_changes(draft(item, existing.get(item.before.package_id) if item.before else None, source, owner)) for item in items]


def _changes(one: Draft) -> tuple[Change, ...]:
    return differences(one.existing, one.values) if one.existing else ()


def _existing(items: Sequence[Item]) -> dict[str, Fields]:
    """Give the datasets that are there already, as ``package_show`` gives them."""
    ids = [item.before.package_id for item in items if item.before]
    return {shown.package.id: shown.custom for shown in read.show(ids)} if ids else {}


def _prepare(item: Item, existing: Mapping[str, Fields], source: Source, owner: str, context: types.Context) -> _Prepared | StoreError | RecordError:
    try:
        one = draft(item, existing.get(item.before.package_id) if item.before else None, source, owner)
        return _Prepared(one, creation.checked(one, context) if one.existing is None else None)
    except (StoreError, RecordError) as err:
        return err


def _load(ids: Sequence[str]) -> dict[str, model.Package]:
    """Read known datasets with all that ``package_update`` looks at, so that it finds it in the session; it asks for one dataset at a time."""
    package = model.Package
    parts = (package.resources_all, package.relationships_as_subject, package.relationships_as_object)
    with_tags = orm.selectinload(package.package_tags).selectinload(model.PackageTag.tag)
    query = sa.select(package).where(package.id.in_(ids)).options(*map(orm.selectinload, parts), with_tags)
    return {one.id: one for one in model.Session.scalars(query, execution_options={"populate_existing": True})} if ids else {}


def _update(position: int, one: Draft) -> None:
    """Bring a dataset to its draft with ``package_update``, which gets what was read of it instead of reading it again."""
    context: Any = {"user": config.harvest_user(), "ignore_auth": True, "defer_commit": True, "return_id_only": True, "original_package": one.existing}
    session = model.Session()
    outer = session.get_nested_transaction()
    try:
        tk.get_action("package_update")(context, {**one.values, "id": one.package_id})
    except tk.ValidationError as err:
        model.Session.rollback()
        raise Refused({position: StoreError(err.error_dict)}) from err
    while (nested := session.get_nested_transaction()) is not None and nested is not outer:
        nested.commit()  # package_update leaves its savepoint open when it gives the id alone


def _store_files(position: int, one: Draft) -> None:
    for resource in one.resources:
        if resource.attachment:
            try:
                resource.attachment.store(resource.id)
            except tk.ValidationError as err:
                model.Session.rollback()
                raise Refused({position: StoreError(err.error_dict)}) from err


def _delivered(one: Draft, package: model.Package) -> Delivered:
    """Give what the next delivery will be compared with: digests of the values as the catalogue shows them now."""
    shown = showing.of_row(package)
    resources = {resource["id"]: resource for resource in shown["resources"]}
    fields = _digests(shown, one.delivered, one.stays)
    parts = {part.key: {"id": part.id, "fields": _digests(resources[part.id], part.delivered, part.stays)} for part in one.resources}
    return Delivered(package.id, fields, parts)


def _digests(shown: Mapping[str, Any], delivered: Sequence[str], stays: edits.Digests) -> dict[str, str]:
    """A field in which a person's value stays keeps the digest of what was delivered, so that it is known as theirs next time too."""
    theirs = UPLOADED if shown.get("url_type") == "upload" else ()
    return {name: stays.get(name) or ("" if name in theirs else edits.digest(shown.get(name))) for name in sorted(delivered)}
