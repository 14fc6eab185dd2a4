"""OGC services as they answer: capabilities of every version, APIs, records, and what servers get wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.web import Site, serve
from luzern_harvesters.contract import Listing
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.finding import Level
from luzern_harvesters.ogc import OgcHarvester
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source, SourceContact

RECORDED = Path(__file__).parents[4] / "shared" / "sources" / "ogc-wfs-wms"

WFS = """<?xml version="1.0" encoding="UTF-8"?>
<WFS_Capabilities version="{version}" xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
  <ows:ServiceIdentification><ows:Title>Dienst</ows:Title><ows:Abstract>Geodaten der Stadt.</ows:Abstract>
    <ows:Fees>{fees}</ows:Fees><ows:AccessConstraints>none</ows:AccessConstraints></ows:ServiceIdentification>
  <ows:ServiceProvider><ows:ProviderName>Stadt</ows:ProviderName><ows:ServiceContact><ows:ContactInfo><ows:Address>
    <ows:ElectronicMailAddress>geo@example.org</ows:ElectronicMailAddress></ows:Address></ows:ContactInfo></ows:ServiceContact></ows:ServiceProvider>
  <ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{{{{base}}}}/wfs?map=a.map&amp;"/></ows:HTTP></ows:DCP>
    <ows:Parameter name="outputFormat">{formats}</ows:Parameter>{limit}</ows:Operation></ows:OperationsMetadata>
  <FeatureTypeList><FeatureType><Name>lu:Bäume</Name>{about}
    <ows:Keywords><ows:Keyword>Baum, Grün</ows:Keyword></ows:Keywords>
    <DefaultCRS>urn:ogc:def:crs:EPSG::2056</DefaultCRS><OtherCRS>urn:ogc:def:crs:EPSG::4326</OtherCRS>
    <ows:WGS84BoundingBox><ows:LowerCorner>8.28 47.03</ows:LowerCorner><ows:UpperCorner>8.34 47.07</ows:UpperCorner></ows:WGS84BoundingBox>
    <MetadataURL xlink:href="https://geocat.example/1"/></FeatureType></FeatureTypeList>
</WFS_Capabilities>"""
ABOUT = "<Title>Bäume</Title><Abstract>Alle Bäume.</Abstract>"
WMS = """<?xml version="1.0"?>
<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd" [ <!ELEMENT VendorSpecificCapabilities EMPTY> ]>
<WMT_MS_Capabilities version="1.1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
  <Service><Name>OGC:WMS</Name><Title>Karten</Title><Abstract>Karten der Stadt.</Abstract></Service>
  <Capability>
    <Request><GetMap><DCPType><HTTP><Get><OnlineResource xlink:href="{{base}}/wms?"/></Get></HTTP></DCPType></GetMap></Request>
    <Layer><Title>Alles</Title><SRS>EPSG:4326 EPSG:21781</SRS><LatLonBoundingBox minx="8.2" miny="47.0" maxx="8.4" maxy="47.1"/>
      <Layer><Name>gruppe</Name><Title>Gruppe</Title>
        <Layer><Name>laerm</Name><Title>Strassenlärm</Title><Extent name="time" default="2020">2015/2025/P1Y</Extent></Layer>
      </Layer>
    </Layer>
  </Capability>
