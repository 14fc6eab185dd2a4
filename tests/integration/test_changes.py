"""The change feed: what came, changed and went, for feed readers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import httpx
import pytest
from psycopg2.extensions import cursor

from integration.api import Api, resource
from portal import Portal

pytestmark = pytest.mark.services

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(portal: Portal, query: str = "") -> list[tuple[str, str]]:
    """Give kind and title of each entry."""
    answer = httpx.get(f"{portal.url}/feeds/changes.atom{query}", timeout=60)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "Set-Cookie" not in answer.headers
    feed = ET.fromstring(answer.content)
    return [(one.find(f"{ATOM}category").get("term"), one.find(f"{ATOM}title").text) for one in feed.iter(f"{ATOM}entry")]  # type: ignore[union-attr]  an entry has both


def test_a_new_dataset_is_told_of_first(portal: Portal, api: Api) -> None:
    with api.dataset(title_translated={"de": "Probe Neuigkeit", "fr": "Essai"}, resources=[resource()]):
        assert entries(portal)[0] == ("new", "Neuer Datensatz: Probe Neuigkeit")
        assert httpx.get(f"{portal.url}/fr/feeds/changes.atom").text.count("Nouveau jeu de données\u00a0: Essai") == 1
    assert "Probe Neuigkeit" not in str(entries(portal))


def test_a_changed_one_is_told_of_again(portal: Portal, api: Api) -> None:
    with api.dataset(title_translated={"de": "Probe Änderung"}, resources=[resource()]) as dataset:
        later = (datetime.now(timezone.utc) + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%S")
        api.result("package_patch", id=dataset["id"], version="2", metadata_modified=later)

        assert [one for one in entries(portal) if "Probe Änderung" in one[1]] == [
            ("changed", "Datensatz geändert: Probe Änderung"),
            ("new", "Neuer Datensatz: Probe Änderung"),
        ]


def test_private_ones_are_not_told_of(portal: Portal, api: Api) -> None:
    with api.dataset(title_translated={"de": "Probe privat"}, private=True, resources=[resource()]):
        assert "Probe privat" not in str(entries(portal))


def test_a_withdrawn_one_is_told_of_with_the_reason(portal: Portal) -> None:
    portal.ckan("luzern", "harvest", "withdraw", "schulferien", "--reason", "Enthält Personendaten.")
    told = httpx.get(f"{portal.url}/feeds/changes.atom?organization=volksschule").text
    portal.ckan("luzern", "harvest", "restore", "schulferien")

    assert "Datensatz zurückgezogen: Schulferien" in told
    assert "Enthält Personendaten." in told
    assert "/perma/schulferien@stadt-luzern" in told


def test_one_that_is_gone_for_good_is_told_of(portal: Portal, database: cursor) -> None:
    database.execute(
        "INSERT INTO luzern_feed_member (package_id, identifier, entered_at, left_at, reason)"
        " VALUES ('probe-weg', 'probe-weg@stadt-luzern', now(), now() + interval '1 hour', 'Gelöscht.')"
    )
    first = entries(portal)[0]
    database.execute("DELETE FROM luzern_feed_member WHERE package_id = 'probe-weg'")

    assert first == ("withdrawn", "Datensatz zurückgezogen: probe-weg")


def test_organisation_and_theme_narrow_it(portal: Portal, api: Api) -> None:
    of_roads = {title.partition(": ")[2] for _, title in entries(portal, "?organization=tiefbauamt")}
    on_the_move = {title.partition(": ")[2] for _, title in entries(portal, "?organization=tiefbauamt&theme=tran")}
    known = {one["title_translated"]["de"] for one in api.result("package_search", fq="organization:tiefbauamt", rows=100)["results"]}

    assert of_roads == known
    assert on_the_move
    assert on_the_move <= of_roads


def test_pages_follow_one_another_without_a_gap(portal: Portal, api: Api) -> None:
    count = len(api.result("package_list"))
    pages = [entries(portal, f"?page={number}") for number in range(1, 6)]

    assert [len(page) for page in pages[: count // 50]] == [50] * (count // 50)
    assert len({one for page in pages for one in page if one[0] == "new"}) == count
    assert 'rel="next" href' in httpx.get(f"{portal.url}/feeds/changes.atom").text
    assert f"{portal.url}/feeds/changes.atom?page=1" not in httpx.get(f"{portal.url}/feeds/changes.atom?page=2").text


def test_an_unchanged_feed_is_not_sent_again(portal: Portal) -> None:
    first = httpx.get(f"{portal.url}/feeds/changes.atom")

    assert httpx.get(f"{portal.url}/feeds/changes.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"), [("?theme=nein", 404), ("?organization=nein", 404), ("?page=0", 400), ("?page=x", 400), ("?page=99999999999", 400)]
)
def test_what_makes_no_sense_is_refused(portal: Portal, query: str, status: int) -> None:
    assert httpx.get(f"{portal.url}/feeds/changes.atom{query}").status_code == status
