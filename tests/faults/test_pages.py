"""Pages that somebody reads meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from faults.fault import fault
from integration.feed_server import FeedServer, feed_server
from portal import Portal

pytestmark = pytest.mark.services

DATASET = "/dataset/velozaehlstellen-tageswerte"
LONG = 60  # seconds that a connection keeps everything back
AT_ONCE = 5  # seconds, on a busy machine


@pytest.fixture(scope="module")
def server(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FeedServer]:
    with feed_server(portal, tmp_path_factory.mktemp("web")) as running:
        yield running


@fault("Solr is away", "The search says when to come back (503) and leads on by theme, all other pages stay; when it is back, so is the search, at once.")
def test_pages_without_solr(server: FeedServer) -> None:
    server.solr.down()
    try:
        statuses = [server.get(path).status_code for path in ("/dataset/?q=solr-away", DATASET, "/", "/about")]
    finally:
        server.solr.up()

    assert statuses == [503, 200, 200, 200]
    assert server.get("/dataset/?q=solr-away").status_code == 200


@fault(
    "Solr takes questions and never answers",
    "One reader waits ten seconds, all others are told at once; seconds after it is back, so is the search.",
    seconds=120,
)
def test_solr_hanging(server: FeedServer) -> None:
    server.solr.slow(LONG)
    try:
        first = server.get("/dataset/?q=hanging-0")
        begun = time.monotonic()
        others = [server.get(path) for path in ("/dataset/?q=hanging-1", "/dataset/?q=hanging-2", DATASET, "/about")]
        waited = time.monotonic() - begun
    finally:
        server.solr.cut()
        server.solr.up()

    assert [answer.status_code for answer in (first, *others)] == [503, 503, 503, 200, 200]
    assert waited < AT_ONCE
    assert comes_back(server, "/dataset/?q=hanging-3")


@fault("PostgreSQL is away", "Nothing old is given from memory; when it is back, so are the pages, at once.")
def test_pages_without_postgres(server: FeedServer) -> None:
    assert server.get(DATASET).status_code == 200
    server.postgres.down()
    try:
        time.sleep(1)  # that long a page may be given from memory
        status = server.get(DATASET).status_code
    finally:
        server.postgres.up()

    assert status >= 500
    assert server.get(DATASET).status_code == 200


def comes_back(server: FeedServer, path: str) -> bool:
    for _ in range(60):
        if server.get(path).status_code == 200:
            return True
        time.sleep(0.5)
    return False
