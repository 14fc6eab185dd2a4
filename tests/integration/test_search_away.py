"""While Solr is away, pages that are a search say so and lead on, all others stay; when it is back, so is the search, without a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from integration.feed_server import FeedServer, feed_server
from portal import Portal

pytestmark = pytest.mark.services

DATASET = "velozaehlstellen-tageswerte"
SEARCHES = ["/dataset/", "/dataset/?q=velo", "/group/", "/group/tran", "/organization/", "/organization/tiefbauamt", "/fr/dataset/"]


@pytest.fixture(scope="module")
def server(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FeedServer]:
    with feed_server(portal, tmp_path_factory.mktemp("web"), "luzern.cache.megabytes = 0") as running:  # a page from memory may be a second old
        yield running


@pytest.fixture
def without_solr(server: FeedServer) -> Iterator[FeedServer]:
    server.solr.down()
    try:
        yield server
    finally:
        server.solr.up()


def is_unavailable(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0 and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", SEARCHES)
def test_a_search_says_when_to_come_back(without_solr: FeedServer, path: str) -> None:
    answer = without_solr.get(path)

    assert is_unavailable(answer), (answer.status_code, answer.headers)
    assert ("momentanément inaccessible" if path.startswith("/fr") else "im Moment nicht erreichbar") in answer.text


def test_the_search_leads_to_every_public_dataset_by_theme(without_solr: FeedServer, portal: Portal) -> None:
    shown = without_solr.get("/dataset/?q=velo").text
    known = httpx.get(f"{portal.url}/api/3/action/package_list").json()["result"]

    assert {name for name in known if f'href="/dataset/{name}"' not in shown} == set()
    assert re.findall("<h2>(Umwelt|Verkehr)</h2>", shown) == ["Verkehr", "Umwelt"]


def test_a_theme_and_an_organisation_lead_to_their_own_datasets(without_solr: FeedServer) -> None:
    theme, organization = (without_solr.get(path).text for path in ("/group/tran", "/organization/volksschule"))

    assert f'href="/dataset/{DATASET}"' in theme
    assert "<h2>Umwelt</h2>" not in theme
    assert "/dataset/schulhaeuser" in organization
    assert f'href="/dataset/{DATASET}"' not in organization
    assert "/dataset/schulhaeuser" in without_solr.get("/organization/bildungsdirektion").text


@pytest.mark.parametrize("path", ["/", f"/dataset/{DATASET}", "/api-docs", "/about"])
def test_what_is_no_search_answers(without_solr: FeedServer, path: str) -> None:
    answer = without_solr.get(path)

    assert answer.status_code == 200
    assert path == "/about" or "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("action", ["package_search?q=velo", "luzern_suggest?q=um", "luzern_spelling?q=Parkheuser", f"luzern_related?id={DATASET}"])
def test_the_interface_says_so_in_json(without_solr: FeedServer, action: str) -> None:
    answer = without_solr.get(f"/api/3/action/{action}")

    assert is_unavailable(answer), (answer.status_code, answer.text)
    assert answer.json()["success"] is False


def test_it_recovers_without_a_restart(server: FeedServer) -> None:
    server.solr.down()
    assert server.get("/dataset/?q=velo").status_code == 503
    server.solr.up()
    found = server.get("/dataset/?q=velo")

    assert found.status_code == 200
    assert "no-store" not in found.headers["Cache-Control"]
    assert "Velozählstellen Tageswerte" in re.sub("</?mark>", "", found.text)


def test_a_question_that_solr_does_not_understand_is_not_its_absence(server: FeedServer) -> None:
    assert server.get('/api/3/action/package_search?q=title:"').status_code in {400, 409}
