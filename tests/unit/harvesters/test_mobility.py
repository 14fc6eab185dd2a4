"""Mobility feeds as operators publish them: each kind, its time, its faults."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.web import Site, serve
from luzern_harvesters.errors import SourceError
from luzern_harvesters.mobility import freshness
from luzern_harvesters.record import DatasetRecord, Period
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import read
from luzern_harvesters.source import Source

SOURCES = Path(__file__).parents[4] / "shared" / "sources"
NOW = datetime.now(timezone.utc)
Read = Callable[..., tuple[DatasetRecord, set[str]]]

GTFS = {
    "agency.txt": "\ufeffagency_id,agency_name,agency_url,agency_timezone\r\n820,Verkehrsbetriebe Luzern,https://vbl.example,Europe/Zurich\r\n",
    "routes.txt": "route_id,route_short_name,route_type\n1,1,3\n2,2,3\n",
    "stops.txt": 'stop_id,stop_name,stop_lat,stop_lon\n1,"Luzern, Bahnhof",47.05,8.31\n2,Würzenbach,47.06,8.35\n3,Littau,0,0\n',
    "trips.txt": "route_id,service_id,trip_id\n",
    "stop_times.txt": "trip_id,stop_id,stop_sequence\n",
    "calendar.txt": "service_id,monday,start_date,end_date\nA,1,20990101,20991212\nB,1,20201213,20990630\n",
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\nVVL,https://vvl.example,de-CH,20201213,20991211,v7\n",
}


def zipped(tables: dict[str, str], folder: str = "", encoding: str = "utf-8") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(folder + name, text.encode(encoding))
    return packed.getvalue()


@pytest.fixture
def read_one(tmp_path: Path) -> Read:
    def one(body: bytes | str | dict[str, Any], name: str, **options: object) -> tuple[DatasetRecord, set[str]]:
        raw = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
        (tmp_path / name).write_bytes(raw)
        return record_of((tmp_path / name).as_uri(), address="https://feeds.example/feed", **options)

    return one


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def record_of(url: str, **options: object) -> tuple[DatasetRecord, set[str]]:
    contact = {"name": "Stelle", "email": "stelle@luzern.example"}
    settings = {"id": "s", "type": "mobility", "url": url, "organization": "o", "title": "t", "contact": contact, "private_addresses": True}
    with harvester_for(Source.model_validate({**settings, "options": {"licence": "terms_by", **options}})) as harvester:
        listing = harvester.list()
        (found,) = read(harvester, listing.refs)
    assert found.record
    return found.record, {finding.code for finding in (*found.findings, *listing.findings)}


def test_a_timetable_gives_its_publisher_validity_and_size(read_one: Read) -> None:
    record, codes = read_one(zipped(GTFS), "gtfs.zip")

    assert record.title == {"de": "Fahrplan VVL (GTFS)"}
    assert record.description["de"].startswith("Soll-Fahrplan von Verkehrsbetriebe Luzern mit 2 Linien und 3 Haltepunkten")
    assert record.temporal == (Period("2020-12-13", "2099-12-11"),)
    assert (record.version, record.languages, record.themes) == ("v7", ("DEU",), ("TRAN",))
    assert (record.distributions[0].format, record.distributions[0].url) == ("GTFS", "https://feeds.example/feed")
    assert record.spatial[0].geometry.startswith("POLYGON")
    assert "8.31 47.05" in record.spatial[0].geometry
    assert not codes


def test_a_timetable_without_feed_info_takes_its_validity_from_the_calendar(read_one: Read) -> None:
    record, _ = read_one(zipped({name: text for name, text in GTFS.items() if name != "feed_info.txt"}), "gtfs.zip")

    assert record.temporal == (Period("2020-12-13", "2099-12-12"),)
    assert record.publisher
    assert record.publisher.name == {"de": "Verkehrsbetriebe Luzern"}


def test_a_timetable_of_single_days_takes_the_first_and_the_last_added_one(read_one: Read) -> None:
    days = "service_id,date,exception_type\nA,20990503,1\nA,20990401,1\nA,20980101,2\n"
    tables = {name: text for name, text in GTFS.items() if name not in {"feed_info.txt", "calendar.txt"}}
    record, _ = read_one(zipped({**tables, "calendar_dates.txt": days}), "gtfs.zip")

    assert record.temporal == (Period("2099-04-01", "2099-05-03"),)


def test_a_timetable_in_a_folder_and_in_windows_letters_is_read(read_one: Read) -> None:
    agency = "agency_id,agency_name,agency_url,agency_timezone\n1,Zürichsee-Schiffe,https://z.example,Europe/Zurich\n"
    tables = {name: text.lstrip("\ufeff") for name, text in GTFS.items() if name != "feed_info.txt"}
    record, codes = read_one(zipped({**tables, "agency.txt": agency}, "gtfs 2099/", "cp1252"), "gtfs.zip")

    assert record.title == {"de": "Fahrplan Zürichsee-Schiffe (GTFS)"}
    assert "gtfs-nested" in codes


def test_missing_tables_are_named(read_one: Read) -> None:
    record, codes = read_one(zipped({"agency.txt": GTFS["agency.txt"], "stops.txt": GTFS["stops.txt"]}), "gtfs.zip")

    assert record.temporal == ()
    assert "gtfs-table-missing" in codes


def test_a_table_of_one_endless_line_is_left(read_one: Read) -> None:
    record, codes = read_one(zipped({**GTFS, "stops.txt": "0" * 5_000_000}), "gtfs.zip")

    assert record.temporal
    assert "gtfs-table-broken" in codes


def test_a_table_that_swells_when_unpacked_is_not_unpacked(read_one: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luzern_harvesters.mobility.gtfs.SMALL", 1_000_000)
    bomb = GTFS["agency.txt"] + "0" * 5_000_000
    record, codes = read_one(zipped({**GTFS, "agency.txt": bomb}), "gtfs.zip")

    assert record.title == {"de": "Fahrplan VVL (GTFS)"}
    assert codes & {"gtfs-table-large", "gtfs-table-broken"}


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-01-01", "2026-11-22", "feed-expired"),
        ("2026-01-01", "2026-11-30", "feed-expiring"),
        ("2026-12-13", "2027-12-11", "feed-not-yet-valid"),
        ("2026-01-01", "2027-12-11", ""),
        ("", "", ""),
    ],
)
def test_the_end_of_a_timetable_is_announced(start: str, end: str, code: str) -> None:
    finding = freshness.validity(start, end, datetime(2026, 11, 23, tzinfo=timezone.utc).date(), 14)

    assert (finding.code if finding else "") == code


@pytest.mark.parametrize(
    "body", [b"PK\x05\x06" + bytes(18), zipped({"readme.md": "kein Fahrplan"}), zipped(GTFS)[:-30]], ids=["empty", "something else", "cut off"]
)
def test_a_zip_that_is_no_timetable_is_refused(read_one: Read, body: bytes) -> None:
    with pytest.raises(SourceError):
        read_one(body, "gtfs.zip")


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def message(moment: datetime, *kinds: int) -> bytes:
    """Write a FeedMessage: header, then one entity of each kind (3 trip update, 4 vehicle, 5 alert)."""
    head = field(1, b"2.0") + varint(3 << 3) + varint(int(moment.timestamp()))
    return field(1, head) + b"".join(field(2, field(1, b"id") + field(kind, b"")) for kind in kinds)


@pytest.mark.parametrize(("kinds", "title"), [((3, 3), "Fahrtprognosen"), ((4,), "Fahrzeugpositionen"), ((5,), "Störungsmeldungen"), ((), "Echtzeitdaten")])
def test_what_a_realtime_feed_holds_is_told_apart(read_one: Read, kinds: tuple[int, ...], title: str) -> None:
    record, codes = read_one(message(NOW, *kinds), "feed.pb")

    assert record.title == {"de": f"{title} des öffentlichen Verkehrs (GTFS-RT)"}
    assert record.frequency == "UPDATE_CONT"
    assert {"gtfs-rt-content", "feed-time"} <= codes


def test_what_the_settings_say_a_realtime_feed_holds_outlasts_a_quiet_night(read_one: Read) -> None:
    record, _ = read_one(message(NOW), "feed.pb", content="alerts")

    assert record.title == {"de": "Störungsmeldungen des öffentlichen Verkehrs (GTFS-RT)"}


def test_a_realtime_feed_that_is_cut_off_is_refused(read_one: Read) -> None:
    with pytest.raises(SourceError):
        read_one(message(NOW, 3)[:-2], "feed.pb")


@pytest.mark.parametrize(("age", "code"), [(timedelta(minutes=1), "feed-time"), (timedelta(hours=24), "feed-stale"), (timedelta(hours=-3), "feed-time-ahead")])
def test_the_age_of_values_is_judged_against_the_answer(site: Site, age: timedelta, code: str) -> None:
    _, codes = record_of(site.put("/feed.pb", message(NOW - age, 3)))

    assert codes & {"feed-time", "feed-stale", "feed-time-ahead"} == {code}


def gbfs(data: dict[str, Any], version: str = "2.3", moment: object = 0) -> dict[str, Any]:
    return {"last_updated": moment or int(NOW.timestamp()), "ttl": 60, "version": version, "data": data}


def test_version_2_is_read_in_the_portals_languages(site: Site) -> None:
    def feeds(language: str) -> dict[str, Any]:
        return {"feeds": [{"name": name, "url": f"{site.url}/{language}/{name}.json"} for name in ("system_information", "free_bike_status")]}

    for language, name in (("en", "Lake bikes"), ("de", "Seevelo"), ("es", "Bicis")):
        information = {
            "system_id": "see",
            "language": language,
            "name": name,
            "operator": "Velo AG",
            "license_url": "https://creativecommons.org/licenses/by/4.0/",
        }
        site.put(f"/{language}/system_information.json", json.dumps(gbfs(information)))
    site.put("/de/free_bike_status.json", json.dumps(gbfs({"bikes": []})))
    record, codes = record_of(site.put("/gbfs.json", json.dumps(gbfs({language: feeds(language) for language in ("en", "de", "es")}))), licence="")

    assert record.title["de"] == "Seevelo – Sharing-Angebot in Echtzeit (GBFS)"
    assert record.title["en"].startswith("Lake bikes")
    assert [one.title["de"] for one in record.distributions] == ["Einstieg: Liste der Feeds (gbfs.json)", "Angaben zum Angebot", "Freie Fahrzeuge"]
    assert record.distributions[2].url == f"{site.url}/de/free_bike_status.json"
    assert {one.licence for one in record.distributions} == {"terms_by"}
    assert codes == {"feed-time", "licence-creative-commons"}


def test_version_3_is_read_with_texts_by_language(tmp_path: Path) -> None:
    moment = NOW.isoformat()
    feeds = [{"name": name, "url": f"https://velo.example/{name}"} for name in ("system_information", "vehicle_status", "neues")]
    information = {"system_id": "see", "name": [{"text": "Seevélo", "language": "fr"}, {"text": "Seevelo", "language": "de-CH"}], "start_date": "2020-04-01"}
    (tmp_path / "gbfs.json").write_text(json.dumps(gbfs({"feeds": feeds}, "3.0", moment)), encoding="utf-8")
    (tmp_path / "system_information.json").write_text(json.dumps(gbfs(information, "3.0", moment)), encoding="utf-8")
    record, _ = record_of(tmp_path.as_uri(), address="https://velo.example/gbfs.json")

    assert (record.remote_id, record.identifier) == ("s", "see")
    assert record.title == {"de": "Seevelo – Sharing-Angebot in Echtzeit (GBFS)", "fr": "Seevélo – offre de partage en temps réel (GBFS)"}
    assert record.temporal == (Period("2020-04-01", ""),)
    assert record.distributions[0].url == "https://velo.example/gbfs.json"
    assert record.distributions[-1].title == {"de": "Feed «neues»"}


def test_terms_of_an_operator_that_are_not_known_are_not_replaced_by_those_of_the_settings(tmp_path: Path) -> None:
    for stated, licence in (({"license_url": "https://velo.example/bedingungen"}, ""), ({"license_id": "CC-BY-4.0"}, "terms_by"), ({}, "terms_open")):
        (tmp_path / "gbfs.json").write_text(json.dumps(gbfs({"de": {"feeds": [{"name": "system_information", "url": "https://velo.example/i"}]}})))
        (tmp_path / "system_information.json").write_text(json.dumps(gbfs({"system_id": "see", "language": "de", "name": "Seevelo", **stated})))
        record, _ = record_of((tmp_path / "gbfs.json").as_uri(), licence="terms_open")
        assert {one.licence for one in record.distributions} == {licence}


def test_a_recorded_system_is_read_where_it_lies_now(site: Site) -> None:
    feeds = [{"name": "system_information", "url": "http://gone.invalid/system_information"}]
    site.put("/rec/system_information.json", json.dumps(gbfs({"system_id": "see", "language": "de", "name": "Seevelo"})))
    record, codes = record_of(site.put("/rec/gbfs.json", json.dumps(gbfs({"de": {"feeds": feeds}}))))

    assert record.title["de"] == "Seevelo – Sharing-Angebot in Echtzeit (GBFS)"
    assert not codes


def test_feeds_whose_addresses_are_none_are_named_and_relative_ones_completed(site: Site) -> None:
    feeds = [{"name": "system_information", "url": "system_information"}, {"name": "station_status", "url": "file:/srv/station_status.json"}]
    site.put("/velo/system_information", json.dumps(gbfs({"system_id": "see", "language": "de", "name": "Seevelo"})))
    record, codes = record_of(site.put("/velo/gbfs.json", json.dumps(gbfs({"de": {"feeds": feeds}}))))

    assert record.title["de"] == "Seevelo – Sharing-Angebot in Echtzeit (GBFS)"
    assert [one.url for one in record.distributions] == [f"{site.url}/velo/gbfs.json", f"{site.url}/velo/system_information"]
    assert codes == {"gbfs-address-missing"}


def test_an_address_with_a_key_is_not_published(site: Site) -> None:
    information = {"system_id": "see", "language": "de", "name": "Seevelo"}
    address = site.put("/information?api_key=geheim", json.dumps(gbfs(information)))
    record, codes = record_of(site.put("/gbfs.json", json.dumps(gbfs({"de": {"feeds": [{"name": "system_information", "url": address}]}}))))

    assert "address-with-key" in codes
    assert "geheim" not in repr(record)


def test_siri_says_what_it_delivers(read_one: Read) -> None:
    body = f"""<Siri xmlns="http://www.siri.org.uk/siri" version="2.0"><ServiceDelivery><ResponseTimestamp>{NOW.isoformat()}</ResponseTimestamp>
      <ProducerRef>VVL</ProducerRef><Status>true</Status><SituationExchangeDelivery/></ServiceDelivery></Siri>"""
    record, codes = read_one(body, "siri.xml")

    assert record.title == {"de": "Störungsmeldungen (SIRI)"}
    assert "feed-time" in codes


def test_a_timetable_of_the_day_in_siri_is_no_real_time(read_one: Read) -> None:
    body = """<Siri xmlns="http://www.siri.org.uk/siri" version="2.0"><ServiceDelivery><ResponseTimestamp>2026-03-01T04:00:00+01:00</ResponseTimestamp>
      <ProductionTimetableDelivery/><ConnectionTimetableDelivery/></ServiceDelivery></Siri>"""
    record, codes = read_one(body, "siri.xml")

    assert record.title == {"de": "Tagesfahrplan und Geplante Anschlüsse (SIRI)"}
    assert (record.frequency, record.modified, "Echtzeit" in str(record.keywords)) == ("", "2026-03-01", False)
    assert "feed-time" not in codes


def test_a_table_of_datex_says_where_its_places_are_and_of_when_it_is(read_one: Read) -> None:
    spots = "".join(
        f"<parkingRecord><pointCoordinates><latitude>{north}</latitude><longitude>{east}</longitude></pointCoordinates></parkingRecord>"
        for north, east in ((47.05, 8.30), (47.06, 8.32), (0, 0))
    )
    body = f"""<d2LogicalModel xmlns="http://datex2.eu/schema/2/2_0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" modelBaseVersion="2">
      <payloadPublication xsi:type="ParkingTablePublication" lang="de"><publicationTime>2026-02-03T06:00:00+01:00</publicationTime>{spots}
      </payloadPublication></d2LogicalModel>"""
    record, _ = read_one(body, "datex.xml")

    assert record.spatial[0].geometry == "POLYGON ((8.3 47.05, 8.32 47.05, 8.32 47.06, 8.3 47.06, 8.3 47.05))"
    assert (record.modified, record.frequency) == ("2026-02-03", "")


def test_of_a_large_document_only_the_head_is_read(read_one: Read) -> None:
    journeys = "<EstimatedVehicleJourney><LineRef>1</LineRef><Cancelled/></EstimatedVehicleJourney>" * 200_000
    body = f"""<?xml version="1.0"?><Siri xmlns="http://www.siri.org.uk/siri"><ServiceDelivery><ResponseTimestamp>{NOW.isoformat()}</ResponseTimestamp>
      <EstimatedTimetableDelivery><EstimatedJourneyVersionFrame>{journeys}</EstimatedJourneyVersionFrame></EstimatedTimetableDelivery></ServiceDelivery></Siri>"""
    record, _ = read_one(body, "siri.xml")

    assert record.title == {"de": "Fahrtprognosen (SIRI)"}


def test_a_siri_error_with_status_200_is_a_refusal(read_one: Read) -> None:
    body = """<Siri xmlns="http://www.siri.org.uk/siri"><ServiceDelivery><Status>false</Status>
      <ErrorCondition><Description>Schluessel abgelaufen</Description></ErrorCondition></ServiceDelivery></Siri>"""
    with pytest.raises(SourceError, match="Schluessel abgelaufen"):
        read_one(body, "siri.xml")


def test_datex_3_says_what_it_publishes(read_one: Read) -> None:
    body = f"""<mc:messageContainer xmlns:mc="http://datex2.eu/schema/3/messageContainer" xmlns:c="http://datex2.eu/schema/3/common"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" modelBaseVersion="3"><mc:payload xsi:type="sit:SituationPublication" lang="de">
      <c:publicationTime>{NOW.isoformat()}</c:publicationTime></mc:payload></mc:messageContainer>"""
    record, _ = read_one(body, "datex.xml")

    assert record.title == {"de": "Verkehrsmeldungen (DATEX II)"}
    assert record.languages == ("DEU",)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mobility/gbfs/v2_X/gbfs.json", "Test – Sharing-Angebot in Echtzeit (GBFS)"),
        ("mobility/gtfs/sample_gtfs.zip", "Fahrplan Demo Transit Authority (GTFS)"),
        ("datex2/friedrichshafen-sensors-realtime.xml", "Belegung der Parkierungsanlagen (DATEX II)"),
        ("datex2/friedrichshafen-sensors-static.xml", "Parkierungsanlagen (DATEX II)"),
    ],
)
def test_recorded_documents_are_read(name: str, title: str) -> None:
    if not (SOURCES / name).is_file():
        pytest.skip(f"the recorded document {name} is not here")
    record, _ = record_of((SOURCES / name).as_uri(), address="https://feeds.example/feed")

    assert record.title["de"] == title
    assert record.is_publishable
