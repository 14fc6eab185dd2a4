"""JSON values as they should be: what has another type is as good as missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Value = Mapping[str, Any]  # Any: JSON


def words_of(value: Any) -> str:  # Any: JSON
    """Give a text, or a number as text; empty if it is neither."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def object_of(value: Any) -> Value:  # Any: JSON
    """Give an object; an empty one if it is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:  # Any: JSON
    """Give an array; an empty one if it is none."""
    return value if isinstance(value, list) else []


def objects_of(value: Any) -> list[Value]:  # Any: JSON
    """Give the objects of an array."""
    return [one for one in list_of(value) if isinstance(one, dict)]


def strings_of(value: Any) -> list[str]:  # Any: JSON
    """Give the texts of an array, numbers as texts."""
    return [words_of(one) for one in list_of(value)]
