"""Datasets nobody thought of: any choice of fields, values of every shape a field may have. The same number gives the same dataset."""

from __future__ import annotations

import random
from typing import Any

from luzern_schemas.vocabulary import load

LANGUAGES = ("de", "fr", "it", "en")
WORDS = [
    "Lärm",
    "Quartier",
    "«Stadt»",
    "Zürich",
    "&",
    "Bern",
    "<Velo>",
    "Ärger/Öl",
    "100%",
    "naïve",
    "Ça",
    "è",
    "l'été",
    "\u2028",
    "日本",
    "emoji🚲",
    "Tab\tZeile\nneu",
    "C++",
    "a\\b",
    '"Zitat"',
]
ADDRESSES = ("https://example.org/a?x=1&y=äö#f", "https://zürich.example/Pfad(1);v=2", "http://example.org/%7Euser/(1)", "https://example.org/eli/cc/2008/1")
DATES = ("2019", "2021-03", "2022-02-28", "2024-12-31T23:59:59", "2025-06-01T08:00:00+02:00")
GEOMETRIES = ("POINT (8.309 47.05)", '{"type": "Point", "coordinates": [8.3, 47.0]}', "POLYGON ((8.2 47.0, 8.3 47.0, 8.3 47.1, 8.2 47.0))")


class Chance:
    """One dataset's dice."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def text(self) -> str:
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(1, 8))).strip() or "Lärm"

    def texts(self) -> dict[str, str]:
        """German, and perhaps other languages."""
        return {language: self.text() for language in LANGUAGES if language == "de" or self.dice.random() < 0.4}

    def tags(self) -> dict[str, list[str]]:
        words = ["Lärm", "Quartier", "Velo und Fuss", "C++", "l'été", "100 Prozent"]
        return {language: self.dice.sample(words, k=self.dice.randint(1, 4)) for language in LANGUAGES if self.dice.random() < 0.5}

    def address(self) -> str:
        return self.dice.choice(ADDRESSES)

    def addresses(self) -> list[str]:
        return self.dice.sample(ADDRESSES, k=self.dice.randint(1, 3))

    def term(self, vocabulary: str) -> str:
        return self.dice.choice([term for term in load(vocabulary) if term.iri]).iri

    def code(self, vocabulary: str) -> str:
        return self.dice.choice(list(load(vocabulary))).code

    def date(self) -> str:
        return self.dice.choice(DATES)

    def agent(self) -> dict[str, Any]:
        return {
            "name_translated": self.texts(),
            "uri": self.dice.choice(["", "https://example.org/stelle"]),
            "url": self.address(),
            "email": "a.b+c@example.org",
        }

    def some(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Leave out about half of the fields."""
        return {name: value for name, value in fields.items() if self.dice.random() < 0.5}


def fields(seed: int) -> dict[str, Any]:
    """Give what somebody sends to the API."""
    chance = Chance(seed)
    licence = chance.term("licence")
    return {
        "title_translated": chance.texts(),
        "notes_translated": chance.texts(),
        "contact": [{"name_translated": chance.texts(), "email": f"stelle-{number}@example.org"} for number in range(chance.dice.randint(1, 2))],
        "resources": [{"license": licence, **_resource(chance, number)} for number in range(chance.dice.randint(1, 4))],
        **chance.some(_described(chance)),
        **chance.some(_linked(chance)),
    }


def _described(chance: Chance) -> dict[str, Any]:
    return {
        "tags_translated": chance.tags(),
        "theme": sorted({chance.term("theme"), chance.term("theme")}),
        "frequency": chance.term("frequency"),
        "issued": chance.date(),
        "modified": chance.date(),
        "language": sorted({chance.term("language"), chance.term("language")}),
        "access_rights": chance.term("access-right"),
        "availability": chance.term("availability"),
        "status": chance.term("status"),
        "version": chance.text()[:90],
        "version_notes": chance.texts(),
        "spatial_coverage": [{"uri": "https://ld.admin.ch/municipality/1061"}, {"text": chance.text(), "geom": chance.dice.choice(GEOMETRIES)}],
        "temporal_coverage": [{"start": "2010", "end": "2011-02"}, {"start": "2012-01-01", "end": chance.dice.choice(["", "2012-12-31"])}],
        "legal_basis": chance.texts(),
        "publisher": [chance.agent()],
        "creator": [chance.agent(), chance.agent()],
    }


def _linked(chance: Chance) -> dict[str, Any]:
    return {
        "url": chance.address(),
        "documentation": chance.addresses(),
        "conforms_to": chance.addresses(),
        "is_referenced_by": chance.addresses(),
        "applicable_legislation": chance.addresses(),
        "has_part": chance.addresses(),
        "has_policy": chance.address(),
        "image": chance.addresses(),
        "in_series": [{"uri": "https://example.org/reihe", "title_translated": chance.texts()}],
        "relations": [{"url": chance.address(), "label_translated": chance.texts()}],
        "qualified_relation": [{"uri": chance.dice.choice(["anderer-datensatz", "https://example.org/ds"])}],
        "qualified_attribution": [{"role": "https://example.org/rolle", "name_translated": chance.texts(), "url": chance.address()}],
        "provenance_activity": [{"uri": "https://example.org/erhebung", "label_translated": chance.texts()}],
        "alternate_identifier": [chance.text()],
    }


def _resource(chance: Chance, number: int) -> dict[str, Any]:
    return {
        "url": f"https://example.org/datei-{number}.csv",
        **chance.some(
            {
                "name_translated": chance.texts(),
                "description_translated": chance.texts(),
                "rights": chance.term("rights"),
                "issued": chance.date(),
                "modified": chance.date(),
                "format": chance.code("file-type"),
                "download_url": f"https://example.org/download/{number}",
                "size": chance.dice.randint(0, 10**12),
                "hash": chance.dice.choice(["9" * 32, "0" * 40, "aF" * 32]),
                "language": [chance.term("language")],
                "availability": chance.term("availability"),
                "status": chance.term("status"),
                "temporal_resolution": chance.dice.choice(["P1Y", "PT15M"]),
                "conforms_to": chance.addresses(),
                "documentation": chance.addresses(),
                "applicable_legislation": chance.addresses(),
                "access_services": [{"uri": "https://example.org/wfs", "title_translated": chance.texts()}],
                "image": chance.addresses(),
            }
        ),
    }