</WMT_MS_Capabilities>"""


def wfs(*, version: str = "2.0.0", formats: tuple[str, ...] = ("application/json",), about: str = ABOUT, fees: str = "", limit: str = "") -> str:
    values = "".join(f"<ows:Value>{form}</ows:Value>" for form in formats)
    return WFS.format(version=version, formats=values, about=about, fees=fees, limit=limit).replace("{{{{", "{{").replace("}}}}", "}}")


def source_of(url: str, **options: object) -> Source:
    contact = SourceContact(name="GIS", email="gis@example.org")
    return Source(id="s", type="ogc", url=url, organization="o", title="t", private_addresses=True, contact=contact, options={"licence": "terms_by", **options})


def harvest(url: str, **options: object) -> tuple[Listing, list[Reading]]:
    with OgcHarvester(source_of(url, **options)) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


def one(url: str, **options: object) -> tuple[DatasetRecord, set[str]]:
    listing, readings = harvest(url, **options)
    assert len(readings) == 1
    assert readings[0].record is not None, readings[0].findings
    return readings[0].record, {finding.code for finding in (*listing.findings, *readings[0].findings)}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


class Folder:
    """Documents on disk, read as sources."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, body: str | bytes | dict[str, Any], name: str = "antwort") -> str:
        text = json.dumps(body) if isinstance(body, dict) else body
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.replace("{{base}}", "https://geo.example.org").encode())
        return (self.path / name).as_uri()


