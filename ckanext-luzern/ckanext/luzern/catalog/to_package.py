"""A harvested record as the fields of a dataset: pure, so that a mapping can be read and tested without CKAN.

Only what the record says becomes a field; empty fields are left out. What a field may hold is the schema's question, not ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Place, Text
from luzern_harvesters.source import Source
from luzern_schemas.vocabulary import load

Fields = dict[str, Any]  # Any: values of a package as CKAN's actions take them

VERSION = "1"
"""Raised when the same record gives another dataset, so that the next harvest writes every dataset anew."""

EXAMPLE = "Beispieldaten: Diese Angaben sind erfunden und zeigen, wie das Portal arbeitet."
WEB = re.compile(r'https?://[^\s<>"{}|\\^`]+', re.IGNORECASE)
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def to_package(record: DatasetRecord, source: Source) -> Fields:
    """Give the dataset's fields without its resources, its owner and its name."""
    fields = {
        "title_translated": dict(record.title),
        "notes_translated": dict(record.description),
        "tags_translated": {language: list(words) for language, words in record.keywords.items()},
        **_classification(record),
        **_people(record, source),
        **_coverage(record),
        **_explanation(record, source),
        **_links(record),
        "alternate_identifier": [record.identifier] if record.identifier else [],
        "opendata_swiss": record.opendata_swiss,
        "via_geocat": record.via_geocat,
        "source_url": _web(record.source_url),
        "is_example": source.example,
    }
    return _filled(fields)


def to_resource(distribution: Distribution) -> Fields:
    """Give the fields of one resource. Its ``url`` is left out where the portal copies the file."""
    fields = {
        "url": "" if distribution.file else distribution.url or distribution.access_url,
        "name_translated": dict(distribution.title),
        "description_translated": dict(distribution.description),
        "license": _iri("licence", distribution.licence),
        "rights": _iri("rights", distribution.rights),
        "format": _code("file-type", distribution.format),
        "mimetype": _code("media-type", distribution.media_type),
        "access_url": _web(distribution.access_url),
        "download_url": "" if distribution.file else _web(distribution.url),
        "size": distribution.byte_size,
        "hash": distribution.checksum,
        "hash_algorithm": SHA256 if distribution.checksum else "",
        "issued": distribution.issued,
        "modified": distribution.modified,
        "language": _iris("language", distribution.languages),
        "availability": _iri("availability", distribution.availability),
        "temporal_resolution": distribution.temporal_resolution,
        "conforms_to": list(_webs(distribution.conforms_to)),
        "documentation": list(_webs(distribution.documentation)),
        "access_services": [{"uri": address} for address in _webs(distribution.access_services)],
        "identifier": distribution.identifier,
        "chart_x": distribution.chart_x,
        "chart_y": distribution.chart_y,
        "chart_by": distribution.chart_by,
    }
    return _filled(fields)


def _classification(record: DatasetRecord) -> Fields:
    return {
        "theme": _iris("theme", record.themes),
        "frequency": _iri("frequency", record.frequency),
        "language": _iris("language", record.languages),
        "access_rights": _iri("access-right", record.access_rights),
        "availability": _iri("availability", record.availability),
    }


def _people(record: DatasetRecord, source: Source) -> Fields:
    named = record.publisher and (record.publisher.name or record.publisher.iri)
    return {
        "contact": [_contact(agent, source) for agent in record.contacts if agent.email],
        "publisher": [_agent(record.publisher)] if record.publisher and named else [],
        "creator": [_agent(agent) for agent in record.creators if agent.name or agent.iri],
    }


def _contact(agent: Agent, source: Source) -> Fields:
    name = agent.name or {"de": source.contact.name or agent.email}
    return _filled({"name_translated": _in_german(name), "email": agent.email, "url": _web(agent.url)})


def _agent(agent: Agent) -> Fields:
    name = agent.name or {"de": urlsplit(agent.iri).hostname or agent.iri}
    return _filled({"name_translated": _in_german(name), "uri": _web(agent.iri), "url": _web(agent.url), "email": agent.email})


def _coverage(record: DatasetRecord) -> Fields:
    return {
        "spatial_coverage": [place for place in map(_place, record.spatial) if place],
        "temporal_coverage": [_filled({"start": span.start, "end": span.end}) for span in record.temporal],
        "geographic_units": [code for code in record.geographic_units if _code("geographic-unit", code)],
        "issued": record.issued,
        "modified": record.modified,
    }


def _place(place: Place) -> Fields:
    return _filled({"uri": _web(place.iri), "text": place.label, "geom": place.geometry})


def _explanation(record: DatasetRecord, source: Source) -> Fields:
    return {
        "columns": [_column(column) for column in record.columns],
        "legal_basis": dict(record.legal_basis),
        "data_quality": dict(record.data_quality),
        "remarks": _remarks(record.remarks, is_example=source.example),
        "update_promise": record.update_promise,
        "source_system": record.source_system,
        "version": record.version,
        "version_notes": dict(record.version_notes),
        "documentation": list(_webs(record.documentation)),
        "conforms_to": list(_webs(record.conforms_to)),
        "applicable_legislation": list(_webs(record.legislation)),
    }


def _column(column: Column) -> Fields:
    described = {"label_translated": dict(column.label), "description_translated": dict(column.description)}
    return _filled({"name": column.name, **described, "data_type": column.data_type, "unit": column.unit})


def _remarks(remarks: Text, *, is_example: bool) -> dict[str, str]:
    german = [text for text in (EXAMPLE if is_example else "", remarks.get("de", "")) if text]
    return {**remarks, **({"de": "\n\n".join(german)} if german else {})}


def _links(record: DatasetRecord) -> Fields:
    return {
        "url": _web(record.landing_page),
        "relations": [_filled({"url": link.url, "label_translated": dict(link.label)}) for link in record.relations if _web(link.url)],
        "qualified_relation": [{"uri": related} for related in record.related],
        "in_series": [{"uri": address} for address in _webs(record.in_series)],
        "image": list(_webs([record.image])),
    }


def _iri(vocabulary: str, code: str) -> str:
    term = load(vocabulary).find(code)
    return term.iri if term else ""


def _iris(vocabulary: str, codes: Iterable[str]) -> list[str]:
    return [iri for code in codes if (iri := _iri(vocabulary, code))]


def _code(vocabulary: str, code: str) -> str:
    term = load(vocabulary).find(code)
    return term.code if term else ""


def _web(address: str) -> str:
    """Give the address if it is one on the web; a name, an e-mail address or half an address has no place in such a field."""
    return address if WEB.fullmatch(address) else ""


def _webs(addresses: Iterable[str]) -> Iterator[str]:
    return filter(None, map(_web, addresses))


def _in_german(text: Text) -> dict[str, str]:
    """Give a name that is required in German in the language it has, where there is no German one."""
    return {"de": next(iter(text.values())), **text}


def _filled(fields: Mapping[str, Any]) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
