"""Words for the person who can mend a finding: where it stands (the path itself is for machines), and how many of what."""

from __future__ import annotations

import re
from functools import cache

from luzern_schemas.fields import dataset_fields, resource_fields

PART = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
FILES = ("distributions", "resources")
WORDS = {
    "contact": "Kontaktstelle", "themes": "Themen", "keywords": "Schlagwörter", "languages": "Sprachen",
    "temporal": "Zeitraum", "spatial": "Gebiet", "licence": "Nutzungsbedingungen", "media_type": "Medientyp", "byte_size": "Dateigrösse", "dataset": "Datensatz",
    "url": "Adresse", "distributions": "Dateien", "resources": "Dateien",
}  # fmt: skip
"""Fields of the record that the schema calls otherwise."""


def place(path: str) -> str:
    """Give a path of the record in German (``distributions[0].licence``: «Datei 1, Nutzungsbedingungen»); any other as it is."""
    parts = [PART.fullmatch(part) for part in path.split(".")]
    known = [part for part in parts if part and part[1] in _words()]
    return ", ".join(map(_word, known)) if len(known) == len(parts) else path


def count(number: int, one: str, many: str) -> str:
    """Give a number with what it counts (``1 Datensatz``, ``2 Datensätze``)."""
    return f"{number} {one if number == 1 else many}"


def _word(part: re.Match[str]) -> str:
    if part[1] in FILES:
        return f"Datei {int(part[2]) + 1}" if part[2] else "Dateien"
    return _words()[part[1]] + (f" {int(part[2]) + 1}" if part[2] else "")


@cache
def _words() -> dict[str, str]:
    fields = (*resource_fields(), *dataset_fields())
    fields = (*(inner for field in fields for inner in field.repeating), *fields)
    labels = {name: field.label["de"] for field in fields for name in (field.name.removesuffix("_translated"), field.name)}
    return labels | WORDS
