"""CKAN's refusal of a dataset as findings a department can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from luzern_harvesters.finding import Finding
from luzern_schemas import fields

_FIELDS = (*fields.resource_fields(), *fields.dataset_fields())
LABELS = {field.name: field.label["de"] for field in (*(part for one in _FIELDS for part in one.repeating), *_FIELDS)}


def findings_of(messages: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Give one finding per message; the German half of a message in two languages."""
    return tuple(
        Finding.error("refused", path, f"{LABELS.get(path.rpartition('.')[2], path)}: {message.partition(' / ')[0]}") for path, message in _flat(messages, "")
    )


def _flat(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inside in messages.items():
            yield from _flat(inside, f"{path}.{name}" if path else str(name))
    elif isinstance(messages, list):
        for position, inside in enumerate(messages):
            if isinstance(inside, Mapping):
                yield from _flat(inside, f"{path}[{position}]")
            else:
                yield path, str(inside)
    else:
        yield path, str(messages)