class TestWfs:
    def test_a_feature_type_becomes_a_dataset(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs()))

        assert (record.remote_id, record.title, record.description) == ("lu:Bäume", {"de": "Bäume"}, {"de": "Alle Bäume."})
        assert record.keywords == {"de": ("Baum", "Grün")}
        assert record.contacts[0].email == "geo@example.org"
        assert record.documentation == ("https://geocat.example/1",)
        assert record.conforms_to == ("http://www.opengis.net/def/crs/EPSG/0/2056",)
        assert record.spatial[0].geometry == "POLYGON ((8.28 47.03, 8.34 47.03, 8.34 47.07, 8.28 47.07, 8.28 47.03))"
        assert [(distribution.format, distribution.url) for distribution in record.distributions] == [
            (
                "GEOJSON",
                (
                    "https://geo.example.org/wfs?map=a.map&service=WFS&version=2.0.0&request=GetFeature&typeNames=lu:B%C3%A4ume"
                    "&outputFormat=application/json&srsName=EPSG:4326"
                ),
            ),
            ("WFS_SRVC", "https://geo.example.org/wfs?map=a.map&service=WFS&request=GetCapabilities"),
        ]

    @pytest.mark.parametrize(
        ("spelling", "code"),
        [
            ("GEOJSON", "GEOJSON"),
            ("json", "GEOJSON"),
            ("application/json; subtype=geojson; charset=utf-8", "GEOJSON"),
            ("application/vnd.geo+json", "GEOJSON"),
            ("SHAPE-ZIP", "SHP"),
            ("SHAPE+ZIP", "SHP"),
            ("application/geopackage+sqlite3", "GPKG"),
            ("csv", "CSV"),
            ("excel2007", "XLSX"),
            ("application/vnd.google-earth.kml xml", "KML"),
            ("text/xml; subtype=gml/3.1.1", "GML"),
            ("GML3", "GML"),
            ("text/javascript", ""),
            ("ESRIGEOJSON", ""),
        ],
    )
    def test_every_spelling_of_a_format_is_understood(self, folder: Folder, spelling: str, code: str) -> None:
        record, _ = one(folder.put(wfs(formats=(spelling,))))

        assert [distribution.format for distribution in record.distributions] == [*([code] if code else []), "WFS_SRVC"]

    def test_an_older_version_is_asked_in_its_own_words(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs(version="1.1.0")))

        assert "version=1.1.0&request=GetFeature&typeName=lu:B%C3%A4ume" in record.distributions[0].url

    def test_without_a_description_the_service_s_stands_in(self, folder: Folder) -> None:
        record, codes = one(folder.put(wfs(about="<Title>Bäume</Title><Abstract/>")))

        assert record.description == {"de": "Geodaten der Stadt."}
        assert "description-from-service" in codes

    def test_without_a_title_the_name_stands_in(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs(about="")))

        assert record.title == {"de": "Bäume"}

    def test_texts_come_in_their_languages(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs(about='<Title xml:lang="de">Bäume</Title><Title xml:lang="fr">Arbres</Title>')))

        assert record.title == {"de": "Bäume", "fr": "Arbres"}

    def test_who_provides_the_service_publishes_its_data(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs()))

        assert record.publisher is not None
        assert record.publisher.name == {"de": "Stadt"}

    def test_texts_are_in_the_language_that_the_service_answers_in(self, folder: Folder) -> None:
        answered = '<ResponseLanguage xmlns="http://inspire.ec.europa.eu/schemas/common/1.0"><Language>fre</Language></ResponseLanguage>'
        record, _ = one(
            folder.put(
                wfs(about="<Title>Arbres</Title><Abstract>Tous\n        les arbres.</Abstract>").replace("<FeatureTypeList>", f"{answered}<FeatureTypeList>")
            )
        )

        assert (record.title, record.description) == ({"fr": "Arbres"}, {"fr": "Tous\nles arbres."})
        assert record.keywords["fr"] == ("Baum", "Grün")

    def test_terms_of_use_in_the_fees_are_understood(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs(fees="Siehe https://creativecommons.org/licenses/by/4.0/.")), licence="")

        assert {distribution.licence for distribution in record.distributions} == {"terms_by"}

    def test_columns_come_from_the_schema(self, site: Site) -> None:
        site.put("/wfs?service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0", wfs())
        site.put(
            "/wfs?service=WFS&version=2.0.0&typeNames=lu:B%C3%A4ume&request=DescribeFeatureType",
            """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="urn:gml"><xsd:element name="Bäume" type="lu:BäumeType"/>
            <xsd:complexType name="BäumeType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>
              <xsd:element name="höhe" type="xsd:double"><xsd:annotation><xsd:documentation>Höhe in Metern</xsd:documentation></xsd:annotation></xsd:element>
              <xsd:element name="art"><xsd:simpleType><xsd:restriction base="xsd:string"><xsd:enumeration value="Linde"/></xsd:restriction></xsd:simpleType></xsd:element>
              <xsd:element name="geom" type="gml:PointPropertyType"/>
            </xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType></xsd:schema>""",
        )

        record, _ = one(f"{site.url}/wfs")

        assert [(column.name, column.data_type, column.description.get("de", "")) for column in record.columns] == [
            ("höhe", "decimal", "Höhe in Metern"),
            ("art", "text", "Werte: Linde."),
            ("geom", "geometry", "Punkte"),
        ]

    def test_a_type_that_no_answer_holds_has_no_download(self, site: Site) -> None:
        limit = '<ows:Constraint name="CountDefault"><ows:DefaultValue>3000</ows:DefaultValue></ows:Constraint>'
        site.put("/wfs?service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0", wfs(limit=limit))
        hits = "/wfs?service=WFS&version=2.0.0&typeNames=lu:B%C3%A4ume&request=GetFeature&resultType=hits"
        site.put(hits, '<wfs:FeatureCollection xmlns:wfs="urn:wfs" numberMatched="12000" numberReturned="0"/>')

        record, codes = one(f"{site.url}/wfs", columns=False)

        assert [distribution.format for distribution in record.distributions] == ["WFS_SRVC"]
        assert "answer-too-small" in codes

    def test_a_server_that_can_not_negotiate_is_asked_for_what_it_has(self, site: Site) -> None:
        site.put("/wfs?service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0", "<ServiceExceptionReport/>")
        site.put("/wfs?service=WFS&request=GetCapabilities", wfs(version="1.0.0"))

        assert one(f"{site.url}/wfs", columns=False)[0].remote_id == "lu:Bäume"

    def test_a_host_of_the_inner_network_gives_way_to_the_source_s_own(self, site: Site) -> None:
        site.put("/wfs?service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0", wfs().replace("{{base}}", "http://srv-gis01:6443"))

        record, codes = one(f"{site.url}/wfs", columns=False)

        assert all(distribution.url.startswith(f"{site.url}/wfs?") for distribution in record.distributions)
        assert "address-internal" in codes

    def test_the_public_address_can_be_set(self, folder: Folder) -> None:
        record, _ = one(folder.put(wfs().replace("{{base}}", "http://srv-gis01")), public_url="https://geo.stadt.example/wfs")

        assert record.distributions[-1].url == "https://geo.stadt.example/wfs?service=WFS&request=GetCapabilities"

    def test_types_can_be_chosen_and_left_out(self, folder: Folder) -> None:
        assert harvest(folder.put(wfs()), only=["xy:*"])[1] == []
        assert harvest(folder.put(wfs()), without=["lu:*"])[1] == []

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            (b'<?xml version="1.0"?><ServiceExceptionReport><ServiceException code="x">oops</ServiceException></ServiceExceptionReport>', SourceRefused),
            (b"<html><body>GeoServer</body></html>", SourceMalformed),
            (b"<WFS_Capabilities>", SourceMalformed),
            (b'<!DOCTYPE a [<!ENTITY b "c">]><WFS_Capabilities>&b;</WFS_Capabilities>', SourceMalformed),
            (b"", SourceMalformed),
            (b"<Capabilities xmlns='http://www.opengis.net/wcs/2.0'/>", SourceMalformed),
        ],
        ids=["exception", "web page", "cut off", "entity", "empty", "another service"],
    )
    def test_what_is_no_answer_ends_the_run(self, folder: Folder, body: bytes, error: type[Exception]) -> None:
        with pytest.raises(error):
            harvest(folder.put(body))


