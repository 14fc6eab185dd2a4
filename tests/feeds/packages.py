"""Packages as ``package_show`` gives them, from the least to everything a field can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rdflib import URIRef

from ckanext.luzern.feeds import document, fragment
from ckanext.luzern.feeds.profile import OPENDATA_SWISS, Profile
from ckanext.luzern.feeds.rdf import name
from ckanext.luzern.feeds.settings import FeedSettings, Publisher

Judge = Callable[[str], dict[tuple[str, str], list[str]]]
"""What is wrong with a feed, by judgement and rule."""

SITE = "https://data.example-luzern.ch"
EU = "http://publications.europa.eu/resource/authority/"
SETTINGS = FeedSettings(
    site=SITE,
    organisation="stadt-luzern",
    title={"de": "Offene Daten der Stadt Luzern", "fr": "Données ouvertes"},
    description={"de": "Daten der Stadtverwaltung."},
    publisher=Publisher("https://www.stadtluzern.ch", {"de": "Stadt Luzern", "fr": "Ville de Lucerne"}, "https://www.stadtluzern.ch/opengovernmentdata"),
    languages=("DEU", "FRA"),
    licence="terms_open",
    issued="2026-12-01",
    spatial="https://ld.admin.ch/municipality/1061",
)

ID = "6f1d0a5e-0000-4000-8000-000000000001"
OTHER_ID = "6f1d0a5e-0000-4000-8000-000000000002"
SERVICE = "https://geo.example-luzern.ch/wfs?service=WFS"
RESOURCE_ID = "9a000000-0000-4000-8000-000000000001"


def feed(*packages: dict[str, Any], settings: FeedSettings = SETTINGS, profile: Profile = OPENDATA_SWISS, syntax: str = "xml") -> str:
    """Give a document of these datasets."""
    built = [each for package in packages for each in fragment.build(package, settings) if each.profile == profile.name]
    page = document.Page(f"{SITE}/feeds/opendata-swiss.xml", len(built), "2026-11-20T08:00:00Z")
    parts = [document.head(profile, syntax, settings, page), *(each.texts[syntax] for each in built)]
    return document.start(syntax) + document.between(syntax).join(parts) + document.end(syntax)


def term(curie: str) -> URIRef:
    """Give the IRI of a prefixed name as rdflib has it, which reads back what we wrote."""
    return URIRef(name(curie).value)


def minimal(number: int = 1, /, **fields: Any) -> dict[str, Any]:
    """What the schema makes mandatory, in German only; the other languages are there and empty, as a form leaves them."""
    package_id = f"{ID[:-2]}{number:02}"
    return {
        "id": package_id,
        "name": f"datensatz-{number}",
        "identifier": f"datensatz-{number}",
        "type": "dataset",
        "state": "active",
        "private": False,
        "metadata_created": "2026-11-01T08:00:00.123456",
        "metadata_modified": "2026-11-20T08:00:00.123456",
        "organization": {"id": "0f0f", "name": "statistik", "title": "Fachstelle Statistik"},
        "title_translated": {"de": "Wohnbevölkerung nach Quartier", "fr": "", "it": "", "en": ""},
        "notes_translated": {"de": "Ständige Wohnbevölkerung nach Quartier und Jahr.", "fr": "", "it": "", "en": ""},
        "contact": [{"name_translated": {"de": "Fachstelle OGD", "fr": ""}, "email": "ogd@example-luzern.ch", "url": ""}],
        "opendata_swiss": True,
        "via_geocat": False,
        "resources": [resource()],
        **fields,
    }


def resource(number: int = 1, /, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{RESOURCE_ID[:-2]}{number:02}",
        "created": "2026-11-02T08:00:00.123456",
        "name_translated": {"de": "Bevölkerung (CSV)", "fr": ""},
        "url": "https://example-luzern.ch/bev.csv",
        "license": "http://dcat-ap.ch/vocabulary/licenses/terms_by",
        **fields,
    }


def maximal() -> dict[str, Any]:
    """Every field that has a place in DCAT-AP CH, filled as it should be."""
    return minimal() | {
        "title_translated": {"de": "Wohnbevölkerung", "fr": "Population", "it": "Popolazione", "en": "Population"},
        "tags_translated": {"de": ["Bevölkerung", "Quartier"], "fr": ["population"], "it": [], "en": [""]},
        "theme": [EU + "data-theme/SOCI", EU + "data-theme/REGI"],
        "issued": "2026",
        "modified": "2026-11-15T08:00:00+01:00",
        "frequency": EU + "frequency/ANNUAL",
        "language": [EU + "language/DEU"],
        "access_rights": EU + "access-right/PUBLIC",
        "availability": EU + "planned-availability/STABLE",
        "conforms_to": ["https://www.ech.ch/de/ech/ech-0200"],
        "is_referenced_by": ["https://doi.org/10.5281/zenodo.1"],
        "in_series": [
            {
                "uri": "https://example.org/series/bev",
                "title_translated": {"de": "Wohnbevölkerung", "fr": ""},
                "description_translated": {"de": "Ein Datensatz je Stichtag."},
            },
        ],
        "has_part": ["https://example.org/dataset/altstadt"],
        "has_policy": "https://example-luzern.ch/richtlinie.jsonld",
        "applicable_legislation": ["https://fedlex.data.admin.ch/eli/cc/2008/749", "https://www.stadtluzern.ch/erlass/12"],
        "legal_basis": {"de": "Registerharmonisierungsgesetz (RHG, SR 431.02)"},
        "qualified_attribution": [
            {
                "role": "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/processor",
                "name_translated": {"de": "Geoinformationszentrum"},
                "uri": "",
                "url": "https://example-luzern.ch/giz",
            },
        ],
        "provenance_activity": [{"label_translated": {"de": "STATPOP"}, "uri": "https://example.org/erhebungen/statpop"}],
        "hvd_category": ["http://data.europa.eu/bna/c_e1da4e07"],
        "image": f"{SITE}/bild.png",
        "version": "2.1",
        "version_notes": {"de": "Neue Quartiere", "fr": ""},
        "status": EU + "distribution-status/COMPLETED",
        "url": "https://www.stadtluzern.ch/bevoelkerung",
        "documentation": ["https://www.stadtluzern.ch/methodik.pdf"],
        "publisher": [
            {
                "name_translated": {"de": "LUSTAT Statistik Luzern"},
                "uri": "https://www.lustat.ch",
                "url": "https://www.lustat.ch/",
                "email": "info@lustat.ch",
            },
        ],
        "creator": [{"name_translated": {"de": "Einwohnerdienste"}, "uri": "", "url": ""}],
        "spatial_coverage": [
            {
                "uri": "https://ld.admin.ch/municipality/1061",
                "text": "Stadt Luzern",
                "geom": "",
                "bbox": "",
                "centroid": '{"type": "Point", "coordinates": [8.3, 47.05]}',
            }
        ],
        "temporal_coverage": [{"start": "2010", "end": "2025-12-31"}],
        "qualified_relation": [{"uri": "haushalte-quartier", "role": ""}],
        "relations": [{"url": "https://www.stadtluzern.ch/recht", "label_translated": {"de": "Rechtliche Grundlagen", "fr": "Base légale"}}],
        "alternate_identifier": ["10.5281/zenodo.1"],
        "resources": [
            resource(
                1,
                url_type="upload",
                url=f"{SITE}/fr/dataset/{ID}/resource/{RESOURCE_ID}/download/bev.csv",
                description_translated={"de": "Eine Zeile je Quartier."},
                identifier="bev-csv",
                rights="https://creativecommons.org/licenses/by/4.0/",
                issued="2026-11-01",
                modified="2026-11-15",
                format="CSV",
                mimetype="text/csv",
                size=48213,
                hash="9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
                hash_algorithm="http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                language=[EU + "language/DEU"],
                availability=EU + "planned-availability/STABLE",
                temporal_resolution="P1Y",
                conforms_to=["https://www.rfc-editor.org/rfc/rfc4180"],
                documentation=["https://www.stadtluzern.ch/spalten.pdf"],
                access_services=[
                    {
                        "uri": SERVICE,
                        "title_translated": {"de": "Bevölkerung (WFS)"},
                        "description_translated": {"de": "Höchstens 2000 Objekte je Abfrage."},
                        "endpoint_description": f"{SERVICE}&request=GetCapabilities",
                        "license": "http://dcat-ap.ch/vocabulary/licenses/terms_by",
                    },
                ],
                has_policy="https://example-luzern.ch/richtlinie.jsonld",
                image=[f"{SITE}/karte.png"],
                applicable_legislation=["https://fedlex.data.admin.ch/eli/cc/2008/749"],
                status=EU + "distribution-status/COMPLETED",
                package_format="application/zip",
            ),
            resource(2, access_url="https://example-luzern.ch/seite", download_url="https://example-luzern.ch/bev.json", format="JSON"),
        ],
    }
