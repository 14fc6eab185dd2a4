"""What holds for a dataset as a whole: its name, what CKAN's own fields take from ours, who answers for it.

Before the fields are checked, what a form sent piece by piece (``title_translated-de``) is put together; after it, CKAN's
own title, notes, tags and resource names are taken from the multilingual fields, so that there is one place to write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.luzern.logic import naming
from luzern_harvesters import translate
from luzern_schemas.document import LANGUAGES

from . import chart
from .fields import Field, Flat, Validator, from_json, is_empty, scheming_validator
from .messages import MISSING, invalid, shown

LANGUAGE_PART = re.compile(rf"(.+)-({'|'.join(LANGUAGES)})")
DATASET_TEXTS = (("title", "title_translated"), ("notes", "notes_translated"))
RESOURCE_TEXTS = (("name", "name_translated"), ("description", "description_translated"))
GROUP_TEXTS = (("title", "title_translated"), ("description", "description_translated"))
NO_CONTACT = "Eine Kontaktstelle mit E-Mail-Adresse fehlt. / A contact point with an e-mail address is missing."
NO_OWNER = "Eine Organisation, für die Sie schreiben dürfen, fehlt. / An organisation you may write for is missing."
ONE_PUBLISHER = "Höchstens eine Herausgeberin ist möglich. / At most one publisher is possible."
PERIOD_REVERSED = "Das Ende liegt vor dem Beginn. / The end is before the start."
NO_ADDRESS = "Das ist weder eine hochgeladene Datei noch eine Adresse im Netz (https://…). / This is neither an uploaded file nor an address (https://…)."
ADDRESS = re.compile(r"(?:https?|ftps?|sftp)://[^\s/]+", re.IGNORECASE)
MIN_TAG_LENGTH = 2  # CKAN's own limit


@scheming_validator
def dataset_before(field: None, schema: Field) -> Validator:
    """Put the languages of a form together, and find the name."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        _collect_languages(data)
        _refuse_unknown_subfields(schema, data, errors)
        _settle_name(data, context)

    return validate


@scheming_validator
def dataset_after(field: None, schema: Field) -> Validator:
    """Check what no single field can see, and fill CKAN's own fields."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        if not _entries("contact", data) and not _has_errors("contact", errors):
            place = ("contact", 0, "email") if ("contact", 0, "email") in errors else ("contact",)  # CKAN can't hold messages at both
            errors.setdefault(place, []).append(NO_CONTACT)
        if len(publishers := sorted(_entries("publisher", data))) > 1:
            errors.setdefault(("publisher", publishers[1], "name_translated"), []).append(ONE_PUBLISHER)
        for position in _entries("temporal_coverage", data):
            _check_period(("temporal_coverage", position), data, errors)
        if errors.get(("owner_org",)):
            errors[("owner_org",)] = [NO_OWNER]  # CKAN says it in one language
        _fill((), DATASET_TEXTS, data)
        for position in sorted({other[1] for other in data if len(other) == 3 and other[0] == "resources"}):
            _settle_resource(("resources", position), data, errors, context)
        if not _has_errors("tags_translated", errors):
            _fill_tags(data)
        _remove("groups", data)  # they follow from the themes (catalog/groups.py), whoever writes

    return validate


@scheming_validator
def group_before(field: None, schema: Field) -> Validator:
    """Put the languages of a form together, and fill CKAN's own title and description of an organisation or theme."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        _collect_languages(data)
        _fill((), GROUP_TEXTS, data)

    return validate


@scheming_validator
def name(field: Field, schema: Field) -> Validator:
    """Accept a name if it is one and no other dataset has or had it; the addresses under a former name go on answering (catalog/names.py)."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        package = context.get("package")
        if package and data.get(key) == package.name:
            return
        _require_name(data.get(key))
        if naming.is_taken(data[key], by_other_than=package.id if package else ""):
            raise invalid(f"Den Namen «{shown(data[key])}» hat schon ein anderer Datensatz.", "Another dataset has this name.")

    return validate


@scheming_validator
def identifier(field: Field, schema: Field) -> Validator:
    """Accept the identifier if it is the name the dataset had when it was created."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        package = context.get("package")
        existing = (package.extras or {}).get("identifier") if package else None
        if existing is None:
            _require_name(data.get(key))
        elif data.get(key) != existing:
            raise invalid(f"Diese Angabe bleibt für immer gleich («{existing}»).", f"This value never changes ('{existing}').")
        if not package and data[key] != data.get(("name",)):
            raise invalid("Die Kennung muss gleich sein wie der Name.", "The identifier must be the same as the name.")

    return validate


