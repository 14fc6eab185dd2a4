from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source, SourceContact

FOLDER = "/server/rest/services/OGD"
KEY = "geheim-4711"
DESCRIPTION = "Was erfasst ist, und was nicht."


def put(site: Site, path: str, document: Any, query: str = "f=json") -> None:
    site.put(f"{path}?{query}&token={KEY}", json.dumps(document), Content_Type="application/json")


def layer(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "type": "Feature Layer",
        "description": DESCRIPTION,
        "geometryType": "esriGeometryPoint",
        "capabilities": "Map,Query,Data",
        "maxRecordCount": 2000,
        "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"}],
        "extent": {"xmin": 2662900, "ymin": 1207900, "xmax": 2669300, "ymax": 1213600, "spatialReference": {"wkid": 2056}},
    }


def put_service(site: Site, service: str, *layers: dict[str, Any]) -> None:
    address = f"{FOLDER}/{service}/MapServer"
    stubs = [{key: one[key] for key in ("id", "name", "type", "geometryType")} for one in layers]
    put(site, address, {"mapName": "Karte", "layers": stubs, "tables": [], "supportedExtensions": "KmlServer, WFSServer"})
    for one in layers:
        put(site, f"{address}/{one['id']}", one)
        put(site, f"{address}/{one['id']}/query", {"count": 12}, "where=1%3D1&returnCountOnly=true&f=json")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        services = [{"name": f"OGD/{name}", "type": "MapServer"} for name in ("baum", "br\u00fccke")]
        put(running, FOLDER, {"currentVersion": 11.1, "folders": [], "services": services})
        put_service(running, "baum", layer(0, "Bäume"), layer(1, "Hecken"))
        put_service(running, "br%C3%BCcke", layer(0, "Brücken über die Reuss"))
        yield running


@pytest.fixture
def source(site: Site) -> Source:
    return Source(
        id="geoportal",
        type="arcgis",
        url=site.url + FOLDER,
        organization="tiefbauamt",
        title="Geoportal",
        private_addresses=True,
        contact=SourceContact(name="GIS", email="gis@example.org"),
        options={"licence": "terms_by", "token": KEY, "token_in_query": True},
    )


class TestArcgis(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        asked = f"{FOLDER}?f=json&token={KEY}"
        whole = site.answers[asked]
        assert isinstance(whole, Answer)

        def answers(body: bytes, status: int = 200, **headers: str) -> None:
            site.answers[asked] = Answer(
                body, status, {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
            )

        refusal = {"error": {"code": 499, "message": f"Token Required ({KEY})", "details": []}}
        return Delivery(
            source,
            3,
            "Brücken über die Reuss",
            secret=KEY,
            spoil={
                "empty": lambda: answers(b""),
                "cut off": lambda: answers(whole.body[:-10]),
                "shorter than announced": lambda: answers(whole.body, Content_Length=str(len(whole.body) + 10), Connection="close"),
                "server error": lambda: answers(b"oops", 500),
                "an error with status 200": lambda: answers(json.dumps(refusal).encode()),
                "a web page": lambda: answers(b"<!DOCTYPE html><html><body>ArcGIS REST Services Directory</body></html>", Content_Type="text/html"),
                "not a directory": lambda: answers(b'{"currentVersion": 11.1}'),
            },
        )
