"""ArcGIS Server as it answers: folders, groups, tables, domains, errors, and layers that no answer holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from contract.web import Answer, Site, serve
from luzern_harvesters.arcgis import ArcgisHarvester
from luzern_harvesters.contract import Listing
from luzern_harvesters.errors import SettingsError, SourceMalformed, SourceRefused
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source, SourceContact

ROOT = "/server/rest/services"
FOLDER = f"{ROOT}/OGD"
LV95 = {"wkid": 2056, "latestWkid": 2056}
LAYER: dict[str, Any] = {
    "id": 0,
    "name": "Baum",
    "type": "Feature Layer",
    "description": "<p>Bäume mit <b>Standort</b>.</p>",
    "geometryType": "esriGeometryPoint",
    "capabilities": "Map,Query,Data",
    "maxRecordCount": 2000,
    "supportedQueryFormats": "JSON, geoJSON, PBF",
    "advancedQueryCapabilities": {"supportsPagination": True},
    "extent": {"xmin": 2661000, "ymin": 1206000, "xmax": 2671000, "ymax": 1216000, "spatialReference": LV95},
    "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"}],
}


class Server:
    """A stand-in for an ArcGIS Server."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def put(self, path: str, document: object, query: str = "f=json") -> None:
        self.site.put(f"{path}?{query}", json.dumps(document), Content_Type="application/json")

    def service(self, name: str, *layers: dict[str, Any], count: int = 12, kind: str = "MapServer", **more: object) -> None:
        address = f"{FOLDER}/{name}/{kind}"
        self.put(address, {"mapName": "Karte", "layers": [{**one, "fields": None} for one in layers], "tables": [], **more})
        for one in layers:
            self.put(f"{address}/{one['id']}", one)
            self.put(f"{address}/{one['id']}/query", {"count": count}, "where=1%3D1&returnCountOnly=true&f=json")

    def folder(self, *services: tuple[str, str]) -> None:
        self.put(FOLDER, {"currentVersion": 11.1, "folders": [], "services": [{"name": f"OGD/{name}", "type": kind} for name, kind in services]})

    def source(self, path: str = FOLDER, **options: object) -> Source:
        return source_of(self.site.url + path, **options)

    def harvest(self, path: str = FOLDER, **options: object) -> tuple[Listing, list[Reading]]:
        return harvest(self.source(path, **options))

    def one(self, path: str = FOLDER, **options: object) -> tuple[DatasetRecord, set[str]]:
        _, readings = self.harvest(path, **options)
        assert len(readings) == 1
        assert readings[0].record is not None, readings[0].findings
        return readings[0].record, {finding.code for finding in readings[0].findings}


def source_of(url: str, **options: object) -> Source:
    contact = SourceContact(name="GIS", email="gis@example.org")
    return Source(
        id="s", type="arcgis", url=url, organization="o", title="t", private_addresses=True, contact=contact, options={"licence": "terms_by", **options}
    )


def harvest(source: Source) -> tuple[Listing, list[Reading]]:
    with ArcgisHarvester(source) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield Server(running)


def test_a_layer_becomes_a_dataset_with_a_download_and_the_services_beside_it(server: Server) -> None:
    server.folder(("br\u00fccke", "MapServer"))
    server.service("br%C3%BCcke", LAYER, supportedExtensions="KmlServer, WFSServer, WMSServer")

    record, _ = server.one()

    service = f"{server.site.url}{FOLDER}/br%C3%BCcke/MapServer"
    assert (record.remote_id, record.title, record.description) == ("OGD/brücke/Baum", {"de": "Baum"}, {"de": "Bäume mit **Standort**."})
    assert record.conforms_to == ("http://www.opengis.net/def/crs/EPSG/0/2056",)
    assert record.spatial[0].geometry.startswith("POLYGON ((8.24071 47.00126")
    assert [(one.key, one.format, one.url) for one in record.distributions] == [
        ("geojson", "GEOJSON", f"{service}/0/query?where=1%3D1&outFields=*&outSR=4326&f=geojson"),
        ("rest", "REST", f"{service}/0"),
        ("wfs", "WFS_SRVC", f"{service.replace('/rest/', '/')}/WFSServer?service=WFS&request=GetCapabilities"),
        ("wms", "WMS_SRVC", f"{service.replace('/rest/', '/')}/WMSServer?service=WMS&request=GetCapabilities"),
    ]


