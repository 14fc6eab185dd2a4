"""What ``luzern-harvest preview --json`` prints: one object a record, then a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .contract import Listing
from .finding import Finding
from .record import Agent, DatasetRecord, Distribution, Place
from .run import Outcome, Reading


@dataclass
class Tally:
    """Counts as the readings come."""

    outcomes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)

    def add(self, reading: Reading) -> None:
        """Count one record."""
        self.outcomes[reading.outcome.value] += 1
        self.levels.update(finding.level.value for finding in reading.findings)

    def summary(self, listing: Listing) -> dict[str, Any]:
        """Give the counts; ``listed`` is what the source has, the outcomes add up to ``previewed``."""
        return {
            "listed": len(listing.refs),
            "previewed": self.outcomes.total(),
            **{outcome.value: self.outcomes[outcome.value] for outcome in Outcome},
            "findings": {level: self.levels[level] for level in ("error", "warning", "info")},
            "complete": listing.complete,
            "listing_findings": findings_of(listing.findings),
        }


def line_of(reading: Reading) -> dict[str, Any]:
    """Give one record as the plain values of a JSON line."""
    return {
        "remote_id": reading.ref.remote_id,
        "outcome": reading.outcome.value,
        "record": values_of(reading.record) if reading.record else None,
        "findings": findings_of(reading.findings),
    }


def findings_of(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Give findings as plain values."""
    return [{"code": one.code, "level": one.level.value, "path": one.path, "message": one.message, "remedy": one.remedy} for one in findings]


def values_of(record: DatasetRecord) -> dict[str, Any]:
    """Give a record's values under the names of the preview: EU codes for themes and frequency, the DCAT-AP CH term for licences."""
    return {
        "title": dict(record.title),
        "description": dict(record.description),
        "identifier": record.identifier,
        "publisher": _agent(record.publisher),
        "contact": [_agent(contact) for contact in record.contacts],
        "themes": list(record.themes),
        "frequency": record.frequency,
        "issued": record.issued,
        "modified": record.modified,
        "keywords": {language: list(words) for language, words in record.keywords.items()},
        "languages": list(record.languages),
        "landing_page": record.landing_page,
        "access_rights": record.access_rights,
        "spatial": [_place(place) for place in record.spatial],
        "temporal": [{"start": period.start, "end": period.end} for period in record.temporal],
        "columns": [_column(column.name, column.label, column.description, column.data_type, column.unit) for column in record.columns],
        "relations": [{"url": relation.url, "label": dict(relation.label)} for relation in record.relations],
        "legal_basis": dict(record.legal_basis),
        "data_quality": dict(record.data_quality),
        "remarks": dict(record.remarks),
        "version": record.version,
        "distributions": [_distribution(distribution) for distribution in record.distributions],
    }


def _agent(agent: Agent | None) -> dict[str, Any] | None:
    return {"name": dict(agent.name), "email": agent.email, "url": agent.url, "iri": agent.iri} if agent else None


def _place(place: Place) -> dict[str, str]:
    return {"iri": place.iri, "label": place.label, "geometry": place.geometry}


def _column(name: str, label: Mapping[str, str], description: Mapping[str, str], data_type: str, unit: str) -> dict[str, Any]:
    return {"name": name, "label": dict(label), "description": dict(description), "type": data_type, "unit": unit}


def _distribution(one: Distribution) -> dict[str, Any]:
    return {
        "title": dict(one.title),
        "description": dict(one.description),
        "url": one.url,
        "access_url": one.access_url,
        "format": one.format,
        "media_type": one.media_type,
        "licence": one.licence,
        "rights": one.rights,
        "byte_size": one.byte_size,
        "checksum": one.checksum,
        "issued": one.issued,
        "modified": one.modified,
        "languages": list(one.languages),
    }
