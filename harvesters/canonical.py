"""The canonical form of a record, and its hash: what decides «unchanged».

Two deliveries are equal when their canonical forms are. Findings and the pointer to the source are left out: they say how
a record came, not what it is. So is the address of a file that the portal copies: its path in the source says which it is, and
a share that moves to another server has not changed. The mapping's version and the source's options are part of the hash, so that a better
mapping or a changed option reaches records whose source did not change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .record import DatasetRecord

NOT_CONTENT = ("findings", "source_url")


def canonical(record: DatasetRecord) -> dict[str, Any]:
    """Give the record as plain values, without what is empty and without what is not its content."""
    values = {name: value for name, value in vars(record).items() if name not in NOT_CONTENT}
    values["distributions"] = [{**vars(one), "url": ""} if one.file else one for one in record.distributions]
    return _plain(values)


def fingerprint(record: DatasetRecord, mapping_version: str, options: Mapping[str, Any]) -> str:
    """Hash what a record says (SHA-256, hexadecimal), with the mapping's version and the source's options."""
    return digest_of({"record": canonical(record), "mapping": mapping_version, "options": options})


def content_digest(record: DatasetRecord) -> str:
    """Hash what a person knows a dataset by, whatever its ids and addresses (SHA-256, hexadecimal); empty where it says too little of itself."""
    return digest_of({"title": dict(record.title), "description": dict(record.description)}) if record.title and record.description else ""


def digest_of(content: Any) -> str:  # Any: the recursive JSON value
    """Hash a value by what it says, whatever the order of its keys (SHA-256, hexadecimal)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # Any: the recursive value of a record
    """Give dataclasses as mappings, and mappings without what is empty. ``dataclasses.asdict`` would copy every text first."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    items = value.items() if isinstance(value, Mapping) else vars(value).items()
    return {key: kept for key, item in items if not _is_empty(kept := _plain(item))}


def _is_empty(value: Any) -> bool:  # Any: as above; 0 and False are content
    return value is None or value in ("", [], {})