def test_fields_become_columns_with_what_their_codes_mean(server: Server) -> None:
    domain = {"type": "codedValue", "codedValues": [{"name": "Laubbaum", "code": 1}, {"name": "Nadelbaum", "code": 2}]}
    fields = [
        {"name": "SHAPE", "type": "esriFieldTypeGeometry", "alias": "SHAPE"},
        {"name": "ART", "type": "esriFieldTypeSmallInteger", "alias": "Baumart", "domain": domain},
        {"name": "HOEHE", "type": "esriFieldTypeDouble", "alias": "Höhe", "domain": {"type": "range", "range": [0, 60]}},
        {"name": "TYP", "type": "esriFieldTypeInteger", "alias": "TYP"},
        {"name": "GEPFLANZT", "type": "esriFieldTypeDate", "alias": "Gepflanzt am"},
        {"name": "FOTO", "type": "esriFieldTypeBlob", "alias": "FOTO"},
    ]
    server.folder(("baum", "MapServer"))
    server.service("baum", {**LAYER, "fields": fields, "typeIdField": "TYP", "types": [{"id": 7, "name": "Alleebaum"}]})

    record, _ = server.one()

    assert [(one.name, dict(one.label), one.data_type, one.description.get("de", "")) for one in record.columns] == [
        ("SHAPE", {}, "geometry", "Punkte"),
        ("ART", {"de": "Baumart"}, "integer", "Werte: 1 = Laubbaum; 2 = Nadelbaum."),
        ("HOEHE", {"de": "Höhe"}, "decimal", "Werte von 0 bis 60."),
        ("TYP", {}, "integer", "Werte: 7 = Alleebaum."),
        ("GEPFLANZT", {"de": "Gepflanzt am"}, "datetime", ""),
    ]


def test_groups_are_descended_and_layers_of_one_name_told_apart_by_them(server: Server) -> None:
    group = {"id": 0, "name": "Velo", "type": "Group Layer", "subLayerIds": [1, 2]}
    nested = [{**LAYER, "id": number, "name": name, "parentLayerId": 0} for number, name in ((1, "Netz"), (2, "Standorte"))]
    label = {"id": 4, "name": "Beschriftung", "type": "Annotation Layer"}
    server.folder(("velo", "MapServer"))
    server.service("velo", group, *nested, {**LAYER, "id": 3, "name": "Standorte", "parentLayerId": -1}, label)

    listing, _ = server.harvest()

    assert [ref.remote_id for ref in listing.refs] == ["OGD/velo/Netz", "OGD/velo/Velo/Standorte", "OGD/velo/Standorte"]


def test_the_id_of_a_layer_outlives_its_number(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER)
    before, _ = server.harvest()
    server.service("baum", {**LAYER, "id": 7})

    after, _ = server.harvest()

    assert [ref.remote_id for ref in after.refs] == [ref.remote_id for ref in before.refs]


def test_a_folder_a_service_and_a_layer_give_the_same_ids(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER)

    ids = {ref.remote_id for path in (FOLDER, f"{FOLDER}/baum/MapServer", f"{FOLDER}/baum/MapServer/0") for ref in server.harvest(path)[0].refs}

    assert ids == {"OGD/baum/Baum"}


def test_the_root_is_descended_into_its_folders(server: Server) -> None:
    server.put(ROOT, {"currentVersion": 11.1, "folders": ["OGD", "Utilities"], "services": []})
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER)

    assert [ref.remote_id for ref in server.harvest(ROOT)[0].refs] == ["OGD/baum/Baum"]


