"""What search engines are told of a dataset: Google Dataset Search's rules, and nothing that is not known."""

from __future__ import annotations

import json

import pytest

from ckanext.luzern.feeds import schema_org
from feeds.packages import ID, RESOURCE_ID, SETTINGS, SITE, maximal, minimal, resource

TERMS = "http://dcat-ap.ch/vocabulary/licenses/terms_by"


def test_the_least_has_all_that_google_requires() -> None:
    found = schema_org.dataset(minimal(), SETTINGS, "de")

    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert found["name"] == "Wohnbevölkerung nach Quartier"
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == TERMS
    assert found["creator"]["name"] == "Fachstelle Statistik"
    assert found["distribution"]["contentUrl"] == "https://example-luzern.ch/bev.csv"
    assert found["isAccessibleForFree"] is True
    assert found["identifier"] == f"{SITE}/perma/datensatz-1@stadt-luzern"


@pytest.mark.parametrize(("told", "length"), [("Kurz.", 50), ("Wort " * 2000, 4000)])
def test_a_description_is_of_the_length_that_google_takes(told: str, length: int) -> None:
    description = schema_org.dataset(minimal(notes_translated={"de": told}), SETTINGS, "de")["description"]

    assert length <= len(description) <= 5000
    assert told[:5] in description


def test_texts_are_in_the_readers_language_else_in_german() -> None:
    package = maximal() | {"notes_translated": {"de": "Deutsch " * 10, "fr": ""}}
    found = schema_org.dataset(package, SETTINGS, "fr")

    assert (found["name"], found["publisher"]["name"], found["keywords"]) == ("Population", "Ville de Lucerne", "population")
    assert found["description"].startswith("Deutsch")


def test_period_place_and_columns_are_told() -> None:
    columns = [
        {"name": "anz", "label_translated": {"de": "Anzahl"}, "description_translated": {"de": "Personen am Jahresende"}, "unit": "Personen"},
        {"name": "jahr"},
    ]
    found = schema_org.dataset(maximal() | {"columns": columns}, SETTINGS, "de")

    assert found["temporalCoverage"] == "2010/2025-12-31"
    assert found["spatialCoverage"]["name"] == "Stadt Luzern"
    assert found["spatialCoverage"]["geo"] == {"@type": "GeoCoordinates", "latitude": 47.05, "longitude": 8.3}
    assert found["variableMeasured"] == [
        {"@type": "PropertyValue", "name": "Anzahl", "alternateName": "anz", "description": "Personen am Jahresende", "unitText": "Personen"},
        {"@type": "PropertyValue", "name": "jahr"},
    ]


@pytest.mark.parametrize(
    "box", ['{"type": "Polygon", "coordinates": [[[8.2, 47], [8.4, 47], [8.4, 47.1], [8.2, 47]]]}', "POLYGON ((8.2 47, 8.4 47, 8.4 47.1, 8.2 47))"]
)
def test_a_box_is_south_west_north_east(box: str) -> None:
    found = schema_org.dataset(minimal(spatial_coverage=[{"bbox": box}]), SETTINGS, "de")

    assert found["spatialCoverage"]["geo"] == {"@type": "GeoShape", "box": "47.0 8.2 47.1 8.4"}


def test_a_place_that_says_nothing_is_left_out() -> None:
    found = schema_org.dataset(
        minimal(spatial_coverage=[{"bbox": "Unsinn", "uri": "", "text": ""}], temporal_coverage=[{"start": "", "end": ""}]), SETTINGS, "de"
    )

    assert "spatialCoverage" not in found
    assert "temporalCoverage" not in found


def test_an_upload_has_its_address_without_the_readers_language() -> None:
    upload = resource(1, url_type="upload", url=f"{SITE}/fr/dataset/{ID}/resource/{RESOURCE_ID}/download/bev.csv", size="12", hash="a" * 64)
    found = schema_org.dataset(minimal(resources=[upload]), SETTINGS, "fr")["distribution"]

    assert found["contentUrl"] == f"{SITE}/dataset/{ID}/resource/{found['@id'].rpartition('/')[2]}/download/bev.csv"
    assert (found["contentSize"], found["sha256"]) == ("12 B", "a" * 64)


def test_terms_that_differ_stand_at_the_files_alone() -> None:
    other = resource(2, license="http://dcat-ap.ch/vocabulary/licenses/terms_open")
    found = schema_org.dataset(minimal(resources=[resource(1), other]), SETTINGS, "de")

    assert "license" not in found
    assert [one["license"] for one in found["distribution"]] == [TERMS, other["license"]]


def test_nothing_in_it_ends_the_script_it_stands_in() -> None:
    evil = "</script><script>alert(1)</script> <!-- & ]]>"
    written = schema_org.as_script(schema_org.dataset(minimal(title_translated={"de": evil}), SETTINGS, "de"))

    assert not {"<", ">", "&"} & set(written)
    assert json.loads(written)["name"] == evil


def test_the_portal_is_described_too() -> None:
    found = schema_org.catalogue(SETTINGS, "fr")

    assert (found["@type"], found["name"], found["inLanguage"]) == ("DataCatalog", "Données ouvertes", ["de", "fr"])
