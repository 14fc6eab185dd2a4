"""Texts: plain ones and those in the portal's four languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luzern_schemas.document import LANGUAGES

from .fields import Field, from_json, is_empty
from .messages import invalid, shown

MAX_LENGTH = 10_000
MAX_ITEMS = 500
MAX_TAG_LENGTH = 100  # CKAN's own tags, which the German ones become


def text(value: Any, field: Field) -> str:
    """Take one string, without blanks around it; numbers are written out."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise invalid("Erwartet wird ein Text.", "A text is expected.")
    cleaned = str(value).strip()
    limit = field.get("max_length", MAX_LENGTH)
    if len(cleaned) > limit:
        raise invalid(f"Höchstens {limit} Zeichen sind möglich, es sind {len(cleaned)}.", f"At most {limit} characters are possible.")
    return cleaned


def texts(value: Any, field: Field) -> list[str]:
    """Take a list of strings, a JSON list, or lines of text; without empty and repeated ones."""
    return list(dict.fromkeys(text(item, field) for item in items(value)))


def items(value: Any) -> list[Any]:
    """Give the values of a list, a JSON list, or the lines of a text, without empty ones."""
    value = from_json(value)
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, list):
        raise invalid("Erwartet wird eine Liste.", "A list is expected.")
    if len(value) > MAX_ITEMS:
        raise invalid(f"Höchstens {MAX_ITEMS} Werte sind möglich.", f"At most {MAX_ITEMS} values are possible.")
    return [item for item in value if not is_empty(item)]


def fluent_text(value: Any, field: Field) -> dict[str, str]:
    """Take ``{"de": "…", "fr": "…"}``; of a required text German must be there, because every page falls back on it."""
    translated = {language: text(part, field) for language, part in _by_language(value)}
    if translated and "de" not in translated and field.get("required"):
        raise invalid("Der deutsche Text fehlt.", "The German text is missing.")
    return {language: translated[language] for language in LANGUAGES if translated.get(language)}


def fluent_tags(value: Any, field: Field) -> dict[str, list[str]]:
    """Take ``{"de": ["…"], …}``; a string holds keywords separated by commas."""
    return {language: found for language, part in _by_language(value) if (found := _tags(part, field))}


def _tags(value: Any, field: Field) -> list[str]:
    value = from_json(value)
    words = items(value.split(",") if isinstance(value, str) else value)
    return list(dict.fromkeys(cleaned for word in words if (cleaned := text(word, {**field, "max_length": MAX_TAG_LENGTH}))))


def _by_language(value: Any) -> Iterator[tuple[str, Any]]:
    value = from_json(value)
    if not isinstance(value, dict):
        raise invalid('Erwartet wird ein Text je Sprache: {"de": "…"}.', 'A text per language is expected: {"de": "…"}.')
    if unknown := [language for language in value if language not in LANGUAGES]:
        known = ", ".join(LANGUAGES)
        raise invalid(f"Die Sprache «{shown(unknown[0])}» gibt es hier nicht (möglich: {known}).", f"Unknown language (possible: {known}).")
    return ((language, part) for language, part in value.items() if not is_empty(part))
