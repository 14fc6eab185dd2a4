"""Harvested datasets into CKAN: the only caller of ``package_create`` and ``package_update``.

Nothing is committed here: dataset and harvest object become visible together, in the caller's transaction, and the index
learns of them afterwards (``commit``). CKAN leaves both to us with ``defer_commit`` and ``return_id_only`` in the context.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan import model, types
from ckan.lib import search

from ckanext.luzern import config
from ckanext.luzern.catalog import attachments
from ckanext.luzern.catalog.attachments import Attachment, Open
from ckanext.luzern.catalog.to_package import Fields, to_package, to_resource
from ckanext.luzern.errors import IndexUnavailable, StoreError
from ckanext.luzern.logic import naming
from luzern_harvesters.record import DatasetRecord, Distribution
from luzern_harvesters.source import Source

ZURICH = ZoneInfo("Europe/Zurich")
NEVER_KEPT = ("metadata_modified", "organization", "num_resources", "num_tags", "resources")  # CKAN's own account of the dataset
DATA_FIELDS = ("url", "hash", "size", "modified")  # a change in one of them is a change of the data


@dataclass(frozen=True)
class Delivered:
    """What a record delivered last time: names of its fields, and per distribution its resource's id and field names."""

    package_id: str
    fields: tuple[str, ...]
    resources: Mapping[str, Mapping[str, Any]]  # key of the distribution: {"id": …, "fields": […]}


@dataclass(frozen=True)
class _Resource:
    values: Fields
    fields: tuple[str, ...]
    key: str
    is_changed: bool
    attachment: Attachment | None = None


def write(record: DatasetRecord, source: Source, owner: str, open_file: Open, before: Delivered | None) -> Delivered:
    """Create the record's dataset, or bring it to what the record says now.

    What the record no longer delivers goes; what a person added to dataset or resources stays. ``owner`` is the organisation's id.

    Raises:
        StoreError: CKAN refuses the dataset.
        RecordError: a file can't be read.
    """
    existing = _show(before.package_id) if before else None
    known = {resource["id"]: resource for resource in existing["resources"]} if existing else {}
    resources = [_resource(distribution, known, before, open_file) for distribution in record.distributions]
    delivered = {**to_package(record, source), "owner_org": owner}
    values = {**_kept(existing or {}, before.fields if before else ()), **delivered}
    ours = {entry["id"] for entry in before.resources.values()} if before else set()
    by_people = [resource for resource in known.values() if resource["id"] not in ours]
    values["resources"] = [*(resource.values for resource in resources), *by_people]
    if existing is None:
        values["name"] = values["identifier"] = naming.free_name(record.title.get("de") or next(iter(record.title.values()), ""))
        values.setdefault("issued", _today())
    elif not record.modified and (any(resource.is_changed for resource in resources) or len(known) != len(values["resources"])):
        values["modified"] = _today()
    package_id = _save(values, resources, is_new=existing is None)
    written = {resource.key: {"id": resource.values["id"], "fields": list(resource.fields)} for resource in resources}
    return Delivered(package_id, tuple(sorted(delivered)), written)


def commit(package_id: str) -> None:
    """Make what was written visible, then tell the index; a lost index can be rebuilt, a lost dataset not.

    Raises:
        IndexUnavailable: the dataset is there, the index does not know.
    """
    model.Session.commit()
    try:
        search.rebuild(package_id)
    except search.SearchIndexError as err:
        model.Session.rollback()
        raise IndexUnavailable(str(err)) from err


def _resource(distribution: Distribution, known: Mapping[str, Fields], before: Delivered | None, open_file: Open) -> _Resource:
    earlier = before.resources.get(distribution.key, {}) if before else {}
    previous = known.get(earlier.get("id", ""), {})
    delivered, attachment = to_resource(distribution), None
    if distribution.file:
        if _has_file(previous, distribution):
            delivered |= {field: previous[field] for field in ("url", "url_type", "hash", "size") if field in previous}
        else:
            attachment = attachments.read(distribution, open_file)
            delivered |= {"url": attachment.name, "url_type": "upload", "hash": attachment.checksum, "size": attachment.size}
    else:
        delivered.setdefault("url_type", "")
    values = {**_kept(previous, earlier.get("fields", ())), **delivered, "id": previous.get("id") or str(uuid.uuid4())}
    is_changed = attachment is not None or not all(_is_same(values.get(field), previous.get(field)) for field in DATA_FIELDS)
    if attachment:
        values["last_modified"] = datetime.now(ZoneInfo("UTC")).replace(tzinfo=None).isoformat()
        if previous and not distribution.modified:
            values["modified"] = _today()
    elif _is_as_it_was(values, previous):
        values = previous  # to the letter: CKAN neither checks nor dates a resource that is as it was
    return _Resource(values, tuple(sorted(delivered)), distribution.key, is_changed, attachment)


def _is_as_it_was(values: Fields, previous: Fields) -> bool:
    return values.keys() <= previous.keys() and all(_is_same(values.get(name), value) for name, value in previous.items() if name != "metadata_modified")


def _is_same(new: Any, old: Any) -> bool:
    """Compare values whatever CKAN made of them: it stores numbers as text."""
    return new == old or str(new or "") == str(old or "")


def _has_file(previous: Fields, distribution: Distribution) -> bool:
    return previous.get("url_type") == "upload" and bool(distribution.checksum) and previous.get("hash") == distribution.checksum.lower()


def _kept(existing: Fields, delivered_before: tuple[str, ...] | list[str]) -> Fields:
    """Give what a person added: everything but what the source delivered last time."""
    return {name: value for name, value in existing.items() if name not in delivered_before and name not in NEVER_KEPT}


def _save(values: Fields, resources: list[_Resource], *, is_new: bool) -> str:
    context: types.Context = {"user": config.harvest_user(), "ignore_auth": True, "defer_commit": True, "return_id_only": True}
    try:
        package_id = tk.get_action("package_create" if is_new else "package_update")(context, values)
        for resource in resources:
            if resource.attachment:
                resource.attachment.store(resource.values["id"])
    except tk.ValidationError as err:
        model.Session.rollback()
        raise StoreError(err.error_dict) from err
    return package_id


def _show(package_id: str) -> Fields:
    return tk.get_action("package_show")({"user": config.harvest_user(), "ignore_auth": True, "use_cache": False}, {"id": package_id})


def _today() -> str:
    return datetime.now(ZURICH).date().isoformat()
