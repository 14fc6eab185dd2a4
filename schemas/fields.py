"""The fields of the metadata, read from the YAML that also makes CKAN's forms: for documentation, the Excel template and checks without CKAN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from luzern_schemas.document import in_all_languages, read
from luzern_schemas.errors import FieldError

_FOLDER = Path(__file__).parent
_LISTS = ("luzern_texts", "luzern_iris", "luzern_terms", "luzern_codes", "luzern_multilingual_tags")


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields in the form; ``label`` by language."""

    key: str
    label: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    ``label`` is by language (de, fr, it, en), ``help`` in German and English, ``example`` a value as a German-speaking person would write it.
    ``multiple``: the value is a list. ``vocabulary`` names the controlled vocabulary the values come from, empty if none. ``kind`` is the
    preset: how the value is checked, kept and shown. ``repeating`` holds the subfields of a field that may be filled several times; a subfield
    has no ``section``.
    """

    name: str
    label: Mapping[str, str] = field(hash=False)
    help: Mapping[str, str] = field(hash=False)
    example: str
    required: bool = False
    multilingual: bool = False
    multiple: bool = False
    vocabulary: str = ""
    kind: str = ""
    section: str = ""
    repeating: tuple[Field, ...] = ()


def dataset_fields() -> tuple[Field, ...]:
    """Fields of a dataset, in the order of the form."""
    return _fields("dataset", "dataset_fields")


def resource_fields() -> tuple[Field, ...]:
    """Fields of a resource, in the order of the form."""
    return _fields("dataset", "resource_fields")


def organization_fields() -> tuple[Field, ...]:
    """Fields of an organisation."""
    return _fields("organization", "fields")


def theme_fields() -> tuple[Field, ...]:
    """Fields of a theme."""
    return _fields("theme", "fields")


def sections() -> tuple[Section, ...]:
    """Sections of the forms of datasets and resources, in their order."""
    return tuple(Section(entry["key"], MappingProxyType(in_all_languages(entry["label"]))) for entry in read(_FOLDER / "dataset.yaml")["sections"])


@cache
def _fields(schema: str, part: str) -> tuple[Field, ...]:
    return tuple(_field(entry, schema) for entry in read(_FOLDER / f"{schema}.yaml")[part])


@cache
def _presets() -> Mapping[str, Mapping[str, Any]]:
    return {preset["preset_name"]: preset["values"] for preset in read(_FOLDER / "presets.yaml")["presets"]}


def _field(entry: Mapping[str, Any], schema: str) -> Field:
    kind = entry.get("preset", "")
    validators = entry.get("validators") or _presets().get(kind, {}).get("validators", "")
    try:
        return Field(
            name=entry["field_name"],
            label=MappingProxyType(in_all_languages(entry["label"])),
            help=MappingProxyType(dict(entry["help_text"])),
            example=entry["example"],
            required=entry.get("required", False),
            multilingual=validators.startswith("fluent_"),
            multiple="repeating_subfields" in entry or kind in _LISTS,
            vocabulary=entry.get("vocabulary", ""),
            kind=kind,
            section=entry.get("section", ""),
            repeating=tuple(_field(subfield, schema) for subfield in entry.get("repeating_subfields", ())),
        )
    except KeyError as err:
        raise FieldError(f"{schema}: field {entry.get('field_name')!r} has no {err.args[0]}") from err
