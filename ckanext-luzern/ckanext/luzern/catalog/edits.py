"""What people changed in harvested datasets: how it is recognised, whose value stays, and what is told about it.

Of each field a source delivered, the digest of its value is kept as the catalogue showed it then. A field whose value has
another digest now was changed by a person. Fields no source delivers are theirs anyway.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luzern_harvesters.finding import Finding
from luzern_schemas import fields

Fields = dict[str, Any]  # Any: values of a package or resource as CKAN's actions take and give them
Digests = Mapping[str, str]
"""Field to the digest of its delivered value; an empty digest says that no change can be recognised."""

NEVER_KEPT = ("metadata_modified", "organization", "num_resources", "num_tags", "resources")  # CKAN's own account of the dataset
LABELS = {field.name: field.label["de"] for field in (*fields.resource_fields(), *fields.dataset_fields())}


@dataclass(frozen=True)
class Merged:
    """Delivered values and those of people together. ``stays``: digests of the fields in which a person's value stays."""

    values: Fields
    stays: Digests
    conflicts: tuple[str, ...]


def digest(value: Any) -> str:
    """Give the first 16 hex digits of SHA-256 over a value as ``package_show`` gives it.

    All empty values are alike, and a number is its text: a row that was just written holds what it was given.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    canonical = json.dumps(None if value in ("", [], {}) else value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def edited(existing: Fields, delivered_before: Digests) -> tuple[str, ...]:
    """Name the delivered fields whose value a person changed since, in a dataset or resource as ``package_show`` gives it."""
    return tuple(name for name, known in delivered_before.items() if known and digest(existing.get(name)) != known)


def merge(existing: Fields, delivered_before: Digests, delivered: Fields, *, person_wins: bool) -> Merged:
    """Put what is delivered over what is there: what the source no longer delivers goes, what a person added stays.

    A field that both changed is a conflict, unless they agree; ``person_wins`` says whose value it gets.
    """
    changed = edited(existing, delivered_before)
    stays = {name: delivered_before[name] for name in changed if person_wins}
    kept = {name: value for name, value in existing.items() if name not in NEVER_KEPT and (name in stays or name not in delivered_before)}
    values = {**kept, **{name: value for name, value in delivered.items() if name not in stays}}
    return Merged(values, stays, tuple(name for name in changed if digest(existing.get(name)) != digest(delivered.get(name))))


def findings(conflicts: tuple[str, ...], place: str, of: str, *, person_wins: bool) -> Iterator[Finding]:
    """Tell of each conflict; ``place`` is put before the field's name, ``of`` after its label (``der Distribution «…»``)."""
    for name in conflicts:
        what = f"«{LABELS.get(name, name)}»{of}"
        if person_wins:
            message = f"{what} wurde im Portal geändert; diese Angabe bleibt, die gelieferte wird nicht übernommen."
            yield Finding.warning("edit-kept", f"{place}{name}", message, "Soll die Quelle gelten: die Angabe im Portal an die gelieferte angleichen.")
        else:
            message = f"{what} wurde im Portal geändert; die Lieferung hat diese Änderung überschrieben."
            yield Finding.warning("edit-overwritten", f"{place}{name}", message, "Soll die Änderung bleiben: die Angabe in der Quelle nachführen.")
