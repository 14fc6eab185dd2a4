"""What a record makes of a dataset, before CKAN has looked at it: delivered values, people's values, files read to their end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.luzern.catalog import attachments, edits
from ckanext.luzern.catalog.attachments import Attachment, Open
from ckanext.luzern.catalog.edits import Digests, Fields, Merged
from ckanext.luzern.catalog.to_package import to_package, to_resource
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import DatasetRecord, Distribution
from luzern_harvesters.source import Source

ZURICH = ZoneInfo("Europe/Zurich")
DATA_FIELDS = ("url", "hash", "size", "modified")  # a change in one of them is a change of the data


@dataclass(frozen=True)
class Delivered:
    """What a record delivered last time: its dataset, and the digests by which a person's edits are recognised.

    ``fields``: field of the dataset to digest; ``resources``: key of the distribution to ``{"id": …, "fields": {field: digest}}``.
    """

    package_id: str
    fields: Digests
    resources: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Item:
    """One record to write, what it delivered last time, and how its files are opened."""

    record: DatasetRecord
    before: Delivered | None
    open_file: Open


@dataclass(frozen=True)
class ResourceDraft:
    """One distribution as a resource. ``id`` is its for ever; ``values`` hold it only where the resource exists."""

    key: str
    id: str
    values: Fields
    delivered: tuple[str, ...]
    stays: Digests
    is_changed: bool
    attachment: Attachment | None


@dataclass(frozen=True)
class Draft:
    """A dataset as it shall be. ``existing`` is the dataset as ``package_show`` gives it now, None for a new one."""

    package_id: str
    title: str
    values: Fields
    delivered: tuple[str, ...]
    stays: Digests
    resources: tuple[ResourceDraft, ...]
    existing: Fields | None
    findings: tuple[Finding, ...]


def draft(item: Item, existing: Fields | None, source: Source, owner: str) -> Draft:
    """Put a record and its dataset together. ``owner`` is the organisation's id.

    Raises:
        RecordError: a file can't be read.
    """
    record, before, person_wins = item.record, item.before if existing else None, source.conflicts == "person"
    known = {resource["id"]: resource for resource in existing["resources"]} if existing else {}
    drafts, findings = [], []
    for position, distribution in enumerate(record.distributions):
        one, conflicts = _resource(distribution, known, before, item.open_file, person_wins=person_wins)
        drafts.append(one)
        of = f" der Distribution «{distribution.title.get('de') or distribution.key}»"
        findings += edits.findings(conflicts, f"resources[{position}].", of, person_wins=person_wins)
    delivered = {**to_package(record, source), "owner_org": owner}
    merged = edits.merge(existing or {}, before.fields if before else {}, delivered, person_wins=person_wins)
    findings += edits.findings(merged.conflicts, "", "", person_wins=person_wins)
    ours = {entry["id"] for entry in before.resources.values()} if before else set()
    by_people = [resource for resource in known.values() if resource["id"] not in ours]
    values = {**merged.values, "resources": [*(one.values for one in drafts), *by_people]}
    data_changed = any(one.is_changed for one in drafts) or len(known) != len(values["resources"])
    if existing is None:
        values.setdefault("issued", _today())
    elif data_changed and not record.modified and "modified" not in merged.stays:
        values["modified"] = _today()
    package_id = before.package_id if before else str(uuid.uuid4())
    title = record.title.get("de") or next(iter(record.title.values()), "")
    return Draft(package_id, title, values, tuple(delivered), merged.stays, tuple(drafts), existing, tuple(findings))


def _resource(
    distribution: Distribution, known: Mapping[str, Fields], before: Delivered | None, open_file: Open, *, person_wins: bool
) -> tuple[ResourceDraft, tuple[str, ...]]:
    """Give the resource, and the fields in which source and person differ."""
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
    merged = edits.merge(previous, _digests(earlier), delivered, person_wins=person_wins)
    values = _dated(merged, previous, distribution, attachment)
    is_changed = attachment is not None or not all(_is_same(values.get(field), previous.get(field)) for field in DATA_FIELDS)
    if not attachment and _is_as_it_was(values, previous):
        values = previous  # to the letter: CKAN neither checks nor dates a resource that is as it was
    resource_id = previous.get("id") or str(uuid.uuid4())
    return ResourceDraft(distribution.key, resource_id, values, tuple(delivered), merged.stays, is_changed, attachment), merged.conflicts


def _dated(merged: Merged, previous: Fields, distribution: Distribution, attachment: Attachment | None) -> Fields:
    if not attachment:
        return merged.values
    values = {**merged.values, "last_modified": datetime.now(ZoneInfo("UTC")).replace(tzinfo=None).isoformat()}
    return {**values, "modified": _today()} if previous and not distribution.modified and "modified" not in merged.stays else values


def _digests(earlier: Mapping[str, Any]) -> Digests:
    """Give the digests of a resource's fields; before digests were kept, their names alone were."""
    known = earlier.get("fields", {})
    return known if isinstance(known, Mapping) else dict.fromkeys(known, "")


def _is_as_it_was(values: Fields, previous: Fields) -> bool:
    return values.keys() <= previous.keys() and all(_is_same(values.get(name), value) for name, value in previous.items() if name != "metadata_modified")


def _is_same(new: Any, old: Any) -> bool:
    """Compare values whatever CKAN made of them: it stores numbers as text."""
    return new == old or str(new or "") == str(old or "")


def _has_file(previous: Fields, distribution: Distribution) -> bool:
    return previous.get("url_type") == "upload" and bool(distribution.checksum) and previous.get("hash") == distribution.checksum.lower()


def _today() -> str:
    return datetime.now(ZURICH).date().isoformat()
