"""The example city's data: it is what its README says, and its faults are really there."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from rdflib import RDF, Graph, Namespace, URIRef

from luzern_harvesters.source import Source, read_sources

HOME = Path(__file__).parents[3]
CITY = HOME / "config" / "example-city"
DROPZONE = CITY / "dropzone"
PARTNER = CITY / "partner"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


def files(pattern: str) -> list[Path]:
    return sorted(path for path in CITY.rglob(pattern) if path.is_file())


def positions(path: Path) -> tuple[dict[str, Any], Iterator[tuple[float, float]]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return document, (tuple(feature["geometry"]["coordinates"]) for feature in document["features"])


def geojson_files() -> list[Path]:
    return [path for path in files("*.*json") if '"FeatureCollection"' in path.read_text(encoding="utf-8")[:200]]


def metadata(folder: str) -> dict[str, Any]:
    return yaml.safe_load((DROPZONE / folder / "metadaten.yaml").read_text(encoding="utf-8"))


def rows(folder: str, encoding: str) -> list[list[str]]:
    text = (DROPZONE / folder).read_bytes().decode(encoding)
    return list(csv.reader(text.splitlines(), delimiter=";"))


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in files("*")) < 3_000_000


def sources() -> list[Source]:
    return list(read_sources(CITY / "harvest", {"LUZERN_HOME": str(HOME), "LUZERN_EXAMPLE_PARTNER_URL": "http://127.0.0.1:1"}))


def test_every_department_of_the_drop_zone_has_a_source_file() -> None:
    addresses = {source.url for source in sources() if source.type == "dropzone"}

    assert addresses == {f"file://{folder}" for folder in DROPZONE.iterdir()}
    assert len({source.organization for source in sources()}) == len(sources()) >= 8


def test_every_source_belongs_to_an_organisation_of_the_city_and_says_that_its_data_is_made_up() -> None:
    organisations = yaml.safe_load((HOME / "config" / "organizations.yaml").read_text(encoding="utf-8"))
    names = set(re.findall(r"'name': '([a-z-]+)'", str(organisations)))

    assert {source.organization for source in sources()} <= names
    assert all(source.example and source.contact.email.endswith(".example") for source in sources())


def test_no_text_has_a_sharp_s() -> None:
    assert [path.name for path in files("*.yaml") + files("*.xml") + files("*.rdf") + files("*.json") if "ß" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("path", geojson_files(), ids=lambda path: path.name)
def test_every_position_lies_in_the_city(path: Path) -> None:
    document, points = positions(path)
    if "crs" in document:
        assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::2056"
        assert all(2_660_000 < e < 2_672_000 and 1_206_000 < n < 1_216_000 for e, n in points)
    else:
        assert all(8.23 < longitude < 8.40 and 47.00 < latitude < 47.10 for longitude, latitude in points)


def test_both_reference_systems_occur() -> None:
    assert {"crs" in json.loads(path.read_text(encoding="utf-8")) for path in geojson_files()} == {True, False}


def test_the_bicycle_counts_are_windows_1252_with_a_totals_row() -> None:
    path = "tiefbauamt/Velozählstellen 2025/Velozählung_Tageswerte_2025.csv"
    body = (DROPZONE / path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")

    table = rows(path, "cp1252")

    assert body.count(b"\r\n") == body.count(b"\n") == len(table)
    assert table[1][0] == "01.01.2025"
    assert (table[-1][0], table[-1][3].count("'")) == ("Total", 2)
    assert sum(int(row[3] or 0) for row in table[1:-1]) == int(table[-1][3].replace("'", ""))


def test_the_births_are_utf_8_with_a_byte_order_mark() -> None:
    folder = DROPZONE / "bevoelkerungsdienste" / "bev_geburten_jahr_geschlecht_quartier"

    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in folder.iterdir())


def test_the_load_curve_has_the_hour_of_26_october_twice() -> None:
    stamps = [row[0] for row in rows("ewl/Stromverbrauch Stadtgebiet/Lastgang_Stadt_2025-10.csv", "cp1252")[1:]]

    assert len(stamps) == 31 * 96 + 4
    assert [stamps.count(f"26.10.2025 02:{minute}") for minute in ("00", "15", "30", "45")] == [2, 2, 2, 2]


def test_the_temperatures_leave_out_the_hour_of_29_march() -> None:
    hours = [
        row[0][11:13] for row in rows("digital/umweltsensoren-temperatur/messwerte_2026-03-23_2026-04-05.csv", "utf-8-sig") if row[0].startswith("2026-03-29")
    ]

    assert "02" not in hours
    assert len(set(hours)) == 23


def test_the_budget_has_one_sheet_per_year_below_title_rows() -> None:
    book = openpyxl.load_workbook(DROPZONE / "finanzverwaltung" / "Budget und Jahresrechnung" / "Budget_Rechnung_2023-2025.xlsx", read_only=True)
    try:
        assert book.sheetnames == ["INFO", "2023", "2024", "2025"]
        assert [row[0] for row in book["2024"].iter_rows(max_row=4, values_only=True)][3] == "Sachgruppe"
    finally:
        book.close()
    amounts = [row[5] for row in rows("finanzverwaltung/Budget und Jahresrechnung/budget_rechnung_sachgruppen.csv", "cp1252")[1:]]
    assert any(amount.count("'") == 2 and amount[-3] == "." for amount in amounts)


def test_the_digital_strategy_states_what_the_press_release_states() -> None:
    folder = "digital/digitalstrategie"

    assert [row[1] for row in rows(f"{folder}/schwerpunkte.csv", "utf-8-sig")[1:]] == ["E-Government", "Open Government Data", "Smart City", "Work Smart"]
    assert [row[:4] for row in rows(f"{folder}/kosten.csv", "utf-8-sig")[1:]] == [
        ["Gesamtkosten Digitalstrategie", "2019", "2028", "14'381'500"],
        ["Sonderkredit «Bedarfsgerechtes WLAN»", "", "", "1'733'800"],
    ]
    assert "Medienmitteilung Stadt Luzern, 5. Februar 2019" in metadata(folder)["remarks"]["de"]


def test_the_feed_has_something_to_leave_out() -> None:
    assert metadata("stadtgruen/Baumkataster")["via_geocat"] is True
    assert metadata("digital/Dialog Luzern")["opendata_swiss"] is False


@pytest.mark.parametrize("path", files("metadaten.yaml"), ids=lambda path: path.parent.name)
def test_every_column_that_is_described_stands_in_the_data(path: Path) -> None:
    described = [column["name"] for column in metadata(str(path.parent.relative_to(DROPZONE))).get("columns", [])]
    tables = [file.read_bytes() for file in path.parent.glob("*.csv")]
    headers = [
        word
        for table in tables
        for encoding in ("utf-8-sig", "cp1252")
        for word in table.decode(encoding, "replace").splitlines()[0].replace(",", ";").split(";")
    ]
    properties = [name for file in path.parent.glob("*.geojson") for name in json.loads(file.read_text(encoding="utf-8"))["features"][0]["properties"]]
    if headers or properties:
        assert set(described) <= {*headers, *properties}


class TestTheFaults:
    """What the README lists as meant is there, and nothing else is needed to see it."""

    def test_a_file_is_half_copied(self) -> None:
        folder = DROPZONE / "tiefbauamt" / "Baustellen und Umleitungen"

        assert sorted(path.name for path in folder.iterdir()) == ["baustellen.geojson.part", "metadaten.yaml"]
        with pytest.raises(json.JSONDecodeError):
            json.loads((folder / "baustellen.geojson.part").read_text(encoding="utf-8"))

    def test_one_upload_marker_is_missing(self) -> None:
        folders = sorted((DROPZONE / "strasseninspektorat").glob("*/*"))

        assert [folder.name for folder in folders if not (folder / "UploadTrigger.txt").exists()] == ["Winterdienst"]

    def test_one_delivery_names_no_terms_of_use(self) -> None:
        silent = [path.parent.name for path in files("metadaten.yaml") if "license" not in yaml.safe_load(path.read_text(encoding="utf-8"))]

        assert silent == ["Spielplätze"]

    def test_one_meta_xml_is_not_well_formed(self) -> None:
        def is_broken(path: Path) -> bool:
            try:
                ET.parse(path)
            except ET.ParseError:
                return True
            return False

        assert [path.parent.name for path in files("meta.xml") if is_broken(path)] == ["Einbürgerungen"]

    def test_one_sheet_has_two_wrong_cells(self) -> None:
        book = openpyxl.load_workbook(next((DROPZONE / "finanzverwaltung" / "Beiträge an Dritte").glob("*.xlsx")), read_only=True)
        try:
            values = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
        finally:
            book.close()

        assert {"ab und zu", "31.02.2026"} <= set(values)

    def test_one_csv_is_a_web_page(self) -> None:
        assert [path.name for path in files("*.csv") if path.read_bytes().startswith(b"<!DOCTYPE html>")] == ["luftqualitaet_stundenwerte.csv"]

    def test_one_folder_has_no_metadata(self) -> None:
        assert [path.name for path in (DROPZONE / "baubewilligungen" / "Hängige Gesuche NEU").iterdir()] == ["export_gesuche_hängig.csv"]

    def test_one_delivery_names_a_file_that_is_not_there(self) -> None:
        missing = [
            resource["file"]
            for path in files("metadaten.yaml")
            for resource in yaml.safe_load(path.read_text(encoding="utf-8"))["resources"]
            if not (path.parent / resource["file"]).exists()
        ]

        assert missing == ["bestaende.csv", "baustellen.geojson"]


class TestThePartnersCatalogue:
    BASE = "https://partner.example"

    def pages(self) -> list[Graph]:
        names = ("catalog.rdf", "catalog-seite-2.rdf")
        return [Graph().parse(data=(PARTNER / name).read_text(encoding="utf-8").replace("{{base}}", self.BASE), format="xml") for name in names]

    def test_it_has_as_many_datasets_as_it_announces(self) -> None:
        first, second = self.pages()
        datasets = {*first.subjects(RDF.type, DCAT.Dataset), *second.subjects(RDF.type, DCAT.Dataset)}

        assert {int(str(total)) for page in (first, second) for total in page.objects(None, HYDRA.totalItems)} == {len(datasets)} == {6}

    def test_its_first_page_leads_to_the_second_and_no_further(self) -> None:
        first, second = self.pages()

        assert list(first.objects(None, HYDRA.nextPage)) == [URIRef(f"{self.BASE}/catalog-seite-2.rdf")]
        assert list(second.objects(None, HYDRA.nextPage)) == []

    def test_its_files_are_there_with_the_stated_size(self) -> None:
        for page in self.pages():
            for distribution in page.subjects(RDF.type, DCAT.Distribution):
                path = PARTNER / str(page.value(distribution, DCAT.downloadURL)).removeprefix(f"{self.BASE}/")
                assert path.stat().st_size == int(str(page.value(distribution, DCAT.byteSize)))
