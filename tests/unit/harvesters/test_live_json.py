from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.web import Site, serve
from luzern_harvesters.errors import SettingsError, SourceRefused
from luzern_harvesters.live_json import JsonHarvester
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source, read_source

HOME = Path(__file__).parents[3]
RECORDED = HOME.parent / "shared" / "sources" / "parking-pls-luzern"
GARAGES = {
    "P1": {"name": "Kesselturm", "free": 12, "total": 340, "time": "2026-01-02T09:59:04+01:00"},
    "P2": {"name": "Löwencenter", "free": "7", "total": 345, "time": "2026-01-02T09:58:00+01:00"},
}
COLUMNS = {"code": "_key", "name": "name", "frei": {"value": "free", "data_type": "integer", "at_most": "total"}, "total": "total"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def source(url: str, **options: Any) -> Source:
    return Source(id="s", type="json", url=url, organization="o", title="Werte", private_addresses=True, options={"description": "x", **options})


def harvest(url: str, **options: Any) -> list[Reading]:
    with JsonHarvester(source(url, **options)) as harvester:
        return list(read(harvester, harvester.list().refs))


def recorded(tmp_path: Path, document: Any, **options: Any) -> Reading:
    """Read a document from a file."""
    path = tmp_path / "antwort.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return harvest(path.as_uri(), **options)[0]


def record(reading: Reading) -> DatasetRecord:
    assert reading.record is not None
    return reading.record


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def message(reading: Reading, code: str) -> str:
    return next(finding.message for finding in reading.findings if finding.code == code)


def copy(tmp_path: Path, document: Any, **options: Any) -> list[dict[str, str]]:
    """Give the rows of the portal's CSV copy."""
    path = tmp_path / "antwort.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with JsonHarvester(source(path.as_uri(), copies=["CSV"], **options)) as harvester:
        (ref,) = harvester.list().refs
        text = harvester.open(ref, "s.csv").read().decode()
    return list(csv.DictReader(text.splitlines()))


class TestRows:
    def test_an_object_of_objects_gives_a_row_for_each_with_its_key(self, tmp_path: Path) -> None:
        rows = copy(tmp_path, {"data": GARAGES}, rows="data", columns=COLUMNS)

        assert rows == [
            {"code": "P1", "name": "Kesselturm", "frei": "12", "total": "340"},
            {"code": "P2", "name": "Löwencenter", "frei": "7", "total": "345"},
        ]

    def test_an_object_of_values_becomes_rows_with_items(self, tmp_path: Path) -> None:
        assert copy(tmp_path, {"n": {"a": 1, "b": 2}}, rows="items(n)", columns={"ort": "_key", "n": "_value"}) == [
            {"ort": "a", "n": "1"},
            {"ort": "b", "n": "2"},
        ]

    @pytest.mark.parametrize("document", [{"success": True, "data": [{"n": 1}]}, [{"n": 1}]], ids=["envelope", "bare array"])
    def test_both_shapes_of_the_counters_are_read_with_one_expression(self, tmp_path: Path, document: Any) -> None:
        assert copy(tmp_path, document, rows="data || @", columns={"n": "n"}) == [{"n": "1"}]

    def test_a_row_can_reach_the_whole_document(self, tmp_path: Path) -> None:
        assert copy(tmp_path, {"stand": "2026", "v": [{"n": 1}]}, rows="v", columns={"stand": "_root.stand"}) == [{"stand": "2026"}]

    def test_without_settings_the_largest_table_and_all_its_simple_values_are_read(self, tmp_path: Path) -> None:
        reading = recorded(tmp_path, {"status": "ok", "data": {"parkings": GARAGES, "groups": [{"n": 1}]}})

        assert [(column.name, column.data_type) for column in record(reading).columns] == [
            ("key", "text"),
            ("name", "text"),
            ("free", "text"),
            ("total", "integer"),
            ("time", "datetime"),
        ]
        assert message(reading, "rows-found").endswith("gelesen wurde «data.parkings».")

    def test_a_point_gives_its_coordinates_and_lists_are_named(self, tmp_path: Path) -> None:
        one = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [8.3, 47.05]}, "properties": {"frei": 7, "tage": ["Mo"]}}
        two = {"type": "Feature", "geometry": None, "properties": {"frei": 3, "tage": []}}

        reading = recorded(tmp_path, {"type": "FeatureCollection", "features": [one, two]})

        assert reading.record
        assert {column.name: column.data_type for column in reading.record.columns} == {
            "type": "text", "geometry_x": "decimal", "geometry_y": "decimal", "geometry_type": "text", "frei": "integer",
        }  # fmt: skip
        assert message(reading, "columns-left-out") == "Listen und tief verschachtelte Angaben sind keine Spalten: «properties.tage»."

    def test_an_expression_that_finds_nothing_fails_the_record_alone(self, tmp_path: Path) -> None:
        reading = recorded(tmp_path, {"data": []}, rows="daten.parkings")

        assert (reading.outcome, codes(reading)) == (Outcome.FAILED, {"rows-missing"})

    def test_an_expression_that_is_none_is_a_wrong_setting(self) -> None:
        with pytest.raises(SettingsError, match="JMESPath"):
            JsonHarvester(source("https://x.example/", rows="a[?"))

    def test_two_datasets_come_out_of_one_request(self, site: Site) -> None:
        url = site.put("/v.json", json.dumps({"a": [{"n": 1}], "b": [{"n": 2}]}))
        datasets = [{"id": "eins", "title": "Eins", "rows": "a"}, {"id": "zwei", "rows": "b", "frequency": "täglich"}]

        first, second = harvest(url, datasets=datasets, frequency="stündlich", licence="terms_by")

        assert [(one.remote_id, one.title["de"], one.frequency) for one in map(record, (first, second))] == [
            ("eins", "Eins", "HOURLY"),
            ("zwei", "Werte", "DAILY"),
        ]
        assert len(site.asked) == 1


