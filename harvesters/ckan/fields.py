"""A CKAN package as one set of fields, wherever its site keeps them: in the schema, in ``extras`` as a list or an object, as JSON in a text.

Names are compared without case and punctuation: ``update_frequency``, ``update-frequency`` and ``updateFrequency`` are one field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from luzern_harvesters import text as texts
from luzern_harvesters.record import Text

LANGUAGES = ("de", "fr", "it", "en")
PLAIN = re.compile(r"[^a-z0-9]")
REGION = re.compile(r"^([a-z]{2})(?:[-_][A-Za-z]+)?$")
ARRAY = re.compile(r"^\{([\w-]+(?:,[\w-]+)*)\}$")
UNSAID = {"", "none", "null", "n/a", "-", "[]", "{}"}


class Fields:
    """The fields of a package or a resource; ``language`` is that of texts that say none."""

    def __init__(self, values: Mapping[str, Any], language: str) -> None:
        self.language = language
        self._values: dict[str, Any] = {}
        for name, value in (*_extras(values.get("extras")), *values.items()):  # the schema's own fields go over extras
            if not _is_unsaid(value):
                self._values[_plain(name)] = value

    def value(self, *names: str) -> Any:
        """Give the first of the fields that says something; JSON in a text is read."""
        for name in names:
            found = self._values.get(_plain(name))
            if found is not None:
                return _read(found)
        return None

    def word(self, *names: str) -> str:
        """Give the first of the fields that is a plain value, or a list of one."""
        for name in names:
            found = self.value(name)
            found = found[0] if isinstance(found, list) and found else found
            if isinstance(found, str | int | float) and not isinstance(found, bool) and str(found).strip():
                return str(found).strip()
        return ""

    def all(self, *names: str) -> list[Any]:
        """Give what the first of the fields lists; a single value is a list of one."""
        found = self.value(*names)
        return found if isinstance(found, list) else [] if found is None else [found]

    def words(self, *names: str) -> list[str]:
        """Give the texts that the first of the fields lists; ``de,fr`` is two."""
        found = self.all(*names)
        found = found[0].split(",") if len(found) == 1 and isinstance(found[0], str) else found
        return [one.strip() for one in found if isinstance(one, str) and one.strip()]

    def text(self, *names: str) -> Text:
        """Give a text by language: from an object, or from ``title``, ``title_fr`` beside each other."""
        for name in names:
            found = dict(self.by_language(self.value(name)))
            for language in LANGUAGES:
                beside = self.value(f"{name}_{language}")
                if isinstance(beside, str) and beside.strip():
                    found[language] = texts.markdown(beside)
            if found:
                return found
        return {}

    def by_language(self, value: Any) -> Text:
        """Give a text by language; of languages that the portal does not have, nothing."""
        if isinstance(value, dict):
            spoken = ((REGION.match(str(key)), said) for key, said in value.items())
            return {match[1]: texts.markdown(said) for match, said in spoken if match and match[1] in LANGUAGES and isinstance(said, str) and said.strip()}
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return {self.language: texts.markdown(str(value))}
        return {}


@lru_cache(maxsize=10_000)  # the same few names for every package
def _plain(name: str) -> str:
    return PLAIN.sub("", name.lower())


def _extras(extras: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(extras, dict):
        yield from extras.items()
    for one in extras if isinstance(extras, list) else ():
        if isinstance(one, dict) and isinstance(one.get("key"), str):
            yield one["key"], one.get("value")


def _is_unsaid(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and value.strip().lower() in UNSAID)


def _read(value: Any) -> Any:
    """Read the JSON that older sites keep in texts (ckanext-fluent, ckanext-dcat, ckanext-spatial), and PostgreSQL's arrays (``{DEU,ITA}``)."""
    if isinstance(value, str) and (match := ARRAY.match(value)):
        return [one.strip() for one in match[1].split(",")]
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
