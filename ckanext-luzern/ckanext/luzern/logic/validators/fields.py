"""How a validator of ours is made: from one function that turns any JSON value into what is stored.

CKAN keeps strings only. What is a list or a dictionary is stored as JSON text and given back by ``luzern_json``; inside a
repeating field it stays as it is, because that is stored as JSON as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from .messages import MISSING

Field = Mapping[str, Any]  # Any: a field of the scheming YAML
Flat = dict[Any, Any]  # Any: CKAN's flattened data, by tuples of names and positions
Read = Callable[[Any, Field], Any]  # Any: what a stranger sends; what is stored
Validator = Callable[[Any, Flat, Flat, Any], None]


def field_validator(read: Read) -> Callable[[Field, Field], Validator]:
    """Make a scheming validator of ``read(value, field)``, which is asked only for values that are not empty.

    ``required`` of the field is honoured. A repeating entry that is wholly empty, as a form leaves it, counts as absent.
    """

    def for_field(field: Field, schema: Field) -> Validator:
        def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
            value = data.get(key, tk.missing)
            if (is_empty(value) or _is_blank(value)) and field.get("required") and not _is_blank_entry(key, data):
                errors.setdefault(key, []).append(MISSING)
                raise tk.StopOnError
            stored = _read(read, value, field, errors.setdefault(key, []))
            if stored is None:
                data.pop(key, None)
                raise tk.StopOnError
            data[key] = stored if isinstance(stored, str) or is_nested(key) else json.dumps(stored, ensure_ascii=False)

        return validate

    return scheming_validator(for_field)


def scheming_validator(factory: Callable[..., Any]) -> Callable[..., Any]:
    """Ask scheming for the field and its schema (its own decorator does the same; this spares an import of its internals)."""
    factory.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]  the mark scheming looks for
    return factory


def is_empty(value: object) -> bool:
    """Tell whether nothing was given."""
    return value is tk.missing or value in (None, "", [], {}) or (isinstance(value, str) and not value.strip())


def is_nested(key: Any) -> bool:
    """Tell a subfield of a repeating field: ``("contact", 0, "email")``, but not a resource's own field."""
    return len(key) > 1 and not (len(key) == 3 and key[0] == "resources")


def from_json(value: Any) -> Any:
    """Give what a JSON text holds; any other value as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def luzern_json(value: Any) -> Any:
    """Output validator: give the list or dictionary that was stored as JSON text."""
    return from_json(value)


def _read(read: Read, value: Any, field: Field, errors: list[str]) -> Any:
    if is_empty(value) or _is_blank(value):
        return None
    try:
        stored = read(value, field)
    except tk.Invalid as err:
        errors.append(err.error)
        raise tk.StopOnError from err
    if is_empty(stored):
        if field.get("required"):
            errors.append(MISSING)
            raise tk.StopOnError
        return None
    return stored


def _is_blank_entry(key: Any, data: Flat) -> bool:
    return is_nested(key) and all(is_empty(value) or _is_blank(value) for other, value in data.items() if other[: len(key) - 1] == key[:-1])


def _is_blank(value: Any) -> bool:
    """Tell a multilingual field of which every language is empty."""
    return isinstance(value, dict) and all(is_empty(part) for part in value.values())
