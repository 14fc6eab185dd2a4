"""A file that is stored gets its preview in the background, and whoever may see the file sees it."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import psycopg2
import pytest

from integration.api import Api
from portal import Portal

pytestmark = pytest.mark.services

PLACES = "Name;lon;lat\nBahnhof;8.3103;47.0502\nRathaus;8.3076;47.0523\n"


@pytest.fixture
def visitor(portal: Portal) -> httpx.Client:
    return httpx.Client(base_url=portal.url, headers={"Cache-Control": "no-cache"}, timeout=60)  # a page from memory may be a second old


@pytest.fixture
def build(ckan: Any) -> Callable[[], int]:
    """Make what is missing at once, instead of waiting for a worker."""
    from ckanext.luzern.preview import jobs  # noqa: PLC0415  only a configured portal has a CKAN to import

    return lambda: jobs.build(math.inf)


def upload(api: Api, package_id: str, body: str, name: str = "orte.csv", **fields: str) -> dict[str, Any]:
    values = {"package_id": package_id, "license": "terms_by", "name_translated": json.dumps({"de": "Orte"}), **fields}
    action = "resource_update" if "id" in fields else "resource_create"
    answer = api.client.post(f"/api/3/action/{action}", data=values, files={"upload": (name, body.encode())})
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def page(client: httpx.Client, resource: dict[str, Any]) -> str:
    return client.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}").text


def places(client: httpx.Client, resource: dict[str, Any]) -> httpx.Response:
    return client.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}/preview.json")


def test_a_stored_file_has_its_first_rows_on_its_page(api: Api, visitor: httpx.Client, build: Callable[[], int]) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], PLACES)
        assert "Die Vorschau wird gerade erstellt" in page(visitor, resource), "nothing is worked out while a page is asked for"
        build()
        shown = page(visitor, resource)

    assert re.search(r"<td\s*>Bahnhof</td>", shown)
    assert "Alle Zeilen von «Orte»" in shown


def test_a_changed_file_gets_another_preview(api: Api, visitor: httpx.Client, build: Callable[[], int]) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], PLACES)
        build()
        time.sleep(1.1)  # the portal may know a page for a second
        upload(api, dataset["id"], "Name;Zahl\nSchiffstation;5\n", id=resource["id"])
        build()
        time.sleep(1.1)
        shown = page(visitor, resource)

        assert "Schiffstation" in shown
        assert "Bahnhof" not in shown
        assert places(visitor, resource).status_code == 404


def test_a_worker_makes_what_is_missing(api: Api, ckan: Any, database: psycopg2.extensions.cursor) -> None:
    from ckanext.luzern.preview import jobs  # noqa: PLC0415  only a configured portal has a CKAN to import

    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], PLACES)
        assert jobs.enqueue_missing() in (0, 1)  # 0: the portal's own scheduler was first
        rows: list[Any] = []
        end = time.monotonic() + 120
        while not rows and time.monotonic() < end:
            time.sleep(0.5)
            database.execute("SELECT content->>'row_count' FROM luzern_preview WHERE resource_id = %s", [resource["id"]])
            rows = database.fetchall()

        assert rows == [("2",)]


def test_places_are_given_to_the_map_of_whoever_sees_the_file(api: Api, visitor: httpx.Client, build: Callable[[], int]) -> None:
    with api.dataset() as public, api.dataset(private=True) as private:
        shown, hidden = upload(api, public["id"], PLACES), upload(api, private["id"], PLACES)
        build()
        found, refused, seen = places(visitor, shown), places(visitor, hidden), places(api.client, hidden)
        elsewhere = visitor.get(f"/dataset/{public['name']}/resource/{hidden['id']}/preview.json")
        unchanged = visitor.get(str(found.url), headers={"If-None-Match": found.headers["ETag"]})

    assert [feature["properties"]["Name"] for feature in found.json()["features"]] == ["Bahnhof", "Rathaus"]
    assert unchanged.status_code == 304
    assert (refused.status_code, elsewhere.status_code) == (404, 404)
    assert "Bahnhof" not in refused.text + elsewhere.text
    assert seen.status_code == 200
    assert "public" not in seen.headers.get("Cache-Control", "")


def test_nothing_stays_of_a_purged_dataset(api: Api, build: Callable[[], int], database: psycopg2.extensions.cursor) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], PLACES)
        build()

    database.execute("SELECT count(*) FROM luzern_preview WHERE resource_id = %s", [resource["id"]])
    assert database.fetchone() == (0,)


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [("kaputt.xlsx", "PK kein Archiv", "lässt sich nicht lesen"), ("leer.csv", "\n", "enthält keine Zeilen")],
)
def test_a_file_that_cannot_be_shown_says_why(api: Api, visitor: httpx.Client, build: Callable[[], int], name: str, body: str, sentence: str) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], body, name)
        build()
        shown = page(visitor, resource)

    assert f"Es gibt keine Vorschau: Die Datei {sentence}." in " ".join(shown.split())
    assert "herunterladen" in shown


def test_a_chart_of_a_column_the_file_has_is_taken_though_nobody_described_it(api: Api, build: Callable[[], int]) -> None:
    with api.dataset(columns=[{"name": "Ort"}]) as dataset:
        resource = upload(api, dataset["id"], "Jahr;Anzahl\n2024;5\n2025;7\n")
        build()
        taken = api.result("resource_patch", id=resource["id"], chart_x="Jahr", chart_y="Anzahl")
        errors = api.errors("resource_patch", id=resource["id"], chart_y="Menge")

    assert taken["chart_y"] == "Anzahl"
    assert "Menge" in errors["chart_y"][0]


def test_a_chart_is_drawn_where_the_metadata_names_one(api: Api, visitor: httpx.Client, build: Callable[[], int]) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], "Jahr;Anzahl\n2024;5\n2025;7\n", chart_x="Jahr", chart_y="Anzahl")
        build()
        shown = page(visitor, resource)

    assert "<title>2025: 7</title>" in shown
    assert 'id="chart-title-wide">Anzahl – Jahr<' in shown


def test_the_page_says_why_the_chart_that_the_metadata_names_is_missing(api: Api, visitor: httpx.Client, build: Callable[[], int]) -> None:
    with api.dataset() as dataset:
        resource = upload(api, dataset["id"], "Jahr;Anzahl\n2024;5\n2024;7\n", chart_x="Jahr", chart_y="Anzahl")
        build()
        shown = page(visitor, resource)

    assert "Kein Diagramm: Zur selben Stelle gibt es mehrere Werte (Jahr, Anzahl)." in shown


def test_the_command_says_what_it_did(portal: Portal) -> None:
    assert portal.ckan("luzern", "preview", "build").stdout.startswith(("Gemacht: ", "Nichts zu machen: "))
