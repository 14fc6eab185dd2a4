"""The outer shape of what a stranger sends, checked before CKAN looks at it.

CKAN's own schemas take lists, dictionaries and texts for granted where they expect them; anything else ends in an internal
error. What passes here has the shape of a dataset, an organisation or a resource; whether its values are right is the validators' question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from luzern_schemas import fields
from luzern_schemas.vocabulary import load

MAX_TEXT = 100_000  # characters of one value; Solr and the pages have to hold it
MAX_DEPTH = 12
MAX_VALUES = 200_000
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

LISTS = ("resources", "tags", "groups", "extras", "relationships_as_object", "relationships_as_subject", "users", "packages")
SCALARS = (
    "id", "name", "title", "notes", "type", "state", "owner_org", "private", "author", "author_email", "maintainer", "maintainer_email",
    "license_id", "tag_string", "metadata_modified", "description", "image_url", "approval_status", "is_organization", "package_id",
    "url_type", "resource_type", "mimetype_inner", "cache_url", "cache_last_updated", "last_modified", "created", "datastore_active", "position",
    "upload", "clear_upload", "image_upload", "save", "key", "value", "capacity", "vocabulary_id",
)  # fmt: skip

TEXTS = ("id", "name", "owner_org", "package_id", "type", "tag_string", "metadata_modified", "url_type")
DATES = ("created", "last_modified", "cache_last_updated", "metadata_modified")
STATES = ("active", "draft", "deleted")

NO_LIST = "Erwartet wird eine Liste von Einträgen. / A list of entries is expected."
NO_SCALAR = "Erwartet wird ein einzelner Wert. / A single value is expected."
NOT_A_TEXT = "Erwartet wird ein Text. / A text is expected."
NO_STATE = f"Möglich sind: {', '.join(STATES)}. / Possible are: {', '.join(STATES)}."
NO_DATE = "Erwartet wird ein Zeitpunkt wie 2026-11-23T08:00:00. / A moment like 2026-11-23T08:00:00 is expected."
NO_ADDRESS = "Das ist keine Adresse. / This is not an address."
NO_TEXT = "Der Text enthält Zeichen, die nicht gespeichert werden können. / The text holds characters that can't be stored."
TOO_LONG = f"Höchstens {MAX_TEXT} Zeichen sind möglich. / At most {MAX_TEXT} characters are possible."
TOO_DEEP = "Der Wert ist zu tief verschachtelt oder zu gross. / The value is nested too deeply or too large."
LICENCES_DIFFER = "Alle Dateien eines Datensatzes müssen dieselbe Nutzungsbedingung haben. Wählen Sie, dass sie für alle Dateien gilt, oder teilen Sie ihn auf. / All resources of a dataset must have the same terms of use. Say that they hold for all files, or split it."


def check(values: Mapping[str, Any]) -> None:
    """Refuse what no validator could be asked about.

    Raises:
        tk.ValidationError: with messages per field.
    """
    errors: dict[str, Any] = {field: _messages(field, fault) for field, value in values.items() if (fault := _fault(field, value))}
    if not errors and (faulty := _resource_faults(values.get("resources"))):
        errors["resources"] = faulty
    if errors:
        raise tk.ValidationError(errors)


def check_licences(resources: object) -> None:
    """Refuse resources with different terms of use (opendata.swiss drops such a dataset).

    CKAN asks the validators about changed resources alone, so they can't compare.

    Raises:
        tk.ValidationError: the message stands at every resource; who saves one of them is shown what stands at that one.
    """
    entries = [entry for entry in resources if isinstance(entry, Mapping)] if isinstance(resources, list) else []
    found = [load("licence").find(text) if isinstance(text := entry.get("license"), str) else None for entry in entries]
    first = next(filter(None, found), None)
    if any(term and term is not first for term in found):
        raise tk.ValidationError({"resources": [{"license": [LICENCES_DIFFER]} if term else {} for term in found]})


def _messages(field: str, fault: str) -> list[Any]:
    """CKAN's own exception expects the faults of tags one level deeper."""
    return [{"name": [fault]}] if field == "tags" else [fault]


def _fault(field: str, value: Any) -> str:
    if field in LISTS or field in _repeating():
        return _entries_fault(value)
    if field in SCALARS and isinstance(value, (list, dict)):
        return NO_SCALAR
    if field in TEXTS and not isinstance(value, (str, NoneType)):
        return NOT_A_TEXT
    if field == "state" and value not in (*STATES, None):
        return NO_STATE
    return text_fault([field, value]) or (NO_DATE if field in DATES and value and not _is_moment(value) else "")


def _is_moment(value: Any) -> bool:
    """Tell whether CKAN can read one of its own dates; its message would be in one language."""
    try:
        tk.h.date_str_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return isinstance(value, datetime)
    return True


def _entries_fault(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return NO_LIST
    if any(isinstance(part, (list, dict)) for entry in value for name, part in entry.items() if name in SCALARS):
        return NO_SCALAR
    return text_fault(value)


def _resource_faults(resources: Any) -> list[dict[str, list[str]]]:
    faults = [
        {field: [fault] for field, value in entry.items() if (fault := _fault(field, value) or _address_fault(field, value))} for entry in resources or ()
    ]
    return faults if any(faults) else []


def _address_fault(field: str, value: Any) -> str:
    """CKAN takes the address of a resource to pieces before anybody has looked at it."""
    if field != "url" or value is None:
        return ""
    try:
        urlsplit(value)
    except (ValueError, TypeError, AttributeError):
        return NO_ADDRESS
    return "" if isinstance(value, str) else NOT_A_TEXT


def text_fault(value: Any) -> str:
    """Find texts PostgreSQL can't hold (NUL, half a surrogate pair) and values nobody writes by hand.

    Level by level, not by recursion: the depth is the stranger's choice. Every value of every dataset passes here.
    """
    level, seen = [value], 0
    for _ in range(MAX_DEPTH + 1):
        texts = [part for part in level if isinstance(part, str)]
        if any(len(text) > MAX_TEXT for text in texts):
            return TOO_LONG
        if any(map(UNSTORABLE.search, texts)):
            return NO_TEXT
        seen += len(level)
        level = [] if len(texts) == len(level) else [item for part in level for item in _inside(part)]
        if not level:
            return ""
        if seen > MAX_VALUES:
            break
    return TOO_DEEP


def _inside(value: Any) -> Collection[Any]:
    return (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()


@cache
def _repeating() -> frozenset[str]:
    return frozenset(field.name for field in (*fields.dataset_fields(), *fields.resource_fields()) if field.repeating)
