"""The partner's catalogue of the example city, harvested from the stand-in over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from ckanext.luzern.embedded.partner import Handler
from luzern_harvesters.dcat import DcatHarvester
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import read_source

CITY = Path(__file__).parents[3] / "config" / "example-city"


@pytest.fixture(scope="module")
def readings() -> Iterator[list[Reading]]:
    """Yield while the stand-in serves, so that the files can be fetched too."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(CITY / "partner"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        source = read_source(CITY / "harvest" / "example-vbl.yaml", {"LUZERN_EXAMPLE_PARTNER_URL": f"http://127.0.0.1:{server.server_port}"})
        with DcatHarvester(source) as harvester:
            listing = harvester.list()
            assert listing.complete
            yield list(read(harvester, listing.refs))
        server.shutdown()


def test_both_pages_are_read_and_the_dataset_without_open_terms_is_left_out(readings: list[Reading]) -> None:
    outcomes = {reading.ref.remote_id.split("@")[0]: reading.outcome for reading in readings}

    assert outcomes.pop("abfahrten") is Outcome.FAILED
    assert outcomes == dict.fromkeys(("fahrgastzahlen", "haltestellen", "puenktlichkeit", "fahrzeuge", "linien"), Outcome.READ)
    assert [finding.code for reading in readings for finding in reading.findings] == ["licence-unknown"]


def test_the_licence_in_the_words_of_the_former_platform_is_understood(readings: list[Reading]) -> None:
    record = next(reading.record for reading in readings if reading.ref.remote_id.startswith("linien@"))

    assert record is not None
    assert [distribution.licence for distribution in record.distributions] == ["terms_by"]


def test_every_file_is_served_with_its_stated_size(readings: list[Reading]) -> None:
    distributions = [distribution for reading in readings if reading.record for distribution in reading.record.distributions]

    assert {distribution.url: len(httpx.get(distribution.url).content) for distribution in distributions} == {
        distribution.url: distribution.byte_size for distribution in distributions
    }
