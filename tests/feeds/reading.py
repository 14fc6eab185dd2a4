"""A document read back by ckanext-dcat's own parser, with our schema, and the fields that must come back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import ckan.plugins.toolkit as tk
import yaml
from ckanext.dcat.processors import RDFParser

from ckanext.luzern.feeds.dcat_ap_ch import LuzernDcatApChProfile
from ckanext.luzern.feeds.iri import valid_iri
from ckanext.luzern.feeds.relations import ELI
from ckanext.luzern.feeds.values import clean
from luzern_schemas.vocabulary import load

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
TEXTS = ("title_translated", "notes_translated", "version_notes")
WORDS = ("frequency", "issued", "modified", "access_rights", "version")
LISTS = ("theme", "language", "conforms_to", "documentation", "is_referenced_by", "hvd_category", "applicable_legislation")
RESOURCE_WORDS = ("license", "rights", "issued", "modified", "availability", "status", "temporal_resolution")
RESOURCE_LISTS = ("language", "conforms_to", "documentation", "applicable_legislation")


def read(document: str | bytes, syntax: str = "xml") -> list[dict[str, Any]]:
    """Give the datasets of a document as ckanext-dcat would harvest them."""
    with _schema():
        parser = RDFParser(profiles=["luzern_dcat_ap_ch"])
        parser.parse(document, _format=syntax)
        return list(parser.datasets())


def expected(package: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a package that have to come back, in the form ``comparable`` gives what was read."""
    by_url = sorted(package["resources"], key=lambda resource: resource["url"])
    return {
        **{field: _texts(package.get(field)) for field in TEXTS},
        **{field: clean(package[field]) for field in WORDS if package.get(field)},
        **{field: _iris(package.get(field)) for field in LISTS},
        "alternate_identifier": sorted(map(clean, package.get("alternate_identifier") or [])),
        "applicable_legislation": [iri for iri in _iris(package.get("applicable_legislation")) if ELI.fullmatch(iri)],
        "keywords": {language: sorted(words) for language, words in (package.get("tags_translated") or {}).items() if any(words)},
        "contact": sorted((sorted(_texts(contact["name_translated"]).items()), contact["email"]) for contact in package["contact"]),
        "periods": sorted((period.get("start") or "", period.get("end") or "") for period in package.get("temporal_coverage") or []),
        "roles": [attribution["role"] for attribution in package.get("qualified_attribution") or []],
        "resources": [
            {
                "name": _texts(resource.get("name_translated")),
                "description": _texts(resource.get("description_translated")),
                **{field: clean(resource[field]) for field in RESOURCE_WORDS if resource.get(field)},
                **{field: _iris(resource.get(field)) for field in RESOURCE_LISTS},
                "format": _format(resource.get("format")),
                "size": int(resource["size"]) if resource.get("size") not in (None, "") else None,
                "hash": (resource.get("hash") or "").lower(),
                "services": [service["uri"] for service in resource.get("access_services") or []],
            }
            for resource in by_url
        ],
    }


def comparable(package: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was read in the form of ``expected``; of single words only those that were stated, because the feed adds what follows from others."""
    by_url = sorted(package["resources"], key=lambda resource: resource["access_url"])
    stated = sorted(sent["resources"], key=lambda resource: resource["url"])
    return {
        **{field: _texts(_translated(package.get(field))) for field in TEXTS},
        **{field: str(package[field]) for field in WORDS if sent.get(field)},
        **{field: _json(package.get(field)) for field in LISTS},
        "alternate_identifier": sorted(_json(package.get("alternate_identifier"))),
        "keywords": {language: sorted(words) for language, words in package.get("tags_translated", {}).items() if words},
        "contact": sorted((sorted(contact.get("name_translated", {}).items()), contact["email"]) for contact in package["contact"]),
        "periods": sorted((period.get("start", ""), period.get("end", "")) for period in package.get("temporal_coverage", [])),
        "roles": [attribution["role"] for attribution in package.get("qualified_attribution", [])],
        "resources": [
            {
                "name": _texts(resource.get("name_translated")),
                "description": _texts(resource.get("description_translated")),
                **{field: str(resource[field]) for field in RESOURCE_WORDS if said.get(field)},
                **{field: _json(resource.get(field)) for field in RESOURCE_LISTS},
                "format": resource.get("format", "") if said.get("format") else "",
                "size": resource.get("size"),
                "hash": resource.get("hash", ""),
                "services": [service["uri"] for service in resource.get("access_services", [])],
            }
            for resource, said in zip(by_url, stated, strict=True)
        ],
    }


@contextmanager
def _schema() -> Iterator[None]:
    """The schema ckanext-scheming would give the parser."""
    schema = _read_schema()
    profile = mock.patch.multiple(LuzernDcatApChProfile, _dataset_schema=schema, _form_languages=schema["form_languages"])
    with profile, mock.patch.dict(tk.config, {"ckan.locale_default": "de"}):
        yield


@cache
def _read_schema() -> dict[str, Any]:
    presets = {preset["preset_name"]: preset["values"] for preset in yaml.safe_load((SCHEMAS / "presets.yaml").read_text("utf-8"))["presets"]}
    document = yaml.safe_load((SCHEMAS / "dataset.yaml").read_text("utf-8"))

    def whole(field: dict[str, Any]) -> dict[str, Any]:
        field = {"validators": "", **presets.get(field.get("preset", ""), {}), **field}
        return {**field, "repeating_subfields": list(map(whole, field["repeating_subfields"]))} if "repeating_subfields" in field else field

    return {**document, **{part: list(map(whole, document[part])) for part in ("dataset_fields", "resource_fields")}}


def _texts(value: Mapping[str, str] | None) -> dict[str, str]:
    """Only what is filled, as XML can hold it."""
    return {language: clean(text) for language, text in (value or {}).items() if text and clean(text)}


def _translated(value: Any) -> Mapping[str, str]:
    return value if isinstance(value, Mapping) else {}


def _iris(value: Any) -> list[str]:
    return sorted({valid_iri(address) for address in value or []})


def _json(value: Any) -> list[str]:
    return sorted(json.loads(value)) if value else []


def _format(code: str | None) -> str:
    term = load("file-type").find(code)
    return term.iri if term else ""
