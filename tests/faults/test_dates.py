"""Dates and clocks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from contract.web import Site
from faults.catalogue import catalogue, put, turtle
from faults.delivery import deliver, yaml_of
from faults.fault import fault
from faults.observed import Observed, a_folder, a_source, observe
from luzern_harvesters.record import DatasetRecord


def of_field(root: Path, **fields: str) -> tuple[DatasetRecord, Observed]:
    deliver(root / "a", yaml_of(**fields))
    observed = observe(a_folder(root))
    (record,) = (reading.record for reading in observed.readings)
    assert record is not None
    return record, observed


def of_sensor(site: Site, stated: datetime) -> Observed:
    """Read a counter whose only value carries this time."""
    url = site.put("/zaehler.json", json.dumps({"rows": [{"n": 1, "zeit": stated.isoformat()}]}), Content_Type="application/json")
    dataset = {"id": "werte", "title": "Werte", "description": "Was gezählt wird.", "rows": "rows", "columns": {"n": "n"}, "time": "zeit"}
    return observe(a_source("json", url, licence="terms_by", theme=["TRAN"], keywords=["Werte"], frequency="stündlich", datasets=[dataset]))


@fault("A date before 1900", "It is kept, as precise as it was stated.")
def test_a_date_before_1900(site: Site) -> None:
    put(site, turtle("Stadtplan", issued="1597"))

    (reading,) = observe(catalogue(site)).readings

    assert reading.record is not None
    assert reading.record.issued == "1597"


@fault("A period before 1900", "It is kept.")
def test_a_period_before_1900(tmp_path: Path) -> None:
    record, _ = of_field(tmp_path, zeitraum="1798 – 1803")

    assert [(period.start, period.end) for period in record.temporal] == [("1798", "1803")]


@fault("31 February", "It is left out and named; the dataset is published without it.")
def test_31_february(tmp_path: Path) -> None:
    record, observed = of_field(tmp_path, issued="31.02.2026")

    assert record.issued == ""
    assert observed.titles == ["Brücken"]
    assert "date-unknown" in observed.codes


@fault("The year 0, month 13, 25 o'clock", "They are left out and named.")
def test_impossible_dates(site: Site) -> None:
    for text in ("0000", "2026-13", "2026-01-01T25:00:00"):
        put(site, turtle("Brücken", issued=text))

        (reading,) = observe(catalogue(site)).readings

        assert reading.record is not None
        assert reading.record.issued == ""
        assert "date-unknown" in {finding.code for finding in reading.findings}


@fault("A period that ends before it begins", "It is left out and named.")
def test_a_period_the_wrong_way_round(tmp_path: Path) -> None:
    record, observed = of_field(tmp_path, zeitraum="2020 – 2010")

    assert record.temporal == ()
    assert "period-reversed" in observed.codes


@fault("Midnight in Lucerne written in UTC (the evening before)", "It is the day that was meant.")
def test_midnight_in_utc(site: Site) -> None:
    put(site, turtle("Brücken", issued="2019-02-28T23:00:00Z"))

    (reading,) = observe(catalogue(site)).readings

    assert reading.record is not None
    assert reading.record.issued == "2019-03-01"


@fault("A sensor whose clock is an hour fast (summer time)", "The values are published; a time in the future is named.")
def test_a_clock_an_hour_fast(site: Site) -> None:
    observed = of_sensor(site, datetime.now(timezone.utc) + timedelta(hours=1))

    assert observed.titles == ["Werte"]
    assert "time-in-future" in observed.codes


@fault("A sensor that has sent the same value since yesterday", "The values are published with the age they have; the department is told.")
def test_a_stale_value(site: Site) -> None:
    observed = of_sensor(site, datetime.now(timezone.utc) - timedelta(days=1))

    assert observed.titles == ["Werte"]
    assert observed.codes & {"answer-stale", "value-stale"}