def test_map_and_feature_service_of_one_name_are_one_dataset(server: Server) -> None:
    server.folder(("baum", "FeatureServer"), ("baum", "MapServer"), ("drucken", "GPServer"))
    server.service("baum", LAYER)

    listing, readings = server.harvest()

    assert len(readings) == 1
    assert readings[0].record
    assert "featureserver" in {one.key for one in readings[0].record.distributions}
    assert [finding.code for finding in listing.findings] == ["service-skipped"]


def test_a_layer_that_no_answer_holds_has_no_download(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER, count=12_000)

    record, codes = server.one()

    assert [one.key for one in record.distributions] == ["rest"]
    assert "answer-too-small" in codes


class TestCopies:
    """Layers that no answer holds, fetched page by page."""

    @pytest.fixture
    def layer(self) -> dict[str, Any]:
        return {**LAYER, "maxRecordCount": 2}

    def serve_pages(self, server: Server, pages: list[list[int]]) -> None:
        def features(handler: Any) -> None:
            offset = int(parse_qs(urlsplit(handler.path).query)["resultOffset"][0])
            ids = next((page for index, page in enumerate(pages) if index * 2 == offset), [])
            found = [{"type": "Feature", "id": number, "geometry": None, "properties": {"name": "Bäume"}} for number in ids]
            body = json.dumps({"type": "FeatureCollection", "features": found}).encode()
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        for offset in range(12):
            query = f"where=1%3D1&outFields=%2A&outSR=4326&resultRecordCount=2&orderByFields=OBJECTID+ASC&resultOffset={offset}&f=geojson"
            server.site.answers[f"{FOLDER}/baum/MapServer/0/query?{query}"] = Answer(send=features)

    def test_the_pages_become_one_file_that_is_what_was_measured(self, server: Server, layer: dict[str, Any]) -> None:
        server.folder(("baum", "MapServer"))
        server.service("baum", layer, count=5)
        self.serve_pages(server, [[1, 2], [3, 4], [5]])

        with ArcgisHarvester(server.source(copy_features=True)) as harvester:
            refs = harvester.list().refs
            record = next(read(harvester, refs)).record
            assert record is not None
            copied = record.distributions[0]
            with harvester.open(refs[0], copied.file) as file:
                body = file.read()

        assert (copied.file, copied.byte_size) == ("Baum.geojson", len(body))
        assert [feature["id"] for feature in json.loads(body)["features"]] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("pages", [[[1, 2], [3]], [[1, 2], [1, 2], [1, 2]], [[1, 2], [3, 4], [5, 6], [7, 8]]], ids=["too few", "repeated", "too many"])
    def test_a_copy_that_is_not_what_was_announced_is_refused(self, server: Server, layer: dict[str, Any], pages: list[list[int]]) -> None:
        server.folder(("baum", "MapServer"))
        server.service("baum", layer, count=5)
        self.serve_pages(server, pages)

        _, readings = server.harvest(copy_features=True)

        assert [(one.outcome, one.findings[0].code) for one in readings] == [(Outcome.FAILED, "features-short")]


def test_an_error_of_one_service_leaves_the_others_and_makes_the_list_incomplete(server: Server) -> None:
    server.folder(("geheim", "MapServer"), ("baum", "MapServer"))
    server.service("baum", LAYER)
    server.put(f"{FOLDER}/geheim/MapServer", {"error": {"code": 499, "message": "Token Required", "details": []}})

    listing, readings = server.harvest()

    assert not listing.complete
    assert [finding.code for finding in listing.findings] == ["arcgis-499"]
    assert [one.ref.remote_id for one in readings] == ["OGD/baum/Baum"]


def test_an_error_of_one_layer_leaves_the_others(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER, {**LAYER, "id": 1, "name": "Hecke"})
    server.put(f"{FOLDER}/baum/MapServer/0", {"error": {"code": 500, "message": "Error"}})

    _, readings = server.harvest()

    assert [(one.outcome, one.findings[0].code if one.outcome is Outcome.FAILED else "") for one in readings] == [
        (Outcome.FAILED, "arcgis-500"),
        (Outcome.READ, ""),
    ]


