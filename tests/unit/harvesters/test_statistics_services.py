"""Statistical services over HTTP: trees, pages, structures that are asked for one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contract.web import Answer, Site, serve
from luzern_harvesters.contract import Listing
from luzern_harvesters.record import Period
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

FLOWS = """<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"
  xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"><m:Structures><s:Dataflows><s:Dataflow id="DF" agencyID="LU" version="1.0">
  <c:Name xml:lang="de">Bevölkerung</c:Name><s:Structure><Ref id="D" agencyID="LU" version="1.0"/></s:Structure></s:Dataflow></s:Dataflows>{more}</m:Structures></m:Structure>"""
DSD = """<s:DataStructures><s:DataStructure id="D" agencyID="LU" version="1.0"><s:DataStructureComponents><s:DimensionList>
  <s:Dimension id="ORT"/><s:TimeDimension id="TIME_PERIOD"/></s:DimensionList></s:DataStructureComponents></s:DataStructure></s:DataStructures>"""
PARTIAL = "/rest/dataflow/LU/DF/1.0?references=all&detail=referencepartial"
PLAIN = "/rest/dataflow/LU/DF/1.0?references=descendants"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def put(site: Site, path: str, value: Any) -> None:
    site.put(path, json.dumps(value), Content_Type="application/json")


def harvest(address: str, **options: object) -> tuple[Listing, list[Reading]]:
    contact = {"name": "Stelle", "email": "stelle@luzern.example"}
    settings = {"id": "s", "type": "statistics", "url": address, "organization": "o", "title": "t", "contact": contact, "private_addresses": True}
    with harvester_for(Source.model_validate({**settings, "options": {"licence": "terms_by", **options}})) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


def table(title: str) -> dict[str, Any]:
    return {"title": title, "variables": [{"code": "Jahr", "text": "Jahr", "values": ["2024", "2025"], "valueTexts": ["2024", "2025"], "time": True}]}


def test_the_tree_of_pxweb_is_walked_to_its_tables(site: Site) -> None:
    put(site, "/api/v1/de", [{"dbid": "bev", "text": "Bevölkerung"}, {"dbid": "weg", "text": "Nicht mehr da"}])
    put(site, "/api/v1/de/bev", [{"id": "stand", "type": "l", "text": "Stand"}, {"id": "titel", "type": "h", "text": "Nur ein Zwischentitel"}])
    put(site, "/api/v1/de/bev/stand", [{"id": "b-1.px", "type": "t", "text": "Wohnbevölkerung", "updated": "2026-03-01T08:00:00"}])
    put(site, "/api/v1/de/bev/stand/b-1.px", table("Wohnbevölkerung nach Jahr"))
    listing, (reading,) = harvest(site.url + "/api/v1/de")

    assert not listing.complete
    assert [finding.code for finding in listing.findings] == ["folder-unread"]
    assert (reading.ref.remote_id, reading.ref.mark) == ("b-1.px", "2026-03-01T08:00:00")
    assert reading.record
    assert reading.record.title == {"de": "Wohnbevölkerung nach Jahr"}
    assert (reading.record.distributions[0].access_url, reading.record.distributions[0].format) == (f"{site.url}/api/v1/de/bev/stand/b-1.px", "REST")
    assert reading.record.modified == "2026-03-01T08:00:00"


def test_a_service_that_says_how_often_one_may_ask_is_asked_no_more_often(site: Site) -> None:
    names = [f"t-{number}" for number in range(12)]
    put(site, "/api/v1/de/db", [{"id": name, "type": "t", "text": f"Tabelle {name}"} for name in names])
    put(site, "/api/v1/de/db?config", {"maxValues": 1000, "maxCalls": 10_000, "timeWindow": 10})
    for name in names:
        put(site, f"/api/v1/de/db/{name}", table(name))
    harvest(site.url + "/api/v1/de/db")

    assert [path for path, _ in site.asked].count("/api/v1/de/db?config") == 1


def test_pages_that_repeat_themselves_end(site: Site) -> None:
    def page(number: int) -> dict[str, Any]:
        tables = [{"id": "T1", "label": "Tabelle eins", "updated": "2026-01-01", "variableNames": []}]
        return {"language": "de", "tables": tables, "page": {"pageNumber": number, "pageSize": 1, "totalElements": 99, "totalPages": 99}}

    put(site, "/api/v2/tables", page(1))
    for number in range(2, 6):
        put(site, f"/api/v2/tables?pageNumber={number}", page(number))
    listing, _ = harvest(site.url + "/api/v2/tables")

    assert (len(listing.refs), listing.complete) == (1, False)
    assert {finding.code for finding in listing.findings} == {"listing-cut", "listing-short"}
    assert len([path for path, _ in site.asked if "pageNumber" in path]) == 1


def test_a_structure_is_asked_for_in_the_way_that_the_service_knows(site: Site) -> None:
    site.put("/rest/dataflow/LU", FLOWS.format(more=""))
    site.put(PARTIAL, b"unknown parameter", status=400)
    site.put(PLAIN, FLOWS.format(more=DSD))
    _, (reading,) = harvest(site.url + "/rest/dataflow/LU")

    assert reading.record
    assert [column.name for column in reading.record.columns] == ["ORT", "TIME_PERIOD"]
    assert reading.record.distributions[0].url == f"{site.url}/rest/data/LU,DF/all?format=csvfilewithlabels"


def test_a_structure_that_nobody_knows_leaves_what_the_list_says(site: Site) -> None:
    site.put("/rest/dataflow/LU", FLOWS.format(more=""))
    _, (reading,) = harvest(site.url + "/rest/dataflow/LU")

    assert reading.record
    assert reading.record.title == {"de": "Bevölkerung"}
    assert "details-unread" in {finding.code for finding in reading.findings}


def test_a_structure_that_can_not_be_had_now_is_a_failed_record(site: Site) -> None:
    site.put("/rest/dataflow/LU", FLOWS.format(more=""))
    site.answers[PARTIAL] = Answer(b"oops", 500)
    _, (reading,) = harvest(site.url + "/rest/dataflow/LU")

    assert reading.record is None
    assert [finding.code for finding in reading.findings] == ["http-500"]


def test_the_structures_of_sdmx_3_are_asked_for_in_its_own_way(site: Site) -> None:
    site.put("/sdmx/v2/structure/dataflow/LU", FLOWS.replace("v2_1", "v3_0").format(more=""))
    _, (reading,) = harvest(site.url + "/sdmx/v2/structure/dataflow/LU")

    asked = [path for path, _ in site.asked]
    assert "/sdmx/v2/structure/dataflow/LU/DF/1.0?references=descendants" in asked
    assert reading.record
    assert reading.record.distributions[0].url == f"{site.url}/sdmx/v2/data/dataflow/LU/DF/~/*?format=csvfilewithlabels"


def test_an_address_of_sdmx_data_is_explained_by_its_service_and_stays_the_only_file(site: Site) -> None:
    rows = "STRUCTURE,STRUCTURE_ID,ACTION,ORT,TIME_PERIOD,OBS_VALUE\ndataflow,LU:DF(1.0),I,1061,2024,7\n"
    site.put("/sdmx/data/LU,DF,1.0/1061?startPeriod=2024", rows, Content_Type="text/csv")
    site.put(PARTIAL.replace("/rest", "/sdmx"), FLOWS.format(more=DSD))
    _, (reading,) = harvest(site.url + "/sdmx/data/LU,DF,1.0/1061?startPeriod=2024")
    assert reading.record
    assert reading.record.title == {"de": "Bevölkerung"}
    assert [one.url for one in reading.record.distributions] == [f"{site.url}/sdmx/data/LU,DF,1.0/1061?startPeriod=2024"]
    assert reading.record.temporal == (Period("2024", "2024"),)


@pytest.mark.parametrize(("options", "licence"), [({"licence": ""}, "terms_open"), ({"licence": "terms_by_ask"}, "terms_by_ask")])
def test_pxwebapi_2_states_its_terms_of_use_and_the_settings_count_before_them(site: Site, options: dict[str, str], licence: str) -> None:
    page = {"language": "de", "tables": [{"id": "T1", "label": "Einwohner", "variableNames": ["Jahr"]}], "page": {"pageNumber": 1, "totalPages": 1}}
    put(site, "/api/v2/tables", page)
    put(site, "/api/v2/config", {"license": "https://creativecommons.org/share-your-work/public-domain/cc0/"})
    _, (reading,) = harvest(site.url + "/api/v2/tables", **options)
    assert reading.record
    assert {one.licence for one in reading.record.distributions} == {licence}


def test_collections_of_json_stat_are_followed_where_they_lead(site: Site) -> None:
    cube = {"version": "2.0", "class": "dataset", "label": "Geburten", "id": ["j"], "size": [1], "dimension": {"j": {"label": "Jahr"}}, "value": [9]}
    put(site, "/js/alles.json", {"class": "collection", "link": {"item": [{"class": "collection", "href": "teil.json"}]}})
    put(site, "/js/teil.json", {"class": "collection", "link": {"item": [{"class": "dataset", "href": "geburten.json", "label": "Geburten (alt)"}]}})
    put(site, "/js/geburten.json", cube)
    _, (reading,) = harvest(site.url + "/js/alles.json")

    assert reading.record
    assert reading.record.title == {"de": "Geburten"}
    assert reading.record.distributions[0].url == site.url + "/js/geburten.json"


def test_of_a_px_file_on_the_web_only_the_head_is_asked_for(site: Site) -> None:
    site.put("/tabelle.px", 'CHARSET="ANSI";TITLE="Bäume";STUB="Art";HEADING="Jahr";VALUES("Art")="Linde";VALUES("Jahr")="2025";DATA=1;'.encode())
    _, (reading,) = harvest(site.url + "/tabelle.px")

    assert site.asked[0][1]["range"].startswith("bytes=0-")
    assert reading.record
    assert reading.record.title == {"de": "Bäume"}


def test_an_address_with_a_key_is_not_published(site: Site) -> None:
    cube = {"version": "2.0", "class": "dataset", "label": "Geburten", "id": ["j"], "size": [1], "dimension": {"j": {"label": "Jahr"}}, "value": [9]}
    put(site, "/geburten.json?api_key=geheim", cube)
    _, (reading,) = harvest(site.url + "/geburten.json?api_key=geheim")

    assert "address-with-key" in {finding.code for finding in reading.findings}
    assert "geheim" not in repr(reading)
