from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.web import Answer, Site, serve
from luzern_harvesters.contract import Listing
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.record import DatasetRecord, Period
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.sensorthings import SensorThingsHarvester
from luzern_harvesters.source import Source, SourceContact

EXPAND = "&$expand=Locations,Datastreams($expand=ObservedProperty,Sensor)"
OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/v1.1", json.dumps({"value": [{"name": "Things", "url": "http://inner.example/v1.1/Things"}]}))
        yield running


def source(url: str, **options: Any) -> Source:
    contact = SourceContact(name="Stelle", email="stelle@luzern.example")
    return Source(id="s", type="sensorthings", url=url, organization="o", title="t", private_addresses=True, contact=contact, options=options)


def harvest(url: str, **options: Any) -> tuple[Listing, list[Reading]]:
    with SensorThingsHarvester(source(url, **options)) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


def stream(number: int, **values: Any) -> dict[str, Any]:
    return {
        "@iot.id": number,
        "name": f"Reihe {number}",
        "observationType": f"{OM}OM_Measurement",
        "unitOfMeasurement": {"name": "Grad Celsius", "symbol": "°C"},
        "phenomenonTime": "2025-01-01T00:00:00Z/2026-11-20T10:00:00Z",
        "ObservedProperty": {"@iot.id": 1, "name": "Lufttemperatur"},
        **values,
    }


def thing(number: int | str, *streams: dict[str, Any], **values: Any) -> dict[str, Any]:
    location = {"name": "Altstadt", "location": {"type": "Point", "coordinates": [8.307, 47.051]}}
    whole = {"@iot.id": number, "name": f"Station {number}", "description": "Eine Station.", "Locations": [location], "Datastreams": list(streams)}
    return {**whole, "@iot.selfLink": f"https://sta.example/v1.1/Things({number})", **values}


def recorded(tmp_path: Path, document: Any, **options: Any) -> tuple[Listing, list[Reading]]:
    path = tmp_path / "things.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return harvest(path.as_uri(), **options)


def one(tmp_path: Path, document: Any, **options: Any) -> tuple[DatasetRecord, dict[str, str]]:
    """Read one dataset; give its findings' messages by code."""
    _, (reading,) = recorded(tmp_path, {"value": [document]}, **options)
    assert reading.record is not None
    return reading.record, {finding.code: finding.message for finding in reading.findings}


def codes(listing: Listing) -> list[str]:
    return [finding.code for finding in listing.findings]


def things(site: Site, query: str, *found: dict[str, Any], link: str = "", count: int | None = None) -> None:
    body = {"value": found, **({"@iot.nextLink": link} if link else {}), **({} if count is None else {"@iot.count": count})}
    site.put(f"/v1.1/Things?{query}", json.dumps(body))