def test_what_the_publisher_wrote_of_the_service_stands_in(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", {**LAYER, "name": "WT_VP_TBL", "description": ""}, copyrightText="Stadt Luzern", documentInfo={"Keywords": "Baum, Strasse"})
    item = {"title": "Bäume der Stadt", "snippet": "Alle Bäume.", "tags": ["Grün"], "licenseInfo": "https://creativecommons.org/licenses/by/4.0/"}
    server.put(f"{FOLDER}/baum/MapServer/info/itemInfo", item)

    record, codes = server.one(licence="")

    assert (record.title, record.description) == ({"de": "Bäume der Stadt"}, {"de": "Alle Bäume."})
    assert record.keywords == {"de": ("Baum", "Strasse", "Grün")}
    assert {one.licence for one in record.distributions} == {"terms_by"}
    assert "Quellenangabe: Stadt Luzern" in record.remarks["de"]
    assert {"description-from-service", "licence-creative-commons"} <= codes


def test_a_technical_name_is_said(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", {**LAYER, "name": "WT_VP_TBL"})

    assert "title-technical" in server.one()[1]


@pytest.mark.parametrize(("stated", "modified"), [(1_714_550_400_000, "2024-05-01T08:00:00+00:00"), (9_999_999_999_999_999, ""), ("gestern", "")])
def test_the_last_edit_of_the_data_is_its_date(server: Server, stated: object, modified: str) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", {**LAYER, "editingInfo": {"lastEditDate": 1, "dataLastEditDate": stated}})

    record, codes = server.one()

    assert record.modified == modified
    assert ("date-unknown" in codes) is (modified == "")


def test_a_closed_licence_is_not_replaced_by_the_source_file_s(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER)
    server.put(f"{FOLDER}/baum/MapServer/info/itemInfo", {"licenseInfo": "<a href='https://creativecommons.org/licenses/by-nc/4.0/'>CC BY-NC</a>"})

    record, _ = server.one(licence="terms_by")

    assert {one.licence for one in record.distributions} == {""}


def test_a_service_can_be_one_dataset(server: Server) -> None:
    server.folder(("baum", "MapServer"))
    server.service("baum", LAYER, {**LAYER, "id": 1, "name": "Hecke"}, description="Grün in der Stadt.", documentInfo={"Title": "Stadtgrün"})

    record, _ = server.one(datasets="service")

    assert (record.remote_id, record.title) == ("OGD/baum", {"de": "Stadtgrün"})
    assert [one.key for one in record.distributions] == ["Baum-geojson", "Baum-rest", "Hecke-geojson", "Hecke-rest", "rest"]


def test_an_image_service_is_one_dataset(server: Server) -> None:
    server.folder(("ortho", "ImageServer"), ("leer", "MapServer"))
    server.service("leer")
    extent = {"extent": LAYER["extent"], "pixelSizeX": 0.1, "timeInfo": {"timeExtent": [1_714_550_400_000, 1_717_228_800_000]}}
    server.put(f"{FOLDER}/ortho/ImageServer", {"name": "OGD/ortho", "serviceDescription": "Orthofoto der Stadt.", "fields": LAYER["fields"], **extent})

    record, _ = server.one()

    assert (record.remote_id, record.description) == ("OGD/ortho", {"de": "Orthofoto der Stadt."})
    assert [(period.start, period.end) for period in record.temporal] == [("2024-05-01", "2024-06-01")]
    assert [one.key for one in record.distributions] == ["rest"]


def test_layers_can_be_chosen_and_left_out(server: Server) -> None:
    server.folder(("baum", "MapServer"), ("velo", "MapServer"))
    server.service("baum", LAYER, {**LAYER, "id": 1, "name": "Hecke"})
    server.service("velo", LAYER)

    assert [ref.remote_id for ref in server.harvest(only=["OGD/baum"], without=["*/Hecke"])[0].refs] == ["OGD/baum/Baum"]


def test_a_token_goes_in_the_header_of_its_own_host_alone(server: Server) -> None:
    server.put(
        FOLDER, {"services": [{"name": "baum", "type": "FeatureServer", "url": server.site.url.replace("127.0.0.1", "localhost") + "/x/baum/FeatureServer"}]}
    )
    server.put("/x/baum/FeatureServer", {"layers": [{**LAYER, "fields": None}]})
    server.put("/x/baum/FeatureServer/0", LAYER)

    _, readings = server.harvest(token="geheim-4711")

    assert [headers.get("x-esri-authorization") for path, headers in server.site.asked if path.startswith(FOLDER)] == ["Bearer geheim-4711"]
    assert [headers.get("x-esri-authorization") for path, headers in server.site.asked if path.startswith("/x/")] == [None] * 4
    assert "geheim-4711" not in repr(readings)


@pytest.mark.parametrize("body", [{"features": [], "fields": []}, {"currentVersion": 11.1}, [], "x"], ids=["a query's answer", "nothing", "a list", "a text"])
def test_something_else_is_refused(server: Server, body: object) -> None:
    server.put(FOLDER, body)

    with pytest.raises(SourceMalformed):
        server.harvest()


def test_a_hosted_service_is_asked_at_its_own_address_with_blanks_encoded(server: Server) -> None:
    name = "Routen im Quartier"
    server.put(FOLDER, {"services": [{"name": name, "type": "FeatureServer", "url": f"{server.site.url}/hosted/{name}/FeatureServer"}]})
    server.put("/hosted/Routen%20im%20Quartier/FeatureServer", {"layers": [{"id": 0, "name": "Routen"}]})
    server.put("/hosted/Routen%20im%20Quartier/FeatureServer/0", LAYER)

    record, _ = server.one()

    assert record.remote_id == "Routen im Quartier/Routen"
    assert record.distributions[0].url.startswith(f"{server.site.url}/hosted/Routen%20im%20Quartier/FeatureServer/0/query?")


def test_an_address_that_can_be_none_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError):
        ArcgisHarvester(source_of("ftp://example.org/OGD"))


class TestFiles:
    """Recorded documents, looked at one by one."""

    @staticmethod
    def read(path: Path, document: object, **options: object) -> tuple[Listing, list[Reading]]:
        (path / "antwort.json").write_text(json.dumps(document), encoding="utf-8")
        return harvest(source_of((path / "antwort.json").as_uri(), **options))

    def test_a_folder_names_its_services(self, tmp_path: Path) -> None:
        services = [{"name": "OGD/baum", "type": "MapServer"}, {"name": "OGD/velo", "type": "MapServer"}]

        listing, readings = self.read(tmp_path, {"services": services}, public_url="https://map.example.org/server/rest/services/OGD")

        assert not listing.complete
        assert [finding.code for finding in listing.findings] == ["file-only", "file-only"]
        assert [one.record.distributions[0].url for one in readings if one.record] == [
            f"https://map.example.org/server/rest/services/OGD/{name}/MapServer" for name in ("baum", "velo")
        ]

    def test_a_layer_needs_nothing_else(self, tmp_path: Path) -> None:
        _, readings = self.read(tmp_path, LAYER, public_url="https://map.example.org/server/rest/services/OGD/baum/MapServer/0")

        assert [(one.ref.remote_id, one.outcome) for one in readings] == [("OGD/baum/Baum", Outcome.READ)]

    def test_without_an_address_the_record_says_what_is_missing(self, tmp_path: Path) -> None:
        _, readings = self.read(tmp_path, LAYER)

        assert [one.ref.remote_id for one in readings] == ["antwort/Baum"]
        assert {"address-unknown", "distribution-missing"} <= {finding.code for finding in readings[0].findings}

    def test_an_error_is_one(self, tmp_path: Path) -> None:
        with pytest.raises(SourceRefused):
            self.read(tmp_path, {"error": {"code": 400, "message": "Invalid URL"}})
