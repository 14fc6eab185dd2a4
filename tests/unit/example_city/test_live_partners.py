"""The example city's parking feed, CKAN and sensor network, harvested from the stand-in over HTTP: their faults are told as the README says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from ckanext.luzern.embedded.partner import Handler
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import read_source

CITY = Path(__file__).parents[3] / "config" / "example-city"


@pytest.fixture(scope="module")
def partner() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(CITY / "partner"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def harvest(partner: str, name: str) -> dict[str, Reading]:
    source = read_source(CITY / "harvest" / f"example-{name}.yaml", {"LUZERN_EXAMPLE_PARTNER_URL": partner})
    with harvester_for(source) as harvester:
        listing = harvester.list()
        assert listing.complete
        return {reading.ref.remote_id: reading for reading in read(harvester, listing.refs)}


def codes(reading: Reading) -> list[str]:
    return sorted(finding.code for finding in reading.findings)


def test_the_car_parks_tell_the_old_the_impossible_and_the_missing(partner: str) -> None:
    readings = harvest(partner, "parkleitsystem")

    assert {name: codes(reading) for name, reading in readings.items()} == {
        "freie-plaetze": ["check-failed", "value-implausible", "value-stale"],
        "parkleitsystem-gruppen": [],
    }
    assert {reading.outcome for reading in readings.values()} == {Outcome.READ}


def test_the_dataset_without_terms_of_use_is_left_out_and_the_deleted_file_too(partner: str) -> None:
    readings = list(harvest(partner, "kanton-vif").values())

    assert [reading.outcome for reading in readings] == [Outcome.READ, Outcome.READ, Outcome.FAILED, Outcome.READ]
    assert [len(reading.record.distributions) for reading in readings if reading.record] == [1, 1, 1, 1]


def test_the_sensor_with_swapped_axes_stands_in_the_lake(partner: str) -> None:
    record = harvest(partner, "kanton-messnetz")["Things(2)"].record

    assert record is not None
    assert [place.geometry for place in record.spatial] == ["POINT (8.33720 47.05410)"]


@pytest.mark.parametrize("name", ["parkleitsystem", "kanton-vif", "kanton-messnetz"])
def test_every_address_answers(partner: str, name: str) -> None:
    records = [reading.record for reading in harvest(partner, name).values() if reading.record]

    assert {httpx.get(distribution.url).status_code for record in records for distribution in record.distributions} == {200}