class TestPages:
    @pytest.mark.parametrize("link", ["http://inner.example/v1.1/Things?$skip=1", "/v1.1/Things?$skip=1", "?$skip=1"], ids=["elsewhere", "path", "query"])
    def test_the_next_page_is_asked_of_the_same_service_wherever_the_link_points(self, site: Site, link: str) -> None:
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)), link=link, count=2)
        things(site, "$skip=1", thing("b'ä", stream(2)))

        listing, readings = harvest(f"{site.url}/v1.1")

        assert ([ref.remote_id for ref in listing.refs], listing.complete) == (["Things(1)", "Things('b''ä')"], True)
        assert codes(listing) == (["link-elsewhere"] if "inner" in link else [])
        assert all(one.outcome is Outcome.FAILED for one in readings)  # no licence

    def test_fewer_than_counted_are_not_the_whole(self, site: Site) -> None:
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)), count=2)

        listing, _ = harvest(f"{site.url}/v1.1")

        assert (listing.complete, codes(listing)) == (False, ["total-differs"])

    @pytest.mark.parametrize("link", ["?$skip=0", f"?$count=true&$top=100{EXPAND}"], ids=["the same things", "the same query"])
    def test_pages_in_a_circle_end(self, site: Site, link: str) -> None:
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)), link=link)
        things(site, "$skip=0", thing(1, stream(1)), link=link)

        listing, _ = harvest(f"{site.url}/v1.1")

        assert (len(listing.refs), listing.complete, codes(listing)) == (1, False, ["page-repeated"])

    def test_a_page_that_fails_costs_only_what_comes_after(self, site: Site) -> None:
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)), link="?$skip=1")
        site.answers["/v1.1/Things?$skip=1"] = Answer(b"oops", 500)

        listing, _ = harvest(f"{site.url}/v1.1")

        assert (len(listing.refs), listing.complete, codes(listing)) == (1, False, ["page-missing"])

    def test_a_service_that_expands_nothing_is_asked_for_each_thing(self, site: Site) -> None:
        site.answers[f"/v1.1/Things?$count=true&$top=100{EXPAND}"] = Answer(b"{}", 501)
        bare = {name: value for name, value in thing(1).items() if name not in {"Datastreams", "Locations"}}
        things(site, "$count=true&$top=100", bare)
        site.put("/v1.1/Things(1)/Datastreams", json.dumps({"value": [stream(1)]}))
        site.put("/v1.1/Things(1)/Locations", json.dumps({"value": thing(1)["Locations"] and [{"@iot.id": 1, **thing(1)["Locations"][0]}]}))

        listing, (reading,) = harvest(f"{site.url}/v1.1")

        assert (listing.complete, codes(listing)) == (True, ["expand-refused"])
        assert reading.record is not None
        assert ([column.name for column in reading.record.columns], len(reading.record.spatial)) == (["Reihe 1"], 1)

    def test_datastreams_that_did_not_fit_are_fetched(self, site: Site) -> None:
        cut = {**thing(1, stream(1)), "Datastreams@iot.nextLink": "http://inner.example/v1.1/Things(1)/Datastreams?$skip=1"}
        things(site, f"$count=true&$top=100{EXPAND}", cut)
        site.put("/v1.1/Things(1)/Datastreams?$skip=1", json.dumps({"value": [stream(2)]}))

        _, (reading,) = harvest(f"{site.url}/v1.1")

        assert reading.record is not None
        assert [column.name for column in reading.record.columns] == ["Reihe 1", "Reihe 2"]

    def test_a_thing_whose_rest_is_refused_fails_alone(self, site: Site) -> None:
        cut = {**thing(1, stream(1)), "Datastreams@iot.nextLink": "?$skip=1"}
        things(site, f"$count=true&$top=100{EXPAND}", cut, thing(2, stream(2)))

        _, (first, second) = harvest(f"{site.url}/v1.1", licence="terms_by")

        assert (first.outcome, [finding.code for finding in first.findings], second.outcome) == (Outcome.FAILED, ["http-404"], Outcome.READ)

    @pytest.mark.parametrize("path", ["/v1.1/", "/v1.1/Things", "/v1.1/Datastreams(1)/Thing"])
    def test_the_service_is_found_in_each_of_its_addresses(self, site: Site, path: str) -> None:
        site.put("/v1.1/", json.dumps({"value": [{"name": "Things", "url": "x"}]}))
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)))

        assert len(harvest(f"{site.url}{path}")[0].refs) == 1

    def test_csv_is_offered_where_the_service_says_so(self, site: Site) -> None:
        root = {"value": [{"name": "Things", "url": "x"}], "serverSettings": {"conformance": ["https://example.org/CSV-ResultFormat.md"]}}
        site.put("/v1.1", json.dumps(root))
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, stream(1)))

        _, (reading,) = harvest(f"{site.url}/v1.1")

        assert reading.record is not None
        assert [(each.format, each.url.rpartition("&")[2]) for each in reading.record.distributions][-1] == ("CSV", "$resultFormat=csv")

    @pytest.mark.parametrize("body", [{"code": 404, "type": "error", "message": "x"}, {"error": {"status": "Not Found", "message": ["x"]}}])
    def test_an_error_with_status_200_is_no_answer(self, tmp_path: Path, body: Any) -> None:
        with pytest.raises(SourceRefused, match="«x»"):
            recorded(tmp_path, body)

    def test_a_list_of_something_else_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SourceMalformed, match="Observations statt Things"):
            recorded(tmp_path, {"value": [{"@iot.id": 1, "result": 7, "phenomenonTime": "2026-01-01T00:00:00Z"}]})

    def test_a_recorded_entry_page_holds_no_sensors(self, tmp_path: Path) -> None:
        listing, _ = recorded(tmp_path, {"value": [{"name": "Things", "url": "https://sta.example/v1.1/Things"}]})

        assert (listing.refs, listing.complete, codes(listing)) == ((), False, ["service-only"])


