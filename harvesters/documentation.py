"""What the harvesters say of themselves: for ``luzern-harvest types``, the reference pages and the check of source files."""

from __future__ import annotations

from typing import Any

from .contract import Harvester
from .registry import harvester_types
from .source import Source


def describe_types() -> list[dict[str, Any]]:
    """Give every type with its options: name, description, default, and the JSON Schema of the options."""
    return [_describe(harvester) for harvester in harvester_types().values()]


def source_schema() -> dict[str, Any]:
    """Give the JSON Schema of ``config/harvest/*.yaml``, with the options of each type."""
    schema = Source.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["allOf"] = []
    for name, harvester in harvester_types().items():
        options = harvester.options_model.model_json_schema()
        schema.setdefault("$defs", {}).update(options.pop("$defs", {}))  # references are resolved from the root
        schema["allOf"].append({"if": {"properties": {"type": {"const": name}}}, "then": {"properties": {"options": options}}})
    return schema


def _describe(harvester: type[Harvester]) -> dict[str, Any]:
    options = [
        {"name": name, "description": info.description or "", "default": info.get_default(call_default_factory=True) if not info.is_required() else None}
        for name, info in harvester.options_model.model_fields.items()
    ]
    return {"type": harvester.type, "title": harvester.title, "options": options, "schema": harvester.options_model.model_json_schema()}
