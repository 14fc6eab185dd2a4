"""The tables and shared vehicles of the example city, harvested from the stand-in over HTTP."""

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
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(CITY / "partner"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def readings(name: str, address: str) -> list[Reading]:
    with harvester_for(read_source(CITY / "harvest" / f"{name}.yaml", {"LUZERN_EXAMPLE_PARTNER_URL": address})) as harvester:
        listing = harvester.list()
        assert listing.complete
        return list(read(harvester, listing.refs))


@pytest.mark.parametrize(
    ("name", "count", "faults"),
    [("example-lustat", 4, {"details-unread", "title-technical"}), ("example-sharing", 3, {"feed-stale"})],
)
def test_every_dataset_is_read_its_faults_are_named_and_its_files_are_served(name: str, count: int, faults: set[str], address: str) -> None:
    found = readings(name, address)
    files = [one.url for reading in found if reading.record for one in reading.record.distributions]

    assert [reading.outcome for reading in found] == [Outcome.READ] * count
    assert {finding.code for reading in found for finding in reading.findings if finding.level.value == "warning"} == faults
    assert {httpx.get(url).status_code for url in files} == {200}


def test_the_timetable_says_how_long_it_is_valid(address: str) -> None:
    (reading,) = readings("example-verkehrsverbund", address)

    assert reading.record
    assert [(one.start, one.end) for one in reading.record.temporal] == [("2025-12-14", "2026-12-12")]
    assert reading.record.title == {"de": "Fahrplan der Region Luzern"}