class TestThings:
    def test_a_thing_is_a_dataset_with_its_series_as_columns(self, tmp_path: Path) -> None:
        count = stream(2, observationType=f"{OM}OM_CountObservation", unitOfMeasurement={"name": None, "symbol": None}, ObservedProperty={"name": "Velos"})

        record, _ = one(tmp_path, thing(1, stream(1), count))

        assert (record.remote_id, record.title, record.description["de"]) == (
            "Things(1)",
            {"de": "Station 1"},
            "Eine Station.\n\nGemessen wird: Lufttemperatur (°C), Velos.",
        )
        assert [(column.name, column.label["de"], column.data_type, column.unit) for column in record.columns] == [
            ("Reihe 1", "Lufttemperatur", "decimal", "°C"),
            ("Reihe 2", "Velos", "integer", ""),
        ]
        assert (record.temporal, record.modified) == ((Period("2025-01-01", "2026-11-20"),), "2026-11-20T11:00:00+01:00")
        assert [(place.label, place.geometry) for place in record.spatial] == [("Altstadt", "POINT (8.30700 47.05100)")]
        assert [each.url for each in record.distributions] == [
            "https://sta.example/v1.1/Things(1)",
            "https://sta.example/v1.1/Datastreams(1)/Observations?$orderby=phenomenonTime%20desc",
            "https://sta.example/v1.1/Datastreams(2)/Observations?$orderby=phenomenonTime%20desc",
        ]

    def test_what_the_properties_say_of_owner_terms_language_and_documents_is_kept(self, tmp_path: Path) -> None:
        more = {
            "ownerData": "City of Lucerne",
            "metadata": "https://lu.example/meta/1",
            "topic": "Verkehr",
            "license": "https://creativecommons.org/licenses/by/4.0/",
        }
        document = thing(1, stream(1, properties=more), name="Bicycle counter", properties={"language": "en", "ownerThing": "Operator", "keywords": ["bike"]})

        record, _ = one(tmp_path, document, licence="terms_open")

        assert record.title == {"en": "Bicycle counter"}
        assert record.publisher is not None
        assert record.publisher.name == {"en": "City of Lucerne"}
        assert (record.themes, record.languages, record.documentation) == (("TRAN",), ("ENG",), ("https://lu.example/meta/1",))
        assert {one.licence for one in record.distributions} == {"terms_by"}

    def test_terms_that_are_stated_and_not_known_are_not_replaced_by_the_settings(self, tmp_path: Path) -> None:
        record, found = one(tmp_path, thing(1, stream(1), properties={"license": "Nur nach Absprache"}), licence="terms_open")

        assert {one.licence for one in record.distributions} == {""}
        assert "licence-unknown" in found

    def test_series_of_several_properties_are_read(self, tmp_path: Path) -> None:
        multi = {
            "@iot.id": 9,
            "name": "Wetter",
            "unitOfMeasurements": [{"symbol": "°C"}, {"symbol": "%"}],
            "ObservedProperties": [{"name": "Temperatur"}, {"name": "Feuchte"}],
        }

        record, _ = one(tmp_path, thing(1, MultiDatastreams=[multi]))

        assert [(column.label["de"], column.unit) for column in record.columns] == [("Temperatur, Feuchte", "°C, %")]
        assert "/MultiDatastreams(9)/" in record.distributions[-1].url

    @pytest.mark.parametrize(
        ("time", "period"),
        [("2025-01-01T12:00:00Z", ("2025-01-01", "2025-01-01")), ("2025-01-01T12:00:00Z/..", ("2025-01-01", "")), (None, None), ("", None), ("x/y", None)],
    )
    def test_times_are_instants_intervals_or_open(self, tmp_path: Path, time: Any, period: tuple[str, str] | None) -> None:
        record, findings = one(tmp_path, thing(1, stream(1, phenomenonTime=time)))

        assert record.temporal == ((Period(*period),) if period else ())
        assert ("series-empty" in findings) == (period is None or not period[1])

    def test_a_series_that_stopped_is_named_with_the_age_of_its_last_measurement(self, tmp_path: Path) -> None:
        old = stream(2, name="Feuchte", phenomenonTime="2025-01-01T00:00:00Z/2026-11-10T10:00:00Z")

        _, findings = one(tmp_path, thing(1, stream(1), old), max_age="P1D")

        assert findings["value-stale"] == (
            "Veraltet: 1 von 2 Datenreihen; am ältesten ist «Feuchte»: Die letzte Messung ist 10 Tage alt (vom 10.11.2026, 11:00)."
        )

    def test_a_sensor_that_stopped_alone_is_found_when_it_is_asked(self, site: Site) -> None:
        fresh = stream(1, phenomenonTime=f"2025-01-01T00:00:00Z/{(datetime.now(timezone.utc) - timedelta(minutes=5)).isoformat()}")
        things(site, f"$count=true&$top=100{EXPAND}", thing(1, fresh), thing(2, stream(2, phenomenonTime="2025-01-01T00:00:00Z/2025-02-01T00:00:00Z")))

        _, readings = harvest(f"{site.url}/v1.1", frequency="stündlich")

        assert [[finding.code for finding in one.findings if finding.code == "value-stale"] for one in readings] == [[], ["value-stale"]]

    def test_swapped_axes_are_turned_and_told(self, tmp_path: Path) -> None:
        location = {"name": "Lido", "location": {"type": "Feature", "geometry": {"type": "Point", "coordinates": [47.0541, 8.3372]}}}

        record, findings = one(tmp_path, thing(1, stream(1), Locations=[location]))

        assert ([place.geometry for place in record.spatial], "geometry-swapped" in findings) == (["POINT (8.33720 47.05410)"], True)

    def test_without_a_location_the_observed_area_is_the_place(self, tmp_path: Path) -> None:
        area = {"type": "Point", "coordinates": [8.3, 47.05]}

        assert [place.geometry for place in one(tmp_path, thing(1, stream(1, observedArea=area), Locations=[]))[0].spatial] == ["POINT (8.30000 47.05000)"]

    def test_a_device_name_as_title_is_told_and_its_properties_stay_out(self, tmp_path: Path) -> None:
        record, findings = one(tmp_path, thing(1, stream(1), name="LORA_TEMP_0017", properties={"devEUI": "70B3D5499A", "keywords": ["Klima"]}))

        assert "title-technical" in findings
        assert "70B3D5499A" not in repr(record)
        assert record.keywords == {"de": ("Klima", "Lufttemperatur")}

    def test_sensors_that_are_called_the_same_are_told(self, tmp_path: Path) -> None:
        listing, _ = recorded(tmp_path, {"value": [thing(1, stream(1), name="Station"), thing(2, stream(2), name="Station")]})

        assert [(finding.code, finding.message) for finding in listing.findings] == [("title-twice", "2 Sensoren heissen «Station».")]

    def test_a_thing_without_its_series_says_so(self, tmp_path: Path) -> None:
        assert "series-missing" in one(tmp_path, {"@iot.id": 1, "name": "Station"})[1]


