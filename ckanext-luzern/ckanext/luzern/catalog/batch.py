"""A batch of harvested records into CKAN, in the caller's transaction: about two hundred at a time.

Nothing is committed and nothing indexed here. Datasets, what the harvest remembers of them and what the index has to learn
become visible together when the caller commits (docs/adr/0002).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model, types

from ckanext.luzern.catalog import acceptance, creation, edits, groups, read, showing, updating
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
    """A draft, and what its check made of it."""

    draft: Draft
    data: Fields

    @property
    def is_new(self) -> bool:
        return self.draft.existing is None


@dataclass(frozen=True)
class Written:
    """What one record became. ``findings`` tell of fields that a person had changed, ``changes`` of all that differs from before."""

    delivered: Delivered
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]


def write_all(items: Sequence[Item], source: Source, owner: str) -> list[Written]:
    """Create or update the dataset of each record; ``owner`` is the organisation's id. Give what each became, in their order.

    What a record no longer delivers goes; what a person added to dataset or resources stays. All files are read, and all
    datasets checked, before the first row is written.

    Raises:
        Refused: nothing is written and the session is rolled back; write again without the refused ones.
    """
    context = acceptance.new_context()
    existing = _existing(items)
    packages = updating.load(existing)
    prepared = [_prepare(item, existing, packages, source, owner, context) for item in items]
    if refused := {position: one for position, one in enumerate(prepared) if not isinstance(one, _Prepared)}:
        model.Session.rollback()
        raise Refused(refused)
    ready = [one for one in prepared if isinstance(one, _Prepared)]
    with groups.together():
        updating.write([(one.draft, one.data) for one in ready if not one.is_new], packages, context)
        packages |= {package.id: package for package in creation.write([(one.draft, one.data) for one in ready if one.is_new], context)}
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


def _prepare(
    item: Item, existing: Mapping[str, Fields], packages: Mapping[str, model.Package], source: Source, owner: str, context: types.Context
) -> _Prepared | StoreError | RecordError:
    try:
        one = draft(item, existing.get(item.before.package_id) if item.before else None, source, owner)
        data = creation.checked(one, context) if one.existing is None else updating.checked(one, packages[one.package_id], context)
    except (StoreError, RecordError) as err:
        return err
    return _Prepared(one, data)


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
