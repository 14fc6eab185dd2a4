"""Validators for the scheming YAML, by the name it gives them. Each takes any JSON value and answers with a message, never with a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import dataset, text, values
from .fields import Read, field_validator, luzern_json


def get_validators() -> dict[str, Callable[..., Any]]:
    """Give the validators by name."""
    return {
        "fluent_text": field_validator(text.fluent_text),
        "fluent_tags": field_validator(text.fluent_tags),
        "luzern_text": field_validator(text.text),
        "luzern_texts": field_validator(text.texts),
        "luzern_iri": field_validator(values.iri),
        "luzern_iris": field_validator(values.iris),
        "luzern_term": _of_vocabulary(values.term),
        "luzern_terms": _of_vocabulary(values.terms),
        "luzern_code": _of_vocabulary(values.code),
        "luzern_codes": _of_vocabulary(values.codes),
        "luzern_licence": field_validator(values.licence),
        "luzern_date": field_validator(values.date),
        "luzern_duration": field_validator(values.duration),
        "luzern_email": field_validator(values.email),
        "luzern_boolean": values.boolean_or_default,
        "luzern_boolean_output": values.boolean_output,
        "luzern_number": field_validator(values.number),
        "luzern_json": luzern_json,
        "luzern_name": dataset.name,
        "luzern_identifier": dataset.identifier,
        "luzern_derived": dataset.derived,
        "luzern_resource_address": dataset.resource_address,
        "luzern_dataset_before": dataset.dataset_before,
        "luzern_dataset_after": dataset.dataset_after,
        "luzern_group_before": dataset.group_before,
    }


def _of_vocabulary(make: Callable[[str], Read]) -> Callable[[str], Callable[..., Any]]:
    """Make the validator that takes a vocabulary's name in the YAML: ``luzern_term(frequency)``."""
    return lambda vocabulary: field_validator(make(vocabulary))