@scheming_validator
def derived(field: Field, schema: Field) -> Validator:
    """Accept anything for a field that is filled from a multilingual one afterwards."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        if not isinstance(data.get(key), str):
            data.pop(key, None)
            raise tk.StopOnError

    return validate


def resource_address(key: Any, data: Flat, errors: Flat, context: Any) -> None:
    """Refuse a resource whose address no visitor could follow safely (``javascript:``, ``file:``); of an upload CKAN makes the address."""
    if not errors.get(key) and data.get((*key[:-1], "url_type")) != "upload" and not ADDRESS.match(str(data[key])):
        errors.setdefault(key, []).append(NO_ADDRESS)


def _require_name(value: Any) -> None:
    if is_empty(value):
        raise tk.Invalid(MISSING)
    in_limits = isinstance(value, str) and naming.MIN_LENGTH <= len(value) <= naming.MAX_LENGTH
    if not in_limits or not naming.NAME.fullmatch(value) or value in naming.RESERVED:
        raise invalid(f"«{shown(value)}»: nur a–z, 0–9 und Bindestriche, 2 bis 100 Zeichen.", "Only a–z, 0–9 and hyphens, 2 to 100 characters.")


def _settle_name(data: Flat, context: Any) -> None:
    """A new dataset's name is given, or made of its German title; its identifier is its name."""
    package = context.get("package")
    if package:
        known = {"name": package.name, "identifier": (package.extras or {}).get("identifier") or package.name}
    else:
        given = next((data[(part,)] for part in ("name", "identifier") if not is_empty(data.get((part,), tk.missing))), None)
        made = given if given is not None else naming.free_name(_german(data.get(("title_translated",))))
        known = {"name": made, "identifier": made}
    for part, value in known.items():
        if is_empty(data.get((part,), tk.missing)):
            data[(part,)] = value


def _collect_languages(data: Flat) -> None:
    """Turn ``title_translated-de`` and its like, which no schema names, into one dictionary per field."""
    for key in [key for key in data if key[-1] == "__extras" and isinstance(data[key], dict)]:
        rest, found = {}, {}
        for name, value in data[key].items():
            match = LANGUAGE_PART.fullmatch(name)
            if match and match[1].endswith("_translated"):
                found.setdefault(match[1], {})[match[2]] = value
            else:
                rest[name] = value
        for field, by_language in found.items():
            if is_empty(data.get((*key[:-1], field), tk.missing)):
                data[(*key[:-1], field)] = by_language
        data[key] = rest


def _check_period(entry: tuple[Any, ...], data: Flat, errors: Flat) -> None:
    """Compare as far as both are stated: 2025 and 2025-03 may be one period. What is no date at all has been said to be none."""
    if any(errors.get((*entry, part)) for part in ("start", "end")):
        return
    start, end = (str(data.get((*entry, part)) or "")[: len("2026-11-23")] for part in ("start", "end"))
    length = min(len(start), len(end))
    if end[:length] < start[:length]:
        errors.setdefault((*entry, "end"), []).append(PERIOD_REVERSED)


def _refuse_unknown_subfields(schema: Field, data: Flat, errors: Flat) -> None:
    """CKAN keeps whatever stands in an entry of a repeating field: a misspelt name would be stored and never seen again."""
    fields = [*schema.get("dataset_fields", ()), *schema.get("resource_fields", ())]
    repeating = {field["field_name"] for field in fields if "repeating_subfields" in field}
    for key in [key for key in data if key[-1] == "__extras" and len(key) > 2 and key[-3] in repeating]:
        if unknown := sorted(data.pop(key)):
            message = f"Das Feld «{shown(unknown[0])}» gibt es hier nicht. / There is no field '{shown(unknown[0])}' here."
            errors.setdefault((*key[:-1], unknown[0]), []).append(message)


def _entries(field: str, data: Flat) -> set[int]:
    return {key[1] for key in data if len(key) > 2 and key[0] == field}


def _has_errors(field: str, errors: Flat) -> bool:
    return any(found for key, found in errors.items() if key[0] == field)


def _fill(prefix: tuple[Any, ...], names: tuple[tuple[str, str], ...], data: Flat) -> None:
    for own, translated in names:
        if text := _german(data.get((*prefix, translated))):
            data[(*prefix, own)] = text
        elif is_empty(data.get((*prefix, own), tk.missing)):
            data.pop((*prefix, own), None)


def _settle_resource(resource: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    _fill(resource, RESOURCE_TEXTS, data)
    _fill_format(resource, data)
    if not context.get("is_harvest"):  # nobody stands at a form, and a dataset is worth more than its chart
        chart.check(resource, data, errors)


def _fill_format(resource: tuple[Any, ...], data: Flat) -> None:
    """Tell the format of an uploaded file by its name, and the media type by the format, where nothing is stated."""
    stated, media, url = (str(data.get((*resource, part)) or "") for part in ("format", "mimetype", "url"))
    if stated or data.get((*resource, "url_type")) != "upload":
        return
    code, media_type, _ = translate.format_of("", "", url, "")
    found = {"format": code, "mimetype": media or media_type}
    data.update({(*resource, part): value for part, value in found.items() if value})


def _german(value: Any) -> str:
    """Give the German text of a multilingual value, or the first there is."""
    value = from_json(value)
    texts = [value.get(language) for language in LANGUAGES] if isinstance(value, dict) else []
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _fill_tags(data: Flat) -> None:
    """CKAN's tags are the German keywords, without the characters it does not allow in one."""
    translated = from_json(data.get(("tags_translated",)))
    _remove("tags", data)
    words = translated.get("de", []) if isinstance(translated, dict) else []
    for position, tag in enumerate(dict.fromkeys(_as_tags(words))):
        data[("tags", position, "name")] = tag


def _remove(field: str, data: Flat) -> None:
    for key in [key for key in data if key[0] == field]:
        del data[key]


def _as_tags(words: list[str]) -> Iterator[str]:
    for word in words:
        tag = " ".join(re.sub(r"[^\w \-.]", " ", word).split())
        if len(tag) >= MIN_TAG_LENGTH:
            yield tag