class TestValues:
    def test_numbers_as_text_become_numbers_where_the_column_is_one(self, tmp_path: Path) -> None:
        values = ["12", " 1'234 ", "1’000", "+3", "–", "x", None, "1.5"]

        reading = recorded(tmp_path, [{"n": value} for value in values], rows="@", columns={"n": {"value": "n", "data_type": "integer"}})

        assert message(reading, "value-unreadable").startswith("Nicht lesbare Werte in der Spalte «n»: 3, zum Beispiel «–»")
        assert [row["n"] for row in copy(tmp_path, [{"n": v} for v in values], rows="@", columns={"n": {"value": "n", "data_type": "integer"}})] == [
            "12",
            "1234",
            "1000",
            "3",
            "",
            "",
            "",
            "",
        ]

    def test_numbers_as_text_are_named_where_the_column_says_nothing(self, tmp_path: Path) -> None:
        assert "«n»" in message(recorded(tmp_path, [{"n": "12"}], rows="@", columns={"n": "n"}), "number-as-text")

    def test_more_free_places_than_places_are_named_with_their_row(self, tmp_path: Path) -> None:
        document = {"P1": {"free": 167, "total": 162}, "P2": {"free": -1, "total": 5}, "P3": {"free": None, "total": 5}}
        columns = {"frei": {"value": "free", "at_least": 0, "at_most": "total"}, "total": "total"}

        reading = recorded(tmp_path, document, rows="@", columns=columns)

        assert message(reading, "value-implausible") == "Unmögliche Werte in der Spalte «frei»: 2 (P1: 167 von 162; P2: -1)."

    def test_totals_that_do_not_fit_are_named(self, tmp_path: Path) -> None:
        checks = [
            {"expression": "sum(v[*].n) == total", "message": "Die Summe stimmt nicht."},
            {"expression": "sum(v[*].x) == total", "message": "Nie."},
            {"expression": "nichts", "message": "Nie."},
        ]

        reading = recorded(tmp_path, {"v": [{"n": 1, "x": "a"}, {"n": 2}], "total": 4}, rows="v", checks=checks)

        assert message(reading, "check-failed") == "Die Summe stimmt nicht."
        assert {"check-unreadable", "check-unclear"} <= codes(reading)

    def test_a_row_of_words_without_values_is_a_notice_and_not_data(self, tmp_path: Path) -> None:
        notice = {"name": "Zur Zeit keine Daten", "free": None}

        reading = recorded(tmp_path, [{"name": "A", "free": 1}, notice], rows="@", columns={"name": "name", "frei": "free"})
        alone = recorded(tmp_path, [notice], rows="@", columns={"name": "name", "frei": "free"})

        assert "«Zur Zeit keine Daten»" in message(reading, "row-without-values")
        assert (alone.outcome, codes(alone)) == (Outcome.FAILED, {"values-missing"})