class TestWms:
    def test_the_innermost_layers_become_datasets_with_what_they_inherit(self, folder: Folder) -> None:
        record, codes = one(folder.put(WMS))

        assert (record.remote_id, record.title) == ("laerm", {"de": "Strassenlärm"})
        assert record.spatial[0].geometry.startswith("POLYGON ((8.2 47")
        assert record.conforms_to == ("http://www.opengis.net/def/crs/EPSG/0/21781",)
        assert [(period.start, period.end) for period in record.temporal] == [("2015", "2025")]
        assert [(distribution.format, distribution.url) for distribution in record.distributions] == [
            ("WMS_SRVC", "https://geo.example.org/wms?service=WMS&request=GetCapabilities")
        ]
        assert "description-from-service" in codes

    def test_tiles_too(self, folder: Folder) -> None:
        wmts = """<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0"><Contents><Layer>
          <ows:Title>Stadtplan</ows:Title><ows:Abstract>Der Plan.</ows:Abstract><ows:Identifier>plan</ows:Identifier></Layer></Contents></Capabilities>"""

        record, _ = one(folder.put(wmts), public_url="https://geo.example.org/wmts")

        assert (record.remote_id, record.distributions[0].format) == ("plan", "WMTS_SRVC")


COLLECTION: dict[str, Any] = {
    "id": "baum",
    "title": "Bäume",
    "description": "Alle Bäume.",
    "keywords": ["Baum"],
    "extent": {"spatial": {"bbox": [[8.28, 47.03, 8.34, 47.07]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    "storageCrs": "http://www.opengis.net/def/crs/EPSG/0/2056",
    "links": [
        {"rel": "self", "href": "https://geo.example.org/collections/baum", "type": "application/json"},
        {"rel": "alternate", "href": "https://geo.example.org/collections/baum?f=html", "type": "text/html"},
        {"rel": "items", "href": "https://geo.example.org/collections/baum/items", "type": "application/geo+json"},
        {"rel": "items", "href": "https://geo.example.org/collections/baum/items?f=html", "type": "text/html"},
        {"rel": "license", "href": "https://creativecommons.org/licenses/by/4.0/"},
        {"rel": "enclosure", "href": "https://geo.example.org/baum.gpkg", "type": "application/geopackage+sqlite3", "length": 4711},
        {"rel": "describedby", "href": "https://geo.example.org/baum.pdf", "type": "application/pdf"},
    ],
}
RECORD: dict[str, Any] = {
    "id": "1-2-3",
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [[[8.28, 47.03], [8.34, 47.03], [8.34, 47.07], [8.28, 47.03]]]},
    "time": {"interval": ["2020-01-01", ".."]},
    "properties": {
        "type": "dataset",
        "title": "Bäume",
        "description": "Alle Bäume.",
        "keywords": ["Baum"],
        "language": {"code": "de"},
        "created": "2024-01-01",
        "updated": "2026-03-01T10:00:00Z",
        "contacts": [
            {"organization": "Stadt", "roles": ["publisher"]},
            {"name": "GIS", "emails": [{"value": "geo@example.org"}], "roles": ["pointOfContact"]},
        ],
        "themes": [{"concepts": [{"id": "ENVI"}, {"id": "Stadtbaum"}]}],
        "license": "CC-BY-4.0",
    },
    "links": [
        {"rel": "item", "href": "https://geo.example.org/baum.csv", "type": "text/csv", "title": "Tabelle"},
        {"rel": "item", "href": "https://geo.example.org/ows?service=WFS&request=GetCapabilities"},
    ],
}


class TestApi:
    def put(self, site: Site, path: str, document: dict[str, Any]) -> None:
        site.put(path, json.dumps(document), Content_Type="application/json")

    def test_a_collection_becomes_a_dataset(self, folder: Folder) -> None:
        record, _ = one(folder.put(COLLECTION), licence="")

        assert (record.remote_id, record.title, record.description) == ("baum", {"de": "Bäume"}, {"de": "Alle Bäume."})
        assert record.landing_page == "https://geo.example.org/collections/baum?f=html"
        assert record.documentation == ("https://geo.example.org/baum.pdf",)
        assert record.conforms_to == ("http://www.opengis.net/def/crs/EPSG/0/2056",)
        assert [(period.start, period.end) for period in record.temporal] == [("2020-01-01T00:00:00+00:00", "")]
        assert [(distribution.format, distribution.byte_size, distribution.licence) for distribution in record.distributions] == [
            ("GEOJSON", None, "terms_by"),
            ("GPKG", 4711, "terms_by"),
            ("REST", None, "terms_by"),
        ]

    @pytest.mark.parametrize("stated", ["CC-BY-NC-4.0", "proprietary", "https://example.org/bedingungen"])
    def test_terms_that_are_not_open_are_not_replaced_by_the_source_file_s(self, folder: Folder, stated: str) -> None:
        links = [link for link in COLLECTION["links"] if link["rel"] != "license"]

        record, codes = one(folder.put({**COLLECTION, "links": links, "license": stated}), licence="terms_by")

        assert {one.licence for one in record.distributions} == {""}
        assert "licence-unknown" in codes

    def test_columns_come_from_the_schema(self, site: Site) -> None:
        schema = {"properties": {"art": {"title": "Baumart", "type": "string", "enum": ["Linde"]}, "geom": {"$ref": "https://geojson.org/schema/Point.json"}}}
        links = [{"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "href": "{{base}}/q", "type": "application/schema+json"}]
        self.put(site, "/collections/baum", {**COLLECTION, "links": links})
        self.put(site, "/q", schema)

        record, _ = one(f"{site.url}/collections/baum")

        assert [(column.name, dict(column.label), column.data_type) for column in record.columns] == [
            ("art", {"de": "Baumart"}, "text"),
            ("geom", {}, "geometry"),
        ]

    def test_a_record_becomes_a_dataset(self, folder: Folder) -> None:
        record, _ = one(folder.put(RECORD), licence="")

        assert (record.remote_id, record.title, record.themes) == ("1-2-3", {"de": "Bäume"}, ("ENVI",))
        assert (record.issued, record.modified, record.languages) == ("2024-01-01", "2026-03-01T10:00:00+00:00", ("DEU",))
        assert record.publisher is not None
        assert record.publisher.name == {"de": "Stadt"}
        assert [contact.email for contact in record.contacts] == ["geo@example.org"]
        assert record.keywords == {"de": ("Baum", "Stadtbaum")}
        assert record.spatial[0].geometry.startswith("POLYGON ((8.28 47.03")
        assert [(period.start, period.end) for period in record.temporal] == [("2020-01-01", "")]
        assert [(one.format, one.licence) for one in record.distributions] == [("CSV", "terms_by"), ("WFS_SRVC", "terms_by")]

    def test_a_provider_in_one_text_answers_for_a_record(self, folder: Folder) -> None:
        properties = {"title": "Bäume", "type": "dataset", "providers": ["Team Geo, geo@stadt.example, Stadt"]}
        record, _ = one(folder.put({"id": "r-1", "type": "Feature", "geometry": None, "properties": properties, "links": []}))

        assert [(agent.name, agent.email) for agent in record.contacts] == [({"de": "Team Geo, Stadt"}, "geo@stadt.example")]

    def test_records_are_read_page_by_page_from_the_landing_page_on(self, site: Site) -> None:
        def link(rel: str, path: str) -> dict[str, str]:
            return {"rel": rel, "href": path}  # relative, as some servers send them

        self.put(site, "/api", {"links": [link("data", "/api/collections")]})
        self.put(site, "/api/collections", {"collections": [{"id": "katalog", "itemType": "record", "links": [link("items", "/api/items")]}], "links": []})
        self.put(site, "/api/items", {"type": "FeatureCollection", "features": [RECORD], "numberMatched": 2, "links": [link("next", "/api/items?p=2")]})
        self.put(site, "/api/items?p=2", {"type": "FeatureCollection", "features": [{**RECORD, "id": "4"}], "numberMatched": 2, "links": []})

        listing, _ = harvest(f"{site.url}/api", service="API")

        assert listing.complete
        assert [ref.remote_id for ref in listing.refs] == ["1-2-3", "4"]

    @pytest.mark.parametrize(
        ("second", "code"),
        [
            (None, "http-404"),
            ({"features": [RECORD], "links": [{"rel": "next", "href": "/items"}]}, "paging-repeated"),
            ({"features": [{**RECORD, "id": "4"}], "numberMatched": 9}, "listing-short"),
            ({"features": [{**RECORD, "id": "4"}], "links": [{"rel": "next", "href": "/items?p=3"}]}, "too-many-pages"),
        ],
        ids=["lost", "repeated", "short", "endless"],
    )
    def test_what_is_short_is_said_and_what_came_is_kept(self, site: Site, second: dict[str, Any] | None, code: str) -> None:
        self.put(site, "/items", {"features": [RECORD], "links": [{"rel": "next", "href": "/items?p=2"}]})
        if second:
            self.put(site, "/items?p=2", second)

        listing, readings = harvest(f"{site.url}/items", max_pages=2)

        assert not listing.complete
        assert code in {finding.code for finding in listing.findings}
        assert readings[0].ref.remote_id == "1-2-3"

    def test_a_link_to_the_inner_network_gives_way_to_the_source_s_own_host(self, site: Site) -> None:
        self.put(site, "/api", {"links": [{"rel": "data", "href": "http://localhost:5000/collections"}]})
        self.put(site, "/collections", {"collections": [{**COLLECTION, "links": [{"rel": "items", "href": "http://pygeoapi:80/items"}]}]})

        record, codes = one(f"{site.url}/api", service="API")

        assert [one.url for one in record.distributions] == [f"{site.url}/items", f"{site.url}/collections/baum"]
        assert "address-internal" in codes

    def test_a_record_s_link_to_an_inner_network_is_left_out(self, folder: Folder) -> None:
        inner = {"rel": "item", "href": "https://maps-intern.stadt.local/wms", "type": "text/csv"}

        record, codes = one(folder.put({**RECORD, "links": [*RECORD["links"], inner]}))

        assert [one.url for one in record.distributions] == [link["href"] for link in RECORD["links"]]
        assert "address-internal" in codes

    def test_ordinary_features_are_no_records(self, folder: Folder) -> None:
        feature = {"type": "Feature", "id": 1, "geometry": None, "properties": {"name": "Linde"}}

        listing, readings = harvest(folder.put({"type": "FeatureCollection", "features": [feature]}))

        assert readings == []
        assert "ogc-features" in {finding.code for finding in listing.findings}

    def test_a_catalogue_of_files_is_descended(self, site: Site) -> None:
        self.put(site, "/catalog.json", {"stac_version": "1.0.0", "type": "Catalog", "id": "k", "links": [{"rel": "child", "href": "./a/collection.json"}]})
        asset = {"href": "./wetter.csv", "type": "text/csv", "file:size": 12}
        stac = {**COLLECTION, "type": "Collection", "stac_version": "1.0.0", "links": [], "assets": {"wetter": asset}}
        self.put(site, "/a/collection.json", stac)

        record, _ = one(f"{site.url}/catalog.json")

        assert next((one.key, one.url, one.format, one.byte_size) for one in record.distributions) == ("wetter", f"{site.url}/a/wetter.csv", "CSV", 12)

    def test_a_server_that_shows_a_page_is_asked_for_json(self, site: Site) -> None:
        site.put("/api", "<!DOCTYPE html><html></html>", Content_Type="text/html")
        self.put(site, "/api?f=json", {"collections": [COLLECTION]})

        assert one(f"{site.url}/api", service="API")[0].remote_id == "baum"


@pytest.mark.shared
@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded documents are not beside the repository")
class TestRecorded:
    def test_the_feature_types_of_an_arcgis_wfs(self) -> None:
        listing, readings = harvest((RECORDED / "wfs_koeln_arcgis_getcapabilities_110.xml").as_uri(), description="Adressen im Stadtteil {title}.")

        assert len(readings) == 86
        assert {one.outcome.value for one in readings} == {"read"}
        assert "address-internal" in {finding.code for finding in listing.findings}
        record = next(one.record for one in readings if one.ref.remote_id == "adressen_stadtteil:Altstadt_Süd")
        assert record is not None
        assert record.title == {"de": "Altstadt Süd"}
        assert record.distributions[0].url == (
            "https://geoportal.stadt-koeln.de/arcgis/services/basiskarten/adressen_stadtteil/MapServer/WFSServer"
            "?service=WFS&version=1.1.0&request=GetFeature&typeName=adressen_stadtteil:Altstadt_S%C3%BCd&outputFormat=GML3"
        )

    def test_the_attributes_of_an_arcgis_wfs(self, site: Site) -> None:
        site.put("/wfs?service=WFS&request=GetCapabilities&AcceptVersions=2.0.0,1.1.0", (RECORDED / "wfs_koeln_arcgis_getcapabilities_110.xml").read_bytes())
        address = "/wfs?service=WFS&version=1.1.0&typeName=adressen_stadtteil:Blumenberg&request=DescribeFeatureType"
        site.put(address, (RECORDED / "wfs_koeln_arcgis_describefeaturetype_110.xml").read_bytes())

        record, _ = one(f"{site.url}/wfs", only=["*:Blumenberg"])

        assert [(column.name, column.data_type) for column in record.columns][:3] == [("objectid", "integer"), ("Nummer", "text"), ("Adresse", "text")]
        assert "Straße" in {column.name for column in record.columns}

    def test_the_layers_of_a_geoserver_wms(self) -> None:
        listing, readings = harvest((RECORDED / "wms_geoserver-cap.xml").as_uri(), public_url="https://geo.example.org/wms")

        assert [one.ref.remote_id for one in readings] == ["opengeo:poi", "child_layer"]
        assert not [finding for reading in readings for finding in reading.findings if finding.level is Level.ERROR]
        assert "address-internal" in {finding.code for finding in listing.findings}
