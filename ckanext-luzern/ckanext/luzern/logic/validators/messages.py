"""What a person is told about a value: one sentence in German, one in English, because CKAN's API has no language of its own."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

SEPARATOR = ". / "
MISSING = "Diese Angabe fehlt. / This value is missing."


def invalid(german: str, english: str) -> tk.Invalid:
    """Give the exception that says so; values shown in it are shortened."""
    return tk.Invalid(f"{german} / {english}")


def in_language(message: str, language: str) -> str:
    """Give the part of such a message that a reader of German or another language understands; any other message as it is.

    Both are sentences, so a stroke inside a value that is shown parts nothing.
    """
    german, stroke, english = message.rpartition(SEPARATOR)
    if not stroke:
        return message
    return f"{german}." if language == "de" else english


def shown(value: object) -> str:
    """Give a value as it may stand in a message."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
