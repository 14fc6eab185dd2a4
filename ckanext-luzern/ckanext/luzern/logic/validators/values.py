"""Values of one kind: addresses, terms of a vocabulary, dates, sizes. Each takes any JSON value and gives what is stored."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from luzern_schemas.vocabulary import Term, load

from .fields import Field, Flat, Read, Validator, field_validator, from_json, is_empty, scheming_validator
from .messages import invalid, shown
from .text import items, text

IRI = re.compile(r'^https?://[^\s<>"{}|\\^`\x00-\x20]+$', re.IGNORECASE)
MAX_IRI = 2000
EMAIL = re.compile(r"^[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}$")
DATES = ((r"\d{4}", "-01-01"), (r"\d{4}-\d\d", "-01"), (r"\d{4}-\d\d-\d\d", ""))
DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?([.,]\d+)?(Z|[+-]\d\d:\d\d)?")
DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
WEEKS = re.compile(r"(-?)P(\d{1,6})W", re.ASCII)
YES = {"true", "1", "yes", "ja", "on", "t"}
NO = {"false", "0", "no", "nein", "off", "f"}


def iri(value: Any, field: Field) -> str:
    """Take one http(s) address."""
    address = text(value, {"max_length": MAX_IRI})
    if not IRI.match(address) or not _has_host(address):
        raise invalid(f"«{shown(address)}» ist keine vollständige Adresse (https://…).", "This is not a complete address (https://…).")
    return address


def iris(value: Any, field: Field) -> list[str]:
    """Take a list of http(s) addresses."""
    return list(dict.fromkeys(iri(item, field) for item in items(value)))


def email(value: Any, field: Field) -> str:
    """Take one e-mail address."""
    address = text(value, {"max_length": 254}).removeprefix("mailto:")
    if not EMAIL.match(address):
        raise invalid(f"«{shown(address)}» ist keine E-Mail-Adresse.", "This is not an e-mail address.")
    return address


def date(value: Any, field: Field) -> str:
    """Take a year, a month, a day or a moment (``xsd:gYear``, ``gYearMonth``, ``date``, ``dateTime``)."""
    written = text(value, {"max_length": 40})
    if any(re.fullmatch(pattern, written, re.ASCII) and _exists(written + rest) for pattern, rest in DATES):
        return written
    moment = DATE_TIME.fullmatch(written)
    if moment and _exists(f"{moment[1]}T{moment[2]}{moment[3] or ':00'}"):
        return written.replace(" ", "T")
    raise invalid(f"«{shown(written)}» ist kein Datum (2026, 2026-11 oder 2026-11-23).", "This is not a date (2026, 2026-11 or 2026-11-23).")


def duration(value: Any, field: Field) -> str:
    """Take a duration (``xsd:duration``); weeks, which ISO 8601 knows and XML Schema does not, as days."""
    written = text(value, {"max_length": 40})
    if weeks := WEEKS.fullmatch(written):
        written = f"{weeks[1]}P{int(weeks[2]) * 7}D"
    if not DURATION.fullmatch(written):
        raise invalid(f"«{shown(written)}» ist keine Dauer (P1Y, P1D, PT15M).", "This is not a duration (P1Y, P1D, PT15M).")
    return written


def number(value: Any, field: Field) -> str:
    """Take a number of bytes; numbers that a database column of CKAN cannot hold are none."""
    written = text(value, {"max_length": 40})
    if not re.fullmatch(r"\d{1,18}", written, re.ASCII):
        raise invalid("Erwartet wird eine ganze Zahl.", "A whole number is expected.")
    return str(int(written))


def boolean(value: Any, field: Field) -> str:
    """Take yes or no; stored as ``true`` and ``false``."""
    word = str(value).strip().lower() if isinstance(value, (str, bool, int)) else ""
    if word not in YES | NO:
        raise invalid("Erwartet wird «true» oder «false».", "Either true or false is expected.")
    return "true" if word in YES else "false"


@scheming_validator
def boolean_or_default(field: Field, schema: Field) -> Validator:
    """Take yes or no; where nothing is said, the field's ``default``."""
    read = field_validator(boolean)(field, schema)

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        if is_empty(data.get(key, tk.missing)) and "default" in field:
            data[key] = field["default"]
        read(key, data, errors, context)

    return validate


def boolean_output(value: Any) -> Any:
    """Output validator: give the stored word as a truth value."""
    return {"true": True, "false": False}.get(str(value).lower(), value)


def term(vocabulary: str) -> Read:
    """Take one term of a vocabulary by code, IRI, label or alias; its IRI is stored."""
    return lambda value, field: _found(vocabulary, value).iri


def terms(vocabulary: str) -> Read:
    """Take a list of terms; their IRIs are stored."""
    return lambda value, field: list(dict.fromkeys(_found(vocabulary, item).iri for item in _several(value)))


def code(vocabulary: str) -> Read:
    """Take one term; its code is stored."""
    return lambda value, field: _found(vocabulary, value).code


def codes(vocabulary: str) -> Read:
    """Take a list of terms; their codes are stored."""
    return lambda value, field: list(dict.fromkeys(_found(vocabulary, item).code for item in _several(value)))


def licence(value: Any, field: Field) -> str:
    """Take one of the four terms of use; nothing else is ever understood as one of them."""
    found = load("licence").find(value) if isinstance(value, str) else None
    if found is None:
        names = ", ".join(known.code for known in load("licence"))
        german = f"«{shown(value)}» gehört nicht zu den Nutzungsbedingungen: {names}. Creative Commons hat ein eigenes Feld (rights)."
        raise invalid(german, f"These are no terms of use of opendata.swiss: {names}. Creative Commons has a field of its own (rights).")
    return found.iri


def _several(value: Any) -> list[Any]:
    value = from_json(value)
    return items([value] if isinstance(value, str) and "\n" not in value else value)


def _found(vocabulary: str, value: Any) -> Term:
    found = load(vocabulary).find(value) if isinstance(value, str) else None
    if found is None:
        raise invalid(f"«{shown(value)}» steht nicht im Vokabular «{vocabulary}».", f"This is not in the vocabulary '{vocabulary}'.")
    return found


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:  # a broken IPv6 address
        return False


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True
