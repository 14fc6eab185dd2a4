"""What answers look like, as JSON Schema: ``schemas.yaml``, and in it the fields of datasets, files, organisations and themes as luzern_schemas has them.

So a field that is added there is in the interface's description the moment it is in the answers. Pure.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ckanext.luzern.api.description import FOLDER
from luzern_schemas import fields
from luzern_schemas.document import LANGUAGES, read
from luzern_schemas.fields import Field
from luzern_schemas.vocabulary import load

Schema = dict[str, Any]  # Any: JSON Schema is what JSON is

FIELDS: Mapping[str, Callable[[], tuple[Field, ...]]] = {
    "Dataset": fields.dataset_fields,
    "Resource": fields.resource_fields,
    "Group": lambda: (*fields.organization_fields(), *fields.theme_fields()),
}
NUMBERS, TRUTHS = {"luzern_number"}, {"luzern_boolean"}
FORMATS = {"luzern_email": "email"}
ENUMERATED = {"licence", "frequency", "theme", "availability", "access-right"}  # small, and a dataset with another value is refused
EMPTY = ("", None)


@cache
def schemas() -> Mapping[str, Schema]:
    """Give every schema by its name in the OpenAPI document."""
    found: dict[str, Schema] = copy.deepcopy(dict(read(FOLDER / "schemas.yaml")))
    for name, declared in FIELDS.items():
        properties = found[name]["properties"]
        found[name]["properties"] = {**properties, **{one.name: of_field(one) for one in declared() if one.name not in properties}}
    return found


def of_field(field: Field) -> Schema:
    """Give the schema of a field's value in an answer; whatever is optional may be empty there."""
    value = {"title": field.label["en"], "description": field.help.get("en", field.help["de"])}
    if field.repeating:
        return {**value, "type": "array", "items": {"type": "object", "properties": {one.name: of_field(one) for one in field.repeating}}}
    if field.kind == "luzern_multilingual_tags":
        return {**value, **_by_language({"type": "array", "items": {"type": "string"}})}
    if field.multilingual:
        return {**value, **_by_language({"type": "string"})}
    if field.multiple:
        return {**value, "type": "array", "items": _single(field)}
    return {**value, **_single(field)} if field.required else {**value, **_or_empty(_single(field))}


def _single(field: Field) -> Schema:
    if field.kind in NUMBERS:
        return {"type": "integer"}
    if field.kind in TRUTHS:
        return {"type": "boolean"}
    if field.vocabulary in ENUMERATED:
        return {"type": "string", "enum": [term.iri for term in load(field.vocabulary) if term.iri]}
    return {"type": "string", **({"format": FORMATS[field.kind]} if field.kind in FORMATS else {})}


def _or_empty(schema: Schema) -> Schema:
    allowed = {"enum": [*schema["enum"], *EMPTY]} if "enum" in schema else {}
    return {**schema, "type": sorted({schema["type"], "string", "null"}), **allowed}


def _by_language(schema: Schema) -> Schema:
    return {"type": ["object", "null"], "properties": dict.fromkeys(LANGUAGES, schema), "additionalProperties": False}
