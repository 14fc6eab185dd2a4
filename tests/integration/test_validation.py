"""What a dataset must say, and what becomes of it in CKAN."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api import Api, minimal, resource

pytestmark = pytest.mark.services

EU = "http://publications.europa.eu/resource/authority/"
TERMS_BY = "http://dcat-ap.ch/vocabulary/licenses/terms_by"


def test_everything_that_is_missing_is_named_in_german_and_english(api: Api) -> None:
    errors = api.errors("package_create")

    assert {"title_translated", "notes_translated", "contact", "owner_org"} <= set(errors)
    assert errors["title_translated"] == ["Diese Angabe fehlt. / This value is missing."]
    assert "E-Mail" in errors["contact"][0]
    assert "e-mail" in errors["contact"][0]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title_translated", {"fr": "Population"}, "Der deutsche Text fehlt"),
        ("title_translated", "Bevölkerung", "Text je Sprache"),
        ("title_translated", {"de": "x", "xx": "y"}, "Sprache «xx»"),
        ("frequency", "ab und zu", "steht nicht im Vokabular"),
        ("theme", ["Unfug"], "steht nicht im Vokabular"),
        ("issued", "31.12.2025", "kein Datum"),
        ("issued", "2025-02-30", "kein Datum"),
        ("url", "stadtluzern.ch", "keine vollständige Adresse"),
        ("documentation", ["ftp://example.org"], "keine vollständige Adresse"),
        ("name", "Grosse Buchstaben", "nur a–z"),
        ("metadata_modified", "gestern", "Erwartet wird ein Zeitpunkt"),
        ("opendata_swiss", "vielleicht", "«true» oder «false»"),
        ("tags_translated", {"de": [["Lärm"]]}, "Erwartet wird ein Text"),
    ],
)
def test_a_wrong_value_is_refused_with_a_reason(api: Api, field: str, value: Any, message: str) -> None:
    errors = api.errors("package_create", **{**minimal(), field: value})

    assert message in errors[field][0]
    assert " / " in errors[field][0]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "daten.csv", "https://"])
def test_a_resource_needs_an_address_one_can_follow(api: Api, url: str) -> None:
    errors = api.errors("package_create", **{**minimal(), "resources": [resource(url=url)]})

    assert "Adresse im Netz" in errors["resources"][0]["url"][0]


def test_a_chart_of_a_column_that_is_not_described_is_refused(api: Api) -> None:
    columns = [{"name": "Jahr"}, {"name": "Anzahl"}]
    errors = api.errors("package_create", **{**minimal(), "columns": columns, "resources": [resource(), resource(chart_x="jahr", chart_y="Menge")]})

    assert errors["resources"][1] == {
        "chart_y": [
            "Eine Spalte «Menge» ist nicht beschrieben; ohne sie gibt es kein Diagramm. / No column 'Menge' is described; without it there is no chart."
        ]
    }


def test_a_chart_of_columns_nobody_described_is_taken(api: Api) -> None:
    with api.dataset(resources=[resource(chart_x="Jahr", chart_y="Menge")]) as dataset:
        assert dataset["resources"][0]["chart_y"] == "Menge"


@pytest.mark.parametrize(("start", "end"), [("2025-01-01", "2024-12-31"), ("2025", "2024-06"), ("2025-03-01T08:00:00", "2025-02")])
def test_a_period_does_not_end_before_it_starts(api: Api, start: str, end: str) -> None:
    errors = api.errors("package_create", **{**minimal(), "temporal_coverage": [{"start": "2020", "end": "2020-03"}, {"start": start, "end": end}]})

    assert "vor dem Beginn" in errors["temporal_coverage"][1]["end"][0]


def test_a_contact_needs_an_email_address(api: Api) -> None:
    without = api.errors("package_create", **{**minimal(), "contact": [{"name_translated": {"de": "Fachstelle"}}]})
    wrong = api.errors("package_create", **{**minimal(), "contact": [{"name_translated": {"de": "Fachstelle"}, "email": "keine"}]})

    assert "fehlt" in without["contact"][0]["email"][0]
    assert "keine E-Mail-Adresse" in wrong["contact"][0]["email"][0]


@pytest.mark.parametrize("contact", [[], [{}], [{"email": ""}], [{"email": None, "name_translated": {"de": ""}}]])
def test_an_empty_contact_is_none(api: Api, contact: list[Any]) -> None:
    errors = api.errors("package_create", **{**minimal(), "contact": contact})

    assert "Kontaktstelle mit E-Mail-Adresse fehlt" in str(errors["contact"])


def test_there_is_one_publisher_at_most(api: Api) -> None:
    errors = api.errors("package_create", **{**minimal(), "publisher": [{"name_translated": {"de": "A"}}, {"name_translated": {"de": "B"}}]})

    assert "Höchstens eine" in str(errors["publisher"])


def test_a_misspelt_subfield_is_refused(api: Api) -> None:
    errors = api.errors("package_create", **{**minimal(), "columns": [{"name": "a", "lable_translated": {"de": "A"}}]})

    assert "gibt es hier nicht" in errors["columns"][0]["lable_translated"][0]


@pytest.mark.parametrize("licence", [None, "", "CC BY 4.0", "NonCommercialNotAllowed-CommercialNotAllowed-ReferenceRequired", "frei"])
def test_nothing_but_the_four_terms_of_use_is_understood_as_one(api: Api, licence: str | None) -> None:
    errors = api.errors("package_create", **{**minimal(), "resources": [resource(license=licence)]})

    assert errors["resources"][0]["license"]


def test_all_resources_have_the_same_terms_of_use(api: Api) -> None:
    different = [resource(license="terms_by"), resource(license="terms_open")]
    with api.dataset(resources=[resource()]) as dataset:
        later = api.errors("resource_create", package_id=dataset["id"], **resource(license="terms_ask"))
        at_once = api.errors("package_create", **{**minimal(), "resources": different})

    assert "dieselbe Nutzungsbedingung" in str(later)
    assert "dieselbe Nutzungsbedingung" in at_once["resources"][1]["license"][0]


def test_terms_are_understood_by_code_label_and_alias_and_kept_as_iri(api: Api) -> None:
    words = {"theme": ["SOCI", "Umwelt"], "frequency": "jaehrlich", "language": "Deutsch", "access_rights": "PUBLIC"}
    with api.dataset(**words, resources=[resource(license="Freie Nutzung. Quellenangabe ist Pflicht.", format="csv", language=["de"])]) as dataset:
        assert dataset["theme"] == [f"{EU}data-theme/SOCI", f"{EU}data-theme/ENVI"]
        assert dataset["frequency"] == f"{EU}frequency/ANNUAL"
        assert dataset["language"] == [f"{EU}language/DEU"]
        assert dataset["resources"][0]["license"] == TERMS_BY
        assert dataset["resources"][0]["format"] == "CSV"
        assert {group["name"] for group in dataset["groups"]} == {"soci", "envi"}


def test_what_ckan_calls_title_notes_and_tags_comes_from_the_german_texts(api: Api) -> None:
    title = {"de": "Lärm, Strassen", "fr": "Bruit"}
    texts = {"title_translated": title, "tags_translated": {"de": ["Lärm/Ruhe", "Verkehr"], "fr": ["bruit"]}}
    with api.dataset(**texts, resources=[resource(name_translated={"de": "Datei", "en": "File"})]) as dataset:
        assert (dataset["title"], dataset["name"], dataset["identifier"]) == ("Lärm, Strassen", "laerm-strassen", "laerm-strassen")
        assert dataset["notes"] == minimal()["notes_translated"]["de"]
        assert [tag["name"] for tag in dataset["tags"]] == ["Lärm Ruhe", "Verkehr"]
        assert dataset["title_translated"] == title
        assert dataset["resources"][0]["name"] == "Datei"


def test_two_datasets_of_one_title_have_two_names_and_a_deleted_one_keeps_its(api: Api) -> None:
    title = {"title_translated": {"de": "Doppelt"}}
    with api.dataset(**title) as first:
        api.result("package_delete", id=first["id"])
        with api.dataset(**title) as second:
            assert (first["name"], second["name"]) == ("doppelt", "doppelt-2")


def test_the_identifier_never_changes(api: Api) -> None:
    with api.dataset() as dataset:
        errors = api.errors("package_patch", id=dataset["id"], identifier="anders")
        renamed = api.result("package_patch", id=dataset["id"], title_translated={"de": "Anderer Titel"}, name="anderer-titel")

    assert "bleibt für immer gleich" in errors["identifier"][0]
    assert (renamed["name"], renamed["identifier"]) == ("anderer-titel", dataset["identifier"])


def test_a_new_title_leaves_the_name(api: Api) -> None:
    with api.dataset() as dataset:
        renamed = api.result("package_patch", id=dataset["id"], title_translated={"de": "Anderer Titel"})

    assert renamed["name"] == dataset["name"]


def test_what_is_read_can_be_written_back_unchanged(api: Api) -> None:
    everything = {
        "columns": [{"name": "a", "label_translated": {"de": "A"}, "unit": "m"}],
        "spatial_coverage": [{"uri": "https://ld.admin.ch/municipality/1061"}],
        "temporal_coverage": [{"start": "2020", "end": "2021-06"}],
        "relations": [{"url": "https://example.org/karte", "label_translated": {"de": "Karte"}}],
        "is_example": True,
        "resources": [resource(access_services=[{"uri": "https://example.org/wfs"}], documentation=["https://example.org/doc"])],
    }
    with api.dataset(**everything) as dataset:
        again = api.result("package_update", **dataset)

    assert again == dataset


def test_organisations_stand_in_a_tree(api: Api) -> None:
    organization = api.result("organization_show", id="tiefbauamt")

    assert [parent["name"] for parent in organization["groups"]] == ["umwelt-und-mobilitaetsdirektion"]
    assert organization["title"] == organization["title_translated"]["de"] == "Tiefbauamt"


def test_a_change_of_an_organisation_leaves_its_place_in_the_tree(api: Api) -> None:
    before = api.result("organization_show", id="tiefbauamt")
    fields = {name: value for name, value in before.items() if name in {"id", "name", "title_translated", "homepage"}}

    after = api.result("organization_update", **fields)

    assert [parent["name"] for parent in after["groups"]] == [parent["name"] for parent in before["groups"]]


def test_a_duration_in_weeks_is_kept_in_days(api: Api) -> None:
    with api.dataset(resources=[resource(temporal_resolution="P2W")]) as stored:
        assert stored["resources"][0]["temporal_resolution"] == "P14D"
