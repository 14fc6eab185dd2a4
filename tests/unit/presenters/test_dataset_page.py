"""What the page of a dataset prints."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("babel", reason="Babel comes with CKAN")

from ckanext.luzern.presenters.dataset_page import dataset_page
from ckanext.luzern.presenters.locale import Text

BY = "http://dcat-ap.ch/vocabulary/licenses/terms_by"
ASK = "http://dcat-ap.ch/vocabulary/licenses/terms_ask"
GEOJSON = {"id": "1", "name_translated": {"de": "Standorte"}, "format": "GEOJSON", "size": 1586, "url": "https://daten.example/s.geojson", "license": BY}
CSV = {"id": "2", "name_translated": {"de": "Werte"}, "format": "CSV", "size": 104666, "url": "https://daten.example/w.csv", "license": BY}
WMS = {"id": "3", "format": "WMS_SRVC", "url": "https://karten.example/wms", "license": BY}


def package(**fields: Any) -> dict[str, Any]:
    return {"name": "velo", "title_translated": {"de": "Velozählung"}, "resources": [GEOJSON, CSV], "organization": {"name": "tba", "title": "TBA"}, **fields}


def test_the_file_most_people_can_open_is_offered_first() -> None:
    page = dataset_page(package(), "de")

    assert page.download
    assert (page.download.format, page.download.size, page.download.address) == ("CSV", "105 KB", "https://daten.example/w.csv")
    assert [file.title.value for file in page.files] == ["Standorte", "Werte"]


def test_a_service_is_no_download() -> None:
    page = dataset_page(package(resources=[WMS]), "de")

    assert page.download is None
    assert page.files[0].is_service
    assert page.files[0].title == Text("wms")


def test_a_dataset_without_anything_has_a_page() -> None:
    page = dataset_page({"name": "leer"}, "fr")

    assert (page.title, page.files, page.changed, page.licence, page.publisher) == (Text("leer"), (), "", "", "")


def test_terms_stand_for_the_dataset_only_where_all_files_share_them() -> None:
    assert dataset_page(package(), "de").licence == "terms_by"
    assert dataset_page(package(resources=[CSV, {**GEOJSON, "license": ASK}]), "de").licence == ""


def test_whom_the_dataset_names_publishes_it_else_its_organisation() -> None:
    assert dataset_page(package(), "de").publisher == "TBA"
    assert dataset_page(package(publisher=[{"name_translated": {"de": "LUSTAT"}}]), "de").publisher == "LUSTAT"


def test_an_organisation_is_called_as_the_reader_calls_it() -> None:
    assert dataset_page(package(), "fr", {"tba": "Office des ponts et chaussées"}).publisher == "Office des ponts et chaussées"
    assert dataset_page(package(), "fr", {"other": "Autre"}).publisher == "TBA"


def test_the_data_is_as_old_as_its_last_change_or_its_publication() -> None:
    assert dataset_page(package(issued="2020-02-15"), "de").changed == "15. Februar 2020"
    assert dataset_page(package(issued="2020-02-15", modified="2026-01-12"), "de").changed == "12. Januar 2026"


def test_german_content_is_marked_for_french_readers() -> None:
    page = dataset_page(package(columns=[{"name": "n", "label_translated": {"de": "Anzahl"}}]), "fr")

    assert page.title == Text("Velozählung", "de")
    assert page.columns[0].label == Text("Anzahl", "de")


def test_the_banner_of_example_data_is_not_said_twice() -> None:
    assert not dataset_page(package(is_example=True, remarks={"de": "Beispieldaten: erfunden."}), "de").remarks
    assert dataset_page(package(remarks={"de": "Nur Werktage."}), "de").remarks