class TestObservedProperties:
    def test_what_measures_the_same_is_one_dataset(self, tmp_path: Path) -> None:
        other = stream(3, ObservedProperty={"@iot.id": "feuchte", "name": "Luftfeuchte"}, unitOfMeasurement={"symbol": "%"})
        listing, (first, second) = recorded(
            tmp_path, {"value": [thing(1, stream(1), other), thing(2, stream(2))]}, dataset_per="observed_property", licence="terms_by"
        )

        assert [ref.remote_id for ref in listing.refs] == ["ObservedProperties(1)", "ObservedProperties('feuchte')"]
        assert first.record is not None
        assert second.record is not None
        assert [column.name for column in first.record.columns] == ["Station 1: Reihe 1", "Station 2: Reihe 2"]
        assert "$filter=Datastream/ObservedProperty/id%20eq%20'feuchte'" in second.record.distributions[0].url
        assert {first.outcome, second.outcome} == {Outcome.READ}

    def test_a_service_is_asked_for_its_datastreams(self, site: Site) -> None:
        query = "$count=true&$top=100&$expand=ObservedProperty,Thing($expand=Locations)"
        site.put(f"/v1.1/Datastreams?{query}", json.dumps({"value": [stream(1, Thing=thing(1)), stream(2, Thing=thing(2))]}))

        listing, _ = harvest(f"{site.url}/v1.1", dataset_per="observed_property")

        assert ([ref.remote_id for ref in listing.refs], listing.complete) == (["ObservedProperties(1)"], True)

    def test_datastreams_that_do_not_say_what_they_measure_leave_the_list_incomplete(self, tmp_path: Path) -> None:
        listing, _ = recorded(tmp_path, {"value": [stream(1), {"@iot.id": 2, "name": "x", "unitOfMeasurement": {}}]}, dataset_per="observed_property")

        assert (len(listing.refs), listing.complete, codes(listing)) == (1, False, ["property-missing"])
