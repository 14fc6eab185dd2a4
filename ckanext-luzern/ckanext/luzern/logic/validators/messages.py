"""What a person is told about a value: one sentence in German, one in English, because CKAN's API has no language of its own."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

MISSING = "Diese Angabe fehlt. / This value is missing."


def invalid(german: str, english: str) -> tk.Invalid:
    """Give the exception that says so; values shown in it are shortened."""
    return tk.Invalid(f"{german} / {english}")


def shown(value: object) -> str:
    """Give a value as it may stand in a message."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