class TestAge:
    def test_one_value_behind_a_fresh_answer_is_named_with_its_age(self, tmp_path: Path) -> None:
        garages = {**GARAGES, "P3": {"name": "Hirzenmatt", "free": 1, "total": 5, "time": "2026-01-01T09:38:11+01:00"}}
        settings = {"rows": "p", "time": "time", "answer_time": "t", "columns": COLUMNS}

        reading = recorded(tmp_path, {"p": garages, "t": "2026-01-02T10:00:21+01:00"}, max_age="PT2H", **settings)

        assert message(reading, "value-stale") == "Veraltet: 1 von 3 Werten; am ältesten ist «P3», 24 Stunden alt (vom 01.01.2026, 09:38)."

    def test_an_answer_that_stands_still_is_another_fault(self, site: Site) -> None:
        url = site.put("/v.json", json.dumps([{"n": 1, "t": "2026-01-02T10:00:21+01:00"}]))

        (reading,) = harvest(url, rows="@", time="t", max_age=90)

        assert {"answer-stale"} == codes(reading) & {"answer-stale", "value-stale"}

    def test_a_fresh_answer_has_nothing_to_tell(self, site: Site) -> None:
        now = datetime.now(timezone.utc)
        url = site.put("/v.json", json.dumps([{"n": 1, "t": now.isoformat()}, {"n": 2, "t": (now - timedelta(minutes=50)).timestamp() * 1000}]))

        (reading,) = harvest(url, rows="@", time="t", frequency="Echtzeit")

        assert codes(reading).isdisjoint({"answer-stale", "value-stale", "time-missing", "time-in-future"})

    def test_a_clock_an_hour_ahead_is_named(self, site: Site) -> None:
        url = site.put("/v.json", json.dumps([{"n": 1, "t": (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat()}]))

        assert "time-in-future" in codes(harvest(url, rows="@", time="t")[0])

    def test_a_time_that_can_not_be_read_is_named(self, tmp_path: Path) -> None:
        reading = recorded(tmp_path, [{"n": 1, "t": "gestern"}, {"n": 2, "t": "2026-01-02T10:00:00Z"}], rows="@", time="t", max_age="P1D")

        assert "Ohne lesbare Zeitangabe: 1 von 2 Zeilen" in message(reading, "time-missing")


class TestAddresses:
    def test_a_public_source_is_offered_where_it_is_and_does_not_change_with_its_values(self, site: Site) -> None:
        url = site.put("/v.json", json.dumps([{"n": 1}]))
        (before,) = harvest(url, rows="@", columns={"n": {"value": "n", "data_type": "integer"}})
        site.put("/v.json", json.dumps([{"n": 2}]))
        (after,) = harvest(url, rows="@", columns={"n": {"value": "n", "data_type": "integer"}})

        assert [(one.url, one.file, one.format) for one in record(after).distributions] == [(url, "", "JSON")]
        assert before.hash == after.hash

    def test_a_source_with_a_key_is_offered_as_the_portals_copy(self, site: Site) -> None:
        site.put("/v?api_key=geheim-4711", json.dumps([{"n": 1}]))

        (reading,) = harvest(f"{site.url}/v", rows="@", query={"api_key": "geheim-4711"})

        (distribution,) = record(reading).distributions
        assert (distribution.url, distribution.file, distribution.format, distribution.byte_size) == ("", "s.csv", "CSV", len("n\r\n1\r\n"))
        assert "geheim-4711" not in repr(reading)

    def test_a_key_in_the_address_is_told_and_the_address_kept_back(self, site: Site) -> None:
        site.put("/v?token=geheim-4711", json.dumps([{"n": 1}]))

        with JsonHarvester(source(f"{site.url}/v?token=geheim-4711", rows="@")) as harvester:
            listing = harvester.list()
            (reading,) = read(harvester, listing.refs)

        assert [finding.code for finding in listing.findings] == ["address-with-key"]
        assert [one.url for one in record(reading).distributions] == [""]

    def test_headers_are_sent(self, site: Site) -> None:
        harvest(site.put("/v.json", "[{}]"), headers={"X-Key": "geheim-4711"})

        assert site.asked[0][1]["x-key"] == "geheim-4711"

    @pytest.mark.parametrize(
        "body", [{"status": "error", "message": "kaputt"}, {"success": False}, {"error": {"message": "kaputt"}}, {"status": 503, "title": "kaputt"}]
    )
    def test_an_error_with_status_200_is_no_answer(self, site: Site, body: Any) -> None:
        with pytest.raises(SourceRefused) as caught:
            harvest(site.put("/v.json", json.dumps(body)))

        assert caught.value.finding.code == "answer-error"

    def test_what_makes_an_answer_valid_can_be_said(self, site: Site) -> None:
        with pytest.raises(SourceRefused, match="trifft nicht zu"):
            harvest(site.put("/v.json", json.dumps({"code": "E7", "rows": [{"n": 1}]})), valid="code == 'OK'")


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers lie beside the repository")
class TestRecorded:
    @pytest.mark.parametrize("path", sorted(RECORDED.glob("*/*.json")), ids=lambda path: f"{path.parent.name} {path.stem}")
    def test_the_source_file_of_the_car_parks_reads_every_answer(self, path: Path) -> None:
        settings = read_source(HOME / "config" / "harvest" / "pls-parkleitsystem.yaml").model_copy(update={"url": path.as_uri()})
        with JsonHarvester(settings) as harvester:
            (reading,) = read(harvester, harvester.list().refs)

        assert "check-failed" in codes(reading)
        assert "value-unreadable" not in codes(reading)
        assert [column.name for column in record(reading).columns] == ["code", "name", "frei", "kapazitaet", "gemeldet", "geoeffnet", "wartung"]

    def test_the_garage_a_day_behind_is_found(self) -> None:
        path = RECORDED / "2026-01-02" / "09-00-21.json"
        settings = read_source(HOME / "config" / "harvest" / "pls-parkleitsystem.yaml").model_copy(update={"url": path.as_uri()})
        with JsonHarvester(settings) as harvester:
            (reading,) = read(harvester, harvester.list().refs)

        assert message(reading, "value-stale") == "Veraltet: 3 von 15 Werten; am ältesten ist «AP02», 24 Stunden alt (vom 01.01.2026, 09:38)."
