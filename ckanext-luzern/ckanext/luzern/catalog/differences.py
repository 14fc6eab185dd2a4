"""What a delivery changes in a dataset, field by field, for a person to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 200  # characters of a value that are shown
NOT_TOLD = {"id", "name", "resources", "num_resources", "num_tags", "organization", "groups", "tags", "url_type", "package_id", "position", "type", "state"}
NOT_TOLD |= {
    "metadata_created",
    "metadata_modified",
    "last_modified",
    "created",
    "title",
    "notes",
    "description",
    "creator_user_id",
}  # CKAN's own account, and copies of ours

Fields = Mapping[str, Any]  # Any: values of a package as CKAN's actions take them


@dataclass(frozen=True)
class Change:
    """One field; a resource's is told with its position (``resources[0].url``). Empty: the field was, or is, not filled."""

    field: str
    before: str
    after: str


def differences(existing: Fields, wanted: Fields) -> tuple[Change, ...]:
    """Compare a dataset as it is shown with what will be written; ``wanted`` has every field that stays, and all resources."""
    return (*_of_fields("", existing, wanted), *_of_resources(existing.get("resources", []), wanted.get("resources", [])))


def _of_fields(path: str, existing: Fields, wanted: Fields) -> Iterator[Change]:
    for name in sorted((existing.keys() | wanted.keys()) - NOT_TOLD):
        before, after = _text(existing.get(name)), _text(wanted.get(name))
        if before != after:
            yield Change(f"{path}{name}", before, after)


def _of_resources(existing: list[Fields], wanted: list[Fields]) -> Iterator[Change]:
    known = {resource.get("id", ""): resource for resource in existing}
    for position, resource in enumerate(wanted):
        before = known.pop(resource.get("id", ""), None)
        if before is None:
            yield Change(f"resources[{position}]", "", _name(resource))
        else:
            yield from _of_fields(f"resources[{position}].", before, resource)
    yield from (Change("resources", _name(resource), "") for resource in known.values())


def _name(resource: Fields) -> str:
    return _text(resource.get("name_translated")) or _text(resource.get("url")) or "ohne Namen"


def _text(value: Any) -> str:
    """Give a value as one line; a text in one language without the language."""
    if isinstance(value, Mapping) and len(value) == 1:
        value = next(iter(value.values()))
    text = value if isinstance(value, str) else "" if value in (None, [], {}) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
