"""The catalogue service of the example city, harvested from the stand-in over HTTP."""

from __future__ import annotations

from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

from ckanext.luzern.embedded.partner import Handler
from luzern_harvesters.csw import CswHarvester
from luzern_harvesters.run import Outcome, read
from luzern_harvesters.source import read_source

CITY = Path(__file__).parents[3] / "config" / "example-city"


def test_the_catalogue_is_read_in_the_schema_it_has_and_its_files_are_served() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(CITY / "partner"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        with CswHarvester(read_source(CITY / "harvest" / "example-staedtebau.yaml", {"LUZERN_EXAMPLE_PARTNER_URL": address})) as harvester:
            listing = harvester.list()
            readings = list(read(harvester, listing.refs))
        files = [one.url for reading in readings if reading.record for one in reading.record.distributions if one.url.startswith(address)]
        statuses = {httpx.get(url).status_code for url in files}
        server.shutdown()

    assert listing.complete
    assert [finding.code for finding in listing.findings] == ["record-own"]
    assert [reading.outcome for reading in readings] == [Outcome.READ, Outcome.READ, Outcome.READ, Outcome.FAILED]
    assert [finding.code for reading in readings for finding in reading.findings] == ["licence-unknown"]
    assert (len(files), statuses) == (3, {200})
