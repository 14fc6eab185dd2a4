from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source, SourceContact

KEY = "geheim-4711"
CAPABILITIES = f"/wfs?api_key={KEY}&service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0"
FEATURE_TYPE = """
    <FeatureType>
      <Name>lu:{name}</Name><Title>{title}</Title><Abstract>Was erfasst ist, und was nicht.</Abstract>
      <DefaultCRS>urn:ogc:def:crs:EPSG::2056</DefaultCRS>
      <ows:WGS84BoundingBox><ows:LowerCorner>8.28 47.03</ows:LowerCorner><ows:UpperCorner>8.34 47.07</ows:UpperCorner></ows:WGS84BoundingBox>
    </FeatureType>"""
WFS = """<?xml version="1.0" encoding="UTF-8"?>
<WFS_Capabilities version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
  <ows:OperationsMetadata><ows:Operation name="GetFeature">
    <ows:DCP><ows:HTTP><ows:Get xlink:href="http://srv-geo01:8080/wfs?"/></ows:HTTP></ows:DCP>
    <ows:Parameter name="outputFormat"><ows:AllowedValues><ows:Value>GEOJSON</ows:Value></ows:AllowedValues></ows:Parameter>
  </ows:Operation></ows:OperationsMetadata>
  <FeatureTypeList>{types}</FeatureTypeList>
</WFS_Capabilities>"""
SCHEMA = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="{name}"><xsd:complexType><xsd:sequence>
  <xsd:element name="id" type="xsd:int"/></xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"""
EXCEPTION = b'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception exceptionCode="OperationNotSupported"/></ows:ExceptionReport>'
PAGE = b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>"


def spoilt(site: Site, asked: str, *, more: dict[str, bytes]) -> dict[str, Any]:
    """Give the ways to spoil the first answer; ``more`` are bodies that the protocol calls an error, with status 200."""
    whole = site.answers[asked]
    assert isinstance(whole, Answer)

    def answers(body: bytes, status: int = 200, **headers: str) -> None:
        site.answers[asked] = Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})

    return {
        "empty": lambda: answers(b""),
        "cut off": lambda: answers(whole.body[:-10]),
        "shorter than announced": lambda: answers(whole.body, Content_Length=str(len(whole.body) + 10), Connection="close"),
        "server error": lambda: answers(b"oops", 500),
        **{name: (lambda body=body: answers(body)) for name, body in more.items()},
    }


class TestWfs(HarvesterContract):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        types = {"Brunnen": "Brunnen", "Brücken": "Brücken über die Reuss"}
        with serve() as running:
            running.put(CAPABILITIES, WFS.format(types="".join(FEATURE_TYPE.format(name=name, title=title) for name, title in types.items())))
            for name, quoted in (("Brunnen", "Brunnen"), ("Brücken", "Br%C3%BCcken")):
                address = f"/wfs?api_key={KEY}&service=WFS&version=2.0.0&typeNames=lu:{quoted}&request=DescribeFeatureType"
                running.put(address, SCHEMA.format(name=name))
            yield running

    @pytest.fixture
    def delivery(self, site: Site) -> Delivery:
        source = Source(
            id="geoportal",
            type="ogc",
            url=f"{site.url}/wfs?api_key={KEY}",
            organization="tiefbauamt",
            title="Geoportal",
            private_addresses=True,
            contact=SourceContact(name="GIS", email="gis@example.org"),
            options={"licence": "terms_by"},
        )
        more = {"an exception with status 200": EXCEPTION, "a web page": PAGE, "another document": b"<rss/>"}
        return Delivery(source, 2, "Brücken über die Reuss", secret=KEY, spoil=spoilt(site, CAPABILITIES, more=more))


class TestApi(HarvesterContract):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        with serve() as running:

            def put(path: str, document: dict[str, Any]) -> None:
                running.put(path, json.dumps(document), Content_Type="application/json")

            def link(rel: str, path: str) -> dict[str, str]:
                return {"rel": rel, "href": "{{base}}" + path, "type": "application/json"}  # without the key, as servers do

            def collection(name: str, title: str) -> dict[str, Any]:
                links = [link("items", f"/api/collections/{name}/items")]
                return {"id": name, "title": title, "description": "Was erfasst ist, und was nicht.", "itemType": "feature", "links": links}

            put(f"/api?api_key={KEY}", {"title": "Geoportal", "links": [link("self", "/api"), link("data", "/api/collections")]})
            first, second = [collection("brunnen", "Brunnen")], [collection("bruecken", "Brücken über die Reuss")]
            put(f"/api/collections?api_key={KEY}", {"collections": first, "links": [link("next", "/api/collections?offset=1")], "numberMatched": 2})
            put(f"/api/collections?offset=1&api_key={KEY}", {"collections": second, "links": [], "numberMatched": 2})
            yield running

    @pytest.fixture
    def delivery(self, site: Site) -> Delivery:
        source = Source(
            id="geoportal",
            type="ogc",
            url=f"{site.url}/api?api_key={KEY}",
            organization="tiefbauamt",
            title="Geoportal",
            private_addresses=True,
            contact=SourceContact(name="GIS", email="gis@example.org"),
            options={"licence": "terms_by", "service": "API"},
        )
        more = {"an error with status 200": b'{"code": "NoApplicableCode", "description": "oops"}', "a web page": PAGE, "another document": b'{"a": 1}'}
        return Delivery(source, 2, "Brücken über die Reuss", secret=KEY, spoil=spoilt(site, f"/api?api_key={KEY}", more=more))
